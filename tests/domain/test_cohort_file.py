"""Cohort files and import files: each mistake has its own name and line, and the files we ship are right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.cohort_file import CohortFile, Standing, check_cohort_file
from domain.import_file import ImportFile, ImportOutcome, check_import_file
from domain.regions import Region
from domain.register import RegisterChange, compare_register, read_register
from domain.tables import MOST_BYTES, RowProblem
from domain.vocabulary import Stage, Status

COHORTS = Path(__file__).parents[2] / "deploy" / "cohorts"
TODAY = date(2026, 1, 1)

HEADER = "code,name,province,time_zone,status,remark"
BANDA_ACEH = "11.71,Kota Banda Aceh,Aceh,WIB,listed,"
SLEMAN = "34.04,Kabupaten Sleman,Daerah Istimewa Yogyakarta,WIB,listed,"
AMBON = "81.71,Kota Ambon,Maluku,WIT,listed,"

IMPORT_HEADER = "code,name,province,time_zone,cohort,outcome,stage,opened_on,ended_on,evidence,remark"
CLOSED = "11.71,Kota Banda Aceh,Aceh,WIB,2018,completed,,2018-05-08,2018-12-14,list of the day,"
OPEN = "34.04,Kabupaten Sleman,Daerah Istimewa Yogyakarta,WIB,2018,open,drafting,2018-05-08,,letter,"


def text(*lines: str) -> bytes:
    """A file of these lines."""
    return "\n".join((*lines, "")).encode()


def registered() -> tuple[Region, ...]:
    """A register of four regions, one of them recoded and one ended later."""
    head = "code,name,kind,province_code,province_name,time_zone\n"
    aceh = "11.71,Kota Banda Aceh,kota,11,Aceh,WIB\n"
    sleman = "34.04,Kabupaten Sleman,kabupaten,34,Daerah Istimewa Yogyakarta,WIB\n"
    old = "31.71,Kota Administrasi Jakarta Pusat,kota,31,Daerah Khusus Ibukota Jakarta,WIB\n" + (
        "91.09,Kabupaten Mimika,kabupaten,91,Papua,WIT\n12.01,Kabupaten Contoh,kabupaten,12,Sumatera Utara,WIB\n"
    )
    new = "31.71,Kota Administrasi Jakarta Pusat,kota,31,Daerah Khusus Ibukota Jakarta,WIB\n" + (
        "94.04,Kabupaten Mimika,kabupaten,94,Papua Tengah,WIT\n"
    )
    regions: dict[str, Region] = {}
    for day, rows in ((date(2020, 1, 1), old), (date(2022, 1, 1), new)):
        read = read_register((head + aceh + sleman + rows).encode())
        assert isinstance(read, tuple)
        change = compare_register(regions.values(), read, as_of=day)
        assert isinstance(change, RegisterChange)
        regions |= {region.id: region for region in change.regions}
    return tuple(regions.values())


def found(data: bytes, *, regions: tuple[Region, ...] = (), busy: dict[str, str] | None = None) -> list[RowProblem]:
    """Everything wrong with a cohort's file."""
    checked = check_cohort_file(data, regions=regions, open_elsewhere=busy or {})
    assert isinstance(checked, list), checked
    return checked


def names(problems: list[RowProblem]) -> list[tuple[int | None, str]]:
    """The line and the name of each problem."""
    return [(p.line, p.problem) for p in problems]


@pytest.mark.parametrize(("year", "regions", "listed"), [("2017", 26, 0), ("2018", 52, 48), ("2019", 25, 25)])
def test_the_files_we_ship_are_right(year: str, regions: int, listed: int) -> None:
    """Each intake's file has its regions, and each region is registered from it while no register is known."""
    checked = check_cohort_file((COHORTS / f"{year}.csv").read_bytes(), regions=(), open_elsewhere={})
    assert isinstance(checked, CohortFile), checked
    assert (len(checked.entries), len(checked.to_start), len(checked.unregistered)) == (regions, listed, regions)


