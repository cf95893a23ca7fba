"""A small PDF/A, and certificates that seal it: made once and used by many tests."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from pydantic import SecretStr

from activities.documents.certificates import SigningCertificate, self_made
from activities.documents.qr import BookCode, check_url
from activities.documents.seal import Seal

OWNER = "Segel contoh"
PASSPHRASE = SecretStr("kata sandi contoh")
AT = datetime(2019, 12, 2, 3, 0, tzinfo=UTC)
CODE = BookCode(books="ab" * 32, book="buku-2")
SOURCE = """
#set document(title: "Buku 2", date: datetime(year: 2019, month: 12, day: 1))
= Buku 2: Rencana Induk
Kabupaten Contoh menuju kota cerdas.
"""


@cache
def plain_pdf(source: str = SOURCE) -> bytes:
    """A PDF/A-2 as the typesetting makes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "buku.typ"
        path.write_text(source, encoding="utf-8")
        return bytes(typst.compile(path, format="pdf", pdf_standards=["a-2b"]))


def pkcs12(name: str = OWNER) -> bytes:
    """A self-made certificate with its key, the same for the same owner."""
    return _made(name)


def certificate(name: str = OWNER) -> SigningCertificate:
    """The same, opened."""
    return _opened(name)


# A default and the same value given are two things for a cache.
@cache
def _made(name: str) -> bytes:
    return self_made(name, "Contoh", PASSPHRASE)[0]


@cache
def _opened(name: str) -> SigningCertificate:
    return SigningCertificate.from_pkcs12(_made(name), PASSPHRASE)


def seal(pdf: bytes, name: str = OWNER) -> bytes:
    """A PDF sealed as published books are."""
    return Seal(certificate(name)).seal(
        pdf,
        at=AT,
        reason="Buku 2 Kabupaten Contoh",
        name="Kementerian",
        contact=check_url("http://127.0.0.1:8080", CODE),
    )


@cache
def sealed_pdf() -> bytes:
    """The sample, sealed."""
    return seal(plain_pdf())
