"""Laws of what moves deadlines: pauses, extensions, decrees, workplaces; and of what days are charged to whom."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain import errors, messages
from domain.calendar import WorkingCalendar
from domain.delay import delay_account
from domain.journey import act as acted
from domain.journey import catch_up
from domain.messages import Act
from domain.model import Journey
from domain.plan import plan
from domain.seats import counting, regional_calendar, seats, stopped_days
from domain.values import Workplace
from domain.vocabulary import Party, Role, Stage, Status, Task, TimeZone
from tests.domain.acts_of_time import clock, decreeing, steps, working_in
from tests.domain.builders import MENTORS, command, person
from tests.domain.cast import Play
from tests.domain.lives import HISTORIES, OPENS_ON, ZONES, Moment, ask, grant, lived, pause, resume
from tests.domain.situations import RUNS, counted, days_off, ends, local, situation, situations, tasks, zones

HOURS = st.timedeltas(timedelta(0), timedelta(hours=23, minutes=59))


def waiting(play: Play, days: int, hours: timedelta) -> Play:
    """Nobody acts for so many days, and then until that hour of the region's day, if it is to come."""
    zone = play.journey.region.zone
    day = local(play.now, zone) + timedelta(days=days)
    play.wait(max(clock(day, 0, zone) + hours, play.now))
    return play


