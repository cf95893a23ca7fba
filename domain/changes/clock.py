"""What the events about time change: ladder steps, pauses, extensions, calendars, workplaces, the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain import clock_events as ck
from domain import events as ev
from domain.calendar import local_date
from domain.changes.people import leave
from domain.changes.shape import Change, Changes
from domain.clock import Extension, ExtensionRequest, Pause, Reassignment
from domain.deadlines import stop_of, working_day
from domain.decrees import changed_calendar, changed_regional
from domain.entry import Entry
from domain.model import Journey, Turn
from domain.policy import LadderAction
from domain.shape import Person, carry
from domain.stages import next_session
from domain.values import Member
from domain.vocabulary import Role, Task


def _turn(journey: Journey, **update: Any) -> Change:
    return {"turn": journey.turn.model_copy(update=update)}


ABOUT_A_SESSION = (Task.PROPOSE_SESSION, Task.CONFIRM_SESSION, Task.RECORD_SESSION, Task.HAND_IN, Task.COMMENT_HAND_IN)
"""Tasks that come once for each session."""


def _begun_anew(turn: Turn, entry: Entry) -> Change:
    """What a turn with more time, or with another person, begins anew: its ladder. The first date stays known."""
    return {"first_due": turn.first_due or turn.due, "armed_since": entry.at, "steps_taken": (), "calls": ()}


NOTIFYING = (LadderAction.REMIND, LadderAction.ESCALATE)
"""Steps after which nothing waits for a decision."""


def _step_taken(journey: Journey, event: ev.LadderStepTaken, entry: Entry) -> Change:
    turn = journey.turn
    if event.relieves is None or event.outgoing is None or event.incoming is None:
        calls = turn.calls if event.action in NOTIFYING else tuple(dict.fromkeys((*turn.calls, event.action)))
        return _turn(journey, steps_taken=(*turn.steps_taken, event.step), calls=calls)
    change = _turn(journey, steps_taken=(*turn.steps_taken, event.step))
    if event.action is LadderAction.REASSIGN:
        since = local_date(entry.at, journey.region.zone)
        return {**change, **_reassigned(journey, event.relieves, event.outgoing, event.incoming, since, entry)}
    proposal = Reassignment(
        step=event.step, role=event.relieves, outgoing=event.outgoing, incoming=event.incoming, at=entry.at
    )
    return {**change, "reassignment": proposal}


def _reassigned(journey: Journey, role: Role, outgoing: Person, incoming: Person, since: date, entry: Entry) -> Change:
    """One person in the place of another, who is given the whole time of the turn from that day."""
    member = Member(person=incoming, role=role, since=since)
    return {
        "members": (*leave(journey.members, outgoing, role, since), member),
        "reassignment": None,
        **_turn(
            journey,
            counts_from=since,
            counts_days=journey.turn.allowance,
            **_begun_anew(journey.turn, entry),
        ),
    }


def _reassignment_decided(journey: Journey, event: ck.ReassignmentDecided, entry: Entry) -> Change:
    if not event.approve:
        return {"reassignment": None}
    return _reassigned(journey, event.role, event.outgoing, event.incoming, event.since, entry)


def _baselined(journey: Journey, event: ck.PlanBaselined, entry: Entry) -> Change:
    return {"baseline": event.dates}


def _paused(journey: Journey, event: ck.JourneyPaused, entry: Entry) -> Change:
    return {"pause": carry(Pause, event, since=entry.effective)}


def _resumed(journey: Journey, event: ck.JourneyResumed, entry: Entry) -> Change:
    stop = stop_of(journey, entry.effective)
    change: Change = {"pause": None}
    if stop is not None:
        change["stops"] = (*journey.stops, stop)
    pause, turn = journey.pause, journey.turn
    if pause is not None and turn.since >= pause.since and turn.allowance is not None:
        # A turn that began while the clock stood still has its whole time from the day the clock goes on.
        day = local_date(entry.effective, journey.region.zone)
        change |= _turn(journey, counts_from=day, counts_days=turn.counts_days or turn.allowance)
    return change


def _examination_released(journey: Journey, event: ck.ExaminationReleased, entry: Entry) -> Change:
    examination = journey.examination
    return {"examination": examination.model_copy(update={"released": True}) if examination else None}


def _due_moved(journey: Journey, event: ck.DueMoved, entry: Entry) -> Change:
    return _turn(journey, due=event.due, first_due=journey.turn.first_due or event.before)


def _extension_asked(journey: Journey, event: ck.ExtensionAsked, entry: Entry) -> Change:
    sender = entry.actor.person if entry.actor else None
    request = carry(ExtensionRequest, event, by=entry.whose, recorded_by=sender, seq=entry.seq, at=entry.at)
    return {"extension_request": request, **_turn(journey, requests=journey.turn.requests + 1)}


def _extension_decided(journey: Journey, event: ck.ExtensionDecided, entry: Entry) -> Change:
    if event.granted == 0:
        return {"extension_request": None}
    return {"extension_request": None, **_extended(journey, event, event.granted, entry)}


def _time_granted(journey: Journey, event: ck.TimeGranted, entry: Entry) -> Change:
    return _extended(journey, event, event.days, entry, requests=journey.turn.requests + 1)


def _extended(
    journey: Journey, event: ck.ExtensionDecided | ck.TimeGranted, days: int, entry: Entry, **more: Any
) -> Change:
    """A turn that has so many working days more: whoever was late is not any more, nor to be relieved."""
    session = next_session(journey) if event.task in ABOUT_A_SESSION else None
    number = session.number if session else None
    granted = Extension(stage=journey.stage, task=event.task, session=number, days=days, seq=entry.seq)
    counts = {"due": event.due, "counts_from": event.counts_from, "counts_days": event.counts_days}
    return {
        "reassignment": None,
        "extensions": (*journey.extensions, granted),
        **_turn(journey, **counts, **_begun_anew(journey.turn, entry), **more),
    }


def _reminded(journey: Journey, event: ck.Reminded, entry: Entry) -> Change:
    return _turn(journey, reminded_for=working_day(journey, entry.at))


def _calendar_changed(journey: Journey, event: ck.CalendarChanged, entry: Entry) -> Change:
    return {
        "calendar": changed_calendar(journey.calendar, event),
        "first_calendar": journey.first_calendar or journey.calendar,
        "regional_days_off": changed_regional(journey.regional_days_off, event),
    }


def _workplaces(journey: Journey, event: ck.WorkplacesRecorded, entry: Entry) -> Change:
    people = [place.person for place in event.workplaces]
    kept = tuple(place for place in journey.workplaces if place.person not in people)
    return {"workplaces": (*kept, *event.workplaces)}


CHANGES: Changes = {
    ev.LadderStepTaken: _step_taken,
    ck.PlanBaselined: _baselined,
    ck.JourneyPaused: _paused,
    ck.JourneyResumed: _resumed,
    ck.ExaminationReleased: _examination_released,
    ck.DueMoved: _due_moved,
    ck.ExtensionAsked: _extension_asked,
    ck.ExtensionDecided: _extension_decided,
    ck.TimeGranted: _time_granted,
    ck.Reminded: _reminded,
    ck.CalendarChanged: _calendar_changed,
    ck.WorkplacesRecorded: _workplaces,
    ck.ReassignmentDecided: _reassignment_decided,
}
