"""What time it is for a journey: the real time, or later where a simulated journey's own clock runs ahead of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from domain.calendar import end_of_day, local_date
from domain.deadlines import ladder_instant
from domain.model import Journey
from domain.seats import Seat, counting, regional_seat, seats


def journey_now(state: Journey) -> datetime:
    """The instant as of which a journey's days are counted on pages."""
    now = datetime.now(UTC)
    return max(now, *_instants(state)) if state.simulated else now


def _instants(state: Journey) -> Iterator[datetime]:
    """The times of entries as far as a state knows them; those of ladder steps follow from their turn's due date."""
    turn = state.turn
    yield turn.since
    yield from filter(None, (state.acted_at, state.ended_at, turn.armed_since))
    yield from (made.at for made in state.documents)
    yield from (obligation.due for obligation in state.obligations if obligation.overdue and obligation.due)
    for step in state.policy.ladder_for(turn.party, state.stage):
        if turn.due is not None and step.name in turn.steps_taken:
            yield ladder_instant(state, turn.party, turn.task, step, turn.due)


def turn_days_left(state: Journey, now: datetime) -> int | None:
    """Working days until the turn is due, where those work who have to act; see `days_left`."""
    turn = state.turn
    if turn.due is None:
        return None
    due = turn.due
    places = seats(state, turn.party, turn.task)
    ends_there = (seat for seat in places if end_of_day(local_date(due, seat.zone), seat.zone) == due)
    return days_left(state, due, now, next(ends_there, places[0]))


def days_left(state: Journey, due: datetime, now: datetime, seat: Seat | None = None) -> int:
    """Working days until `due`: 0 on its day, negative once it has passed; without a seat, the region's days."""
    where = seat or regional_seat(state)
    calendar = counting(state, where)
    today, day = local_date(now, where.zone), local_date(due, where.zone)
    return -max(calendar.between(day, today), 1) if now > due else calendar.between(today, day)
