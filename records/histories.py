"""What the records ask of Temporal's histories, live and archived; workers/histories.py answers it."""

from __future__ import annotations

from typing import Protocol

from domain.entry import Entry


class ArchiveDamaged(Exception):
    """The object store does not have a run's history as it was archived; the text names the object."""


class HistorySource(Protocol):
    """The histories of the journeys' workflows: the truth that the journal follows."""

    async def entries(self, journey_id: str) -> list[Entry]:
        """Every entry that the workflow handed to its recording activity, in order, each once.

        Raises `ArchiveDamaged`.
        """

    async def head(self, journey_id: str) -> tuple[int, str] | None:
        """Number and hash of the last entry as the workflow itself holds it; None when it no longer runs."""
