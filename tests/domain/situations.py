"""Journeys somewhere along their way, in any zone, for the laws of time: `situation`, `strategies` to draw them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from domain.model import Journey
from domain.policy_file import TASKS as TASKS_OF
from domain.values import Workplace
from domain.vocabulary import Task, TimeZone
from tests.domain.builders import MENTORS, OPENS_AT, REGION, calendar, policy, start
from tests.domain.cast import Play

AHEAD = {TimeZone.WIB: 7, TimeZone.WITA: 8, TimeZone.WIT: 9}
"""Hours each zone is ahead of UTC, written down here again so that the zone database is checked as well."""

TIMED = tuple((party, task) for party, tasks in TASKS_OF.items() for task in tasks)
"""Every task with a deadline, with a party whose turn it can be."""

RUNS = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
"""The same runs every time; `RUNS` with another `max_examples` and without `derandomize` searches for more."""

zones = st.sampled_from(TimeZone)
tasks = st.sampled_from(
    (
        Task.PASS_GATES,
        Task.DECLARE_INTERESTS,
        Task.PROPOSE_SESSION,
        Task.HAND_IN,
        Task.COMMENT_HAND_IN,
        Task.SUBMIT,
        Task.GIVE_VERDICTS,
        Task.RECORD_COMMITMENT,
        Task.RECORD_EXAMINATION,
        Task.DECIDE_AS_OWNER,
    )
)
"""Tasks at which a situation can begin: at least one of every party and of every stage with deadlines."""

instants = st.timedeltas(timedelta(0), timedelta(days=400)).map(lambda after: OPENS_AT + after)
days_off = st.lists(st.dates(date(2019, 5, 15), date(2020, 9, 30)), max_size=12, unique=True).map(
    lambda days: tuple(sorted(days))
)


@cache
def _reached(task: Task, zone: TimeZone, office: TimeZone) -> Play:
    rules = policy(office_zone=office, mentors_minimum=2)
    return Play(start(region=REGION.model_copy(update={"zone": zone}), policy=rules)).until(task)


def situation(task: Task, zone: TimeZone = TimeZone.WIB, office: TimeZone = TimeZone.WIB) -> Play:
    """A journey whose turn has come to a task; two mentors, who like everybody of no region work in `office`."""
    play = copy.copy(_reached(task, zone, office))
    play.entries = list(play.entries)
    return play


situations = st.builds(situation, tasks, zones, zones)


def local(instant: datetime, zone: TimeZone) -> date:
    """The day in a zone, by addition."""
    return (instant.astimezone(UTC) + timedelta(hours=AHEAD[zone])).date()


def ends(day: date, zone: TimeZone) -> datetime:
    """16.00 of a day in a zone, by subtraction."""
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC) - timedelta(hours=AHEAD[zone])


def counted(journey: Journey, day: date, working_days: int, off: Sequence[date] = ()) -> date:
    """So many working days after a day, one day at a time: an answer to compare with."""
    known = {*journey.calendar.days_off, *off}
    left = working_days
    while left or day.weekday() > 4 or day in known:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in known
    return day


def _arranged(
    zone: TimeZone, office: TimeZone, off: tuple[date, ...], regional: tuple[date, ...], places: tuple[Workplace, ...]
) -> Journey:
    play = situation(Task.COMMENT_HAND_IN, zone, office)
    more = calendar().with_days_off(off)
    update = {"calendar": more, "regional_days_off": regional, "workplaces": places}
    return play.journey.model_copy(update=update)


_places = st.tuples(
    *(st.none() | st.builds(Workplace, person=st.just(name), zone=zones, days_off=days_off) for name in MENTORS)
).map(lambda found: tuple(place for place in found if place is not None))

arrangements = st.builds(_arranged, zones, zones, days_off, days_off, _places)
"""Journeys that differ in where people work and which days are off: nationally, in the region, at a mentor's place."""
