"""Measures (b) and (c): acts per second and latency of our journey against a bare workflow on the same server."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Sequence

from temporalio.client import WorkflowHandle

from api.cast import sample
from api.desk import update_id
from domain import facts, messages
from domain.messages import Actor, Command
from domain.policy import Policy
from domain.values import ChapterName
from domain.vocabulary import Role
from records.people import People, PersonRecord
from tests.bench.bare import QUEUE, Bare
from tests.bench.bench_stack import Bench
from tests.bench.results import Goal, Reading, Result, Value, percentile
from workflows.region_journey import RegionJourney

ROUNDS = 5
SIDE_BY_SIDE = 8
"""Workflows that are acted on at the same time, one act in flight in each; ours and the bare ones alike."""
ACTS = 30
"""Acts on each workflow in a round."""
SINGLE_ACTS = 50
"""Acts in a round of the latency measure."""
PAUSE = 0.05
"""Seconds between two acts of the latency measure, so that what follows an act is over before the next one."""

Send = Callable[[int], Awaitable[object]]


def saves(policy: Policy, name: str, count: int) -> list[Command]:
    """Acts that tell nobody: new versions of the chapters in turn."""
    chapters = itertools.cycle(ChapterName(book=book, chapter=chapter) for book, chapter in policy.chapters())
    versions: dict[ChapterName, int] = {}
    found = []
    for number, chapter in zip(range(count), chapters, strict=False):
        version = versions.get(chapter, 0)
        versions[chapter] = version + 1
        document = sample.paper(str(chapter), name, version).reference
        save = facts.ChapterFacts(name=chapter, document=document, based_on=version)
        actor = Actor(person=sample.person(name, Role.COORDINATOR), role=Role.COORDINATOR)
        found.append(Command(id=f"save-{number}", actor=actor, act=messages.SaveChapters(saves=(save,))))
    return found


def appointments(count: int) -> list[Command]:
    """Acts that each lead to one message: people of the region's offices get a role."""
    actor = Actor(person=sample.PROGRAMME[Role.PROGRAMME_MANAGER], role=Role.PROGRAMME_MANAGER)
    return [
        Command(
            id=f"appoint-{number}",
            actor=actor,
            act=messages.AppointMember(person=contributor(number), role=Role.OPD_CONTRIBUTOR),
        )
        for number in range(count)
    ]


def contributor(number: int) -> str:
    """The id of a made-up person of a region's office."""
    return f"penyusun-{number}"


async def measure_acts(bench: Bench) -> list[Result]:
    """Each round acts on bare workflows, on journeys, and on journeys with one message an act."""
    people = [
        PersonRecord(id=(who := contributor(n)), name=who, email=f"{who}@example.go.id", sample=True)
        for n in range(ACTS)
    ]
    await People(bench.pool).save(people)
    floor: list[float] = []
    quiet: list[float] = []
    telling: list[float] = []
    for number in range(-1, ROUNDS):  # the first warms everything up and does not count
        rates = (await _bare(bench, number), await _saving(bench, number), await _appointing(bench, number))
        if number >= 0:
            for kept, rate in zip((floor, quiet, telling), rates, strict=True):
                kept.append(rate)
    return [
        Value(
            "acts per second, against bare",
            _ratios(quiet, floor),
            "ratio",
            "a bare workflow that runs one no-op activity after each update",
            Goal.AT_LEAST,
            0.7,
        ),
        Value(
            "acts per second with one message each, against bare",
            _ratios(telling, floor),
            "ratio",
            "a bare workflow that runs one no-op activity after each update",
            Goal.AT_LEAST,
            0.45,
        ),
        Reading("acts per second, bare", tuple(floor), "acts/s"),
        Reading("acts per second", tuple(quiet), "acts/s"),
        Reading("acts per second with one message each", tuple(telling), "acts/s"),
    ]


def _ratios(ours: Sequence[float], bare: Sequence[float]) -> tuple[float, ...]:
    return tuple(mine / floor for mine, floor in zip(ours, bare, strict=True))


async def _bare(bench: Bench, number: int) -> float:
    """Acts per second of bare workflows, until the last no-op activity is done."""
    handles = [await start_bare(bench, f"bare-{number}-{one}", ACTS) for one in range(SIDE_BY_SIDE)]
    began = time.perf_counter()
    await asyncio.gather(*(_all_acts(handle) for handle in handles))
    await asyncio.gather(*(handle.result() for handle in handles))
    return ACTS * SIDE_BY_SIDE / (time.perf_counter() - began)


