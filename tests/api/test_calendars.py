"""`bimtek calendar`: what it prints without any server, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.commands import calendars
from api.exits import Failure

FILES = Path(__file__).parents[2] / "deploy" / "calendars"
SLEMAN = ("--region", "34.04")

app = typer.Typer()
app.add_typer(calendars.app, name="calendar")


def run(*words: str | Path, language: str = "id") -> tuple[int, str]:
    """The exit code and what was printed, with addresses at which nothing listens."""
    environment = {
        "BIMTEK_POSTGRES_DSN": "postgresql://nobody@127.0.0.1:1/none",
        "BIMTEK_TEMPORAL_ADDRESS": "127.0.0.1:1",
        "BIMTEK_LANGUAGE": language,
        "COLUMNS": "200",
    }
    done = CliRunner().invoke(app, ["calendar", *map(str, words)], env=environment)
    if isinstance(done.exception, Failure):
        return done.exception.code, f"{done.output}{done.exception}"
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done.exit_code, done.output


def test_the_known_answer_is_explained_day_by_day() -> None:
    """Five working days after 29 May 2019: each of the 15 days with its reason, then the end of 13 June in WIB."""
    code, text = run("explain", "2019-05-29", "5", *SLEMAN)
    assert code == 0
    assert "5 hari kerja sesudah 29 Mei 2019, daerah 34.04 (WIB)" in text
    rows = [line for line in text.splitlines() if line.startswith("│")]
    assert len(rows) == 15
    assert sum("Cuti Bersama Hari Raya Idul Fitri" in row for row in rows) == 3
    assert [row.split("│")[3].strip() for row in rows if "tidak" not in row] == ["1", "2", "3", "4", "5"]
    assert text.rstrip().endswith("Jatuh tempo: 13 Juni 2019 pukul 16.00 WIB.")


@pytest.mark.parametrize(
    ("region", "expected"),
    [("33.10", "16.00 WIB"), ("61.01", "16.00 WIB"), ("51.71", "16.00 WITA"), ("94.04", "16.00 WIT")],
    ids=["Java", "West Kalimantan", "Bali", "Papua Tengah"],
)
def test_the_day_ends_in_the_zone_of_the_region(region: str, expected: str) -> None:
    """The zone comes from the code alone."""
    assert f"13 Juni 2019 pukul {expected}." in run("explain", "2019-05-29", "5", "--region", region)[1]


def test_it_speaks_english() -> None:
    """With `--lang en`, or by the setting, everything but the names of days off is English."""
    code, text = run("explain", "2019-05-29", "5", *SLEMAN, "--lang", "en")
    assert code == 0
    assert "5 working days after 29 May 2019, region 34.04 (WIB)" in text
    assert "skipped: weekend (Saturday)" in text
    assert "Due: 13 June 2019, 16.00 WIB." in text
    assert run("explain", "2019-05-29", "5", *SLEMAN, language="en") == (code, text)


def test_it_counts_back_and_counts_nothing() -> None:
    """A negative number is not taken for an option; zero gives the next working day."""
    assert "Jatuh tempo: 29 Mei 2019" in run("explain", "2019-06-13", "-5", *SLEMAN)[1]
    assert "Jatuh tempo: 29 Mei 2019" in run("explain", *SLEMAN, "2019-06-13", "-5")[1]
    assert "Jatuh tempo: 10 Juni 2019" in run("explain", "2019-06-02", "0", *SLEMAN)[1]


def test_json_has_the_instant_and_every_day() -> None:
    """Machines get days, numbers, reasons and the instant with its offset."""
    code, text = run("explain", "2019-05-29", "5", "--region", "51.71", "--json")
    found = json.loads(text)
    assert code == 0
    assert (found["due_on"], found["due_at"], found["zone"]) == ("2019-06-13", "2019-06-13T16:00:00+08:00", "WITA")
    assert (found["estimate"], found["official_until"]) == (False, "2019-12-31")
    assert len(found["days"]) == 15
    assert found["days"][0] == {
        "day": "2019-05-30",
        "number": None,
        "skipped": "day_off",
        "name": "Kenaikan Yesus Kristus",
        "counted": False,
    }


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param("2027-12-30", "hari libur sesudah 31 Desember 2027 belum ditetapkan", id="into 2028"),
        pytest.param("2028-03-01", "tidak ada keputusan tentang cuti bersama", id="within 2028"),
        pytest.param("2031-03-01", "tidak ada keputusan tentang cuti bersama", id="within 2031"),
    ],
)
def test_an_estimate_is_marked_plainly(start: str, expected: str) -> None:
    """Beyond the years that have a decree the answer says that it is an estimate; within them it does not."""
    code, text = run("explain", start, "5", *SLEMAN)
    assert code == 0
    assert "Ini perkiraan" in text and expected in text
    assert json.loads(run("explain", start, "5", *SLEMAN, "--json")[1])["estimate"] is True
    assert "perkiraan" not in run("explain", "2027-11-01", "5", *SLEMAN)[1]


def test_a_regional_day_off_counts_for_its_region_alone() -> None:
    """The sample's day in Sleman moves Sleman's deadline and not that of Bantul, its neighbour."""
    words = ("explain", "2019-08-12", "2", "--days-off", FILES / "regional-sample.csv", "--region")
    sleman, bantul = run(*words, "34.04")[1], run(*words, "34.02")[1]
    assert "SIMULASI: libur daerah contoh Kabupaten Sleman (libur daerah)" in sleman
    assert "Jatuh tempo: 15 Agustus 2019" in sleman
    assert "Jatuh tempo: 14 Agustus 2019" in bantul
    assert "Jatuh tempo: 19 September 2019" in run(*words[:1], "2019-09-17", "1", *words[3:], "51.71")[1]


def test_a_decree_moves_days_both_ways() -> None:
    """The sample decree takes 12 March 2027 back and adds 16 March: both show in the explanation."""
    words = ("explain", "2027-03-11", "2", *SLEMAN, "--json")
    before = json.loads(run(*words)[1])
    after = json.loads(run(*words, "--days-off", FILES / "decree-sample.csv")[1])
    assert (before["due_on"], after["due_on"]) == ("2027-03-17", "2027-03-17")
    assert [day["day"] for day in before["days"] if day["counted"]] == ["2027-03-16", "2027-03-17"]
    assert [day["day"] for day in after["days"] if day["counted"]] == ["2027-03-12", "2027-03-17"]
    assert {day["name"] for day in after["days"] if day["day"] == "2027-03-16"} == {
        "SIMULASI: cuti bersama contoh yang ditambahkan"
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(("29-05-2019", "5", *SLEMAN), "“29-05-2019” is not a day", id="a date in another order"),
        pytest.param(("2019-02-29", "5", *SLEMAN), "“2019-02-29” is not a day", id="a date that does not exist"),
        pytest.param(("2019-W22-3", "5", *SLEMAN), "“2019-W22-3” is not a day", id="a date by its week"),
        pytest.param(("9999-12-31", "5", *SLEMAN), "No days off are known for 9999", id="a year without a calendar"),
        pytest.param(("1945-08-17", "5", *SLEMAN), "only for 1946 to 2100", id="before the first holidays"),
        pytest.param(("2019-05-29", "2001", *SLEMAN), "more than 2000", id="too many days"),
        pytest.param(("2019-05-29", "-2001", *SLEMAN), "more than 2000", id="too many days back"),
        pytest.param(("2019-05-29", "5", "--region", "99.01"), "“99.01” is no region's code", id="no such province"),
        pytest.param(("2019-05-29", "5", "--region", "34.1"), "“34.1” is no region's code", id="a code without zero"),
        pytest.param(("2019-05-29", "5", "--region", "34"), "“34” is no region's code", id="a province"),
        pytest.param(("2019-05-29", "5", "--region", "Sleman"), "“Sleman” is no region's code", id="a name"),
        pytest.param(("2019-05-29", "5", *SLEMAN, "--days-off", "none.csv"), "There is no file", id="no such file"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(words: tuple[str, ...], expected: str) -> None:
    """A bad date, an absurd number, an unknown code and a missing file end with 1 and say what to do."""
    code, text = run("explain", *words)
    assert code == 1
    assert expected in text
    assert len(text.splitlines()) == 1


def test_the_longest_counts_are_answered() -> None:
    """2,000 working days in both directions and at both ends of the known years come to an end."""
    for start, number in (
        ("2019-05-29", "2000"),
        ("2019-05-29", "-2000"),
        ("2100-12-31", "2000"),
        ("1946-01-01", "-9"),
    ):
        code, text = run("explain", start, number, *SLEMAN, "--json")
        assert code == 0
        assert json.loads(text)["days"][-1]["number"] == int(number)


def test_a_wrong_file_is_shown_line_by_line(tmp_path: Path) -> None:
    """Every problem of a file of days off is shown, and nothing is counted."""
    file = tmp_path / "off.csv"
    file.write_text("date,kind,name\n2019-06-08,holiday,[red]Contoh\n2019-06-10,regional,Contoh\n")
    code, text = run("explain", "2019-05-29", "5", *SLEMAN, "--days-off", file)
    assert code == 1
    assert "weekend" in text and "region_missing" in text
    assert text.endswith("off.csv has 2 problems. Nothing was counted.")
    code, text = run("explain", "2019-05-29", "5", *SLEMAN, "--days-off", file, "--json")
    found = json.loads(text[: text.rindex("}") + 1])
    assert (code, [p["line"] for p in found["problems"]]) == (1, [2, 3])


def test_an_unknown_option_is_a_mistake_of_usage() -> None:
    """That negative numbers are let through lets no mistyped option through."""
    assert run("explain", "2019-05-29", "5", *SLEMAN, "--langg", "en")[0] == 2
