"""Files of days off: each mistake has its own name and line, and what a file says reaches the right regions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkingCalendar
from domain.calendar_file import CalendarFile, DayKind, DayOff, check_calendar_file
from domain.tables import RowProblem

FOLDER = Path(__file__).parents[2] / "deploy" / "calendars"
HEADER = "date,kind,name,region"
IDUL_FITRI = "2019-06-05,holiday,Hari Raya Idul Fitri,"
SHARED = "2019-06-07,cuti_bersama,Cuti Bersama Hari Raya Idul Fitri,"
SLEMAN = "2019-08-14,regional,SIMULASI: libur daerah contoh,34.04"
BALI = "2019-08-15,regional,SIMULASI: libur daerah contoh,51"
BACK = "2019-12-24,working,SIMULASI: dibatalkan,"


def text(*lines: str) -> bytes:
    """A file of these lines."""
    return "\n".join((*lines, "")).encode("utf-8", "replace")


def read(*rows: str) -> CalendarFile:
    """A file of these rows, which has to be fine."""
    checked = check_calendar_file(text(HEADER, *rows))
    assert isinstance(checked, CalendarFile), checked
    return checked


def found(*rows: str) -> list[RowProblem]:
    """Everything wrong with a file of these rows."""
    checked = check_calendar_file(text(HEADER, *rows))
    assert isinstance(checked, list), checked
    return checked


def test_the_files_we_ship_are_right() -> None:
    """Both samples are read, and every row of them is marked as made up."""
    regional = check_calendar_file((FOLDER / "regional-sample.csv").read_bytes())
    decree = check_calendar_file((FOLDER / "decree-sample.csv").read_bytes())
    assert isinstance(regional, CalendarFile) and isinstance(decree, CalendarFile)
    assert {row.kind for row in regional.days} == {DayKind.REGIONAL}
    assert (len(decree.national_off), len(decree.taken_back)) == (1, 1)
    assert all(row.name.startswith("SIMULASI") for row in (*regional.days, *decree.days))


def test_a_row_becomes_a_day() -> None:
    """Date, kind, name and region come as they stand, in the order of the days, whatever the order of the rows."""
    assert read(SLEMAN, IDUL_FITRI).days == (
        DayOff(day=date(2019, 6, 5), kind=DayKind.HOLIDAY, name="Hari Raya Idul Fitri"),
        DayOff(day=date(2019, 8, 14), kind=DayKind.REGIONAL, name="SIMULASI: libur daerah contoh", region="34.04"),
    )


def test_kinds_are_told_apart() -> None:
    """Holidays and shared leave are national, days taken back and regional days are not."""
    file = read(IDUL_FITRI, SHARED, SLEMAN, BALI, BACK)
    assert file.national_off == (date(2019, 6, 5), date(2019, 6, 7))
    assert file.taken_back == (date(2019, 12, 24),)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("34.04", (14,), id="a region's own day"),
        pytest.param("34.71", (), id="a neighbour in the same province has not"),
        pytest.param("51.01", (15,), id="a province's day reaches its regions"),
        pytest.param("51.71", (15, 16), id="a region has its own and its province's"),
        pytest.param("15.51", (), id="a code that only ends like the province has not"),
    ],
)
def test_regional_days_reach_their_regions(code: str, expected: tuple[int, ...]) -> None:
    """A day of a code is that region's alone, a day of a province is every one of its regions'."""
    file = read(IDUL_FITRI, SLEMAN, BALI, BALI + ".71", "2019-08-16,regional,SIMULASI: contoh,51.71")
    assert file.for_region(code) == tuple(date(2019, 8, day) for day in expected)


def test_a_file_changes_a_calendar() -> None:
    """National days are added and taken back, regional days are added for their region alone."""
    before = WorkingCalendar(days_off=(date(2019, 12, 24), date(2019, 12, 25)), official_until=date(2019, 12, 31))
    file = read(IDUL_FITRI, SLEMAN, BACK)
    sleman, elsewhere = file.applied_to(before, "34.04"), file.applied_to(before, "33.10")
    assert sleman.days_off == (date(2019, 6, 5), date(2019, 8, 14), date(2019, 12, 25))
    assert elsewhere.days_off == (date(2019, 6, 5), date(2019, 12, 25))
    assert sleman.official_until == before.official_until
    assert file.applied_to(sleman, "34.04") == sleman


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        pytest.param("05/06/2019,holiday,Idul Fitri,", "date_bad", id="a date as Indonesia writes it"),
        pytest.param("5 Juni 2019,holiday,Idul Fitri,", "date_bad", id="a date in words"),
        pytest.param("20190605,holiday,Idul Fitri,", "date_bad", id="a date without dashes"),
        pytest.param("2019-W23-3,holiday,Idul Fitri,", "date_bad", id="a date by its week"),
        pytest.param("２０１９-06-05,holiday,Idul Fitri,", "date_bad", id="digits of another script"),
        pytest.param("2019-02-29,holiday,Contoh,", "date_bad", id="a date that is not in the calendar"),
        pytest.param(",holiday,Idul Fitri,", "date_empty", id="no date"),
        pytest.param("2019-06-05,libur,Idul Fitri,", "kind_bad", id="an unknown kind"),
        pytest.param("2019-06-05,,Idul Fitri,", "kind_bad", id="no kind"),
        pytest.param("2019-06-05,holiday,,", "name_empty", id="no name"),
        pytest.param(f"2019-06-05,holiday,{'a' * 201},", "name_too_long", id="a name that is too long"),
        pytest.param("2019-06-01,holiday,Hari Lahir Pancasila,", "weekend", id="a Saturday"),
        pytest.param("2019-06-02,cuti_bersama,Contoh,", "weekend", id="a Sunday"),
        pytest.param("2019-06-01,working,Contoh,", "weekend", id="a Saturday that shall count"),
        pytest.param("2019-06-05,regional,Contoh,", "region_missing", id="a regional day without its region"),
        pytest.param("2019-06-05,regional,Contoh,34.1", "region_bad", id="a code that lost a digit"),
        pytest.param('2019-06-05,regional,Contoh,"34,04"', "region_bad", id="a code with a comma"),
        pytest.param("2019-06-05,regional,Contoh,Sleman", "region_bad", id="a name for a code"),
        pytest.param("2019-06-05,regional,Contoh,99.01", "region_bad", id="a code of no province"),
        pytest.param("2019-06-05,regional,Contoh,34.70", "region_bad", id="a number between kabupaten and kota"),
        pytest.param("2019-06-05,regional,Contoh,20", "region_bad", id="a province there is not"),
        pytest.param("2019-06-05,regional,Contoh,５１", "region_bad", id="a province in another script"),
        pytest.param("2019-06-05,holiday,Idul Fitri,34.04", "region_unwanted", id="a holiday with a region"),
        pytest.param("2019-06-07,cuti_bersama,Contoh,51", "region_unwanted", id="shared leave with a region"),
        pytest.param("2019-06-07,working,Contoh,51", "region_unwanted", id="a day taken back with a region"),
    ],
)
def test_each_mistake_has_its_name(row: str, problem: str) -> None:
    """A row with one mistake has that one problem, on its own line, with a message that says what to do."""
    (only,) = found("2018-06-15,holiday,Hari Raya Idul Fitri,", row)
    assert (only.line, only.problem) == (3, problem)
    assert only.message.endswith(".") and len(only.message) > 30


def test_only_iso_dates_are_read_and_that_is_said() -> None:
    """The message about a wrong date shows how a date is written."""
    assert "Write year-month-day" in found("05/06/2019,holiday,Idul Fitri,")[0].message


@pytest.mark.parametrize(
    ("again", "line"),
    [
        pytest.param((IDUL_FITRI, IDUL_FITRI), 3, id="the same row twice"),
        pytest.param((IDUL_FITRI, "2019-06-05,cuti_bersama,Contoh,"), 3, id="a holiday and shared leave"),
        pytest.param((IDUL_FITRI, "2019-06-05,working,Contoh,"), 3, id="off and taken back"),
        pytest.param((SLEMAN, BALI, SLEMAN), 4, id="a region's day twice"),
    ],
)
def test_a_day_stands_once(again: tuple[str, ...], line: int) -> None:
    """A day twice for the same region, or twice for the whole country, is named with both lines."""
    (only,) = found(*again)
    assert (only.line, only.problem) == (line, "day_twice")
    assert "on line 2 already" in only.message


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        pytest.param((BACK, "2019-12-24,regional,SIMULASI: contoh,34.04"), 3, id="after the row that takes it back"),
        pytest.param(("2019-12-24,regional,SIMULASI: contoh,51", BACK), 2, id="before it"),
    ],
)
def test_a_day_taken_back_is_off_nowhere(rows: tuple[str, ...], line: int) -> None:
    """A file that takes a day back and has it off in a region contradicts itself, wherever the rows stand."""
    (only,) = found(*rows)
    assert (only.line, only.problem) == (line, "day_contradicts")


def test_a_day_may_be_that_of_several_regions() -> None:
    """The same day for two regions, for a province and for the country is no repetition."""
    rows = [f"2019-06-05,regional,SIMULASI: contoh,{region}" for region in ("34.04", "34.71", "34")]
    assert len(read(IDUL_FITRI, *rows).days) == 4


def test_all_mistakes_are_shown_at_once() -> None:
    """One attempt shows every problem of every row, from the top of the file to its end."""
    rows = ("yesterday,libur,,", IDUL_FITRI, "2019-06-08,regional,Contoh,", IDUL_FITRI)
    assert [(p.line, p.problem) for p in found(*rows)] == [
        (2, "date_bad"),
        (2, "kind_bad"),
        (2, "name_empty"),
        (4, "weekend"),
        (4, "region_missing"),
        (5, "day_twice"),
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"", "file_empty", id="nothing"),
        pytest.param(text(HEADER), "no_rows", id="a header alone"),
        pytest.param(text("date,name", "2019-06-05,Idul Fitri"), "column_missing", id="without kinds"),
        pytest.param(text(HEADER + ",note", IDUL_FITRI + ","), "column_unknown", id="a column too many"),
        pytest.param(b"PK\x03\x04", "not_text", id="an Excel workbook"),
        pytest.param("date,kind,name\n2019-06-05,holiday,Idulfitrié\n".encode("latin-1"), "not_utf8", id="Latin-1"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(data: bytes, problem: str) -> None:
    """What is wrong with a file as a whole is told of days, not of regions."""
    checked = check_calendar_file(data)
    assert isinstance(checked, list)
    assert [p.problem for p in checked] == [problem]
    assert "per region" not in checked[0].message


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(text("date,kind,name", IDUL_FITRI.rstrip(",")), id="without the column for regions"),
        pytest.param(text(HEADER, IDUL_FITRI).replace(b",", b";"), id="with semicolons, as Excel in Indonesia writes"),
        pytest.param(b"\xef\xbb\xbf" + text("Date,KIND,Name,Region", IDUL_FITRI), id="with capitals and an order mark"),
        pytest.param(text(HEADER, IDUL_FITRI.replace("holiday", "Holiday").replace(" ", "  ")), id="in loose spelling"),
    ],
)
def test_a_file_is_read_however_it_was_saved(data: bytes) -> None:
    """Delimiters, capitals and blanks that people and Excel use are understood."""
    expected = DayOff(day=date(2019, 6, 5), kind=DayKind.HOLIDAY, name="Hari Raya Idul Fitri")
    assert check_calendar_file(data) == CalendarFile(days=(expected,))


CELLS = st.sampled_from(
    ["2019-06-05", "2019-06-08", "x", "", "holiday", "regional", "working", "34.04", "51", '"', "a\tb", "\x85", "日"]
) | st.text(max_size=8)


@given(st.binary(max_size=200) | st.lists(st.lists(CELLS, max_size=5).map(",".join)).map(lambda r: text(HEADER, *r)))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    """Whatever the bytes, there is a file or at least one problem, never an exception."""
    checked = check_calendar_file(data)
    assert isinstance(checked, CalendarFile) or checked
