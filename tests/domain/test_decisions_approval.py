"""Decisions of approval and publication as tables: komitmen, examination, agencies, the owner, adoption."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain import errors, messages
from domain.vocabulary import ApprovalKind, Outcome, Role, Stage, Status, Task
from tests.domain.builders import (
    AGENCIES,
    MENTORS,
    adoption,
    comment,
    commitment,
    document,
    examination,
    modification,
    person,
    start,
    verdict,
)
from tests.domain.cases import VARIANTS, Leads, Refused, at
from tests.domain.cast import Play

EXAMINER = "examiner-a"
STEP = "kementerian-mitra"
YES = {"outcome": Outcome.YES}
uncommitted = at(Task.RECORD_COMMITMENT)
unscheduled = at(Task.SCHEDULE_EXAMINATION)
unprepared = at(Task.PREPARE_PRESENTATION)
waiting = at(Task.ATTEND_EXAMINATION)
examined = at(Task.RECORD_EXAMINATION)
undecided = at(Task.DECIDE_AS_OWNER)
published = at()
agencies = at(Task.SCHEDULE_EXAMINATION, variant="agencies")


def committing(play: Play, head: str = person(Role.REGIONAL_HEAD), days: int = 0) -> None:
    """The coordinator records the komitmen, signed `days` days from today."""
    play.do(commitment(play.today + timedelta(days=days), head), Role.COORDINATOR)


def scheduling(play: Play, *examiners: str, days: int = 7) -> None:
    """The officer sets the examination's slot."""
    act = messages.ScheduleExamination(slot=play.now + timedelta(days=days), examiners=examiners or (EXAMINER,))
    play.do(act, Role.MINISTRY_OFFICER)


def preparing(play: Play) -> None:
    """The coordinator hands over the slides and the video."""
    act = messages.PreparePresentation(slides=document("paparan"), video=document("video"))
    play.do(act, Role.COORDINATOR)


def examining(play: Play, **judgement: Any) -> None:
    """The examiner records the examination."""
    play.do(examination(**judgement), Role.EXAMINER, EXAMINER)


def endorsing(play: Play, agency: str, *, step: str = STEP, who: str | None = None, **judgement: Any) -> None:
    """An agency's person answers."""
    act = messages.Endorse(step=step, agency=agency, **{**YES, **judgement})
    play.do(act, Role.AGENCY, who or agency)


def endorsing_all(play: Play, *agencies: str) -> None:
    """Several agencies agree."""
    for agency in agencies:
        endorsing(play, agency)


def deciding(play: Play, **judgement: Any) -> None:
    """The director decides for the owner."""
    play.do(messages.DecideAsOwner(**{**YES, **judgement}), Role.DIRECTOR)


def adopting(play: Play, days: int = 0) -> None:
    """The coordinator records the regulation."""
    play.do(adoption(play.today + timedelta(days=days)), Role.COORDINATOR)


def revising(play: Play) -> None:
    """The director requires a modification, so that the books are with the region."""
    deciding(play, **modification("p-1"))


PUBLISHED = ("stage_closed", "stage_opened", "books_frozen", "published", "stage_closed", "journey_ended")
BACK = ("stage_closed", "stage_opened")

