"""Measure: what the HTTP door adds to an act, against the same act by the Temporal client, until it is recorded."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx2

from api.cast import sample
from api.demo.http_desk import HttpDesk
from api.desk import Desk
from api.http.address import PREFIX
from api.http.commands import documents_in
from domain.messages import Command
from domain.vocabulary import Role
from records.contents import Contents
from records.identity import Identities, Scope
from records.writing import StoredFiles
from tests.bench.acts import ROUNDS, SINGLE_ACTS, saves
from tests.bench.bench_stack import Bench
from tests.bench.results import Goal, Reading, Result, Value, percentile
from workers.local.child import Child, free_ports
from workers.local.stack import http_child
from workers.settings import Settings

PATIENCE = timedelta(seconds=20)
GOAL = 1.5


def door_child(bench: Bench) -> tuple[Child, str]:
    """The HTTP door of the bench's stack, as a process of its own that is not started yet, and its address."""
    (port,) = free_ports(None)
    settings = Settings(data_dir=bench.settings.data_dir)
    return http_child(settings, bench.stack.folder, f"127.0.0.1:{port}"), f"http://127.0.0.1:{port}"


@asynccontextmanager
async def door(bench: Bench) -> AsyncIterator[str]:
    """The door, running; gives its address."""
    child, address = door_child(bench)
    await child.start()
    try:
        yield address
    finally:
        await child.stop()


@asynccontextmanager
async def reader(bench: Bench, address: str, person: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the HTTP API that reads as a programme manager."""
    identities, now = Identities(bench.pool), datetime.now(UTC)
    await identities.grant(person, Role.PROGRAMME_MANAGER, "bench")
    _, token = await identities.new_token(person, "bench", (Scope.READ,), now + timedelta(hours=1), now)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(base_url=f"{address}{PREFIX}", headers=headers, timeout=60) as client:
        yield client


async def measure_door(bench: Bench) -> list[Result]:
    """One act at a time, there and back and recorded, through the door and by the client, in turn."""
    direct: list[list[float]] = []
    through: list[list[float]] = []
    desk = Desk(bench.client, bench.pool)
    async with door(bench) as address, httpx2.AsyncClient(timeout=30) as client:
        http = HttpDesk(client, address, Identities(bench.pool), PATIENCE)
        for number in range(-1, ROUNDS):  # the first warms everything up and does not count
            for send, kept, way in ((desk.send, direct, "klien"), (http.send, through, "http")):
                times = await _round(bench, f"{way}-{number}", send)
                if number >= 0:
                    kept.append(times)
    found: list[Result] = []
    for share, label in ((0.5, "p50"), (0.95, "p95")):
        by_client = tuple(percentile(times, share) for times in direct)
        by_http = tuple(percentile(times, share) for times in through)
        ratios = tuple(mine / floor for mine, floor in zip(by_http, by_client, strict=True))
        peer = "the same act by the Temporal client in this process, until it is recorded"
        found += [
            Value(f"an act through HTTP {label}, against the client", ratios, "ratio", peer, Goal.AT_MOST, GOAL),
            Reading(f"an act through HTTP {label}, recorded", by_http, "ms"),
            Reading(f"an act by the client {label}, recorded", by_client, "ms"),
        ]
    return found


Send = Callable[[str, Command], Awaitable[object]]


async def _round(bench: Bench, name: str, send: Send) -> list[float]:
    """Milliseconds of each act of a fresh journey."""
    (journey,) = await bench.open([name])
    commands = saves(bench.policy, name, SINGLE_ACTS)
    await _keep_texts(bench, name, commands)
    times = []
    for command in commands:
        began = time.perf_counter()
        await send(journey, command)
        times.append((time.perf_counter() - began) * 1000)
    return times


async def _keep_texts(bench: Bench, name: str, commands: Sequence[Command]) -> None:
    """Store the texts that the acts name; the door refuses an act that names what nobody has stored."""
    wanted = {document.sha256 for command in commands for document in documents_in(command.act)}
    contents = Contents(bench.pool)
    for title in {document.title for command in commands for document in documents_in(command.act)}:
        for version in range(SINGLE_ACTS):
            paper = sample.paper(title, name, version)
            if paper.reference.sha256 in wanted:
                await contents.put(paper.content)
    stored = StoredFiles(bench.pool)
    for command in commands:
        await stored.note(command.actor.person, *{document.sha256 for document in documents_in(command.act)})