@pytest.mark.parametrize(("year", "completed", "withdrawn", "left_out"), [("2017", 24, 1, 1), ("2018", 49, 2, 1)])
def test_the_closed_intakes_load_as_an_import(year: str, completed: int, withdrawn: int, left_out: int) -> None:
    """2017 and 2018 give completed and withdrawn journeys; what no source settles is left out."""
    read = check_import_file(
        (COHORTS / f"{year}.csv").read_bytes(), cohort=year, today=TODAY, regions=(), open_elsewhere={}
    )
    assert isinstance(read, ImportFile), read
    outcomes = [row.outcome for row in read.rows]
    assert outcomes.count(ImportOutcome.COMPLETED) == completed
    assert outcomes.count(ImportOutcome.WITHDRAWN) == withdrawn
    assert len(read.left_out) == left_out
    assert all(row.opened_on.year == int(year) for row in read.rows)


def test_a_region_in_two_files_is_one_region() -> None:
    """Depok stands in 2018 and in 2019; once known from one file, it is found by the other."""
    first = check_cohort_file((COHORTS / "2018.csv").read_bytes(), regions=(), open_elsewhere={})
    assert isinstance(first, CohortFile)
    second = check_cohort_file((COHORTS / "2019.csv").read_bytes(), regions=first.unregistered, open_elsewhere={})
    assert isinstance(second, CohortFile)
    assert {r.id for r in first.unregistered} & {e.region.id for e in second.entries} == {"kota-depok", "kab-banyumas"}
    assert len(second.unregistered) == 23


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(text(HEADER, SLEMAN), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + text(HEADER, SLEMAN), id="with a byte order mark"),
        pytest.param(text(HEADER, SLEMAN).replace(b"\n", b"\r\n"), id="with Windows line ends"),
        pytest.param(text(HEADER, SLEMAN).replace(b",", b";"), id="with semicolons, as Excel in Indonesia writes"),
        pytest.param(
            text("sep=;") + text(HEADER, SLEMAN).replace(b",", b";"), id="with Excel's line about the delimiter"
        ),
        pytest.param(text(HEADER, SLEMAN).replace(b",", b"\t"), id="with tabs"),
        pytest.param(text(HEADER + ",,", SLEMAN + ",,", ",,,,,,,", ""), id="with the empty cells Excel leaves"),
        pytest.param(
            text("Code, Name ,PROVINCE,Time_Zone,Status", SLEMAN.rstrip(",")), id="with capitals in the header"
        ),
        pytest.param(text(HEADER, SLEMAN.replace("Kabupaten", "Kab.").replace("WIB", "wib")), id="in short forms"),
    ],
)
def test_a_file_is_read_however_it_was_saved(data: bytes) -> None:
    """Delimiters, line ends and spelling that people and Excel use are understood."""
    checked = check_cohort_file(data, regions=(), open_elsewhere={})
    assert isinstance(checked, CohortFile), checked
    assert [(e.region.id, e.region.code, e.standing) for e in checked.entries] == [
        ("kab-sleman", "34.04", Standing.LISTED)
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", [(None, "file_empty")], id="no byte"),
        pytest.param(b"\xef\xbb\xbf", [(None, "file_empty")], id="only a byte order mark"),
        pytest.param(b" \n\n", [(None, "file_empty")], id="only blank lines"),
        pytest.param(text(HEADER), [(None, "no_rows")], id="only a header"),
        pytest.param(text(HEADER, "34.04,Sléman").decode().encode("latin-1"), [(2, "not_utf8")], id="Latin-1"),
        pytest.param(text(HEADER, SLEMAN).decode().encode("utf-16"), [(1, "not_utf8")], id="UTF-16"),
        pytest.param(text(HEADER, SLEMAN, "a\0b"), [(3, "nul_byte")], id="a NUL byte"),
        pytest.param(b"PK\x03\x04 and so on", [(None, "not_text")], id="an Excel workbook"),
        pytest.param(b"x" * 10_000_000, [(None, "file_too_large")], id="ten megabytes"),
        pytest.param(text(HEADER.replace("status,", ""), SLEMAN), [(1, "column_missing")], id="a column missing"),
        pytest.param(text(HEADER + ",mayor", SLEMAN + ","), [(1, "column_unknown")], id="a column unknown"),
        pytest.param(text(HEADER + ",code", SLEMAN + ","), [(1, "column_twice")], id="a column twice"),
        pytest.param(
            text(HEADER.replace("remark", ",remark"), SLEMAN), [(1, "column_unnamed")], id="a column without a name"
        ),
        pytest.param(text(HEADER, SLEMAN + ",more"), [(2, "too_many_values")], id="too many values"),
        pytest.param(text(HEADER, "34.04,Kabupaten Sleman"), [(2, "too_few_values")], id="too few values"),
        pytest.param(text(HEADER, SLEMAN + '"open', AMBON), [(2, "quotation_mark")], id="an open quotation mark"),
        pytest.param(text(HEADER, SLEMAN + "x" * 10_001), [(2, "line_too_long")], id="an endless line"),
        pytest.param(text(HEADER, SLEMAN + "\x07"), [(2, "control_character")], id="an invisible character"),
        pytest.param(text(HEADER, SLEMAN, AMBON, SLEMAN), [(4, "code_twice")], id="a code twice"),
        pytest.param(text(HEADER, SLEMAN, SLEMAN.replace(".04", ".05")), [(3, "name_twice")], id="a name twice"),
        pytest.param(text(HEADER, SLEMAN.replace("34.04", "34.4")), [(2, "code_bad")], id="a code cut short"),
        pytest.param(text(HEADER, AMBON.replace("WIT", "WIB")), [(2, "time_zone_mismatch")], id="the wrong zone"),
        pytest.param(text(HEADER, AMBON.replace("WIT", "+9")), [(2, "time_zone_bad")], id="no zone"),
        pytest.param(text(HEADER, AMBON.replace("listed", "yes")), [(2, "status_bad")], id="no status"),
        pytest.param(
            text(HEADER, "31.71,Kota Administrasi Jakarta Pusat,DKI Jakarta,WIB,listed,"),
            [(2, "administrative_region")],
            id="a part of Jakarta",
        ),
    ],
)
def test_each_mistake_in_a_file_has_its_own_name(data: bytes, expected: list[tuple[int | None, str]]) -> None:
    """A file that is wrong in one way gets one problem, with the line and how to mend it."""
    problems = found(data)
    assert names(problems) == expected
    assert all(p.message.endswith(".") for p in problems)


