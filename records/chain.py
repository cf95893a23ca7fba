"""Checks the hash chain of a journey's entries, and reads entries from the text they are kept as."""

from __future__ import annotations

from collections.abc import Sequence

from domain.entry import GENESIS, Entry
from records.errors import EntryBroken


def read_entry(text: str, digest: str) -> Entry:
    """The entry kept as canonical `text` with its hash. Raises ValidationError for text that is no entry."""
    return Entry.model_validate_json(text).model_copy(update={"hash": digest})


def check_chain(journey: str, entries: Sequence[Entry]) -> None:
    """Raise EntryBroken unless the entries are of this journey, dense, true to their hashes and chained."""
    before: Entry | None = None
    for entry in entries:
        if entry.journey != journey:
            raise EntryBroken(journey, seq=entry.seq, why=f"it belongs to {entry.journey}")
        if entry.hash != entry.true_hash():
            raise EntryBroken(journey, seq=entry.seq, why="its content does not have the hash it carries")
        if before is not None and entry.seq != before.seq + 1:
            raise EntryBroken(journey, seq=entry.seq, why=f"it follows entry {before.seq}")
        if before is not None and entry.previous != before.hash:
            raise EntryBroken(journey, seq=entry.seq, why="it is not chained to the entry before")
        if entry.seq == 1 and entry.previous != GENESIS:
            raise EntryBroken(journey, seq=1, why="the first entry is chained to something")
        before = entry
