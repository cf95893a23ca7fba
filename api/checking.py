"""Checks a file: whether it is one of ours, as it was published, and whether it still counts."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from asn1crypto import x509  # type: ignore[import-untyped]

from activities.documents.qr import code_in
from activities.documents.seal import SealReport, read_seal
from domain.shape import Frozen, Sha256
from domain.vocabulary import DocumentKind
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_moment
from records.documents import FileForm, KnownDocument


class MadeLookup(Protocol):
    """Where documents that were made are found; `records.documents.Documents` is one."""

    async def by_hash(self, sha256: str) -> tuple[KnownDocument, ...]:
        """The documents that a file with this hash belongs to, the newest first."""

    async def by_code(self, books: str, book: str) -> tuple[KnownDocument, ...]:
        """The published book that a QR code leads to."""


class Finding(StrEnum):
    """What a file turned out to be."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    SIGNED = "signed"
    MADE = "made"
    WORKING_COPY = "working_copy"
    SEALED = "sealed"
    UNSEALED = "unsealed"
    UNRECORDED = "unrecorded"
    STRANGER = "stranger"
    CHANGED = "changed"
    UNKNOWN = "unknown"


WEIGHT = (
    Finding.PUBLISHED,
    Finding.SUPERSEDED,
    Finding.WITHDRAWN,
    Finding.SIGNED,
    Finding.MADE,
    Finding.WORKING_COPY,
    Finding.UNSEALED,
)
"""What the records can say of a file, the weightiest first."""
GENUINE = frozenset(
    {
        Finding.PUBLISHED,
        Finding.SUPERSEDED,
        Finding.SIGNED,
        Finding.MADE,
        Finding.WORKING_COPY,
        Finding.SEALED,
    }
)

WORDS: dict[Finding, Phrase] = {
    Finding.PUBLISHED: Phrase(
        "Asli. {title}, {region}, diterbitkan {published}, edisi {edition}, dan masih berlaku.",
        "Genuine. {title}, {region}, published on {published}, edition {edition}, and in force.",
    ),
    Finding.SUPERSEDED: Phrase(
        "Asli, tetapi sudah ada edisi yang lebih baru. {title}, {region}, diterbitkan {published}, edisi {edition}.",
        "Genuine, but there is a newer edition. {title}, {region}, published on {published}, edition {edition}.",
    ),
    Finding.WITHDRAWN: Phrase(
        "Tidak berlaku lagi. {title}, {region}, diterbitkan {published} dan ditarik {withdrawn}: {reason}",
        "No longer in force. {title}, {region}, published on {published} and withdrawn on {withdrawn}: {reason}",
    ),
    Finding.SIGNED: Phrase(
        "Asli. {title}, {region}, nomor {number}, ditandatangani {signer} pada {signed}.",
        "Genuine. {title}, {region}, number {number}, signed by {signer} on {signed}.",
    ),
    Finding.MADE: Phrase(
        "Asli. {title}, {region}, dibuat {made}. Dokumen ini bukan buku yang diterbitkan.",
        "Genuine. {title}, {region}, made on {made}. It is not a published book.",
    ),
    Finding.WORKING_COPY: Phrase(
        "Asli, tetapi hanya salinan kerja. {title}, {region}, dibuat {made}. Yang resmi adalah PDF-nya.",
        "Genuine, but only a working copy. {title}, {region}, made on {made}. The PDF is the official one.",
    ),
    Finding.SEALED: Phrase(
        "Segel utuh dan dikenal. Berkas tidak berubah sejak disegel; apakah masih berlaku belum diperiksa.",
        "The seal is intact and known. The file is as it was sealed; whether it is in force was not looked up.",
    ),
    Finding.UNSEALED: Phrase(
        "Bukan terbitan. Ini {title}, {region}, sebelum disegel.",
        "Not a publication. This is {title}, {region}, before it was sealed.",
    ),
    Finding.UNRECORDED: Phrase(
        "Segel utuh dan dikenal, tetapi berkas ini tidak tercatat di sini. Tanyakan kepada pengelola program.",
        "The seal is intact and known, but the file is not in these records. Ask the programme manager.",
    ),
    Finding.STRANGER: Phrase(
        "Segel utuh, tetapi pemiliknya tidak dikenal di sini. Siapa pun dapat membuat segel seperti itu.",
        "The seal is intact, but nobody here knows whose it is. Anybody can make such a seal.",
    ),
    Finding.CHANGED: Phrase(
        "Tidak asli. Berkas ini menyebut diri dokumen kami{named}, tetapi sudah diubah atau ditiru.",
        "Not genuine. The file says it is a document of ours{named}, but it has been changed or imitated.",
    ),
    Finding.UNKNOWN: Phrase(
        "Bukan berkas kami: tidak tercatat, dan tidak menyebut dokumen kami.",
        "Not a file of ours: it is not in the records and names no document of ours.",
    ),
}


