"""The ladders of the intake of 2019: who is told what, on which working day, when a party is late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from domain import messages
from domain.model import Problem, problems
from domain.notices import Notice, notices
from domain.roles import REGIONAL_ROLES
from domain.vocabulary import Role, Task
from tests.domain.acts_of_time import clock, overdue, reassigning, steps
from tests.domain.builders import verdict
from tests.domain.cases import at
from tests.domain.cast import Play

Told = tuple[str, str, Role]
"""The step of the ladder, the template of the message, and the role of who receives it."""

_, _, _, REGIONAL_HEAD, SEKDA, COORDINATOR, CHAIR = list(Role)[:7]
MANAGER, OFFICER, LEAD = Role.PROGRAMME_MANAGER, Role.MINISTRY_OFFICER, Role.MENTOR_LEAD


def _reminders(role: Role, *names: str) -> tuple[Told, ...]:
    return tuple((name, "reminder", role) for name in names)


LONG = ("h-minus-7", "h-minus-3", "h-minus-1", "h")
SHORT = LONG[1:]
REGION_LATE: tuple[Told, ...] = (
    ("h-plus-1", "escalation", COORDINATOR),
    ("h-plus-3", "escalation", CHAIR),
    ("h-plus-7", "decision_wanted", MANAGER),
    ("h-plus-12", "letter_drafted", MANAGER),
)
APPROVAL_LATE: tuple[Told, ...] = (
    ("h-plus-2", "escalation", CHAIR),
    ("h-plus-5", "decision_wanted", MANAGER),
    ("h-plus-10", "letter_drafted", MANAGER),
)
MENTORS_LATE: tuple[Told, ...] = (
    ("h-plus-2", "escalation", LEAD),
    ("h-plus-4", "reassignment_proposed", MANAGER),
    ("h-plus-7", "decision_wanted", MANAGER),
)
APPROVERS_LATE: tuple[Told, ...] = (
    ("h-plus-2", "escalation", OFFICER),
    ("h-plus-5", "decision_wanted", MANAGER),
)


def told(found: Sequence[Notice]) -> tuple[Told, ...]:
    """Step, template and role of the ladder's messages."""
    return tuple((n.facts["step"], n.template, n.role) for n in found if "step" in n.facts)


def day_by_day(play: Play, days: int) -> tuple[Notice, ...]:
    """The messages of so many days in which nobody does anything and the machine looks each hour."""
    found: list[Notice] = []
    for _ in range(days * 24):
        before = play.journey
        found += notices(before, play.wait(play.now + timedelta(hours=1)))
    return tuple(found)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        pytest.param(
            at(Task.PASS_GATES), (*_reminders(COORDINATOR, *LONG), *REGION_LATE), id="a region with thirty days"
        ),
        pytest.param(at(Task.HAND_IN), (*_reminders(COORDINATOR, *LONG), *REGION_LATE), id="with fifteen days"),
        pytest.param(
            at(Task.CONFIRM_SESSION),
            (*_reminders(COORDINATOR, *SHORT), *REGION_LATE),
            id="a region with five days is not reminded seven days before",
        ),
        pytest.param(
            at(Task.RECORD_COMMITMENT),
            (*_reminders(COORDINATOR, "h-minus-3", "h"), *APPROVAL_LATE),
            id="a region in approval is reminded less and decided about earlier",
        ),
        pytest.param(
            at(Task.GIVE_VERDICTS), (*_reminders(Role.MENTOR, *LONG), *MENTORS_LATE), id="a mentor with ten days"
        ),
        pytest.param(
            at(Task.COMMENT_HAND_IN), (*_reminders(Role.MENTOR, *SHORT), *MENTORS_LATE), id="a mentor with seven days"
        ),
        pytest.param(
            at(Task.RECORD_EXAMINATION),
            (*_reminders(Role.EXAMINER, *SHORT), *APPROVERS_LATE),
            id="an examiner",
        ),
        pytest.param(
            at(Task.ASSIGN_MENTORS),
            (
                *_reminders(MANAGER, "h-minus-1", "h"),
                ("h-plus-2", "escalation", MANAGER),
                ("h-plus-7", "decision_wanted", MANAGER),
            ),
            id="a programme manager is not relieved by himself",
        ),
    ],
)
def test_who_is_told_what(situation: Callable[[], Play], expected: tuple[Told, ...]) -> None:
    """Each level of a ladder has its reader; nobody above or beside them is written to."""
    assert told(day_by_day(situation(), 100)) == expected


