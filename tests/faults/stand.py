"""The stand: a local stack whose worker and HTTP door reach everything through wires, with a mail server of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
from pydantic import SecretStr

from tests.faults.blows import Pair, Part
from tests.faults.clocks import clock_library
from tests.faults.post_office import post_child
from tests.faults.small_disk import SmallDisk
from tests.faults.wire import Wire, wires
from workers.local.certificate import CERTIFICATE, FOLDER, PASSPHRASE, PUBLIC
from workers.local.child import Child, free_ports
from workers.local.stack import LocalStack, http_child, local_stack, worker_child
from workers.settings import Settings


@dataclass
class Stand:
    """The running parts, and what can be done to them."""

    stack: LocalStack
    wires: dict[str, Wire]
    clock: Path | None
    """What shifts a process's clock; None where it cannot be made."""
    disk: SmallDisk | None
    worker_settings: Settings
    http_address: str
    jumps: list[int] = field(default_factory=list)
    """Days by which the next journeys that were acted on are to be moved."""

    @property
    def folder(self) -> Path:
        """The stack's folder."""
        return self.stack.folder

    def part(self, part: Part) -> Child:
        """One of the parts."""
        found: Child | None = getattr(self.stack, part.value)
        assert found is not None, f"this stack has no part {part}"
        return found


@asynccontextmanager
async def stand(folder: Path, disk: SmallDisk | None = None) -> AsyncIterator[Stand]:
    """The parts, started on a folder; all of them end with it."""
    (smtp, http) = free_ports(None, None)
    settings = Settings(
        data_dir=folder,
        smtp=f"127.0.0.1:{smtp}",
        temporal_address=None,
        postgres_dsn=None,
        object_store_url=None,
    )
    with clock_library() as clock:
        async with local_stack(settings, with_worker=False) as stack:
            assert stack.addresses is not None
            stack.mail = post_child(stack.folder, smtp)
            await stack.mail.start()
            at = stack.addresses
            ends = {
                Pair.WORKER_TEMPORAL: _port(at.temporal),
                Pair.WORKER_POSTGRES: urlsplit(at.dsn).port or 0,
                Pair.WORKER_MAIL: smtp,
                Pair.HTTP_TEMPORAL: _port(at.temporal),
                Pair.HTTP_POSTGRES: urlsplit(at.dsn).port or 0,
            }
            async with wires(ends.items()) as between:
                address = f"http://127.0.0.1:{http}"
                for_worker = _through(settings, at.dsn, between, "worker", public_url=address)
                for_http = _through(settings, at.dsn, between, "http", public_url=address)
                stack.worker = worker_child(for_worker, stack.folder)
                await stack.worker.start()
                stack.http = http_child(for_http, stack.folder, address.removeprefix("http://"))
                await stack.http.start()
                yield Stand(stack, between, clock, disk, for_worker, address)
                # Before the wires: a part that ends would otherwise look for what it was connected with.
                for child in (stack.http, stack.worker):
                    await child.stop()


def _through(settings: Settings, dsn: str, between: dict[str, Wire], who: str, **more: Any) -> Settings:
    """The settings of a part that is called `who` in the pairs, with the addresses of its wires."""
    to = {pair: between[pair].port for pair in Pair if pair.startswith(who)}
    seal = settings.data_dir / FOLDER
    changed: dict[str, Any] = {
        "temporal_address": f"127.0.0.1:{to[Pair(f'{who}-temporal')]}",
        "postgres_dsn": SecretStr(_with_port(dsn, to[Pair(f"{who}-postgres")])),
        # A part whose database seems to be elsewhere does not take the stack's own seal for granted.
        "seal_certificate": seal / CERTIFICATE,
        "seal_passphrase_file": seal / PASSPHRASE,
        "seal_roots": seal / PUBLIC,
        **more,
    }
    if Pair.WORKER_MAIL in to:
        changed["smtp"] = f"127.0.0.1:{to[Pair.WORKER_MAIL]}"
    return Settings.model_validate({**settings.given(), **changed})


def second_worker(stand: Stand, number: int) -> Child:
    """Another worker beside the first, not started yet."""
    return worker_child(stand.worker_settings, stand.folder, f"worker-{number}")


def freeze(child: Child) -> list[psutil.Process]:
    """Stop a part where it stands, and the processes that it started, as PostgreSQL has one for each connection."""
    if child.pid is None:
        return []
    first = psutil.Process(child.pid)
    first.suspend()
    frozen = [first]
    for each in first.children(recursive=True):
        try:
            each.suspend()
        except psutil.NoSuchProcess:
            continue
        frozen.append(each)
    return frozen


def thaw(frozen: list[psutil.Process]) -> None:
    """Let processes go on; one that was killed meanwhile is not missed."""
    for each in frozen:
        try:
            each.resume()
        except psutil.NoSuchProcess:
            continue


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


def _with_port(dsn: str, port: int) -> str:
    """The same DSN with another port on this machine."""
    parts = urlsplit(dsn)
    who = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{who}@127.0.0.1:{port}"))
