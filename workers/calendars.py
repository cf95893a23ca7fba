"""Calendars from the `holidays` library: what a journey is given as data when it begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays

from domain.calendar import SATURDAY, WorkingCalendar


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
