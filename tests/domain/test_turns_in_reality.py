"""The tables by which ladders are checked agree with the turns that journeys really have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from domain import messages
from domain.events import StageOpened, TurnPassed
from domain.facts import HeadChoice
from domain.policy_file import STAGES, TASKS
from domain.seats import outstanding
from domain.vocabulary import Party, Role, Stage, Status, Task
from tests.domain.builders import comment, examination, modification, person, verdict
from tests.domain.cases import VARIANTS, at
from tests.domain.cast import Play, dutiful_deed

Detour = Callable[[Play], None]


def _sent_back(play: Play) -> None:
    """A mentor wants a revision, in as many rounds as the policy allows, until somebody decides on the rounds."""
    while not play.awaits(Task.RECORD_COMMITMENT):
        if play.awaits(Task.GIVE_VERDICTS) and play.journey.round is not None:
            number = play.journey.round.number
            act = verdict(number, accept=False, comments=(comment(f"k-{play.journey.seq}"),))
            play.do(act, Role.MENTOR, outstanding(play.journey)[0])
            continue
        play.turn_over()


def _modified(play: Play) -> None:
    """The examiner, or where there is none the owner, requires a modification: the region revises once more, late."""
    if play.journey.policy.approval_groups()[1][0].name == "penilaian":
        play.until(Task.RECORD_EXAMINATION)
        play.do(examination(**modification("p-1")), Role.EXAMINER)
    else:
        play.until(Task.DECIDE_AS_OWNER)
        play.do(messages.DecideAsOwner(**modification("p-1")), Role.DIRECTOR)


def _new_head(choice: HeadChoice) -> Detour:
    def detour(play: Play) -> None:
        """A new head comes while the owner decides, and chooses."""
        play.until(Task.DECIDE_AS_OWNER)
        old = person(Role.REGIONAL_HEAD)
        act = messages.ReplaceMember(role=Role.REGIONAL_HEAD, outgoing=old, incoming="bupati-baru", reason="Pilkada.")
        play.do(act, Role.PROGRAMME_MANAGER)
        play.do(messages.ChooseAsNewHead(choice=choice, reason="Dipelajari."), Role.REGIONAL_HEAD)

    return detour


def _proposed_by_the_region(play: Play) -> None:
    """The region proposes its session itself, so that the programme confirms it."""
    deed = dutiful_deed(play.journey, play.now)
    assert deed is not None
    play.do(deed[2], Role.COORDINATOR)


def _mentor_leaves(play: Play) -> None:
    """A mentor is replaced in the middle of the review: the new one declares his interests first."""
    play.until(Task.GIVE_VERDICTS)
    outgoing = play.journey.holders(Role.MENTOR)[0]
    act = messages.ProposeMentorChange(outgoing=outgoing, incoming="mentor-z", reason="Sakit.")
    play.do(act, Role.MINISTRY_OFFICER)
    play.do(messages.DecideMentorChange(approve=True, reason="Setuju."), Role.PROGRAMME_MANAGER)


def _very_late(play: Play) -> None:
    """Nobody acts until long after each due date, so that people are relieved and others take over."""
    for _ in range(300):
        if play.journey.ended:
            return
        due = play.journey.turn.due
        if due is not None and due > play.now and not play.awaits(Task.ATTEND_SESSION):
            play.wait(due + timedelta(days=20))
        play.fill_roles()
        play.turn_over()


DETOURS: dict[str, tuple[Task | None, Detour]] = {
    "straight": (None, lambda play: None),
    "sent back by mentors": (Task.GIVE_VERDICTS, _sent_back),
    "modified late": (Task.RECORD_COMMITMENT, _modified),
    "a session proposed by the region": (Task.PROPOSE_SESSION, _proposed_by_the_region),
    "a mentor replaced": (Task.SUBMIT, _mentor_leaves),
    "everybody late": (Task.PASS_GATES, _very_late),
    **{f"a new head who would {choice}": (Task.RECORD_COMMITMENT, _new_head(choice)) for choice in HeadChoice},
}
"""Where the journey leaves the straight way, and how."""


def turns(play: Play) -> Iterator[tuple[Stage, Party, Task]]:
    """The turns with an allowance, each with its stage."""
    stage = Stage.KICKOFF
    for entry in play.entries:
        event = entry.event
        if isinstance(event, StageOpened):
            stage = event.stage
        if isinstance(event, TurnPassed) and event.allowance is not None:
            yield stage, event.party, event.task


@pytest.mark.parametrize("detour", DETOURS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_turn_is_in_the_tables(variant: str, detour: str) -> None:
    """Each turn with a deadline is of a task its party is listed with, in a stage the task is listed with."""
    begun, go = DETOURS[detour]
    play = at(begun, variant=variant)()
    go(play)
    play.until()
    assert play.journey.status is Status.PUBLISHED
    seen = set(turns(play))
    assert {(party, task) for _, party, task in seen if task not in TASKS[party]} == set()
    assert {(task, stage) for stage, _, task in seen if stage not in STAGES[task]} == set()


def test_every_task_of_the_tables_comes_up() -> None:
    """No party is listed with a task that never is its turn in any of these journeys."""
    seen: set[tuple[Party, Task]] = set()
    for begun, go in DETOURS.values():
        for variant in VARIANTS:
            play = at(begun, variant=variant)()
            go(play)
            seen |= {(party, task) for _, party, task in turns(play.until())}
    assert {(party, task) for party, tasks in TASKS.items() for task in tasks} - seen == set()
