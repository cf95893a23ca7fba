"""Decisions of the mentor review as tables: verdicts, quorum, scores, rounds, the matriks tindak lanjut."""

from __future__ import annotations

import pytest

from domain import errors, messages
from domain.facts import RoundsChoice
from domain.values import Answer, PillarScore
from domain.vocabulary import Pillar, Role, Stage, Status, Task, Verdict
from tests.domain.builders import MENTORS, chapter, comment, save, scores, start, verdict
from tests.domain.cases import VARIANTS, Leads, Refused, at, one_after_another
from tests.domain.cast import Play

A, B = MENTORS
under_review = at(Task.GIVE_VERDICTS)
two_mentors = at(Task.GIVE_VERDICTS, variant="quorum 2")


def accepting(play: Play, mentor: str = A, round_: int = 1) -> None:
    """A mentor accepts."""
    play.do(verdict(round_), Role.MENTOR, mentor)


def sending_back(play: Play, *names: str, mentor: str = A) -> None:
    """A mentor asks for a revision, with comments."""
    number = len(play.journey.rounds)
    play.do(verdict(number, accept=False, comments=tuple(comment(name) for name in names)), Role.MENTOR, mentor)


def scoring(play: Play, *given: PillarScore) -> None:
    """A mentor accepts with these scores."""
    play.do(messages.GiveVerdict(round=1, verdict=Verdict.ACCEPT, scores=given), Role.MENTOR)


def answering(play: Play, *names: str) -> None:
    """The coordinator answers comments."""
    answers = tuple(Answer(comment=name, text="Sudah.") for name in names)
    play.do(messages.AnswerComments(answers=answers), Role.COORDINATOR)


def submitting(play: Play) -> None:
    """The coordinator submits."""
    play.do(messages.Submit(), Role.COORDINATOR)


def deciding(play: Play, choice: RoundsChoice) -> None:
    """The programme manager decides about the rounds."""
    play.do(messages.DecideRounds(choice=choice, reason="Sudah ditimbang."), Role.PROGRAMME_MANAGER)


def changing_mentor(play: Play) -> None:
    """Mentor c takes the place of mentor a."""
    play.do(messages.ProposeMentorChange(outgoing=A, incoming="mentor-c", reason="Sakit."), Role.COORDINATOR)
    play.do(messages.DecideMentorChange(approve=True, reason="Setuju."), Role.PROGRAMME_MANAGER)


revising = at(Task.GIVE_VERDICTS, then=lambda p: sending_back(p, "k-1", "k-2"))
used_up = at(Task.GIVE_VERDICTS, variant="one round", then=lambda p: sending_back(p, "k-1"))

REFUSED = {
    "a verdict on another round": Refused(
        under_review, lambda p: accepting(p, round_=2), errors.RoundNotOpen, "Round 2 is not open for verdicts"
    ),
    "a verdict on a round that was closed": Refused(revising, accepting, errors.RoundNotOpen),
    "a second verdict of one mentor": Refused(
        at(Task.GIVE_VERDICTS, variant="quorum 2", then=accepting), accepting, errors.VerdictAlreadyGiven, A
    ),
    "a verdict before declaring an interest": Refused(
        at(Task.GIVE_VERDICTS, then=changing_mentor),
        lambda p: accepting(p, "mentor-c"),
        errors.NotYourTurn,
        "declare your interest first",
    ),
    "a verdict of a mentor who was replaced": Refused(
        at(Task.GIVE_VERDICTS, then=changing_mentor), accepting, errors.NotAMember
    ),
    "the officer gives no verdict": Refused(
        under_review, lambda p: p.do(verdict(1), Role.MINISTRY_OFFICER), errors.RoleNotAllowed, "it is for mentor"
    ),
    "no scores where the policy asks": Refused(under_review, scoring, errors.ScoresMissing, "governance, branding"),
    "scores for five pillars": Refused(
        under_review, lambda p: scoring(p, *scores()[1:]), errors.ScoresMissing, "Missing or wrong: governance"
    ),
    "a score off the scale": Refused(
        under_review,
        lambda p: scoring(p, PillarScore(pillar=Pillar.GOVERNANCE, score=6), *scores()[1:]),
        errors.ScoresMissing,
        "from 1 to 5",
    ),
    "two scores for a pillar": Refused(
        at(Task.GIVE_VERDICTS, variant="no scores"),
        lambda p: scoring(p, *scores()[:1] * 2),
        errors.ScoresMissing,
        "governance",
    ),
    "a revision without a comment": Refused(under_review, sending_back, errors.CommentsMissing),
    "two mentors' comments with one id": Refused(
        at(Task.GIVE_VERDICTS, variant="quorum 2", then=lambda p: sending_back(p, "k-1")),
        lambda p: sending_back(p, "k-1", mentor=B),
        errors.CommentIdTwice,
    ),
    "an answer to no comment": Refused(revising, lambda p: answering(p, "k-9"), errors.CommentUnknown, "k-1, k-2"),
    "a resubmission with a comment unanswered": Refused(
        at(
            Task.GIVE_VERDICTS,
            then=one_after_another(lambda p: sending_back(p, "k-1", "k-2"), lambda p: answering(p, "k-1")),
        ),
        submitting,
        errors.SubmissionIncomplete,
        "an answer to comment k-2",
    ),
    "deciding about rounds that are left": Refused(
        revising, lambda p: deciding(p, RoundsChoice.ANOTHER_ROUND), errors.NotYourTurn, "not used up"
    ),
    "submitting past the last round": Refused(
        at(
            Task.GIVE_VERDICTS,
            variant="one round",
            then=one_after_another(lambda p: sending_back(p, "k-1"), lambda p: answering(p, "k-1")),
        ),
        submitting,
        errors.NotYourTurn,
        "the programme manager decides",
    ),
    "the officer does not decide about rounds": Refused(
        used_up,
        lambda p: p.do(messages.DecideRounds(choice=RoundsChoice.ANOTHER_ROUND, reason="x"), Role.MINISTRY_OFFICER),
        errors.RoleNotAllowed,
    ),
}

