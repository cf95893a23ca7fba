"""More time, and another person: what a grant, a refusal, a reassignment and a workplace change in the turn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.facts import ExtensionChoice
from domain.model import problems
from domain.values import Workplace
from domain.vocabulary import Role, Task, TimeZone
from tests.domain.acts_of_time import (
    asking,
    clock,
    deciding,
    names,
    overdue,
    pausing,
    reassigning,
    working_in,
)
from tests.domain.builders import HOUR, OPENS_AT, OPENS_ON, REGION, calendar, person, start
from tests.domain.cases import at
from tests.domain.cast import Play

GRANT, LESS, REFUSE = ExtensionChoice
JULY_4 = clock(date(2019, 7, 4), 16)
"""When the gates are due: thirty working days after the opening."""

opened = at(Task.PASS_GATES)
paused = at(Task.PASS_GATES, then=pausing)
asked = at(Task.PASS_GATES, then=asking)
replaceable = at(Task.COMMENT_HAND_IN, then=lambda p: overdue(p, 4))


def test_a_grant_is_counted_from_the_due_date_or_from_today_when_that_has_passed() -> None:
    """Five days more than 4 July end on 11 July; granted on 9 July, when the date has passed, they end on 16 July."""
    play = asked()
    deciding(play)
    assert (play.journey.turn.due, play.journey.turn.first_due) == (
        clock(date(2019, 7, 11), 16),
        JULY_4,
    )
    play = opened()
    overdue(play, 3)
    asking(play)
    deciding(play)
    assert play.today == date(2019, 7, 9)
    assert (play.journey.turn.due, play.journey.turn.first_due) == (
        clock(date(2019, 7, 16), 16),
        JULY_4,
    )


def test_a_refusal_moves_nothing() -> None:
    """Neither the date nor the ladder knows of a request that was refused."""
    play = asked()
    before = play.journey.turn
    deciding(play, REFUSE)
    assert play.journey.turn == before
    assert play.journey.extensions == ()


@pytest.mark.parametrize(("choice", "days", "due"), [(GRANT, None, 11), (LESS, 2, 8)])
def test_what_is_granted_is_what_counts(choice: ExtensionChoice, days: int | None, due: int) -> None:
    """All that was asked for, or the fewer days that were given."""
    play = asked()
    deciding(play, choice, days)
    assert play.journey.turn.due == clock(date(2019, 7, due), 16)
    assert [extension.days for extension in play.journey.extensions] == [days or 5]


def test_what_waits_for_a_decision_is_seen_as_a_problem() -> None:
    """A request for more time, and a proposed reassignment, are listed until they are decided."""
    play = asked()
    assert [p.kind for p in problems(play.journey)] == ["extension_asked"]
    deciding(play)
    assert not problems(play.journey)
    play = replaceable()
    assert ("reassignment_proposed", "mentor") in [(p.kind, p.subject) for p in problems(play.journey)]
    reassigning(play)
    assert "reassignment_proposed" not in [p.kind for p in problems(play.journey)]


def test_who_takes_over_has_the_whole_time_of_the_turn() -> None:
    """Whoever comes in the late one's place is given the whole allowance from that day, and is reminded anew."""
    play = replaceable()
    allowance = play.journey.turn.allowance
    assert allowance == 7
    reassigning(play)
    assert play.journey.holders(Role.MENTOR) == (person(Role.MENTOR_LEAD),)
    play.turn_over()
    assert play.awaits(Task.COMMENT_HAND_IN)
    due = play.journey.turn.due
    assert due == clock(calendar().after(play.today, 7), 16)
    assert names(play.wait(due))[:2] == ["h-minus-3", "h-minus-1"]


def test_the_officer_relieved_by_the_machine_is_the_officer_no_more() -> None:
    """Five days late, the officer is relieved by the programme manager, who has the whole time of the turn."""
    play = at(Task.PROPOSE_SESSION)()
    entries = overdue(play, 5)
    assert names(entries)[-1] == "h-plus-5"
    assert play.journey.holders(Role.MINISTRY_OFFICER) == (person(Role.PROGRAMME_MANAGER),)
    assert [e.event.kind for e in entries][-2:] == ["ladder_step_taken", "due_moved"]
    assert play.journey.turn.due == clock(calendar().after(play.today, 10), 16)


def test_somebody_recorded_twice_works_where_he_was_recorded_last() -> None:
    """A later record of a workplace takes the place of the one before; other people's stay."""
    play = Play(start(workplaces=(Workplace(person="mentor-b", zone=TimeZone.WITA),)))
    working_in(play, TimeZone.WIT)
    working_in(play, TimeZone.WITA)
    assert [(w.person, w.zone) for w in play.journey.workplaces] == [
        ("mentor-b", TimeZone.WITA),
        ("mentor-a", TimeZone.WITA),
    ]


def test_a_pause_knows_its_cause_and_its_day() -> None:
    """The pause is seen with its cause, since when it lasts and until when, and goes on at midnight of that day."""
    play = paused()
    pause = play.journey.pause
    assert pause is not None
    assert (pause.since, pause.resumes_on) == (OPENS_AT, OPENS_ON + timedelta(days=14))
    kinds = [e.event.kind for e in play.wait(clock(pause.resumes_on, 0) - HOUR)]
    assert kinds == []
    assert [e.event.kind for e in play.wait(clock(pause.resumes_on, 0))] == ["journey_resumed", "due_moved"]


def test_a_grant_begins_the_ladder_anew() -> None:
    """Days late with steps taken, a grant forgets them: from then on people are reminded of the new date only."""
    play = opened()
    assert names(overdue(play, 3))[-1] == "h-plus-3"
    asking(play)
    deciding(play)
    assert (play.journey.turn.steps_taken, play.journey.turn.calls) == ((), ())
    due = play.journey.turn.due
    assert due == clock(date(2019, 7, 16), 16)
    assert names(play.wait(due)) == ["h-minus-3", "h-minus-1", "h"]
    play = opened()
    taken = names(overdue(play, 3))
    asking(play)
    deciding(play, REFUSE)
    assert play.journey.turn.steps_taken == tuple(taken)


@pytest.mark.parametrize("zone", TimeZone)
def test_a_paused_journey_goes_on_as_the_day_begins_in_the_region(zone: TimeZone) -> None:
    """At 00.00 of the day expected by the region's clock, not by that of the ministry."""
    play = Play(start(region=REGION.model_copy(update={"zone": zone})))
    pausing(play)
    midnight = clock(play.today + timedelta(days=14), 0, zone)
    assert [e.event.kind for e in play.wait(midnight - timedelta(seconds=1))] == []
    first = play.wait(midnight)[0]
    assert (first.event.kind, first.effective) == ("journey_resumed", midnight)
