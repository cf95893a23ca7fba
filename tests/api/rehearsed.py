"""Rehearsals for tests: made-up regions under the 2019 policy, small enough to be lived through in a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from api.cast import sample
from api.rehearsal.chances import Chances
from api.rehearsal.runs import Rehearsal
from domain.messages import StartJourney
from domain.values import RegionOfJourney
from domain.vocabulary import Party, TimeZone
from tests.domain.builders import AGENCIES, default_policy
from workers.calendars import national_calendar

OPENS_AT = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
CALENDAR = national_calendar(range(2025, 2030))
LATE = (Party.REGION, Party.MENTORS, Party.APPROVERS, Party.PROGRAMME)


def region(number: int) -> RegionOfJourney:
    """A made-up region; the zones take turns."""
    zone = list(TimeZone)[number % len(TimeZone)]
    return RegionOfJourney(id=f"kab-{number}", name=f"Kabupaten {number}", code=f"33.{number:02}", zone=zone)


def beginning(number: int = 1, **changes: Any) -> StartJourney:
    """The beginning of a made-up region's journey."""
    where = region(number)
    fields: dict[str, Any] = {
        "cohort": "latihan",
        "region": where,
        "policy": default_policy(),
        "calendar": CALENDAR,
        "opens_at": OPENS_AT,
        "members": sample.members(where.id, OPENS_AT.date(), AGENCIES),
        "simulated": True,
    }
    return StartJourney(**{**fields, **changes})


def late(chance: float, *parties: Party) -> Chances:
    """Chances under which these parties, or all of them, are late so often."""
    return Chances(late=tuple((party, chance) for party in parties or LATE))


def rehearsal(regions: int = 4, runs: int = 1, *, chance: float = 0.3, seed: int = 7, **changes: Any) -> Rehearsal:
    """A rehearsal of some regions; `changes` are to their beginnings."""
    starts = tuple(beginning(number, **changes) for number in range(regions))
    enough = max(2, -(-regions // 2), starts[0].policy.mentors_minimum)
    return Rehearsal(starts=starts, chances=late(chance), seed=seed, runs=runs, mentors=enough)
