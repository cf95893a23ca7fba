"""What a cohort's closing report is made from: its journeys as they were at an instant, folded from the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.clock_events import (
    ExtensionAsked,
    ExtensionDecided,
    JourneyPaused,
    ReassignmentDecided,
    Reminded,
    TimeGranted,
)
from domain.entry import Entry
from domain.events import LadderStepTaken
from domain.evolve import evolve
from domain.model import Journey
from records.reading import Reading


class CohortUnknown(LookupError):
    """No cohort has this id."""


@dataclass(frozen=True)
class TimeCount:
    """How often something happened about time; `variant` is the ladder's action or what was decided."""

    kind: str
    variant: str
    times: int


@dataclass(frozen=True)
class CohortFacts:
    """A cohort as it was at `as_of`; `substitutes` are ids of regions: who came in for whom."""

    cohort: str
    title: str
    simulated: bool
    as_of: datetime
    closed_at: datetime | None
    not_opened: int
    substitutes: dict[str, str]
    journeys: tuple[Journey, ...]
    counts: tuple[TimeCount, ...]


async def report_facts(pool: asyncpg.Pool, cohort: str, as_of: datetime) -> CohortFacts:
    """The facts of a cohort as of an instant: the same whenever they are asked for. Raises `CohortUnknown`.

    Sample people live ahead of everybody's clock: what is simulated is told until its last entry.
    """
    reading = Reading(pool)
    line = next((found for found in await reading.cohorts(as_of) if found.cohort == cohort), None)
    if line is None:
        raise CohortUnknown(f"there is no cohort {cohort}")
    lines = await reading.cohort_journeys(cohort, as_of)
    journals = [tuple(recorded.entry for recorded in await reading.entries(found.journey_id)) for found in lines]
    closed_at = line.closed_at
    if line.simulated:
        as_of = max([as_of, *(entries[-1].at for entries in journals if entries)])
        closed_at = as_of if closed_at is not None else None
    lived = [tuple(entry for entry in entries if entry.at <= as_of) for entries in journals]
    journeys = [_state(entries) for entries in lived if entries]
    opened = {journey.id for journey in journeys}
    return CohortFacts(
        cohort=cohort,
        title=line.title or cohort,
        simulated=line.simulated,
        as_of=as_of,
        closed_at=closed_at if closed_at is None or closed_at <= as_of else None,
        not_opened=len(lines) - len(journeys) + len(await reading.not_opened([cohort])),
        substitutes={j.region_id: j.substitute_for for j in lines if j.substitute_for and j.journey_id in opened},
        journeys=tuple(journeys),
        counts=_counts(entry for entries in lived for entry in entries),
    )


def _state(entries: tuple[Entry, ...]) -> Journey:
    state: Journey | None = None
    for entry in entries:
        state = evolve(state, entry)
    assert state is not None
    return state


def _counts(entries: Iterable[Entry]) -> tuple[TimeCount, ...]:
    times: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        match entry.event:
            case LadderStepTaken(kind=kind, action=action):
                times[kind, action.value] += 1
            case ExtensionDecided(kind=kind, choice=choice):
                times[kind, choice.value] += 1
            case ReassignmentDecided(kind=kind, approve=approve):
                times[kind, "true" if approve else "false"] += 1
            case ExtensionAsked(kind=kind) | JourneyPaused(kind=kind) | TimeGranted(kind=kind) | Reminded(kind=kind):
                times[kind, ""] += 1
            case _:
                pass
    return tuple(TimeCount(kind, variant, number) for (kind, variant), number in sorted(times.items()))
