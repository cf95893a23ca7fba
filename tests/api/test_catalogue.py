"""`bimtek catalogue`: what it prints, the exported files, and that everything simulated says so."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from api.commands.catalogue import app
from api.exits import Failure
from domain.cohort_file import CohortFile, check_cohort_file
from records.journal import Records
from records.regions import RegionRecords
from tests.conftest import fresh_database
from tests.records.sample import Walk
from workers.local.postgres import LocalPostgres

TRICK = '=HYPERLINK("http://example.com")'


def run(*words: str, database: str) -> tuple[int, str]:
    """The exit code and what was printed, the message of a failure included."""
    environment = {"BIMTEK_POSTGRES_DSN": database, "BIMTEK_DATA_DIR": "none"}
    done = CliRunner().invoke(app, list(words), env=environment)
    if isinstance(done.exception, Failure):
        return done.exception.code, f"{done.output}{done.exception}"
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
async def published(local_postgres: LocalPostgres) -> AsyncIterator[str]:
    """The DSN of a database with one published journey, a programme of which is called like a formula."""
    async with fresh_database(local_postgres) as database:
        async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
            for batch in Walk().all_the_way().batches:
                await Records(pool).record(batch)
            await pool.execute("update programmes set name = $1, indicator = '+1' where number = 1", TRICK)
            data = "code,name,province,time_zone,status\n34.04,Kab. Sleman,Daerah Istimewa Yogyakarta,WIB,listed\n"
            checked = check_cohort_file(data.encode(), regions=(), open_elsewhere={})
            assert isinstance(checked, CohortFile)
            await RegionRecords(pool).keep_unregistered(checked.unregistered)
        yield database


def test_search_shows_what_was_found_and_marks_it(published: str) -> None:
    """A hit is a line with region, day and regulation, marked SIMULASI; JSON has the same as data."""
    code, text = run("search", "sleman", database=published)
    assert code == 0
    assert "Kabupaten Sleman SIMULASI" in text
    assert "Nomor 12 Tahun 2020" in text
    assert "1 of 1 entry." in text
    code, text = run("search", "sleman", "--json", "--adopted", "--pillar", "governance", database=published)
    page = json.loads(text)
    assert (page["total"], page["next"]) == (1, None)
    assert page["entries"][0]["mark"] == "SIMULASI"
    code, text = run("search", "sleman", "--not-adopted", database=published)
    assert (code, text) == (0, "Nothing was found.\n")


def test_show_prints_an_entry_whole(published: str) -> None:
    """Quick wins, programmes, regulation and editions are there, each table marked."""
    code, text = run("show", "2019/Sleman", database=published)
    assert code == 0
    for title in ("34.04), 2019", "Quick wins", "Programmes", "Editions", "Documents"):
        assert any(title in line and "SIMULASI" in line for line in text.splitlines()), title
    code, text = run("show", "2019/Sleman", "--json", database=published)
    entry = json.loads(text)
    assert (entry["mark"], entry["adoption"]["number"]) == ("SIMULASI", "12 Tahun 2020")


def test_count_keeps_the_simulated_apart(published: str) -> None:
    """Nothing real counts here; one simulated region does, in its province and in its pillars."""
    code, text = run("count", "--json", database=published)
    real, simulated = json.loads(text)
    assert (code, real["regions"], simulated["regions"], simulated["mark"]) == (0, 0, 1, "SIMULASI")
    assert simulated["provinces"] == [{"code": "34", "name": "Daerah Istimewa Yogyakarta", "regions": 1}]
    assert "Towards the target SIMULASI" in run("count", database=published)[1]


def test_export_as_json_is_the_same_each_time(published: str, tmp_path: Path) -> None:
    """Two exports of one catalogue are the same bytes; a file that is there is only written over when told so."""
    file = tmp_path / "katalog.json"
    assert run("export", str(file), database=published)[0] == 0
    before = file.read_bytes()
    code, text = run("export", str(file), database=published)
    assert (code, file.read_bytes()) == (1, before)
    assert "--force" in text
    code, text = run("export", str(file), "--force", database=published)
    assert (code, file.read_bytes()) == (0, before)
    assert "1 of them SIMULASI" in text.replace("\n", " ")
    found = json.loads(before)
    assert found["schema"] == "bimtek-catalogue/1"
    assert found["entries"][0]["mark"] == "SIMULASI"
    assert found["entries"][0]["programmes"][0]["name"] == TRICK


def test_nothing_runs_in_an_exported_workbook(published: str, tmp_path: Path) -> None:
    """Four sheets with marked rows; what begins like a formula is text and stays text when it is edited."""
    file = tmp_path / "katalog.xlsx"
    assert run("export", str(file), database=published)[0] == 0
    book: Any = load_workbook(io.BytesIO(file.read_bytes()))
    assert book.sheetnames == ["Entries", "Programmes", "Quick wins", "Documents"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    tricks = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+"))]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in tricks] == [
        (TRICK, "s", True),
        ("+1", "s", True),
    ]
    assert all(row[0].value == "SIMULASI" for sheet in book for row in sheet.iter_rows(min_row=2))
    assert book["Programmes"]["M2"].value > 0


MISTAKES = [
    pytest.param(("export", "katalog.csv"), "neither .json nor .xlsx", id="another ending"),
    pytest.param(("search", "--after", "x"), "not the `next` of a page", id="a broken place"),
    pytest.param(("search", "--province", "Daerah Istimewa Yogya"), "Did you mean Daerah Istimewa", id="a province"),
    pytest.param(
        ("export", "/nowhere/katalog.json"), "cannot be written: No such file", id="a folder that is not there"
    ),
]


@pytest.mark.parametrize(("words", "said"), MISTAKES)
def test_mistakes_are_said(published: str, words: tuple[str, ...], said: str) -> None:
    """A wrong option ends the command with one line that says how to mend it."""
    code, text = run(*words, database=published)
    assert code == 1
    assert said in text
