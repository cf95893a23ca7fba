"""What every decision is told besides the journey and the act: take a `Context` as the last argument."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.calendar import local_date
from domain.errors import HappenedInTheFuture, HappenedTooEarly
from domain.event import Event
from domain.messages import Actor
from domain.model import Journey

Events = tuple[Event, ...]


@dataclass(frozen=True)
class Context:
    """`actor` is whose act it is, `sender` who sent it; they differ when it is recorded on behalf.

    `now` is the workflow's time, `effective` the time the act counts from.
    """

    now: datetime
    effective: datetime
    actor: Actor
    sender: Actor

    def today(self, journey: Journey) -> date:
        """The day in the region's zone."""
        return local_date(self.now, journey.region.zone)


def check_day(journey: Journey, day: date, context: Context, earliest: date | None = None) -> None:
    """Refuse a day that has not come, or that lies before `earliest`."""
    if day > context.today(journey):
        raise HappenedInTheFuture(day=day)
    if earliest is not None and day < earliest:
        raise HappenedTooEarly(day=day, earliest=earliest)


def twice(items: Iterable[str]) -> str | None:
    """The first item that occurs a second time, or None."""
    seen: set[str] = set()
    for item in items:
        if item in seen:
            return item
        seen.add(item)
    return None
