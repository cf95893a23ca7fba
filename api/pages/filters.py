"""What templates say days, instants, names and numbers with, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from api.forms.words import name_of_member
from domain.vocabulary import IANA, Pillar, TimeZone
from domain.words.names import NAMES
from domain.words.phrase import Language
from domain.words.times import spell_day, spell_moment

SHORT_MONTHS = {
    Language.ID: ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    Language.EN: ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def filters_for(language: Language) -> dict[str, Callable[..., str]]:
    """The filters of a page in one language, by name."""

    def day(value: date | datetime | None, zone: str = TimeZone.WIB) -> str:
        """`4 November 2019`; a dash for None."""
        return spell_day(_local(value, zone), language) if value is not None else "–"

    def short_day(value: date | datetime | None, zone: str = TimeZone.WIB) -> str:
        """`4 Nov 2019`, for tables; a dash for None."""
        if value is None:
            return "–"
        local = _local(value, zone)
        return f"{local.day} {SHORT_MONTHS[language][local.month - 1]} {local.year}"

    def month_name(value: date) -> str:
        """`Nov 2019`, for axes."""
        return f"{SHORT_MONTHS[language][value.month - 1]} {value.year}"

    def moment(value: datetime | None, zone: str = TimeZone.WIB) -> str:
        """`4 November 2019 pukul 10.00 WIB`; a dash for None."""
        return spell_moment(value, TimeZone(zone), language) if value is not None else "–"

    def name(value: StrEnum) -> str:
        """What a member of one of the programme's enumerations is called."""
        if isinstance(value, Pillar):
            return name_of_member(value)
        named = NAMES.get(type(value), {})
        return named[value].into(language) if value in named else value.value.replace("_", " ")

    def capital(text: str) -> str:
        """A text with a large first letter, the rest as it is."""
        return text[:1].upper() + text[1:]

    def number(value: float) -> str:
        """`1.234.567` in Indonesian, `1,234,567` in English."""
        written = f"{value:,}"
        return written if language is Language.EN else written.translate(str.maketrans(",.", ".,"))

    def iso(value: date | datetime) -> str:
        """For the attribute `datetime`."""
        return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()

    return {
        "day": day,
        "short_day": short_day,
        "month_name": month_name,
        "moment": moment,
        "name": name,
        "capital": capital,
        "number": number,
        "iso": iso,
    }


def _local(value: date | datetime, zone: str) -> date:
    return value.astimezone(ZoneInfo(IANA[TimeZone(zone)])).date() if isinstance(value, datetime) else value
