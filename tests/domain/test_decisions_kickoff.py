"""Decisions of the kickoff as tables: gates, provisional gates, mentors, interests and conflicts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain import errors, messages
from domain.calendar import end_of_day
from domain.model import problems
from domain.vocabulary import Role, Stage, Task
from tests.domain.builders import MENTORS, OPENS_AT, default_policy, gate, person, policy, start
from tests.domain.cases import Leads, Refused, at, one_after_another
from tests.domain.cast import Play

ALL_GATES = ("mou", "sk-dewan", "sk-tim")
OFFICER = person(Role.MINISTRY_OFFICER)
opened = at(Task.PASS_GATES)
without_mentors = at(Task.ASSIGN_MENTORS)
undeclared = at(Task.DECLARE_INTERESTS)


def before_the_opening() -> Play:
    """A journey a week before it opens."""
    return Play(now=OPENS_AT - timedelta(days=7))


def passing(play: Play, *names: str, day: int = 0) -> None:
    """The coordinator passes gates, `day` days from today."""
    facts = tuple(gate(name, play.today + timedelta(days=day)) for name in names)
    play.do(messages.PassGates(gates=facts), Role.COORDINATOR)


def promising(play: Play, name: str, days: int = 30) -> None:
    """The programme manager passes a gate provisionally."""
    due_on = play.today + timedelta(days=days)
    act = messages.PassGateProvisionally(gate=name, reason="Menunggu tanda tangan.", due_on=due_on)
    play.do(act, Role.PROGRAMME_MANAGER)


def promising_all(play: Play) -> None:
    """Every gate is passed provisionally."""
    for name in ALL_GATES:
        promising(play, name)


def assigning(play: Play, *mentors: str, officer: str = OFFICER) -> None:
    """The programme manager assigns mentors."""
    play.do(messages.AssignMentors(mentors=mentors, officer=officer), Role.PROGRAMME_MANAGER)


def declaring(play: Play, mentor: str = MENTORS[0], conflict: bool = False) -> None:
    """A mentor declares his interest."""
    act = messages.DeclareInterest(conflict=conflict, statement="Pernyataan.")
    play.do(act, Role.MENTOR, mentor)


def appointing(play: Play, who: str, role: Role) -> None:
    """The programme manager appoints somebody."""
    play.do(messages.AppointMember(person=who, role=role), Role.PROGRAMME_MANAGER)


REFUSED = {
    "nothing before the opening": Refused(
        before_the_opening, lambda p: passing(p, "mou"), errors.JourneyNotOpen, "2019-05-15"
    ),
    "a role that is not for it": Refused(
        opened,
        lambda p: p.do(messages.PassGates(gates=(gate(),)), Role.COUNCIL),
        errors.RoleNotAllowed,
        "As council you cannot do",
    ),
    "somebody who does not hold the role": Refused(
        opened,
        lambda p: p.do(messages.PassGates(gates=(gate(),)), Role.COORDINATOR, "orang-lain"),
        errors.NotAMember,
        "orang-lain",
    ),
    "an act of a later stage": Refused(
        opened, lambda p: p.do(messages.Submit(), Role.COORDINATOR), errors.WrongStage, "this journey is in kickoff"
    ),
    "a gate the policy does not have": Refused(opened, lambda p: passing(p, "perda"), errors.GateUnknown, "sk-dewan"),
    "a promise for a gate the policy does not have": Refused(
        opened, lambda p: promising(p, "perda"), errors.GateUnknown, "mou"
    ),
    "a gate passed before": Refused(
        at(Task.PASS_GATES, then=lambda p: passing(p, "mou")), lambda p: passing(p, "mou"), errors.GateAlreadyPassed
    ),
    "a promise for a gate passed before": Refused(
        at(Task.PASS_GATES, then=lambda p: passing(p, "mou")), lambda p: promising(p, "mou"), errors.GateAlreadyPassed
    ),
    "one gate twice in an act": Refused(opened, lambda p: passing(p, "mou", "mou"), errors.NameTwice, "mou"),
    "a gate passed tomorrow": Refused(opened, lambda p: passing(p, "mou", day=1), errors.HappenedInTheFuture),
    "a promise for today": Refused(opened, lambda p: promising(p, "mou", days=0), errors.DueDatePassed),
    "three mentors where two may be": Refused(
        without_mentors, lambda p: assigning(p, "m-1", "m-2", "m-3"), errors.TooManyMentors, "1 to 2 mentors; 3"
    ),
    "a second assignment beyond the maximum": Refused(
        undeclared, lambda p: assigning(p, "m-2", "m-3"), errors.TooManyMentors, "3 were given"
    ),
    "a mentor named twice": Refused(without_mentors, lambda p: assigning(p, "m-1", "m-1"), errors.NameTwice),
    "the officer as mentor": Refused(
        without_mentors, lambda p: assigning(p, OFFICER, officer=OFFICER), errors.RegionSideConflict
    ),
    "a new officer as mentor": Refused(
        without_mentors, lambda p: assigning(p, "m-1", officer="m-1"), errors.ConflictOfInterest, "gives no verdict"
    ),
    "a mentor as officer of the same journey": Refused(
        undeclared, lambda p: assigning(p, "m-2", officer=MENTORS[0]), errors.RegionSideConflict
    ),
    "somebody of the region as officer": Refused(
        without_mentors,
        lambda p: assigning(p, "m-1", officer=person(Role.BAPPEDA)),
        errors.ConflictOfInterest,
        "the region's own team",
    ),
    "somebody of the region as mentor": Refused(
        without_mentors, lambda p: assigning(p, person(Role.BAPPEDA)), errors.RegionSideConflict, "bappeda"
    ),
    "an examiner as mentor": Refused(
        at(Task.ASSIGN_MENTORS, then=lambda p: appointing(p, "e-1", Role.EXAMINER)),
        lambda p: assigning(p, "e-1"),
        errors.RegionSideConflict,
        "examiner",
    ),
    "a mentor who declared a conflict": Refused(
        at(Task.DECLARE_INTERESTS, then=lambda p: declaring(p, conflict=True)),
        lambda p: assigning(p, MENTORS[0]),
        errors.ConflictOfInterest,
        "declared by the person",
    ),
    "an interest declared twice": Refused(
        at(Task.DECLARE_INTERESTS, variant="quorum 2", then=declaring),
        declaring,
        errors.InterestAlreadyDeclared,
    ),
}

LEADS = {
    "a first gate leaves the others": Leads(opened, lambda p: passing(p, "mou"), ("gate_passed",), Task.PASS_GATES),
    "all gates make it the programme's turn": Leads(
        opened, lambda p: passing(p, *ALL_GATES), ("gate_passed",) * 3, Task.ASSIGN_MENTORS
    ),
    "a promise counts as a gate": Leads(
        opened,
        one_after_another(lambda p: passing(p, "mou", "sk-dewan"), lambda p: promising(p, "sk-tim")),
        ("gate_passed", "gate_passed", "gate_passed_provisionally"),
        Task.ASSIGN_MENTORS,
    ),
    "mentors may be assigned before the opening": Leads(
        before_the_opening, lambda p: assigning(p, "m-1"), ("mentors_assigned",), Task.WAIT_TO_OPEN
    ),
    "assigned mentors have to declare": Leads(
        without_mentors, lambda p: assigning(p, "m-1", "m-2"), ("mentors_assigned",), Task.DECLARE_INTERESTS
    ),
    "the first declaration of two leaves one": Leads(
        at(Task.DECLARE_INTERESTS, variant="quorum 2"), declaring, ("interest_declared",), Task.DECLARE_INTERESTS
    ),
    "the last declaration opens the drafting": Leads(
        undeclared, declaring, ("interest_declared", "stage_closed", "stage_opened"), Task.PROPOSE_SESSION
    ),
    "a conflict makes room for another mentor": Leads(
        undeclared, lambda p: declaring(p, conflict=True), ("interest_declared",), Task.ASSIGN_MENTORS
    ),
    "a gate is delivered in a later stage": Leads(
        at(Task.PASS_GATES, then=one_after_another(promising_all, lambda p: p.until(Task.HAND_IN))),
        lambda p: passing(p, "mou"),
        ("gate_passed",),
        Task.HAND_IN,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each act of the table is refused by its rule and changes nothing."""
    REFUSED[name].check()


