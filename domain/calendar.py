"""Working days as data: a calendar inside the journey says which days count and when a working day ends.

No holiday library is consulted here: code that does so inside a workflow breaks replay when the library is updated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pydantic import field_validator

from domain.shape import Frozen
from domain.vocabulary import IANA, TimeZone

DAY = timedelta(days=1)
END_OF_WORKING_DAY = time(16, 0)
SATURDAY = 5


class WorkingCalendar(Frozen):
    """The days off of a horizon, Saturdays and Sundays not listed, and the last day the list is official for.

    `days_off` is sorted and without repetition. Beyond `official_until` weekends alone are days off and every
    answer is an estimate.
    """

    days_off: tuple[date, ...] = ()
    official_until: date | None = None

    @field_validator("days_off")
    @classmethod
    def _sorted(cls, days: tuple[date, ...]) -> tuple[date, ...]:
        if len(set(days)) != len(days):
            twice = sorted({day for day in days if days.count(day) > 1})
            raise ValueError(f"listed twice: {', '.join(day.isoformat() for day in twice)}")
        return tuple(sorted(days))

    def is_working_day(self, day: date) -> bool:
        """Whether `day` counts."""
        return day.weekday() < SATURDAY and day not in _set_of(self.days_off)

    def after(self, day: date, working_days: int) -> date:
        """The date `working_days` working days after `day`; a day off counts as the working day before it.

        Zero gives `day` itself, or the next working day when `day` is off. A negative number counts back.
        """
        off = _set_of(self.days_off)
        step = DAY if working_days >= 0 else -DAY
        left = abs(working_days)
        while left:
            day += step
            if day.weekday() < SATURDAY and day not in off:
                left -= 1
        while day.weekday() >= SATURDAY or day in off:
            day += step
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and including `last`; 0 when `last` is not later."""
        off = _set_of(self.days_off)
        days = (first + n * DAY for n in range(1, (last - first).days + 1))
        return sum(1 for day in days if day.weekday() < SATURDAY and day not in off)

    def with_days_off(self, *more: tuple[date, ...]) -> WorkingCalendar:
        """This calendar with more days off; what is listed already may be listed again."""
        extra = tuple(day for days in more for day in days)
        return _with_days_off(self, extra) if extra else self

    def without_days_off(self, working: Sequence[date]) -> WorkingCalendar:
        """This calendar with some days counting again."""
        return WorkingCalendar(
            days_off=tuple(day for day in self.days_off if day not in working), official_until=self.official_until
        )


@lru_cache(maxsize=4096)
def _set_of(days: tuple[date, ...]) -> frozenset[date]:
    return frozenset(days)


@lru_cache(maxsize=4096)
def _with_days_off(calendar: WorkingCalendar, extra: tuple[date, ...]) -> WorkingCalendar:
    days = tuple(sorted({*calendar.days_off, *extra}))
    return WorkingCalendar(days_off=days, official_until=calendar.official_until)


def local_date(instant: datetime, zone: TimeZone) -> date:
    """The calendar day in `zone` at an aware `instant`."""
    return instant.astimezone(ZoneInfo(IANA[zone])).date()


def end_of_day(day: date, zone: TimeZone) -> datetime:
    """The aware instant at which the working day `day` ends in `zone` (16.00)."""
    return datetime.combine(day, END_OF_WORKING_DAY, ZoneInfo(IANA[zone]))


def start_of_day(day: date, zone: TimeZone) -> datetime:
    """The aware instant at which `day` begins in `zone`."""
    return datetime.combine(day, time(0, 0), ZoneInfo(IANA[zone]))


def noon(day: date, zone: TimeZone) -> datetime:
    """The aware instant of noon of `day` in `zone`: the time given to an act of which only the day is known."""
    return datetime.combine(day, time(12, 0), ZoneInfo(IANA[zone]))


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    length = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, length.day))
