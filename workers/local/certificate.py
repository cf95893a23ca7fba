"""The certificates of an installation: that of the seal, configured or a local stack's sample, and people's own."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from asn1crypto import x509  # type: ignore[import-untyped]
from pydantic import SecretStr

from activities.documents.certificates import (
    CertificateFailed,
    CertificateUnreadable,
    SigningCertificate,
    certificates_in,
    self_made,
)
from activities.documents.seal import NoSeal, Seal, SealNotConfigured
from activities.documents.signer import FolderSigner
from workers.settings import Addresses, Settings

SAMPLE_NAME = "bimtek SIMULASI (segel contoh, bukan resmi)"
SAMPLE_ORGANISATION = "Contoh"
FOLDER, CERTIFICATE, PASSPHRASE, PUBLIC = "seal", "seal.p12", "seal.passphrase", "seal.pem"
SIGNERS = "signers"


class SealFileMissing(CertificateFailed):
    """A file of the seal that a setting names cannot be read."""

    def __init__(self, setting: str, path: Path, said: str) -> None:
        super().__init__(f"{setting} names {path}, which cannot be read ({said}). Nothing is sealed until it can.")


def make_certificate(data_dir: Path) -> None:
    """Make the sample certificate of a local stack, once: it is left alone where there is one."""
    folder = data_dir / FOLDER
    if (folder / CERTIFICATE).exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    passphrase = secrets.token_urlsafe(32)
    stored, public = self_made(SAMPLE_NAME, SAMPLE_ORGANISATION, SecretStr(passphrase))
    # The certificate last: where it is, the rest is.
    for name, content in ((PASSPHRASE, passphrase.encode()), (PUBLIC, public), (CERTIFICATE, stored)):
        new = folder / f"{name}.new"
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_bytes(content)
        os.replace(new, folder / name)


def configured_seal(settings: Settings) -> Seal | NoSeal:
    """The seal of an installation. One that cannot be used says why when it is asked for, and stops nothing else."""
    try:
        return Seal(_certificate(settings))
    except (CertificateFailed, SealNotConfigured) as error:
        return NoSeal(error)


def seal_roots(settings: Settings) -> tuple[x509.Certificate, ...]:
    """The certificates that seals are held against. Raises `SealFileMissing` or `CertificateUnreadable`."""
    path = settings.seal_roots
    if path is None and settings.seal_certificate is not None:
        return configured_seal(settings).roots
    if path is None:
        path = settings.data_dir / FOLDER / PUBLIC
        if not path.exists():
            return ()
    try:
        return certificates_in(_read("BIMTEK_SEAL_ROOTS", path))
    except (ValueError, TypeError) as error:
        raise CertificateUnreadable(str(path)) from error


def people_signer(settings: Settings) -> FolderSigner:
    """What signs letters with the personal certificates of an installation."""
    return FolderSigner(settings.signer_folder or settings.data_dir / SIGNERS)


def _certificate(settings: Settings) -> SigningCertificate:
    path = settings.seal_certificate
    if path is not None:
        stored = _read("BIMTEK_SEAL_CERTIFICATE", path)
        return SigningCertificate.from_pkcs12(stored, _passphrase(settings), str(path))
    folder = settings.data_dir / FOLDER
    if not has_its_own_database(settings) or not (folder / CERTIFICATE).exists():
        raise SealNotConfigured
    passphrase = (folder / PASSPHRASE).read_text(encoding="utf-8")
    return SigningCertificate.from_pkcs12(
        (folder / CERTIFICATE).read_bytes(), SecretStr(passphrase), str(folder / CERTIFICATE)
    )


def _passphrase(settings: Settings) -> SecretStr:
    if settings.seal_passphrase_file is None:
        return settings.seal_passphrase or SecretStr("")
    path = settings.seal_passphrase_file
    try:
        return SecretStr(_read("BIMTEK_SEAL_PASSPHRASE_FILE", path).decode("utf-8").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise SealFileMissing("BIMTEK_SEAL_PASSPHRASE_FILE", path, "it is not UTF-8") from error


def has_its_own_database(settings: Settings) -> bool:
    """Whether the records are those of a local stack on this folder: a sample never seals for a real installation."""
    found = Addresses.load(settings.addresses_file)
    if found is None or found.postgres_folder is None:
        return False
    return settings.postgres_dsn is None or settings.postgres_dsn == found.postgres_dsn


def _read(setting: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SealFileMissing(setting, path, error.strerror or type(error).__name__) from error
