"""The files of a cohort: workbooks read without running anything, policies with every place, the plan made of them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from api.cohort_plan import cohort_plan
from api.launch import calendar_years, places
from api.launching import FileOf, FilesRefused, check_files, regional_days
from api.policy_text import policy_in
from api.sheet import LEADS_INTO_A_FORMULA
from api.workbook import MOST_UNPACKED, as_text
from domain.cohort import Cohort, start_of
from domain.journey import begin
from domain.planned import planned_dates
from domain.policy import Policy
from domain.values import RegionOfJourney
from domain.vocabulary import Stage, TimeZone
from tests.domain.builders import POLICY_FILE, shipped_policy
from tests.http.cohort_files import HEADER, PEOPLE_HEADER, SIBOLGA, people, regions, workbook
from workers.calendars import national_calendar

OPENS_AT = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
SINCE = OPENS_AT.date()
DAY = datetime(2026, 2, 3)  # noqa: DTZ001 - Excel knows no zones
POLICY_TEXT = POLICY_FILE.read_text(encoding="utf-8")


def read(*rows: list[Any]) -> bytes:
    """A workbook as text."""
    found = as_text(workbook(rows))
    assert isinstance(found, bytes), found
    return found


def wrong(data: bytes) -> list[tuple[int | None, str]]:
    """The lines and names of what is wrong."""
    found = as_text(data)
    assert isinstance(found, list)
    return [(problem.line, problem.problem) for problem in found]


def test_a_workbook_keeps_its_lines_codes_and_days() -> None:
    """33.1 in a column of codes is 33.10; a province's two digits, days, quotation marks and blank rows stay."""
    rows: tuple[list[Any], ...] = (
        ["Code", "name", "date"],
        [33.1, 'Kab "A", B', DAY],
        [],
        [34, " x ", date(2026, 2, 4)],
    )
    assert read(*rows) == b'Code,name,date\n33.10,"Kab ""A"", B",2026-02-03\n\n34,x,2026-02-04\n'


def test_text_stays_as_it_is() -> None:
    """Only a ZIP is taken for a workbook."""
    assert as_text(b"code;name\n") == b"code;name\n"
    assert as_text(b"") == b""


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        pytest.param("=1+1", "formula", id="a formula"),
        pytest.param("a\nb", "line_break", id="a line break"),
        pytest.param(timedelta(hours=33, minutes=10), "cell_kind", id="a time"),
        pytest.param(DAY + timedelta(hours=4), "cell_kind", id="a moment"),
        pytest.param("#REF!", "cell_error", id="an error of Excel"),
    ],
)
def test_what_is_no_text_is_named_with_its_line(value: object, problem: str) -> None:
    """Nothing is run or guessed."""
    assert wrong(workbook([["code", "name"], ["33.10", value]])) == [(2, problem)]


def test_a_code_that_excel_took_for_a_day_is_named() -> None:
    """An Indonesian Excel may read 33.10 as a time."""
    assert wrong(workbook([["code"], [DAY]])) == [(2, "cell_kind")]


