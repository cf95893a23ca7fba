"""Laws of deadlines, for every calendar, zone and workplace: when a turn is due, and what its ladder does."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import journey as journeys
from domain.deadlines import alarms, due_counted, due_for
from domain.events import LadderStepTaken
from domain.journey import Wait, next_step
from domain.model import Journey
from domain.planned import planned_dates
from domain.seats import seats
from domain.vocabulary import Party, Task, TimeZone
from tests.domain.acts_of_time import steps
from tests.domain.builders import OPENS_AT, REGION, calendar, policy, start
from tests.domain.cast import Play
from tests.domain.situations import (
    AHEAD,
    RUNS,
    TIMED,
    arrangements,
    counted,
    days_off,
    ends,
    instants,
    local,
    situations,
    zones,
)

timed = st.sampled_from(TIMED)
others = situations.filter(lambda play: play.journey.turn.party is not Party.PROGRAMME)
"""Without the turns in which somebody takes over automatically, who has his time from the day the machines are back."""

SECOND = timedelta(seconds=1)


def due(state: Journey, turn: tuple[Party, Task], since: datetime) -> datetime:
    """When a task that begins at an instant is due."""
    found, _ = due_for(state, *turn, since)
    assert found is not None
    return found


@settings(RUNS, max_examples=1000)
@given(arrangements, timed, instants)
def test_no_deadline_lies_on_a_day_off(state: Journey, turn: tuple[Party, Task], since: datetime) -> None:
    """A deadline is 16.00 of a day that is off neither nationally nor where the one works for whom it is the last."""
    at = due(state, turn, since)
    found = [seat for seat in seats(state, *turn) if ends(local(at, seat.zone), seat.zone) == at]
    off = state.calendar.days_off
    assert any(
        local(at, seat.zone).weekday() < 5 and local(at, seat.zone) not in (*off, *seat.days_off) for seat in found
    )


@settings(RUNS, max_examples=1000)
@given(arrangements, timed, instants)
def test_a_deadline_is_the_last_of_those_who_have_to_act(
    state: Journey, turn: tuple[Party, Task], since: datetime
) -> None:
    """Counted day by day for each of them, where he works and from the day it is there, the last end counts."""
    days = state.policy.turns[turn[1]]
    found = [
        ends(counted(state, local(since, seat.zone), days, seat.days_off), seat.zone) for seat in seats(state, *turn)
    ]
    assert due(state, turn, since) == max(found)


@settings(RUNS, max_examples=1000)
@given(arrangements, timed, instants, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_later_start_never_makes_a_deadline_earlier(
    state: Journey, turn: tuple[Party, Task], since: datetime, later: timedelta
) -> None:
    """Whoever begins later is due later, or at the same time."""
    assert due(state, turn, since) <= due(state, turn, since + later)


@settings(RUNS, max_examples=500)
@given(arrangements, instants, st.integers(0, 60), st.integers(0, 60))
def test_more_days_never_make_a_deadline_earlier(state: Journey, since: datetime, days: int, more: int) -> None:
    """More working days from the same day end later, or at the same time."""
    day = since.date()
    assert due_counted(state, day, days) <= due_counted(state, day, days + more)


@settings(RUNS, max_examples=500)
@given(arrangements, timed, instants, days_off)
def test_a_day_off_more_never_makes_a_deadline_earlier(
    state: Journey, turn: tuple[Party, Task], since: datetime, off: tuple[date, ...]
) -> None:
    """A calendar with more days off is never more strict."""
    later = state.model_copy(update={"calendar": state.calendar.with_days_off(off)})
    assert due(state, turn, since) <= due(later, turn, since)


@settings(RUNS, max_examples=300)
@given(zones, st.timedeltas(timedelta(0), timedelta(days=300)), st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_later_opening_never_makes_a_planned_day_earlier(zone: TimeZone, after: timedelta, later: timedelta) -> None:
    """A journey that opens later has every stage and obligation planned later, or on the same day."""
    plans = []
    for opens_at in (OPENS_AT + after, OPENS_AT + after + later):
        beginning = start(region=REGION.model_copy(update={"zone": zone}), opens_at=opens_at)
        plans.append(planned_dates(journeys.begin(beginning, OPENS_AT).journey))
    assert [item.name for item in plans[0]] == [item.name for item in plans[1]]
    assert all(first.day <= second.day for first, second in zip(*plans, strict=True))


@settings(RUNS, max_examples=500)
@given(zones, st.integers(0, 400), st.sampled_from((-SECOND, -timedelta(microseconds=1), timedelta(0), SECOND)))
def test_midnight_decides_from_which_day_a_turn_counts(zone: TimeZone, day: int, off: timedelta) -> None:
    """A journey that opens a second before midnight counts from the old day, at midnight itself from the new one."""
    midnight = datetime(2019, 5, 15, tzinfo=OPENS_AT.tzinfo) + timedelta(days=day) - timedelta(hours=AHEAD[zone])
    opens_at = midnight + off
    play = Play(start(region=REGION.model_copy(update={"zone": zone}), opens_at=opens_at))
    first = (midnight + timedelta(hours=AHEAD[zone])).date() - timedelta(days=off < timedelta(0))
    assert play.journey.turn.due == ends(counted(play.journey, first, 30), zone)


@settings(RUNS, max_examples=300)
@given(situations, days_off, st.integers(1, 40))
def test_a_ladder_is_climbed_in_order_and_once(play: Play, off: tuple[date, ...], longer: int) -> None:
    """With nobody acting each step is taken once, in the order of the policy, at rising hours of working days."""
    play.journey = play.journey.model_copy(update={"calendar": play.journey.calendar.with_days_off(off)})
    turn = play.journey.turn
    assert turn.due is not None
    taken = steps(play.wait(turn.due + timedelta(days=longer)))
    # A reassignment begins the turn anew, so what comes after it is another ladder.
    again = next((n + 1 for n, step in enumerate(taken) if step.incoming and step.action == "reassign"), len(taken))
    taken = taken[:again]
    rungs = [step.name for step in play.journey.policy.ladder_for(turn.party, play.journey.stage)]
    assert [rungs.index(step.step) for step in taken] == sorted({rungs.index(step.step) for step in taken})
    assert all(first.fell_due <= second.fell_due for first, second in pairwise(taken))
    for step in taken:
        zone_days = [(zone, local(step.fell_due, zone)) for zone in TimeZone]
        assert any(ends(day, zone) - step.fell_due == timedelta(hours=8) for zone, day in zone_days), "at 08.00"
        assert all(day.weekday() < 5 and day not in off for _, day in zone_days)


@settings(RUNS, max_examples=300)
@given(situations, st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), max_size=12))
def test_there_is_one_timer_and_it_is_the_first(play: Play, waits: list[timedelta]) -> None:
    """However long nobody acts, one instant is waited for: that of the next thing, and at most one is the ladder's."""
    for wait in waits:
        play.wait(play.now + wait)
        pending = alarms(play.journey)
        assert sum(isinstance(alarm.event, LadderStepTaken) for alarm in pending) <= 1
        step = next_step(play.journey, play.now)
        assert isinstance(step, Wait)
        assert step.until == min((alarm.at for alarm in pending), default=None)
        assert step.until is None or step.until > play.now


