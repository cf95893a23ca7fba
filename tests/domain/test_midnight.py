"""Midnight in the three zones: to which day the last and the first second belong, and when a working day ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import end_of_day, local_date, noon
from domain.vocabulary import TimeZone

AHEAD = {TimeZone.WIB: timedelta(hours=7), TimeZone.WITA: timedelta(hours=8), TimeZone.WIT: timedelta(hours=9)}
"""How far each zone is ahead of UTC, written down here again so that the zone database is checked as well."""

ZONES = st.sampled_from(TimeZone)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
SECOND = timedelta(seconds=1)


def midnight(day: date, zone: TimeZone) -> datetime:
    """The instant at which `day` begins in `zone`, found by subtraction."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - AHEAD[zone]


@pytest.mark.parametrize(
    ("instant", "zone", "expected"),
    [
        pytest.param(datetime(2019, 6, 12, 16, 59, 59, tzinfo=UTC), TimeZone.WIB, 12, id="23.59.59 WIB is the old day"),
        pytest.param(datetime(2019, 6, 12, 17, 0, 0, tzinfo=UTC), TimeZone.WIB, 13, id="00.00.00 WIB is the new day"),
        pytest.param(
            datetime(2019, 6, 12, 15, 59, 59, tzinfo=UTC), TimeZone.WITA, 12, id="23.59.59 WITA is the old day"
        ),
        pytest.param(datetime(2019, 6, 12, 16, 0, 0, tzinfo=UTC), TimeZone.WITA, 13, id="00.00.00 WITA is the new day"),
        pytest.param(datetime(2019, 6, 12, 14, 59, 59, tzinfo=UTC), TimeZone.WIT, 12, id="23.59.59 WIT is the old day"),
        pytest.param(datetime(2019, 6, 12, 15, 0, 0, tzinfo=UTC), TimeZone.WIT, 13, id="00.00.00 WIT is the new day"),
        pytest.param(
            datetime(2019, 6, 12, 15, 30, tzinfo=UTC), TimeZone.WITA, 12, id="while WIT has the new day, WITA has not"
        ),
        pytest.param(
            datetime(2019, 6, 12, 16, 30, tzinfo=UTC), TimeZone.WIB, 12, id="while WITA has the new day, WIB has not"
        ),
    ],
)
def test_known_instants(instant: datetime, zone: TimeZone, expected: int) -> None:
    """The last second of 12 June 2019 and the first of 13 June belong to their own days in each zone."""
    assert local_date(instant, zone) == date(2019, 6, expected)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        pytest.param(TimeZone.WIB, datetime(2019, 6, 13, 9, 0, tzinfo=UTC), id="16.00 WIB is 09.00 UTC"),
        pytest.param(TimeZone.WITA, datetime(2019, 6, 13, 8, 0, tzinfo=UTC), id="16.00 WITA is 08.00 UTC"),
        pytest.param(TimeZone.WIT, datetime(2019, 6, 13, 7, 0, tzinfo=UTC), id="16.00 WIT is 07.00 UTC"),
    ],
)
def test_the_end_of_a_known_day(zone: TimeZone, expected: datetime) -> None:
    """The working day of 13 June 2019 ends at 16.00 of each zone."""
    assert end_of_day(date(2019, 6, 13), zone) == expected


@given(DAYS, ZONES)
def test_a_day_begins_at_midnight_of_its_zone(day: date, zone: TimeZone) -> None:
    """On every day the second before midnight belongs to the day before, midnight itself to the day."""
    begins = midnight(day, zone)
    assert local_date(begins - SECOND, zone) == day - timedelta(days=1)
    assert local_date(begins - timedelta(microseconds=1), zone) == day - timedelta(days=1)
    assert local_date(begins, zone) == day
    assert local_date(midnight(day + timedelta(days=1), zone) - SECOND, zone) == day


@given(DAYS, ZONES)
def test_a_working_day_ends_within_its_own_day(day: date, zone: TimeZone) -> None:
    """Every working day ends 16 hours after its midnight and eight before the next: no zone here moves its clocks."""
    end = end_of_day(day, zone)
    assert end - midnight(day, zone) == timedelta(hours=16)
    assert midnight(day + timedelta(days=1), zone) - end == timedelta(hours=8)
    assert noon(day, zone) - midnight(day, zone) == timedelta(hours=12)
    assert local_date(end, zone) == day


@given(DAYS, st.timedeltas(timedelta(0), timedelta(days=1)), ZONES)
def test_every_instant_lies_in_its_local_day(utc_day: date, since: timedelta, zone: TimeZone) -> None:
    """Whatever the instant, its local day has begun and is not over."""
    instant = datetime(utc_day.year, utc_day.month, utc_day.day, tzinfo=UTC) + since
    day = local_date(instant, zone)
    assert midnight(day, zone) <= instant < midnight(day + timedelta(days=1), zone)


@given(DAYS)
def test_the_east_ends_first(day: date) -> None:
    """A working day ends in Jayapura, then in Makassar, then in Jakarta, an hour apart."""
    east, centre, west = (end_of_day(day, zone) for zone in (TimeZone.WIT, TimeZone.WITA, TimeZone.WIB))
    assert centre - east == west - centre == timedelta(hours=1)
