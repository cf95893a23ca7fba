"""Measure (f): what it costs to rehearse a journey, in a cohort of 25 and in one of all 514 kota and kabupaten."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from api.cast import sample
from api.rehearsal.chances import Chances
from api.rehearsal.runs import Rehearsal
from domain.messages import StartJourney
from domain.policy import Policy
from domain.vocabulary import Party
from tests.bench.bench_stack import Bench, region
from tests.bench.results import Goal, Reading, Result, Value
from workers.calendars import national_calendar

ROUNDS = 3
SMALL = 25
SMALL_RUNS = 4
LARGE = 514
GROWTH_ALLOWED = 1.2
OPENS_AT = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
CHANCES = Chances(late=((Party.REGION, 0.3), (Party.MENTORS, 0.3)))


async def measure_rehearsal(bench: Bench) -> list[Result]:
    """Each round: four runs of a small cohort, one of a large one; the stack has nothing to do meanwhile."""
    return rehearsal_costs(bench.policy)


def rehearsal_costs(policy: Policy) -> list[Result]:
    """The same without a stack, which a rehearsal does not need."""
    small: list[float] = []
    large: list[float] = []
    _cost(policy, SMALL, 1)  # warms everything up and does not count
    for _ in range(ROUNDS):
        small.append(_cost(policy, SMALL, SMALL_RUNS))
        large.append(_cost(policy, LARGE, 1))
    return [
        Value(
            f"rehearsal: cost of a journey, {LARGE} regions against {SMALL}",
            tuple(many / few for many, few in zip(large, small, strict=True)),
            "ratio",
            f"the time per journey and run with {SMALL} regions: nothing may grow with the cohort",
            Goal.AT_MOST,
            GROWTH_ALLOWED,
        ),
        Reading(f"rehearsal: a journey and run, {SMALL} regions", tuple(small), "ms"),
        Reading(f"rehearsal: a journey and run, {LARGE} regions", tuple(large), "ms"),
    ]


def _cost(policy: Policy, regions: int, runs: int) -> float:
    """Milliseconds of processor time for each journey and run, in one process, opening included."""
    calendar = national_calendar(range(OPENS_AT.year - 1, OPENS_AT.year + 4))
    starts = tuple(
        StartJourney(
            cohort="latihan",
            region=(where := region(f"latihan-{number}")),
            policy=policy,
            calendar=calendar,
            opens_at=OPENS_AT,
            members=sample.members(where.id, OPENS_AT.date()),
            simulated=True,
        )
        for number in range(regions)
    )
    rehearsal = Rehearsal(starts=starts, chances=CHANCES, seed=1, runs=runs, mentors=-(-regions // 2))
    began = time.process_time()
    openings = rehearsal.openings()
    for run in range(1, runs + 1):
        rehearsal.live(openings, run)
    return (time.process_time() - began) * 1000 / (regions * runs)
