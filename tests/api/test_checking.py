"""Checking a file: what the records and the seal say of it, together and each alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from string import Formatter

import pytest

from activities.documents.certificates import SigningCertificate, self_made
from activities.documents.qr import check_url
from activities.documents.seal import Seal
from api.checking import GENUINE, WEIGHT, WORDS, Finding, check_file
from domain.vocabulary import DocumentKind, TimeZone
from domain.words.phrase import Language
from records.documents import FileForm, KnownDocument
from tests.activities.documents.sample_seal import (
    AT,
    CODE,
    PASSPHRASE,
    certificate,
    plain_pdf,
    sealed_pdf,
)

ROOTS = (certificate().certificate,)
SEALED = sha256(sealed_pdf()).hexdigest()
BOOK = KnownDocument(
    journey_id="journey-2019-kab-contoh",
    key="book.90.buku-2",
    kind=DocumentKind.BOOK,
    about="buku-2",
    title="Buku 2",
    made_at=AT,
    pdf=SEALED,
    region_name="Kabupaten Contoh",
    cohort="2019",
    zone=TimeZone.WIB,
    simulated=True,
    books=CODE.books,
    edition=1,
    current=True,
    published_at=AT + timedelta(hours=1),
    withdrawn_at=None,
    withdrawal_reason=None,
    form=FileForm.PDF,
)
LETTER = {"kind": DocumentKind.SESSION_MINUTES, "books": None, "edition": None, "current": None, "published_at": None}
SIGNATURE = {"number": "B.7", "signed_at": AT, "signed_by": "Ani"}
WITHDRAWN = {"withdrawn_at": AT + timedelta(days=9), "withdrawal_reason": "Salah {cetak}."}


class Shelf:
    """What is known, in memory."""

    def __init__(self, by_hash: dict[str, tuple[KnownDocument, ...]]) -> None:
        self.known = by_hash

    async def by_hash(self, sha256: str) -> tuple[KnownDocument, ...]:
        """By the hash of a file."""
        return self.known.get(sha256, ())

    async def by_code(self, books: str, book: str) -> tuple[KnownDocument, ...]:
        """By what a QR code says."""
        return tuple({one for found in self.known.values() for one in found if (one.books, one.about) == (books, book)})


def shelf(**changes: object) -> Shelf:
    """One sealed book, or what a test makes of it."""
    return Shelf({SEALED: (BOOK.model_copy(update=changes),)})


@pytest.mark.parametrize(
    ("changes", "finding", "says"),
    [
        pytest.param({}, Finding.PUBLISHED, "diterbitkan 2 Desember 2019 pukul 11.00 WIB, edisi 1", id="published"),
        pytest.param({"current": False}, Finding.SUPERSEDED, "edisi yang lebih baru", id="superseded"),
        pytest.param(WITHDRAWN, Finding.WITHDRAWN, "ditarik 11 Desember 2019", id="withdrawn"),
        pytest.param(
            {"current": False, **WITHDRAWN}, Finding.WITHDRAWN, "Salah {cetak}.", id="withdrawn after another"
        ),
        pytest.param(LETTER, Finding.MADE, "bukan buku yang diterbitkan", id="minutes"),
        pytest.param({"published_at": None}, Finding.MADE, "dibuat 2 Desember 2019", id="not yet published"),
        pytest.param({"kind": DocumentKind.CERTIFICATE}, Finding.MADE, "Asli", id="a certificate"),
        pytest.param(
            {"kind": DocumentKind.CERTIFICATE, **WITHDRAWN}, Finding.WITHDRAWN, "ditarik", id="its withdrawal"
        ),
        pytest.param({"form": FileForm.ORIGINAL}, Finding.PUBLISHED, "Asli", id="the uploaded file"),
        pytest.param({"form": FileForm.DOCX}, Finding.WORKING_COPY, "salinan kerja", id="the working copy"),
        pytest.param(
            {**LETTER, **SIGNATURE, "form": FileForm.SIGNED},
            Finding.SIGNED,
            "nomor B.7, ditandatangani Ani",
            id="signed",
        ),
        pytest.param({**LETTER, **SIGNATURE}, Finding.MADE, "dibuat", id="the draft of a signed letter"),
        pytest.param({"form": FileForm.UNSEALED}, Finding.UNSEALED, "sebelum disegel", id="before the seal"),
    ],
)
async def test_a_file_of_the_records(changes: dict[str, object], finding: Finding, says: str) -> None:
    """The record of its hash says what it is and whether it counts."""
    verdict = await check_file(sealed_pdf(), shelf(**changes), ROOTS)
    assert verdict.finding is finding
    assert verdict.genuine is (finding in GENUINE)
    assert verdict.document == BOOK.model_copy(update=changes)
    assert says in verdict.sentence(Language.ID)
    assert verdict.sentence(Language.EN) != verdict.sentence(Language.ID)


async def test_a_flipped_bit_is_found_wherever_it_is() -> None:
    """At forty places, and said of which document the file still speaks wherever that can be read."""
    named = 0
    places = range(3, len(sealed_pdf()), len(sealed_pdf()) // 40)
    for place in places:
        changed = bytearray(sealed_pdf())
        changed[place] ^= 1 << place % 8
        verdict = await check_file(bytes(changed), shelf(), ROOTS)
        assert not verdict.genuine
        assert verdict.finding in (Finding.CHANGED, Finding.UNKNOWN)
        named += verdict.document == BOOK
    assert named >= len(places) - 1, "only the way to the check page itself can be lost to one flip"


async def test_a_changed_file_is_named() -> None:
    """The seal still says which book it was on."""
    verdict = await check_file(sealed_pdf()[:-20], shelf(), ROOTS)
    assert verdict.finding is Finding.CHANGED
    assert "(Buku 2, Kabupaten Contoh)" in verdict.sentence(Language.ID)


async def test_a_file_of_others_is_not_ours() -> None:
    """Neither any bytes, nor a PDF without a seal, nor one that speaks of a publication there never was."""
    for data in (b"", b"halo", plain_pdf()):
        assert (await check_file(data, shelf(), ROOTS)).finding is Finding.UNKNOWN
    assert (await check_file(sealed_pdf()[:-20], Shelf({}), ())).finding is Finding.UNKNOWN


async def test_our_seal_without_a_record_is_said_to_be_that() -> None:
    """The seal alone does not make a publication."""
    verdict = await check_file(sealed_pdf(), Shelf({}), ROOTS)
    assert verdict.finding is Finding.UNRECORDED
    assert not verdict.genuine


async def test_an_imitation_under_a_strangers_seal_is_found() -> None:
    """It names a book of ours and its own seal is intact; alone, it is a stranger's."""
    stranger = SigningCertificate.from_pkcs12(self_made("Segel contoh", "Contoh", PASSPHRASE)[0], PASSPHRASE)
    name = check_url("http://127.0.0.1:8080", CODE)
    imitation = _seal_as(stranger, name)
    assert (await check_file(imitation, shelf(), ROOTS)).finding is Finding.CHANGED
    assert (await check_file(imitation, Shelf({}), ROOTS)).finding is Finding.STRANGER
    assert (await check_file(imitation, None, ROOTS)).finding is Finding.STRANGER


