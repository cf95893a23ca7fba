"""The file of days off, for a region's own days and for a new decree: `check_calendar_file` reads it or says why not.

A row is a day that is off, or one that a decree takes back so that it counts again. Saturdays and Sundays have no
place in it: they are off in every calendar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from domain.calendar import SATURDAY, WorkingCalendar
from domain.regions import PROVINCE_ZONES, kind_of_code
from domain.shape import Frozen, Line
from domain.tables import Report, RowProblem, TableRow, in_file_order, read_date, read_table, reporter

REQUIRED = ("date", "kind", "name")
OPTIONAL = ("region",)
LONGEST_NAME = 200

RegionOrProvince = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}(\.[0-9]{2})?$")]
"""A Kemendagri code such as 34.04, or the two digits of a province, which stand for all its regions."""


class DayKind(StrEnum):
    """What a day of a calendar is."""

    HOLIDAY = "holiday"
    """Off in the whole country."""
    CUTI_BERSAMA = "cuti_bersama"
    """Shared leave of the whole country, by decree."""
    REGIONAL = "regional"
    """Off in one region, or in all regions of one province."""
    WORKING = "working"
    """Was off in the whole country and counts again: a decree took it back."""


class DayOff(Frozen):
    """One day: off, or with the kind `working` taken back. `region` is there for the kind `regional` alone."""

    day: date
    kind: DayKind
    name: Line
    region: RegionOrProvince | None = None


class CalendarFile(Frozen):
    """A file without a problem, its days in order."""

    days: tuple[DayOff, ...]

    @property
    def national_off(self) -> tuple[date, ...]:
        """The days that are off in the whole country."""
        return tuple(row.day for row in self.days if row.kind in (DayKind.HOLIDAY, DayKind.CUTI_BERSAMA))

    @property
    def taken_back(self) -> tuple[date, ...]:
        """The days that count again."""
        return tuple(row.day for row in self.days if row.kind is DayKind.WORKING)

    def regional(self, code: str) -> tuple[DayOff, ...]:
        """The rows about the region with this code: its own and those of its province."""
        return tuple(row for row in self.days if row.kind is DayKind.REGIONAL and row.region in (code, code[:2]))

    def for_region(self, code: str) -> tuple[date, ...]:
        """The days that are off in the region with this code and not in the whole country, each once."""
        return tuple(sorted({row.day for row in self.regional(code)}))

    def applied_to(self, calendar: WorkingCalendar, code: str) -> WorkingCalendar:
        """A calendar with what this file says about the region with this code.

        How long the calendar is official stays as it was: a file does not say that its year is complete.
        """
        national = calendar.with_days_off(self.national_off).without_days_off(self.taken_back)
        return national.with_days_off(self.for_region(code))


def check_calendar_file(data: bytes) -> CalendarFile | list[RowProblem]:
    """The days of a file of days off, or a list of every problem in it."""
    table = read_table(data, required=REQUIRED, optional=OPTIONAL)
    problems = [_of_days(problem) for problem in table.problems]
    days: list[DayOff] = []
    line_of: dict[tuple[date, str], int] = {}
    for row in table.rows:
        before = len(problems)
        report = reporter(problems, row.line)
        day = _read_day(row, report)
        kind = _read_kind(row, report)
        name = _read_name(row, report)
        region = _read_region(row, kind, report)
        if day is not None:
            _refuse_weekend(day, kind, report)
            first = line_of.setdefault((day, row["region"]), row.line)
            if first != row.line:
                where = f" for {row['region']}" if row["region"] else ""
                report("date", "day_twice", f"{day} is on line {first} already{where}. Delete one of the two rows.")
        if len(problems) == before and day is not None and kind is not None:
            days.append(DayOff(day=day, kind=kind, name=name, region=region))
    _refuse_contradictions(days, line_of, problems)
    if problems:
        return in_file_order(problems)
    return CalendarFile(days=tuple(sorted(days, key=lambda row: (row.day, row.region or ""))))


def _of_days(problem: RowProblem) -> RowProblem:
    """A problem of the file as a whole, told of days where the table's own words tell of regions."""
    said = {
        "file_empty": "The file is empty. Check that the right file was saved, with a header and one row per day.",
        "no_rows": "The file has a header but no rows. Add one row per day below the header.",
    }.get(problem.problem)
    return problem if said is None else problem.model_copy(update={"message": said})


def _read_day(row: TableRow, report: Report) -> date | None:
    if not row["date"]:
        report("date", "date_empty", "The date is missing. Write year-month-day, for example 2019-06-05.")
    return read_date(row, "date", report)


def _read_kind(row: TableRow, report: Report) -> DayKind | None:
    text = row["kind"].lower()
    if text in set(DayKind):
        return DayKind(text)
    report("kind", "kind_bad", f"“{row['kind']}” is no kind of day. Write one of: {', '.join(DayKind)}.")
    return None


def _read_name(row: TableRow, report: Report) -> str:
    name = " ".join(row["name"].split())
    if not name:
        report("name", "name_empty", "The name is missing. Write what the day is, for example Hari Raya Idul Fitri.")
    if len(name) > LONGEST_NAME:
        report(
            "name",
            "name_too_long",
            f"The name has {len(name)} characters, at most {LONGEST_NAME} are possible. Shorten it.",
        )
    return name


def _refuse_weekend(day: date, kind: DayKind | None, report: Report) -> None:
    weekday = day.weekday()
    if weekday < SATURDAY:
        return
    name = "Saturday" if weekday == SATURDAY else "Sunday"
    why = "cannot be made to count" if kind is DayKind.WORKING else "is off already"
    report("date", "weekend", f"{day} is a {name} and {why}. Delete the row, or correct the date.")


def _refuse_contradictions(
    days: Sequence[DayOff], line_of: Mapping[tuple[date, str], int], problems: list[RowProblem]
) -> None:
    """A day that counts again in the whole country cannot be off in a part of it."""
    back = {row.day for row in days if row.kind is DayKind.WORKING}
    for row in days:
        if row.kind is DayKind.REGIONAL and row.day in back:
            reporter(problems, line_of[row.day, row.region or ""])(
                "date",
                "day_contradicts",
                f"{row.day} is off for {row.region} here and counts again everywhere on line {line_of[row.day, '']}. "
                "Delete one of the two rows.",
            )


def _read_region(row: TableRow, kind: DayKind | None, report: Report) -> str | None:
    text = row["region"]
    if kind in (DayKind.HOLIDAY, DayKind.CUTI_BERSAMA, DayKind.WORKING) and text:
        report(
            "region",
            "region_unwanted",
            f"A day of the kind {kind} is the whole country's. Leave the region empty, or write the kind regional.",
        )
        return None
    if kind is DayKind.REGIONAL and not text:
        report(
            "region",
            "region_missing",
            "A regional day needs its region. Write a code such as 34.04, or a province's two digits for all of it.",
        )
        return None
    if text and not is_region_or_province(text):
        report(
            "region",
            "region_bad",
            f"“{text}” is no code. Write two digits, a dot, two digits, for example 34.04 (in Excel format the column "
            "as text), or the two digits of a province, for example 51.",
        )
        return None
    return text or None


def is_region_or_province(text: str) -> bool:
    """Whether a text can be the code of a region, or is that of a province."""
    if not re.fullmatch(r"[0-9]{2}(\.[0-9]{2})?", text) or text[:2] not in PROVINCE_ZONES:
        return False
    return len(text) == len("51") or kind_of_code(text) is not None
