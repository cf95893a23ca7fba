"""Documents that were made: those of a journey, and which one a file or a QR code belongs to."""

from __future__ import annotations

from enum import StrEnum

import asyncpg
from pydantic import AwareDatetime

from domain.shape import Frozen, Key, Sha256
from domain.vocabulary import DocumentKind, TimeZone
from records.orders import KINDS
from records.statements import statements


class FileForm(StrEnum):
    """Which of a document's files a file is."""

    PDF = "pdf"
    ORIGINAL = "original"
    """The book as the region uploaded it; it stays the official one."""
    DOCX = "docx"
    SIGNED = "signed"
    """The letter as it was signed; the PDF is its draft."""
    UNSEALED = "unsealed"
    """The PDF before it was sealed; it is given to nobody."""


class KnownDocument(Frozen):
    """A document, and what became of it.

    `books`, `edition`, `current` and `published_at` are there once the document is a book of a published edition;
    `current` says whether no newer edition is. `pdf` is the hash of its PDF, `form` which file was asked about.
    """

    journey_id: Key
    key: str
    kind: DocumentKind
    about: str
    title: str
    made_at: AwareDatetime
    pdf: Sha256
    region_name: str
    cohort: str
    zone: TimeZone
    simulated: bool
    books: Sha256 | None
    edition: int | None
    current: bool | None
    published_at: AwareDatetime | None
    withdrawn_at: AwareDatetime | None
    withdrawal_reason: str | None
    form: FileForm
    number: str | None = None
    signed_at: AwareDatetime | None = None
    signed_by: str | None = None
    """The signer's name."""


class DocumentLine(Frozen):
    """A document of a journey with the hashes and sizes of its files; `seq` is the entry that asked for it."""

    key: str
    seq: int
    kind: DocumentKind
    about: str
    title: str
    made_at: AwareDatetime
    pdf: Sha256
    pdf_size: int
    docx: Sha256 | None
    docx_size: int | None
    unsealed: Sha256 | None
    original: Sha256 | None
    signed_pdf: Sha256 | None = None
    signed_pdf_size: int | None = None
    number: str | None = None
    signed_at: AwareDatetime | None = None
    signed_by: str | None = None
    """The signer's name."""

    @property
    def sealed(self) -> bool:
        """Whether its PDF bears the electronic seal."""
        return self.unsealed is not None


class Documents:
    """The documents in the read tables."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def by_hash(self, sha256: str) -> tuple[KnownDocument, ...]:
        """The documents that a file with this hash belongs to, the newest first."""
        rows = await self._pool.fetch(statements("documents")["documents_by_hash"], sha256)
        return tuple(KnownDocument(**dict(row)) for row in rows)

    async def by_code(self, books: str, book: str) -> tuple[KnownDocument, ...]:
        """The published book that a QR code leads to; none when nothing was published under it."""
        rows = await self._pool.fetch(statements("documents")["books_by_code"], books, book)
        return tuple(KnownDocument(**dict(row)) for row in rows)

    async def of_journey(self, journey_id: str) -> tuple[DocumentLine, ...]:
        """Every document of a journey in the order in which they were made."""
        rows = await self._pool.fetch(statements("documents")["documents_of_journey"], journey_id)
        lines = [DocumentLine(**dict(row)) for row in rows]
        return tuple(sorted(lines, key=lambda line: (line.made_at, line.seq, KINDS.index(line.kind), line.key)))
