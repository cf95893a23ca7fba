"""Adds one signature to a PDF: PAdES B-B, invisible, at a given time, with no other byte of chance in it."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession

from activities.documents.certificates import SigningCertificate

SEAL_FIELD = "Seal"
MOST_BYTES = 200_000_000
"""A file of more bytes is not looked at: no document may be larger."""

# What pyHanko finds comes back as a value or an exception; its own lines would only repeat it, with tracebacks.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class SigningRefused(Exception):
    """A file cannot be given the signature that was asked for."""


class NotASignablePdf(SigningRefused):
    """A file is no PDF, or one that takes no signature."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The file cannot be signed: {why}. Nothing was signed. Give the PDF as it was made.")


class FileTooLarge(SigningRefused):
    """A file has more bytes than any document may have."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The file has {size:,} bytes; more than {MOST_BYTES:,} are not looked at. Is it the right one?"
        )


class AlreadySealed(SigningRefused):
    """A sealed file is final."""

    def __init__(self) -> None:
        super().__init__("The file is sealed already and takes no further signature: people sign before the seal.")


class _SameBytes(IncrementalPdfFileWriter):
    """Appends the signature and nothing else: the same file signed at the same time becomes the same bytes.

    pyHanko would give each file it writes a random identifier, and note itself and the present time in the metadata,
    which PDF/A wants to stay as the typesetting program wrote them, in both of their places.
    """

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        stream = prev.stream
        stream.seek(0)
        new = ByteStringObject(hashlib.file_digest(stream, hashlib.sha256).digest()[:16])
        return ArrayObject([prev.trailer["/ID"][0] if "/ID" in prev.trailer else new, new])

    def _update_meta(self) -> None:
        return


class _AtATime(PdfSigner):
    """Signs at a given time instead of the present one."""

    def __init__(self, at: datetime, meta: PdfSignatureMetadata, certificate: SigningCertificate) -> None:
        super().__init__(meta, certificate.signer, new_field_spec=SigFieldSpec(meta.field_name or SEAL_FIELD))
        self._at = at.astimezone(UTC)

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session


def require_thread() -> None:
    """Raise RuntimeError in an event loop: pyHanko has its own, and would fail in the middle of its work."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("sign and read signatures in a thread: await asyncio.to_thread(...)")


def opened(pdf: bytes) -> PdfFileReader:
    """A PDF to be signed. Raises `FileTooLarge` or `NotASignablePdf`."""
    if len(pdf) > MOST_BYTES:
        raise FileTooLarge(len(pdf))
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        reader.root  # noqa: B018  reading it is the check
    except (PdfError, ValueError, KeyError, TypeError) as error:
        raise NotASignablePdf("it is not a PDF that can be read") from error
    if reader.encrypted:
        raise NotASignablePdf("it is encrypted")
    return reader


def signatures_on(reader: PdfFileReader) -> dict[str, x509.Certificate]:
    """The signatures that a PDF bears: the name of each one's field, and whose certificate it is of."""
    return {found.field_name: found.signer_cert for found in reader.embedded_signatures}


def add_signature(
    reader: PdfFileReader,
    certificate: SigningCertificate,
    *,
    field: str,
    at: datetime,
    reason: str,
    name: str,
    place: str | None = None,
    contact: str | None = None,
    final: bool = False,
) -> bytes:
    """The PDF with one signature more; what was there stays byte for byte.

    `final`: no change is allowed after it, not even a signature. Raises `AlreadySealed` for a sealed file,
    `CertificateNotValid`, or `NotASignablePdf`. Call it in a thread: pyHanko runs an event loop of its own.
    """
    require_thread()
    certificate.require_valid(at)
    before = signatures_on(reader)
    if SEAL_FIELD in before:
        raise AlreadySealed
    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        name=name,
        location=place,
        contact_info=contact,
        # PDF knows one certifying signature, which has to be the first; after people, the seal is an ordinary one.
        certify=final and not before,
        docmdp_permissions=MDPPerm.NO_CHANGES if final else MDPPerm.FILL_FORMS,
    )
    try:
        writer = _SameBytes(reader.stream, prev=reader)
        signed = _AtATime(at, meta, certificate).sign_pdf(writer)
    except (PdfError, SigningError) as error:
        raise NotASignablePdf(str(error)) from error
    return bytes(signed.getvalue())


def next_field(before: Sequence[str]) -> str:
    """The name of the next person's signature field."""
    return f"Signature{len(before) + 1}"
