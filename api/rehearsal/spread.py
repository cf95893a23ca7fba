"""How the ends of many runs are spread: an early, a middle and a late day for each region and the whole cohort."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from api.rehearsal.runs import RunFigures

T = TypeVar("T", date, int)
EARLY, MIDDLE, LATE = 0.1, 0.5, 0.9


@dataclass(frozen=True)
class Spread(Generic[T]):
    """Of all runs one in ten is at or below `early`, one in two at or below `middle`, nine in ten at or below `late`.

    None stands for never.
    """

    early: T | None
    middle: T | None
    late: T | None


def spread(values: Sequence[T | None]) -> Spread[T]:
    """The spread of some values; never (None) is later than any of them. Each is one of the values."""
    known: list[T] = sorted(value for value in values if value is not None)

    def at(share: float) -> T | None:
        place = math.ceil(share * len(values)) - 1
        return known[place] if place < len(known) else None

    return Spread(at(EARLY), at(MIDDLE), at(LATE))


def ends_of_regions(runs: Sequence[RunFigures]) -> list[Spread[date]]:
    """When each region ends, in the order of the file."""
    size = len(runs[0].ended)
    return [spread([run.ended[number].day for run in runs]) for number in range(size)]


def end_of_cohort(runs: Sequence[RunFigures]) -> Spread[date]:
    """When the last region ends."""
    return spread([run.last_day for run in runs])


def ended_by_month(runs: Sequence[RunFigures]) -> list[tuple[str, Spread[int]]]:
    """How many regions have ended by the end of each month (2026-07), from the first in which one does to the last."""
    per_run = [[f"{one.day:%Y-%m}" for one in run.ended if one.day is not None] for run in runs]
    months = sorted({month for found in per_run for month in found})
    if not months:
        return []
    return [
        (month, spread([sum(1 for found in ended if found <= month) for ended in per_run]))
        for month in _from_to(months[0], months[-1])
    ]


def _from_to(first: str, last: str) -> list[str]:
    year, month = (int(part) for part in first.split("-"))
    found = [first]
    while found[-1] != last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year:04}-{month:02}")
    return found
