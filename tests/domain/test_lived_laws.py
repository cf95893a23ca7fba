"""Laws of whole lives: pauses, more time, decrees, orders and accounts, whatever happened to a journey before."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain import clock_events as ck
from domain import errors, journey, messages
from domain import events as ev
from domain.calendar import DAY, end_of_day, local_date
from domain.deadlines import AGREED, alarms, ladder_instant, steps_of
from domain.delay import delay_account
from domain.evolve import evolve
from domain.journey import Wait, next_step
from domain.messages import Act
from domain.model import Journey
from domain.plan import plan
from domain.planned import planned_dates
from domain.seats import counting, seats
from domain.values import Workplace
from domain.vocabulary import Party, Role, Task, TimeZone
from tests.domain.acts_of_time import clock
from tests.domain.builders import gate, policy
from tests.domain.cast import Play
from tests.domain.lives import (
    COUNTED,
    HISTORIES,
    HOURS,
    MANY,
    OPENS_ON,
    ZONES,
    ask,
    due,
    grant,
    lived,
    opened,
    pause,
    resume,
    send,
    steps_taken,
)

TASKS = st.sampled_from(COUNTED)
ORDERS = settings(MANY, max_examples=80)


@MANY
@given(ZONES, OPENS_ON, HISTORIES)
def test_no_deadline_to_come_falls_on_a_day_off(zone: TimeZone, day: date, history: Any) -> None:
    """A date still to come ends a working day of one of those who have to act, where he works."""
    for moment in lived(zone, day, history):
        state, turn = moment.journey, moment.journey.turn
        if turn.due is None or turn.task in AGREED or turn.due <= moment.now or state.pause is not None:
            continue
        assert any(
            turn.due == end_of_day(local_date(turn.due, seat.zone), seat.zone)
            and counting(state, seat).is_working_day(local_date(turn.due, seat.zone))
            for seat in seats(state, turn.party, turn.task)
        ), (turn, moment.now)


@MANY
@given(ZONES, OPENS_ON, TASKS, st.integers(1, 4), st.integers(0, 14), st.integers(0, 14))
def test_a_pause_within_a_day_moves_nothing(
    zone: TimeZone, day: date, task: Task, after: int, hour: int, more: int
) -> None:
    """Stopped and going on again before 16.00 of the same day, the clock has lost no day."""
    play = opened(zone, day).until(task)
    play.wait(clock(play.today + after * DAY, hour, zone))
    before = play.journey
    pause(play, play.today + 5 * DAY)
    play.wait(clock(play.today, min(hour + more, 15), zone, 59))
    assert resume(play).working_days == 0
    assert (play.journey.turn, play.journey.obligations) == (before.turn, before.obligations)
    assert play.journey.stops == ()


def stopped_for(play: Play, days: int, hour: int, *, by_itself: bool) -> int:
    """Stop the clock for some days, and let it go on by hand or by itself; gives the working days stopped."""
    zone = play.journey.region.zone
    ends = play.today + days * DAY
    pause(play, ends if by_itself else ends + 3 * DAY)
    if not by_itself:
        play.wait(clock(ends, hour, zone))
        return resume(play).working_days
    return next(e.event.working_days for e in play.wait(clock(ends, 0, zone)) if isinstance(e.event, ck.JourneyResumed))


@MANY
@given(ZONES, OPENS_ON, TASKS, st.integers(1, 4), HOURS, st.integers(1, 60), HOURS, st.booleans())
def test_a_pause_moves_a_turn_by_the_working_days_stopped(
    zone: TimeZone, day: date, task: Task, after: int, hour: int, days: int, until: int, by_itself: bool
) -> None:
    """A turn begun before the day of the pause is due so many working days later, and its first date is kept."""
    play = opened(zone, day, policy=policy(office_zone=None)).until(task)
    play.wait(clock(play.today + after * DAY, hour, zone))
    assume(play.now < due(play))
    first = due(play)
    stopped = stopped_for(play, days, until, by_itself=by_itself)
    assert due(play) == end_of_day(play.journey.calendar.after(local_date(first, zone), stopped), zone)
    assert play.journey.turn.first_due == (first if stopped else None)


@MANY
@given(ZONES, OPENS_ON, st.tuples(st.integers(1, 9), st.integers(1, 9)), st.tuples(HOURS, HOURS), st.integers(1, 5))
def test_two_pauses_add_up(
    zone: TimeZone, day: date, days: tuple[int, int], hours: tuple[int, int], between: int
) -> None:
    """A turn stopped twice is due later by the working days of both, and its first date is the first of all."""
    play = opened(zone, day)
    first = due(play)
    play.wait(clock(play.today + DAY, 10, zone))
    stopped = stopped_for(play, days[0], hours[0], by_itself=False)
    play.wait(clock(play.today + between * DAY, 10, zone))
    stopped += stopped_for(play, days[1], hours[1], by_itself=False)
    assert due(play) == end_of_day(play.journey.calendar.after(local_date(first, zone), stopped), zone)
    assert play.journey.turn.first_due == (first if stopped else None)


@MANY
@given(ZONES, OPENS_ON, st.integers(0, 8), st.integers(1, 30))
def test_an_obligation_is_never_due_earlier_after_a_pause(zone: TimeZone, day: date, after: int, days: int) -> None:
    """The RPJMD, due before bimtek II, is never asked for on a day that was stopped, nor earlier than before."""
    play = opened(zone, day)
    while not play.journey.session(2).confirmed:
        play.turn_over()
    play.wait(clock(play.today + after * DAY, 10, zone))
    before = play.journey.obligation("rpjmd").due
    assert before is not None
    assume(before > play.now)
    stopped_for(play, days, 9, by_itself=True)
    later = play.journey.obligation("rpjmd")
    assert later.due is not None and later.due >= before
    assert not any(stop.first <= local_date(later.due, zone) <= stop.last for stop in play.journey.stops)
    assert not later.overdue or later.due <= play.now


@MANY
@given(ZONES, OPENS_ON, TASKS, st.integers(1, 10), st.integers(0, 60))
def test_asking_does_not_stop_the_ladder(zone: TimeZone, day: date, task: Task, days: int, later: int) -> None:
    """The same steps are taken on the same days whether more time was asked for or not."""
    asked, silent = (opened(zone, day).until(task) for _ in range(2))
    ask(asked, days)
    for play in (asked, silent):
        play.wait(play.now + timedelta(days=later))
    found = [[(s.step, e.effective) for s, e in steps_taken(play.entries)] for play in (asked, silent)]
    assert found[0] == found[1]


@MANY
@given(ZONES, OPENS_ON, TASKS, st.integers(1, 10), st.integers(0, 40))
def test_a_grant_arms_the_ladder_anew(zone: TimeZone, day: date, task: Task, days: int, late: int) -> None:
    """After a grant the steps whose morning comes after it are taken around the new date, each of them once."""
    play = opened(zone, day).until(task)
    play.wait(play.now + timedelta(days=late))
    ask(play, days)
    grant(play)
    turn = play.journey.turn
    assert turn.due is not None and turn.due > play.now
    mornings = {
        step.name: ladder_instant(play.journey, turn.party, task, step, turn.due)
        for step in steps_of(play.journey, turn)
    }
    expected = [(name, at) for name, at in mornings.items() if at > play.now]
    # An officer who is relieved on the fifth day makes room for another, with whom it begins again.
    until = mornings["h-plus-2"] if turn.party is Party.PROGRAMME else max(mornings.values())
    found = [(s.step, e.effective) for s, e in steps_taken(play.wait(until))]
    assert found == [(name, at) for name, at in expected if at <= until]


@MANY
@given(ZONES, OPENS_ON, HISTORIES)
def test_no_step_is_taken_outside_its_turn(zone: TimeZone, day: date, history: Any) -> None:
    """A step falls due after its turn began and before the next one was recorded; since it was armed, only once."""
    state: Journey | None = None
    for entry in lived(zone, day, history)[-1].entries:
        if isinstance(entry.event, ev.LadderStepTaken):
            assert state is not None
            begun = state.turn.armed_since or state.turn.since
            assert entry.event.task is state.turn.task
            assert begun < entry.event.fell_due == entry.effective <= entry.at
            assert state.pause is None
            assert entry.event.step not in state.turn.steps_taken
        state = evolve(state, entry)


@MANY
@given(ZONES, OPENS_ON, HISTORIES)
def test_one_alarm_is_enough(zone: TimeZone, day: date, history: Any) -> None:
    """There is at most one instant to wake up at, it is the earliest, and nothing happens before it."""
    for moment in lived(zone, day, history):
        pending = alarms(moment.journey)
        step = next_step(moment.journey, moment.now)
        assert isinstance(step, Wait) or moment.journey.ended
        if pending:
            assert isinstance(step, Wait) and step.until == min(alarm.at for alarm in pending) > moment.now
            quiet = journey.catch_up(moment.journey, step.until - timedelta(seconds=1))
            assert quiet.entries == ()


def in_any_order(play: Play, acts: Sequence[Act], role: Role) -> None:
    """However the acts are ordered, plan, due date, obligations and accounts are the same."""
    found = []
    for order in permutations(acts):
        one = copy.copy(play)
        one.entries = list(play.entries)
        for act in order:
            send(one, act, role)
        state = one.journey
        found.append((plan(state, one.now), state.turn.due, state.obligations, delay_account(state, one.now)))
    assert all(other == found[0] for other in found)


@ORDERS
@given(ZONES, OPENS_ON, st.integers(0, 60))
def test_gates_may_come_in_any_order(zone: TimeZone, day: date, wait: int) -> None:
    """Three gates passed one by one lead to the same plan whichever is first."""
    play = opened(zone, day)
    play.wait(days=wait)
    acts = [messages.PassGates(gates=(gate(name, play.today),)) for name in ("mou", "sk-dewan", "sk-tim")]
    in_any_order(play, acts, Role.COORDINATOR)


@ORDERS
@given(ZONES, OPENS_ON, TASKS, st.lists(st.integers(1, 90), min_size=3, max_size=3, unique=True), ZONES)
def test_decrees_and_workplaces_may_come_in_any_order(
    zone: TimeZone, day: date, task: Task, days: list[int], other: TimeZone
) -> None:
    """Decrees about different days and workplaces of different people lead to the same whichever is first."""
    play = opened(zone, day).until(task)
    one, two, three = (play.now.date() + n * DAY for n in days)
    off = play.journey.calendar.days_off
    assume(one not in off)
    places = [
        Workplace(person="mentor-a", zone=other, days_off=(one,)),
        Workplace(person="ministry-officer", zone=other, days_off=(two,)),
    ]
    acts: list[Act] = [
        messages.ChangeCalendar(decree="SKB", off=(one,), regional_off=(two,)),
        *(messages.RecordWorkplaces(workplaces=(place,)) for place in places),
    ]
    if three in off:
        acts.append(messages.ChangeCalendar(decree="SKB lain", working=(three,)))
    in_any_order(play, acts, Role.PROGRAMME_MANAGER)


@MANY
@given(ZONES, OPENS_ON, TASKS, st.integers(-60, 60), st.integers(0, 60), st.booleans())
def test_a_decree_moves_what_is_to_come(
    zone: TimeZone, day: date, task: Task, off: int, wait: int, regional: bool
) -> None:
    """A date that has passed stays, one to come never moves forward; the baseline stays, a repetition is refused."""
    play = opened(zone, day).until(task)
    play.wait(days=wait)
    before, baseline = due(play), play.journey.baseline
    days = (play.today + off * DAY,)
    assume(regional or days[0] not in play.journey.calendar.days_off)
    act = messages.ChangeCalendar(decree="SKB", off=() if regional else days, regional_off=days if regional else ())
    send(play, act, Role.PROGRAMME_MANAGER)
    assert due(play) == before if before <= play.now else due(play) >= before
    assert play.journey.baseline == baseline == planned_dates(opened(zone, day).journey)
    with pytest.raises(errors.CalendarUnchanged):
        send(play, act, Role.PROGRAMME_MANAGER)


@MANY
@given(ZONES, OPENS_ON, HISTORIES)
def test_accounts_add_up(zone: TimeZone, day: date, history: Any) -> None:
    """At every instant, back to the opening and beyond the end, each working day is charged once."""
    last = lived(zone, day, history)[-1]
    state = last.journey
    times = sorted({t for e in last.entries for t in (e.effective, e.at)} | {last.now + timedelta(days=400)})
    times += [one + (two - one) / 2 for one, two in pairwise(times)]
    for one, two in pairwise(state.stretches):
        assert one.since < (one.until or one.since) == two.since
    for instant in times:
        account = delay_account(state, instant)
        assert account is not None
        assert sum(a.days for a in account.accounts) == account.working_days
        assert all(0 <= a.late_days <= a.days for a in account.accounts)
        assert all(o.late_days <= a.late_days for a in account.accounts for o in a.outstanding)


@MANY
@given(ZONES, OPENS_ON, TASKS, st.integers(0, 23))
def test_days_within_the_due_date_are_never_late(zone: TimeZone, day: date, task: Task, hours: int) -> None:
    """Until the last moment of a turn nobody is late; after it, only the party whose turn it is."""
    play = opened(zone, day, policy=policy(office_zone=None)).until(task)
    play.wait(max(due(play) - timedelta(hours=hours), play.now))
    account = delay_account(play.journey, play.now)
    assert account is not None and account.late_days == 0
    play.wait(due(play) + timedelta(days=7))
    later = delay_account(play.journey, play.now)
    assert later is not None
    assert {a.account for a in later.accounts if a.late_days} <= {play.journey.turn.party}


@MANY
@given(OPENS_ON, ZONES, ZONES)
def test_a_mentor_keeps_his_own_day_wherever_he_goes(day: date, works_in: TimeZone, moves_to: TimeZone) -> None:
    """For a region in WIT a mentor's day ends at 16.00 where he works, and moves by hours when he does."""
    place = Workplace(person="mentor-a", zone=works_in)
    play = opened(TimeZone.WIT, day, workplaces=(place,)).until(Task.GIVE_VERDICTS)
    first = due(play)
    assert first == clock(local_date(first, works_in), 16, works_in)
    act = messages.RecordWorkplaces(workplaces=(place.model_copy(update={"zone": moves_to}),))
    send(play, act, Role.MINISTRY_OFFICER)
    zones = list(TimeZone)
    assert due(play) - first == timedelta(hours=zones.index(works_in) - zones.index(moves_to))
