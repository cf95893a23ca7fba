"""What can be wrong with entries handed to the journal; each is an incident that somebody has to look at."""

from __future__ import annotations

import inspect


class JournalRefused(Exception):
    """Entries were not recorded."""

    def __init__(self, journey: str, **details: object) -> None:
        self.journey = journey
        self.details = details
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format(journey=journey, **details))

    @property
    def name(self) -> str:
        """The incident's kind: stable, for machines."""
        return type(self).__name__


class JournalFork(JournalRefused):
    """{journey}, entry {seq}: the journal holds {recorded}, the history has {given}. Run `bimtek records verify`."""


class JournalGap(JournalRefused):
    """{journey}: entry {seq} came before entry {missing} was recorded."""


class EntryBroken(JournalRefused):
    """{journey}, entry {seq}: {why}."""
