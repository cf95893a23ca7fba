"""The commands about documents on real records: verify, list and get, and the statements below them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from activities.documents.files import path_of
from api.checking import Finding, check_file
from api.commands import documents
from api.exits import NOT_REACHABLE, Failure
from domain.vocabulary import DocumentKind
from domain.words.phrase import Language
from records.documents import Documents, FileForm
from records.journal import Records
from tests.activities.documents.sample_seal import CODE, PASSPHRASE, certificate, pkcs12, plain_pdf, sealed_pdf
from tests.conftest import fresh_database
from tests.records.sample import Walk
from workers.local.postgres import LocalPostgres

ROOTS = (certificate().certificate,)
SEALED = sha256(sealed_pdf()).hexdigest()
PLAIN = sha256(plain_pdf()).hexdigest()
DOCX = b"PK\x03\x04 salinan kerja"
JOURNEY = "journey-2019-kab-sleman"
INSERT = """
insert into documents (
    journey_id, key, kind, about, seq, made_at, title, pdf, pdf_size, docx, docx_size, unsealed, original
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
ORIGINAL = b"PK\x03\x04 buku daerah"


def _sha(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.fixture(scope="module")
async def published(local_postgres: LocalPostgres) -> AsyncIterator[str]:
    """The DSN of records with one published journey, its sealed Buku 2 and minutes."""
    walk = Walk().all_the_way()
    publication = walk.journey.publication
    assert publication is not None
    made = datetime(2019, 12, 2, 3, 0, tzinfo=UTC)
    async with fresh_database(local_postgres) as dsn:
        async with asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool:
            for batch in walk.batches:
                await Records(pool).record(batch)
            # Only those count here that are set in below.
            await pool.execute("delete from documents")
            book = ("book.90.buku-2", "book", "buku-2", publication.seq, made, "Buku 2: Rencana Induk", SEALED)
            await pool.execute(INSERT, JOURNEY, *book, len(sealed_pdf()), _sha(DOCX), len(DOCX), PLAIN, _sha(ORIGINAL))
            minutes = (
                "session-minutes.20",
                "session_minutes",
                "1",
                20,
                made - timedelta(days=90),
                "Berita acara",
                "0" * 64,
            )
            await pool.execute(INSERT, JOURNEY, *minutes, 1000, None, None, None, None)
            await pool.execute("update editions set sha256 = $1 where journey_id = $2", CODE.books, JOURNEY)
        yield dsn


@pytest.fixture
async def known(published: str) -> AsyncIterator[Documents]:
    """The documents of those records."""
    async with asyncpg.create_pool(published, min_size=1, max_size=2) as pool:
        yield Documents(pool)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        pytest.param(sealed_pdf(), FileForm.PDF, id="the sealed PDF"),
        pytest.param(DOCX, FileForm.DOCX, id="the working copy"),
        pytest.param(plain_pdf(), FileForm.UNSEALED, id="the PDF before its seal"),
        pytest.param(ORIGINAL, FileForm.ORIGINAL, id="the uploaded file"),
    ],
)
async def test_each_file_of_a_document_is_found(known: Documents, data: bytes, form: FileForm) -> None:
    """With the edition that its entry froze, and where it belongs."""
    (found,) = await known.by_hash(_sha(data))
    assert (found.journey_id, found.key, found.form) == (JOURNEY, "book.90.buku-2", form)
    assert (found.region_name, found.cohort, found.simulated) == ("Kabupaten Sleman", "2019", True)
    assert (found.books, found.edition, found.current) == (CODE.books, 1, True)
    assert found.published_at is not None and found.withdrawn_at is None


async def test_a_code_leads_to_its_book(known: Documents) -> None:
    """And to no other book, and from no other publication."""
    (found,) = await known.by_code(CODE.books, "buku-2")
    assert found.pdf == SEALED
    assert await known.by_code(CODE.books, "buku-1") == ()
    assert await known.by_code("0" * 64, "buku-2") == ()


async def test_documents_are_listed_as_they_were_made(known: Documents) -> None:
    """Minutes belong to no edition, and bear no seal."""
    listed = await known.of_journey(JOURNEY)
    assert [(one.key, one.sealed) for one in listed] == [("session-minutes.20", False), ("book.90.buku-2", True)]
    (minutes,) = await known.by_hash("0" * 64)
    assert minutes.edition is None and minutes.kind is DocumentKind.SESSION_MINUTES
    assert await known.of_journey("journey-2019-nowhere") == ()