async def start_bare(bench: Bench, name: str, acts: int) -> WorkflowHandle[Bare, int]:
    """A bare workflow whose first task is done."""
    handle = await bench.client.start_workflow(Bare.run, acts, id=name, task_queue=QUEUE)
    while (await handle.describe()).history_length < 4:  # started, and one task
        await asyncio.sleep(0.02)
    return handle


async def _all_acts(handle: WorkflowHandle[Bare, int]) -> None:
    for number in range(ACTS):
        await handle.execute_update(Bare.act, number, id=f"act-{number}")


async def _saving(bench: Bench, number: int) -> float:
    names = [f"simpan-{number}-{one}" for one in range(SIDE_BY_SIDE)]
    acts = {name: saves(bench.policy, name, ACTS) for name in names}
    return await _rate(bench, acts)


async def _appointing(bench: Bench, number: int) -> float:
    names = [f"kabar-{number}-{one}" for one in range(SIDE_BY_SIDE)]
    return await _rate(bench, {name: appointments(ACTS) for name in names}, messages_each=1)


async def _rate(bench: Bench, acts: dict[str, list[Command]], *, messages_each: int = 0) -> float:
    """Acts per second of fresh journeys, until all are recorded and every message is out."""
    journeys = await bench.open(list(acts))
    total = sum(len(commands) for commands in acts.values())
    recorded = await bench.pool.fetchval(RECORDED, journeys) + total
    sent = await bench.pool.fetchval(SENT, journeys) + total * messages_each
    began = time.perf_counter()
    await asyncio.gather(*(_act(bench, *which) for which in zip(journeys, acts.values(), strict=True)))
    await bench.until(RECORDED, journeys, recorded)
    await bench.until(SENT, journeys, sent)
    return total / (time.perf_counter() - began)


RECORDED = "select count(distinct (journey_id, command_id)) from journal where journey_id = any($1::text[])"
SENT = "select count(*) from messages where journey_id = any($1::text[]) and state = 'sent'"


async def _act(bench: Bench, journey: str, commands: Sequence[Command]) -> None:
    handle = bench.client.get_workflow_handle_for(RegionJourney.run, journey)
    for command in commands:
        await handle.execute_update(RegionJourney.act, command, id=update_id(command))


async def measure_latency(bench: Bench) -> list[Result]:
    """One act at a time, there and back, on one workflow of each kind."""
    ours: list[list[float]] = []
    bare: list[list[float]] = []
    for number in range(-1, ROUNDS):  # the first warms everything up and does not count
        floor = await start_bare(bench, f"bare-one-{number}", SINGLE_ACTS)
        floor_times = await _one_by_one(lambda n, h=floor: h.execute_update(Bare.act, n, id=f"act-{n}"))  # type: ignore[misc]
        await floor.result()
        name = f"satu-{number}"
        (journey,) = await bench.open([name])
        commands = saves(bench.policy, name, SINGLE_ACTS)
        handle = bench.client.get_workflow_handle_for(RegionJourney.run, journey)
        times = await _one_by_one(
            lambda n, h=handle, c=commands: h.execute_update(RegionJourney.act, c[n], id=update_id(c[n]))  # type: ignore[misc]
        )
        if number >= 0:
            ours.append(times)
            bare.append(floor_times)
    found: list[Result] = []
    for share, label in ((0.5, "p50"), (0.95, "p95")):
        mine = tuple(percentile(times, share) for times in ours)
        floor_mine = tuple(percentile(times, share) for times in bare)
        found += [
            Value(
                f"latency of an act {label}, against bare",
                _ratios(mine, floor_mine),
                "ratio",
                "the same bare workflow; the goal is the inverse of that for acts per second",
                Goal.AT_MOST,
                1 / 0.7,
            ),
            Reading(f"latency of an act {label}", mine, "ms"),
            Reading(f"latency of an act {label}, bare", floor_mine, "ms"),
        ]
    return found


async def _one_by_one(send: Send) -> list[float]:
    """Milliseconds of each act."""
    times = []
    for number in range(SINGLE_ACTS):
        began = time.perf_counter()
        await send(number)
        times.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(PAUSE)
    return times
