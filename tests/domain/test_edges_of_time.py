"""Edges of time, each of which went wrong once: empty roles, dates that have passed, zones, days granted twice."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest

from domain import messages
from domain.delay import delay_account
from domain.model import problems
from domain.notices import notices
from domain.plan import Plan, plan
from domain.story import tell
from domain.values import Workplace
from domain.vocabulary import Party, Role, Stage, Task, TimeZone
from domain.words.phrase import Language
from tests.domain.acts_of_time import asking, clock, deciding, decreeing, names, overdue, pausing, steps, working_in
from tests.domain.builders import MENTORS, REGION, calendar, policy, start
from tests.domain.cases import at
from tests.domain.cast import Play
from tests.domain.situations import situation

JULY_1_TO_3 = tuple(date(2019, 7, day) for day in (1, 2, 3))
JULY_4 = clock(date(2019, 7, 4), 16)
"""When the gates are due: thirty working days after the opening."""

WIB, WITA, WIT = TimeZone


def test_an_empty_role_is_relieved_by_nobody() -> None:
    """Where the officer's role is empty, the step that would reassign names nobody, and a person has to see it."""
    play = at(Task.PROPOSE_SESSION)()
    act = messages.ReleaseMember(role=Role.MINISTRY_OFFICER, person="ministry-officer", reason="Pensiun.")
    play.do(act, Role.PROGRAMME_MANAGER)
    before = play.journey
    entries = overdue(play, 5)
    step = steps(entries)[-1]
    assert (step.step, step.outgoing, step.incoming) == ("h-plus-5", None, None)
    assert "None" not in tell(entries[-1], play.journey, Language.EN, {})
    assert notices(before, entries)[-1].template == "nobody_stands_in"
    assert ("nobody_stands_in", "propose_session") in [(p.kind, p.subject) for p in problems(play.journey)]


def test_a_decree_about_days_gone_by_makes_nobody_punctual() -> None:
    """On 5 July a decree makes 3 to 5 July days off: the date that passed on 4 July stays, and so does the delay."""
    play = Play()
    play.wait(clock(date(2019, 7, 5), 17))
    decreeing(play, [date(2019, 7, day) for day in (3, 4)])
    assert (play.journey.turn.due, play.journey.turn.first_due) == (JULY_4, None)


def test_a_decree_about_days_gone_by_makes_nobody_late() -> None:
    """On 9 July a decree makes three days off before it working days: the date of that day stays, though it is late."""
    play = Play(start(calendar=calendar().with_days_off(JULY_1_TO_3)))
    due = play.journey.turn.due
    assert due == clock(date(2019, 7, 9), 16)
    play.wait(clock(date(2019, 7, 9), 10))
    taken = play.journey.turn.steps_taken
    decreeing(play, working=JULY_1_TO_3)
    assert (play.journey.turn.due, play.journey.turn.steps_taken) == (due, taken)


def test_a_decree_after_a_grant_moves_the_date_all_the_same() -> None:
    """Granted five days, the gates are due on 11 July; a day off on 3 July, before the first date, makes it 12 July."""
    play = Play()
    asking(play)
    deciding(play)
    assert play.journey.turn.due == clock(date(2019, 7, 11), 16)
    decreeing(play, [date(2019, 7, 3)])
    assert (play.journey.turn.due, play.journey.turn.first_due) == (clock(date(2019, 7, 12), 16), JULY_4)


@pytest.mark.parametrize("zone", TimeZone)
@pytest.mark.parametrize("office", TimeZone)
def test_the_due_day_is_given_whole_wherever_it_ends(zone: TimeZone, office: TimeZone) -> None:
    """A mentor an hour late is not a day late, and a day later is one, whether his day ends before the region's."""
    play = situation(Task.COMMENT_HAND_IN, zone, office)
    due = play.journey.turn.due
    assert due is not None
    late = []
    for wait in (timedelta(hours=3), timedelta(days=1, hours=3)):
        account = delay_account(play.journey, due + wait)
        assert account is not None
        late.append(next(a.late_days for a in account.accounts if a.account is Party.MENTORS))
    assert late == [0, 1]


def stage_of(found: Plan, stage: Stage) -> tuple[date | None, date | None]:
    """What is agreed and what is expected for a stage."""
    return found.milestone(stage).agreed, found.milestone(stage).forecast


def test_a_grant_moves_what_is_expected_once() -> None:
    """Ten days granted for the first hand-in move the forecast by ten days, and the hand-in of the next not at all."""
    play = at(Task.HAND_IN)()
    _, before = stage_of(plan(play.journey, play.now), Stage.DRAFTING)
    asking(play, 10)
    deciding(play)
    _, after = stage_of(plan(play.journey, play.now), Stage.DRAFTING)
    assert before is not None and after is not None
    assert play.journey.calendar.between(before, after) == 10
    play.turn_over()
    play.until(Task.HAND_IN)
    without = play.journey.model_copy(update={"extensions": ()})
    assert (
        stage_of(plan(play.journey, play.now), Stage.DRAFTING)[1]
        == stage_of(plan(without, play.now), Stage.DRAFTING)[1]
    )


