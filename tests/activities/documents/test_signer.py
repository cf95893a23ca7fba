"""Signatures by people: with their own passphrase, one after the other, before the seal."""

from __future__ import annotations

import asyncio
import logging
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from activities.documents.certificates import CertificateUnreadable, PassphraseWrong
from activities.documents.pdf_signature import AlreadySealed, NotASignablePdf
from activities.documents.seal import SealReport, read_seal
from activities.documents.signer import FolderSigner, SignedAlready, Signer, SignerAway, SignerIdentity, SignerUnknown
from tests.activities.documents.sample_seal import AT, PASSPHRASE, certificate, pkcs12, plain_pdf, seal, sealed_pdf

ROOTS = (certificate().certificate,)
SITI = SignerIdentity(person="siti", name="Siti Aminah (contoh)", sample=True)
BUDI = SignerIdentity(person="budi", name="Budi Santoso")
SANDI = SecretStr("sandi-rahasia-siti")


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """A folder in which Budi has his certificate."""
    folder = tmp_path / "signers"
    folder.mkdir()
    (folder / "budi.p12").write_bytes(pkcs12("Budi Santoso"))
    return FolderSigner(folder)


async def report_of(pdf: bytes) -> SealReport:
    """What can be said of a file."""
    return await asyncio.to_thread(read_seal, pdf, ROOTS)


async def sign(signer: Signer, pdf: bytes, who: SignerIdentity = BUDI, passphrase: SecretStr = PASSPHRASE) -> bytes:
    """Sign as one does a letter."""
    return await signer.sign(pdf, signer=who, passphrase=passphrase, reason="Menyetujui", place="Sleman", at=AT)


async def test_people_sign_one_after_the_other_and_the_seal_comes_last(signer: Signer) -> None:
    """Each adds to what was there byte for byte; all of it is intact, and the seal covers both signatures."""
    once = await sign(signer, plain_pdf())
    twice = await sign(signer, once, SITI, SANDI)
    made = await asyncio.to_thread(seal, twice)
    assert once.startswith(plain_pdf()) and twice.startswith(once) and made.startswith(twice)
    report = await report_of(made)
    assert report.good
    assert [(one.name, one.intact, one.signed_at) for one in report.signatures] == [
        ("Budi Santoso", True, AT),
        ("SIMULASI Siti Aminah (contoh)", True, AT),
    ]


async def test_a_changed_byte_breaks_the_signatures_that_cover_it(signer: Signer) -> None:
    """What was signed first is under both; what the second added is under the second alone."""
    once = await sign(signer, plain_pdf())
    twice = await sign(signer, once, SITI, SANDI)
    changed = bytearray(twice)
    changed[twice.index(b"/Title")] ^= 0x20
    assert [one.intact for one in (await report_of(bytes(changed))).signatures] in ([False, False], [])
    changed = bytearray(twice)
    changed[twice.rindex(b"Sleman")] ^= 0x20
    assert [one.intact for one in (await report_of(bytes(changed))).signatures][-1:] == [False]


async def test_a_sealed_file_takes_no_signature(signer: Signer) -> None:
    """People sign before the seal; after it any change breaks it."""
    with pytest.raises(AlreadySealed):
        await sign(signer, sealed_pdf())


async def test_nobody_signs_a_file_twice(signer: Signer) -> None:
    """The same request again adds nothing."""
    once = await sign(signer, plain_pdf())
    with pytest.raises(SignedAlready, match="Budi"):
        await sign(signer, once)


async def test_a_wrong_passphrase_signs_nothing(signer: Signer) -> None:
    """Neither a wrong one nor none; the error does not say it."""
    for wrong in ("salah-sekali", ""):
        with pytest.raises(PassphraseWrong) as error:
            await sign(signer, plain_pdf(), passphrase=SecretStr(wrong))
        assert "salah-sekali" not in f"{error.value!r} {error.value.__cause__!r}"


async def test_a_sample_person_gets_a_certificate_at_the_first_signature(signer: Signer, tmp_path: Path) -> None:
    """For the owner of the folder only; the passphrase given then is the one from then on."""
    await sign(signer, plain_pdf(), SITI, SANDI)
    made = tmp_path / "signers" / "siti.p12"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    before = made.read_bytes()
    with pytest.raises(PassphraseWrong):
        await sign(signer, plain_pdf(), SITI, SecretStr("lain"))
    await sign(signer, plain_pdf(), SITI, SANDI)
    assert made.read_bytes() == before


async def test_a_real_person_without_a_certificate_is_unknown(signer: Signer, tmp_path: Path) -> None:
    """Nothing is made for a real person."""
    ani = SignerIdentity(person="ani", name="Ani")
    with pytest.raises(SignerUnknown, match="Ani"):
        await sign(signer, plain_pdf(), ani)
    assert not (tmp_path / "signers" / "ani.p12").exists()


async def test_a_folder_that_cannot_be_read_is_away(tmp_path: Path) -> None:
    """It is no wrong passphrase and no missing certificate."""
    (tmp_path / "signers").write_text("not a folder")
    with pytest.raises(SignerAway):
        await sign(FolderSigner(tmp_path / "signers"), plain_pdf(), SITI, SANDI)


async def test_what_is_no_pdf_or_no_certificate_is_refused(signer: Signer, tmp_path: Path) -> None:
    """Each by its own name."""
    with pytest.raises(NotASignablePdf):
        await sign(signer, b"bukan PDF")
    (tmp_path / "signers" / "budi.p12").write_bytes(b"rusak")
    with pytest.raises(CertificateUnreadable):
        await sign(signer, plain_pdf())


async def test_a_passphrase_is_kept_nowhere(
    signer: Signer, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the file, the folder, a log or on the screen."""
    caplog.set_level(logging.DEBUG)
    signed = await sign(signer, plain_pdf(), SITI, SANDI)
    secret = SANDI.get_secret_value()
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [data for data in (*kept, signed) if secret.encode() in data]
    assert secret not in caplog.text + "".join(capfd.readouterr())
