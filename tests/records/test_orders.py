"""The ledger of orders: what was made first counts, whoever makes it again, and incidents end with their cause."""

from __future__ import annotations

import asyncpg
import pytest

from domain.documents import DocumentOrder
from domain.values import Document, MadeDocument
from domain.vocabulary import DocumentKind
from records.incidents import Incidents
from records.journal import Records
from records.orders import DocumentOrders
from tests.records.sample import Walk

ASKED = DocumentOrder(journey="journey-2019-kab-sleman", seq=2, kind=DocumentKind.ASSESSMENT_LETTER)


def made(size: int, order: DocumentOrder = ASKED) -> MadeDocument:
    """What was made for an order, told apart by its size."""
    pdf = Document(sha256=f"{size:064x}", size=size, title="Surat")
    return MadeDocument(key=order.key, seq=order.seq, document=order.kind, pdf=pdf)


async def test_a_recording_that_is_repeated_asks_for_what_is_not_made(records: Records, pool: asyncpg.Pool) -> None:
    """The same batch again gives the same orders, then those that are left, then none."""
    (batch, *_) = Walk().batches
    orders = await records.record(batch)
    assert len(orders) == 2
    assert await records.record(batch) == orders
    ledger = DocumentOrders(pool)
    await ledger.note_made(orders[0], made(1, orders[0]))
    assert await records.record(batch) == orders[1:]
    await ledger.note_made(orders[1], made(1, orders[1]))
    assert (await records.record(batch), await ledger.waiting()) == ((), ())


@pytest.mark.parametrize("placed", [pytest.param(True, id="ordered"), pytest.param(False, id="in a ledger made anew")])
async def test_what_was_noted_first_counts(records: Records, pool: asyncpg.Pool, placed: bool) -> None:
    """Two attempts that make the same document end with one, in a ledger that never heard of the order too."""
    if placed:
        await records.record(Walk().batches[0])
    ledger = DocumentOrders(pool)
    assert await ledger.made(ASKED) is None
    assert await ledger.note_made(ASKED, made(1)) == made(1)
    assert await ledger.note_made(ASKED, made(2)) == made(1)
    assert await ledger.made(ASKED) == made(1)


async def test_an_incident_lasts_until_the_document_is_made(records: Records, pool: asyncpg.Pool) -> None:
    """It is opened by a failure that lasts, ends when the document is made, and is not opened again after that."""
    await records.record(Walk().batches[0])
    ledger = DocumentOrders(pool)
    await ledger.note_failed(ASKED, "no room", lasting=False)
    assert await Incidents(pool).open() == ()
    await ledger.note_failed(ASKED, "no room", lasting=True)
    (incident,) = await Incidents(pool).open()
    assert (incident.kind, incident.detail) == ("document_not_made", f"{ASKED.key}: no room")
    waits = {waiting.key: waiting.attempts for waiting in await ledger.waiting()}
    assert waits[ASKED.key] == 2
    here = await ledger.waiting_of(ASKED.journey)
    assert {waiting.key for waiting in here} == set(waits)
    assert await ledger.waiting_of("journey-2019-kab-klaten") == ()
    await ledger.note_made(ASKED, made(1))
    await ledger.note_failed(ASKED, "a worker that was frozen, and wakes up", lasting=True)
    assert await Incidents(pool).open() == ()


async def test_a_seal_is_put_on_once(pool: asyncpg.Pool) -> None:
    """Of two seals on the same bytes the first counts."""
    ledger = DocumentOrders(pool)
    unsealed, first, second = (f"{number:064x}" for number in range(3))
    assert await ledger.seal_of(unsealed) is None
    assert await ledger.note_seal(unsealed, first) == first
    assert await ledger.note_seal(unsealed, second) == first