@pytest.mark.parametrize("task", [Task.PASS_GATES, Task.HAND_IN, Task.SUBMIT, Task.RECORD_COMMITMENT])
def test_nobody_senior_hears_of_a_late_region_from_a_machine(task: Task) -> None:
    """Neither the regional head, nor the sekda, nor the director gets any message while a region is late."""
    roles = {notice.role for notice in day_by_day(at(task)(), 100)}
    assert not roles & {REGIONAL_HEAD, SEKDA, Role.DIRECTOR, Role.COUNCIL}


@pytest.mark.parametrize("task", [Task.GIVE_VERDICTS, Task.COMMENT_HAND_IN])
def test_a_region_does_not_hear_of_a_late_mentor(task: Task) -> None:
    """No step of the mentors' ladder is told to anybody of the region."""
    found = [notice for notice in day_by_day(at(task)(), 100) if "step" in notice.facts]
    assert not {notice.role for notice in found} & set(REGIONAL_ROLES)


def test_a_late_officer_is_relieved_and_the_new_one_has_the_whole_time() -> None:
    """On the fifth day the programme manager takes the officer's place; both are told, and the ladder begins anew."""
    play = at(Task.PROPOSE_SESSION)()
    allowance = play.journey.turn.allowance
    before = play.journey
    entries = overdue(play, 5)
    found = notices(before, entries)
    assert [(n.template, n.person) for n in found[-5:]] == [
        ("escalation", "programme-manager"),
        ("taken_over", "programme-manager"),
        ("relieved", "ministry-officer"),
        ("reassignment_made", "programme-manager"),
        ("due_moved", "programme-manager"),
    ]
    assert play.journey.holders(OFFICER) == ("programme-manager",)
    turn = play.journey.turn
    assert turn.due is not None and allowance is not None
    assert play.journey.calendar.between(play.today, turn.due.date()) == allowance
    again = [(n.facts.get("step"), n.person) for n in day_by_day(play, 40)]
    # Nobody can take the manager's place in turn.
    assert again == [
        ("h-minus-1", "programme-manager"),
        ("h", "programme-manager"),
        ("h-plus-2", "programme-manager"),
        ("h-plus-5", "programme-manager"),
        ("h-plus-7", "programme-manager"),
    ]


def test_a_proposed_reassignment_relieves_nobody_until_it_is_decided() -> None:
    """The mentor lead is proposed in the mentor's place; he takes it once the programme manager agrees."""
    play = at(Task.GIVE_VERDICTS)()
    overdue(play, 4)
    proposal = play.journey.reassignment
    assert proposal is not None
    assert (proposal.outgoing, proposal.incoming) == ("mentor-a", "mentor-lead")
    assert play.journey.holders(Role.MENTOR) == ("mentor-a",)
    assert Problem(kind="reassignment_proposed", subject="mentor") in problems(play.journey)
    before, count = play.journey, len(play.entries)
    reassigning(play)
    assert play.journey.holders(Role.MENTOR) == ("mentor-lead",)
    people = [(n.template, n.person) for n in notices(before, play.entries[count:])]
    assert people[:2] == [("taken_over", "mentor-lead"), ("relieved", "mentor-a")]


def test_of_two_mentors_only_the_outstanding_one_is_reminded() -> None:
    """Who has given his verdict is left alone; the other one is reminded, and he is the one to be relieved."""
    play = at(Task.GIVE_VERDICTS, variant="quorum 2")()
    play.do(verdict(1), Role.MENTOR, "mentor-a")
    found = day_by_day(play, 22)
    assert {notice.person for notice in found if notice.template == "reminder"} == {"mentor-b"}
    assert play.journey.reassignment is not None
    assert play.journey.reassignment.outgoing == "mentor-b"


