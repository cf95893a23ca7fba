"""What the events about people change: roles, a new head's choice, mentor changes."""

from __future__ import annotations

from datetime import date

from domain import events as ev
from domain import facts
from domain.changes.review import last_round
from domain.changes.shape import Change, Changes
from domain.entry import Entry
from domain.model import Journey
from domain.shape import Person, carry
from domain.values import Member
from domain.vocabulary import Role, Stage


def leave(members: tuple[Member, ...], person: Person, role: Role, until: date) -> tuple[Member, ...]:
    """The members with one role of a person ended."""
    return tuple(
        m.model_copy(update={"until": until}) if (m.person, m.role, m.until) == (person, role, None) else m
        for m in members
    )


def _new_head(journey: Journey, role: Role) -> Change:
    """A head who comes after the kickoff has to say what becomes of the work so far."""
    late = role is Role.REGIONAL_HEAD and journey.stage is not Stage.KICKOFF and not journey.ended
    # Books that are frozen are not his to revise any more.
    late = late and journey.publication is None
    had_one = any(m.role is Role.REGIONAL_HEAD for m in journey.members)
    return {"head_must_choose": True} if late and had_one else {}


def _appointed(journey: Journey, event: ev.MemberAppointed, entry: Entry) -> Change:
    member = Member(person=event.person, role=event.role, since=event.since, agency=event.agency)
    return {"members": (*journey.members, member), **_new_head(journey, event.role)}


def _replaced(journey: Journey, event: ev.MemberReplaced, entry: Entry) -> Change:
    left = leave(journey.members, event.outgoing, event.role, event.since)
    agency = next((m.agency for m in journey.members if (m.person, m.role) == (event.outgoing, event.role)), None)
    member = Member(person=event.incoming, role=event.role, since=event.since, agency=agency)
    return {"members": (*left, member), **_new_head(journey, event.role)}


def _released(journey: Journey, event: ev.MemberReleased, entry: Entry) -> Change:
    return {"members": leave(journey.members, event.person, event.role, event.until)}


def _head_chose(journey: Journey, event: ev.HeadChose, entry: Entry) -> Change:
    change: Change = {"head_must_choose": False}
    if event.choice is facts.HeadChoice.SIGN_AGAIN:
        change["commitment"] = None
    if event.choice is facts.HeadChoice.REVISE and journey.submitted and not journey.revising:
        change["revising"] = True
        if journey.round is not None and journey.round.accepted is None:
            change["rounds"] = last_round(journey, accepted=False)
    return change


def _change_proposed(journey: Journey, event: ev.MentorChangeProposed, entry: Entry) -> Change:
    return {"mentor_change": carry(facts.MentorChangeFacts, event), "mentor_change_by": entry.whose}


def _change_decided(journey: Journey, event: ev.MentorChangeDecided, entry: Entry) -> Change:
    if not event.approve:
        return {"mentor_change": None, "mentor_change_by": None}
    left = leave(journey.members, event.outgoing, Role.MENTOR, event.since)
    incoming = Member(person=event.incoming, role=Role.MENTOR, since=event.since)
    return {"mentor_change": None, "mentor_change_by": None, "members": (*left, incoming)}


CHANGES: Changes = {
    ev.MemberAppointed: _appointed,
    ev.MemberReplaced: _replaced,
    ev.MemberReleased: _released,
    ev.HeadChose: _head_chose,
    ev.MentorChangeProposed: _change_proposed,
    ev.MentorChangeDecided: _change_decided,
}