def _seal_as(who: SigningCertificate, contact: str) -> bytes:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(
            lambda: Seal(who).seal(plain_pdf(), at=AT, reason="Buku 2", name="Kementerian", contact=contact)
        ).result()


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        pytest.param(sealed_pdf(), Finding.SEALED, id="sealed"),
        pytest.param(sealed_pdf()[:-20], Finding.CHANGED, id="cut short"),
        pytest.param(sealed_pdf().replace(b"/Reason (Buku", b"/Reason (Puku"), Finding.CHANGED, id="one letter"),
        pytest.param(plain_pdf(), Finding.UNKNOWN, id="never sealed"),
        pytest.param(b"halo", Finding.UNKNOWN, id="no PDF"),
    ],
)
async def test_a_seal_is_judged_without_any_record(data: bytes, finding: Finding) -> None:
    """Offline the seal says whether a file is as it was sealed, and no more."""
    verdict = await check_file(data, None, ROOTS)
    assert verdict.finding is finding
    assert verdict.genuine is (finding is Finding.SEALED)


async def test_what_speaks_most_for_a_file_counts() -> None:
    """The same file in a published edition and in one that is still being made is published."""
    coming = BOOK.model_copy(update={"published_at": None, "edition": None, "current": None, "key": "book.99.buku-2"})
    verdict = await check_file(sealed_pdf(), Shelf({SEALED: (coming, BOOK)}), ROOTS)
    assert verdict.finding is Finding.PUBLISHED


def test_every_finding_has_words() -> None:
    """In both languages with the same facts; every finding of the records has a weight."""
    assert set(WORDS) == set(Finding)
    for phrase in WORDS.values():
        named = [{field for _, field, _, _ in Formatter().parse(text)} for text in (phrase.id, phrase.en)]
        assert named[0] == named[1]
    assert set(Finding) - set(WEIGHT) == {
        Finding.SEALED,
        Finding.UNRECORDED,
        Finding.STRANGER,
        Finding.CHANGED,
        Finding.UNKNOWN,
    }
