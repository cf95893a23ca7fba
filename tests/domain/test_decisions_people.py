"""Decisions about people as tables: appointments, replacements, a new regional head, mentor changes."""

from __future__ import annotations

import pytest

from domain import errors, messages
from domain.facts import HeadChoice
from domain.model import problems
from domain.vocabulary import Outcome, Role, Stage, Status, Task
from tests.domain.builders import AGENCIES, MENTORS, commitment, person
from tests.domain.cases import Leads, Refused, at, one_after_another
from tests.domain.cast import Play

HEAD = person(Role.REGIONAL_HEAD)
drafting = at(Task.PROPOSE_SESSION)
under_review = at(Task.GIVE_VERDICTS)
undecided = at(Task.DECIDE_AS_OWNER)


def appointing(play: Play, who: str, role: Role, by: Role = Role.PROGRAMME_MANAGER, agency: str | None = None) -> None:
    """Somebody appoints somebody."""
    play.do(messages.AppointMember(person=who, role=role, agency=agency), by)


def replacing(play: Play, role: Role, incoming: str, outgoing: str | None = None) -> None:
    """The programme manager puts somebody in another's place."""
    act = messages.ReplaceMember(role=role, outgoing=outgoing or person(role), incoming=incoming, reason="Mutasi.")
    play.do(act, Role.PROGRAMME_MANAGER)


def releasing(play: Play, role: Role, who: str | None = None) -> None:
    """The programme manager takes a role from somebody."""
    act = messages.ReleaseMember(role=role, person=who or person(role), reason="Pensiun.")
    play.do(act, Role.PROGRAMME_MANAGER)


def new_head(play: Play) -> None:
    """A new regional head takes office."""
    replacing(play, Role.REGIONAL_HEAD, "bupati-baru")


def choosing(play: Play, choice: HeadChoice) -> None:
    """The new head chooses."""
    play.do(messages.ChooseAsNewHead(choice=choice, reason="Sudah dipelajari."), Role.REGIONAL_HEAD)


def proposing_change(play: Play, incoming: str = "mentor-c", outgoing: str = MENTORS[0]) -> None:
    """The officer proposes another mentor."""
    act = messages.ProposeMentorChange(outgoing=outgoing, incoming=incoming, reason="Sakit.")
    play.do(act, Role.MINISTRY_OFFICER)


def deciding_change(play: Play, approve: bool = True, who: str | None = None) -> None:
    """A programme manager decides on it."""
    play.do(messages.DecideMentorChange(approve=approve, reason="Ditimbang."), Role.PROGRAMME_MANAGER, who)


def officer_is_manager_too(play: Play) -> None:
    """The ministry's officer becomes a second programme manager."""
    appointing(play, person(Role.MINISTRY_OFFICER), Role.PROGRAMME_MANAGER)


def conflicted(play: Play) -> None:
    """The proposed mentor turns out to be of the region meanwhile."""
    proposing_change(play)
    appointing(play, "mentor-c", Role.TEAM_MEMBER)


