"""Signatures by people: the port `Signer`, and one that signs with personal certificates in a folder.

A passphrase is used in the person's own request, in the process that answers it, and is then gone: it is no argument of
a workflow or an activity, and it is neither logged nor kept. Only the signed file's hash goes on to the journey.
"""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from activities.documents.certificates import CertificateFailed, SigningCertificate, self_made
from activities.documents.certificates import PassphraseWrong as PassphraseWrong
from activities.documents.pdf_signature import (
    SigningRefused,
    add_signature,
    next_field,
    opened,
    signatures_on,
)
from domain.shape import Frozen, Line, Person

SAMPLE = "SIMULASI "
SAMPLE_ORGANISATION = "Contoh, bukan penyelenggara sertifikasi elektronik"


class SignerUnknown(CertificateFailed):
    """A person has no certificate here."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no certificate to sign with. Nothing was signed. Have one issued and put here.")


class SignerAway(Exception):
    """Whoever signs for people does not answer. Ask again only after looking whether the file was signed."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"The signing service does not answer ({said}). Nothing is known of a signature. Look, then ask."
        )


class SignedAlready(SigningRefused):
    """A person signs a file once."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has signed this file already. Nothing was added.")


class SignerIdentity(Frozen):
    """Who signs. `sample` marks a person who is made up, for whom a certificate is made at the first signature."""

    person: Person
    name: Line
    sample: bool = False


class Signer(Protocol):
    """Puts a person's signature on a PDF.

    The agency's own eSign Client of BSrE, an HTTP service on its server, would be another implementation. As public
    clients show it: basic authentication of the agency; `GET /api/user/status/{nik}` says whether a certificate counts;
    `POST /api/sign/pdf` takes a multipart form with `file`, `nik`, `passphrase`, `tampilan` (visible or invisible) and,
    if visible, `image` or `linkQR`, `page`, `xAxis`, `yAxis`, `width`, `height`, and answers with the PDF, or with the
    header `id_dokumen` for `GET /api/sign/download/{id}`. To be checked against its manual first. It is never asked
    again by itself: a lost answer may be a signature.
    """

    async def sign(
        self,
        pdf: bytes,
        *,
        signer: SignerIdentity,
        passphrase: SecretStr,
        reason: str,
        place: str,
        at: datetime,
    ) -> bytes:
        """The PDF with this person's signature after those it bears; what was there stays byte for byte.

        Raises `SignerUnknown`, `PassphraseWrong`, `SignerAway`, `SignedAlready`, or another `SigningRefused`: a sealed
        file takes no signature.
        """


class FolderSigner:
    """Signs with `<person>.p12` of a folder, readable by its owner only.

    A sample person gets one at the first signature, marked SIMULASI; the passphrase given then is the one from then on.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def sign(
        self,
        pdf: bytes,
        *,
        signer: SignerIdentity,
        passphrase: SecretStr,
        reason: str,
        place: str,
        at: datetime,
    ) -> bytes:
        """See `Signer`."""
        return await asyncio.to_thread(self._sign, pdf, signer, passphrase, reason, place, at)

    def _sign(
        self, pdf: bytes, signer: SignerIdentity, passphrase: SecretStr, reason: str, place: str, at: datetime
    ) -> bytes:
        what = f"the certificate of {signer.name}"
        if not passphrase.get_secret_value():
            raise PassphraseWrong(what)
        reader = opened(pdf)
        try:
            stored = self._stored(signer, passphrase)
        except OSError as error:
            raise SignerAway(error.strerror or type(error).__name__) from error
        certificate = SigningCertificate.from_pkcs12(stored, passphrase, what)
        before = signatures_on(reader)
        if certificate.certificate.sha256 in {found.sha256 for found in before.values()}:
            raise SignedAlready(signer.name)
        return add_signature(
            reader,
            certificate,
            field=next_field(tuple(before)),
            at=at,
            reason=reason,
            name=signer.name,
            place=place,
        )

    def _stored(self, signer: SignerIdentity, passphrase: SecretStr) -> bytes:
        """The person's PKCS#12; a new one for a sample person without."""
        path = self._folder / f"{signer.person}.p12"
        if not path.exists():
            if not signer.sample:
                raise SignerUnknown(signer.name)
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = path.with_suffix(f".{os.getpid()}")
            new.touch(mode=0o600)
            new.write_bytes(self_made(f"{SAMPLE}{signer.name}", SAMPLE_ORGANISATION, passphrase)[0])
            os.replace(new, path)
        return path.read_bytes()