@settings(RUNS, max_examples=200)
@given(others, st.lists(st.integers(1, 400), max_size=6), st.integers(0, 600))
def test_silence_changes_nothing_but_the_hour_of_sending(play: Play, looks: list[int], hours: int) -> None:
    """Whether the engine looked every hour or was away for weeks: the same steps, marked with when they fell due."""
    watched, end = copy.copy(play), play.now + timedelta(hours=hours)
    watched.entries = list(play.entries)
    for look in sorted(looks):
        watched.wait(min(play.now + timedelta(hours=look), end))
    watched.wait(end)
    before = len(play.entries)
    assert all(entry.at == end for entry in play.wait(end))
    told = [[(e.seq, e.effective, e.event) for e in one.entries[before:]] for one in (watched, play)]
    assert told[0] == told[1]
    assert told[0] == sorted(told[0], key=lambda entry: entry[:2])
    # The proposal is as old as the hour in which it was made; all else is the same.
    same = {"head": "", "reassignment": None}
    assert watched.journey.model_copy(update=same) == play.journey.model_copy(update=same)


@settings(RUNS, max_examples=200)
@given(others, st.integers(0, 60))
def test_no_step_is_taken_for_a_turn_that_was_taken_meanwhile(play: Play, days: int) -> None:
    """An act after long silence finds the steps of its turn before it; after it none of that turn is taken."""
    turn = play.journey.turn
    play.now += timedelta(days=days)
    for _ in range(3):
        # Two mentors may have to act.
        if play.journey.turn.seq == turn.seq:
            play.turn_over()
    passed = play.journey.turn
    assert passed.seq != turn.seq
    own = steps(entry for entry in play.entries if turn.seq < entry.seq < passed.seq)
    assert all(step.fell_due <= play.now for step in own)
    assert len({step.step for step in own}) == len(own)
    play.wait(days=90)
    assert all(step.fell_due > passed.since for step in steps(e for e in play.entries if e.seq > passed.seq))


def test_a_mentor_keeps_his_own_day() -> None:
    """Bandung reads for Jayapura until 16.00 WIB, which is 18.00 there; Jayapura for Bandung until 14.00 WIB."""
    since = datetime(2019, 7, 3, 3, tzinfo=OPENS_AT.tzinfo)
    due_day = calendar().after(since.date(), policy().turns[Task.COMMENT_HAND_IN])
    turn = (Party.MENTORS, Task.COMMENT_HAND_IN)
    for zone, office in ((TimeZone.WIT, TimeZone.WIB), (TimeZone.WIB, TimeZone.WIT)):
        state = Play(start(region=REGION.model_copy(update={"zone": zone}), policy=policy(office_zone=office)))
        assert due(state.journey, turn, since) == ends(due_day, office)
        assert due(state.journey, (Party.REGION, Task.HAND_IN), since) == ends(calendar().after(since.date(), 15), zone)
