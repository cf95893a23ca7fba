"""When things fall due: the due date of a turn, the steps of its ladder, and every other alarm of a journey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.calendar import end_of_day, local_date, months_later, start_of_day
from domain.clock import Stop
from domain.clock_events import JourneyResumed
from domain.document_events import ObligationAsked
from domain.event import Event
from domain.events import (
    JourneyOpened,
    LadderStepTaken,
    ObligationLapsed,
    ObligationOverdue,
    ProvisionalGateOverdue,
)
from domain.model import GateState, Journey, Turn
from domain.policy import REASSIGNING, UNTIMED, LadderStep
from domain.seats import Seat, acting_role, counting, regional_calendar, regional_seat, seats
from domain.stages import next_session, session_over
from domain.stand_in import stand_in
from domain.vocabulary import IANA, Party, Status, Task

MORNING = time(9, 0)
"""When reminders and escalations leave under a policy without quiet hours."""

AGREED = (Task.ATTEND_SESSION, Task.ATTEND_EXAMINATION)
"""Tasks that end at an agreed date, which can move while the turn lasts."""


@dataclass(frozen=True)
class Alarm:
    """Something the engine does by itself at an instant; without an event, only the turn is looked at again."""

    at: datetime
    event: Event | None = None


def due_for(journey: Journey, party: Party, task: Task, since: datetime) -> tuple[datetime | None, int | None]:
    """A task's due instant and its allowance in working days, when it becomes a party's turn at `since`.

    The days are those of whoever has to act, where he works. An agreed date is due at its own end and has no
    allowance; a task that the engine does at once has neither.
    """
    if task is Task.ATTEND_SESSION:
        session = next_session(journey)
        return (session_over(journey, session) if session else None), None
    if task is Task.ATTEND_EXAMINATION:
        return (journey.examination.plan.slot if journey.examination else None), None
    if task in UNTIMED:
        return None, None
    days = journey.policy.days_for(task, catch_up=journey.catch_up)
    return max(_due_at(journey, seat, local_date(since, seat.zone), days) for seat in seats(journey, party, task)), days


def _due_at(journey: Journey, seat: Seat, day: date, days: int) -> datetime:
    """The end of the day, at a seat, that lies so many working days after `day`."""
    return end_of_day(counting(journey, seat).after(day, days), seat.zone)


def due_counted(journey: Journey, day: date, days: int) -> datetime:
    """When the current turn is due if `days` working days after `day` are what counts."""
    turn = journey.turn
    return max(_due_at(journey, seat, day, days) for seat in seats(journey, turn.party, turn.task))


def due_of(journey: Journey) -> datetime | None:
    """When the current turn is due by what is known now: by today's calendar, pauses, extensions and people."""
    turn = journey.turn
    if turn.counts_from is not None and turn.counts_days is not None and turn.task not in AGREED:
        return due_counted(journey, turn.counts_from, turn.counts_days)
    return due_for(journey, turn.party, turn.task, turn.since)[0]


def working_day(journey: Journey, at: datetime) -> date:
    """The region's working day that an instant belongs to: from the end of work on, the next one."""
    seat = regional_seat(journey)
    day = local_date(at, seat.zone)
    return regional_calendar(journey).after(day, 1 if end_of_day(day, seat.zone) <= at else 0)


def obligation_due(journey: Journey, name: str) -> datetime | None:
    """When an obligation is due, None while the date it hangs on is not known."""
    policy = next(obligation for obligation in journey.policy.obligations if obligation.name == name)
    seat = regional_seat(journey)
    calendar = counting(journey, seat)
    if policy.due_before_session is not None:
        session = journey.session(policy.due_before_session)
        if session.plan is None or not session.confirmed:
            return None
        # A day that was stopped is made up for after it: nobody is overdue by days that he could not use.
        day = regional_calendar(journey).after(session.plan.days[0], -1)
        return end_of_day(calendar.after(day, 0), seat.zone)
    publication = journey.publication
    if publication is None or publication.at is None or publication.withdrawn_at is not None:
        return None
    published = local_date(publication.at, seat.zone)
    if policy.months_after_publication is not None:
        return end_of_day(calendar.after(months_later(published, policy.months_after_publication), 0), seat.zone)
    return end_of_day(calendar.after(published, policy.within_after_publication or 0), seat.zone)