def between(days: WorkingCalendar, first: date, last: date) -> int:
    """Working days from the first up to and including the last, one by one."""
    return sum(days.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


# --- pauses -------------------------------------------------------------------------------------------------------


@settings(RUNS, max_examples=300)
@given(situations, st.integers(0, 8), HOURS, HOURS)
def test_a_pause_that_ends_on_its_day_moves_nothing(play: Play, days: int, first: timedelta, last: timedelta) -> None:
    """Whatever the hours, with 16.00 in them or not: no deadline, no planned day and no step of the ladder moves."""
    waiting(play, days, min(first, last))
    before, today = play.journey, local(play.now, play.journey.region.zone)
    pause(play, today + timedelta(days=30))
    waiting(play, 0, max(first, last))
    assert resume(play).working_days == 0
    assert play.journey.stops == ()
    assert (play.journey.turn.due, play.journey.turn.first_due) == (before.turn.due, before.turn.first_due)
    assert [m.agreed for m in plan(play.journey, play.now).milestones] == [
        m.agreed for m in plan(before, play.now).milestones
    ]


@settings(RUNS, max_examples=1000)
@given(tasks, zones, st.integers(1, 12), HOURS, st.integers(1, 40), HOURS, st.booleans(), st.integers(0, 5), zones)
def test_a_deadline_moves_by_the_working_days_stopped(
    task: Task,
    office: TimeZone,
    on: int,
    first: timedelta,
    days: int,
    last: timedelta,
    by_hand: bool,
    granted: int,
    zone: TimeZone,
) -> None:
    """A turn begun before the day of the pause is due later by exactly the working days stopped, and both are seen."""
    play = waiting(situation(task, zone, office), on, first)
    assume(play.journey.turn.due is not None and play.journey.turn.due > play.now)
    if granted:
        ask(play, granted)
        grant(play)
    turn = play.journey.turn
    assert turn.due is not None
    paused_at, until = play.now, local(play.now, zone) + timedelta(days=days)
    pause(play, until)
    ended_at = clock(until, 0, zone)
    if by_hand:
        ended_at = max(ended_at - timedelta(days=1) + last, paused_at)
        play.now = ended_at
        resume(play)
    else:
        play.wait(ended_at)
    calendar = regional_calendar(play.journey)
    first_day, last_day = local(paused_at, zone), local(ended_at, zone)
    stopped = [
        day
        for n in range((last_day - first_day).days + 1)
        if calendar.is_working_day(day := first_day + timedelta(days=n))
        and paused_at < ends(day, zone) <= ended_at
        and first_day < last_day
    ]
    after = play.journey.turn
    assert after.due is not None
    assert after.first_due == (turn.first_due or (turn.due if stopped else None))
    seat = next(seat for seat in seats(play.journey, turn.party, turn.task))
    there = play.journey.calendar.with_days_off(seat.days_off)
    due_day, new_day = local(turn.due, seat.zone), local(after.due, seat.zone)
    # Each day stopped is a day later, and those that are off where the others work are none for them.
    kept = [day for day in stopped if there.is_working_day(day)]
    assert between(there, due_day + timedelta(days=1), new_day) == len(kept)


@settings(RUNS, max_examples=600)
@given(situations, st.integers(0, 12), HOURS, st.integers(1, 40), st.integers(0, 60))
def test_while_the_clock_stands_still_nothing_happens_but_its_end(
    play: Play, on: int, first: timedelta, days: int, longer: int
) -> None:
    """In a pause no step of a ladder is taken; at its end, the first minute of its day, everything goes on."""
    waiting(play, on, first)
    zone = play.journey.region.zone
    goes_on = clock(local(play.now, zone) + timedelta(days=days), 0, zone)
    pause(play, goes_on.date())
    assert play.wait(goes_on - timedelta(seconds=1)) == ()
    entries = play.wait(days=longer + 1)
    assert entries[0].effective == goes_on
    assert [e.event.kind for e in entries].count("journey_resumed") == 1
    assert play.journey.pause is None


@settings(RUNS, max_examples=200)
@given(zones, zones, st.integers(0, 10), st.integers(8, 20), st.integers(0, 5))
def test_a_turn_begun_in_a_pause_has_its_whole_time_after_it(
    zone: TimeZone, office: TimeZone, on: int, days: int, granted: int
) -> None:
    """What passes on while the clock stands still is counted from the day it goes on, with what was granted besides."""
    play = situation(Task.HAND_IN, zone, office)
    goes_on = local(play.now, zone) + timedelta(days=days)
    pause(play, goes_on)
    play.now += timedelta(hours=1)
    play.turn_over()
    play.wait(max(clock(goes_on - timedelta(days=days), 12, zone) + timedelta(days=min(on, days - 1)), play.now))
    if granted:
        ask(play, granted)
        grant(play)
    play.wait(clock(goes_on, 0, zone))
    state = play.journey
    assert state.turn.task is Task.COMMENT_HAND_IN
    assert state.turn.due == ends(counted(state, goes_on, 7 + granted), office)


# --- extensions ---------------------------------------------------------------------------------------------------


@settings(RUNS, max_examples=1000)
@given(situations, st.integers(0, 20), HOURS, st.integers(1, 10), st.booleans())
def test_more_time_asked_for_stops_no_ladder_and_granted_begins_it_anew(
    play: Play, on: int, hours: timedelta, days: int, grant_it: bool
) -> None:
    """The same steps are taken with a request as without; a grant gives exactly its days, from the date or today."""
    waiting(play, on, hours)
    silent, turn = copy.copy(play), play.journey.turn
    silent.entries = list(play.entries)
    assert turn.due is not None
    ask(play, days)
    if not grant_it:
        asked = play.wait(days=30)
        assert steps(asked) == steps(silent.wait(days=30))
        return
    grant(play)
    after = play.journey.turn
    assert after.due is not None
    assert after.first_due == (turn.first_due or turn.due)
    seat = seats(play.journey, turn.party, turn.task)[0]
    first = max(local(turn.due, seat.zone), local(play.now, seat.zone))
    assert between(counting(play.journey, seat), first + timedelta(days=1), local(after.due, seat.zone)) == days
    asked_at = play.now
    told = steps(play.wait(after.due))
    assert all(step.fell_due > asked_at and step.due == after.due for step in told)
    assert len({step.step for step in told}) == len(told)


# --- decrees and workplaces ---------------------------------------------------------------------------------------


@settings(RUNS, max_examples=600)
@given(situations, st.integers(0, 40), HOURS, days_off, days_off, days_off)
def test_a_decree_moves_only_what_is_to_come(
    play: Play, on: int, hours: timedelta, off: tuple[date, ...], regional: tuple[date, ...], back: tuple[date, ...]
) -> None:
    """A date that has passed stays; one to come stays to come; the baseline stays; the same again is refused."""
    waiting(play, on, hours)
    zone_days = {*off, *regional}
    working = [day for day in (*back, *play.journey.calendar.days_off[40:60]) if day not in zone_days]
    before, now = play.journey, play.now
    assert before.turn.due is not None
    try:
        decreeing(play, off, regional_off=regional, working=working)
    except errors.CalendarUnchanged:
        assert not zone_days - {*before.calendar.days_off}
        return
    after = play.journey
    assert after.turn.due is not None
    if before.turn.due <= now:
        assert after.turn.due == before.turn.due
    else:
        assert after.turn.due > now
        moved = before.turn.due if after.turn.due != before.turn.due else None
        assert after.turn.first_due == (before.turn.first_due or moved)
    assert after.baseline == before.baseline
    again = command(
        messages.ChangeCalendar(decree="Lagi", off=off, regional_off=regional, working=tuple(working)),
        Role.PROGRAMME_MANAGER,
        name="lagi",
    )
    try:
        acted(after, again, play.now)
    except errors.CalendarUnchanged:
        return
    raise AssertionError("the same decree was taken twice")


@settings(RUNS, max_examples=600)
@given(zones, zones, zones, st.integers(0, 6), HOURS)
def test_a_mentors_day_is_that_of_his_place(
    zone: TimeZone, office: TimeZone, place: TimeZone, on: int, hours: timedelta
) -> None:
    """Recorded in the middle of a turn, the place of both mentors moves its end by the hours between the zones."""
    play = waiting(situation(Task.COMMENT_HAND_IN, zone, office), on, hours)
    due = play.journey.turn.due
    assert due is not None
    working_in(play, place)
    one = play.journey.turn.due
    working_in(play, place, MENTORS[1])
    both = play.journey.turn.due
    day = local(due, office)
    assert due == ends(day, office)
    assume(ends(day, TimeZone.WIT) > play.now)
    assert one == max(ends(day, office), ends(day, place))
    assert both == ends(day, place)


# --- accounts and plans -------------------------------------------------------------------------------------------


def working_days(moment: Moment, since: datetime, until: datetime) -> int:
    """The region's working days that ended after one instant and not after another, one by one."""
    zone, calendar = moment.journey.region.zone, regional_calendar(moment.journey)
    days = ((until - since).days + 3) if until > since else 0
    found = (local(since, zone) + timedelta(days=n) for n in range(days))
    return sum(calendar.is_working_day(day) and since < ends(day, zone) <= until for day in found)


@settings(RUNS, max_examples=150)
@given(ZONES, OPENS_ON, HISTORIES, st.lists(st.integers(0, 400), max_size=4))
def test_the_accounts_add_up_at_every_time(
    zone: TimeZone, day: date, history: list[tuple[Callable[[Play, int], object], int]], later: list[int]
) -> None:
    """With pauses, acts on paper, extensions and decrees: each working day since the opening is charged once."""
    for moment in lived(zone, day, history):
        for as_of in (moment.now, *(moment.now + timedelta(hours=hours) for hours in later)):
            account = delay_account(moment.journey, as_of)
            assert account is not None
            until = as_of if moment.journey.status is Status.OPEN else account.until
            assert account.working_days == working_days(moment, account.since, until)
            assert sum(a.days for a in account.accounts) == account.working_days
            assert all(0 <= a.late_days <= a.days for a in account.accounts)


@settings(RUNS, max_examples=150)
@given(ZONES, OPENS_ON, HISTORIES)
def test_days_stopped_are_charged_to_nobody_and_all_others_to_somebody(
    zone: TimeZone, day: date, history: list[tuple[Callable[[Play, int], object], int]]
) -> None:
    """Stretches follow each other without gap or overlap; every working day that the clock stood still is nobody's."""
    moment = lived(zone, day, history)[-1]
    stretches = moment.journey.stretches
    assert all(first.until == second.since for first, second in pairwise(stretches))
    assert all(stretch.until is None or stretch.until > stretch.since for stretch in stretches)
    calendar = regional_calendar(moment.journey)
    for stopped in stopped_days(moment.journey):
        if calendar.is_working_day(stopped):
            (party,) = (s.party for s in stretches if s.since < ends(stopped, zone) <= (s.until or ends(stopped, zone)))
            assert party is Party.NOBODY


@settings(RUNS, max_examples=80)
@given(ZONES, OPENS_ON, HISTORIES)
def test_a_plan_can_always_be_told(
    zone: TimeZone, day: date, history: list[tuple[Callable[[Play, int], object], int]]
) -> None:
    """Stages end in order in every way, none is expected before today, and the baseline is that of the opening."""
    moments = lived(zone, day, history)
    for moment in moments:
        found = [plan(moment.journey, moment.now).milestone(stage) for stage in Stage]
        for way in ([m.baseline for m in found], [m.agreed for m in found], [m.forecast for m in found]):
            known = [day for day in way if day is not None]
            assert known == sorted(known), found
        assert all(m.forecast is None or m.forecast >= local(moment.now, zone) for m in found)
        assert moment.journey.baseline == moments[0].journey.baseline


def _one(act: Act, role: Role, who: str | None = None) -> tuple[Act, Role, str | None]:
    return act, role, who


def _place(who: str, zone: TimeZone, *off: date) -> tuple[Act, Role, str | None]:
    place = Workplace(person=who, zone=zone, days_off=off)
    return _one(messages.RecordWorkplaces(workplaces=(place,)), Role.MINISTRY_OFFICER)


def _decree(**days: Any) -> tuple[Act, Role, str | None]:
    return _one(messages.ChangeCalendar(decree="SKB", **days), Role.PROGRAMME_MANAGER)


EQUAL: tuple[tuple[Act, Role, str | None], ...] = (
    _place(MENTORS[0], TimeZone.WIT, date(2019, 7, 1)),
    _place(MENTORS[1], TimeZone.WIB, date(2019, 7, 2), date(2019, 6, 24)),
    _place(person(Role.MINISTRY_OFFICER), TimeZone.WITA),
    _place(person(Role.DIRECTOR), TimeZone.WIT, date(2019, 6, 28)),
    _decree(off=(date(2019, 6, 20), date(2019, 7, 3))),
    _decree(off=(date(2019, 7, 9),), official_until=date(2025, 12, 31)),
    _decree(working=(date(2019, 6, 7),)),
    _decree(regional_off=(date(2019, 6, 21), date(2019, 10, 4))),
    _one(messages.AppointMember(person="wakil-lain", role=Role.AGENCY, agency="pupr"), Role.PROGRAMME_MANAGER),
    _one(messages.AppointMember(person="anggota", role=Role.TEAM_MEMBER), Role.COORDINATOR),
)
"""Acts none of which depends on another."""


def _after(state: Journey, now: datetime, acts: list[tuple[Act, Role, str | None]]) -> Journey:
    for act, role, who in acts:
        sent = command(act, role, who, name=f"cmd-{state.seq}")
        state = acted(state, sent, now).journey
    return state


@settings(RUNS, max_examples=200)
@given(situations, st.integers(0, 20), st.lists(st.sampled_from(EQUAL), unique=True, max_size=6), st.randoms())
def test_the_order_of_equal_commands_does_not_matter(
    play: Play, on: int, acts: list[tuple[Act, Role, str | None]], random: object
) -> None:
    """Acts that arrive at one time lead to one plan, one deadline and one ladder, whichever comes first."""
    play.wait(days=on)
    other = list(acts)
    random.shuffle(other)  # type: ignore[attr-defined]
    one, two = (_after(play.journey, play.now, order) for order in (acts, other))
    assert one.turn.due == two.turn.due
    assert plan(one, play.now) == plan(two, play.now)
    assert delay_account(one, play.now) == delay_account(two, play.now)
    told = [
        [(e.effective, e.event.kind) for e in catch_up(state, play.now + timedelta(days=60)).entries]
        for state in (one, two)
    ]
    assert told[0] == told[1]