REFUSED = {
    "a komitmen from tomorrow": Refused(uncommitted, lambda p: committing(p, days=1), errors.HappenedInTheFuture),
    "a komitmen of somebody else": Refused(
        uncommitted, lambda p: committing(p, person(Role.SEKDA)), errors.NotTheHead, "regional-head"
    ),
    "a second komitmen": Refused(unscheduled, committing, errors.ApprovalAlreadyGiven, "Komitmen kepala daerah"),
    "an examination before the komitmen": Refused(
        uncommitted, scheduling, errors.NotYourTurn, "first comes: Komitmen kepala daerah"
    ),
    "an examination the policy does not have": Refused(
        at(Task.RECORD_COMMITMENT, variant="no examination"),
        scheduling,
        errors.ApprovalStepUnknown,
        "komitmen, pemilik-program",
    ),
    "a second examination": Refused(undecided, scheduling, errors.ApprovalAlreadyGiven),
    "a slot that has passed": Refused(unscheduled, lambda p: scheduling(p, days=-1), errors.SlotInThePast),
    "a mentor as examiner": Refused(
        unscheduled, lambda p: scheduling(p, MENTORS[0]), errors.ExaminerAdvisedRegion, MENTORS[0]
    ),
    "somebody of the region as examiner": Refused(
        unscheduled, lambda p: scheduling(p, person(Role.BAPPEDA)), errors.RegionSideConflict
    ),
    "slides without a slot": Refused(unscheduled, preparing, errors.ExaminationNotScheduled),
    "an examination held without a slot": Refused(
        at(
            Task.SCHEDULE_EXAMINATION,
            then=lambda p: p.do(messages.AppointMember(person=EXAMINER, role=Role.EXAMINER), Role.PROGRAMME_MANAGER),
        ),
        examining,
        errors.ExaminationNotScheduled,
    ),
    "an examination without slides": Refused(unprepared, examining, errors.PresentationMissing),
    "an examination before its slot": Refused(waiting, examining, errors.HappenedInTheFuture),
    "an examination without scores": Refused(examined, lambda p: examining(p, scores=()), errors.ScoresMissing),
    "a modification that names nothing": Refused(
        examined, lambda p: examining(p, outcome=Outcome.REQUIRES_MODIFICATION), errors.CommentsMissing
    ),
    "corrections with one id": Refused(
        examined, lambda p: examining(p, **modification("p-1", "p-1")), errors.CommentIdTwice
    ),
    "the owner before the examiners": Refused(
        waiting, deciding, errors.NotYourTurn, "first comes: Paparan di depan penguji"
    ),
    "agencies the policy does not ask": Refused(
        unscheduled, lambda p: endorsing(p, AGENCIES[0]), errors.ApprovalStepUnknown, STEP
    ),
    "an agency that is not asked": Refused(
        agencies, lambda p: endorsing(p, "kpk", who=AGENCIES[0]), errors.AgencyUnknown, "kemendagri, bappenas, pupr"
    ),
    "an agency answered by another's person": Refused(
        agencies, lambda p: endorsing(p, AGENCIES[0], who=AGENCIES[1]), errors.NotYourAgency, "but for bappenas"
    ),
    "agencies before their step": Refused(
        at(Task.RECORD_COMMITMENT, variant="agencies"),
        lambda p: endorsing(p, AGENCIES[0]),
        errors.NotYourTurn,
        "not being asked for",
    ),
    "an agency twice": Refused(
        at(Task.SCHEDULE_EXAMINATION, variant="agencies", then=lambda p: endorsing(p, AGENCIES[0])),
        lambda p: endorsing(p, AGENCIES[0]),
        errors.ApprovalAlreadyGiven,
        "(kemendagri)",
    ),
    "an agency past the minimum": Refused(
        at(
            Task.SCHEDULE_EXAMINATION,
            variant="agencies",
            then=lambda p: endorsing_all(p, *AGENCIES[:2]),
        ),
        lambda p: endorsing(p, AGENCIES[2]),
        errors.ApprovalAlreadyGiven,
    ),
    "an approval while the region revises": Refused(
        at(Task.DECIDE_AS_OWNER, then=revising), deciding, errors.WrongStage, "this journey is in mentor_review"
    ),
    "an adoption before publication": Refused(undecided, adopting, errors.NotPublishedYet),
    "an adoption from tomorrow": Refused(published, lambda p: adopting(p, days=1), errors.HappenedInTheFuture),
    "a second adoption": Refused(at(then=adopting), adopting, errors.ObligationSettled, "adoption"),
    "an act of the work after the end": Refused(published, deciding, errors.JourneyOver, "published"),
}