class Verdict(Frozen):
    """What a file turned out to be. `document` is the one it is, or the one a changed file says it is."""

    finding: Finding
    genuine: bool
    sha256: Sha256
    size: int
    document: KnownDocument | None
    seal: SealReport
    looked_up: bool

    def sentence(self, language: Language) -> str:
        """The verdict for a person, in one or two sentences."""
        return sentence_of(self.finding, self.document, language)


def sentence_of(finding: Finding, document: KnownDocument | None, language: Language) -> str:
    """What was found, for a person, in one or two sentences."""
    return WORDS[finding].into(language).format(**_facts(document, language))


async def known_by_hash(sha256: str, known: MadeLookup) -> tuple[Finding, KnownDocument] | None:
    """What the records say of the file with a hash; None where they do not have it.

    The same file may stand in several editions; what speaks most for it counts.
    """
    found = ((of_record(one), one) for one in await known.by_hash(sha256))
    return min(found, key=lambda pair: WEIGHT.index(pair[0]), default=None)


async def check_file(data: bytes, known: MadeLookup | None, roots: Sequence[x509.Certificate]) -> Verdict:
    """What a file is. `known` None: nothing is looked up, and the seal alone is judged. Raises `FileTooLarge`.

    The record of the file's hash decides: a file of which one bit is not as it was is not in the records.
    """
    seal = await asyncio.to_thread(read_seal, data, roots)
    digest = hashlib.sha256(data).hexdigest()
    document: KnownDocument | None = None
    if recorded := await known_by_hash(digest, known) if known else None:
        finding, document = recorded
    else:
        code = code_in(data)
        named = await known.by_code(code.books, code.book) if known and code else ()
        document = named[0] if named else None
        # Where nothing is looked up, a file that bears a check address claims to be ours.
        claims = bool(named) or (known is None and code is not None)
        finding = _of_seal(seal, named=bool(named), claims=claims, looked_up=known is not None)
    return Verdict(
        finding=finding,
        genuine=finding in GENUINE,
        sha256=digest,
        size=len(data),
        document=document,
        seal=seal,
        looked_up=known is not None,
    )


def of_record(document: KnownDocument) -> Finding:
    """What a file is that the records know; of a book behind a QR code: whether it counts."""
    if document.form is FileForm.UNSEALED:
        return Finding.UNSEALED
    if document.form is FileForm.DOCX:
        return Finding.WORKING_COPY
    if document.form is FileForm.SIGNED:
        return Finding.SIGNED
    if document.kind is DocumentKind.CERTIFICATE:
        return Finding.WITHDRAWN if document.withdrawn_at is not None else Finding.MADE
    if document.kind is not DocumentKind.BOOK or document.published_at is None:
        return Finding.MADE
    if document.withdrawn_at is not None:
        return Finding.WITHDRAWN
    return Finding.PUBLISHED if document.current else Finding.SUPERSEDED


def _of_seal(seal: SealReport, *, named: bool, claims: bool, looked_up: bool) -> Finding:
    """What a file is that no record was found of. `named`: it says it is a document of ours, and that one exists."""
    if not (seal.sealed and seal.intact and seal.whole_file):
        return Finding.CHANGED if claims or seal.ours else Finding.UNKNOWN
    if seal.trusted:
        return Finding.UNRECORDED if looked_up else Finding.SEALED
    return Finding.CHANGED if named or seal.ours else Finding.STRANGER


def _facts(document: KnownDocument | None, language: Language) -> dict[str, str]:
    if document is None:
        return {"named": ""}
    days = {
        "published": document.published_at or document.made_at,
        "withdrawn": document.withdrawn_at,
        "made": document.made_at,
        "signed": document.signed_at,
    }
    facts = {name: spell_moment(at, document.zone, language) for name, at in days.items() if at is not None}
    facts |= {"title": document.title, "region": document.region_name, "edition": str(document.edition)}
    facts |= {"reason": document.withdrawal_reason or "", "number": document.number or "–"}
    facts["signer"] = document.signed_by or "–"
    return {**facts, "named": f" ({document.title}, {document.region_name})"}
