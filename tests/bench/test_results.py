"""What the measures rest on: medians, percentiles, goals, and that no result hides another."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.bench.results import Goal, Reading, Value, percentile, write

DAY = date(2026, 11, 26)


def value(rounds: tuple[float, ...], side: Goal, goal: float) -> Value:
    """A value with these rounds."""
    return Value("acts", rounds, "ratio", "bare", side, goal)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.5, 2.0), (0.95, 4.0), (0.25, 1.0)],
    ids=["half are no larger than the second", "the 95th is the last", "a quarter is the first"],
)
def test_percentile(share: float, expected: float) -> None:
    """A percentile is one of the values, in whatever order they came."""
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == expected


@pytest.mark.parametrize(
    ("side", "goal", "met"),
    [(Goal.AT_LEAST, 2.0, True), (Goal.AT_LEAST, 2.1, False), (Goal.AT_MOST, 2.0, True), (Goal.AT_MOST, 1.9, False)],
    ids=["just enough", "too little", "just below", "too much"],
)
def test_goal(side: Goal, goal: float, met: bool) -> None:
    """The median decides, an outlier does not."""
    assert value((1.0, 2.0, 90.0), side, goal).met is met


def test_written(tmp_path: Path) -> None:
    """The file has every result by its name, with its goal where it has one."""
    path = tmp_path / "bench" / "latest.json"
    write([value((1.0,), Goal.AT_LEAST, 0.7), Reading("bare", (5.0,), "acts/s")], path, DAY)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert (found["acts"]["met"], found["acts"]["goal"], found["bare"]["met"]) == (True, "≥ 0.7", None)
    assert found["bare"]["machine"]["processors"] > 0


def test_same_name_twice(tmp_path: Path) -> None:
    """Two results of one name are refused: one would hide the other."""
    twice = [Reading("bare", (5.0,), "acts/s")] * 2
    with pytest.raises(ValueError, match="two values"):
        write(twice, tmp_path / "latest.json", DAY)


def test_what_was_measured_apart_keeps_its_day(tmp_path: Path) -> None:
    """Figures of a long run of another day are taken over with that day; without such a run there are none."""
    load, latest, none = (tmp_path / name for name in ("load.json", "latest.json", "none.json"))
    write([Reading("load", (1.0,), "MiB")], load, DAY)
    write([Reading("bare", (5.0,), "acts/s")], latest, date(2026, 12, 1), (load, none))
    found = json.loads(latest.read_text(encoding="utf-8"))
    assert {name: each["measured_on"] for name, each in found.items()} == {"bare": "2026-12-01", "load": "2026-11-26"}
    with pytest.raises(ValueError, match="two values are called load"):
        write([Reading("load", (2.0,), "MiB")], latest, DAY, (load,))
