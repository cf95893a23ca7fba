"""Why a deadline is the day it is: `explain` goes through the calendar day by day and says what counted and what not.

It comes to the same as `WorkingCalendar.after`, which a test holds it to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from domain.calendar import DAY, SATURDAY, WorkingCalendar
from domain.shape import Frozen


class Skipped(StrEnum):
    """Why a day did not count."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    DAY_OFF = "day_off"
    """In the calendar's days off: a holiday, shared leave, or a day off of the region."""


class DayLookedAt(Frozen):
    """One calendar day: counted with its number, or skipped with the reason.

    Numbers go 1, 2, 3 forwards and -1, -2, -3 backwards; 0 is the day on which counting zero working days ends.
    """

    day: date
    number: int | None = None
    skipped: Skipped | None = None
    name: str | None = None
    """What the day off is called, where that is known."""

    @property
    def counted(self) -> bool:
        """Whether the day is a working day."""
        return self.number is not None


class Explanation(Frozen):
    """How counting came to its answer. An estimate looked at days that no decree has settled yet."""

    start: date
    working_days: int
    days: tuple[DayLookedAt, ...]
    """Every day looked at, in the order of counting; the last one is the answer."""
    estimate: bool
    official_until: date | None

    @property
    def answer(self) -> date:
        """The day that counting ends on."""
        return self.days[-1].day


def explain(calendar: WorkingCalendar, day: date, working_days: int, names: Mapping[date, str]) -> Explanation:
    """How `working_days` working days after `day` (before it, where negative) come to their date.

    `names` says what days off are called. `day` itself is looked at only when no day is to be counted.
    """
    # The day's number moves by this with each day that counts: not at all when there is nothing to count.
    direction = (working_days > 0) - (working_days < 0)
    step = -DAY if direction < 0 else DAY
    at = day + direction * DAY
    number = 0
    days: list[DayLookedAt] = []
    while True:
        skipped = _skipped(calendar, at)
        if skipped is None:
            number += direction
            days.append(DayLookedAt(day=at, number=number))
            if number == working_days:
                break
        else:
            days.append(DayLookedAt(day=at, skipped=skipped, name=names.get(at)))
        at += step
    last = max(days[0].day, days[-1].day)
    return Explanation(
        start=day,
        working_days=working_days,
        days=tuple(days),
        estimate=calendar.official_until is None or last > calendar.official_until,
        official_until=calendar.official_until,
    )


def _skipped(calendar: WorkingCalendar, day: date) -> Skipped | None:
    if calendar.is_working_day(day):
        return None
    if day.weekday() < SATURDAY:
        return Skipped.DAY_OFF
    return Skipped.SATURDAY if day.weekday() == SATURDAY else Skipped.SUNDAY
