"""Making documents: from an order to files in the object store, once, whatever is tried again."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.documents.files import StoredFile
from domain.documents import DocumentOrder
from domain.model import Journey
from domain.shape import Frozen, Key, Line
from domain.values import Document, MadeDocument

log = structlog.get_logger()

AT_ONCE = 2
"""Documents made at the same time by one worker: each is a process of its own that keeps a processor busy."""
HEARTBEAT = 2.0
"""Seconds between two signs of life while something is made: a worker that dies is noticed long before the limit."""
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def documents_queue(task_queue: str) -> str:
    """The queue on which documents wait to be made: thousands of them hold up no act that waits to be recorded."""
    return f"{task_queue}-documents"


@asynccontextmanager
async def alive() -> AsyncIterator[None]:
    """Gives signs of life for the activity that is under way inside the block."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            activity.heartbeat()

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()


class NotMade(Exception):
    """A document was not made for now. It says which and why, but nothing that stands in it: the ledger says more."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")


class DocumentBatch(Frozen):
    """Orders of one journey that were recorded together."""

    journey: Key
    orders: tuple[DocumentOrder, ...]


class MadeDocuments(Frozen):
    """Documents of one journey that have been made."""

    journey: Key
    documents: tuple[MadeDocument, ...]


@dataclass(frozen=True)
class SealTerms:
    """In whose name a document is sealed, and where it can be checked."""

    name: str
    contact: str | None = None


@dataclass(frozen=True)
class Draft:
    """A document as its template gives it; `original` is the uploaded file that stays the official one.

    With `seal` the PDF is to be sealed: in whose name, and with the page that checks it.
    """

    title: Line
    pdf: bytes
    docx: bytes | None = None
    original: Document | None = None
    seal: SealTerms | None = None


class Orders(Protocol):
    """The ledger of orders."""

    async def made(self, order: DocumentOrder) -> MadeDocument | None:
        """What was made for an order; None while nothing was."""

    async def note_made(self, order: DocumentOrder, made: MadeDocument) -> MadeDocument:
        """Note what was made, and give what counts: what was noted first."""

    async def note_failed(self, order: DocumentOrder, reason: str, *, lasting: bool) -> None:
        """Note that making failed; `lasting` failures are put before an operator."""

    async def note_unrecorded(self, journey: str, documents: Sequence[MadeDocument]) -> None:
        """Put before an operator that documents could not be noted in the journey, for it is over."""

    async def seal_of(self, unsealed: str) -> str | None:
        """The sealed file of an unsealed one; None while it was never sealed."""

    async def note_seal(self, unsealed: str, sealed: str) -> str:
        """Note a seal, and give the sealed file that counts: the one noted first."""


class States(Protocol):
    """Journeys as they were."""

    async def after(self, journey: str, seq: int) -> tuple[Journey, datetime]:
        """The state after an entry, and the instant that entry counts from. Raises `LookupError` for an unknown one."""


class Drafting(Protocol):
    """Makes a document from a state."""

    async def draft(self, order: DocumentOrder, journey: Journey, at: datetime) -> Draft:
        """The document that an order asks for; the same state gives the same bytes."""


class Files(Protocol):
    """Files by the hash of their bytes."""

    async def put(self, data: bytes, media_type: str) -> StoredFile:
        """Keep bytes under their SHA-256."""

    async def get(self, sha256: str) -> bytes | None:
        """The bytes with this hash; None when they are not kept here."""


class Sealing(Protocol):
    """Puts the programme's electronic seal on a PDF."""

    def seal(self, pdf: bytes, *, at: datetime, reason: str, name: str, contact: str | None = None) -> bytes:
        """The sealed PDF; blocks, so it is called in a thread."""


class DocumentStarter:
    """Has the documents of recorded orders made."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    async def begin(self, journey: str, orders: Sequence[DocumentOrder]) -> None:
        """Start the workflow that makes them; one that was started already is left alone.

        It is named by the last order: a batch that is recorded again by another run, longer by then, is another one.
        """
        try:
            await self._client.start_workflow(
                "MakeDocuments",
                DocumentBatch(journey=journey, orders=tuple(orders)),
                id=f"documents-{journey}-{orders[-1].seq}",
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            )
        except WorkflowAlreadyStartedError:
            log.info("documents_begun_already", journey=journey, seq=orders[-1].seq)


class DocumentActivities:
    """Activities that make documents."""

    def __init__(self, orders: Orders, states: States, drafting: Drafting, files: Files, sealing: Sealing) -> None:
        self._orders = orders
        self._states = states
        self._drafting = drafting
        self._files = files
        self._sealing = sealing

    @activity.defn
    async def make_document(self, order: DocumentOrder) -> MadeDocument:
        """Make what an order asks for, or give what was made for it before.

        Raises `NotMade` for now, to be tried again, once the failure is noted.
        """
        known = await self._orders.made(order)
        if known is not None:
            return known
        try:
            async with alive():
                return await self._orders.note_made(order, await self._make(order))
        except Exception as error:
            why, attempt = type(error).__name__, activity.info().attempt
            log.warning("document_not_made", journey=order.journey, key=order.key, attempt=attempt, error=why)
            await self._orders.note_failed(order, f"{why}: {error}", lasting=attempt >= 3)
            # Without its cause, which may quote names or texts: this ends up in the workflow's history.
            raise NotMade(order.key, why) from None

    @activity.defn
    async def note_unrecorded(self, made: MadeDocuments) -> None:
        """Put before an operator that a journey that is over could not take note of its documents."""
        await self._orders.note_unrecorded(made.journey, made.documents)

    async def _make(self, order: DocumentOrder) -> MadeDocument:
        journey, at = await self._states.after(order.journey, order.seq)
        draft = await self._drafting.draft(order, journey, at)
        unsealed: str | None = None
        pdf = draft.pdf
        if draft.seal is not None:
            unsealed = hashlib.sha256(draft.pdf).hexdigest()
            pdf = await self._sealed(draft, draft.seal, unsealed, at)
        docx: Document | None = None
        if draft.docx is not None:
            stored = await self._files.put(draft.docx, DOCX)
            docx = Document(sha256=stored.sha256, size=stored.size, title=draft.title)
        sha256 = (await self._files.put(pdf, PDF)).sha256
        return MadeDocument(
            key=order.key,
            seq=order.seq,
            document=order.kind,
            about=order.about,
            pdf=Document(sha256=sha256, size=len(pdf), title=draft.title),
            docx=docx,
            unsealed=unsealed,
            original=draft.original,
        )

    async def _sealed(self, draft: Draft, terms: SealTerms, unsealed: str, at: datetime) -> bytes:
        """The sealed file: sealed once, and afterwards the file of that time."""
        known = await self._orders.seal_of(unsealed)
        if known is None:
            sealed = await asyncio.to_thread(
                self._sealing.seal, draft.pdf, at=at, reason=draft.title, name=terms.name, contact=terms.contact
            )
            known = await self._orders.note_seal(unsealed, (await self._files.put(sealed, PDF)).sha256)
        kept = await self._files.get(known)
        if kept is None:
            raise LookupError(f"the sealed file {known} is not in the object store any more")
        return kept
