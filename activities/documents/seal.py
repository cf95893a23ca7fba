"""The electronic seal on published books: put on once, and read back from any file that claims to have one."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from asn1crypto import x509  # type: ignore[import-untyped]
from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]
from pydantic import AwareDatetime
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from activities.documents.certificates import SigningCertificate, common_name, is_self_made, organisation
from activities.documents.pdf_signature import (
    MOST_BYTES,
    SEAL_FIELD,
    FileTooLarge,
    add_signature,
    opened,
    require_thread,
)
from domain.shape import Frozen


class SealNotConfigured(Exception):
    """Nothing can be sealed: there is no certificate for it."""

    def __init__(self) -> None:
        super().__init__(
            "No seal is configured, and nothing is published without one. Set BIMTEK_SEAL_CERTIFICATE to a PKCS#12 "
            "file and BIMTEK_SEAL_PASSPHRASE or BIMTEK_SEAL_PASSPHRASE_FILE to its passphrase."
        )


class Seal:
    """Seals PDFs with one certificate. `clock` tells the present time, at which the certificate has to count."""

    def __init__(
        self, certificate: SigningCertificate, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._certificate = certificate
        self._clock = clock

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """The certificate to hold seals against; anybody may have it."""
        return (self._certificate.certificate,)

    def seal(self, pdf: bytes, *, at: datetime, reason: str, name: str, contact: str | None = None) -> bytes:
        """The sealed PDF: equal for equal arguments where the key is RSA.

        The seal covers every byte and allows no change. It is invisible, adds no fonts and leaves the metadata alone,
        so that PDF/A-2 stays PDF/A-2. `contact` is the address of the page that checks the file. Runs an event loop of
        its own: call it in a thread. Raises `SigningRefused` or `CertificateNotValid`.
        """
        self._certificate.require_valid(self._clock())
        return add_signature(
            opened(pdf),
            self._certificate,
            field=SEAL_FIELD,
            # Books that waited for a certificate are sealed with it, as of the first instant at which it counts.
            at=max(at, self._certificate.certificate.not_valid_before),
            reason=reason,
            name=name,
            contact=contact,
            final=True,
        )


class NoSeal:
    """Stands where a seal cannot be used, and says why whenever one is asked for."""

    def __init__(self, why: Exception) -> None:
        self.why = why

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """No certificate."""
        return ()

    def seal(self, pdf: bytes, *, at: datetime, reason: str, name: str, contact: str | None = None) -> bytes:
        """Raise why nothing can be sealed."""
        raise self.why


class SignatureFound(Frozen):
    """A person's signature on a file; `intact` also when others signed or the seal came after it."""

    name: str
    organisation: str
    signed_at: AwareDatetime | None
    intact: bool
    self_made: bool


class SealReport(Frozen):
    """What a file says of its seal, and what of it is true.

    `readable`: it is a PDF. `sealed`: it has a seal, whoever's and in whatever state. `whole_file`: the seal covers
    every byte. `intact`: no byte under it was changed. `trusted`: it is by a certificate that was given as a root, or
    by one that such a root vouches for, and that counted at `signed_at`, which is what the sealer says. `ours`: it
    names a certificate that was given as a root, intact or not. `self_made`: only its owner vouches for it.
    """

    readable: bool = False
    sealed: bool = False
    name: str = ""
    organisation: str = ""
    signed_at: AwareDatetime | None = None
    reason: str = ""
    whole_file: bool = False
    intact: bool = False
    trusted: bool = False
    self_made: bool = False
    ours: bool = False
    signatures: tuple[SignatureFound, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the file is as a trusted sealer left it."""
        return self.sealed and self.whole_file and self.intact and self.trusted


def read_seal(pdf: bytes, roots: Sequence[x509.Certificate]) -> SealReport:
    """What can be said of a file's seal without any record of it. Any bytes will do; call it in a thread.

    Raises `FileTooLarge`.
    """
    require_thread()
    if len(pdf) > MOST_BYTES:
        raise FileTooLarge(len(pdf))
    try:
        found = {signature.field_name: signature for signature in PdfFileReader(io.BytesIO(pdf)).embedded_signatures}
        seal = found.pop(SEAL_FIELD, None)
    except Exception:
        # Anybody's bytes are read here: whatever the reader trips over means that this is no whole PDF.
        return SealReport()
    report = SealReport(readable=True) if seal is None else _sealed(seal, pdf, roots)
    return report.model_copy(update={"signatures": tuple(map(_person, found.values()))})


def _sealed(found: EmbeddedPdfSignature, pdf: bytes, roots: Sequence[x509.Certificate]) -> SealReport:
    try:
        certificate, signed_at = found.signer_cert, found.self_reported_timestamp
        counted = signed_at is not None and certificate.not_valid_before <= signed_at <= certificate.not_valid_after
        report = SealReport(
            readable=True,
            sealed=True,
            name=common_name(certificate),
            organisation=organisation(certificate),
            signed_at=signed_at,
            reason=str(found.sig_object.get("/Reason", "")),
            self_made=is_self_made(certificate),
            ours=certificate.sha256 in {root.sha256 for root in roots},
        )
        status = _status(found, roots)
        return report.model_copy(
            update={
                "whole_file": status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
                "intact": status.intact and status.valid and _canonical(found, pdf),
                "trusted": status.trusted and counted,
            }
        )
    except Exception:
        # As above: a seal that is too damaged to be looked at is a finding, however the reader comes to it.
        return SealReport(readable=True, sealed=True)


def _person(found: EmbeddedPdfSignature) -> SignatureFound:
    try:
        status = _status(found, (found.signer_cert,))
        unchanged = status.modification_level in (None, *HARMLESS)
        return SignatureFound(
            name=common_name(found.signer_cert),
            organisation=organisation(found.signer_cert),
            signed_at=found.self_reported_timestamp,
            intact=status.intact and status.valid and unchanged,
            self_made=is_self_made(found.signer_cert),
        )
    except Exception:
        # As above.
        return SignatureFound(name="", organisation="", signed_at=None, intact=False, self_made=False)


def _status(found: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> PdfSignatureStatus:
    """What pyHanko finds, held to the time the signature says: books outlive certificates. Nothing is fetched."""
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=found.self_reported_timestamp)
    return validate_pdf_signature(found, context)


def _canonical(found: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Whether the signature is written in the one way in which it is made here.

    No signature covers its own bytes, and they could be written in many ways: small letters for capitals, anything in
    the room that is left over, a list that nobody reads. A byte changed there changes nothing that was signed, but the
    file is not the same.
    """
    start, length, end, _ = (int(number) for number in found.byte_range)
    container = ContentInfo.load(found.pkcs7_content)
    data = container["content"]
    (signer,) = data["signer_infos"]
    plain = (
        data["version"].native == signer["version"].native == "v1"
        and [algorithm["algorithm"].native for algorithm in data["digest_algorithms"]] == ["sha256"]
        and signer["digest_algorithm"]["algorithm"].native == "sha256"
        and signer["unsigned_attrs"].native is None
        and data["crls"].native is None
    )
    written: bytes = container.dump(force=True).hex().upper().encode()
    return plain and pdf[start + length : end] == b"<" + written.ljust(end - start - length - 2, b"0") + b">"


HARMLESS = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
"""What may be added to a file after a person's signature: further signatures."""