def gate_due(journey: Journey, gate: GateState) -> datetime | None:
    """When the document promised for a provisional gate is due: the day promised, later by the days stopped since."""
    if gate.provisional is None:
        return None
    seat = regional_seat(journey)
    day = gate.provisional.due_on
    if gate.promised_at is not None and journey.stops:
        promised = local_date(gate.promised_at, seat.zone)
        day = counting(journey, seat).after(promised, regional_calendar(journey).between(promised, day))
    return end_of_day(day, seat.zone)


def closes_at(journey: Journey) -> datetime:
    """When an ended journey takes no corrections, contests or adoption any more: some time after the last act."""
    seat = regional_seat(journey)
    last = local_date(journey.acted_at or journey.turn.since, seat.zone)
    return end_of_day(counting(journey, seat).after(last, journey.policy.stays_after_end), seat.zone)


def passed_over(journey: Journey, party: Party, task: Task, due: datetime | None, now: datetime) -> tuple[str, ...]:
    """The ladder steps of a turn due at `due` whose morning has passed by `now`."""
    if due is None:
        return ()
    steps = journey.policy.ladder_for(party, journey.stage)
    return tuple(step.name for step in steps if ladder_instant(journey, party, task, step, due) <= now)


def ladder_instant(journey: Journey, party: Party, task: Task, step: LadderStep, due: datetime) -> datetime:
    """The morning of the working day `step.offset` working days from the due day, where the late party works."""
    return _morning(journey, _late_seat(journey, party, task, due), step, due)


def _late_seat(journey: Journey, party: Party, task: Task, due: datetime) -> Seat:
    """Where those who have to act work; of several places the one whose day ends at the due date."""

    def order(seat: Seat) -> tuple[bool, datetime, tuple[date, ...]]:
        end = end_of_day(local_date(due, seat.zone), seat.zone)
        # Days off decide between places in one zone, so that it does not matter who was appointed first.
        return end == due, end, seat.days_off

    return max(seats(journey, party, task), key=order)


def _morning(journey: Journey, seat: Seat, step: LadderStep, due: datetime) -> datetime:
    day: date = counting(journey, seat).after(local_date(due, seat.zone), step.offset)
    quiet = journey.policy.quiet_hours
    return datetime.combine(day, quiet.opens if quiet else MORNING, ZoneInfo(IANA[seat.zone]))


def steps_of(journey: Journey, turn: Turn) -> tuple[LadderStep, ...]:
    """The ladder of a turn: without the steps meant for longer turns, or for those in which another role acts."""
    if turn.due is None or turn.task in AGREED:
        return ()
    role = acting_role(turn.party, turn.task)
    return tuple(
        step
        for step in journey.policy.ladder_for(turn.party, journey.stage)
        if (turn.allowance or 0) >= step.turns_of_at_least and (step.action not in REASSIGNING or step.relieves is role)
    )


def _ladder(journey: Journey) -> Iterator[Alarm]:
    """The next step to take; those whose morning had passed when the turn began, or began again, are left out.

    Steps are in order, and the journey is looked at again after each, so the first is all that is needed.
    """
    turn = journey.turn
    left = [step for step in steps_of(journey, turn) if step.name not in turn.steps_taken]
    if turn.due is None or not left:
        return
    begun = turn.armed_since or turn.since
    seat = _late_seat(journey, turn.party, turn.task, turn.due)
    for step in left:
        at = _morning(journey, seat, step, turn.due)
        if at > begun:
            event = LadderStepTaken(
                step=step.name, action=step.action, to=step.to, task=turn.task, due=turn.due, fell_due=at
            )
            yield Alarm(at, _with_people(journey, step, event) if step.action in REASSIGNING else event)
            return


def _with_people(journey: Journey, step: LadderStep, event: LadderStepTaken) -> LadderStepTaken:
    """A step that reassigns, with who is relieved and who can stand in."""
    assert step.relieves is not None  # a policy without it is refused
    outgoing, incoming = stand_in(journey, step)
    return event.model_copy(update={"relieves": step.relieves, "outgoing": outgoing, "incoming": incoming})


