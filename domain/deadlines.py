"""When things fall due: the due date of a turn, the steps of its ladder, and every other alarm of a journey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.calendar import end_of_day, local_date
from domain.events import (
    Event,
    JourneyOpened,
    LadderStepTaken,
    ObligationLapsed,
    ObligationOverdue,
    ProvisionalGateOverdue,
)
from domain.model import Journey
from domain.policy import UNTIMED, LadderStep
from domain.stages import next_session, session_over
from domain.vocabulary import IANA, Party, Status, Task

MORNING = time(9, 0)
"""When reminders and escalations leave, in the region's zone."""


@dataclass(frozen=True)
class Alarm:
    """Something the engine does by itself at an instant; without an event, only the turn is looked at again."""

    at: datetime
    event: Event | None = None


def due_for(journey: Journey, task: Task, since: datetime) -> tuple[datetime | None, int | None]:
    """A task's due instant and its allowance in working days, when it begins at `since`.

    An agreed date is due at its own end and has no allowance; a task that the engine does at once has neither.
    """
    if task is Task.ATTEND_SESSION:
        session = next_session(journey)
        return (session_over(journey, session) if session else None), None
    if task is Task.ATTEND_EXAMINATION:
        return (journey.examination.plan.slot if journey.examination else None), None
    if task in UNTIMED:
        return None, None
    days = journey.policy.days_for(task, catch_up=journey.catch_up)
    zone = journey.region.zone
    return end_of_day(journey.calendar.after(local_date(since, zone), days), zone), days


def obligation_due(journey: Journey, name: str) -> datetime | None:
    """When an obligation is due, None while the date it hangs on is not known."""
    policy = next(obligation for obligation in journey.policy.obligations if obligation.name == name)
    zone = journey.region.zone
    if policy.due_before_session is not None:
        session = journey.session(policy.due_before_session)
        if session.plan is None or not session.confirmed:
            return None
        return end_of_day(journey.calendar.after(session.plan.days[0], -1), zone)
    if journey.publication is None or journey.publication.at is None:
        return None
    days = policy.within_after_publication or 0
    return end_of_day(journey.calendar.after(local_date(journey.publication.at, zone), days), zone)


def closes_at(journey: Journey) -> datetime:
    """When an ended journey takes no corrections, contests or adoption any more: some time after the last act."""
    zone = journey.region.zone
    last = local_date(journey.acted_at or journey.turn.since, zone)
    return end_of_day(journey.calendar.after(last, journey.policy.stays_after_end), zone)


def passed_over(journey: Journey, party: Party, due: datetime | None, now: datetime) -> tuple[str, ...]:
    """The ladder steps of a turn due at `due` whose morning has passed by `now`."""
    if due is None:
        return ()
    return tuple(s.name for s in journey.policy.ladder_for(party) if ladder_instant(journey, s, due) <= now)


def ladder_instant(journey: Journey, step: LadderStep, due: datetime) -> datetime:
    """The morning of the working day `step.offset` working days from the due day."""
    zone = journey.region.zone
    day: date = journey.calendar.after(local_date(due, zone), step.offset)
    return datetime.combine(day, MORNING, ZoneInfo(IANA[zone]))


def _ladder(journey: Journey) -> Iterator[Alarm]:
    """The steps still to take, less those whose morning had passed when the turn began."""
    turn = journey.turn
    if turn.due is None or turn.task in (Task.ATTEND_SESSION, Task.ATTEND_EXAMINATION):
        return
    for step in journey.policy.ladder_for(turn.party):
        at = ladder_instant(journey, step, turn.due)
        if step.name not in turn.steps_taken and at > turn.since:
            event = LadderStepTaken(
                step=step.name, action=step.action, to=step.to, task=turn.task, due=turn.due, fell_due=at
            )
            yield Alarm(at, event)


def _promises(journey: Journey) -> Iterator[Alarm]:
    """Provisional gates and obligations: when they become overdue, and when nobody is asked any more."""
    zone = journey.region.zone
    for gate in journey.gates:
        if gate.provisional is not None and gate.fact is None and not gate.overdue and not journey.ended:
            yield Alarm(end_of_day(gate.provisional.due_on, zone), ProvisionalGateOverdue(gate=gate.name))
    for policy in journey.policy.obligations:
        state = journey.obligation(policy.name)
        if state.due is None or state.settled:
            continue
        if not state.overdue:
            yield Alarm(state.due, ObligationOverdue(obligation=policy.name))
        else:
            lapse = journey.calendar.after(local_date(state.due, zone), policy.lapses_after)
            yield Alarm(end_of_day(lapse, zone), ObligationLapsed(obligation=policy.name))


def alarms(journey: Journey) -> tuple[Alarm, ...]:
    """Everything that will happen by itself unless somebody acts, the earliest first."""
    found: list[Alarm] = []
    if journey.status is Status.SCHEDULED:
        return (Alarm(journey.opens_at, JourneyOpened()),)
    if journey.status in (Status.OPEN, Status.PUBLISHED):
        found += _promises(journey)
    if journey.status is Status.OPEN:
        found += _ladder(journey)
        if journey.turn.due is not None and journey.turn.task in (Task.ATTEND_SESSION, Task.ATTEND_EXAMINATION):
            found.append(Alarm(journey.turn.due))
    return tuple(sorted(found, key=lambda alarm: alarm.at))