@pytest.mark.parametrize(
    ("row", "problem", "hint"),
    [
        pytest.param("34.05,Kabupaten Baru,DIY,WIB,listed,", "code_unknown", "register", id="an unknown code"),
        pytest.param(SLEMAN.replace("34.04", "34.05"), "code_unknown", "34.04", id="the wrong code of a known name"),
        pytest.param(SLEMAN.replace("Sleman", "Bantul"), "name_mismatch", "Kabupaten Sleman", id="another name"),
        pytest.param("91.09,Kabupaten Mimika,Papua,WIT,listed,", "code_outdated", "94.04", id="a former code"),
        pytest.param(
            "12.01,Kabupaten Contoh,Sumut,WIB,listed,", "region_ended", "2022-01-01", id="a region that ended"
        ),
        pytest.param(SLEMAN.replace("Daerah Istimewa", "Kota"), "province_mismatch", "Daerah", id="another province"),
        pytest.param("31.71,Kota Jakarta Pusat,X,WIB,listed,", "name_mismatch", "Administrasi", id="Jakarta in short"),
    ],
)
def test_a_file_is_compared_with_the_register(row: str, problem: str, hint: str) -> None:
    """Once a register is known, code, name and province have to agree with it; the message says what is right."""
    problems = found(text(HEADER, row), regions=registered())
    assert names(problems) == [(2, problem)]
    assert hint in problems[0].message


def test_a_region_in_an_open_cohort_is_refused() -> None:
    """A region that is in an open cohort is named with that cohort."""
    problems = found(text(HEADER, SLEMAN, BANDA_ACEH), regions=registered(), busy={"kab-sleman": "2018"})
    assert names(problems) == [(2, "in_open_cohort")]
    assert "2018" in problems[0].message


