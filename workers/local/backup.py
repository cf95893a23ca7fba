"""Backup and restore of a local stack: `back_up` writes one file with everything, `restore` makes a folder from it.

The file is a tar, compressed with Zstandard: `manifest.json` first, then Temporal's database, a dump of PostgreSQL, the
objects, the mails, certificates and the secret. Whoever has it can act as anybody: it is readable by its owner only.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO

import zstandard
from pydantic import AwareDatetime, ValidationError

from domain.shape import Frozen
from workers.local.child import ChildFailed, free_ports
from workers.local.freezing import held_still
from workers.local.postgres import LocalPostgres, programs
from workers.local.stack import AlreadyRunning, lock_of
from workers.settings import Addresses, Settings

TEMPORAL, DUMP, MANIFEST = "temporal.sqlite", "postgres.dump", "manifest.json"
FOLDERS = ("objects", "seal", "signers", "mail")
FILES = ("secret",)


class BackupRefused(Exception):
    """A backup cannot be made or taken back; the text says why and what to do."""


class Manifest(Frozen):
    """What a backup is of, and the SHA-256 of every file in it."""

    bimtek: str
    made_at: AwareDatetime
    stood_still_for: float
    """Seconds for which the worker was held still; 0 where nothing was running."""
    files: dict[str, str]


async def back_up(settings: Settings, to: Path) -> Manifest:
    """Write a backup of the local stack on `settings.data_dir`, running or not. An existing file is not overwritten.

    Raises `BackupRefused`, and `ChildFailed` when PostgreSQL cannot be started or dumped.
    """
    folder = settings.data_dir.resolve()
    _check_ends(folder, to)
    with tempfile.TemporaryDirectory(dir=folder, prefix="backup-") as work:
        still = await _copies(folder, Path(work))
        return await asyncio.to_thread(_write, folder, Path(work), to, still)


def _check_ends(folder: Path, to: Path) -> None:
    if not (folder / TEMPORAL).exists():
        raise BackupRefused(f"{folder} holds no local stack. Existing servers are backed up with their own tools.")
    if to.exists():
        raise BackupRefused(f"{to} exists already. Choose another name.")


async def _copies(folder: Path, work: Path) -> float:
    """Copy both databases as of one instant; gives for how many seconds the worker stood still."""
    loop = asyncio.get_running_loop()
    try:
        lock = lock_of(folder)
    except AlreadyRunning:
        addresses = Addresses.load(folder / "addresses.json")
        if addresses is None:
            raise BackupRefused("The stack is still starting. Try again in a moment.") from None
        with held_still(folder / "worker.ready"):
            began = loop.time()
            await asyncio.gather(
                asyncio.to_thread(_dump, LocalPostgres(folder, 0), addresses.dsn, work / DUMP),
                asyncio.to_thread(_copy_sqlite, folder / TEMPORAL, work / TEMPORAL),
            )
            return loop.time() - began
    with lock:
        async with _postgres(folder) as database:
            await asyncio.to_thread(_dump, database, database.dsn(), work / DUMP)
        await asyncio.to_thread(_copy_sqlite, folder / TEMPORAL, work / TEMPORAL)
    return 0.0


@contextlib.asynccontextmanager
async def _postgres(folder: Path) -> AsyncIterator[LocalPostgres]:
    """The folder's PostgreSQL alone, for as long as it is needed."""
    (port,) = free_ports(None)
    database = LocalPostgres(folder, port)
    child = database.child()
    await child.start()
    try:
        yield database
    finally:
        await child.stop()


def _dump(database: LocalPostgres, dsn: str, to: Path) -> None:
    # The places in the stream of changes are transaction ids of this server: they mean nothing to another.
    words = ("--format=custom", "--no-owner", "--exclude-table-data=changes", f"--file={to}", f"--dbname={dsn}")
    _run(database, "pg_dump", *words)


