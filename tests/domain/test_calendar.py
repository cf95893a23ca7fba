"""Working days: known answers of 2019, and laws that hold for every calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import WorkingCalendar, end_of_day, local_date, noon
from domain.vocabulary import TimeZone
from tests.domain.builders import calendar

DAYS = st.dates(date(2019, 1, 1), date(2020, 6, 30))


@pytest.mark.parametrize(
    ("day", "working_days", "expected"),
    [
        pytest.param(date(2019, 5, 29), 5, date(2019, 6, 13), id="over Idul Fitri with its shared leave"),
        pytest.param(date(2019, 4, 16), 1, date(2019, 4, 18), id="over the election of 17 April"),
        pytest.param(date(2019, 11, 1), 1, date(2019, 11, 4), id="over a weekend"),
        pytest.param(date(2019, 11, 2), 1, date(2019, 11, 4), id="from a Saturday"),
        pytest.param(date(2019, 11, 2), 0, date(2019, 11, 4), id="zero from a day off is the next working day"),
        pytest.param(date(2019, 11, 4), 0, date(2019, 11, 4), id="zero from a working day is that day"),
        pytest.param(date(2019, 6, 13), -5, date(2019, 5, 29), id="back over Idul Fitri"),
    ],
)
def test_known_answers(day: date, working_days: int, expected: date) -> None:
    """Counting working days with the holidays of 2019 gives the dates worked out by hand."""
    assert calendar().after(day, working_days) == expected


@given(DAYS, st.integers(0, 60))
def test_a_due_day_is_a_working_day(day: date, working_days: int) -> None:
    """Whatever is counted ends on a working day."""
    assert calendar().is_working_day(calendar().after(day, working_days))


@given(DAYS, st.integers(1, 60))
def test_between_counts_what_after_adds(day: date, working_days: int) -> None:
    """`between` takes back what `after` did."""
    assert calendar().between(day, calendar().after(day, working_days)) == working_days


@given(DAYS, st.integers(0, 40))
def test_more_days_never_end_earlier(day: date, working_days: int) -> None:
    """A longer allowance is due later."""
    assert calendar().after(day, working_days) <= calendar().after(day, working_days + 1)


def test_nothing_lies_between_a_day_and_an_earlier_one() -> None:
    """Counting backwards gives zero."""
    assert calendar().between(date(2019, 6, 13), date(2019, 5, 29)) == 0


def test_a_day_off_is_listed_once() -> None:
    """A calendar that lists a day twice is refused, naming it."""
    with pytest.raises(ValidationError, match="2019-06-05"):
        WorkingCalendar(days_off=(date(2019, 6, 5), date(2019, 6, 5)))


def test_days_off_are_kept_in_order() -> None:
    """However they are given, days off are kept sorted."""
    first, second = date(2019, 6, 5), date(2019, 6, 6)
    assert WorkingCalendar(days_off=(second, first)).days_off == (first, second)


@pytest.mark.parametrize(("zone", "hour"), [(TimeZone.WIB, 9), (TimeZone.WITA, 8), (TimeZone.WIT, 7)])
def test_a_working_day_ends_in_the_zone_of_the_region(zone: TimeZone, hour: int) -> None:
    """16.00 in Jayapura is two hours before 16.00 in Jakarta; the local date is the same day."""
    day = date(2019, 7, 3)
    end = end_of_day(day, zone)
    assert end.utcoffset() == timedelta(hours=16 - hour)
    assert local_date(end, zone) == local_date(noon(day, zone), zone) == day
