"""The supervisor: `local_stack` starts Temporal, PostgreSQL, mail and a worker, watches them, and ends them all."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from pydantic import SecretStr

from records.migrate import migrate
from workers.local.child import Child, ChildFailed, free_ports, listening, until_free
from workers.local.held import Held, held
from workers.local.postgres import LocalPostgres
from workers.local.temporal import set_retention, temporal_child
from workers.settings import Addresses, Settings

HTTP_PORT = 8080
"""Where the HTTP door of a local stack listens, unless somebody else does."""
LETS_GO_WITHIN = 8.0
"""Seconds that parts of a start before, which was killed, have to let go of their ports."""
LONGEST_PAUSE = 30.0
"""Seconds between two attempts to start a part that keeps ending."""
CALM = 60.0
"""A part that ran for so many seconds is started again without a pause."""


class AlreadyRunning(Exception):
    """Another local stack uses the same folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"A local stack is already running on {folder}. Use that one, stop it with Ctrl-C where it was started, "
            f"or start another with --data-dir."
        )


def lock_of(folder: Path) -> IO[str]:
    """Take the folder's lock; it is let go when this process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise AlreadyRunning(folder) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


class LocalStack:
    """The parts on one machine, each a `Child` with its handle: `temporal`, `postgres`, `mail`, `worker`, `http`.

    A part that a setting points elsewhere, or that was not asked for, is None.
    """

    def __init__(self, settings: Settings, *, with_worker: bool = True, with_http: bool = False) -> None:
        self.settings = settings
        self.folder = settings.data_dir.resolve()
        self.temporal: Child | None = None
        self.postgres: Child | None = None
        self.mail: Child | None = None
        self.worker: Child | None = None
        self.http: Child | None = None
        self.addresses: Addresses | None = None
        self._with_worker = with_worker
        self._with_http = with_http
        self._makes_secret = settings.secret is None and settings.secret_file is None

    @property
    def children(self) -> list[Child]:
        """The parts that are ours, in the order in which they have to start."""
        parts = (self.temporal, self.postgres, self.mail, self.worker, self.http)
        return [part for part in parts if part is not None]

    @property
    def http_address(self) -> str:
        """Where the HTTP door is reached. Raises `ChildFailed` when this stack has none."""
        if self.addresses is None or self.addresses.http is None:
            raise ChildFailed("this stack was started without the HTTP door")
        return self.addresses.http

    async def _start(self) -> None:
        settings = self.settings
        before = Addresses.load(settings.addresses_file)
        *kept, http_before = before.ports if before else (None,) * 6
        await until_free((port for port in (*kept, http_before) if port is not None), LETS_GO_WITHIN)
        ports = free_ports(*kept, http_before or HTTP_PORT)
        postgres_port, temporal_port, ui_port, smtp_port, metrics_port, http_port = ports
        metrics = settings.metrics or f"127.0.0.1:{metrics_port}"
        database = LocalPostgres(self.folder, postgres_port) if settings.postgres_dsn is None else None
        if settings.temporal_address is None:
            self.temporal = temporal_child(self.folder, temporal_port, ui_port, namespace=settings.temporal_namespace)
        if settings.smtp is None:
            self.mail = _mail_child(self.folder, smtp_port)
        if database is not None:
            self.postgres = database.child()
        await _start_all(self.children)
        if database is not None:
            await database.ensure_database()
        addresses = Addresses(
            temporal=settings.temporal_address or f"127.0.0.1:{temporal_port}",
            temporal_ui=f"http://127.0.0.1:{ui_port}" if self.temporal else None,
            postgres_dsn=settings.postgres_dsn or SecretStr(database.dsn() if database else ""),
            postgres_folder=str(database.folder) if database else None,
            smtp=settings.smtp or f"127.0.0.1:{smtp_port}",
            mailbox=str(self.folder / "mail") if self.mail else None,
            http=f"http://{settings.http or f'127.0.0.1:{http_port}'}" if self._with_http else None,
            worker_metrics=metrics if self._with_worker else None,
            secret_file=str(_secret_file(self.folder)) if self._makes_secret else None,
            data_dir=str(self.folder),
        )
        await asyncio.to_thread(migrate, addresses.dsn)
        if self.temporal is not None:
            await set_retention(addresses.temporal, settings.temporal_namespace)
        if database is not None and settings.seal_certificate is None:
            # Here: every command imports this module, and the libraries that sign take a third of a second to load.
            from workers.local.certificate import make_certificate

            await asyncio.to_thread(make_certificate, self.folder)
        addresses.save(settings.addresses_file)
        self.addresses = addresses
        if addresses.http and "public_url" not in settings.given():
            settings = Settings.model_validate({**settings.given(), "public_url": addresses.http})
        if self._with_worker:
            watched = Settings.model_validate({**settings.given(), "metrics": metrics})
            self.worker = worker_child(watched, self.folder)
            await self.worker.start()
        if addresses.http:
            self.http = http_child(settings, self.folder, addresses.http.removeprefix("http://"))
            await self.http.start()

    async def watch(self, say: Callable[[str], None]) -> None:
        """Start a part again when it ends by itself, with a growing pause, until cancelled.

        A part ended through its handle is left alone, one that a drill holds is held; `say` gets a line for every
        attempt.
        """
        async with asyncio.TaskGroup() as group:
            for child in self.children:
                group.create_task(_keep(child, say, self.folder))

    async def _stop(self) -> None:
        """End the parts, the worker first and the servers last, each by its own handle."""
        for child in reversed(self.children):
            await child.stop()


async def _start_all(children: list[Child]) -> None:
    """Start parts together; every one is waited for, so that none is left half started when another fails."""
    for outcome in await asyncio.gather(*(child.start() for child in children), return_exceptions=True):
        if outcome is not None:
            raise outcome


async def _keep(child: Child, say: Callable[[str], None], folder: Path) -> None:
    """Keep one part running, but while a drill holds it."""
    loop = asyncio.get_running_loop()
    pause, started = 0.0, loop.time()
    while True:
        await asyncio.sleep(0.5)
        if child.wanted and held(folder, child.name.lower()) is not None:
            await _hold(child, say, folder)
            started = loop.time()
        if child.running or not child.wanted:
            continue
        pause = 0.0 if loop.time() - started > CALM else min(max(pause * 2, 0.5), LONGEST_PAUSE)
        when = f"in {pause:.1f} s" if pause else "now"
        say(f"{child.name} ended by itself (log: {child.log}); starting it again {when}")
        await asyncio.sleep(pause)
        if not child.wanted:
            continue
        started = loop.time()
        try:
            await child.start()
        except ChildFailed as failure:
            child.wanted = True  # a part that does not come back is tried again, not given up
            say(str(failure))


async def _hold(child: Child, say: Callable[[str], None], folder: Path) -> None:
    """End or freeze a part for as long as a drill says so, then let it go on."""
    part = child.name.lower()
    say(f"a drill holds {part}; `bimtek drill` says which, and how it ends")
    while (how := held(folder, part)) is not None:
        if how is Held.FROZEN:
            child.freeze()
        elif child.running:
            await child.stop()
        await asyncio.sleep(0.25)
    child.thaw()
    child.wanted = True
    say(f"{part} goes on")


def _mail_child(folder: Path, port: int) -> Child:
    """A mail server that accepts everything into a Maildir."""
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
    command += ["-c", "aiosmtpd.handlers.Mailbox", str(folder / "mail")]
    return Child(name="Mail", command=command, log=folder / "logs" / "mail.log", ready=lambda: listening(port))


def worker_child(settings: Settings, folder: Path, name: str = "worker") -> Child:
    """A worker as a child; it is ready once it has said so in its ready file."""
    ready_file = folder / f"{name}.ready"

    async def ready() -> bool:
        return ready_file.exists()

    async def before() -> None:
        ready_file.unlink(missing_ok=True)

    own = Settings.model_validate({**settings.given(), "data_dir": folder, "ready_file": ready_file})
    return Child(
        name=name.capitalize(),
        command=[sys.executable, "-m", "workers"],
        log=folder / "logs" / f"{name}.log",
        ready=ready,
        before=before,
        env=own.environment(),
    )


def http_child(settings: Settings, folder: Path, address: str) -> Child:
    """The HTTP door as a child; it is ready once it accepts connections."""
    own = Settings.model_validate({**settings.given(), "data_dir": folder, "http": address, "sign_in_links": True})
    return Child(
        name="HTTP",
        command=[sys.executable, "-m", "api.http"],
        log=folder / "logs" / "http.log",
        ready=lambda: listening(int(address.rpartition(":")[2])),
        env=own.environment(),
    )


def _secret_file(folder: Path) -> Path:
    """The local stack's own secret, made once and readable by its owner only."""
    file = folder / "secret"
    if not file.exists():
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(48) + "\n", encoding="utf-8")
        os.replace(new, file)
    return file


@asynccontextmanager
async def local_stack(
    settings: Settings, *, with_worker: bool = True, with_http: bool = False
) -> AsyncIterator[LocalStack]:
    """A running local stack on the folder `settings.data_dir`, ended on the way out.

    Raises `AlreadyRunning` for a second start on the same folder and `ChildFailed` when a part does not start.
    """
    lock = lock_of(settings.data_dir)
    stack = LocalStack(settings, with_worker=with_worker, with_http=with_http)
    try:
        await stack._start()
        yield stack
    finally:
        try:
            await stack._stop()
        finally:
            lock.close()