LEADS = {
    "one acceptance is enough with quorum 1": Leads(
        under_review,
        accepting,
        ("verdict_given", "round_accepted", "stage_closed", "stage_opened"),
        Task.RECORD_COMMITMENT,
    ),
    "one acceptance waits for the other with quorum 2": Leads(
        two_mentors, accepting, ("verdict_given",), Task.GIVE_VERDICTS
    ),
    "two acceptances close the round with quorum 2": Leads(
        two_mentors,
        one_after_another(accepting, lambda p: accepting(p, B)),
        ("verdict_given", "verdict_given", "round_accepted", "stage_closed", "stage_opened"),
        Task.RECORD_COMMITMENT,
    ),
    "one of two who wants a revision prevails": Leads(
        two_mentors,
        one_after_another(lambda p: sending_back(p, "k-1"), lambda p: accepting(p, B)),
        ("verdict_given", "verdict_given", "revision_requested"),
        Task.REVISE,
    ),
    "scores may be left out where the policy does not ask": Leads(
        at(Task.GIVE_VERDICTS, variant="no scores"),
        scoring,
        ("verdict_given", "round_accepted", "stage_closed", "stage_opened"),
        Task.RECORD_COMMITMENT,
    ),
    "a revision asks the region": Leads(
        under_review, lambda p: sending_back(p, "k-1"), ("verdict_given", "revision_requested"), Task.REVISE
    ),
    "an answered matriks and a resubmission open the next round": Leads(
        revising,
        one_after_another(lambda p: answering(p, "k-1"), lambda p: answering(p, "k-2"), submitting),
        ("comments_answered", "comments_answered", "submitted", "round_opened"),
        Task.GIVE_VERDICTS,
    ),
    "past the last round the programme manager decides": Leads(
        at(Task.GIVE_VERDICTS, variant="one round"),
        lambda p: sending_back(p, "k-1"),
        ("verdict_given", "revision_requested", "rounds_used_up"),
        Task.DECIDE_ROUNDS,
    ),
    "another round": Leads(
        used_up, lambda p: deciding(p, RoundsChoice.ANOTHER_ROUND), ("rounds_decided",), Task.REVISE
    ),
    "accepted as it is": Leads(
        used_up,
        lambda p: deciding(p, RoundsChoice.ACCEPT_AS_IT_IS),
        ("rounds_decided", "round_accepted", "stage_closed", "stage_opened"),
        Task.RECORD_COMMITMENT,
    ),
    "ended without a plan": Leads(
        used_up,
        lambda p: deciding(p, RoundsChoice.END_WITHOUT_PLAN),
        ("rounds_decided", "journey_ended"),
        Task.NOTHING,
    ),
    "a new mentor declares before he reads": Leads(
        under_review, changing_mentor, ("mentor_change_proposed", "mentor_change_decided"), Task.DECLARE_INTERESTS
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


def test_a_revision_gathers_the_comments_of_all_mentors() -> None:
    """With quorum 2 the matriks holds both mentors' comments, each with its own id."""
    play = two_mentors()
    sending_back(play, "k-1")
    sending_back(play, "k-2", mentor=B)
    assert [c.id for c in play.journey.open_comments] == ["k-1", "k-2"]


def test_an_answer_given_again_replaces_the_one_before() -> None:
    """The matriks keeps one answer for each comment."""
    play = revising()
    answering(play, "k-1")
    act = messages.AnswerComments(
        answers=(Answer(comment="k-1", text="Lebih baik."),), saves=(save(play.journey, chapter(), "baru"),)
    )
    play.do(act, Role.COORDINATOR)
    assert [(a.comment, a.text) for a in play.journey.answers] == [("k-1", "Lebih baik.")]


def test_a_journey_that_ended_without_plan_is_over() -> None:
    """Ended without a plan, the journey counts as such and nothing is published."""
    play = used_up()
    deciding(play, RoundsChoice.END_WITHOUT_PLAN)
    assert play.journey.status is Status.ENDED_WITHOUT_PLAN
    assert play.journey.publication is None
    with pytest.raises(errors.JourneyOver):
        submitting(play)


def test_another_round_is_one_more_and_no_other() -> None:
    """A granted round that is sent back comes to the programme manager again."""
    play = used_up()
    deciding(play, RoundsChoice.ANOTHER_ROUND)
    play.until(Task.GIVE_VERDICTS)
    sending_back(play, "k-2")
    assert play.journey.turn.task is Task.DECIDE_ROUNDS


@pytest.mark.parametrize(("variant", "rounds"), [("default", 3), ("one round", 1)])
def test_the_policy_says_how_many_rounds_there_are(variant: str, rounds: int) -> None:
    """Exactly after the policy's maximum of returned rounds the programme manager decides."""
    play = Play(start(policy=VARIANTS[variant]()))
    for number in range(1, rounds + 1):
        play.until(Task.GIVE_VERDICTS)
        sending_back(play, f"k-{number}")
        expected = Task.REVISE if number < rounds else Task.DECIDE_ROUNDS
        assert play.journey.turn.task is expected
    assert play.journey.stage is Stage.MENTOR_REVIEW
