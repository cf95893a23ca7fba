"""What a decree does to calendars: pure, shared by journeys and cohorts."""

from __future__ import annotations

from datetime import date

from domain import facts
from domain.calendar import WorkingCalendar


def changed_calendar(calendar: WorkingCalendar, fact: facts.CalendarFacts) -> WorkingCalendar:
    """A calendar after a decree."""
    later = calendar.without_days_off(fact.working).with_days_off(fact.off)
    return WorkingCalendar(days_off=later.days_off, official_until=fact.official_until or calendar.official_until)


def changed_regional(days_off: tuple[date, ...], fact: facts.CalendarFacts) -> tuple[date, ...]:
    """The region's own days off after a decree."""
    return tuple(sorted({*days_off, *fact.regional_off} - set(fact.working)))
