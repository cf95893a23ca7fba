"""Recording: hands a journey's entries to the journal, which writes them and their read tables, or nothing.

Its messages that may leave at once are tried once right after: each that is sent here needs no activity of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from temporalio import activity

from domain.documents import DocumentOrder
from domain.entry import Entry
from domain.notices import Notice
from domain.shape import Frozen, Key


class RecordBatch(Frozen):
    """Entries of one journey, dense and in order, and the messages they give rise to."""

    journey: Key
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...] = ()


class Recorded(Frozen):
    """What became of a batch's messages: the keys of those that need no delivery any more."""

    settled: tuple[str, ...] = ()


class Journal(Protocol):
    """Where entries are written. The same batch again changes nothing."""

    async def record(self, batch: RecordBatch) -> tuple[DocumentOrder, ...]:
        """Write a batch in one transaction, and give the documents it asks for that have not been made."""


class Documents(Protocol):
    """Has documents made."""

    async def begin(self, journey: Key, orders: Sequence[DocumentOrder]) -> None:
        """See to it that these documents will be made; the same again changes nothing."""


class Attempt(Protocol):
    """One try at sending messages that are queued."""

    async def attempt(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Try for a short time and give the keys of what is settled. Never raises: the rest is sent later."""


class RecordingActivities:
    """Activities that write to the journal."""

    def __init__(self, journal: Journal, documents: Documents, post: Attempt) -> None:
        self._journal = journal
        self._documents = documents
        self._post = post

    @activity.defn
    async def record(self, batch: RecordBatch) -> Recorded | None:
        """Write a batch; any failure is tried again until it succeeds, for nothing else may be recorded before it.

        None means that no message is settled: so it is in histories of releases that tried none here.
        """
        orders = await self._journal.record(batch)
        if orders:
            await self._documents.begin(batch.journey, orders)
        # Only after the commit: nobody may be told of what might not be there.
        at_once = [notice.key for notice in batch.notices if notice.leaves_at is None]
        settled = await self._post.attempt(at_once) if at_once else ()
        return Recorded(settled=settled) if settled else None
