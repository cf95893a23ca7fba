"""What a measure gives: a `Value` with its goal, shown as a table and written as JSON."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from statistics import median

import psutil
from rich.console import Console
from rich.table import Table


class Goal(Enum):
    """Which side of the goal is the good one."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True)
class Value:
    """One measured value: the median of `rounds`, in `unit`, with what it is compared with, its peer, in words."""

    name: str
    rounds: tuple[float, ...]
    unit: str
    peer: str
    side: Goal
    goal: float

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.value <= self.goal if self.side is Goal.AT_MOST else self.value >= self.goal


@dataclass(frozen=True)
class Reading:
    """A value that has no goal of its own: it explains one that has."""

    name: str
    rounds: tuple[float, ...]
    unit: str

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)


Result = Value | Reading


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def machine() -> dict[str, str | int]:
    """What it was measured on."""
    return {
        "processors": os.cpu_count() or 0,
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def show(results: Sequence[Result], console: Console) -> None:
    """Print every value, the ones with a goal marked met or MISSED."""
    table = Table("measure", "median", "unit", "of the rounds", "goal", "", title="bimtek bench")
    for result in results:
        spread = f"{shown(min(result.rounds))} to {shown(max(result.rounds))} ({len(result.rounds)})"
        goal, met = "", ""
        if isinstance(result, Value):
            goal = f"{result.side.value} {shown(result.goal)}"
            met = "met" if result.met else "[bold red]MISSED[/]"
        table.add_row(result.name, shown(result.value), result.unit, spread, goal, met)
    console.print(table)
    missed = [result.name for result in results if isinstance(result, Value) and not result.met]
    console.print(f"MISSED: {', '.join(missed)}" if missed else "Every goal is met.")


def shown(number: float) -> str:
    """A number with three figures that count, in full when it is large."""
    return f"{number:,.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.3g}"


def write(results: Sequence[Result], path: Path, on: date, kept: Sequence[Path] = ()) -> None:
    """Write the file: each value by its name with all that is known of it, and the day `on` which it was measured.

    What other files have, `kept`, comes with the days and machines it was measured on; what is missing is left out.
    Raises `ValueError` for two values of one name.
    """
    found: dict[str, dict[str, object]] = {}
    for result in results:
        entry: dict[str, object] = {
            "value": round(result.value, 4),
            "unit": result.unit,
            "rounds": [round(number, 4) for number in result.rounds],
            "peer": None,
            "goal": None,
            "met": None,
            "machine": machine(),
            "measured_on": on.isoformat(),
        }
        if isinstance(result, Value):
            goal = f"{result.side.value} {result.goal:g}"
            entry |= {"peer": result.peer, "goal": goal, "met": result.met}
        _add(found, result.name, entry)
    for other in kept:
        if other.exists():
            for name, entry in json.loads(other.read_text(encoding="utf-8")).items():
                _add(found, name, entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _add(found: dict[str, dict[str, object]], name: str, entry: dict[str, object]) -> None:
    if name in found:
        raise ValueError(f"two values are called {name}")
    found[name] = entry
