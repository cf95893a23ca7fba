"""Certificates that sign: read from PKCS#12 with its passphrase, or made by ourselves and marked as such."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asn1crypto import pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from asn1crypto.pkcs12 import Pfx  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pydantic import SecretStr
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

KEY_BITS = 3072
LONGEST_NAME = 64
"""Characters that a certificate has room for in a name."""
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC))
"""How long a self-made certificate counts: in every year that a demonstration may play in."""


class CertificateFailed(Exception):
    """A certificate cannot be used to sign."""


class CertificateUnreadable(CertificateFailed):
    """A file is no PKCS#12, or holds no key of a kind we sign with and its certificate."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not a PKCS#12 file with an RSA or EC key and its certificate. Export it again.")


class PassphraseWrong(CertificateFailed):
    """The passphrase does not open the certificate."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The passphrase does not open {what}. Nothing was signed. Give the right one.")


class CertificateNotValid(CertificateFailed):
    """The certificate does not count at the time of signing."""

    def __init__(self, subject: str, at: datetime, since: datetime, until: datetime) -> None:
        super().__init__(
            f"The certificate of {subject} counts from {since:%Y-%m-%d} to {until:%Y-%m-%d}, not on {at:%Y-%m-%d}. "
            f"Nothing was signed. Configure one that counts."
        )


class _KeptKey(Signer):
    """Signs with a key that was read and checked once; RSA as PKCS#1 v1.5, which signs without chance."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
        certificate: x509.Certificate,
        above: Iterable[x509.Certificate],
    ) -> None:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple(map(_as_asn1, above))
        super().__init__(signing_cert=_as_asn1(certificate), cert_registry=chain)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == "sha256"
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def _as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@dataclass(frozen=True)
class SigningCertificate:
    """A private key with its certificate and the chain above it; lives in memory only."""

    signer: Signer = field(repr=False)

    @classmethod
    def from_pkcs12(cls, data: bytes, passphrase: SecretStr, what: str = "the certificate") -> SigningCertificate:
        """Open a PKCS#12. Raises `CertificateUnreadable` or `PassphraseWrong`, which name it as `what`."""
        try:
            Pfx.load(data, strict=True)["mac_data"].native  # noqa: B018  reading it is the check
        except (ValueError, TypeError, KeyError) as error:
            raise CertificateUnreadable(what) from error
        secret = passphrase.get_secret_value().encode()
        try:
            # The file is whole as far as can be seen without the passphrase, which is therefore what is wrong.
            key, certificate, above = pkcs12.load_key_and_certificates(data, secret or None)
        except ValueError as error:
            raise PassphraseWrong(what) from error
        if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise CertificateUnreadable(what)
        return cls(_KeptKey(key, certificate, above))

    @property
    def certificate(self) -> asn1_x509.Certificate:
        """The certificate itself, which anybody may have."""
        found = self.signer.signing_cert
        assert isinstance(found, asn1_x509.Certificate)
        return found

    @property
    def subject(self) -> str:
        """The name of its owner."""
        return common_name(self.certificate)

    def require_valid(self, at: datetime) -> None:
        """Raise `CertificateNotValid` unless the certificate counts at this instant."""
        since, until = self.certificate.not_valid_before, self.certificate.not_valid_after
        if not since <= at <= until:
            raise CertificateNotValid(self.subject, at, since, until)


def common_name(certificate: asn1_x509.Certificate) -> str:
    """The name of a certificate's owner, or all that is said of it where it has none."""
    return _part(certificate, "common_name") or str(certificate.subject.human_friendly)


def organisation(certificate: asn1_x509.Certificate) -> str:
    """The organisation of a certificate's owner, empty where it names none."""
    return _part(certificate, "organization_name")


def _part(certificate: asn1_x509.Certificate, name: str) -> str:
    found = certificate.subject.native.get(name, "")
    return str(found) if isinstance(found, str) else ", ".join(map(str, found))


def is_self_made(certificate: asn1_x509.Certificate) -> bool:
    """Whether its owner vouches for himself: nobody else has looked at who he is."""
    return bool(certificate.subject == certificate.issuer)


def certificates_in(data: bytes) -> tuple[asn1_x509.Certificate, ...]:
    """The certificates of a PEM file, or the one of a DER file. Raises ValueError when it holds anything else."""
    blocks: Iterable[bytes]
    blocks = [block for _, _, block in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
    found = tuple(asn1_x509.Certificate.load(block, strict=True) for block in blocks)
    for certificate in found:
        certificate.subject.native  # noqa: B018  asn1crypto reads when asked to
    return found


def self_made(
    name: str, organisation: str, passphrase: SecretStr, valid: tuple[datetime, datetime] = ALWAYS
) -> tuple[bytes, bytes]:
    """A new self-signed certificate with its key: the PKCS#12, and the certificate alone as PEM.

    Says who he is and nothing more: no one has checked it. For samples only; `name` should say so.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:LONGEST_NAME]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS_ONLY, critical=True)
        .sign(key, hashes.SHA256())
    )
    protection = serialization.BestAvailableEncryption(passphrase.get_secret_value().encode())
    stored = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, protection)
    return stored, certificate.public_bytes(serialization.Encoding.PEM)


_SIGNS_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
