"""Days and instants as people write them: `4 November 2019 pukul 10.00 WIB`, always in the region's own zone."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.vocabulary import IANA, TimeZone
from domain.words.phrase import Language, Phrase

MONTHS: tuple[Phrase, ...] = (
    Phrase("Januari", "January"),
    Phrase("Februari", "February"),
    Phrase("Maret", "March"),
    Phrase("April", "April"),
    Phrase("Mei", "May"),
    Phrase("Juni", "June"),
    Phrase("Juli", "July"),
    Phrase("Agustus", "August"),
    Phrase("September", "September"),
    Phrase("Oktober", "October"),
    Phrase("November", "November"),
    Phrase("Desember", "December"),
)
AT = Phrase("{day} pukul {clock} {zone}", "{day}, {clock} {zone}")
AND = Phrase(" dan ", " and ")


def month(day: date, language: Language) -> str:
    """The month of a day with its year: `November 2019`."""
    return f"{MONTHS[day.month - 1].into(language)} {day.year}"


def spell_day(day: date, language: Language) -> str:
    """A day: `4 November 2019`."""
    return f"{day.day} {month(day, language)}"


def spell_days(days: Sequence[date], language: Language) -> str:
    """Some days in order; days in a row of one month are drawn together: `6–7 Agustus 2019`."""
    first, last = days[0], days[-1]
    in_a_row = all(later - earlier == timedelta(days=1) for earlier, later in itertools.pairwise(days))
    if len(days) > 1 and in_a_row and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{spell_day(last, language)}"
    return listed([spell_day(day, language) for day in days], language)


def spell_moment(instant: datetime, zone: TimeZone, language: Language) -> str:
    """An instant in a zone, to the minute: `4 November 2019 pukul 10.00 WIB`."""
    local = instant.astimezone(ZoneInfo(IANA[zone]))
    return AT.into(language).format(day=spell_day(local.date(), language), clock=f"{local:%H.%M}", zone=zone)


def listed(items: Sequence[str], language: Language) -> str:
    """`a, b dan c`."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + AND.into(language) + items[-1]
