"""Measure (months): two years of journeys that never end, in virtual time: nothing may grow faster than people act.

A journey keeps the receipts of its last 500 acts and hands them to each new run. They are full before the first month,
and what that left behind is past its time, or the first year would be measured while they fill and that goes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.cast import sample
from api.desk import update_id
from domain.messages import Actor, Command, Remind
from domain.vocabulary import Role, Status
from records.retention import Retention
from records.statements import statements
from tests.bench.acts import saves
from tests.bench.bench_stack import Bench
from tests.bench.results import Goal, Reading, Result, Value
from tests.bench.watching import Sizes, Watched
from workflows.region_journey import RECEIPTS_KEPT, JourneyInput, RegionJourney

JOURNEYS = 20
MONTHS = 24
MONTH = timedelta(days=30)
SAVES = 25
"""Chapters saved in a journey each month."""
RUN_OF = 300
"""Events after which the server suggests a new run, instead of 4,096: so that two years have many."""
SKIPS_WITHIN, QUIET_WITHIN = 120.0, 120.0
PACKED = "vacuum full"
"""Before what PostgreSQL holds is compared: its files keep the room of what was removed, and fill that first."""
NOT_FASTER = 1.1
WORKER_GROWTH = 64.0
"""MiB that the worker may grow by in the second year."""

T = TypeVar("T")
Handle = WorkflowHandle[RegionJourney, Status]


@dataclass(frozen=True)
class Stand:
    """How everything is at the end of a month."""

    rows: Mapping[str, int]
    sizes: Sizes
    memory: Mapping[str, float]
    state: int
    """Bytes of the largest state of a journey."""
    receipts: int
    """The most that a run was handed."""
    run: int
    """Events of the longest run that goes on."""
    open_runs: int
    unsent: int
    backlog: int
    acted: float
    """Seconds that the month's acts took."""
    passed: timedelta
    """What has passed by the clocks of the journeys, at least."""


