"""Numbers and days in words."""

from __future__ import annotations

from datetime import date

import pytest

from domain.words.numbers import LARGEST, day_in_words, in_words
from domain.words.phrase import Language

WORDS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
UNITS = {word: value for value, word in enumerate(WORDS)}


def read_back(words: str) -> int:
    """What a reader takes Indonesian words for: written independently of the writer, word by word."""
    total = group = last = 0
    for word in words.split():
        match word:
            case "belas":
                group, last = group + 10 + last, 0
            case "puluh":
                group, last = group + last * 10, 0
            case "ratus":
                group, last = group + last * 100, 0
            case "seratus":
                group += 100
            case "ribu":
                total, group, last = total + (group + last) * 1000, 0, 0
            case "seribu":
                total += 1000
            case _:
                group, last = group + last, UNITS[word]
    return total + group + last


def test_every_number_up_to_9999_reads_back_as_itself() -> None:
    """Every number from 0 to 9,999 is read back from its Indonesian words as itself, and no two share their words."""
    words = [in_words(number, Language.ID) for number in range(10_000)]
    assert [read_back(word) for word in words] == list(range(10_000))
    assert len(set(words)) == 10_000
    assert len({in_words(number, Language.EN) for number in range(10_000)}) == 10_000


def test_no_number_has_a_satu_where_indonesian_says_se() -> None:
    """Ten, eleven, a hundred and a thousand are `sepuluh`, `sebelas`, `seratus` and `seribu`, wherever they stand."""
    for number in range(10_000):
        words = in_words(number, Language.ID)
        assert not any(f"satu {name}" in words for name in ("puluh", "belas", "ratus")), words
        assert not words.startswith("satu ribu"), words


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [
        (0, "nol", "zero"),
        (10, "sepuluh", "ten"),
        (11, "sebelas", "eleven"),
        (15, "lima belas", "fifteen"),
        (20, "dua puluh", "twenty"),
        (21, "dua puluh satu", "twenty-one"),
        (100, "seratus", "one hundred"),
        (111, "seratus sebelas", "one hundred and eleven"),
        (210, "dua ratus sepuluh", "two hundred and ten"),
        (1000, "seribu", "one thousand"),
        (1001, "seribu satu", "one thousand and one"),
        (1100, "seribu seratus", "one thousand one hundred"),
        (2019, "dua ribu sembilan belas", "two thousand and nineteen"),
        (11_000, "sebelas ribu", "eleven thousand"),
        (21_000, "dua puluh satu ribu", "twenty-one thousand"),
        (100_000, "seratus ribu", "one hundred thousand"),
        (1_000_000, "satu juta", "one million"),
        (1_500_000_000, "satu miliar lima ratus juta", "one billion five hundred million"),
    ],
)
def test_numbers_are_written_as_people_write_them(number: int, indonesian: str, english: str) -> None:
    """A number is written in words as a clerk would write it."""
    assert in_words(number, Language.ID) == indonesian
    assert in_words(number, Language.EN) == english


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    """A number below nought or past the hundreds of billions is refused, not written wrongly."""
    with pytest.raises(ValueError):
        in_words(number, Language.ID)


@pytest.mark.parametrize(
    ("day", "indonesian", "english"),
    [
        (
            date(2019, 11, 4),
            "Senin, tanggal empat bulan November tahun dua ribu sembilan belas",
            "Monday, the fourth of November in the year two thousand and nineteen",
        ),
        (
            date(2020, 2, 29),
            "Sabtu, tanggal dua puluh sembilan bulan Februari tahun dua ribu dua puluh",
            "Saturday, the twenty-ninth of February in the year two thousand and twenty",
        ),
        (
            date(2019, 8, 20),
            "Selasa, tanggal dua puluh bulan Agustus tahun dua ribu sembilan belas",
            "Tuesday, the twentieth of August in the year two thousand and nineteen",
        ),
        (
            date(2011, 3, 12),
            "Sabtu, tanggal dua belas bulan Maret tahun dua ribu sebelas",
            "Saturday, the twelfth of March in the year two thousand and eleven",
        ),
    ],
)
def test_a_day_is_written_as_minutes_begin(day: date, indonesian: str, english: str) -> None:
    """A day is written with its weekday, and day and year in words."""
    assert day_in_words(day, Language.ID) == indonesian
    assert day_in_words(day, Language.EN) == english