REFUSED = {
    "appointing a mentor directly": Refused(
        drafting, lambda p: appointing(p, "m-9", Role.MENTOR), errors.RoleTakenByPolicy, "mentor change"
    ),
    "replacing a mentor directly": Refused(
        drafting, lambda p: replacing(p, Role.MENTOR, "m-9", MENTORS[0]), errors.RoleTakenByPolicy
    ),
    "releasing a mentor directly": Refused(
        drafting, lambda p: releasing(p, Role.MENTOR, MENTORS[0]), errors.RoleTakenByPolicy
    ),
    "a coordinator who appoints an examiner": Refused(
        drafting,
        lambda p: appointing(p, "e-1", Role.EXAMINER, by=Role.COORDINATOR),
        errors.RoleNotAllowed,
        "appoint_member (examiner)",
    ),
    "a role somebody holds": Refused(
        drafting, lambda p: appointing(p, person(Role.SEKDA), Role.SEKDA), errors.AlreadyInRole
    ),
    "an examiner of the region": Refused(
        drafting, lambda p: appointing(p, person(Role.BAPPEDA), Role.EXAMINER), errors.RegionSideConflict
    ),
    "a mentor into the region's team": Refused(
        drafting, lambda p: appointing(p, MENTORS[0], Role.TEAM_MEMBER), errors.RegionSideConflict, "as mentor"
    ),
    "a mentor as examiner": Refused(
        drafting, lambda p: appointing(p, MENTORS[0], Role.EXAMINER), errors.ExaminerAdvisedRegion
    ),
    "a mentor as the ministry's officer": Refused(
        drafting, lambda p: appointing(p, MENTORS[0], Role.MINISTRY_OFFICER), errors.RegionSideConflict
    ),
    "an agency's person without an agency": Refused(
        drafting, lambda p: appointing(p, "a-1", Role.AGENCY), errors.AgencyUnknown, "kemendagri, bappenas, pupr"
    ),
    "an agency's person of an unknown agency": Refused(
        drafting, lambda p: appointing(p, "a-1", Role.AGENCY, agency="kpk"), errors.AgencyUnknown, "kpk"
    ),
    "replacing somebody who does not hold the role": Refused(
        drafting, lambda p: replacing(p, Role.SEKDA, "x-1", "x-2"), errors.NotAMember
    ),
    "replacing by somebody who holds the role": Refused(
        drafting,
        lambda p: replacing(p, Role.SEKDA, person(Role.SEKDA)),
        errors.AlreadyInRole,
    ),
    "replacing by somebody of the other side": Refused(
        drafting, lambda p: replacing(p, Role.SEKDA, MENTORS[0]), errors.RegionSideConflict
    ),
    "releasing somebody who does not hold the role": Refused(
        drafting, lambda p: releasing(p, Role.SEKDA, "x-1"), errors.NotAMember
    ),
    "releasing the last programme manager": Refused(
        drafting, lambda p: releasing(p, Role.PROGRAMME_MANAGER), errors.LastProgrammeManager
    ),
    "choosing where nothing is open": Refused(drafting, lambda p: choosing(p, HeadChoice.KEEP), errors.NothingToChoose),
    "choosing a second time": Refused(
        at(Task.DECIDE_AS_OWNER, then=one_after_another(new_head, lambda p: choosing(p, HeadChoice.KEEP))),
        lambda p: choosing(p, HeadChoice.REVISE),
        errors.NothingToChoose,
    ),
    "the head before chooses no more": Refused(
        at(Task.DECIDE_AS_OWNER, then=new_head),
        lambda p: p.do(messages.ChooseAsNewHead(choice=HeadChoice.KEEP, reason="x"), Role.REGIONAL_HEAD, HEAD),
        errors.NotAMember,
    ),
    "the owner before the new head has signed": Refused(
        at(Task.DECIDE_AS_OWNER, then=one_after_another(new_head, lambda p: choosing(p, HeadChoice.SIGN_AGAIN))),
        lambda p: p.do(messages.DecideAsOwner(outcome=Outcome.YES), Role.DIRECTOR),
        errors.NotYourTurn,
        "Komitmen",
    ),
    "a komitmen signed by the head before after he left": Refused(
        at(
            Task.DECIDE_AS_OWNER,
            then=one_after_another(new_head, lambda p: choosing(p, HeadChoice.SIGN_AGAIN), lambda p: p.wait(days=3)),
        ),
        lambda p: p.do(commitment(p.today, HEAD), Role.COORDINATOR),
        errors.NotTheHead,
        "bupati-baru",
    ),
    "a second proposal": Refused(
        at(Task.GIVE_VERDICTS, then=proposing_change), proposing_change, errors.MentorChangeOpen
    ),
    "replacing a mentor who is none": Refused(
        under_review, lambda p: proposing_change(p, outgoing="m-9"), errors.NotAMentorHere, MENTORS[0]
    ),
    "proposing a mentor who is one": Refused(
        under_review, lambda p: proposing_change(p, incoming=MENTORS[0]), errors.AlreadyInRole
    ),
    "proposing a mentor of the region": Refused(
        under_review, lambda p: proposing_change(p, incoming=person(Role.COUNCIL)), errors.RegionSideConflict
    ),
    "deciding on no proposal": Refused(under_review, deciding_change, errors.NoMentorChange),
    "deciding on one's own proposal": Refused(
        at(Task.GIVE_VERDICTS, then=one_after_another(officer_is_manager_too, proposing_change)),
        lambda p: deciding_change(p, who=person(Role.MINISTRY_OFFICER)),
        errors.ProposerCannotDecide,
    ),
    "approving a mentor who became one of the region": Refused(
        at(Task.GIVE_VERDICTS, then=conflicted), deciding_change, errors.RegionSideConflict
    ),
}

