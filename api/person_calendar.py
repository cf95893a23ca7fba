"""A person's dates as a calendar (ICS), which other programs subscribe to: `calendar_of` writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from activities.notify.letters import MARK
from domain.vocabulary import IANA, TimeZone
from domain.words.names import name_of
from domain.words.phrase import Language, Phrase
from records.agenda import AgendaItem, Occasion

TITLES: dict[Occasion, Phrase] = {
    Occasion.TURN: Phrase("Batas waktu: {what}", "Due: {what}"),
    Occasion.SESSION: Phrase("{what}", "{what}"),
    Occasion.EXAMINATION: Phrase("Paparan di depan penguji", "Examination"),
    Occasion.OBLIGATION: Phrase("Batas kewajiban: {what}", "Obligation due: {what}"),
}
NAME = Phrase("Agenda bimtek", "bimtek agenda")
MARKER_LENGTH = timedelta(minutes=30)
"""A due date is shown as the half hour that ends with it."""
EXAMINATION_LENGTH = timedelta(hours=2)


def calendar_of(items: Sequence[AgendaItem], zone: TimeZone, language: Language) -> bytes:
    """The calendar: times in the person's zone, whose rules are in it; equal dates give equal bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//bimtek//agenda//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME.into(language))
    calendar.add("x-wr-timezone", IANA[zone])
    for item in sorted(items, key=lambda each: each.uid):
        calendar.add_component(_event(item, zone, language))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(item: AgendaItem, zone: TimeZone, language: Language) -> Event:
    event = Event()
    event.add("uid", item.uid)
    event.add("dtstamp", item.as_of)
    what = name_of(item.task).into(language) if item.task else item.title or ""
    title = TITLES[item.occasion].into(language).format(what=what)
    mark = f"[{MARK}] " if item.simulated else ""
    event.add("summary", f"{mark}{title} ({item.region})")
    event.add("status", "TENTATIVE" if item.provisional else "CONFIRMED")
    if item.place:
        event.add("location", item.place)
    if item.at is None:
        event.add("dtstart", item.day)
        event.add("transp", "TRANSPARENT" if item.provisional else "OPAQUE")
        return event
    at = item.at.astimezone(ZoneInfo(IANA[zone]))
    starts = at if item.occasion is Occasion.EXAMINATION else at - MARKER_LENGTH
    ends = at + EXAMINATION_LENGTH if item.occasion is Occasion.EXAMINATION else at
    event.add("dtstart", starts)
    event.add("dtend", ends)
    return event
