"""How a journey begins: on its day, late, as a substitute, with earlier documents, or taken over as it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import errors, facts, messages
from domain.calendar import end_of_day
from domain.journey import Finish, Proceed, Wait, next_step
from domain.messages import Imported
from domain.notices import notices
from domain.values import Carried
from domain.vocabulary import Role, Stage, Status, Task
from tests.domain.builders import (
    OPENS_AT,
    action_plan,
    adoption,
    chapter,
    chapters_of,
    default_policy,
    distinctiveness,
    document,
    quick_wins,
    session_record,
    start,
)
from tests.domain.cast import Play

TAKEN_OVER = datetime(2019, 8, 1, 3, 0, tzinfo=UTC)


def imported(stage: Stage, status: Status = Status.OPEN, ended_at: datetime | None = None) -> Imported:
    """A journey that began on the usual day and stands in a stage."""
    return Imported(
        status=status, stage=stage, opened_at=OPENS_AT, ended_at=ended_at, evidence="Arsip program, berita acara."
    )


def taken_over(stage: Stage) -> Play:
    """An open journey taken over in August."""
    return Play(start(imported=imported(stage)), now=TAKEN_OVER)


def test_a_journey_waits_for_its_day() -> None:
    """Until it opens nothing happens and nobody has a turn; then the region's turn begins at that very instant."""
    play = Play(now=OPENS_AT - timedelta(days=7))
    assert next_step(play.journey, play.now) == Wait(OPENS_AT)
    assert play.journey.turn.task is Task.WAIT_TO_OPEN
    assert next_step(play.journey, OPENS_AT) == Proceed()
    play.wait(OPENS_AT)
    assert (play.journey.status, play.journey.turn.since) == (Status.OPEN, OPENS_AT)


def test_a_journey_begun_late_counts_from_its_day() -> None:
    """A journey that is started after its day opens at once, and its first deadline counts from that day."""
    play = Play(now=OPENS_AT + timedelta(days=2))
    assert play.journey.turn.since == OPENS_AT
    assert play.journey.stages[0].opened == OPENS_AT


def test_the_first_deadline_is_the_policys() -> None:
    """Thirty working days from the opening, at the end of the working day in the region's zone."""
    play = Play()
    assert play.journey.turn.due == end_of_day(date(2019, 7, 4), play.journey.region.zone)


def test_a_substitute_has_shorter_turns() -> None:
    """A catch-up plan allows 60 percent of the working days: 18 for the gates instead of 30."""
    play = Play(start(catch_up=True))
    assert (Play().journey.turn.allowance, play.journey.turn.allowance) == (30, 18)
    assert play.until().journey.status is Status.PUBLISHED


def test_documents_of_an_earlier_journey_come_along() -> None:
    """A region that re-enters finds its chapters, rows, quick wins and kekhasan, and need not write them again."""
    carried = Carried(
        from_journey="journey-2018-kab-sleman",
        chapters=tuple((name, document(f"{name} 2018")) for name in chapters_of(default_policy())),
        programmes=action_plan().rows,
        quick_wins=quick_wins().quick_wins,
        distinctiveness=distinctiveness().distinctiveness,
    )
    play = Play(start(carried=carried)).until(Task.SUBMIT)
    assert play.kinds()[1] == "documents_carried_over"
    assert play.journey.carried_from == "journey-2018-kab-sleman"
    play.do(messages.Submit(), Role.COORDINATOR)
    assert play.journey.stage is Stage.MENTOR_REVIEW


def test_a_chapter_is_carried_once() -> None:
    """A list that carries a chapter twice is refused."""
    twice = ((chapter(), document("a")), (chapter(), document("b")))
    with pytest.raises(ValueError, match="carried twice"):
        Carried(from_journey="journey-2018-kab-sleman", chapters=twice)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_journey_is_taken_over_in_any_stage(stage: Stage) -> None:
    """It stands in that stage from its true day, its turn begins now, and it can be brought to publication."""
    play = taken_over(stage)
    assert play.kinds()[1] == "journey_imported"
    assert play.journey.stage is stage
    assert play.journey.stages[0].opened == OPENS_AT
    assert play.journey.turn.since == TAKEN_OVER
    assert play.until().journey.status is Status.PUBLISHED


@pytest.mark.parametrize("stage", list(Stage))
def test_nothing_past_is_sent_or_escalated_for_a_journey_taken_over(stage: Stage) -> None:
    """Of the months before nothing is sent: the first messages are about the turn that begins now."""
    play = taken_over(stage)
    assert {n.template for n in notices(None, play.entries)} <= {"your_turn"}
    assert not [e for e in play.entries if e.event.kind in ("ladder_step_taken", "obligation_overdue")]
    assert isinstance(next_step(play.journey, play.now), Wait)


@pytest.mark.parametrize("status", [Status.COMPLETED_OUTSIDE, Status.WITHDRAWN_OUTSIDE])
def test_a_journey_that_ended_outside_is_over_on_its_true_day(status: Status) -> None:
    """It ended when it ended, nothing is sent, and the engine has nothing left to do."""
    ended_at = datetime(2019, 6, 28, 5, 0, tzinfo=UTC)
    play = Play(start(imported=imported(Stage.PUBLICATION, status, ended_at)), now=TAKEN_OVER)
    assert (play.journey.status, play.journey.ended_at) == (status, ended_at)
    assert play.journey.stages[-1].closed == ended_at
    assert notices(None, play.entries) == ()
    closes = next_step(play.journey, play.now)
    assert isinstance(closes, Wait)
    assert closes.until is not None
    assert next_step(play.journey, closes.until) == Finish()


def test_the_adoption_of_a_plan_completed_outside_can_be_recorded() -> None:
    """A region of 2017 that adopts its plan later is seen to have adopted it."""
    whole = imported(Stage.PUBLICATION, Status.COMPLETED_OUTSIDE, TAKEN_OVER)
    play = Play(start(imported=whole), now=TAKEN_OVER)
    play.do(adoption(date(2019, 7, 30)), Role.COORDINATOR)
    assert play.journey.adoption is not None
    left = Play(start(imported=imported(Stage.DRAFTING, Status.WITHDRAWN_OUTSIDE, TAKEN_OVER)), now=TAKEN_OVER)
    with pytest.raises(errors.NotPublishedYet):
        left.do(adoption(date(2019, 7, 30)), Role.COORDINATOR)


def test_sessions_held_before_the_import_are_recorded_with_their_days() -> None:
    """A journey taken over in the drafting can plan, confirm and record a session held since its own opening."""
    play = taken_over(Stage.DRAFTING)
    while not play.awaits(Task.PROPOSE_SESSION):
        play.turn_over()
    past = facts.SessionPlanFacts(number=1, days=(date(2019, 7, 3),), place="Sleman")
    early = past.model_copy(update={"days": (date(2019, 5, 14),)})
    with pytest.raises(errors.DueDatePassed):
        play.do(messages.ProposeSessions(plans=(early,)), Role.MINISTRY_OFFICER)
    play.do(messages.ProposeSessions(plans=(past,)), Role.MINISTRY_OFFICER)
    play.do(messages.ConfirmSessions(numbers=(1,)), Role.COORDINATOR)
    assert play.awaits(Task.RECORD_SESSION)
    play.do(session_record(1, (date(2019, 7, 3),)), Role.MINISTRY_OFFICER)
    assert play.awaits(Task.HAND_IN)
