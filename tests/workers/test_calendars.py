"""The national calendar: answers worked out by hand for 2017 to 2019, names, and what is only an estimate."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar import SATURDAY
from domain.calendar_file import DayKind
from domain.explain import explain
from workers.calendars import named_days_off, national_calendar

YEARS = range(2017, 2020)


@pytest.mark.parametrize(
    ("day", "working_days", "expected"),
    [
        # 2017: Idul Fitri was Sunday 25 and Monday 26 June; shared leave on Friday 23 and Tuesday 27 to Friday 30.
        pytest.param(date(2017, 6, 22), 1, date(2017, 7, 3), id="2017: after Thursday 22 June comes Monday 3 July"),
        pytest.param(date(2017, 6, 19), 5, date(2017, 7, 4), id="2017: 20, 21, 22 June, then 3 and 4 July"),
        pytest.param(date(2017, 6, 27), 0, date(2017, 7, 3), id="2017: nothing counts from 27 June to 2 July"),
        pytest.param(date(2017, 7, 3), -1, date(2017, 6, 22), id="2017: the working day before 3 July is 22 June"),
        # 2018: Idul Fitri was Friday 15 and Saturday 16 June; shared leave 11 to 14 and 18 to 20; the regional
        # election was on Wednesday 27.
        pytest.param(date(2018, 6, 8), 1, date(2018, 6, 21), id="2018: after Friday 8 June comes Thursday 21 June"),
        pytest.param(date(2018, 6, 8), 5, date(2018, 6, 28), id="2018: 21, 22, 25, 26, then 28 June"),
        pytest.param(date(2018, 6, 26), 1, date(2018, 6, 28), id="2018: over the election of 27 June"),
        pytest.param(date(2018, 6, 21), -1, date(2018, 6, 8), id="2018: the working day before 21 June is 8 June"),
        # 2019: Ascension on Thursday 30 May; Idul Fitri on Wednesday 5 and Thursday 6 June; shared leave 3, 4, 7;
        # the election on Wednesday 17 April, Good Friday on the 19th; Christmas on Wednesday, its leave on Tuesday.
        pytest.param(date(2019, 5, 29), 5, date(2019, 6, 13), id="2019: 31 May, then 10, 11, 12, 13 June"),
        pytest.param(date(2019, 5, 31), 1, date(2019, 6, 10), id="2019: after Friday 31 May comes Monday 10 June"),
        pytest.param(date(2019, 4, 16), 1, date(2019, 4, 18), id="2019: over the election of 17 April"),
        pytest.param(date(2019, 4, 16), 2, date(2019, 4, 22), id="2019: over the election and Good Friday"),
        pytest.param(date(2019, 12, 23), 1, date(2019, 12, 26), id="2019: over Christmas and its shared leave"),
        pytest.param(date(2019, 6, 13), -5, date(2019, 5, 29), id="2019: back over Idul Fitri"),
    ],
)
def test_answers_worked_out_by_hand(day: date, working_days: int, expected: date) -> None:
    """Counting with the national calendar gives the dates found with a printed one."""
    assert national_calendar(YEARS).after(day, working_days) == expected
    assert explain(national_calendar(YEARS), day, working_days, {}).answer == expected


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2017, 6, 26), DayKind.HOLIDAY, "Idul Fitri"),
        *((date(2017, 6, day), DayKind.CUTI_BERSAMA, "Idul Fitri") for day in (27, 28, 29, 30)),
        (date(2018, 6, 15), DayKind.HOLIDAY, "Idul Fitri"),
        (date(2018, 6, 27), DayKind.HOLIDAY, "Pemilihan Kepala Daerah"),
        (date(2019, 4, 17), DayKind.HOLIDAY, "Pemilihan Umum"),
        *((date(2019, 6, day), DayKind.CUTI_BERSAMA, "Idul Fitri") for day in (3, 4, 7)),
        (date(2019, 12, 24), DayKind.CUTI_BERSAMA, "Natal"),
    ],
)
def test_days_off_are_named(day: date, kind: DayKind, name: str) -> None:
    """Holidays and shared leave are told apart and have their Indonesian names."""
    (found,) = [off for off in named_days_off(YEARS) if off.day == day]
    assert found.kind is kind
    assert name in found.name
    assert found.region is None


@pytest.mark.parametrize("locale", ["C.UTF-8", "en_US.UTF-8", "th_TH.UTF-8"])
def test_names_do_not_follow_the_machine(monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    """Whatever the machine speaks, days off have their Indonesian names."""
    for variable in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.setenv(variable, locale)
    assert {off.name for off in named_days_off([2019]) if off.day == date(2019, 4, 17)} == {"Hari Pemilihan Umum"}


def test_names_and_calendar_agree() -> None:
    """The named days off are exactly those of the calendar, in order, none of them on a weekend."""
    years = range(2002, 2036)
    named = named_days_off(years)
    assert tuple(off.day for off in named) == national_calendar(years).days_off
    assert all(off.day.weekday() < SATURDAY for off in named)
    assert {off.kind for off in named} == {DayKind.HOLIDAY, DayKind.CUTI_BERSAMA}


def test_a_day_that_is_both_is_a_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    """No such day is known, so the library is made to name one in both categories."""
    day = date(2019, 6, 5)

    def both(country: str, *, categories: tuple[str, ...], years: int, language: str) -> dict[date, str]:
        assert (country, years, language) == ("ID", 2019, "id")
        return {day: categories[0]}

    monkeypatch.setattr("workers.calendars.holidays.country_holidays", both)
    (only,) = named_days_off([2019])
    assert (only.kind, only.name) == (DayKind.HOLIDAY, "public")


@pytest.mark.parametrize(
    ("day", "working_days", "estimate"),
    [
        pytest.param(date(2027, 12, 29), 2, False, id="up to the last day that a decree covers"),
        pytest.param(date(2027, 12, 29), 3, True, id="into the first year without a decree"),
        pytest.param(date(2028, 3, 1), 5, True, id="within a year without a decree"),
        pytest.param(date(2028, 1, 10), -10, True, id="back out of a year without a decree"),
        pytest.param(date(2028, 1, 1), -1, False, id="back from its first day"),
        pytest.param(date(2019, 5, 29), 5, False, id="in a year that is over"),
    ],
)
def test_a_year_without_a_decree_is_an_estimate(day: date, working_days: int, estimate: bool) -> None:
    """2028 has no decree on shared leave yet, so a count that looks at one of its days is an estimate."""
    assert explain(national_calendar(range(2019, 2030)), day, working_days, {}).estimate is estimate


def test_only_years_without_a_decree_are_never_official() -> None:
    """A calendar that begins after the last decree is official for no day at all."""
    assert national_calendar([2028, 2029]).official_until is None
