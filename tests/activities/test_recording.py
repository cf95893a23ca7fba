"""Recording has the documents made that its entries ask for, also when that fails after the commit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from temporalio.testing import ActivityEnvironment

from activities.first_attempt import FirstAttempt
from activities.recording import RecordBatch, RecordingActivities
from domain.documents import DocumentOrder
from domain.journey import begin
from domain.shape import Key
from tests.domain.builders import OPENS_AT, documented_policy, start
from tests.fakes import MemoryDocuments, MemoryJournal, MemoryMailer, MemoryOutbox, sender_to


class AwayOnce(MemoryDocuments):
    """Documents that cannot be begun at the first time."""

    away = True

    async def begin(self, journey: Key, orders: Sequence[DocumentOrder]) -> None:
        """Fail once, then keep the orders."""
        if self.away:
            self.away = False
            raise ConnectionResetError
        await super().begin(journey, orders)


async def test_documents_are_begun_by_the_repeat() -> None:
    """When Temporal is away right after the commit, the same recording again has every document of the batch begun."""
    begun = begin(start(policy=documented_policy()), OPENS_AT)
    journal, documents = MemoryJournal(), AwayOnce()
    outbox = MemoryOutbox(journal)
    recording = RecordingActivities(journal, documents, FirstAttempt(outbox, sender_to(outbox, MemoryMailer())))
    batch = RecordBatch(journey=begun.journey.id, entries=begun.entries)
    with pytest.raises(ConnectionResetError):
        await ActivityEnvironment().run(recording.record, batch)
    assert (len(journal.entries[begun.journey.id]), documents.begun) == (len(begun.entries), [])
    await ActivityEnvironment().run(recording.record, batch)
    assert [order.key for order in documents.begun] == ["assessment-letter.2", "kickoff-invitation.2"]
