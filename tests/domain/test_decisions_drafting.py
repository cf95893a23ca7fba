"""Decisions of the drafting as tables: sessions, hand-ins, chapters, the plan, and what a submission lacks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain import errors, facts, messages
from domain.values import ChapterName, Distinctiveness, QuickWin
from domain.vocabulary import Pillar, Role, Stage, Task
from tests.domain.builders import (
    MENTORS,
    action_plan,
    chapter,
    chapters_of,
    comment,
    document,
    plan,
    quick_wins,
    save,
    session_record,
    verdict,
    whole_plan,
)
from tests.domain.cases import Leads, Refused, at, one_after_another
from tests.domain.cast import Play

UNKNOWN = ChapterName(book="buku-9", chapter="bab-1")
kickoff = at(Task.PASS_GATES)
unplanned = at(Task.PROPOSE_SESSION)
proposed = at(Task.CONFIRM_SESSION)
confirmed = at(Task.ATTEND_SESSION)
held = at(Task.RECORD_SESSION)
recorded = at(Task.HAND_IN)
handed_in = at(Task.COMMENT_HAND_IN)
sessions_over = at(Task.SUBMIT)
under_review = at(Task.GIVE_VERDICTS)


def monday(play: Play, weeks: int = 1) -> date:
    """A Monday some weeks after Idul Fitri, free of holidays."""
    return date(2019, 6, 24) + timedelta(weeks=weeks)


def proposing(play: Play, *plans: facts.SessionPlanFacts, role: Role = Role.MINISTRY_OFFICER) -> None:
    """One side proposes sessions."""
    play.do(messages.ProposeSessions(plans=plans), role)


def proposing_days(play: Play, *days: date, mentors: tuple[str, ...] = ()) -> None:
    """The officer proposes days for the first session."""
    proposing(play, facts.SessionPlanFacts(number=1, days=days, place="Sleman", mentors=mentors))


def confirming(play: Play, *numbers: int, role: Role = Role.COORDINATOR) -> None:
    """One side confirms sessions."""
    play.do(messages.ConfirmSessions(numbers=numbers), role)


def moving(play: Play, number: int, first: date, role: Role = Role.MINISTRY_OFFICER) -> None:
    """One side moves a session."""
    moved = plan(number, first)
    act = messages.MoveSession(number=number, days=moved.days, place=moved.place, reason="Bupati berhalangan.")
    play.do(act, role)


def recording(play: Play, number: int, *days: date) -> None:
    """The officer records a session."""
    play.do(session_record(number, days), Role.MINISTRY_OFFICER)


def handing_in(play: Play, *names: ChapterName, number: int = 1, saves: tuple[facts.ChapterFacts, ...] = ()) -> None:
    """The coordinator hands in chapters."""
    play.do(messages.HandIn(number=number, chapters=names, saves=saves), Role.COORDINATOR)


def commenting(play: Play, *names: str, number: int = 1, on: ChapterName | None = None) -> None:
    """The mentor comments on a hand-in."""
    given = tuple(comment(name).model_copy(update={"chapter": on or chapter()}) for name in names)
    play.do(messages.CommentHandIn(number=number, comments=given), Role.MENTOR)


def saving(play: Play, name: ChapterName, based_on: int, role: Role = Role.OPD_CONTRIBUTOR) -> None:
    """A contributor saves a chapter."""
    fact = facts.ChapterFacts(name=name, document=document(f"{name} dari {based_on}"), based_on=based_on)
    play.do(messages.SaveChapters(saves=(fact,)), role)


def saving_plan(play: Play, **parts: Any) -> None:
    """The coordinator saves parts of the plan."""
    play.do(messages.SavePlan(**parts), Role.COORDINATOR)


def saving_all(play: Play) -> None:
    """The coordinator saves everything a submission needs."""
    play.do(whole_plan(), Role.COORDINATOR)
    missing = tuple(n for n in chapters_of(play.journey.policy) if play.journey.chapter(n) is None)
    saves = tuple(save(play.journey, name, f"{name}") for name in missing)
    play.do(messages.SaveChapters(saves=saves), Role.COORDINATOR)


def submitting(play: Play) -> None:
    """The coordinator submits."""
    play.do(messages.Submit(), Role.COORDINATOR)


def two_plans(play: Play, first: int, second: int) -> None:
    """Sessions 1 and 2 proposed together, in these weeks."""
    proposing(play, plan(1, monday(play, first)), plan(2, monday(play, second)))


def twice_same_win() -> facts.QuickWinsFacts:
    """Two quick wins of one name."""
    win = quick_wins().quick_wins[0]
    return facts.QuickWinsFacts(quick_wins=(win, win))


REFUSED = {
    "a fifth session": Refused(
        unplanned,
        lambda p: proposing(p, plan(5, monday(p))),
        errors.SessionUnknown,
        "no session 5 in this policy; it has 4",
    ),
    "confirming a fifth session": Refused(proposed, lambda p: confirming(p, 5), errors.SessionUnknown),
    "moving a fifth session": Refused(proposed, lambda p: moving(p, 5, monday(p)), errors.SessionUnknown),
    "recording a fifth session": Refused(held, lambda p: recording(p, 5, p.today), errors.SessionUnknown),
    "handing in for a fifth session": Refused(
        recorded, lambda p: handing_in(p, chapter(), number=5), errors.SessionUnknown
    ),
    "commenting for a fifth session": Refused(handed_in, lambda p: commenting(p, number=5), errors.SessionUnknown),
    "days in the wrong order": Refused(
        unplanned,
        lambda p: proposing_days(p, monday(p) + timedelta(days=1), monday(p)),
        errors.SessionDaysInvalid,
        "not in order",
    ),
    "a day off": Refused(
        unplanned,
        lambda p: proposing_days(p, date(2019, 6, 5)),
        errors.SessionDaysInvalid,
        "2019-06-05 is no working day",
    ),
    "a mentor of another region": Refused(
        unplanned,
        lambda p: proposing_days(p, monday(p), mentors=("mentor-z",)),
        errors.NotAMentorHere,
        MENTORS[0],
    ),
    "one session twice in a proposal": Refused(
        unplanned, lambda p: proposing(p, plan(1, monday(p)), plan(1, monday(p, 2))), errors.NameTwice
    ),
    "session 2 before session 1": Refused(
        unplanned, lambda p: two_plans(p, 3, 1), errors.SessionOutOfOrder, "Session 2 has to come after session 1"
    ),
    "days that have passed": Refused(
        unplanned, lambda p: proposing_days(p, date(2019, 5, 14)), errors.DueDatePassed, "2019-05-14"
    ),
    "a second plan for a session": Refused(
        proposed, lambda p: proposing(p, plan(1, monday(p))), errors.SessionAlreadyPlanned
    ),
    "confirming what nobody proposed": Refused(proposed, lambda p: confirming(p, 2), errors.SessionNotProposed),
    "moving what nobody proposed": Refused(proposed, lambda p: moving(p, 2, monday(p)), errors.SessionNotProposed),
    "confirming one's own proposal": Refused(
        proposed, lambda p: confirming(p, 1, role=Role.PROGRAMME_MANAGER), errors.SessionOwnProposal
    ),
    "confirming twice": Refused(confirmed, lambda p: confirming(p, 1), errors.SessionAlreadyConfirmed),
    "moving a session past the next one": Refused(
        at(Task.PROPOSE_SESSION, then=lambda p: two_plans(p, 1, 2)),
        lambda p: moving(p, 1, monday(p, 3)),
        errors.SessionOutOfOrder,
        "Session 2 has to come after session 1",
    ),
    "moving a session that was held": Refused(recorded, lambda p: moving(p, 1, monday(p)), errors.SessionAlreadyHeld),
    "recording what was not confirmed": Refused(
        proposed, lambda p: recording(p, 1, p.today), errors.SessionNotConfirmed
    ),
    "recording twice": Refused(recorded, lambda p: recording(p, 1, p.today), errors.SessionAlreadyHeld),
    "recording a day to come": Refused(
        held, lambda p: recording(p, 1, p.today + timedelta(days=1)), errors.HappenedInTheFuture
    ),
    "recording days in the wrong order": Refused(
        held, lambda p: recording(p, 1, p.today, p.today - timedelta(days=1)), errors.SessionDaysInvalid
    ),
    "recording session 2 before session 1": Refused(
        at(Task.PROPOSE_SESSION, then=one_after_another(lambda p: two_plans(p, 1, 2), lambda p: confirming(p, 2))),
        lambda p: recording(p, 2, p.today),
        errors.SessionOutOfOrder,
        "not recorded yet",
    ),
    "recording session 2 on a day before session 1": Refused(
        at(
            Task.PROPOSE_SESSION,
            then=one_after_another(
                lambda p: p.until(Task.COMMENT_HAND_IN), commenting, lambda p: p.until(Task.RECORD_SESSION)
            ),
        ),
        lambda p: recording(p, 2, date(2019, 5, 16)),
        errors.HappenedTooEarly,
    ),
    "handing in before the session was held": Refused(held, lambda p: handing_in(p, chapter()), errors.SessionNotHeld),
    "handing in a chapter nobody wrote": Refused(
        recorded, lambda p: handing_in(p, chapter()), errors.ChapterNotWritten
    ),
    "handing in an unknown chapter": Refused(
        recorded, lambda p: handing_in(p, UNKNOWN), errors.ChapterUnknown, "buku-1/bab-1"
    ),
    "handing in a chapter twice": Refused(
        recorded, lambda p: handing_in(p, chapter(), chapter()), errors.NameTwice, "buku-1/bab-1"
    ),
    "handing in after the mentors answered": Refused(
        at(Task.COMMENT_HAND_IN, then=commenting), lambda p: handing_in(p, chapter()), errors.HandInAlreadyGiven
    ),
    "commenting on nothing": Refused(recorded, commenting, errors.HandInMissing),
    "two comments with one id": Refused(handed_in, lambda p: commenting(p, "k-1", "k-1"), errors.CommentIdTwice, "k-1"),
    "a comment on an unknown chapter": Refused(
        handed_in, lambda p: commenting(p, "k-1", on=UNKNOWN), errors.ChapterUnknown
    ),
    "saving over somebody's newer version": Refused(
        at(Task.HAND_IN, then=lambda p: saving(p, chapter(), 0)),
        lambda p: saving(p, chapter(), 0),
        errors.ChapterChangedMeanwhile,
        "is at version 1, and you started from 0",
    ),
    "saving an unknown chapter": Refused(recorded, lambda p: saving(p, UNKNOWN, 0), errors.ChapterUnknown),
    "saving one chapter twice in an act": Refused(
        recorded,
        lambda p: handing_in(p, chapter(), saves=(save(p.journey, chapter(), "a"), save(p.journey, chapter(), "b"))),
        errors.NameTwice,
    ),
    "saving while mentors read": Refused(under_review, lambda p: saving(p, chapter(), 1), errors.BooksUnderReview),
    "saving the plan while mentors read": Refused(
        under_review, lambda p: saving_plan(p, quick_wins=quick_wins()), errors.BooksUnderReview
    ),
    "saving a plan of nothing": Refused(recorded, saving_plan, errors.NothingToSave),
    "two rows of one name": Refused(
        recorded,
        lambda p: saving_plan(p, action_plan=facts.ActionPlanFacts(rows=action_plan().rows[:1] * 2)),
        errors.NameTwice,
    ),
    "two quick wins of one name": Refused(
        recorded, lambda p: saving_plan(p, quick_wins=twice_same_win()), errors.NameTwice
    ),
    "submitting while mentors read": Refused(under_review, submitting, errors.BooksUnderReview),
    "submitting too early": Refused(recorded, submitting, errors.SubmissionIncomplete, "session 1 with its hand-in"),
}

LEADS = {
    "sessions may be planned in the kickoff": Leads(
        kickoff, lambda p: proposing(p, plan(1, monday(p))), ("session_proposed",), Task.PASS_GATES
    ),
    "the programme proposes, the region confirms": Leads(
        unplanned, lambda p: proposing(p, plan(1, monday(p))), ("session_proposed",), Task.CONFIRM_SESSION
    ),
    "a confirmed session is waited for": Leads(
        proposed, lambda p: confirming(p, 1), ("session_confirmed",), Task.ATTEND_SESSION
    ),
    "a confirmed session may be moved, and is confirmed anew": Leads(
        confirmed, lambda p: moving(p, 1, monday(p)), ("session_moved",), Task.CONFIRM_SESSION
    ),
    "a counter-proposal is the other side's to confirm": Leads(
        proposed,
        one_after_another(
            lambda p: moving(p, 1, monday(p), role=Role.COORDINATOR),
            lambda p: confirming(p, 1, role=Role.PROGRAMME_MANAGER),
        ),
        ("session_moved", "session_confirmed"),
        Task.ATTEND_SESSION,
    ),
    "the minutes make it the region's turn": Leads(
        held, lambda p: recording(p, 1, p.today), ("session_held",), Task.HAND_IN
    ),
    "a hand-in saves and hands in at once": Leads(
        recorded,
        lambda p: handing_in(p, chapter(), saves=(save(p.journey, chapter(), "a"),)),
        ("chapter_saved", "hand_in_received"),
        Task.COMMENT_HAND_IN,
    ),
    "a hand-in may be replaced until it is answered": Leads(
        handed_in,
        lambda p: handing_in(p, chapter(), saves=(save(p.journey, chapter(), "b"),)),
        ("chapter_saved", "hand_in_received"),
        Task.COMMENT_HAND_IN,
    ),
    "comments open no round": Leads(
        handed_in, lambda p: commenting(p, "k-1"), ("hand_in_commented",), Task.PROPOSE_SESSION
    ),
    "no comments are an answer too": Leads(handed_in, commenting, ("hand_in_commented",), Task.PROPOSE_SESSION),
    "parts of the plan are saved by themselves": Leads(
        recorded, lambda p: saving_plan(p, quick_wins=quick_wins()), ("quick_wins_saved",), Task.HAND_IN
    ),
    "a complete submission opens a round": Leads(
        at(Task.SUBMIT, then=saving_all),
        submitting,
        ("submitted", "stage_closed", "stage_opened", "round_opened"),
        Task.GIVE_VERDICTS,
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


def test_a_submission_is_refused_naming_everything_that_is_missing() -> None:
    """The refusal lists chapters, sessions, pillars, quick wins and the kekhasan, so that nobody has to guess."""
    play = recorded()
    with pytest.raises(errors.SubmissionIncomplete) as refused:
        submitting(play)
    words = str(refused.value)
    for name in chapters_of(play.journey.policy):
        assert f"chapter {name}" in words
    for number in (1, 2, 3, 4):
        assert f"session {number} with its hand-in and the mentors' comments" in words
    assert "a row of the rencana aksi for pillar environment" in words
    assert "3 more quick wins (at least 3)" in words
    assert "the kekhasan daerah statement" in words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            {"quick_wins": facts.QuickWinsFacts(quick_wins=quick_wins().quick_wins[:2])},
            "1 more quick wins",
            id="two quick wins of three",
        ),
        pytest.param(
            {"action_plan": facts.ActionPlanFacts(rows=action_plan().rows[1:])},
            "a row of the rencana aksi for pillar governance",
            id="a pillar without a row",
        ),
        pytest.param(
            {"distinctiveness": facts.DistinctivenessFacts(distinctiveness=Distinctiveness(statement="Batik"))},
            "the quick wins and programmes that use the kekhasan",
            id="a kekhasan nothing uses",
        ),
        pytest.param(
            {"quick_wins": facts.QuickWinsFacts(
                quick_wins=tuple(QuickWin(name=f"Lain {n}", pillar=Pillar.LIVING, months=6) for n in range(3))
            )},
            "the quick win “Quick win governance” that the kekhasan names",
            id="a kekhasan that names a quick win that is not there",
        ),
    ],
)  # fmt: skip
def test_a_submission_lacks_one_thing(change: dict[str, Any], words: str) -> None:
    """With all but one thing there, the refusal names exactly that."""
    play = at(Task.SUBMIT, then=saving_all)()
    saving_plan(play, **change)
    with pytest.raises(errors.SubmissionIncomplete) as refused:
        submitting(play)
    assert words in str(refused.value)
    assert "chapter" not in str(refused.value)


def test_a_submission_is_a_snapshot_that_never_changes() -> None:
    """What is saved in the next round leaves the first submission's versions and hash as they were."""
    play = Play().until(Task.GIVE_VERDICTS)
    first = play.journey.submissions[0]
    play.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR)
    play.until(Task.GIVE_VERDICTS)
    assert play.journey.submissions[0] == first
    assert play.journey.submissions[1].versions[0] == first.versions[0] + 1
    assert play.journey.submissions[1].sha256 != first.sha256


def test_hand_ins_and_comments_open_no_round_and_give_no_scores() -> None:
    """After four sessions with comments there is no round, no submission and no verdict."""
    state = sessions_over().journey
    assert all(session.comments for session in state.sessions)
    assert (state.rounds, state.submissions) == ((), ())
    assert state.stage is Stage.DRAFTING


def test_a_session_waits_for_its_own_end() -> None:
    """While the session is on it is nobody's delay; at its end the programme has to record it."""
    play = confirmed()
    due = play.journey.turn.due
    assert due is not None
    play.wait(due - timedelta(seconds=1))
    assert play.awaits(Task.ATTEND_SESSION)
    play.wait(due)
    assert play.awaits(Task.RECORD_SESSION)
    assert play.journey.turn.since == due