def test_days_given_back_to_one_stage_do_not_put_it_after_the_next() -> None:
    """Mentors late in the kickoff give days back to the region's stages; their own stage ends no earlier than these."""
    play = at(Task.DECLARE_INTERESTS)()
    overdue(play, 8, 17)
    found = plan(play.journey, play.now)
    back = [found.milestone(stage).given_back for stage in Stage]
    assert back == [8, 8, 0, 8, 8]
    agreed = [found.milestone(stage).agreed for stage in Stage]
    assert agreed == sorted(day for day in agreed if day is not None)


@pytest.mark.parametrize("order", list(permutations(MENTORS)))
def test_steps_are_counted_where_the_last_day_ends(order: tuple[str, ...]) -> None:
    """Of two mentors in one zone the one with days off of his own is due last, and the ladder is that of his place."""
    play = at(Task.COMMENT_HAND_IN, variant="quorum 2")()
    due = play.journey.turn.due
    assert due is not None
    off = [play.journey.calendar.after(due.date(), n) for n in (0, 1)]
    for who in order:
        working_in(play, WIB, who, days_off=off if who == MENTORS[1] else ())
    later = play.journey.turn.due
    assert later == clock(play.journey.calendar.after(due.date(), 2), 16)
    mornings = {step.step: step.fell_due for step in steps(play.wait(later + timedelta(days=7)))}
    # The day before is the one before his days off.
    assert mornings["h-minus-1"] == clock(play.journey.calendar.after(due.date(), -1), 8)
    assert mornings["h"] == clock(later.date(), 8)


def test_of_two_places_the_ladder_is_that_of_the_one_whose_day_it_is() -> None:
    """Jayapura's mentor, who has a day off, is due last, at 16.00 WIT; his morning is that of WIT, not of WIB."""
    play = at(Task.COMMENT_HAND_IN, variant="quorum 2")()
    due = play.journey.turn.due
    assert due is not None
    working_in(play, WIT, MENTORS[1], days_off=[due.date()])
    day = play.journey.calendar.after(due.date(), 1)
    assert play.journey.turn.due == clock(day, 16, WIT)
    mornings = {step.step: step.fell_due for step in steps(play.wait(clock(day, 16, WIT)))}
    assert mornings["h"] == clock(day, 8, WIT)


def test_a_pause_holds_the_ladder_of_a_late_turn() -> None:
    """Paused at one on the second day late, which so does not count, the officer is relieved on the fifth that does."""
    play = at(Task.PROPOSE_SESSION)()
    overdue(play, 2, 13)
    goes_on = calendar().after(play.today, 10)
    pausing(play, until=goes_on)
    # Going on at midnight, the day itself is the second late one.
    fifth = calendar().after(goes_on, 3)
    assert names(play.wait(clock(goes_on, 23))) == []
    assert names(play.wait(clock(fifth, 7, minute=59))) == []
    assert names(play.wait(clock(fifth, 8))) == ["h-plus-5"]


def test_a_journey_in_jayapura_is_planned_by_its_own_day() -> None:
    """Opened at 23.30 in Jakarta, when it is 01.30 the next day in Jayapura, a journey counts from that next day."""
    opens_at = clock(date(2019, 5, 15), 23, minute=30)
    places = (Workplace(person="ministry-officer", zone=WITA),)
    rules = policy(office_zone=WIB)
    jayapura = REGION.model_copy(update={"zone": WIT})
    there = Play(start(region=jayapura, opens_at=opens_at, policy=rules, workplaces=places)).journey
    here = Play(start(opens_at=opens_at, policy=rules, workplaces=places)).journey
    assert there.turn.due == clock(date(2019, 7, 5), 16, WIT)
    assert here.turn.due == clock(date(2019, 7, 4), 16, WIB)


def test_more_time_belongs_to_the_session_it_was_granted_for() -> None:
    """A grant for the second hand-in is not taken for one of the first, which the plan would move too."""
    play = at(Task.HAND_IN)()
    play.until(Task.COMMENT_HAND_IN).until(Task.HAND_IN)
    asking(play)
    deciding(play)
    (granted,) = play.journey.extensions
    assert granted.session == 2
    as_if_first = play.journey.model_copy(update={"extensions": (granted.model_copy(update={"session": 1}),)})
    other, here = plan(as_if_first, play.now), plan(play.journey, play.now)
    assert here.milestone("rpjmd") == other.milestone("rpjmd")
    assert here.milestone("drafting").agreed is not None
