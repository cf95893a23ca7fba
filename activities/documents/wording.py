"""The words of documents: phrases in `words/*.toml`, whose places are fields of the document's model."""

from __future__ import annotations

import itertools
import string
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.vocabulary import IANA, Pillar, TimeZone
from domain.words.counting import weekday
from domain.words.names import name_of
from domain.words.phrase import Language
from domain.words.times import listed, spell_day, spell_days, spell_moment

FOLDER = Path(__file__).parent / "words"

Section = Mapping[str, str | list[str]]


@cache
def words(language: Language) -> Mapping[str, Section]:
    """All phrases of a language, by section."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


class Speller(string.Formatter):
    """Fills the places of phrases the way a language writes days, instants, numbers and names.

    `{due:weekday}` puts the day of the week before a day, `{begins:clock}` gives the hour of an instant alone and
    `{published:day}` its day, `{first_year:plain}` a year without a thousands separator.
    """

    def __init__(self, language: Language, zone: TimeZone) -> None:
        self._language = language
        self._zone = zone

    def fill(self, phrase: str, places: Mapping[str, Any]) -> str:
        """The phrase with its places filled; a place that nothing is known for is a `KeyError`."""
        return self.vformat(phrase, (), places)

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value in words."""
        language, zone = self._language, self._zone
        match value:
            case None:
                raise KeyError("a place of a phrase has no value")
            case datetime() if format_spec == "clock":
                return f"{value.astimezone(ZoneInfo(IANA[zone])):%H.%M} {zone}"
            case datetime() if format_spec == "day":
                return spell_day(value.astimezone(ZoneInfo(IANA[zone])).date(), language)
            case datetime():
                day = value.astimezone(ZoneInfo(IANA[zone])).date()
                return self._after_weekday([day], spell_moment(value, zone, language), format_spec)
            case date():
                return self._after_weekday([value], spell_day(value, language), format_spec)
            case tuple() if value and isinstance(value[0], date):
                return self._after_weekday(value, spell_days(value, language), format_spec)
            case tuple():
                return listed([self.format_field(item, "") for item in value], language)
            case TimeZone():
                return value.value
            case Pillar():
                return f"Smart {value.title()}"
            case StrEnum():
                return name_of(value).into(language)
            case bool():
                raise TypeError("no words for a yes or no")
            case int() if format_spec == "plain":
                return str(value)
            case int():
                grouped = f"{value:,}"
                return grouped.replace(",", ".") if language is Language.ID else grouped
            case float():
                return f"{value:.2f}".replace(".", ",") if language is Language.ID else f"{value:.2f}"
            case _:
                return str(value)

    def _after_weekday(self, days: Sequence[date], spelled: str, spec: str) -> str:
        if spec != "weekday":
            return spelled
        names = [weekday(day, self._language) for day in days]
        in_a_row = all(later - earlier == timedelta(days=1) for earlier, later in itertools.pairwise(days))
        if len(names) > 2 and in_a_row:
            names = [f"{names[0]}–{names[-1]}"]
        return f"{listed(names, self._language)}, {spelled}"
