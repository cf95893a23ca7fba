"""Measure (load): thousands of journeys open at once: memory, backlog, sizes on disk, and how long an act takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import httpx2

from api.desk import Desk
from domain.messages import Command
from tests.bench.acts import saves
from tests.bench.bench_stack import Bench
from tests.bench.cohorts import Opened, open_cohort
from tests.bench.door import door_child, reader
from tests.bench.results import Goal, Reading, Result, Value, percentile
from tests.bench.watching import Seen, Watched

JOURNEYS = 5000
FEW = 100
"""Journeys that are open when the first acts are measured."""
COHORT = 250
"""Journeys that are opened at once, as the cohorts of a few years are."""
ACTS = 100
"""Acts of one measure, each on a journey of its own."""
ROUNDS = 3
AT_ONCE = 8
IDLE = 30.0
"""Seconds in which nothing is asked of anybody."""
QUIET_WITHIN = 300.0
LATENCY_GOAL = 2.0
MEMORY_GOALS = {"worker": 1024.0, "Temporal": 2048.0, "PostgreSQL": 1024.0, "HTTP door": 512.0}
"""MiB at most: together they leave a machine of eight GiB room."""


async def measure_load(bench: Bench, journeys: int = JOURNEYS) -> list[Result]:
    """Acts with a hundred journeys open, then with all of them; what every part takes meanwhile."""
    child, address = door_child(bench)
    await child.start()
    try:
        async with reader(bench, address, "pengelola-beban") as client:
            return await _measure(bench, Watched(bench, child), client, journeys)
    finally:
        await child.stop()


async def _measure(bench: Bench, watched: Watched, client: httpx2.AsyncClient, journeys: int) -> list[Result]:
    begun = await watched.sizes()
    opened = [await open_cohort(bench, "sedikit", FEW)]
    await watched.quiet(QUIET_WITHIN)
    few = await _acts(bench, opened[0].regions, 0)
    _say(f"{FEW} open: an act takes {percentile(few[0], 0.5):.0f} ms (p50)")
    started = time.perf_counter()
    async with watched.watching() as opening:
        while (there := sum(len(one.regions) for one in opened)) < journeys:
            opened.append(await open_cohort(bench, f"beban-{len(opened)}", size := min(COHORT, journeys - there)))
            _say(f"{there + size:,} open after {time.perf_counter() - started:.0f} s; {_in_words(opening)}")
    regions = [region for one in opened for region in one.regions]
    took = time.perf_counter() - started
    await watched.quiet(QUIET_WITHIN)
    sizes = (await watched.sizes()).per_journey(begun, journeys)
    idle = await _idle(watched)
    async with watched.watching() as acting:
        many = await _acts(bench, regions, ROUNDS + 1)
        rate = await _rate(bench, regions)
        pages = await _pages(client)
    _say(f"{journeys:,} open: an act takes {percentile(many[0], 0.5):.0f} ms (p50); {_in_words(acting)}")
    what = f"{journeys:,} open journeys"
    return [
        *_latency(what, few, many),
        Reading(f"{what}: acts per second, {AT_ONCE} at once, each on another journey", (rate,), "acts/s"),
        Reading(f"{what}: first page of the list over HTTP, p95", (percentile(pages, 0.95),), "ms"),
        *_memory(what, opening, acting),
        Reading(f"{what}: tasks waiting at most while they are opened", (opening.backlog,), "tasks"),
        Reading(f"{what}: tasks waiting at most while people act", (acting.backlog,), "tasks"),
        Reading(f"{what}: opened per second", ((journeys - FEW) / took,), "journeys/s"),
        *(Reading(f"{what}: processor of {part} while nothing happens", (share,), "%") for part, share in idle.items()),
        Reading(f"{what}: Temporal's SQLite file for each", (sizes["temporal"],), "KiB"),
        Reading(f"{what}: PostgreSQL for each", (sizes["postgres"],), "KiB"),
        Reading(f"{what}: logs for each", (sizes["logs"],), "KiB"),
    ]


def _latency(what: str, few: Sequence[Sequence[float]], many: Sequence[Sequence[float]]) -> list[Result]:
    found: list[Result] = []
    for share, label in ((0.5, "p50"), (0.95, "p95")):
        less = tuple(percentile(times, share) for times in few)
        more = tuple(percentile(times, share) for times in many)
        found += [
            Value(
                f"{what}: an act {label}, against {FEW} open",
                tuple(a / b for a, b in zip(more, less, strict=True)),
                "ratio",
                f"the same with {FEW} open, all of which a worker holds in memory",
                Goal.AT_MOST,
                LATENCY_GOAL,
            ),
            Reading(f"{what}: an act {label}, recorded", more, "ms"),
            Reading(f"{FEW} open journeys: an act {label}, recorded", less, "ms"),
        ]
    return found


def _memory(what: str, *seen: Seen) -> list[Result]:
    highest = Seen()
    for one in seen:
        highest.add(one.memory, one.backlog)
    return [
        Value(
            f"{what}: memory of {part}, highest",
            (mib,),
            "MiB",
            "a machine of eight GiB",
            Goal.AT_MOST,
            MEMORY_GOALS[part],
        )
        for part, mib in highest.memory.items()
    ]


async def _acts(bench: Bench, regions: Sequence[Opened], chapter: int) -> list[list[float]]:
    """Milliseconds from sending an act until it is recorded, one at a time, spread evenly over the journeys.

    Each round writes another chapter, from the given one on.
    """
    desk, found = Desk(bench.client, bench.pool), []
    for number in range(ROUNDS + 1):  # the first warms everything up and does not count
        times = []
        for journey, name in _spread(regions, ACTS, number):
            command = _act(bench, name, chapter + number)
            began = time.perf_counter()
            answer = await desk.send(journey, command)
            times.append((time.perf_counter() - began) * 1000)
            if not answer.recorded:
                raise RuntimeError(f"an act on {name} was not recorded in time")
        found.append(times)
    return found[1:]


async def _rate(bench: Bench, regions: Sequence[Opened]) -> float:
    """Acts per second, several at once, each on another journey, until all are recorded."""
    desk, gate = Desk(bench.client, bench.pool), asyncio.Semaphore(AT_ONCE)

    async def one(journey: str, name: str) -> None:
        async with gate:
            await desk.send(journey, _act(bench, name, 2 * (ROUNDS + 1)))

    chosen = _spread(regions, 4 * ACTS, ROUNDS + 1)
    began = time.perf_counter()
    await asyncio.gather(*(one(*which) for which in chosen))
    return len(chosen) / (time.perf_counter() - began)


def _spread(regions: Sequence[Opened], count: int, first: int) -> Sequence[Opened]:
    """At most so many of the journeys, evenly spread; another `first` gives others as far as there are."""
    step = max(len(regions) // count, 1)
    return regions[first % step :: step][:count]


def _act(bench: Bench, name: str, number: int) -> Command:
    """An act that tells nobody: the first version of the chapter with this number, of which there are a dozen."""
    return saves(bench.policy, name, number + 1)[number]


async def _pages(client: httpx2.AsyncClient) -> list[float]:
    """Milliseconds of first pages of the list of journeys."""
    times = []
    for _ in range(ACTS):
        began = time.perf_counter()
        (await client.get("/journeys")).raise_for_status()
        times.append((time.perf_counter() - began) * 1000)
    return times


async def _idle(watched: Watched) -> dict[str, float]:
    """The share of one processor that each part takes while nothing is asked of it, in percent."""
    before = watched.processor_seconds()
    await asyncio.sleep(IDLE)
    after = watched.processor_seconds()
    return {part: 100 * (after[part] - before[part]) / IDLE for part in before}


def _in_words(seen: Seen) -> str:
    parts = ", ".join(f"{part} {mib:.0f} MiB" for part, mib in seen.memory.items())
    return f"at most {parts}; {seen.backlog} tasks waited"


def _say(text: str) -> None:
    print(f"load: {text}", flush=True)