async def measure_months(bench: Bench, months: int = MONTHS) -> list[Result]:
    """Play the months one by one, removing what is past its time after each, and look at everything."""
    await _shorter_runs(bench)
    names = [f"selamanya-{number}" for number in range(JOURNEYS)]
    journeys = await bench.open(names)
    handles = [bench.client.get_workflow_handle_for(RegionJourney.run, journey) for journey in journeys]
    skipper = TimeSkipper(bench.client, config=TimeSkippingConfig(enabled=False))
    acts = [saves(bench.policy, name, RECEIPTS_KEPT + SAVES * months) for name in names]
    watched = Watched(bench)
    before = [[mine.pop(0) for _ in range(RECEIPTS_KEPT)] for mine in acts]
    await asyncio.gather(*(_send(handle, mine) for handle, mine in zip(handles, before, strict=True)))
    retention = Retention(bench.pool, bench.settings.terms())
    began = await _month_over(bench, watched, skipper, handles)
    await retention.remove(began)
    await bench.pool.execute(PACKED)
    stands = [await _stand(bench, watched, handles, 0.0, timedelta(0))]
    for month in range(months):
        acted = await _month_of_acts(handles, month, [mine[SAVES * month : SAVES * (month + 1)] for mine in acts])
        now = await _month_over(bench, watched, skipper, handles)
        if now - began < MONTH * (month + 1):
            raise RuntimeError(f"after {month + 1} months a journey's clock is at {now}, and was at {began}")
        await retention.remove(now)
        if month + 1 in (months // 2, months):
            await bench.pool.execute(PACKED)
        stands.append(await _stand(bench, watched, handles, acted, now - began))
        _say(month + 1, stands[-1])
    return _results(stands, months)


async def _month_over(bench: Bench, watched: Watched, skipper: TimeSkipper, handles: Sequence[Handle]) -> datetime:
    """Let a month pass, and wait until everything is recorded; gives the time of the journey that is behind."""
    await asyncio.gather(*(_pass_month(skipper, handle) for handle in handles))
    await watched.quiet(QUIET_WITHIN)
    await _recorded(bench, handles)
    return min([await skipper.get_current_time(handle) for handle in handles])


async def _shorter_runs(bench: Bench) -> None:
    """Start the server anew so that it suggests a new run after fewer events."""
    server = bench.stack.temporal
    if server is None:
        raise RuntimeError("the stack has no Temporal server of its own to measure")
    words = ["--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={RUN_OF}"]
    server.command = [*server.command, *words]
    await server.restart()


async def _pass_month(skipper: TimeSkipper, handle: Handle) -> None:
    """Let a month pass, in skips as long as the server answers."""
    until = await skipper.get_current_time(handle) + MONTH
    async with asyncio.timeout(SKIPS_WITHIN):
        while (left := until - await skipper.get_current_time(handle)) > timedelta(0):
            try:
                await asyncio.wait_for(skipper.fast_forward(handle, left), timeout=30)
            except (TimeoutError, RPCError):
                continue  # a run that ended meanwhile: its successor is asked


async def _month_of_acts(handles: Sequence[Handle], month: int, acts: Sequence[Sequence[Command]]) -> float:
    """Everybody acts for a month, in all journeys side by side; gives the seconds that it took."""
    began = time.perf_counter()
    await asyncio.gather(*(_act(handle, month, mine) for handle, mine in zip(handles, acts, strict=True)))
    return time.perf_counter() - began


async def _act(handle: Handle, month: int, mine: Sequence[Command]) -> None:
    """The acts of a month, one after the other: a reminder by the programme manager, and chapters."""
    manager = Actor(person=sample.PROGRAMME[Role.PROGRAMME_MANAGER], role=Role.PROGRAMME_MANAGER)
    remind = Command(id=f"remind-{month}", actor=manager, act=Remind())
    await _send(handle, (remind, *mine))


async def _send(handle: Handle, commands: Sequence[Command]) -> None:
    """Send acts to one journey, each when the one before is done."""
    for command in commands:
        await handle.execute_update(RegionJourney.act, command, id=update_id(command))


async def _recorded(bench: Bench, handles: Sequence[Handle]) -> None:
    """Wait until every entry is in the journal."""
    wanted = sum([(await _asked(handle, lambda one: one.query(RegionJourney.head))).seq for handle in handles])
    await bench.until(
        "select count(*) from journal where journey_id = any($1::text[])", [handle.id for handle in handles], wanted
    )


async def _asked(handle: Handle, ask: Callable[[Handle], Awaitable[T]]) -> T:
    """What a workflow answers; one that has just begun a new run cannot be asked for a moment."""
    async with asyncio.timeout(QUIET_WITHIN):
        while True:
            try:
                return await ask(handle)
            except RPCError as error:
                if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
            await asyncio.sleep(0.2)


async def _stand(bench: Bench, watched: Watched, handles: Sequence[Handle], acted: float, passed: timedelta) -> Stand:
    tables = [row["table_name"] for row in await bench.pool.fetch(statements("retention")["tables"])]
    carried = await asyncio.gather(*(_receipts(bench, handle) for handle in handles))
    states = [await _asked(handle, lambda one: one.query(RegionJourney.state)) for handle in handles]
    return Stand(
        rows={table: await bench.pool.fetchval(f"select count(*) from {table}") for table in tables},
        sizes=await watched.sizes(),
        memory=watched.memory(),
        state=max(len(state.model_dump_json()) for state in states),
        receipts=max(carried),
        run=max([(await handle.describe()).history_length for handle in handles]),
        open_runs=(await bench.client.count_workflows('ExecutionStatus = "Running"')).count,
        unsent=await bench.pool.fetchval("select count(*) from messages where state = 'queued'"),
        backlog=await watched.backlog(),
        acted=acted,
        passed=passed,
    )


async def _receipts(bench: Bench, handle: Handle) -> int:
    """How many receipts the run that goes on was handed by the one before."""
    async for event in handle.fetch_history_events(page_size=1):
        payloads = event.workflow_execution_started_event_attributes.input.payloads
        (given,) = await bench.client.data_converter.decode(payloads, [JourneyInput])
        return len(given.resumed.remembered) if given.resumed else 0
    raise RuntimeError(f"{handle.id} has no history")


def _results(stands: Sequence[Stand], months: int) -> list[Result]:
    half = months // 2
    begun, middle, end = stands[0], stands[half], stands[-1]
    rows = {
        table: _faster(begun.rows[table], middle.rows[table], end.rows[table])
        for table in end.rows
        if end.rows[table] - begun.rows[table] >= JOURNEYS * months / 4
    }
    fastest = max(rows, key=lambda table: rows[table])
    what, year = f"{months} months of {JOURNEYS} open journeys", f"{months - half} later months ÷ {half} first"
    grows = {
        "the journal": _faster(begun.rows["journal"], middle.rows["journal"], end.rows["journal"]),
        f"the table that grows fastest ({fastest})": rows[fastest],
        "the state of a journey": _faster(begun.state, middle.state, end.state),
        "the archive": _faster(begun.sizes.objects, middle.sizes.objects, end.sizes.objects),
        "PostgreSQL": _faster(begun.sizes.postgres, middle.sizes.postgres, end.sizes.postgres),
        "Temporal's SQLite file": _faster(begun.sizes.temporal, middle.sizes.temporal, end.sizes.temporal),
    }
    early, late = (sum(stand.acted for stand in part) for part in (stands[1 : 1 + half // 2], stands[-(half // 2) :]))
    peer = "what people do is the same every month"
    return [
        *(
            Value(f"{what}: growth of {name}, {year}", (ratio,), "ratio", peer, Goal.AT_MOST, NOT_FASTER)
            for name, ratio in grows.items()
        ),
        Value(f"{what}: time of the last acts ÷ the first", (late / early,), "ratio", peer, Goal.AT_MOST, 1.5),
        Value(
            f"{what}: worker's growth in the later half",
            (end.memory["worker"] - middle.memory["worker"],),
            "MiB",
            "a cache that is full stays as it is",
            Goal.AT_MOST,
            WORKER_GROWTH,
        ),
        *(
            Value(f"{what}: {name}, at most", (max(values),), unit, reason, Goal.AT_MOST, goal)
            for name, values, unit, reason, goal in (
                ("receipts of a journey", [s.receipts for s in stands], "receipts", "RECEIPTS_KEPT", RECEIPTS_KEPT),
                ("events of a run", [s.run for s in stands], "events", "twice the suggestion", 2 * RUN_OF),
                ("open runs", [s.open_runs for s in stands], "runs", "one a journey", JOURNEYS),
                ("messages not sent", [s.unsent for s in stands], "messages", "all are sent", 0),
                ("tasks that wait", [s.backlog for s in stands], "tasks", "all are done", 0),
                ("rows for the stream of changes", [s.rows["changes"] for s in stands[1:]], "rows", "a week's", 1),
            )
        ),
        Reading(f"{what}: days that passed", (end.passed / timedelta(days=1),), "days"),
        Reading(f"{what}: state of a journey at the end", (end.state / 1024,), "KiB"),
        Reading(
            f"{what}: archive a journey and month", (_each(begun.sizes.objects, end.sizes.objects, months),), "KiB"
        ),
        Reading(f"{what}: logs a journey and month", (_each(begun.sizes.logs, end.sizes.logs, months),), "KiB"),
        Reading(f"{what}: entries of the journal", (end.rows["journal"],), "entries"),
        Reading(f"{what}: runs archived", (end.rows["archived_runs"],), "runs"),
        *(Reading(f"{what}: memory of {part} at the end", (mib,), "MiB") for part, mib in end.memory.items()),
    ]


def _faster(begun: float, middle: float, end: float) -> float:
    """The growth in the second half against that in the first; 0 where nothing grew in either."""
    if middle == begun:
        return float("inf") if end > middle else 0.0
    return (end - middle) / (middle - begun)


def _each(begun: int, end: int, months: int) -> float:
    return (end - begun) / JOURNEYS / months / 1024


def _say(month: int, stand: Stand) -> None:
    memory = ", ".join(f"{part} {mib:.0f} MiB" for part, mib in stand.memory.items())
    rows = f"{stand.rows['journal']:,} entries, {stand.rows['archived_runs']} runs archived"
    runs = f"run of {stand.run}, {stand.receipts} receipts, state {stand.state / 1024:.0f} KiB"
    print(
        f"months: {month}, after {stand.passed.days} days: {rows}, {runs}, acts {stand.acted:.1f} s; {memory}",
        flush=True,
    )
