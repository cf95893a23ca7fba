"""Decisions about time: pauses, extensions, calendars, workplaces, reassignments."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from domain import clock_events as ck
from domain import errors
from domain.calendar import local_date
from domain.deadlines import AGREED, due_counted, due_of, resumption, working_day
from domain.decisions.context import Context, Events, twice
from domain.decisions.kickoff import refuse_conflict
from domain.decrees import changed_calendar, changed_regional
from domain.facts import ExtensionChoice
from domain.messages import (
    AskExtension,
    ChangeCalendar,
    ClockAct,
    DecideExtension,
    DecideReassignment,
    GrantTime,
    PauseJourney,
    RecordWorkplaces,
    Remind,
    ResumeJourney,
)
from domain.model import Journey
from domain.policy import UNTIMED
from domain.roles import SENIOR_ROLES, party_of
from domain.seats import acting_role, regional_calendar, seats
from domain.shape import carry
from domain.vocabulary import Party, Role

PERSONAL = (Party.MENTORS, Party.APPROVERS)
"""Parties in which each role acts for itself alone: no agency asks for time that the examiners need."""


def decide_clock(journey: Journey, act: ClockAct, context: Context) -> Events:
    """What an act about time leads to."""
    match act:
        case PauseJourney():
            return _pause(journey, act, context)
        case ResumeJourney(reason=reason):
            if journey.pause is None:
                raise errors.NotPaused
            return (resumption(journey, context.now, reason),)
        case AskExtension():
            return _ask(journey, act, context)
        case DecideExtension():
            return _decide(journey, act, context)
        case GrantTime():
            return _grant(journey, act, context)
        case Remind():
            return _remind(journey, act, context)
        case ChangeCalendar():
            return _change_calendar(journey, act)
        case RecordWorkplaces():
            repeated = twice(place.person for place in act.workplaces)
            if repeated:
                raise errors.NameTwice(name=repeated)
            return (carry(ck.WorkplacesRecorded, act),)
        case DecideReassignment():
            return _decide_reassignment(journey, act, context)
        case never:
            assert_never(never)


def _pause(journey: Journey, act: PauseJourney, context: Context) -> Events:
    if journey.pause is not None:
        raise errors.PausedAlready(resumes_on=journey.pause.resumes_on)
    today = context.today(journey)
    if act.resumes_on <= today:
        raise errors.DueDatePassed(day=act.resumes_on)
    days = regional_calendar(journey).between(today, act.resumes_on)
    if days > journey.policy.longest_pause:
        raise errors.PauseTooLong(days=days, longest=journey.policy.longest_pause)
    return (carry(ck.JourneyPaused, act),)


def _ask(journey: Journey, act: AskExtension, context: Context) -> Events:
    turn = journey.turn
    due = _extensible(journey)
    if turn.party is not party_of(context.actor.role):
        raise errors.NotYourTurn(act=act.kind, why=f"it is the turn of {turn.party}")
    if turn.party in PERSONAL and context.actor.role is not acting_role(turn.party, turn.task):
        raise errors.NotYourTurn(act=act.kind, why=f"{acting_role(turn.party, turn.task)} has to act")
    if journey.extension_request is not None:
        raise errors.ExtensionOpen
    _check_limits(journey, act.days)
    return (carry(ck.ExtensionAsked, act, party=turn.party, task=turn.task, due=due),)


def _grant(journey: Journey, act: GrantTime, context: Context) -> Events:
    """More time without a request: what a request and its grant lead to together, within the same limits."""
    turn = journey.turn
    due = _extensible(journey)
    # As with requests: nobody decides on a date of his own.
    if turn.party is party_of(context.actor.role) or journey.holds(
        context.actor.person, acting_role(turn.party, turn.task)
    ):
        raise errors.OwnDeadline(party=turn.party)
    if journey.extension_request is not None:
        raise errors.RequestWaits(days=journey.extension_request.days)
    _check_limits(journey, act.days)
    day, days = _counted_anew(journey, due, act.days, context)
    return (
        carry(
            ck.TimeGranted,
            act,
            task=turn.task,
            counts_from=day,
            counts_days=days,
            due=due_counted(journey, day, days),
            before=due,
        ),
    )


def _extensible(journey: Journey) -> datetime:
    """When the turn is due, where that can be later."""
    turn = journey.turn
    if turn.due is None or turn.task in AGREED:
        raise errors.NoDeadlineToExtend(task=turn.task)
    return turn.due


def _check_limits(journey: Journey, days: int) -> None:
    limits = journey.policy.extensions
    if days > limits.longest:
        raise errors.ExtensionTooLong(days=days, longest=limits.longest)
    if journey.turn.requests >= limits.per_turn or len(journey.extensions) >= limits.per_journey:
        raise errors.ExtensionsUsedUp(per_turn=limits.per_turn, per_journey=limits.per_journey)


def _remind(journey: Journey, act: Remind, context: Context) -> Events:
    turn = journey.turn
    if journey.pause is not None:
        raise errors.ClockStopped(resumes_on=journey.pause.resumes_on)
    if turn.due is None or turn.task in UNTIMED:
        raise errors.NobodyToRemind(task=turn.task)
    if turn.reminded_for is not None and turn.reminded_for >= working_day(journey, context.now):
        raise errors.RemindedAlready(task=turn.task)
    role = acting_role(turn.party, turn.task)
    if role in SENIOR_ROLES:
        role = journey.policy.seniors_reminded_through or Role.MINISTRY_OFFICER
    return (carry(ck.Reminded, act, to=role, task=turn.task, due=turn.due),)


def _decide(journey: Journey, act: DecideExtension, context: Context) -> Events:
    request, turn = journey.extension_request, journey.turn
    if request is None or turn.due is None:
        raise errors.NoExtensionAsked
    if party_of(context.actor.role) is request.party or context.actor.person in (request.by, request.recorded_by):
        raise errors.AskerCannotDecide(party=request.party)
    decided = ck.ExtensionDecided(
        choice=act.choice, days=act.days, reason=act.reason, task=turn.task, asked=request.days, due=turn.due
    )
    match act.choice:
        case ExtensionChoice.REFUSE:
            return (decided,)
        case ExtensionChoice.GRANT:
            granted = request.days
        case ExtensionChoice.GRANT_LESS:
            if act.days is None or not 1 <= act.days < request.days:
                raise errors.GrantNotLess(asked=request.days)
            granted = act.days
        case never:
            assert_never(never)
    day, days = _counted_anew(journey, turn.due, granted, context)
    more = {"granted": granted, "counts_from": day, "counts_days": days, "due": due_counted(journey, day, days)}
    return (decided.model_copy(update=more),)


def _counted_anew(journey: Journey, due: datetime, granted: int, context: Context) -> tuple[date, int]:
    """The day from which a turn with more time counts, and how many working days.

    From where it counts already, so that a stop or a decree before its old date moves it too; from today where that
    date has passed: days granted are days to work in.
    """
    turn = journey.turn
    zones = {seat.zone for seat in seats(journey, turn.party, turn.task)}
    running_until = journey.pause.since if journey.pause else context.now
    if due > running_until and due == due_of(journey):
        if turn.counts_from is not None and turn.counts_days is not None:
            return turn.counts_from, turn.counts_days + granted
        if turn.allowance is not None:
            return max(local_date(turn.since, zone) for zone in zones), turn.allowance + granted
    return max(local_date(at, zone) for at in (due, context.now) for zone in zones), granted


def _change_calendar(journey: Journey, act: ChangeCalendar) -> Events:
    off = {*act.off, *act.regional_off}
    both = sorted(off & set(act.working))
    if both:
        raise errors.CalendarContradicts(day=both[0])
    official = journey.calendar.official_until
    if act.official_until is not None and official is not None and act.official_until < official:
        raise errors.OfficialUntilEarlier(day=act.official_until, known=official)
    same = changed_calendar(journey.calendar, act) == journey.calendar
    if same and changed_regional(journey.regional_days_off, act) == journey.regional_days_off:
        raise errors.CalendarUnchanged(decree=act.decree)
    return (carry(ck.CalendarChanged, act),)


def _decide_reassignment(journey: Journey, act: DecideReassignment, context: Context) -> Events:
    proposal = journey.reassignment
    if proposal is None:
        raise errors.NoReassignment
    if act.approve:
        if not journey.holds(proposal.outgoing, proposal.role):
            raise errors.NotAMember(person=proposal.outgoing, role=proposal.role)
        if journey.holds(proposal.incoming, proposal.role):
            raise errors.AlreadyInRole(person=proposal.incoming, role=proposal.role)
        refuse_conflict(journey, proposal.incoming, proposal.role)
    return (
        carry(
            ck.ReassignmentDecided,
            act,
            role=proposal.role,
            outgoing=proposal.outgoing,
            incoming=proposal.incoming,
            since=context.today(journey),
        ),
    )