def test_both_mentors_are_reminded_while_neither_has_given_a_verdict() -> None:
    """Mentors who act side by side are reminded side by side."""
    found = day_by_day(at(Task.GIVE_VERDICTS, variant="quorum 2")(), 14)
    assert [notice.person for notice in found] == ["mentor-a", "mentor-b"] * 4


def test_only_agencies_that_have_not_answered_are_reminded() -> None:
    """An agency that has agreed hears nothing more."""
    play = at(Task.ENDORSE, variant="agencies")()
    act = messages.Endorse(step="kementerian-mitra", agency="bappenas", outcome="yes")
    play.do(act, Role.AGENCY, "bappenas")
    assert play.awaits(Task.ENDORSE)
    found = [notice for notice in day_by_day(play, 25) if notice.template == "reminder"]
    assert [notice.person for notice in found] == ["kemendagri", "pupr"] * 3


def _lead_is_released(play: Play) -> None:
    play.do(messages.ReleaseMember(role=LEAD, person="mentor-lead", reason="Pensiun."), MANAGER)


@pytest.mark.parametrize(
    ("situation", "working_days", "subject"),
    [
        pytest.param(at(Task.GIVE_VERDICTS, then=_lead_is_released), 4, Task.GIVE_VERDICTS, id="no mentor lead"),
        pytest.param(
            at(Task.PROPOSE_SESSION, then=lambda p: overdue(p, 5)),
            5,
            Task.PROPOSE_SESSION,
            id="the manager has taken the place already",
        ),
    ],
)
def test_where_nobody_can_stand_in_a_person_has_to_see_it(
    situation: Callable[[], Play], working_days: int, subject: Task
) -> None:
    """The step names nobody, the letter says so, and the journey has a problem that lasts until somebody acts."""
    play = situation()
    before = play.journey
    entries = overdue(play, working_days)
    last = steps(entries)[-1]
    assert last.outgoing is not None and last.incoming is None
    assert [n.template for n in notices(before, entries)][-1] == "nobody_stands_in"
    assert Problem(kind="nobody_stands_in", subject=subject) in problems(play.journey)
    assert play.journey.reassignment is None
    play.turn_over()
    assert "nobody_stands_in" not in {problem.kind for problem in problems(play.journey)}


def test_after_every_machine_was_down_each_step_is_told_once_and_late() -> None:
    """Whoever was to be told on days that have passed is told once, and the message says that it comes late."""
    play = at(Task.PASS_GATES)()
    before = play.journey
    entries = play.wait(days=150)
    found = [notice for notice in notices(before, entries) if "step" in notice.facts]
    assert told(found) == (*_reminders(COORDINATOR, *LONG), *REGION_LATE)
    assert {notice.facts["sent_late"] for notice in found} == {"yes"}
    assert len({notice.key for notice in found}) == len(found)
    assert play.wait(days=30) == ()


def test_a_step_taken_in_time_does_not_say_that_it_is_late() -> None:
    """A machine that looks each hour sends nothing late."""
    found = day_by_day(at(Task.PASS_GATES)(), 90)
    assert {notice.facts["sent_late"] for notice in found if "step" in notice.facts} == {"no"}


def test_steps_are_counted_in_working_days_from_the_due_date() -> None:
    """Around the 4th of July 2019 weekends do not count, and each step leaves at 08.00 where the region is."""
    play = at(Task.PASS_GATES)()
    found = steps(play.wait(days=150))
    assert [step.fell_due for step in found] == [
        clock(date(2019, month, day), 8)
        for month, day in ((6, 25), (7, 1), (7, 3), (7, 4), (7, 5), (7, 9), (7, 15), (7, 22))
    ]


def test_the_director_is_reminded_through_the_officer() -> None:
    """Somebody senior who has to act is not reminded by a machine: the ministry's officer puts it before him."""
    play = at(Task.DECIDE_AS_OWNER)()
    found = [notice for notice in day_by_day(play, 12) if "step" in notice.facts]
    assert {notice.role for notice in found if notice.template == "reminder"} == {OFFICER}
    assert Role.DIRECTOR not in {notice.role for notice in found}