def _run(database: LocalPostgres, program: str, *words: str) -> None:
    done = subprocess.run(
        [str(programs(database.folder) / program), *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ChildFailed(f"{program} failed:\n{done.stderr.strip()}")


def _copy_sqlite(source: Path, to: Path) -> None:
    """A copy of a SQLite database as of one instant, also while a server writes to it."""
    with (
        contextlib.closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as old,
        contextlib.closing(sqlite3.connect(to)) as new,
    ):
        old.backup(new)


def _write(folder: Path, work: Path, to: Path, still: float) -> Manifest:
    parts = {name: work / name for name in (TEMPORAL, DUMP)}
    for path in _kept(folder):
        parts[path.relative_to(folder).as_posix()] = path
    files = {name: _hash(path) for name, path in parts.items()}
    manifest = Manifest(
        bimtek=version("bimtek"), made_at=datetime.now(UTC), stood_still_for=round(still, 3), files=files
    )
    (work / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    new = to.with_name(f"{to.name}.new")
    to.parent.mkdir(parents=True, exist_ok=True)
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    with (
        new.open("wb") as file,
        zstandard.ZstdCompressor(level=6, threads=-1).stream_writer(file) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        tar.add(work / MANIFEST, MANIFEST)
        for name, path in parts.items():
            tar.add(path, name, recursive=False)
    os.replace(new, to)
    return manifest


def _kept(folder: Path) -> Iterator[Path]:
    """The files that are kept as they are: none of them changes once it is written."""
    for name in FILES:
        if (folder / name).is_file():
            yield folder / name
    for name in FOLDERS:
        yield from sorted(path for path in (folder / name).rglob("*") if path.is_file())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def restore(file: Path, folder: Path) -> Manifest:
    """Make a stack's folder from a backup; `bimtek up` starts it. The folder must not exist, or be empty.

    Raises `BackupRefused` for a file that is damaged or no backup, and leaves nothing behind then.
    """
    _check_file(file)
    _make_empty(folder)
    try:
        manifest = await asyncio.to_thread(_unpack, file, folder)
        with lock_of(folder):
            async with _postgres(folder) as database:
                await database.ensure_database()
                words = ("--no-owner", "--exit-on-error", f"--dbname={database.dsn()}", str(folder / DUMP))
                await asyncio.to_thread(_run, database, "pg_restore", *words)
        (folder / DUMP).unlink()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest


def _check_file(file: Path) -> None:
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.")


def _make_empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} is not empty. Restore into a new folder, look at it, then move it.")
    folder.mkdir(parents=True, exist_ok=True)


def _unpack(file: Path, folder: Path) -> Manifest:
    try:
        with (
            file.open("rb") as stored,
            zstandard.ZstdDecompressor().stream_reader(stored) as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            return _taken(tar, folder)
    except (zstandard.ZstdError, tarfile.TarError, ValidationError, EOFError) as error:
        raise BackupRefused(f"{file} is no backup, or damaged: {type(error).__name__}. Take another one.") from error


def _taken(tar: tarfile.TarFile, folder: Path) -> Manifest:
    manifest: Manifest | None = None
    left: dict[str, str] = {}
    for member in tar:
        content = tar.extractfile(member)
        if content is None:
            raise BackupRefused(f"{member.name} is no file. This is not a backup that bimtek made.")
        if manifest is None:
            manifest = Manifest.model_validate_json(content.read())
            left = dict(manifest.files)
            continue
        wanted = left.pop(member.name, None)
        if wanted is None or ".." in PurePosixPath(member.name).parts or member.name.startswith("/"):
            raise BackupRefused(f"{member.name} is not in the manifest. This is not a backup that bimtek made.")
        _put(content, folder / member.name, wanted)
    if manifest is None or left:
        raise BackupRefused(
            f"The backup is not whole: {', '.join(sorted(left)[:3]) or 'it is empty'}. Take another one."
        )
    return manifest


def _put(content: IO[bytes], to: Path, wanted: str) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.touch(mode=0o600)
    with to.open("wb") as file:
        shutil.copyfileobj(content, file)
    if _hash(to) != wanted:
        raise BackupRefused(f"{to.name} is not as it was backed up. Take another backup.")
