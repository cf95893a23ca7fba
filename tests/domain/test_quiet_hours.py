"""Quiet hours: when a message leaves, and which of those that waited are still wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from domain import messages
from domain.notices import Notice, leaves_at, still_wanted
from domain.values import Workplace
from domain.vocabulary import Role, Task, TimeZone
from tests.domain.acts_of_time import clock, pausing
from tests.domain.builders import OPENS_ON, REGION, policy, start
from tests.domain.cases import at
from tests.domain.cast import Play

WIB, WITA, WIT = TimeZone
THURSDAY, FRIDAY, SATURDAY, MONDAY = (date(2019, 7, day) for day in (4, 5, 6, 8))
EVE, AFTER_LEBARAN = date(2019, 5, 31), date(2019, 6, 10)
"""The last working day before the shared leave of Idul Fitri in 2019, and the first after it."""

TO_THE_COORDINATOR = (
    pytest.param(clock(THURSDAY, 7), clock(THURSDAY, 8), id="written before the hours it leaves as they begin"),
    pytest.param(clock(THURSDAY, 0), clock(THURSDAY, 8), id="written at midnight it leaves that morning"),
    pytest.param(clock(THURSDAY, 8), None, id="written at exactly 08.00 it leaves at once"),
    pytest.param(clock(THURSDAY, 12), None, id="written within the hours it leaves at once"),
    pytest.param(clock(THURSDAY, 15, minute=59), None, id="written a minute before 16.00 it leaves at once"),
    pytest.param(clock(THURSDAY, 16), clock(FRIDAY, 8), id="written at exactly 16.00 it waits for the next morning"),
    pytest.param(clock(THURSDAY, 23), clock(FRIDAY, 8), id="written at night it waits for the next morning"),
    pytest.param(clock(FRIDAY, 16), clock(MONDAY, 8), id="written on a Friday evening it waits over the weekend"),
    pytest.param(clock(SATURDAY, 7), clock(MONDAY, 8), id="written early on a Saturday it waits for Monday"),
    pytest.param(clock(SATURDAY, 12), clock(MONDAY, 8), id="written on a Saturday it waits for Monday"),
    pytest.param(clock(EVE, 17), clock(AFTER_LEBARAN, 8), id="written on the eve of the leave it waits for its end"),
    pytest.param(clock(date(2019, 6, 5), 10), clock(AFTER_LEBARAN, 8), id="written on a holiday it waits for its end"),
)


@pytest.mark.parametrize(("written", "leaves"), TO_THE_COORDINATOR)
def test_a_message_leaves_in_office_hours(written: datetime, leaves: datetime | None) -> None:
    """From 08.00 until before 16.00 of a working day a message leaves at once, otherwise the next time they begin."""
    assert leaves_at(Play().journey, Role.COORDINATOR, "coordinator", written) == leaves


@pytest.mark.parametrize(
    ("zone", "role", "written", "leaves"),
    [
        pytest.param(WIT, Role.COORDINATOR, clock(THURSDAY, 6), None, id="06.00 in Jakarta is 08.00 for Jayapura"),
        pytest.param(
            WIT,
            Role.COORDINATOR,
            clock(THURSDAY, 14),
            clock(FRIDAY, 8, WIT),
            id="14.00 in Jakarta is too late for Jayapura",
        ),
        pytest.param(
            WIT,
            Role.COORDINATOR,
            clock(THURSDAY, 23),
            clock(FRIDAY, 8, WIT),
            id="23.00 in Jakarta is the next day in Jayapura already",
        ),
        pytest.param(
            WITA, Role.COORDINATOR, clock(THURSDAY, 15), clock(FRIDAY, 8, WITA), id="15.00 in Jakarta is 16.00 in WITA"
        ),
        pytest.param(WIT, Role.MENTOR, clock(THURSDAY, 14), None, id="a mentor in Jakarta is written to at 14.00"),
        pytest.param(
            WIT,
            Role.MENTOR,
            clock(THURSDAY, 9, WIT),
            clock(THURSDAY, 8, WIB),
            id="09.00 in Jayapura is too early for a mentor in Jakarta",
        ),
        pytest.param(
            WIT,
            Role.MINISTRY_OFFICER,
            clock(THURSDAY, 12, WITA),
            clock(FRIDAY, 8, WITA),
            id="an officer who is off that day in his own place is left alone",
        ),
    ],
)
def test_hours_are_those_of_the_receiver(
    zone: TimeZone, role: Role, written: datetime, leaves: datetime | None
) -> None:
    """What counts is the clock and the days off where the receiver works, not those of the region."""
    officer = Workplace(person="ministry-officer", zone=WITA, days_off=(THURSDAY,))
    play = Play(start(region=REGION.model_copy(update={"zone": zone}), workplaces=(officer,)))
    who = "mentor-a" if role is Role.MENTOR else role.value.replace("_", "-")
    assert leaves_at(play.journey, role, who, written) == leaves


def test_a_region_has_days_off_of_its_own() -> None:
    """A day off of the region holds back what goes to its people, and nothing else."""
    journey = Play(start(regional_days_off=(THURSDAY,))).journey
    assert leaves_at(journey, Role.COORDINATOR, "coordinator", clock(THURSDAY, 10)) == clock(FRIDAY, 8)
    assert leaves_at(journey, Role.MENTOR, "mentor-a", clock(THURSDAY, 10)) is None


def test_without_quiet_hours_everything_leaves_at_once() -> None:
    """Under a policy without quiet hours a message leaves on a holiday night."""
    journey = Play(start(policy=policy(quiet_hours=None))).journey
    assert leaves_at(journey, Role.COORDINATOR, "coordinator", clock(SATURDAY, 3)) is None


def _urging(play: Play, *, turn: bool = True) -> Notice:
    return Notice(
        key="k",
        journey=play.journey.id,
        seq=play.journey.seq,
        person="coordinator",
        role=Role.COORDINATOR,
        template="reminder",
        turn=play.journey.turn.seq if turn else None,
    )


def _withdraw(play: Play) -> None:
    play.do(messages.Withdraw(reason="Anggaran."), Role.PROGRAMME_MANAGER)


@pytest.mark.parametrize(
    ("happens", "reminder", "other"),
    [
        pytest.param(lambda p: p.wait(days=2), True, True, id="the turn lasts: both are wanted"),
        pytest.param(lambda p: p.wait(days=90), True, True, id="the turn is late: both are wanted"),
        pytest.param(lambda p: p.turn_over(), False, True, id="the turn has passed: no reminder"),
        pytest.param(pausing, False, True, id="the clock stands still: no reminder"),
        pytest.param(_withdraw, False, True, id="the journey has ended: no reminder"),
    ],
)
def test_what_waited_may_not_be_wanted_any_more(happens: Callable[[Play], object], reminder: bool, other: bool) -> None:
    """A message that urges on a turn is dropped once that has passed or is stopped; any other is sent all the same."""
    play = at(Task.HAND_IN)()
    notices = _urging(play), _urging(play, turn=False)
    happens(play)
    assert tuple(still_wanted(notice, play.journey) for notice in notices) == (reminder, other)


def test_a_reminder_of_the_same_task_in_a_later_turn_is_another() -> None:
    """The hand-in of the second session is not urged on by what was written about that of the first."""
    play = at(Task.HAND_IN)()
    notice = _urging(play)
    play.turn_over()
    play.until(Task.HAND_IN)
    assert play.today > OPENS_ON
    assert not still_wanted(notice, play.journey)
