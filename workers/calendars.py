"""Calendars from the `holidays` library: what a journey is given when it begins, and what its days off are called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays

from domain.calendar import SATURDAY, WorkingCalendar
from domain.calendar_file import DayKind, DayOff

KNOWN_YEARS = range(1946, 2101)
"""The years the library has days off for."""


def national_calendar(years: Iterable[int]) -> WorkingCalendar:
    """National holidays and cuti bersama of some years.

    `official_until` is the last day of the last year in a row that has a decree on cuti bersama; what comes later is
    an estimate. The language is set, for it would otherwise follow the machine's locale.
    """
    days: list[date] = []
    official: date | None = None
    unbroken = True
    for year in sorted(set(years)):
        off = holidays.country_holidays("ID", categories=("public", "government"), years=year, language="id")
        days += [day for day in off if day.weekday() < SATURDAY]
        collective = holidays.country_holidays("ID", categories=("government",), years=year, language="id")
        unbroken = unbroken and bool(collective)
        if unbroken:
            official = date(year, 12, 31)
    return WorkingCalendar(days_off=tuple(sorted(set(days))), official_until=official)


def named_days_off(years: Iterable[int]) -> tuple[DayOff, ...]:
    """The days off of `national_calendar` with what they are called in Indonesian, in order.

    A day that is a holiday and cuti bersama at once is a holiday.
    """
    found: dict[date, DayOff] = {}
    for year in sorted(set(years)):
        # The holidays come second, so that they win.
        for kind, category in ((DayKind.CUTI_BERSAMA, "government"), (DayKind.HOLIDAY, "public")):
            off = holidays.country_holidays("ID", categories=(category,), years=year, language="id")
            found |= {
                day: DayOff(day=day, kind=kind, name=name) for day, name in off.items() if day.weekday() < SATURDAY
            }
    return tuple(found[day] for day in sorted(found))
