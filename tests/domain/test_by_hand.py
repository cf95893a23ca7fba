"""What the programme does by hand about a turn: gives more time that nobody asked for, and has people reminded."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain import errors
from domain.delay import delay_account
from domain.model import Journey
from domain.notices import Notice, notices, still_wanted
from domain.plan import plan
from domain.vocabulary import Role, Task
from tests.domain.acts_of_time import asking, clock, deciding, giving, names, overdue, pausing, reminding
from tests.domain.builders import HOUR, MENTORS, OPENS_ON, person, policy, review, start, verdict
from tests.domain.cases import at
from tests.domain.cast import Play

FRIDAY, SATURDAY, MONDAY, TUESDAY = (date(2019, 5, day) for day in (17, 18, 20, 21))

opened = at(Task.PASS_GATES)


def told(play: Play, before: Journey, seen: int) -> list[Notice]:
    """The messages about what has happened since."""
    return list(notices(before, play.entries[seen:]))


def given_and_asked(task: Task, late: int = 0) -> tuple[Play, Play]:
    """Two journeys alike: in one five days are given, in the other the same were asked for and granted at once."""
    given, asked = at(task)(), at(task)()
    for play in (given, asked):
        if late:
            overdue(play, late)
    role = Role.MENTOR if task is Task.COMMENT_HAND_IN else Role.COORDINATOR
    asking(asked, by=role)
    asked.now -= HOUR
    giving(given)
    deciding(asked)
    return given, asked


@pytest.mark.parametrize("task", [Task.PASS_GATES, Task.HAND_IN, Task.COMMENT_HAND_IN])
@pytest.mark.parametrize("late", [0, 3], ids=["in time", "three days late"])
def test_time_given_counts_like_time_asked_for(task: Task, late: int) -> None:
    """Due date, ladder, plan and account are those of a request that was granted."""
    given, asked = given_and_asked(task, late)
    assert given.journey.turn == asked.journey.turn
    assert [e.model_copy(update={"seq": 0}) for e in given.journey.extensions] == [
        e.model_copy(update={"seq": 0}) for e in asked.journey.extensions
    ]
    assert plan(given.journey, given.now) == plan(asked.journey, asked.now)
    later = given.now + timedelta(days=30)
    assert names(given.wait(later)) == names(asked.wait(later))
    assert delay_account(given.journey, later) == delay_account(asked.journey, later)


def test_time_given_withdraws_a_reassignment() -> None:
    """Whoever has more time is not late any more, so that nobody takes his place."""
    play = at(Task.COMMENT_HAND_IN, then=lambda p: overdue(p, 4))()
    assert play.journey.reassignment is not None
    giving(play)
    assert play.journey.reassignment is None


def test_time_given_in_a_pause_counts_from_the_day_it_goes_on() -> None:
    """Ten days of pause and five given move the date by both."""
    play = opened()
    due = play.journey.turn.due
    assert due is not None
    pausing(play)
    giving(play)
    play.wait(days=15)
    stopped = play.journey.calendar.between(OPENS_ON, OPENS_ON + timedelta(days=14))
    assert play.journey.turn.due == clock(play.journey.calendar.after(due.date(), 5 + stopped), 16)


def test_who_has_to_act_is_told_of_time_given() -> None:
    """The letter says how many days, from which date to which."""
    play = opened()
    before, seen = play.journey, len(play.entries)
    giving(play, 4)
    (notice,) = told(play, before, seen)
    assert (notice.template, notice.role, notice.person) == ("time_granted", Role.COORDINATOR, "coordinator")
    assert notice.facts["count"] == "4"
    assert notice.facts["before"] < notice.facts["due"]


@pytest.mark.parametrize(
    ("first", "again", "refused"),
    [
        pytest.param(clock(FRIDAY, 9), clock(FRIDAY, 15), True, id="twice on a working day"),
        pytest.param(clock(FRIDAY, 9), clock(FRIDAY, 17), False, id="in the evening it goes out on Monday"),
        pytest.param(clock(FRIDAY, 17), clock(SATURDAY, 9), True, id="both would go out on Monday"),
        pytest.param(clock(SATURDAY, 9), clock(MONDAY, 9), True, id="Saturday's goes out on Monday too"),
        pytest.param(clock(SATURDAY, 9), clock(TUESDAY, 9), False, id="Monday's and Tuesday's"),
    ],
)
def test_there_is_one_reminder_a_working_day(first: datetime, again: datetime, refused: bool) -> None:
    """What goes out on one working day is one reminder, whenever it was sent."""
    play = opened()
    play.wait(first)
    reminding(play)
    play.wait(again)
    if refused:
        with pytest.raises(errors.RemindedAlready):
            reminding(play)
    else:
        reminding(play)


def test_another_turn_may_be_reminded_of_on_the_same_day() -> None:
    """The rule is about one turn; who comes next has not been reminded yet."""
    play = opened()
    reminding(play)
    play.turn_over()
    assert play.awaits(Task.ASSIGN_MENTORS)
    reminding(play, by=Role.DIRECTOR)


def test_only_those_are_reminded_who_have_not_acted() -> None:
    """Of two mentors the one whose verdict is missing; the message they get is in the letter."""
    play = Play(start(policy=policy(mentors_minimum=2, review=review(quorum=2)))).until(Task.GIVE_VERDICTS)
    play.do(verdict(1), Role.MENTOR, MENTORS[0])
    before, seen = play.journey, len(play.entries)
    reminding(play, "Mohon sebelum Jumat.", by=Role.MENTOR_LEAD)
    (notice,) = told(play, before, seen)
    assert (notice.template, notice.person) == ("reminded", MENTORS[1])
    assert notice.facts["note"] == "Mohon sebelum Jumat."
    assert still_wanted(notice, play.journey)
    play.turn_over()
    assert not still_wanted(notice, play.journey)


@pytest.mark.parametrize("through", [Role.PROGRAMME_MANAGER, None])
def test_nobody_senior_is_reminded(through: Role | None) -> None:
    """When the director has to decide, the one whom the policy names is written to, or else the officer."""
    play = Play(start(policy=policy(seniors_reminded_through=through))).until(Task.DECIDE_AS_OWNER)
    before, seen = play.journey, len(play.entries)
    reminding(play)
    (notice,) = told(play, before, seen)
    assert notice.person == person(through or Role.MINISTRY_OFFICER)


def test_a_reminder_changes_no_date() -> None:
    """Neither due date, nor ladder, nor plan knows of it."""
    play, other = opened(), opened()
    reminding(play)
    other.now += HOUR
    assert plan(play.journey, play.now) == plan(other.journey, other.now)
    later = play.now + timedelta(days=90)
    assert names(play.wait(later)) == names(other.wait(later))
    assert delay_account(play.journey, later) == delay_account(other.journey, later)
