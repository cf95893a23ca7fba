"""Recording: hands a journey's entries to the journal, which writes them and their read tables, or nothing."""

from __future__ import annotations

from typing import Protocol

from temporalio import activity

from domain.entry import Entry
from domain.notices import Notice
from domain.shape import Frozen, Key


class RecordBatch(Frozen):
    """Entries of one journey, dense and in order, and the messages they give rise to."""

    journey: Key
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...] = ()


class Journal(Protocol):
    """Where entries are written. The same batch again changes nothing."""

    async def record(self, batch: RecordBatch) -> None:
        """Write a batch in one transaction."""


class RecordingActivities:
    """Activities that write to the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @activity.defn
    async def record(self, batch: RecordBatch) -> None:
        """Write a batch; any failure is tried again until it succeeds, for nothing else may be recorded before it."""
        await self._journal.record(batch)
