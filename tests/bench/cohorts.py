"""Measures (d) and (e): how fast a cohort's journeys are opened, and how much memory the worker keeps them in."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psutil

from api.cast import sample
from api.launch import start_cohort
from domain.cohort import Cohort, Place
from domain.values import Member
from domain.vocabulary import Role
from records.people import People, PersonRecord
from tests.bench.bench_stack import Bench, region
from tests.bench.results import Goal, Reading, Result, Value
from workers.calendars import national_calendar

ROUNDS = 5
SMALL = 25
LARGE = 1000
GROWTH_ALLOWED = 1.1
MEMORY_GOAL_MIB = 512.0

Opened = tuple[str, str]
"""A journey that was opened: its id, and that of its region."""


async def measure_cohorts(bench: Bench) -> list[Result]:
    """Each round, with a fresh worker: open a cohort of 25, then one of 1,000, and look at the worker's memory.

    A cohort before these two warms the worker up, so that neither pays for the other.
    """
    small: list[Opening] = []
    large: list[Opening] = []
    grown: list[float] = []
    for number in range(ROUNDS):
        if bench.stack.worker is None:
            raise RuntimeError("the stack has no worker of its own to measure")
        await bench.stack.worker.restart()
        await open_cohort(bench, f"awal-{number}", SMALL)
        small.append(await open_cohort(bench, f"kecil-{number}", SMALL))
        process = psutil.Process(bench.stack.worker.pid)
        before = process.memory_info().rss
        large.append(await open_cohort(bench, f"besar-{number}", LARGE))
        grown.append((process.memory_info().rss - before) / 2**20 * 1000 / LARGE)
    return [
        Value(
            f"cost of opening a journey, cohort of {LARGE:,} against {SMALL}",
            tuple(many.settled / few.settled for many, few in zip(large, small, strict=True)),
            "ratio",
            f"the time per journey in a cohort of {SMALL}, first messages included",
            Goal.AT_MOST,
            GROWTH_ALLOWED,
        ),
        Reading(
            f"journeys opened per second, cohort of {SMALL}", tuple(1 / one.recorded for one in small), "journeys/s"
        ),
        Reading(
            f"journeys opened per second, cohort of {LARGE:,}", tuple(1 / one.recorded for one in large), "journeys/s"
        ),
        Value(
            "worker memory per 1,000 open journeys",
            tuple(grown),
            "MiB",
            "half a GiB, at the default cache size",
            Goal.AT_MOST,
            MEMORY_GOAL_MIB,
        ),
    ]


@dataclass(frozen=True)
class Opening:
    """Seconds per journey from the start of a cohort.

    `recorded` is until all its journeys are in PostgreSQL, `settled` until their first messages are out too: in a small
    cohort much of the sending comes after the last recording, in a large one hardly any.
    """

    recorded: float
    settled: float
    regions: tuple[Opened, ...]


async def open_cohort(bench: Bench, name: str, size: int) -> Opening:
    """Open a cohort and take the times."""
    cohort = _cohort(bench, name, size)
    await People(bench.pool).save([_coordinator(place) for place in cohort.places])
    journeys = [cohort.journey(place) for place in cohort.places]
    began = time.perf_counter()
    await start_cohort(bench.client, cohort, task_queue=bench.settings.task_queue, batch=SMALL, pause=timedelta(0))
    await bench.until("select count(*) from journeys where cohort = $1", name, size)
    recorded = time.perf_counter() - began
    await bench.settled(journeys)
    return Opening(
        recorded=recorded / size,
        settled=(time.perf_counter() - began) / size,
        regions=tuple((cohort.journey(place), place.region.id) for place in cohort.places),
    )


def _cohort(bench: Bench, name: str, size: int) -> Cohort:
    now = datetime.now(UTC)
    everybody = sample.members("x", now.date())
    return Cohort(
        id=name,
        title=f"Angkatan {name} ({sample.MARK})",
        policy=bench.policy,
        calendar=national_calendar(range(now.year - 1, now.year + 4)),
        members=tuple(member for member in everybody if member.role in sample.PROGRAMME),
        places=tuple(
            Place(region=(where := region(f"{name}-{number}")), opens_at=now, members=_people_of(where.id, now))
            for number in range(size)
        ),
        simulated=True,
    )


def _people_of(region_id: str, now: datetime) -> tuple[Member, ...]:
    return tuple(m for m in sample.members(region_id, now.date()) if m.role in sample.REGIONAL)


def _coordinator(place: Place) -> PersonRecord:
    """The one who gets the first message of a journey."""
    who = sample.person(place.region.id, Role.COORDINATOR)
    return PersonRecord(id=who, name=f"Koordinator ({sample.MARK})", email=f"{who}@example.go.id", sample=True)
