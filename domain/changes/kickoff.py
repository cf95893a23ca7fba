"""What the events of the kickoff change: gates, mentors, interests."""

from __future__ import annotations

from domain import events as ev
from domain import facts
from domain.calendar import local_date
from domain.changes.people import leave
from domain.changes.shape import Change, Changes, put
from domain.entry import Entry
from domain.model import GateState, Interest, Journey
from domain.shape import carry
from domain.values import Member
from domain.vocabulary import Role


def gate_change(journey: Journey, state: GateState) -> Change:
    """The change that puts a gate into a state."""
    return {"gates": put(journey.gates, state, lambda gate: gate.name == state.name)}


def _gate_passed(journey: Journey, event: ev.GatePassed, entry: Entry) -> Change:
    return gate_change(journey, GateState(name=event.gate, seq=entry.seq, fact=carry(facts.GateFacts, event)))


def _gate_provisional(journey: Journey, event: ev.GatePassedProvisionally, entry: Entry) -> Change:
    fact = carry(facts.ProvisionalGateFacts, event)
    return gate_change(journey, GateState(name=event.gate, seq=entry.seq, provisional=fact, promised_at=entry.at))


def _gate_overdue(journey: Journey, event: ev.ProvisionalGateOverdue, entry: Entry) -> Change:
    state = journey.gate(event.gate) or GateState(name=event.gate, seq=entry.seq)
    return gate_change(journey, state.model_copy(update={"overdue": True}))


def _mentors_assigned(journey: Journey, event: ev.MentorsAssigned, entry: Entry) -> Change:
    since = local_date(entry.at, journey.region.zone)
    members = journey.members
    for mentor in event.mentors:
        if not journey.holds(mentor, Role.MENTOR):
            members = (*members, Member(person=mentor, role=Role.MENTOR, since=since))
    if not journey.holds(event.officer, Role.MINISTRY_OFFICER):
        members = (*members, Member(person=event.officer, role=Role.MINISTRY_OFFICER, since=since))
    return {"members": members, "mentors_assigned": True}


def _interest(journey: Journey, event: ev.InterestDeclared, entry: Entry) -> Change:
    interest = Interest(mentor=event.mentor, conflict=event.conflict, statement=event.statement)
    change: Change = {"interests": (*journey.interests, interest)}
    if event.conflict:
        today = local_date(entry.at, journey.region.zone)
        change["members"] = leave(journey.members, event.mentor, Role.MENTOR, today)
    return change


CHANGES: Changes = {
    ev.GatePassed: _gate_passed,
    ev.GatePassedProvisionally: _gate_provisional,
    ev.ProvisionalGateOverdue: _gate_overdue,
    ev.MentorsAssigned: _mentors_assigned,
    ev.InterestDeclared: _interest,
}
