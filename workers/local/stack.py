"""The supervisor: `LocalStack` starts Temporal, PostgreSQL, mail and a worker, watches them, and ends them all."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

from pydantic import SecretStr

from records.migrate import migrate
from workers.local.child import Child, free_port, listening
from workers.local.postgres import LocalPostgres
from workers.local.temporal import set_retention, temporal_child
from workers.settings import Addresses, Settings


class AlreadyRunning(Exception):
    """Another local stack uses the same folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"A local stack is already running on {folder}. Use that one, stop it with Ctrl-C where it was started, "
            f"or start another with --data-dir."
        )


def _lock(folder: Path) -> IO[str]:
    """Take the folder's lock; it is let go when this process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise AlreadyRunning(folder) from None
    return lock


class LocalStack:
    """The parts on one machine, each a `Child` with its handle: `temporal`, `postgres`, `mail`, `worker`."""

    def __init__(self, settings: Settings, *, with_worker: bool = True) -> None:
        self.settings = settings
        self.folder = settings.data_dir.resolve()
        self._with_worker = with_worker
        self._children: list[Child] = []
        self.temporal: Child | None = None
        self.postgres: Child | None = None
        self.mail: Child | None = None
        self.worker: Child | None = None
        self.addresses: Addresses | None = None

    async def _start(self) -> None:
        before = Addresses.load(self.settings.addresses_file)
        database = LocalPostgres(self.folder, free_port(_port_in(before.dsn) if before else None))
        port = free_port(_port(before.temporal) if before else None)
        ui = free_port(_port(before.temporal_ui) if before and before.temporal_ui else None)
        smtp = free_port(_port(before.smtp) if before and before.smtp else None)
        own_postgres, own_temporal, own_mail = (
            self.settings.postgres_dsn is None,
            self.settings.temporal_address is None,
            self.settings.smtp is None,
        )
        starting = []
        if own_temporal:
            self.temporal = self._add(temporal_child(self.folder, port, ui))
            starting.append(self.temporal.start())
        if own_postgres:
            self.postgres = self._add(await asyncio.to_thread(database.child))
            starting.append(self.postgres.start())
        mailbox = self.folder / "mail"
        if own_mail:
            self.mail = self._add(_mail_child(self.folder, mailbox, smtp))
            starting.append(self.mail.start())
        await asyncio.gather(*starting)
        if own_postgres:
            await database.ensure_database()
        dsn = database.dsn() if own_postgres else (self.settings.postgres_dsn or SecretStr("")).get_secret_value()
        await asyncio.to_thread(migrate, dsn)
        address = f"127.0.0.1:{port}" if own_temporal else self.settings.temporal_address or ""
        if own_temporal:
            await set_retention(address)
        self.addresses = Addresses(
            temporal=address,
            temporal_ui=f"http://127.0.0.1:{ui}" if own_temporal else None,
            postgres_dsn=SecretStr(dsn),
            smtp=f"127.0.0.1:{smtp}" if own_mail else self.settings.smtp,
            mailbox=str(mailbox) if own_mail else None,
            data_dir=str(self.folder),
        )
        self.addresses.save(self.settings.addresses_file)
        if self._with_worker:
            self.worker = self._add(worker_child(self.settings, self.folder))
            await self.worker.start()

    def _add(self, child: Child) -> Child:
        self._children.append(child)
        return child

    async def watch(self, say: Callable[[str], None]) -> None:
        """Start a part again when it ends by itself, with a growing pause, until cancelled."""
        pauses: dict[str, float] = {}
        while True:
            await asyncio.sleep(1)
            for child in self._children:
                if child.running:
                    continue
                pause = pauses.get(child.name, 0.5)
                say(f"{child.name} ended by itself (log: {child.log}); starting it again in {pause:.1f} s")
                await asyncio.sleep(pause)
                pauses[child.name] = min(pause * 2, 30)
                await child.start()

    async def _stop(self) -> None:
        """End the parts, the worker first and the servers last, each by its own handle."""
        for child in reversed(self._children):
            await child.stop()


def _port(address: str) -> int:
    return int(address.rsplit(":", 1)[1])


def _port_in(dsn: str) -> int:
    return int(dsn.rsplit(":", 1)[1].split("/", 1)[0])


def _mail_child(folder: Path, mailbox: Path, port: int) -> Child:
    """A mail server that accepts everything into a Maildir."""
    mailbox.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
    command += ["-c", "aiosmtpd.handlers.Mailbox", str(mailbox)]
    return Child(
        name="mail", command=command, log=folder / "logs" / "mail.log", ready=lambda: listening(port)
    )


def worker_child(settings: Settings, folder: Path, name: str = "worker") -> Child:
    """A worker as a child; it is ready once it has said so in its ready file."""
    ready_file = folder / f"{name}.ready"

    async def ready() -> bool:
        return ready_file.exists()

    ready_file.unlink(missing_ok=True)
    env = {"BIMTEK_DATA_DIR": str(folder), "BIMTEK_READY_FILE": str(ready_file)}
    return _Worker(
        name=name,
        command=[sys.executable, "-m", "workers"],
        log=folder / "logs" / f"{name}.log",
        ready=ready,
        env=env,
        ready_file=ready_file,
    )


class _Worker(Child):
    """A worker child, whose ready file is taken away before each start."""

    def __init__(self, *, ready_file: Path, **fields: Any) -> None:
        super().__init__(**fields)
        self._ready_file = ready_file

    async def start(self) -> None:
        self._ready_file.unlink(missing_ok=True)
        await super().start()


@asynccontextmanager
async def local_stack(settings: Settings, *, with_worker: bool = True) -> AsyncIterator[LocalStack]:
    """A running local stack on the folder `settings.data_dir`, ended on the way out.

    Raises `AlreadyRunning` for a second start on the same folder and `ChildFailed` when a part does not start.
    """
    lock = _lock(settings.data_dir)
    lock.write(str(os.getpid()))
    lock.flush()
    stack = LocalStack(settings, with_worker=with_worker)
    try:
        await stack._start()
        yield stack
    finally:
        await stack._stop()
        lock.close()