@pytest.mark.parametrize("name", LEADS)
def test_leads_to(name: str) -> None:
    """Each act of the table leads to its events and passes the turn on."""
    LEADS[name].check()


def test_a_broken_promise_becomes_a_problem_and_is_mended_by_the_document() -> None:
    """A provisional gate is overdue at the end of its due day, is seen as a problem, and is settled by the real one."""
    play = opened()
    promising(play, "mou", days=30)
    promised = play.today + timedelta(days=30)
    due = end_of_day(promised, play.journey.region.zone)
    assert "provisional_gate_overdue" not in [e.event.kind for e in play.wait(due - timedelta(seconds=1))]
    assert "provisional_gate_overdue" in [e.event.kind for e in play.wait(due)]
    assert [p.subject for p in problems(play.journey) if p.kind == "gate_overdue"] == ["mou"]
    passing(play, "mou")
    assert not [p for p in problems(play.journey) if p.kind == "gate_overdue"]


def test_a_promise_can_be_made_anew() -> None:
    """A second promise for a gate counts instead of the first."""
    play = opened()
    promising(play, "mou", days=10)
    promising(play, "mou", days=40)
    assert "provisional_gate_overdue" not in [e.event.kind for e in play.wait(days=30)]


def test_a_mentor_with_a_conflict_is_a_mentor_no_more() -> None:
    """The declaration ends the role; the name stays in the trail."""
    play = at(Task.DECLARE_INTERESTS, then=lambda p: declaring(p, conflict=True))()
    assert play.journey.holders(Role.MENTOR) == ()
    assert [m.until for m in play.journey.members if m.role is Role.MENTOR] == [play.today]


@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.MENTOR_REVIEW, Stage.APPROVAL, Stage.PUBLICATION])
def test_a_gate_of_a_later_stage_holds_that_stage_back(stage: Stage) -> None:
    """A policy may ask for a gate in any stage: it is asked for there, and the stage closes only once it is passed."""
    gates = [g.model_dump() for g in default_policy().gates]
    extra = {"name": "tambahan", "title": "Gerbang tambahan", "stage": stage}
    play = Play(start(policy=policy(gates=[*gates, extra]))).until(stage=stage).until(Task.PASS_GATES)
    assert play.journey.stage is stage
    play.until()
    kinds = play.kinds()
    passed = next(i for i, e in enumerate(play.entries) if getattr(e.event, "gate", "") == "tambahan")
    closed = next(
        i for i, e in enumerate(play.entries) if kinds[i] == "stage_closed" and getattr(e.event, "stage", "") == stage
    )
    assert passed < closed
    assert stage is not Stage.PUBLICATION or passed < kinds.index("books_frozen")
