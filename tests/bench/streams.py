"""Measure: 200 open streams of changes on one door: how soon each of them hears of an act, and what they take."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import httpx2
import psutil

from api.desk import Desk
from api.http.address import PREFIX
from domain.vocabulary import Role
from records.identity import Identities, Scope
from tests.bench.acts import saves
from tests.bench.bench_stack import Bench
from tests.bench.door import door
from tests.bench.results import Goal, Reading, Result, Value, percentile
from tests.http.events import Listener, listening

STREAMS = 200
ACTS = 20
ROUNDS = 3
PERSON = "pengelola-aliran"
GOAL = 500
"""Milliseconds from the sending of an act until 95 of 100 streams have its event."""
MIB = 2**20


async def measure_streams(bench: Bench) -> list[Result]:
    """Acts of one journey, one after the other, each awaited on every stream."""
    identities, now = Identities(bench.pool), datetime.now(UTC)
    await identities.grant(PERSON, Role.PROGRAMME_MANAGER, "bench")
    _, token = await identities.new_token(PERSON, "bench", (Scope.READ,), now + timedelta(hours=1), now)
    limits = httpx2.Limits(max_connections=None)
    headers = {"Authorization": f"Bearer {token}"}
    delays: list[float] = []
    answered: list[float] = []
    async with (
        door(bench) as address,
        httpx2.AsyncClient(base_url=f"{address}{PREFIX}", headers=headers, limits=limits, timeout=60) as client,
        AsyncExitStack() as streams,
    ):
        process = _door_process(address)
        async with listening(client):
            before = process.memory_info().rss
        heard = [await streams.enter_async_context(listening(client)) for _ in range(STREAMS)]
        for number in range(-1, ROUNDS):  # the first warms everything up and does not count
            sent, done = await _round(bench, f"aliran-{number}", heard)
            if number >= 0:
                delays.append(percentile(sent, 0.95))
                answered.append(percentile(done, 0.95))
        taken = process.memory_info().rss
    peer = "the act itself, which is answered once it is recorded"
    return [
        Value(f"an act on {STREAMS} streams, p95", tuple(delays), "ms", peer, Goal.AT_MOST, GOAL),
        Reading("the same acts until their answer, p95", tuple(answered), "ms"),
        Reading(f"memory of {STREAMS} streams", ((taken - before) / MIB,), "MiB"),
        Reading(f"memory of a door with {STREAMS} streams", (taken / MIB,), "MiB"),
    ]


async def _round(bench: Bench, name: str, heard: list[Listener]) -> tuple[list[float], list[float]]:
    """Milliseconds from the sending of each act to its event, of all streams, and to its answer."""
    (journey,) = await bench.open([name])
    desk = Desk(bench.client, bench.pool)
    sent, done = [], []
    for command in saves(bench.policy, name, ACTS):
        began = time.perf_counter()
        waiting = [asyncio.create_task(_heard(listener, journey, began)) for listener in heard]
        answer = await desk.send(journey, command)
        done.append((time.perf_counter() - began) * 1000)
        assert answer.recorded
        sent += await asyncio.gather(*waiting)
    return sent, done


async def _heard(listener: Listener, journey: str, began: float) -> float:
    """Milliseconds since `began` at which a stream has one more event of a journey that saves chapters."""
    known = _saved(listener, journey)
    await listener.until_true(lambda: _saved(listener, journey) > known)
    return (time.perf_counter() - began) * 1000


def _saved(listener: Listener, journey: str) -> int:
    return sum(1 for event in listener.named("change") if _is_save(event.data, journey))


def _is_save(data: dict[str, object], journey: str) -> bool:
    return data["journey"] == journey and data["kind"] == "chapter_saved"


def _door_process(address: str) -> psutil.Process:
    """The process of the door at an address."""
    port = int(address.rpartition(":")[2])
    for child in psutil.Process().children(recursive=True):
        if any(found.status == "LISTEN" and found.laddr.port == port for found in child.net_connections()):
            return child
    raise LookupError(f"nobody listens at {address}")
