"""The ledger of documents asked for, and of seals: what waits, what was made, what was sealed with what result."""

from __future__ import annotations

import json
from collections.abc import Sequence

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime

from domain.documents import DocumentOrder
from domain.entry import Entry
from domain.model import Journey
from domain.shape import Frozen
from domain.values import Document, MadeDocument
from domain.vocabulary import DocumentKind
from records.incidents import Incidents, note
from records.statements import statements

KINDS = tuple(DocumentKind)
"""The kinds in the order in which people expect them: an invitation before its attendance list."""


class WaitingDocument(Frozen):
    """A document that has not been made yet, and why not as far as it was tried."""

    journey: str
    key: str
    seq: int
    kind: str
    about: str
    attempts: int
    last_error: str | None
    ordered_at: AwareDatetime


class ClosingReportFile(Frozen):
    """A cohort's closing report, by the hash of its PDF."""

    title: str
    pdf: str
    pdf_size: int
    made_at: AwareDatetime


async def place_orders(connection: PoolConnectionProxy, journey: Journey, orders: Sequence[DocumentOrder]) -> None:
    """Note what entries asked for. What the journal says was made already, as in one brought back, is not asked for."""
    known = {made.key for made in journey.documents}
    rows = [
        {"key": order.key, "seq": order.seq, "kind": order.kind, "about": order.about}
        for order in orders
        if order.key not in known
    ]
    if rows:
        await connection.execute(statements("orders")["place_orders"], journey.id, json.dumps(rows))


async def waiting_orders(
    connection: PoolConnectionProxy, journey: str, entries: Sequence[Entry]
) -> tuple[DocumentOrder, ...]:
    """The orders of these entries that have not been made yet, those of an entry in the order of their kinds."""
    if not entries:
        return ()
    rows = await connection.fetch(statements("orders")["waiting_orders"], journey, entries[0].seq, entries[-1].seq)
    orders = [DocumentOrder(**dict(row)) for row in rows]
    return tuple(sorted(orders, key=lambda order: (order.seq, KINDS.index(order.kind), order.key)))


class DocumentOrders:
    """The ledger as the making of documents uses it. What was noted first counts."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def made(self, order: DocumentOrder) -> MadeDocument | None:
        """What was made for an order; None while nothing was."""
        made = await self._pool.fetchval(statements("orders")["made_for"], order.journey, order.key)
        return MadeDocument.model_validate_json(made) if made else None

    async def note_made(self, order: DocumentOrder, made: MadeDocument) -> MadeDocument:
        """Note what was made, and give what counts: what was noted first. Its incidents are over."""
        sql = statements("orders")
        placed = (order.journey, order.key, order.seq, order.kind, order.about)
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(sql["note_made"], *placed, made.model_dump_json())
            await connection.execute(sql["resolve_document_incidents"], order.journey, f"{order.key}:%")
        return await self.made(order) or made

    async def note_failed(self, order: DocumentOrder, reason: str, *, lasting: bool) -> None:
        """Note that making failed; a lasting failure is an incident until the document has been made.

        Nothing is noted of an attempt that fails after another one has made it: nobody would end that incident.
        """
        placed = (order.journey, order.key, order.seq, order.kind, order.about)
        async with self._pool.acquire() as connection, connection.transaction():
            waits = await connection.fetchval(statements("orders")["note_not_made"], *placed, reason[:2000])
            if waits and lasting:
                await note(connection, order.journey, "document_not_made", f"{order.key}: {reason[:500]}")

    async def note_unrecorded(self, journey: str, documents: Sequence[MadeDocument]) -> None:
        """An incident: the journey was over, so that its journal does not name these documents."""
        keys = ", ".join(made.key for made in documents)
        await Incidents(self._pool).report(journey, "document_not_in_journal", keys)

    async def waiting(self, limit: int = 1000) -> tuple[WaitingDocument, ...]:
        """What has not been made yet, the oldest first."""
        rows = await self._pool.fetch(statements("orders")["waiting_documents"], limit)
        return tuple(WaitingDocument(**dict(row)) for row in rows)

    async def waiting_of(self, journey: str) -> tuple[WaitingDocument, ...]:
        """What has not been made yet in one journey, the oldest first."""
        rows = await self._pool.fetch(statements("orders")["waiting_of_journey"], journey)
        return tuple(WaitingDocument(**dict(row)) for row in rows)

    async def unsettled(self, journey: str | None = None) -> int:
        """How many documents, of one journey or of all, have not been made, or are not in the journal yet."""
        count: int = await self._pool.fetchval(statements("orders")["unsettled"], journey)
        return count

    async def seal_of(self, unsealed: str) -> str | None:
        """The hash of the sealed file made of an unsealed one; None while it was never sealed."""
        sealed: str | None = await self._pool.fetchval(statements("orders")["seal_of"], unsealed)
        return sealed

    async def note_seal(self, unsealed: str, sealed: str) -> str:
        """Note a seal, and give the hash that counts: the one noted first."""
        await self._pool.execute(statements("orders")["note_seal"], unsealed, sealed)
        return await self.seal_of(unsealed) or sealed

    async def report_of(self, cohort: str) -> ClosingReportFile | None:
        """A cohort's closing report; None while it has not been made."""
        row = await self._pool.fetchrow(statements("orders")["closing_report"], cohort)
        return ClosingReportFile(**dict(row)) if row else None

    async def note_report(self, cohort: str, report: Document) -> None:
        """Note a cohort's closing report; one that is noted already stays. Its incidents are over."""
        sql = statements("orders")
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(sql["note_report"], cohort, report.title, report.sha256, report.size)
            await connection.execute(sql["resolve_document_incidents"], cohort, "closing-report:%")

    async def note_report_failed(self, cohort: str, reason: str) -> None:
        """An incident, until the report has been made."""
        await Incidents(self._pool).report(cohort, "document_not_made", f"closing-report: {reason[:500]}")
