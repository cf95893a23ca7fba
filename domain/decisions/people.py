"""Decisions about people: appointments, replacements, a new regional head, mentor changes."""

from __future__ import annotations

from typing import assert_never

from domain import errors
from domain.decisions.context import Context, Events
from domain.decisions.kickoff import refuse_conflict
from domain.events import (
    HeadChose,
    MemberAppointed,
    MemberReleased,
    MemberReplaced,
    MentorChangeDecided,
    MentorChangeProposed,
)
from domain.messages import (
    AppointMember,
    ChooseAsNewHead,
    DecideMentorChange,
    PeopleAct,
    ProposeMentorChange,
    ReleaseMember,
    ReplaceMember,
)
from domain.model import Journey
from domain.roles import REGIONAL_ROLES
from domain.shape import carry
from domain.vocabulary import Role


def decide_people(journey: Journey, act: PeopleAct, context: Context) -> Events:
    """What an act about people leads to."""
    match act:
        case AppointMember():
            return _appoint(journey, act, context)
        case ReplaceMember():
            return _replace(journey, act, context)
        case ReleaseMember():
            return _release(journey, act, context)
        case ChooseAsNewHead():
            if not journey.head_must_choose:
                raise errors.NothingToChoose
            return (carry(HeadChose, act),)
        case ProposeMentorChange():
            return _propose_change(journey, act)
        case DecideMentorChange():
            return _decide_change(journey, act, context)
        case never:
            assert_never(never)


def _may_appoint(context: Context, role: Role, act: str) -> None:
    """The coordinator appoints people of the region only; mentors come and go by assignment and mentor change."""
    if role is Role.MENTOR:
        raise errors.RoleTakenByPolicy
    if context.actor.role is Role.COORDINATOR and role not in REGIONAL_ROLES:
        raise errors.RoleNotAllowed(
            role=context.actor.role, act=f"{act} ({role})", allowed=f"{Role.MINISTRY_OFFICER}, {Role.PROGRAMME_MANAGER}"
        )


def _appoint(journey: Journey, act: AppointMember, context: Context) -> Events:
    _may_appoint(context, act.role, act.kind)
    if journey.holds(act.person, act.role):
        raise errors.AlreadyInRole(person=act.person, role=act.role)
    refuse_conflict(journey, act.person, act.role)
    if act.role is Role.AGENCY:
        known = dict.fromkeys(agency for step in journey.policy.approvals for agency in step.agencies)
        if act.agency not in known:
            raise errors.AgencyUnknown(agency=act.agency or "none", known=", ".join(known) or "none")
    return (carry(MemberAppointed, act, since=context.today(journey)),)


def _replace(journey: Journey, act: ReplaceMember, context: Context) -> Events:
    _may_appoint(context, act.role, act.kind)
    if not journey.holds(act.outgoing, act.role):
        raise errors.NotAMember(person=act.outgoing, role=act.role)
    if journey.holds(act.incoming, act.role):
        raise errors.AlreadyInRole(person=act.incoming, role=act.role)
    refuse_conflict(journey, act.incoming, act.role)
    return (carry(MemberReplaced, act, since=context.today(journey)),)


def _release(journey: Journey, act: ReleaseMember, context: Context) -> Events:
    _may_appoint(context, act.role, act.kind)
    if not journey.holds(act.person, act.role):
        raise errors.NotAMember(person=act.person, role=act.role)
    if act.role is Role.PROGRAMME_MANAGER and len(journey.holders(act.role)) == 1:
        raise errors.LastProgrammeManager
    return (carry(MemberReleased, act, until=context.today(journey)),)


def _propose_change(journey: Journey, act: ProposeMentorChange) -> Events:
    if journey.mentor_change is not None:
        raise errors.MentorChangeOpen
    mentors = journey.holders(Role.MENTOR)
    if act.outgoing not in mentors:
        raise errors.NotAMentorHere(person=act.outgoing, known=", ".join(mentors) or "none assigned yet")
    if act.incoming in mentors:
        raise errors.AlreadyInRole(person=act.incoming, role=Role.MENTOR)
    refuse_conflict(journey, act.incoming, Role.MENTOR)
    return (carry(MentorChangeProposed, act),)


def _decide_change(journey: Journey, act: DecideMentorChange, context: Context) -> Events:
    change = journey.mentor_change
    if change is None:
        raise errors.NoMentorChange
    if journey.mentor_change_by in (context.actor.person, context.actor.deputy):
        raise errors.ProposerCannotDecide
    if act.approve:
        refuse_conflict(journey, change.incoming, Role.MENTOR)
        if not journey.holds(change.outgoing, Role.MENTOR):
            raise errors.NotAMember(person=change.outgoing, role=Role.MENTOR)
    decided = carry(
        MentorChangeDecided,
        act,
        outgoing=change.outgoing,
        incoming=change.incoming,
        since=context.today(journey),
    )
    return (decided,)
