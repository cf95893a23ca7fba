"""`bimtek rehearse` as a person types it: what it prints, that it repeats itself, and that it touches nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.commands import rehearse
from api.exits import Failure

ROOT = Path(__file__).parents[2]
COHORT_2019 = ROOT / "deploy" / "cohorts" / "2019.csv"
POLICY = ROOT / "deploy" / "policies" / "intake-2019.toml"
SMALL = ("--start", "2026-02-02", "--policy", str(POLICY), "--runs", "2", "--late", "mentors=0.3", "--seed", "7")

app = typer.Typer()
app.command("rehearse")(rehearse.rehearse)


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """The first three regions of 2019."""
    file = tmp_path / "latihan.csv"
    file.write_text("".join(COHORT_2019.read_text(encoding="utf-8").splitlines(keepends=True)[:4]), encoding="utf-8")
    return file


def typed(*words: str | Path) -> tuple[int, str]:
    """The exit code and what was printed."""
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})
    if done.exception is None or isinstance(done.exception, SystemExit):
        return done.exit_code, done.output
    assert isinstance(done.exception, Failure), done.exception
    return done.exception.code, f"{done.output}{done.exception}"


WATCHED = """
import os, sys
def watch(event, args):
    if event in ("socket.__new__", "socket.bind", "socket.connect"):
        raise RuntimeError(f"{event} {args}")
    if event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        raise RuntimeError(f"{event} {args}")
sys.addaudithook(watch)
from api.cli import main
main()
"""


def alone(folder: Path, hash_seed: str, *words: str | Path) -> str:
    """What a process of its own prints, in which no socket can be made and no file written."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WATCHED, "rehearse", *map(str, words)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_repeats_itself_and_touches_nothing(cohort: Path) -> None:
    """Two processes print the same, byte for byte, without a socket or a file of their own; another seed differs."""
    first, second = (alone(cohort.parent, seed, cohort, *SMALL) for seed in ("1", "2"))
    assert first == second
    assert "SIMULASI" in first
    assert [path.name for path in cohort.parent.iterdir()] == [cohort.name]
    assert typed(cohort, *SMALL, "--seed", "8")[1] != typed(cohort, *SMALL)[1]


def test_numbers(cohort: Path) -> None:
    """As JSON it has every run, and the run in the middle week by week."""
    code, text = typed(cohort, *SMALL, "--json")
    found = json.loads(text)
    assert (code, found["simulated"], found["seed"], len(found["each_run"])) == (0, "SIMULASI", 7, 2)
    assert found["assumed"]["late"] == {"region": 0, "mentors": 0.3, "approvers": 0, "programme": 0}
    middle = found["middle_run"]
    figures = found["each_run"][middle["run"] - 1]
    assert sum(sum(weekly) for weekly in middle["messages"].values()) == figures["messages"]
    assert sum(sum(rung["taken"]) for rung in middle["ladder_steps"]) == sum(figures["ladder_steps"].values())
    assert all(len(mentor["open"]) == len(middle["mondays"]) for mentor in middle["mentors"])


def test_fewer_weeks(cohort: Path) -> None:
    """With fewer weeks shown the sums stay those of all weeks."""
    _, whole = typed(cohort, *SMALL)
    code, text = typed(cohort, *SMALL, "--weeks", "4")
    assert code == 0
    assert len(text.splitlines()) < len(whole.splitlines())
    assert "more" in text

    def sums(printed: str) -> list[str]:
        return [line for line in printed.splitlines() if "All weeks" in line]

    assert [line.split() for line in sums(text)] == [line.split() for line in sums(whole)]
    assert len(sums(text)) == 2


STARTING = ("--start", "2026-02-02")
BAD = [
    pytest.param((*STARTING, "--late", "mentor=0.3"), "“mentor” is no party", id="a party that is none"),
    pytest.param((*STARTING, "--late", "session=0.3"), "“session” is no party", id="a party that cannot be late"),
    pytest.param((*STARTING, "--late", "mentors=2"), "between 0 and 1", id="a probability above 1"),
    pytest.param((*STARTING, "--late", "mentors=nan"), "between 0 and 1", id="no number"),
    pytest.param((*STARTING, "--late", "mentors"), "is no number", id="a party without a probability"),
    pytest.param(
        (*STARTING, "--late", "region=0", "--late", "region=1"), "region was given before", id="a party given twice"
    ),
    pytest.param(("--start", "2 Feb"), "“2 Feb” is no day", id="no day"),
    pytest.param(("--start", "0026-02-02"), "cannot be rehearsed", id="a year out of reach"),
    pytest.param((*STARTING, "--policy", "none.toml"), "There is no file none.toml", id="a policy that is missing"),
    pytest.param((*STARTING, "--policy", str(COHORT_2019)), "is not TOML", id="a policy that is none"),
]


@pytest.mark.parametrize(("words", "said"), BAD)
def test_bad_input(cohort: Path, words: tuple[str, ...], said: str) -> None:
    """What is wrong is said in one line, with what to write instead."""
    code, text = typed(cohort, *words)
    assert (code, len(text.splitlines())) == (1, 1)
    assert said in text


def test_bad_seed_and_file(cohort: Path) -> None:
    """A seed that is no whole number is a wrong command line; a file that is missing or lists nobody is named."""
    code, text = typed(cohort, *STARTING, "--seed", "x")
    assert (code, "--seed" in text) == (2, True)
    code, text = typed(cohort.parent / "none.csv", *STARTING)
    assert (code, "There is no file" in text) == (1, True)
    cohort.write_text("code,name,province,time_zone,status\n11.71,Kota Banda Aceh,Aceh,WIB,withdrawn\n")
    code, text = typed(cohort, *STARTING)
    assert (code, "lists no region to start" in text) == (1, True)


def test_too_few_mentors(cohort: Path, tmp_path: Path) -> None:
    """Fewer mentors than the policy wants in every region cannot be rehearsed."""
    two = tmp_path / "two.toml"
    text = POLICY.read_text(encoding="utf-8").replace("mentors_minimum = 1", "mentors_minimum = 2")
    two.write_text(text, encoding="utf-8")
    code, said = typed(cohort, *STARTING, "--policy", two, "--mentors", "1")
    assert (code, "the policy wants 2" in said) == (1, True)
