"""Explaining a deadline: it comes to what counting comes to, and every day has the right reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import WorkingCalendar
from domain.explain import DayLookedAt, Skipped, explain
from domain.words import counting
from domain.words.phrase import Language
from tests.domain.builders import calendar

DAY = timedelta(days=1)
DAYS = st.dates(date(2017, 6, 1), date(2024, 6, 30))
NAMES = {date(2019, 5, 30): "Kenaikan Yesus Kristus", date(2019, 6, 5): "Hari Raya Idul Fitri"}


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """A calendar of any days off, dense ones too, official for as long as it likes."""
    off = draw(st.sets(DAYS | st.dates(date(2019, 1, 1), date(2019, 3, 31)), max_size=60))
    return WorkingCalendar(days_off=tuple(sorted(off)), official_until=draw(st.none() | DAYS))


@settings(max_examples=1000, deadline=None)
@given(calendars(), DAYS | st.dates(date(2019, 1, 1), date(2019, 3, 31)), st.integers(-60, 60))
def test_it_agrees_with_counting(days_off: WorkingCalendar, day: date, working_days: int) -> None:
    """For every calendar, day and number, the explanation ends on the day that `after` gives."""
    assert explain(days_off, day, working_days, {}).answer == days_off.after(day, working_days)


@settings(max_examples=1000, deadline=None)
@given(DAYS, st.integers(-300, 300))
def test_it_agrees_on_the_real_calendar(day: date, working_days: int) -> None:
    """With the holidays of Indonesia too, and over more than a year."""
    assert explain(calendar(), day, working_days, {}).answer == calendar().after(day, working_days)


@settings(max_examples=500, deadline=None)
@given(calendars(), DAYS, st.integers(-60, 60))
def test_every_day_is_looked_at_once(days_off: WorkingCalendar, day: date, working_days: int) -> None:
    """The days follow each other without a gap, each counts as the calendar says, and the last number is the asked."""
    told = explain(days_off, day, working_days, {})
    step = -DAY if working_days < 0 else DAY
    first = day if working_days == 0 else day + step
    assert [line.day for line in told.days] == [first + n * step for n in range(len(told.days))]
    assert all(line.counted == days_off.is_working_day(line.day) for line in told.days)
    assert all(line.counted == (line.skipped is None) for line in told.days)
    numbers = [line.number for line in told.days if line.number is not None]
    sign = -1 if working_days < 0 else 1
    assert numbers == [sign * n for n in range(1, abs(working_days) + 1)] or numbers == [working_days] == [0]


@settings(max_examples=500, deadline=None)
@given(calendars(), DAYS, st.integers(-60, 60))
def test_an_estimate_looked_beyond_what_is_official(days_off: WorkingCalendar, day: date, working_days: int) -> None:
    """It is an estimate exactly when some day looked at is later than the calendar is official for."""
    told = explain(days_off, day, working_days, {})
    until = days_off.official_until
    assert told.estimate == any(until is None or line.day > until for line in told.days)


def test_the_known_answer_day_by_day() -> None:
    """Five working days after 29 May 2019 are 13 June: the reasons are those worked out by hand."""
    told = explain(calendar(), date(2019, 5, 29), 5, NAMES)
    assert told.days == (
        DayLookedAt(day=date(2019, 5, 30), skipped=Skipped.DAY_OFF, name="Kenaikan Yesus Kristus"),
        DayLookedAt(day=date(2019, 5, 31), number=1),
        DayLookedAt(day=date(2019, 6, 1), skipped=Skipped.SATURDAY),
        DayLookedAt(day=date(2019, 6, 2), skipped=Skipped.SUNDAY),
        DayLookedAt(day=date(2019, 6, 3), skipped=Skipped.DAY_OFF),
        DayLookedAt(day=date(2019, 6, 4), skipped=Skipped.DAY_OFF),
        DayLookedAt(day=date(2019, 6, 5), skipped=Skipped.DAY_OFF, name="Hari Raya Idul Fitri"),
        DayLookedAt(day=date(2019, 6, 6), skipped=Skipped.DAY_OFF),
        DayLookedAt(day=date(2019, 6, 7), skipped=Skipped.DAY_OFF),
        DayLookedAt(day=date(2019, 6, 8), skipped=Skipped.SATURDAY),
        DayLookedAt(day=date(2019, 6, 9), skipped=Skipped.SUNDAY),
        DayLookedAt(day=date(2019, 6, 10), number=2),
        DayLookedAt(day=date(2019, 6, 11), number=3),
        DayLookedAt(day=date(2019, 6, 12), number=4),
        DayLookedAt(day=date(2019, 6, 13), number=5),
    )
    assert told.answer == date(2019, 6, 13)
    assert not told.estimate


@pytest.mark.parametrize(
    ("day", "working_days", "looked_at"),
    [
        pytest.param(date(2019, 11, 4), 0, [(4, 0)], id="zero from a working day is that day"),
        pytest.param(date(2019, 11, 2), 0, [(2, None), (3, None), (4, 0)], id="zero from a Saturday is the Monday"),
        pytest.param(date(2019, 11, 4), -1, [(3, None), (2, None), (1, -1)], id="one back from a Monday is the Friday"),
        pytest.param(date(2019, 11, 3), -2, [(2, None), (1, -1)], id="two back from a Sunday begin with the Friday"),
    ],
)
def test_zero_and_backwards(day: date, working_days: int, looked_at: list[tuple[int, int | None]]) -> None:
    """Numbers go down when counting back; counting nothing ends on number 0."""
    told = explain(calendar(), day, working_days, {})
    assert [(line.day.day, line.number) for line in told.days][: len(looked_at)] == looked_at
    assert told.days[-1].number == working_days


@pytest.mark.parametrize(
    ("line", "indonesian", "english"),
    [
        (DayLookedAt(day=date(2019, 6, 10), number=2), "dihitung", "counted"),
        (
            DayLookedAt(day=date(2019, 6, 8), skipped=Skipped.SATURDAY),
            "tidak dihitung: akhir pekan (Sabtu)",
            "skipped: weekend (Saturday)",
        ),
        (
            DayLookedAt(day=date(2019, 6, 9), skipped=Skipped.SUNDAY),
            "tidak dihitung: akhir pekan (Minggu)",
            "skipped: weekend (Sunday)",
        ),
        (
            DayLookedAt(day=date(2019, 6, 7), skipped=Skipped.DAY_OFF, name="Cuti Bersama {x}"),
            "tidak dihitung: Cuti Bersama {x}",
            "skipped: Cuti Bersama {x}",
        ),
        (DayLookedAt(day=date(2019, 6, 7), skipped=Skipped.DAY_OFF), "tidak dihitung: hari libur", "skipped: day off"),
    ],
    ids=["counted", "Saturday", "Sunday", "named day off", "day off without a name"],
)
def test_reasons_in_words(line: DayLookedAt, indonesian: str, english: str) -> None:
    """Each reason reads as people say it, in both languages."""
    assert counting.why(line, Language.ID) == indonesian
    assert counting.why(line, Language.EN) == english


@pytest.mark.parametrize(
    ("working_days", "indonesian", "english"),
    [
        (5, "5 hari kerja sesudah 29 Mei 2019", "5 working days after 29 May 2019"),
        (-1, "1 hari kerja sebelum 29 Mei 2019", "1 working day before 29 May 2019"),
        (0, "Hari kerja pada atau sesudah 29 Mei 2019", "The working day on or after 29 May 2019"),
    ],
    ids=["forwards", "backwards", "nothing to count"],
)
def test_what_was_asked_in_words(working_days: int, indonesian: str, english: str) -> None:
    """The question is repeated in plain words."""
    told = explain(calendar(), date(2019, 5, 29), working_days, {})
    assert (counting.asked(told, Language.ID), counting.asked(told, Language.EN)) == (indonesian, english)


def test_days_of_the_week_have_their_names() -> None:
    """Monday 4 November 2019 and the six days after it."""
    week = [date(2019, 11, 4) + n * DAY for n in range(7)]
    assert [counting.weekday(day, Language.ID) for day in week] == [
        "Senin",
        "Selasa",
        "Rabu",
        "Kamis",
        "Jumat",
        "Sabtu",
        "Minggu",
    ]


def test_what_is_unsure_is_said_plainly() -> None:
    """Nothing when all is official; otherwise up to which day there is a decree, or that there is none."""
    friday = date(2019, 12, 27)
    settled = explain(calendar(2019, 2019), friday, 2, {})
    beyond = explain(calendar(2019, 2019), friday, 3, {})
    nowhere = explain(WorkingCalendar(), friday, 1, {})
    assert counting.caveat(settled, Language.ID) is None
    assert "31 Desember 2019" in str(counting.caveat(beyond, Language.ID))
    assert "estimate" in str(counting.caveat(nowhere, Language.EN))
