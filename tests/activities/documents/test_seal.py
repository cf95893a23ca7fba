"""The electronic seal: put on once, breaks with any byte, says whose it is; and where its certificate comes from."""

from __future__ import annotations

import io
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12 as pyca_pkcs12
from cryptography.x509.oid import NameOID
from pydantic import SecretStr
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pypdf import PdfWriter

from activities.documents import pdf_signature
from activities.documents import seal as sealing
from activities.documents.certificates import (
    CertificateNotValid,
    CertificateUnreadable,
    PassphraseWrong,
    SigningCertificate,
    certificates_in,
    self_made,
)
from activities.documents.pdf_signature import AlreadySealed, FileTooLarge, NotASignablePdf
from activities.documents.seal import NoSeal, Seal, SealNotConfigured, SealReport, read_seal
from tests.activities.documents.sample_seal import AT, PASSPHRASE, certificate, pkcs12, plain_pdf, seal, sealed_pdf
from workers.local.certificate import SealFileMissing, configured_seal, make_certificate, seal_roots
from workers.settings import Addresses, Settings

ROOTS = (certificate().certificate,)
POSITIONS = sorted({*range(7, len(sealed_pdf()), len(sealed_pdf()) // 40), len(sealed_pdf()) - 1})


def test_a_seal_says_whose_it_is_and_that_nothing_was_changed() -> None:
    """The certificate's owner, the time given, the whole file, intact, known here, and that nobody vouches for it."""
    assert read_seal(sealed_pdf(), ROOTS) == SealReport(
        readable=True,
        sealed=True,
        name="Segel contoh",
        organisation="Contoh",
        signed_at=AT,
        reason="Buku 2 Kabupaten Contoh",
        whole_file=True,
        intact=True,
        trusted=True,
        self_made=True,
        ours=True,
    )


def test_the_same_file_sealed_again_gives_the_same_bytes() -> None:
    """Nothing of chance, of this moment or of the zone gets into a seal: a lost answer does no harm."""
    zone = AT.astimezone(datetime(2019, 1, 1, tzinfo=UTC).astimezone().tzinfo)
    made = Seal(certificate()).seal(plain_pdf(), at=zone, reason="R", name="N")
    assert made == Seal(certificate()).seal(plain_pdf(), at=AT, reason="R", name="N")
    assert made != Seal(certificate()).seal(plain_pdf(), at=AT + timedelta(seconds=1), reason="R", name="N")


def _written(where: Any, name: str) -> bytes:
    """An entry as it is written, references as such."""
    out = io.BytesIO()
    where.raw_get(name).write_to_stream(out)
    return out.getvalue()


def test_a_seal_leaves_pdf_a_as_it_was() -> None:
    """The file is only appended to: of its objects the catalogue and the page are new, and nothing on the page."""
    assert sealed_pdf().startswith(plain_pdf())
    before, after = PdfFileReader(io.BytesIO(plain_pdf())), PdfFileReader(io.BytesIO(sealed_pdf()))
    again = {ref.idnum for ref in after.xrefs.explicit_refs_in_revision(1) if ref.idnum < before.trailer["/Size"]}
    page, page_before = after.root["/Pages"]["/Kids"][0], before.root["/Pages"]["/Kids"][0]
    assert again == {after.trailer.raw_get("/Root").idnum, page.container_ref.idnum}
    assert set(after.root) - set(before.root) == {"/AcroForm", "/Extensions", "/Perms"}
    assert set(page) - set(page_before) == {"/Annots"}
    for now, then in ((after.root, before.root), (page, page_before)):
        assert all(_written(now, name) == _written(then, name) for name in then)
    assert _written(after.trailer, "/Info") == _written(before.trailer, "/Info")
    assert after.trailer["/ID"][0] == before.trailer["/ID"][0]
    widget = page["/Annots"][0]
    assert list(widget["/Rect"]) == [0, 0, 0, 0]
    assert "/AP" not in widget
    printed, hidden = 1 << 2, 1 << 0 | 1 << 1 | 1 << 5
    assert widget["/F"] & printed and not widget["/F"] & hidden


def test_a_seal_allows_no_change() -> None:
    """The file says to every reader that nothing may be added to it."""
    (found,) = PdfFileReader(io.BytesIO(sealed_pdf())).embedded_signatures
    assert found.docmdp_level is MDPPerm.NO_CHANGES
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


@pytest.mark.parametrize("position", POSITIONS)
def test_a_flipped_bit_anywhere_breaks_the_seal(position: int) -> None:
    """Without any record of the file: in its text, its structure, and the bytes of the seal itself."""
    changed = bytearray(sealed_pdf())
    changed[position] ^= 1 << position % 8
    assert not read_seal(bytes(changed), ROOTS).good


def test_what_a_seal_does_not_cover_may_be_written_in_one_way_only() -> None:
    """A seal cannot cover its own bytes: small letters, or something in the room left over, are found as well."""
    start = sealed_pdf().index(b"/Contents <", len(plain_pdf())) + len(b"/Contents <")
    end = sealed_pdf().index(b">", start)
    letter = next(at for at in range(start, end) if sealed_pdf()[at : at + 1].isalpha())
    for position, byte in ((letter, sealed_pdf()[letter] | 0x20), (end - 1, ord("1")), (end - 2, ord(" "))):
        changed = bytearray(sealed_pdf())
        changed[position] = byte
        report = read_seal(bytes(changed), ROOTS)
        assert report.ours and not report.intact


def test_what_is_added_after_the_seal_is_found() -> None:
    """A page put in by an incremental update leaves the sealed part intact, and does not pass."""
    writer = PdfWriter(io.BytesIO(sealed_pdf()), incremental=True)
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    report = read_seal(out.getvalue(), ROOTS)
    assert report.sealed and not report.whole_file and not report.good
    assert not read_seal(sealed_pdf() + b"\n", ROOTS).good


def test_a_strangers_seal_is_not_ours() -> None:
    """Anybody can make a certificate with our name on it: it is intact, and not trusted."""
    stored, _ = self_made("Segel contoh", "Contoh", PASSPHRASE)
    stranger = SigningCertificate.from_pkcs12(stored, PASSPHRASE)
    report = read_seal(Seal(stranger).seal(plain_pdf(), at=AT, reason="R", name="N"), ROOTS)
    assert report.intact and report.whole_file and report.name == "Segel contoh"
    assert not report.trusted and not report.ours and not report.good


def test_a_certificate_that_somebody_vouches_for() -> None:
    """One issued by a root is trusted by that root, and is not called self-made."""
    key, issuer_key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    name, issuer = (
        pyca.Name([pyca.NameAttribute(NameOID.COMMON_NAME, text)]) for text in ("Segel instansi", "Induk contoh")
    )

    def issued(subject: pyca.Name, of: rsa.RSAPrivateKey, *, authority: bool) -> pyca.Certificate:
        usage = dict.fromkeys(
            ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"),
            False,
        )
        return (
            pyca.CertificateBuilder(issuer, subject, of.public_key(), pyca.random_serial_number())
            .not_valid_before(AT - timedelta(days=1))
            .not_valid_after(AT + timedelta(days=1))
            .add_extension(pyca.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                pyca.KeyUsage(
                    digital_signature=True, content_commitment=not authority, key_cert_sign=authority, **usage
                ),
                critical=True,
            )
            .sign(issuer_key, hashes.SHA256())
        )

    root = issued(issuer, issuer_key, authority=True)
    stored = pyca_pkcs12.serialize_key_and_certificates(
        b"x", key, issued(name, key, authority=False), [root], serialization.BestAvailableEncryption(b"p")
    )
    of_agency = Seal(SigningCertificate.from_pkcs12(stored, SecretStr("p")), clock=lambda: AT)
    made = of_agency.seal(plain_pdf(), at=AT, reason="R", name="N")
    report = read_seal(made, certificates_in(root.public_bytes(serialization.Encoding.PEM)))
    assert report.good and not report.self_made and report.name == "Segel instansi"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04 a docx", id="another kind of file"),
        pytest.param(b"%PDF-1.7\n" + b"\x00\xff" * 500, id="a beginning of a PDF"),
        pytest.param(sealed_pdf()[:-300], id="a PDF cut short"),
        pytest.param(sealed_pdf()[2000:], id="a PDF without its beginning"),
    ],
)
def test_any_bytes_can_be_read(data: bytes) -> None:
    """What is no whole PDF has no good seal, and nothing breaks."""
    assert not read_seal(data, ROOTS).good


def test_a_pdf_without_a_seal_is_said_to_have_none() -> None:
    """It can be read, and that is all."""
    assert read_seal(plain_pdf(), ROOTS) == SealReport(readable=True)


def test_a_sealed_file_is_not_sealed_again() -> None:
    """A seal is the last thing that is done to a file."""
    with pytest.raises(AlreadySealed):
        seal(sealed_pdf())


def test_what_is_no_pdf_is_not_sealed() -> None:
    """Neither any bytes nor a PDF that is locked."""
    with pytest.raises(NotASignablePdf):
        seal(b"bukan PDF")
    with pytest.raises(NotASignablePdf):
        seal(plain_pdf()[:-300])
    locked = PdfWriter(clone_from=io.BytesIO(plain_pdf()))
    locked.encrypt("rahasia", algorithm="AES-256")
    out = io.BytesIO()
    locked.write(out)
    with pytest.raises(NotASignablePdf, match="encrypted"):
        seal(out.getvalue())


def test_a_file_that_is_too_large_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither sealed nor read."""
    for module in (pdf_signature, sealing):
        monkeypatch.setattr(module, "MOST_BYTES", 100)
    with pytest.raises(FileTooLarge):
        seal(plain_pdf())
    with pytest.raises(FileTooLarge):
        read_seal(sealed_pdf(), ROOTS)


def test_a_certificate_seals_only_while_it_counts() -> None:
    """Neither expired today nor for a later day; the error says when it counts, and what it sealed stays good."""
    stored, _ = self_made("Segel", "Contoh", PASSPHRASE, (AT - timedelta(days=1), AT + timedelta(days=1)))
    short = SigningCertificate.from_pkcs12(stored, PASSPHRASE)
    with pytest.raises(CertificateNotValid, match="2019-12-01 to 2019-12-03"):
        Seal(short).seal(plain_pdf(), at=AT, reason="R", name="N")
    then = Seal(short, clock=lambda: AT)
    with pytest.raises(CertificateNotValid):
        then.seal(plain_pdf(), at=AT + timedelta(days=2), reason="R", name="N")
    made = then.seal(plain_pdf(), at=AT, reason="R", name="N")
    assert read_seal(made, then.roots).good, "a book outlives the certificate that sealed it"


def test_books_that_waited_for_a_certificate_are_sealed_with_it() -> None:
    """One that was issued after the books were final seals as of the first instant at which it counts."""
    late = AT + timedelta(days=30)
    stored, _ = self_made("Segel", "Contoh", PASSPHRASE, (late, late + timedelta(days=300)))
    waited = Seal(SigningCertificate.from_pkcs12(stored, PASSPHRASE), clock=lambda: late + timedelta(days=1))
    made = waited.seal(plain_pdf(), at=AT, reason="R", name="N")
    report = read_seal(made, waited.roots)
    assert report.good and report.signed_at == late


def test_a_wrong_passphrase_and_a_wrong_file_are_told_apart() -> None:
    """Each error says what to do about it, and neither says the passphrase."""
    with pytest.raises(PassphraseWrong) as wrong:
        SigningCertificate.from_pkcs12(pkcs12(), SecretStr("sandi-salah"))
    assert "sandi-salah" not in str(wrong.value)
    for other in (b"", b"bukan sertifikat", pkcs12()[:100], sealed_pdf()):
        with pytest.raises(CertificateUnreadable):
            SigningCertificate.from_pkcs12(other, PASSPHRASE)


def test_a_certificate_does_not_show_its_key() -> None:
    """What ends up in a log or a traceback has no key in it."""
    assert repr(certificate()) == "SigningCertificate()"


def _local(folder: Path, dsn: str = "postgresql://own", own: str | None = "postgres") -> Settings:
    """Settings of a stack that runs on a folder."""
    Addresses(
        temporal="127.0.0.1:1", postgres_dsn=SecretStr("postgresql://own"), postgres_folder=own, data_dir=str(folder)
    ).save(folder / "addresses.json")
    return Settings(data_dir=folder, postgres_dsn=SecretStr(dsn))


def test_a_local_stack_makes_its_sample_once(tmp_path: Path) -> None:
    """For its owner only, plainly marked, the same at the next start; the passphrase is not in it."""
    make_certificate(tmp_path)
    files = {path: path.read_bytes() for path in (tmp_path / "seal").iterdir()}
    assert {path.name for path in files} == {"seal.p12", "seal.passphrase", "seal.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    make_certificate(tmp_path)
    assert {path: path.read_bytes() for path in files} == files
    made = configured_seal(_local(tmp_path)).seal(plain_pdf(), at=AT, reason="R", name="N")
    report = read_seal(made, seal_roots(Settings(data_dir=tmp_path)))
    assert report.good and report.self_made
    assert (report.name, report.organisation) == ("bimtek SIMULASI (segel contoh, bukan resmi)", "Contoh")


@pytest.mark.parametrize(
    ("dsn", "own"),
    [
        pytest.param("postgresql://ministry", "postgres", id="a database elsewhere"),
        pytest.param("postgresql://own", None, id="a stack on a database elsewhere"),
    ],
)
def test_a_sample_never_seals_for_a_real_installation(tmp_path: Path, dsn: str, own: str | None) -> None:
    """Without a configured certificate nothing is sealed there, although a sample lies in the folder."""
    make_certificate(tmp_path)
    none = configured_seal(_local(tmp_path, dsn, own))
    assert none.roots == ()
    with pytest.raises(SealNotConfigured, match="BIMTEK_SEAL_CERTIFICATE"):
        none.seal(plain_pdf(), at=AT, reason="R", name="N")


def test_the_configured_certificate_seals(tmp_path: Path) -> None:
    """With its passphrase from the environment or from a file; seals are then held against it."""
    stored, passphrase = tmp_path / "instansi.p12", tmp_path / "sandi"
    stored.write_bytes(pkcs12())
    passphrase.write_text(PASSPHRASE.get_secret_value() + "\n")
    for settings in (
        Settings(data_dir=tmp_path, seal_certificate=stored, seal_passphrase=PASSPHRASE),
        Settings(data_dir=tmp_path, seal_certificate=stored, seal_passphrase_file=passphrase),
    ):
        made = configured_seal(settings).seal(plain_pdf(), at=AT, reason="R", name="N")
        assert read_seal(made, seal_roots(settings)).good


def test_a_seal_that_cannot_be_used_says_why_when_it_is_asked_for(tmp_path: Path) -> None:
    """A worker with it starts all the same: letters and minutes need no seal."""
    stored = tmp_path / "instansi.p12"
    wrong = Settings(data_dir=tmp_path, seal_certificate=stored, seal_passphrase=SecretStr("salah"))
    for expected in (SealFileMissing, PassphraseWrong):
        found = configured_seal(wrong)
        assert isinstance(found, NoSeal)
        with pytest.raises(expected, match=str(stored)):
            found.seal(plain_pdf(), at=AT, reason="R", name="N")
        stored.write_bytes(pkcs12())
    stored.write_bytes(b"")
    with pytest.raises(CertificateUnreadable):
        seal_roots(Settings(data_dir=tmp_path, seal_roots=stored))


def test_without_any_certificate_no_seal_is_known(tmp_path: Path) -> None:
    """There is nothing to hold a seal against."""
    assert seal_roots(Settings(data_dir=tmp_path)) == ()
    assert isinstance(configured_seal(Settings(data_dir=tmp_path)), NoSeal)