LEADS = {
    "the komitmen comes first": Leads(
        uncommitted, committing, ("commitment_recorded",), Task.SCHEDULE_EXAMINATION
    ),
    "the komitmen may come while mentors read": Leads(
        at(Task.GIVE_VERDICTS), committing, ("commitment_recorded",), Task.GIVE_VERDICTS
    ),
    "a slot asks for the slides": Leads(
        unscheduled, scheduling, ("examination_scheduled",), Task.PREPARE_PRESENTATION
    ),
    "a slot may be moved while waiting": Leads(
        waiting, lambda p: scheduling(p, days=14), ("examination_scheduled",), Task.ATTEND_EXAMINATION
    ),
    "slides make everybody wait for the slot": Leads(
        unprepared, preparing, ("presentation_prepared",), Task.ATTEND_EXAMINATION
    ),
    "examined with yes": Leads(examined, examining, ("examination_held",), Task.DECIDE_AS_OWNER),
    "examined with notes opens no round": Leads(
        examined,
        lambda p: examining(p, outcome=Outcome.YES_WITH_NOTES, notes="Perjelas anggaran."),
        ("examination_held",),
        Task.DECIDE_AS_OWNER,
    ),
    "examined with modification goes back to the region": Leads(
        examined,
        lambda p: examining(p, **modification("p-1")),
        ("examination_held", "revision_requested", "endorsements_voided", *BACK),
        Task.REVISE,
    ),
    "the owner's yes publishes": Leads(
        undecided, deciding, ("owner_decided", *PUBLISHED, "obligation_due"), Task.NOTHING
    ),
    "the owner's yes with notes publishes": Leads(
        undecided,
        lambda p: deciding(p, outcome=Outcome.YES_WITH_NOTES, notes="Bagus."),
        ("owner_decided", *PUBLISHED, "obligation_due"),
        Task.NOTHING,
    ),
    "the owner's modification goes back to the region": Leads(
        undecided, revising, ("owner_decided", "revision_requested", "endorsements_voided", *BACK), Task.REVISE
    ),
    "two of three agencies are enough": Leads(
        at(Task.SCHEDULE_EXAMINATION, variant="agencies", then=lambda p: p.until(Task.ENDORSE)),
        lambda p: endorsing_all(p, *AGENCIES[1:]),
        ("endorsed", "endorsed"),
        Task.DECIDE_AS_OWNER,
    ),
    "agencies answer while the examination is prepared": Leads(
        agencies, lambda p: endorsing(p, AGENCIES[2]), ("endorsed",), Task.SCHEDULE_EXAMINATION
    ),
    "an adoption after the closing": Leads(published, adopting, ("adoption_recorded",), Task.NOTHING),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each act of the table is refused by its rule and changes nothing."""
    REFUSED[name].check()


@pytest.mark.parametrize("name", LEADS)
def test_leads_to(name: str) -> None:
    """Each act of the table leads to its events and passes the turn on."""
    LEADS[name].check()


def test_a_modification_voids_what_the_policy_names_and_never_the_komitmen() -> None:
    """After the owner's modification the examination is asked for again; the komitmen counts on."""
    play = undecided()
    revising(play)
    assert [(j.step, j.void) for j in play.journey.judgements] == [("penilaian", True), ("pemilik-program", True)]
    assert play.journey.commitment is not None
    assert play.journey.examination is None
    play.until(Task.SCHEDULE_EXAMINATION)
    assert "record_commitment" not in [e.event.kind for e in play.entries[-30:]]
    play.until()
    assert play.journey.status is Status.PUBLISHED
    assert [r.accepted for r in play.journey.rounds] == [True, True]


def test_a_policy_may_let_answers_stand() -> None:
    """An agency whose answer the policy does not void keeps its yes through another round."""
    play = at(Task.SCHEDULE_EXAMINATION, variant="agencies never void")()
    endorsing(play, AGENCIES[0])
    play.until(Task.RECORD_EXAMINATION)
    examining(play, **modification("p-1"))
    play.until(Task.ENDORSE)
    assert [j.agency for j in play.journey.judgements_on(STEP)] == [AGENCIES[0]]


def test_an_agency_that_required_a_modification_answers_again() -> None:
    """Even where its answer is not voided, the agency is asked again, or the minimum could never be reached."""
    play = at(Task.SCHEDULE_EXAMINATION, variant="agencies never void")()
    for agency in AGENCIES[:2]:
        endorsing(play, agency, **modification(f"p-{agency}"))
        play.until(Task.SCHEDULE_EXAMINATION)
    play.until()
    assert play.journey.status is Status.PUBLISHED


def test_somebody_who_ever_advised_the_region_never_examines_it() -> None:
    """A mentor who was replaced, and one of an earlier journey, stay barred from examining."""
    play = Play(start(earlier_mentors=("mentor-lama",))).until(Task.GIVE_VERDICTS)
    act = messages.ProposeMentorChange(outgoing=MENTORS[0], incoming="mentor-c", reason="Sakit.")
    play.do(act, Role.COORDINATOR)
    play.do(messages.DecideMentorChange(approve=True, reason="Setuju."), Role.PROGRAMME_MANAGER)
    play.until(Task.SCHEDULE_EXAMINATION)
    for who in (MENTORS[0], "mentor-c", "mentor-lama"):
        with pytest.raises(errors.ExaminerAdvisedRegion):
            scheduling(play, who)
        with pytest.raises(errors.ExaminerAdvisedRegion):
            play.do(messages.AppointMember(person=who, role=Role.EXAMINER), Role.PROGRAMME_MANAGER)


def test_what_is_published_is_what_was_accepted_last() -> None:
    """The frozen books are the last submission, with its hash."""
    play = Play().until(Task.GIVE_VERDICTS)
    play.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR)
    play.until()
    final = play.journey.submissions[-1]
    publication = play.journey.publication
    assert publication is not None
    assert (publication.submission, publication.sha256) == (2, final.sha256)
    assert publication.at is not None


