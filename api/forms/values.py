"""From what people write to values: days, numbers, choices as they are written in Indonesia, or what is wrong."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.forms.layout import Cell, Sort
from api.forms.words import NO, YES
from domain.vocabulary import IANA, TimeZone
from domain.words.phrase import Phrase
from domain.words.times import MONTHS

DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
IN_WORDS = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,})\s+(\d{4})")
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]\d\d)?")
BETWEEN_DAYS = re.compile(r"\s*(?:[,;\n]|\bdan\b)\s*")
GROUPED = re.compile(r"\d{1,3}(?:[.\s]\d{3})+")
MONTH_NUMBERS = {month.id.casefold(): number for number, month in enumerate(MONTHS, 1)}
LONGEST_NUMBER = 18
DAY_TODO = Phrase(
    "Tulis tanggal seperti 05-01-2027, 2027-01-05, atau 5 Januari 2027.",
    "Write a day such as 05-01-2027, 2027-01-05, or 5 Januari 2027.",
)
MOMENT_TODO = Phrase(
    "Tulis tanggal dan jam seperti 2027-01-05 09:30.", "Write a day and a time such as 2027-01-05 09:30."
)
NUMBER_TODO = Phrase(
    "Tulis dengan angka saja, seperti 1500000 atau 1.500.000.", "Write digits only, such as 1500000 or 1.500.000."
)


class Wrong(Exception):
    """A text that is no value for its cell: what is wrong, and what to do about it."""

    def __init__(self, wrong: Phrase, todo: Phrase) -> None:
        super().__init__(wrong.en)
        self.wrong = wrong
        self.todo = todo


def value_of(cell: Cell, text: str) -> object:
    """The value that a cell's text stands for, as its model takes it. Raises `Wrong`."""
    match cell.sort:
        case Sort.DAY:
            return day_of(text)
        case Sort.DAYS:
            return [day_of(part) for part in BETWEEN_DAYS.split(text) if part]
        case Sort.MOMENT:
            return moment_of(text, cell.zone)
        case Sort.NUMBER:
            return _number(text)
        case Sort.YES_NO:
            return yes_or_no(text)
        case Sort.LINES:
            return [_chosen(cell, line) for line in text.split("\n")]
        case Sort.CHOICE:
            return _choice(cell, text)
        case _:
            return text


def day_of(text: str) -> date:
    """A day as people write it. Raises `Wrong`."""
    written = text.strip().rstrip(".")
    if match := DAY_FIRST.fullmatch(written):
        day, month, year = (int(part) for part in match.groups())
    elif match := YEAR_FIRST.fullmatch(written):
        year, month, day = (int(part) for part in match.groups())
    elif (match := IN_WORDS.fullmatch(written)) and (number := _month(match[2])):
        day, month, year = int(match[1]), number, int(match[3])
    else:
        raise Wrong(Phrase(f"“{_short(text)}” bukan tanggal.", f"“{_short(text)}” is no day."), DAY_TODO)
    try:
        return date(year, month, day)
    except ValueError as error:
        said = _short(text)
        wrong = Phrase(f"Tanggal “{said}” tidak ada di kalender.", f"There is no day “{said}” in the calendar.")
        raise Wrong(wrong, DAY_TODO) from error


def moment_of(text: str, zone: TimeZone) -> datetime:
    """A day with the time in a zone, as browsers and people write it. Raises `Wrong`."""
    day, _, clock = text.strip().replace("T", " ").rpartition(" ")
    found = CLOCK.fullmatch(clock)
    if not day or found is None:
        said = _short(text)
        raise Wrong(Phrase(f"“{said}” bukan tanggal dengan jam.", f"“{said}” is no day with a time."), MOMENT_TODO)
    on = day_of(day)
    return datetime(on.year, on.month, on.day, int(found[1]), int(found[2]), tzinfo=ZoneInfo(IANA[zone]))


def _month(name: str) -> int | None:
    """The number of a month by its name, or by the beginning of it that is no other's."""
    found = [number for month, number in MONTH_NUMBERS.items() if month.startswith(name.casefold())]
    return found[0] if len(found) == 1 else None


def _number(text: str) -> int:
    written = text.strip().removeprefix("Rp").strip().removesuffix(",00").removesuffix(",-").strip()
    digits = re.sub(r"[.\s]", "", written) if GROUPED.fullmatch(written) else written
    if not (digits.isascii() and digits.isdigit()) or len(digits) > LONGEST_NUMBER:
        said = _short(text)
        raise Wrong(Phrase(f"“{said}” bukan bilangan bulat.", f"“{said}” is no whole number."), NUMBER_TODO)
    return int(digits)


def yes_or_no(text: str) -> bool:
    """Whether somebody said yes. Raises `Wrong` for neither yes nor no."""
    said = text.strip().casefold()
    if said not in (YES.casefold(), NO.casefold()):
        wrong = Phrase(f"“{_short(text)}” bukan {YES} dan bukan {NO}.", f"“{_short(text)}” is neither yes nor no.")
        raise Wrong(wrong, Phrase(f"Pilih {YES} atau {NO}.", "Choose yes or no."))
    return said == YES.casefold()


def _choice(cell: Cell, text: str) -> str:
    if cell.free or any(option.value == text for option in cell.options):
        return _chosen(cell, text)
    known = "; ".join(option.label for option in cell.options[:12])
    more = " …" if len(cell.options) > 12 else ""
    wrong = Phrase(f"“{_short(text)}” bukan salah satu pilihan.", f"“{_short(text)}” is none of the choices.")
    raise Wrong(wrong, Phrase(f"Pilih salah satu: {known}{more}.", f"Choose one of: {known}{more}."))


def _chosen(cell: Cell, text: str) -> str:
    """An option by its value; one that is none stays as it is, but for an id that stands in brackets behind a name."""
    match = re.search(r"\[([a-z0-9][a-z0-9_.-]*)\]$", text)
    return match[1] if cell.options and match else text


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= 60 else f"{said[:59]}…"