LEADS = {
    "a coordinator appoints people of the region": Leads(
        drafting,
        lambda p: appointing(p, "x-1", Role.OPD_CONTRIBUTOR, by=Role.COORDINATOR),
        ("member_appointed",),
        Task.PROPOSE_SESSION,
    ),
    "an agency's person speaks for his agency": Leads(
        drafting, lambda p: appointing(p, "a-1", Role.AGENCY, agency=AGENCIES[0]), ("member_appointed",)
    ),
    "anybody can be replaced, after the end too": Leads(
        at(), lambda p: replacing(p, Role.COORDINATOR, "koordinator-baru"), ("member_replaced",), Task.NOTHING
    ),
    "a second programme manager lets the first go": Leads(
        drafting,
        one_after_another(officer_is_manager_too, lambda p: releasing(p, Role.PROGRAMME_MANAGER)),
        ("member_appointed", "member_released"),
    ),
    "a new head in the kickoff has nothing to choose": Leads(
        at(Task.PASS_GATES), new_head, ("member_replaced",), Task.PASS_GATES
    ),
    "a new head in the approval is asked": Leads(
        undecided, new_head, ("member_replaced",), Task.CHOOSE_AS_NEW_HEAD
    ),
    "a new head keeps": Leads(
        at(Task.DECIDE_AS_OWNER, then=new_head),
        lambda p: choosing(p, HeadChoice.KEEP),
        ("head_chose",),
        Task.DECIDE_AS_OWNER,
    ),
    "a new head signs again": Leads(
        at(Task.DECIDE_AS_OWNER, then=new_head),
        lambda p: choosing(p, HeadChoice.SIGN_AGAIN),
        ("head_chose",),
        Task.RECORD_COMMITMENT,
    ),
    "a new head revises": Leads(
        at(Task.DECIDE_AS_OWNER, then=new_head),
        lambda p: choosing(p, HeadChoice.REVISE),
        ("head_chose", "stage_closed", "stage_opened"),
        Task.REVISE,
    ),
    "a new head revises while mentors read": Leads(
        at(Task.GIVE_VERDICTS, then=new_head), lambda p: choosing(p, HeadChoice.REVISE), ("head_chose",), Task.REVISE
    ),
    "an approved mentor change": Leads(
        under_review,
        one_after_another(proposing_change, deciding_change),
        ("mentor_change_proposed", "mentor_change_decided"),
        Task.DECLARE_INTERESTS,
    ),
    "a declined mentor change": Leads(
        under_review,
        one_after_another(proposing_change, lambda p: deciding_change(p, approve=False)),
        ("mentor_change_proposed", "mentor_change_decided"),
        Task.GIVE_VERDICTS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each act of the table is refused by its rule and changes nothing."""
    REFUSED[name].check()


@pytest.mark.parametrize("name", LEADS)
def test_leads_to(name: str) -> None:
    """Each act of the table leads to its events and passes the turn on."""
    LEADS[name].check()


def test_a_replaced_person_hands_over_and_both_names_stay() -> None:
    """The one who comes may act, the one who left may not, and both are in the trail with their days."""
    play = drafting()
    replacing(play, Role.COORDINATOR, "koordinator-baru")
    with pytest.raises(errors.NotAMember):
        play.do(messages.Withdraw(reason="x"), Role.REGIONAL_HEAD, person(Role.COORDINATOR))
    play.until(Task.HAND_IN).until(Task.COMMENT_HAND_IN)
    terms = [(m.person, m.until) for m in play.journey.members if m.role is Role.COORDINATOR]
    assert terms == [(person(Role.COORDINATOR), drafting().today), ("koordinator-baru", None)]


def test_an_agency_goes_with_the_replacement() -> None:
    """Whoever replaces an agency's person speaks for the same agency."""
    play = drafting()
    replacing(play, Role.AGENCY, "wakil-baru", AGENCIES[0])
    assert [m.agency for m in play.journey.members if m.person == "wakil-baru"] == [AGENCIES[0]]


def test_an_empty_role_is_seen_as_a_problem() -> None:
    """A role that nobody holds any more is listed until somebody is appointed."""
    play = drafting()
    releasing(play, Role.COORDINATOR)
    assert [p.subject for p in problems(play.journey) if p.kind == "empty_role"] == ["coordinator"]
    appointing(play, "koordinator-baru", Role.COORDINATOR)
    assert not problems(play.journey)


@pytest.mark.parametrize("choice", list(HeadChoice))
def test_whatever_a_new_head_chooses_the_journey_comes_to_its_end(choice: HeadChoice) -> None:
    """Keep, sign again and revise each lead to publication; the last two with a new signature or a new round."""
    play = undecided()
    new_head(play)
    choosing(play, choice)
    play.until()
    assert play.journey.status is Status.PUBLISHED
    assert play.journey.commitment is not None
    assert play.journey.commitment.head == ("bupati-baru" if choice is HeadChoice.SIGN_AGAIN else HEAD)
    assert len(play.journey.rounds) == (2 if choice is HeadChoice.REVISE else 1)


def test_a_new_head_may_choose_before_the_approval() -> None:
    """In the drafting the choice is open, holds nobody up, and is asked for in the approval at the latest."""
    play = drafting()
    new_head(play)
    assert [p.kind for p in problems(play.journey)] == ["head_must_choose"]
    play.until(stage=Stage.APPROVAL)
    assert play.journey.turn.task is Task.CHOOSE_AS_NEW_HEAD