def repacked(part: str, change: bytes | None) -> bytes:
    """A workbook of which one part was changed, or left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["code"]]))) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            content = change if name == part else old.read(name)
            if content is not None:
                new.writestr(name, content)
        if part not in old.namelist() and change is not None:
            new.writestr(part, change)
    return file.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"PK\x03\x04 and so on", "workbook_bad", id="no archive"),
        pytest.param(workbook([["code"]])[:-400], "workbook_bad", id="cut short"),
        pytest.param(repacked("xl/workbook.xml", None), "not_text", id="no workbook"),
        pytest.param(repacked("xl/workbook.xml", b"<a/>"), "workbook_bad", id="another kind of XML"),
        pytest.param(repacked("xl/worksheets/sheet1.xml", BOMB), "workbook_bad", id="entities"),
        pytest.param(repacked("xl/worksheets/sheet1.xml", BOMB.decode().encode("utf-16")), "workbook_bad", id="UTF-16"),
        pytest.param(repacked("xl/media/a.bin", b"0" * (MOST_UNPACKED + 1)), "file_too_large", id="unpacks to much"),
    ],
)
def test_a_hostile_workbook_is_refused(data: bytes, problem: str) -> None:
    """Damaged, no workbook, with entities or without end: each is one problem of the whole file."""
    assert wrong(data) == [(None, problem)]


def test_both_files_are_checked_at_once() -> None:
    """People of a row that is wrong otherwise are not called unknown; a workbook will do for either."""
    cohort = workbook([HEADER.split(","), ["12.73", "Kota Sibolga", "Sumatera Utara", "WIB", "soon"]])
    named = workbook([PEOPLE_HEADER.split(","), ["12.73", "sekda", "Bad Id", "Sekda (contoh)", "s@example.go.id"]])
    checked = check_files(cohort, named, regions=(), open_elsewhere={}, since=SINCE)
    found = [(problem.file, problem.line, problem.problem) for problem in checked.problems]
    assert found == [(FileOf.REGIONS, 2, "status_bad"), (FileOf.PEOPLE, 2, "bad_id")]
    alone = check_files(regions(SIBOLGA), people(), regions=(), open_elsewhere={}, since=SINCE)
    assert alone.problems == ()
    assert alone.regions is not None
    assert alone.people is not None


def test_days_of_the_whole_country_are_no_days_of_regions() -> None:
    """A cohort begins by the national calendar."""
    with pytest.raises(FilesRefused, match="whole country"):
        regional_days(b"date,kind,name,region\n2026-03-02,holiday,Contoh,\n")
    assert regional_days(None) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param(b"\xff", None, id="not UTF-8"),
        pytest.param(b"a = ", None, id="not TOML"),
        pytest.param(b"a = " + b"[" * 5000, None, id="without end"),
        pytest.param(b"a = " + b"9" * 5000, None, id="a number without end"),
        pytest.param(b"x" * 1_000_001, None, id="too large"),
        pytest.param(POLICY_TEXT.replace("version = 3", "version = 0").encode(), "version", id="a rule of its shape"),
        pytest.param(
            POLICY_TEXT.replace("{serial}", "{serial:>999999999}").encode(), "documents.letter_number", id="a format"
        ),
    ],
)
def test_a_wrong_policy_says_where(text: bytes, place: str | None) -> None:
    """Whatever is handed in, the answer is a list of places."""
    found = policy_in(text)
    assert isinstance(found, list)
    assert found[0].column == place


def test_the_shipped_policy_is_right() -> None:
    """It is read as its file has it."""
    assert policy_in(POLICY_TEXT.encode()) == shipped_policy()


def cohort_of(codes: int, policy: Policy | None = None) -> Cohort:
    """A cohort of some regions, a week apart."""
    chosen = [
        RegionOfJourney(id=f"kota-{n}", name=f"Kota {n}", code=f"12.{70 + n}", zone=TimeZone.WIB) for n in range(codes)
    ]
    return Cohort(
        id="uji",
        title="Uji",
        policy=policy or shipped_policy(),
        calendar=national_calendar(calendar_years(OPENS_AT)),
        places=places(chosen, OPENS_AT, lambda _: (), stagger=timedelta(days=7)),
    )


def test_the_plan_is_what_the_journeys_will_put_down() -> None:
    """The same days as the baseline of a journey that opens so."""
    cohort = cohort_of(2)
    plan = cohort_plan(cohort, ())
    for place, region in zip(cohort.places, plan.regions, strict=True):
        journey = begin(start_of(cohort, place), place.opens_at).journey
        assert region.dates == journey.baseline == planned_dates(journey)
        assert [region.day(stage) for stage in Stage] == sorted(filter(None, (region.day(stage) for stage in Stage)))
    assert plan.mentors == ()
    assert "No mentor" in plan.assumed[1]


def test_mentors_are_dealt_out_in_turn() -> None:
    """Five regions for two mentors: three and two; sessions and verdicts add up to those of all regions."""
    cohort = cohort_of(5)
    one, other = cohort_plan(cohort, ("m1", "m2")).mentors
    assert (one.regions, other.regions) == (("12.70", "12.72", "12.74"), ("12.71", "12.73"))
    assert one.sessions + other.sessions == 5 * len(cohort.policy.sessions)
    assert one.verdict_rounds + other.verdict_rounds == 5
    assert one.busiest_week is not None
    assert one.busiest_week.weekday() == 0


def test_a_policy_that_wants_more_mentors_than_there_are_is_said() -> None:
    """Each region has those there are."""
    policy = Policy.model_validate({**shipped_policy().model_dump(), "mentors_minimum": 2})
    plan = cohort_plan(cohort_of(2, policy), ("m1",))
    assert plan.mentors[0].regions == ("12.70", "12.71")
    assert any("wants 2 mentors" in line for line in plan.assumed)
    both = cohort_plan(cohort_of(2, policy), ("m1", "m2", "m3")).mentors
    assert [load.regions for load in both] == [("12.70", "12.71"), ("12.70",), ("12.71",)]


def test_a_workbook_with_what_would_run_is_kept_as_it_is() -> None:
    """Text that begins like a formula is text in a cell, and is read as such."""
    book = load_workbook(io.BytesIO(workbook([["name"], ["x"]])))
    values = [f"{lead}1+1" for lead in LEADS_INTO_A_FORMULA if lead.strip()]
    for line, value in enumerate(values, start=2):
        cell = book.worksheets[0].cell(line, 1, value)
        cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    text = as_text(file.getvalue())
    assert isinstance(text, bytes)
    assert text.decode().splitlines()[1:] == values
