"""Numbers and days in words, as minutes write them: `tanggal empat bulan November tahun dua ribu sembilan belas`."""

from __future__ import annotations

from datetime import date

from domain.words.counting import weekday
from domain.words.phrase import Language, Phrase
from domain.words.times import MONTHS

LARGEST = 999_999_999_999

ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
GROUPS = ((1_000_000_000, "miliar"), (1_000_000, "juta"), (1_000, "ribu"), (100, "ratus"), (10, "puluh"))

TEENS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
IRREGULAR = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}

DAY = Phrase(
    "{weekday}, tanggal {day} bulan {month} tahun {year}",
    "{weekday}, the {day} of {month} in the year {year}",
)


def in_words(number: int, language: Language) -> str:
    """A whole number from 0 to 999,999,999,999 in words: `dua ribu sembilan belas`."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} is not between 0 and {LARGEST}")
    return _terbilang(number) if language is Language.ID else _english(number)


def _terbilang(number: int) -> str:
    if number < len(ONES):
        return ONES[number]
    if number < 20:
        return f"{ONES[number - 10]} belas"
    for size, name in GROUPS:
        if number >= size:
            count, rest = divmod(number, size)
            # Ten, a hundred and a thousand take the short form of "satu"; a million and more do not.
            head = f"se{name}" if count == 1 and size <= 1_000 else f"{_terbilang(count)} {name}"
            return f"{head} {_terbilang(rest)}" if rest else head
    raise AssertionError(number)


def _english(number: int) -> str:
    for size, name in SCALES:
        if number >= size:
            count, rest = divmod(number, size)
            joint = " and " if 0 < rest < 100 else " "
            return f"{_english(count)} {name}" + (joint + _english(rest) if rest else "")
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return f"{TEENS[hundreds]} hundred" + (f" and {_english(rest)}" if rest else "")
    if number >= 20:
        tens, rest = divmod(number, 10)
        return TENS[tens - 2] + (f"-{TEENS[rest]}" if rest else "")
    return TEENS[number]


def _ordinal(number: int) -> str:
    """An English ordinal below a hundred: `twenty-first`."""
    head, dash, last = _english(number).rpartition("-")
    ordinal = IRREGULAR.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return f"{head}{dash}{ordinal}"


def day_in_words(day: date, language: Language) -> str:
    """A day as minutes begin with it: `Senin, tanggal empat bulan November tahun dua ribu sembilan belas`."""
    return DAY.into(language).format(
        weekday=weekday(day, language),
        day=_terbilang(day.day) if language is Language.ID else _ordinal(day.day),
        month=MONTHS[day.month - 1].into(language),
        year=in_words(day.year, language),
    )
