"""What an act would move: `moves` compares the dates of a journey before and after it, day by day and in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from domain.calendar import local_date
from domain.deadlines import gate_due, resumes_at
from domain.journey import catch_up
from domain.model import Journey
from domain.plan import Milestone, Plan, plan
from domain.shape import Frozen
from domain.vocabulary import Stage
from domain.words.names import name_of
from domain.words.phrase import Language


class Moving(StrEnum):
    """What a date is the date of."""

    TURN = "turn"
    GATE = "gate"
    OBLIGATION = "obligation"
    STAGE = "stage"
    CALENDAR = "calendar"


class Reading(StrEnum):
    """Which of the dates of a thing it is."""

    DUE = "due"
    AGREED = "agreed"
    FORECAST = "forecast"
    OFFICIAL_UNTIL = "official_until"


class Move(Frozen):
    """One date that moves, in the region's days; None where nothing can be said."""

    what: Moving
    name: str
    title: str
    reading: Reading
    before: date | None
    after: date | None


def moves(before: Journey, after: Journey, now: datetime) -> tuple[Move, ...]:
    """The dates that differ between two states of a journey.

    Where the clock stands still the dates are those that hold if it goes on on the day expected.
    """
    one, other = _going_on(before), _going_on(after)
    pairs = [*_turn(one, other), *_gates(one, other), *_milestones(one, other, now), _calendar(one, other)]
    return tuple(move for move in pairs if move.before != move.after)


def _going_on(journey: Journey) -> Journey:
    at = resumes_at(journey)
    return journey if at is None else catch_up(journey, at).journey


def _turn(one: Journey, other: Journey) -> Iterator[Move]:
    if one.turn.due is None and other.turn.due is None:
        return
    title = name_of(one.turn.task).into(Language.EN)
    if other.turn.task is not one.turn.task:
        title += f", then {name_of(other.turn.task).into(Language.EN)}"
    yield Move(
        what=Moving.TURN,
        name=one.turn.task,
        title=title,
        reading=Reading.DUE,
        before=_day(one, one.turn.due),
        after=_day(other, other.turn.due),
    )


def _gates(one: Journey, other: Journey) -> Iterator[Move]:
    """Documents promised for gates that were passed provisionally."""
    titles = {gate.name: gate.title for gate in one.policy.gates}
    for gate in one.gates:
        later = other.gate(gate.name)
        if gate.provisional is None or gate.fact is not None or later is None:
            continue
        yield Move(
            what=Moving.GATE,
            name=gate.name,
            title=titles[gate.name],
            reading=Reading.DUE,
            before=_day(one, gate_due(one, gate)),
            after=_day(other, gate_due(other, later)),
        )


def _milestones(one: Journey, other: Journey, now: datetime) -> Iterator[Move]:
    expected: Plan = plan(other, now)
    for milestone in plan(one, now).milestones:
        later = expected.milestone(milestone.name)
        for reading, before, after in (
            (Reading.AGREED, milestone.agreed, later.agreed),
            (Reading.FORECAST, milestone.forecast, later.forecast),
        ):
            yield Move(
                what=Moving.OBLIGATION if milestone.obligation else Moving.STAGE,
                name=milestone.name,
                title=milestone_title(milestone),
                reading=reading,
                before=before,
                after=after,
            )


def _calendar(one: Journey, other: Journey) -> Move:
    return Move(
        what=Moving.CALENDAR,
        name="calendar",
        title="days off official until",
        reading=Reading.OFFICIAL_UNTIL,
        before=one.calendar.official_until,
        after=other.calendar.official_until,
    )


def milestone_title(milestone: Milestone) -> str:
    """What a stage or obligation of a plan is called."""
    return milestone.title if milestone.obligation else name_of(Stage(milestone.name)).into(Language.EN)


def _day(journey: Journey, at: datetime | None) -> date | None:
    return None if at is None else local_date(at, journey.region.zone)
