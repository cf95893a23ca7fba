"""Where the time of a simulated journey goes when it is moved by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.pages.simulated_time import MOST_DAYS, Leap, target
from domain.calendar import end_of_day, local_date
from domain.model import Journey
from domain.seats import regional_calendar
from domain.vocabulary import Task
from tests.domain.builders import shipped_policy, start
from tests.domain.cast import Play


def at(task: Task) -> Journey:
    """A journey that has come to a task."""
    return Play(start(policy=shipped_policy(), simulated=True)).until(task).journey


def test_a_working_day_ends_at_noon_of_the_next_one() -> None:
    """In the region's zone, over weekends and days off."""
    journey = at(Task.SUBMIT)
    now = journey.turn.since
    there = target(journey, Leap("working_day"), now)
    assert there is not None and there > now
    assert regional_calendar(journey).between(local_date(now, journey.region.zone), there.date()) == 1


def test_the_agreed_event_is_over_afterwards() -> None:
    """A bimtek ends with its last day; what is nearest comes first."""
    journey = at(Task.ATTEND_SESSION)
    plan = journey.session(1).plan
    there = target(journey, Leap("event"), journey.turn.since)
    assert plan is not None and there is not None
    assert there - end_of_day(plan.days[-1], journey.region.zone) == timedelta(minutes=1)
    assert target(journey, Leap("event"), there + timedelta(days=400)) is None


def test_the_deadline_has_passed_afterwards() -> None:
    """So that reminders and escalations can be seen; one that has passed already is nothing to go to."""
    journey = at(Task.SUBMIT)
    due = journey.turn.due
    assert due is not None
    there = target(journey, Leap("deadline"), journey.turn.since)
    assert there is not None and there > due
    assert target(journey, Leap("deadline"), there) is None


@pytest.mark.parametrize(("days", "goes"), [(0, False), (1, True), (MOST_DAYS, True), (MOST_DAYS + 1, False)])
def test_days_are_counted_within_a_year(days: int, goes: bool) -> None:
    """None at all, or more than a year, is nothing to go to."""
    journey = at(Task.SUBMIT)
    now = journey.turn.since
    assert target(journey, Leap("days", days), now) == (now + timedelta(days=days) if goes else None)