def test_adoption_blocks_nothing_and_lapses_in_the_end() -> None:
    """A published journey is closed; its adoption is asked for, becomes overdue, and lapses without reopening it."""
    play = published()
    assert play.journey.status is Status.PUBLISHED
    due = play.journey.obligation("adoption").due
    assert due is not None
    play.wait(due)
    assert play.journey.obligation("adoption").overdue
    play.wait(days=200)
    assert play.journey.obligation("adoption").lapsed
    assert play.journey.status is Status.PUBLISHED
    assert play.journey.stage is Stage.PUBLICATION


def test_an_adoption_settles_its_obligation() -> None:
    """The regulation's own date is the day the obligation was met."""
    play = at(then=adopting)()
    state = play.journey.obligation("adoption")
    assert state.met_on is not None
    assert state.settled
    assert "obligation_overdue" not in [e.event.kind for e in play.wait(days=400)]


@pytest.mark.parametrize("variant", ["default", "quorum 2", "agencies", "agencies never void", "no examination"])
def test_every_required_step_is_answered_before_publication(variant: str) -> None:
    """Under each policy a dutiful cast gets published, with every step of that policy answered before."""
    rules = VARIANTS[variant]()
    play = Play(start(policy=rules)).until()
    kinds = play.kinds()
    before = kinds[: kinds.index("published")]
    happened = {
        ApprovalKind.COMMITMENT: before.count("commitment_recorded"),
        ApprovalKind.EXAMINATION: before.count("examination_held"),
        ApprovalKind.ENDORSEMENTS: before.count("endorsed"),
        ApprovalKind.OWNER_DECISION: before.count("owner_decided"),
    }
    for step in rules.approvals:
        assert happened[step.kind] >= (max(step.minimum, 1) if step.enabled else 0)
        assert step.enabled or happened[step.kind] == 0
