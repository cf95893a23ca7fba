"""A copy of a journey's history, on which a repair is rehearsed: `copied` makes it, nothing real is touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from temporalio.client import WorkflowHistory

from api.http.problems import NoSuch
from api.journey_time import journey_now
from api.services import Services
from domain.entry import Entry
from domain.evolve import fold
from domain.model import Journey
from workers.histories import Histories, entries_of


@dataclass(frozen=True)
class Copy:
    """A journey as its own history tells it: every run, the entries in them, and the state that these lead to.

    `now` is the journey's own time, which runs ahead of the real one in a simulation.
    """

    runs: tuple[WorkflowHistory, ...]
    entries: tuple[Entry, ...]
    journey: Journey
    now: datetime


async def copied(services: Services, journey: str) -> Copy:
    """Copy a journey, live or archived. Raises `NoSuch`, and `ArchiveDamaged` where the archive lacks a run."""
    runs = await Histories(services.client, services.pool, services.settings).runs(journey)
    entries = await entries_of(runs)
    if not entries:
        raise NoSuch(what="journey", id=journey)
    state = fold(entries)
    return Copy(runs=tuple(runs), entries=tuple(entries), journey=state, now=journey_now(state))
