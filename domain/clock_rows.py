"""The rows about time of the read tables (see `domain.projection`): baseline, extensions, stops, what is charged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from domain.model import Journey

Cell = str | int | bool | date | datetime | tuple[str, ...] | None
"""What a column holds; a tuple is an array of text."""

Row = dict[str, Cell]
"""One row, by column name."""

TABLES: dict[str, tuple[str, ...]] = {
    "planned_dates": ("journey_id", "name"),
    "extensions": ("journey_id", "number"),
    "stops": ("journey_id", "number"),
    "stretches": ("journey_id", "number"),
}
"""The tables and the columns of their primary keys."""


def _planned_dates(j: Journey) -> Iterable[Row]:
    for item in j.baseline:
        yield {"name": item.name, "day": item.day}


def _extensions(j: Journey) -> Iterable[Row]:
    for number, item in enumerate(j.extensions, start=1):
        yield {
            "number": number,
            "stage": item.stage.value,
            "task": item.task.value,
            "working_days": item.days,
            "seq": item.seq,
        }


def _stops(j: Journey) -> Iterable[Row]:
    for number, item in enumerate(j.stops, start=1):
        yield {"number": number, "first": item.first, "last": item.last, "cause": item.cause.value}


def _stretches(j: Journey) -> Iterable[Row]:
    """All time since the opening: charge a stretch's working days to its party, those after `due` as late."""
    for number, item in enumerate(j.stretches, start=1):
        yield {
            "number": number,
            "stage": item.stage.value,
            "party": item.party.value,
            "task": item.task.value,
            "since": item.since,
            "until": item.until,
            "due": item.due,
            "outstanding": item.outstanding,
        }


BUILD: tuple[tuple[str, Callable[[Journey], Iterable[Row]]], ...] = (
    ("planned_dates", _planned_dates),
    ("extensions", _extensions),
    ("stops", _stops),
    ("stretches", _stretches),
)
"""What yields the rows of each table."""
