"""The commands that read files of regions: what they print, and the exit code they end with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.commands import cohort_files, regions
from api.exits import Failure

COHORT_2019 = Path(__file__).parents[2] / "deploy" / "cohorts" / "2019.csv"

app = typer.Typer()
app.command("check")(cohort_files.check)
app.add_typer(regions.app, name="regions")


def run(*words: str | Path, database: str = "") -> tuple[int, str]:
    """The exit code and what was printed."""
    environment = {"BIMTEK_POSTGRES_DSN": database, "COLUMNS": "200"}
    done = CliRunner().invoke(app, [str(word) for word in words], env=environment)
    if done.exception is None:
        return done.exit_code, done.output
    assert isinstance(done.exception, Failure), done.exception
    return done.exception.code, f"{done.output}{done.exception}"


def test_a_right_file_ends_well() -> None:
    """Checking the intake of 2019 by itself says that its 25 regions are fine."""
    code, text = run("check", COHORT_2019, "--alone")
    assert code == 0
    assert "25 regions (25 listed)" in text


def test_problems_are_shown_with_their_lines_and_end_with_one(tmp_path: Path) -> None:
    """Every problem is a row of the table, whatever the cells hold, and nothing is started."""
    file = tmp_path / "cohort.csv"
    file.write_text(
        "code,name,province,time_zone,status\n99.01,[red]X,a,WIB,listed\n11.71,Kota Banda Aceh,Aceh,WIT,listed\n"
    )
    code, text = run("check", file, "--alone")
    assert code == 1
    assert "name_bad" in text
    assert "“[red]X”" in text
    assert "time_zone_mismatch" in text
    code, text = run("check", file, "--alone", "--json")
    found = json.loads(text[: text.rindex("}") + 1])
    assert (code, found["ok"], [p["line"] for p in found["problems"]]) == (1, False, [2, 3])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file and a folder get a message of their own."""
    assert run("check", tmp_path / "none.csv", "--alone") == (
        1,
        f"There is no file {tmp_path / 'none.csv'}. Name an existing file.",
    )
    assert "is a folder" in run("check", tmp_path, "--alone")[1]


@pytest.mark.parametrize("day", ["yesterday", "2025-02-30"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    """The day a register is of has to be in the calendar."""
    code, text = run("regions", "import", COHORT_2019, "--as-of", day)
    assert code == 1
    assert f"“{day}” is not a day" in text


def test_a_register_is_imported_and_compared(database: str, tmp_path: Path) -> None:
    """The first import adds, the second shows what changed, a bad row changes nothing, and a region can be shown."""
    head = "code,name,kind,province_code,province_name,time_zone\n"
    first = tmp_path / "first.csv"
    first.write_text(
        head + "91.09,Kabupaten Mimika,kabupaten,91,Papua,WIT\n"
        "12.12,Kabupaten Toba Samosir,kabupaten,12,Sumatera Utara,WIB\n"
    )
    second = tmp_path / "second.csv"
    second.write_text(
        head
        + "94.04,Kabupaten Mimika,kabupaten,94,Papua Tengah,WIT\n12.12,Kabupaten Toba,kabupaten,12,Sumatera Utara,WIB\n"
    )
    bad = tmp_path / "bad.csv"
    bad.write_text(second.read_text().replace("94.04", "94.4").replace("WIB", "WIT"))
    code, text = run("regions", "import", first, "--as-of", "2020-01-01", database=database)
    assert (code, "2 changed, 0 unchanged" in text) == (0, True)
    code, text = run("regions", "import", bad, "--as-of", "2022-01-01", database=database)
    assert (code, "has 2 problems. Nothing was imported." in text) == (1, True)
    code, text = run("regions", "import", second, "--as-of", "2022-01-01", "--json", database=database)
    found = json.loads(text)
    assert code == 0
    assert found["recoded"] == [{"region": "kab-mimika", "before": "91.09", "after": "94.04"}]
    assert [change["region"] for change in found["renamed"]] == ["kab-toba-samosir"]
    for wanted in ("kab-mimika", "91.09", "94.04", "Kab. Mimika"):
        code, text = run("regions", "show", wanted, "--json", database=database)
        assert (code, json.loads(text)["id"]) == (0, "kab-mimika")
