"""Numbers over all journeys at the head of the desk: counted at most twice a minute, for they cost more with each."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import asyncpg
from fastapi import FastAPI

from domain.calendar import end_of_day
from domain.vocabulary import TimeZone
from records.programme import Programme, WithPlan
from records.reading import CohortLine, Reading

FRESH_FOR = timedelta(seconds=30)
KEPT = 16
"""Days as of which numbers are kept."""


@dataclass(frozen=True)
class Counted:
    """What was counted, and when: regions with a plan, cohorts with their journeys."""

    at: datetime
    with_plan: WithPlan
    cohorts: tuple[CohortLine, ...]


async def counts_of(app: FastAPI, pool: asyncpg.Pool, as_of: date | None) -> Counted:
    """The numbers as of a day, or of now; as they were counted last if that was just now."""
    now = datetime.now(UTC)
    kept: OrderedDict[date | None, Counted] | None = getattr(app.state, "programme_counts", None)
    if kept is None:
        kept = app.state.programme_counts = OrderedDict()
    found = kept.get(as_of)
    if found is None or now - found.at > FRESH_FOR:
        instant = now if as_of is None else end_of_day(as_of, TimeZone.WIB)
        with_plan, cohorts = await asyncio.gather(Programme(pool).with_plan(), Reading(pool).cohorts(instant))
        found = kept[as_of] = Counted(now, with_plan, cohorts)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found