def _promises(journey: Journey) -> Iterator[Alarm]:
    """Provisional gates and obligations: when they become overdue, and when nobody is asked any more."""
    seat = regional_seat(journey)
    for gate in journey.gates:
        due = gate_due(journey, gate)
        if due is not None and gate.fact is None and not gate.overdue and not journey.ended:
            yield Alarm(due, ProvisionalGateOverdue(gate=gate.name))
    for policy in journey.policy.obligations:
        state = journey.obligation(policy.name)
        if state.due is None or not journey.still_asked(policy.name):
            continue
        calendar, day = counting(journey, seat), local_date(state.due, seat.zone)
        if not state.overdue:
            if policy.asked_before is not None and not state.asked_early:
                asked = end_of_day(calendar.after(day, -policy.asked_before), seat.zone)
                # At once where less time than that is left when the due date becomes known.
                yield Alarm(max(asked, state.known_at or asked), ObligationAsked(obligation=policy.name, overdue=False))
            yield Alarm(state.due, ObligationOverdue(obligation=policy.name))
            continue
        if policy.asked_again_every is not None:
            again = calendar.after(day, policy.asked_again_every * (state.asked + 1))
            yield Alarm(end_of_day(again, seat.zone), ObligationAsked(obligation=policy.name, overdue=True))
        if policy.lapses_after is not None:
            lapse = calendar.after(day, policy.lapses_after)
            yield Alarm(end_of_day(lapse, seat.zone), ObligationLapsed(obligation=policy.name))


def resumes_at(journey: Journey) -> datetime | None:
    """When a paused journey goes on by itself: as the day begins in the region's zone; None while it is not paused."""
    return start_of_day(journey.pause.resumes_on, journey.region.zone) if journey.pause else None


def stop_of(journey: Journey, until: datetime) -> Stop | None:
    """The days the present pause has stopped by `until`: those whose work ended in it; None when there is none.

    A pause that ends on the day it began stops nothing, whatever its hours.
    """
    pause = journey.pause
    if pause is None:
        return None
    zone = journey.region.zone
    first, last = local_date(pause.since, zone), local_date(until, zone)
    if first == last:
        return None
    if end_of_day(first, zone) <= pause.since:
        first = first.fromordinal(first.toordinal() + 1)
    if end_of_day(last, zone) > until:
        last = last.fromordinal(last.toordinal() - 1)
    return Stop(first=first, last=last, cause=pause.cause) if first <= last else None


def resumption(journey: Journey, at: datetime, reason: str | None = None) -> JourneyResumed:
    """The event by which a paused journey goes on at an instant."""
    stop = stop_of(journey, at)
    calendar = regional_calendar(journey)
    days = calendar.between(stop.first, stop.last) + calendar.is_working_day(stop.first) if stop else 0
    return JourneyResumed(reason=reason, working_days=days)


def alarms(journey: Journey) -> tuple[Alarm, ...]:
    """Everything that will happen by itself unless somebody acts, the earliest first."""
    found: list[Alarm] = []
    if journey.status is Status.SCHEDULED:
        return (Alarm(journey.opens_at, JourneyOpened()),)
    goes_on = resumes_at(journey)
    if goes_on is not None and journey.status is Status.OPEN:
        return (Alarm(goes_on, resumption(journey, goes_on)),)
    if journey.status in (Status.OPEN, Status.PUBLISHED):
        found += _promises(journey)
    if journey.status is Status.OPEN:
        found += _ladder(journey)
        if journey.turn.due is not None and journey.turn.task in AGREED:
            found.append(Alarm(journey.turn.due))
    return tuple(sorted(found, key=lambda alarm: alarm.at))


def ladder_used_up(journey: Journey, now: datetime) -> bool:
    """Whether a turn is overdue at `now` and nothing happens by itself any more: nobody will be reminded again."""
    turn = journey.turn
    if journey.status is not Status.OPEN or journey.pause is not None or turn.due is None or turn.task in AGREED:
        return False
    return turn.due < now and next(_ladder(journey), None) is None
