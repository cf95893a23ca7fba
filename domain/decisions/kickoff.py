"""Decisions of the kickoff: gates, mentors, interests."""

from __future__ import annotations

from typing import assert_never

from domain import errors
from domain.decisions.context import Context, Events, check_day, twice
from domain.events import GatePassed, GatePassedProvisionally, InterestDeclared, MentorsAssigned
from domain.messages import AssignMentors, DeclareInterest, KickoffAct, PassGateProvisionally, PassGates
from domain.model import Journey
from domain.roles import JUDGING_ROLES, REGIONAL_ROLES
from domain.shape import Person, carry
from domain.vocabulary import Role


def decide_kickoff(journey: Journey, act: KickoffAct, context: Context) -> Events:
    """What an act of the kickoff leads to."""
    match act:
        case PassGates():
            return _pass_gates(journey, act, context)
        case PassGateProvisionally():
            return _pass_provisionally(journey, act, context)
        case AssignMentors():
            return _assign_mentors(journey, act)
        case DeclareInterest():
            return _declare_interest(journey, act, context)
        case never:
            assert_never(never)


def known_gate(journey: Journey, name: str) -> None:
    """Refuse a gate the policy does not have."""
    names = [gate.name for gate in journey.policy.gates]
    if name not in names:
        raise errors.GateUnknown(gate=name, known=", ".join(names))


def _pass_gates(journey: Journey, act: PassGates, context: Context) -> Events:
    repeated = twice(gate.gate for gate in act.gates)
    if repeated:
        raise errors.NameTwice(name=repeated)
    for fact in act.gates:
        known_gate(journey, fact.gate)
        state = journey.gate(fact.gate)
        if state is not None and state.fact is not None:
            raise errors.GateAlreadyPassed(gate=fact.gate)
        check_day(journey, fact.passed_on, context)
    return tuple(carry(GatePassed, fact) for fact in act.gates)


def _pass_provisionally(journey: Journey, act: PassGateProvisionally, context: Context) -> Events:
    known_gate(journey, act.gate)
    state = journey.gate(act.gate)
    if state is not None and state.fact is not None:
        raise errors.GateAlreadyPassed(gate=act.gate)
    if act.due_on <= context.today(journey):
        raise errors.DueDatePassed(day=act.due_on)
    return (carry(GatePassedProvisionally, act),)


OUTSIDE_ROLES = (*JUDGING_ROLES, Role.MINISTRY_OFFICER)
"""Roles nobody of the region holds."""

APART = (
    (Role.EXAMINER, Role.MENTOR),
    (Role.MINISTRY_OFFICER, Role.MENTOR),
    (Role.MENTOR, Role.MINISTRY_OFFICER),
)
"""(held, wanted): roles nobody holds together. A mentor is kept from examining by `has_advised`, for good."""


def refuse_conflict(journey: Journey, person: Person, role: Role) -> None:
    """Refuse a person for a role that does not go with a role he holds, or for which he declared a conflict."""
    for member in journey.members:
        if member.person != person or member.until is not None:
            continue
        if member.role in REGIONAL_ROLES and role in OUTSIDE_ROLES:
            raise errors.RegionSideConflict(person=person, role=member.role, other=role)
        if member.role in OUTSIDE_ROLES and role in REGIONAL_ROLES:
            raise errors.RegionSideConflict(person=person, role=member.role, other=role)
        if (member.role, role) in APART:
            raise errors.RegionSideConflict(person=person, role=member.role, other=role)
    if role in JUDGING_ROLES and any(i.mentor == person and i.conflict for i in journey.interests):
        raise errors.ConflictOfInterest(person=person, why="declared by the person")
    if role is Role.EXAMINER and has_advised(journey, person):
        raise errors.ExaminerAdvisedRegion(person=person)


def has_advised(journey: Journey, person: Person) -> bool:
    """Whether a person is or was a mentor of this region, in this journey or an earlier one."""
    return person in journey.earlier_mentors or any(
        m.person == person and m.role is Role.MENTOR for m in journey.members
    )


def _assign_mentors(journey: Journey, act: AssignMentors) -> Events:
    mentors = dict.fromkeys((*journey.holders(Role.MENTOR), *act.mentors))
    policy = journey.policy
    if not policy.mentors_minimum <= len(mentors) <= policy.mentors_maximum:
        raise errors.TooManyMentors(minimum=policy.mentors_minimum, maximum=policy.mentors_maximum, given=len(mentors))
    repeated = twice(act.mentors)
    if repeated:
        raise errors.NameTwice(name=repeated)
    for mentor in act.mentors:
        refuse_conflict(journey, mentor, Role.MENTOR)
        if mentor == act.officer:
            raise errors.ConflictOfInterest(person=mentor, why="the ministry's officer gives no verdict")
    if any(act.officer in journey.holders(role) for role in REGIONAL_ROLES):
        raise errors.ConflictOfInterest(person=act.officer, why="a member of the region's own team")
    refuse_conflict(journey, act.officer, Role.MINISTRY_OFFICER)
    return (carry(MentorsAssigned, act),)


def _declare_interest(journey: Journey, act: DeclareInterest, context: Context) -> Events:
    mentor = context.actor.person
    if any(interest.mentor == mentor for interest in journey.interests):
        raise errors.InterestAlreadyDeclared(person=mentor)
    return (carry(InterestDeclared, act, mentor=mentor),)
