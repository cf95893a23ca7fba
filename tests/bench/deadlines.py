"""Measure (g): what deadlines cost a history, and how long it takes to follow a new decree."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.cast import sample
from api.cast.plays import next_play
from api.cast.traits import Traits
from api.desk import Desk, update_id
from domain import journey as rules
from domain.calendar import WorkingCalendar
from domain.messages import Actor, ChangeCalendar, Command, StartJourney
from domain.model import Journey
from domain.plan import plan
from domain.vocabulary import Role, Task
from tests.bench.bench_stack import COHORT, Bench, region
from tests.bench.history import A_MOMENT, LONG_ENOUGH, Cause, count
from tests.bench.results import Goal, Reading, Result, Value
from workers.calendars import national_calendar
from workflows.region_journey import RegionJourney

ROUNDS = 3
LATE = (Task.PASS_GATES, Task.HAND_IN, Task.REVISE, Task.RECORD_COMMITMENT)
"""The region is late in every stage in which it has a turn: one revision sees to that in the review."""
EVENTS_A_STEP = 12
OPEN_JOURNEYS = 5000
KINDS = 50
"""Different journeys among them, each at another point of its way."""
THROUGH_SERVER = 250
AT_ONCE = 8
SECONDS_FOR_ALL = 60.0


async def measure_deadlines(bench: Bench) -> list[Result]:
    """Journeys in virtual time, late and punctual; then a decree for many journeys, by the rules and by the server."""
    return [*await _events(bench), *_replan(bench), *await _decree(bench)]


async def _events(bench: Bench) -> list[Result]:
    """What a journey late in every stage has more than a punctual one, for each step it took more."""
    skipper = TimeSkipper(bench.client, config=TimeSkippingConfig(enabled=False))
    late = [Traits(number=3 * n, revisions=1, late_tasks=LATE) for n in range(ROUNDS)]
    punctual = [Traits(number=3 * n, revisions=1) for n in range(ROUNDS)]
    journeys = await bench.open([f"tenggat-{n}" for n in range(2 * ROUNDS)])
    played = await asyncio.gather(
        *(_play(bench, skipper, *which) for which in zip(journeys, (*late, *punctual), strict=True))
    )
    pairs = list(zip(played[:ROUNDS], played[ROUNDS:], strict=True))
    return [
        Value(
            "deadlines: events of one reminder or escalation step, its message included",
            tuple((more - less) / (steps - few) for (more, steps), (less, few) in pairs),
            "events",
            "what a journey late in every stage has more than a punctual one, for each step more",
            Goal.AT_MOST,
            EVENTS_A_STEP,
        ),
        Reading("deadlines: steps of a journey late in every stage", tuple(s for (_, s), _ in pairs), "steps"),
        Reading("deadlines: steps of a punctual journey", tuple(s for _, (_, s) in pairs), "steps"),
        Reading("deadlines: events of a journey late in every stage", tuple(e for (e, _), _ in pairs), "events"),
    ]


async def _play(bench: Bench, skipper: TimeSkipper, journey: str, traits: Traits) -> tuple[int, int]:
    """Play a journey at its people's pace; its events, those of moving the clock aside, and its ladder steps."""
    handle = bench.client.get_workflow_handle_for(RegionJourney.run, journey)
    while (play := next_play(await handle.query(RegionJourney.state), traits)) is not None:
        now = await skipper.get_current_time(handle)
        if play.at > now:
            await skipper.fast_forward(handle, play.at - now + A_MOMENT)
        await handle.execute_update(RegionJourney.act, play.command, id=update_id(play.command))
    while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
        await skipper.fast_forward(handle, LONG_ENOUGH)
    counted = count((await handle.fetch_history()).events)
    events = sum(number for cause, number in counted.events.items() if cause is not Cause.SKIPPING)
    steps = "select count(*) from journal where journey_id = $1 and kind = 'ladder_step_taken'"
    return events, int(await bench.pool.fetchval(steps, journey))


def _decree_of(calendar: WorkingCalendar, now: datetime) -> Command:
    """A decree that takes three working days of the coming weeks."""
    days = tuple(calendar.after(now.date(), number) for number in (4, 9, 14))
    act = ChangeCalendar(decree="Keputusan bersama (SIMULASI)", off=days)
    return Command(id="bench-decree", actor=Actor(person="pengelola-program", role=Role.PROGRAMME_MANAGER), act=act)


def _replan(bench: Bench) -> list[Result]:
    """The rules alone: the act and the new plan of 5,000 open journeys, in one process."""
    now = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
    journeys = [_under_way(bench, number, now) for number in range(KINDS)]
    command = _decree_of(journeys[0].calendar, now)
    seconds: list[float] = []
    for _ in range(ROUNDS):
        began = time.monotonic()
        for number in range(OPEN_JOURNEYS):
            moved = rules.act(journeys[number % KINDS], command, now).journey
            plan(moved, now)
        seconds.append(time.monotonic() - began)
    return [
        Value(
            f"deadlines: re-planning {OPEN_JOURNEYS:,} open journeys after a calendar change",
            tuple(seconds),
            "s",
            "a programme manager who waits for the preview",
            Goal.AT_MOST,
            SECONDS_FOR_ALL,
        )
    ]


def _under_way(bench: Bench, number: int, now: datetime) -> Journey:
    """A journey that opened some months before, as far as its people have come; each at another point."""
    opens_at = now - timedelta(days=2 + 3 * number)
    start = StartJourney(
        cohort=COHORT,
        region=region(f"keputusan-{number}"),
        policy=bench.policy,
        calendar=national_calendar(range(now.year - 1, now.year + 4)),
        opens_at=opens_at,
        members=sample.members(f"keputusan-{number}", opens_at.date()),
        simulated=True,
    )
    journey = rules.begin(start, opens_at).journey
    while (play := next_play(journey, Traits(number=number))) is not None and play.at < now:
        journey = rules.act(journey, play.command, play.at).journey
    return rules.catch_up(journey, now).journey


async def _decree(bench: Bench) -> list[Result]:
    """The whole way for some: preview by the rules, an update of each workflow, its entry recorded."""
    names = [f"surat-{number}" for number in range(THROUGH_SERVER)]
    journeys = await bench.open(names)
    command = _decree_of(national_calendar(range(2025, 2030)), datetime.now(UTC))
    desk = Desk(bench.client, bench.pool)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(journey: str) -> bool:
        async with gate:
            return (await desk.send(journey, command)).recorded

    began = time.monotonic()
    recorded = await asyncio.gather(*(one(journey) for journey in journeys))
    seconds = time.monotonic() - began
    if not all(recorded):
        raise RuntimeError("some changes were not recorded in time")
    return [Reading(f"deadlines: a decree through the server, of {THROUGH_SERVER}", (THROUGH_SERVER / seconds,), "1/s")]