def test_all_problems_come_at_once() -> None:
    """One answer shows the mistakes of all rows, in the order of the file."""
    data = text(HEADER, SLEMAN + ",more", AMBON.replace("WIT", "WITA"), BANDA_ACEH.replace("listed", "?"), BANDA_ACEH)
    assert names(found(data)) == [
        (2, "too_many_values"),
        (3, "time_zone_mismatch"),
        (4, "status_bad"),
        (5, "code_twice"),
    ]


def test_the_limit_of_size_leaves_room_for_the_whole_country() -> None:
    """A file with all 514 regions and long remarks is far below the limit."""
    assert MOST_BYTES > 514 * 400


def imported(*rows: str, busy: dict[str, str] | None = None) -> ImportFile | list[RowProblem]:
    """What an import file of these rows gives."""
    return check_import_file(
        text(IMPORT_HEADER, *rows), cohort=None, today=TODAY, regions=(), open_elsewhere=busy or {}
    )


def test_an_import_keeps_the_true_days_in_the_regions_own_zone() -> None:
    """A day in the file is midnight in the region's time zone, and the status says that it was outside."""
    read = imported(CLOSED, OPEN)
    assert isinstance(read, ImportFile), read
    closed, under_way = (row.imported() for row in read.rows)
    assert (closed.status, closed.stage) == (Status.COMPLETED_OUTSIDE, Stage.PUBLICATION)
    assert closed.opened_at.isoformat() == "2018-05-08T00:00:00+07:00"
    assert (under_way.status, under_way.stage, under_way.ended_at) == (Status.OPEN, Stage.DRAFTING, None)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        pytest.param(CLOSED.replace("completed", "done"), "outcome_bad", id="no outcome we know"),
        pytest.param(OPEN.replace("drafting", ""), "stage_missing", id="open without a stage"),
        pytest.param(OPEN.replace("drafting", "bimtek"), "stage_bad", id="no stage"),
        pytest.param(OPEN.replace(",,letter", ",2018-12-14,letter"), "ended_but_open", id="open with a last day"),
        pytest.param(CLOSED.replace("2018-05-08", ""), "date_missing", id="no first day"),
        pytest.param(CLOSED.replace("2018-05-08", "08/05/2018"), "date_bad", id="a day written otherwise"),
        pytest.param(CLOSED.replace("2018-05-08", "2018-02-30"), "date_bad", id="a day that never was"),
        pytest.param(CLOSED.replace("2018-12-14", "2026-01-02"), "date_in_future", id="a day to come"),
        pytest.param(CLOSED.replace("2018-12-14", "2018-05-07"), "ended_before_opened", id="days in the wrong order"),
        pytest.param(CLOSED.replace("list of the day", ""), "evidence_missing", id="no evidence"),
        pytest.param(CLOSED.replace(",2018,", ",,"), "cohort_empty", id="no cohort"),
        pytest.param(CLOSED.replace(",2018,", ",Angkatan 2018,"), "cohort_bad", id="a cohort that is no id"),
        pytest.param(CLOSED.replace("WIB", "WIT"), "time_zone_mismatch", id="the wrong zone"),
    ],
)
def test_each_mistake_in_an_import_has_its_own_name(row: str, problem: str) -> None:
    """An import file that is wrong in one way gets one problem with its line."""
    read = imported(row)
    assert isinstance(read, list), read
    assert names(read) == [(2, problem)]


def test_an_open_journey_cannot_be_imported_beside_another() -> None:
    """A region in an open cohort gets no second open journey; one that is over is no obstacle."""
    busy = {"kota-banda-aceh": "2019", "kab-sleman": "2019"}
    read = imported(CLOSED, OPEN, busy=busy)
    assert isinstance(read, list), read
    assert names(read) == [(3, "in_open_cohort")]


def test_a_row_without_an_outcome_is_left_out_and_named() -> None:
    """What no source settles makes no journey and no region, and is told."""
    read = imported(CLOSED.replace("completed", "").replace("2018-05-08", "").replace("2018-12-14", ""), OPEN)
    assert isinstance(read, ImportFile), read
    assert [left.name for left in read.left_out] == ["Kota Banda Aceh"]
    assert [region.id for region in read.unregistered] == ["kab-sleman"]
