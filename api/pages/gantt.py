"""A plan as a picture: where each bar begins and ends, in percent of the time shown; a template draws it as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.plan import Milestone, Plan

MOST_MONTH_NAMES = 6
"""Names of months that have room beside each other on a phone."""
ROOM = timedelta(days=7)


@dataclass(frozen=True)
class Bar:
    """A stretch of time, or where `width` is 0 a single day; `reading` is what it says of the plan."""

    reading: str
    x: float
    width: float
    first: date
    last: date


@dataclass(frozen=True)
class Row:
    """A stage or an obligation with its bars, the baseline first."""

    milestone: Milestone
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Month:
    """The first day of a month; one without a name is only a line."""

    day: date
    x: float
    named: bool


@dataclass(frozen=True)
class Gantt:
    """The picture of a plan; `today` is None where today is outside of the time shown."""

    rows: tuple[Row, ...]
    months: tuple[Month, ...]
    today: float | None


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def at(self, day: date) -> float:
        return round(100 * (day - self.first) / (self.last - self.first), 2)


def gantt_of(plan: Plan, opened: date, today: date) -> Gantt | None:
    """The picture of a plan from the day of the opening on; None where no day of it is known."""
    days = [day for milestone in plan.milestones for _, day in _days(milestone)]
    if not days:
        return None
    scale = _Scale(min(opened, *days) - ROOM, max(*days, opened) + ROOM)
    return Gantt(
        rows=tuple(_rows(plan, opened, scale)),
        months=tuple(_months(scale)),
        today=scale.at(today) if scale.first <= today <= scale.last else None,
    )


def _days(milestone: Milestone) -> Iterator[tuple[str, date]]:
    """What is known of a milestone, by reading; what is done has no forecast any more."""
    readings = {
        "baseline": milestone.baseline,
        "agreed": milestone.agreed,
        "done" if milestone.done else "forecast": milestone.done or milestone.forecast,
    }
    yield from ((reading, day) for reading, day in readings.items() if day is not None)


def _rows(plan: Plan, opened: date, scale: _Scale) -> Iterator[Row]:
    begins: dict[str, date] = {}
    for milestone in plan.milestones:
        bars = []
        for reading, day in _days(milestone):
            # What is done and what is expected are one line of days.
            line = "real" if reading in ("done", "forecast") else reading
            first = day if milestone.obligation else min(begins.get(line, opened), day)
            bars.append(Bar(reading, scale.at(first), round(scale.at(day) - scale.at(first), 2), first, day))
            if not milestone.obligation:
                begins[line] = day
        yield Row(milestone, tuple(bars))


def _months(scale: _Scale) -> Iterator[Month]:
    day = (scale.first.replace(day=1) + timedelta(days=32)).replace(day=1)
    found = []
    while day < scale.last:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = -(-len(found) // MOST_MONTH_NAMES) or 1
    for number, first in enumerate(found):
        # A name that would run out of the picture is left out.
        yield Month(first, scale.at(first), named=number % every == 0 and scale.at(first) < 88)