async def test_editions_and_withdrawal_are_found(local_postgres: LocalPostgres, published: str) -> None:
    """A newer edition and a withdrawal change what is said of the same file."""
    template = published.rpartition("/")[2].partition("?")[0]
    async with (
        fresh_database(local_postgres, template) as dsn,
        asyncpg.create_pool(dsn, min_size=1, max_size=1) as pool,
    ):
        checked = Documents(pool)
        await pool.execute("update editions set current = false")
        await pool.execute(
            "insert into editions (journey_id, number, sha256, seq, published_at, current) "
            "values ($1, 2, $2, 9999, now(), true)",
            JOURNEY,
            "ef" * 32,
        )
        assert (await check_file(sealed_pdf(), checked, ROOTS)).finding is Finding.SUPERSEDED
        await pool.execute("update catalogue set withdrawn_at = now(), withdrawal_reason = 'Salah cetak.'")
        verdict = await check_file(sealed_pdf(), checked, ROOTS)
        assert verdict.finding is Finding.WITHDRAWN
        assert verdict.sentence(Language.EN).endswith("Salah cetak.")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with files to check, the certificate they are held against, and a store."""
    (tmp_path / "instansi.p12").write_bytes(pkcs12())
    (tmp_path / "buku-2.pdf").write_bytes(sealed_pdf())
    (tmp_path / "objects").mkdir()
    return tmp_path


def run(desk: Path, dsn: str, *words: str) -> tuple[int, str]:
    """The exit code and what was printed, the message of a failure included."""
    environment = {
        "BIMTEK_POSTGRES_DSN": dsn,
        "BIMTEK_DATA_DIR": str(desk),
        "BIMTEK_SEAL_CERTIFICATE": str(desk / "instansi.p12"),
        "BIMTEK_SEAL_PASSPHRASE": PASSPHRASE.get_secret_value(),
    }
    done = CliRunner().invoke(documents.app, list(words), env=environment)
    if isinstance(done.exception, Failure):
        return done.exception.code, f"{done.output}{done.exception}"
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done.exit_code, done.output


def test_the_command_says_that_a_book_is_genuine(desk: Path, published: str) -> None:
    """For whom, when, sealed by whom, that the seal is self-made, and that all of it is made up; exit 0."""
    code, said = run(desk, published, "verify", str(desk / "buku-2.pdf"))
    assert code == 0
    for fact in ("Asli. Buku 2: Rencana Induk, Kabupaten Sleman", "Segel contoh", "buatan sendiri", "SIMULASI", SEALED):
        assert fact in said
    code, said = run(desk, published, "verify", str(desk / "buku-2.pdf"), "--lang", "en")
    assert (code, "Genuine. Buku 2" in said, "self-made" in said) == (0, True, True)


def test_the_command_finds_a_changed_byte(desk: Path, published: str) -> None:
    """Exit 1, and which book the file says it is."""
    changed = bytearray(sealed_pdf())
    changed[900] ^= 1
    (desk / "ubah.pdf").write_bytes(changed)
    code, said = run(desk, published, "verify", str(desk / "ubah.pdf"))
    assert code == 1
    assert "Tidak asli" in said and "Kabupaten Sleman" in said


def test_the_command_speaks_json(desk: Path, published: str) -> None:
    """The whole verdict, for machines."""
    code, said = run(desk, published, "verify", str(desk / "buku-2.pdf"), "--json")
    facts = json.loads(said)
    assert code == 0
    assert (facts["finding"], facts["genuine"], facts["looked_up"]) == ("published", True, True)
    assert facts["document"]["journey_id"] == JOURNEY
    assert facts["seal"]["intact"] is facts["seal"]["trusted"] is facts["seal"]["self_made"] is True


def test_the_command_needs_no_server_offline(desk: Path) -> None:
    """The seal alone is judged; without --offline it says that it could not look."""
    assert run(desk, "", "verify", str(desk / "buku-2.pdf"), "--offline")[0] == 0
    code, said = run(desk, "", "verify", str(desk / "buku-2.pdf"))
    assert (code, "--offline" in said) == (NOT_REACHABLE, True)


def test_a_file_that_cannot_be_read_is_said(desk: Path, published: str) -> None:
    """Neither a missing file nor a folder is called a forgery."""
    for path in (desk / "tidak-ada.pdf", desk):
        code, said = run(desk, published, "verify", str(path))
        assert (code, "cannot be read" in said) == (1, True)


def test_the_command_lists_documents(desk: Path, published: str) -> None:
    """With their keys, in order."""
    code, said = run(desk, published, "list", "2019/Sleman")
    assert code == 0
    assert said.index("session-minutes.20") < said.index("book.90.buku-2")
    _, said = run(desk, published, "list", "2019/Sleman", "--json")
    assert [one["sealed"] for one in json.loads(said)["documents"]] == [False, True]


def _keep(desk: Path, data: bytes) -> None:
    path = desk / "objects" / path_of(_sha(data))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_the_command_fetches_a_file(desk: Path, published: str) -> None:
    """As it is kept, byte for byte; what is there already is left alone."""
    _keep(desk, sealed_pdf())
    _keep(desk, DOCX)
    words = ("get", "2019/Sleman", "book.90.buku-2", "--out")
    assert run(desk, published, *words, str(desk / "a.pdf"))[0] == 0
    assert (desk / "a.pdf").read_bytes() == sealed_pdf()
    assert run(desk, published, *words, str(desk / "a.docx"), "--docx")[0] == 0
    assert (desk / "a.docx").read_bytes() == DOCX
    code, said = run(desk, published, *words, str(desk / "a.pdf"))
    assert (code, "left alone" in said) == (1, True)


def test_the_command_serves_no_damaged_file(desk: Path, published: str) -> None:
    """Nor one that is not there; each says so, and no file is written."""
    words = ("get", "2019/Sleman", "book.90.buku-2", "--out", str(desk / "a.pdf"))
    code, said = run(desk, published, *words)
    assert (code, "has no file" in said) == (1, True)
    _keep(desk, sealed_pdf())
    (desk / "objects" / path_of(SEALED)).write_bytes(b"rusak")
    code, said = run(desk, published, *words)
    assert (code, "damaged" in said) == (1, True)
    assert not (desk / "a.pdf").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(("book.91.buku-2",), "has no document", id="an unknown key"),
        pytest.param(("session-minutes.20", "--docx"), "PDF only", id="no DOCX"),
    ],
)
def test_what_cannot_be_fetched_is_said(desk: Path, published: str, words: tuple[str, ...], says: str) -> None:
    """With the keys there are."""
    code, said = run(desk, published, "get", "2019/Sleman", *words, "--out", str(desk / "a.pdf"))
    assert (code, says in said) == (1, True)
