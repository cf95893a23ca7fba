"""Books: what is gathered, where generated parts stand, what is on the pages, and that the bytes stay the same."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import subprocess
import sys
import zipfile

import docx
import pypdf
import pytest

from activities.documents.blocks import ChapterRefused, Heading, plain
from activities.documents.book import Book, gather_book
from activities.documents.book_docx import roman, write_docx
from activities.documents.book_parts import ANNEX, Part, parts_of
from activities.documents.book_pdf import breakable, write_pdf
from activities.documents.book_words import rupiah, spelled
from activities.documents.images import ImageRefused, sha256_of
from domain.model import Edition
from domain.policy import BookPolicy, ChapterPolicy, Policy
from domain.words.phrase import Language
from tests.activities.documents.book_sample import AT, HASH, drawing, journey, sample_book
from tests.activities.documents.test_hostile_text import printed
from tests.domain.builders import ROOT, default_policy


def books(*titles: tuple[str, ...]) -> Policy:
    """A policy with books of chapters with these titles."""
    made = tuple(
        BookPolicy(
            key=f"b{n}",
            title=f"Buku {n}",
            chapters=tuple(ChapterPolicy(key=f"c{m}", title=title) for m, title in enumerate(chapters, 1)),
        )
        for n, chapters in enumerate(titles, 1)
    )
    return default_policy().model_copy(update={"books": made})


PLACES = [
    pytest.param(
        default_policy(),
        {
            ("buku-1", "bab-1"): (Part.DISTINCTIVENESS,),
            ("buku-2", "bab-3"): (Part.PILLARS,),
            ("buku-2", "bab-4"): (Part.ACTION_PLAN,),
            ("buku-2", "bab-5"): (Part.ROAD_MAP,),
            ("buku-3", "ringkasan"): (Part.SUMMARY, Part.QUICK_WINS),
        },
        id="the intake of 2019",
    ),
    pytest.param(
        books(("Isu Strategis", "Strategi"), ("Awal", "Akhir"), ("Ringkasan",)),
        {
            ("b1", "c1"): (Part.DISTINCTIVENESS,),
            ("b1", "c2"): (Part.PILLARS,),
            ("b2", ANNEX): (Part.ACTION_PLAN, Part.ROAD_MAP),
            ("b3", "c1"): (Part.SUMMARY, Part.QUICK_WINS),
        },
        id="no chapter for the plan: annexes of the last but one",
    ),
    pytest.param(
        books(("Awal", "Akhir")),
        {
            ("b1", "c1"): (Part.DISTINCTIVENESS,),
            ("b1", ANNEX): (Part.PILLARS, Part.ACTION_PLAN, Part.ROAD_MAP, Part.SUMMARY, Part.QUICK_WINS),
        },
        id="a single book",
    ),
]


@pytest.mark.parametrize(("policy", "places"), PLACES)
def test_generated_parts_have_their_place(policy: Policy, places: dict[tuple[str, str], tuple[Part, ...]]) -> None:
    """Every part has one place in every policy."""
    assert parts_of(policy) == places


def test_amounts_are_written_as_people_write_them() -> None:
    """Rupiah carry full stops in Indonesian and commas in English; large ones are spelled out."""
    assert rupiah(1_500_000_000, Language.ID) == "Rp1.500.000.000"
    assert rupiah(1_500_000_000, Language.EN) == "Rp1,500,000,000"
    assert spelled(1_500_000_000, Language.ID) == "Rp1,5 miliar"
    assert [roman(number) for number in (1, 4, 9, 14, 40)] == ["I", "IV", "IX", "XIV", "XL"]


async def test_a_title_is_not_said_twice_and_numbers_are_the_books() -> None:
    """A text's own title and the numbers before its headings give way to those of the book."""
    texts = {
        "bab-1": "# BAB I\n\n# PENDAHULUAN\n\n## 1.1 Latar Belakang\n\n### A. Rinci\n\nx",
        "bab-4": "# BAB IV Analisis Kesenjangan\n\n# Analisis Kesenjangan Awal\n\nx",
    }
    book = await sample_book("buku-1", chapters=texts)
    said = [
        [(block.level, plain(block.runs)) for block in chapter.blocks if isinstance(block, Heading)]
        for chapter in book.chapters
    ]
    assert said[0] == [(1, "Latar Belakang"), (2, "Rinci")]
    assert said[3] == [(1, "Analisis Kesenjangan Awal")]


async def test_a_refused_chapter_is_named() -> None:
    """The refusal of a text says which chapter it is."""
    with pytest.raises(ChapterRefused, match=r"Analisis SWOT: .*tingkat"):
        await sample_book("buku-1", chapters={"bab-5": ">" * 50 + " x"})


async def test_a_refused_picture_is_named() -> None:
    """A stored image that is none is refused by its hash; one under another's hash is not taken at all."""
    sha256 = sha256_of(b"no picture")
    given = {"bab-1": f"![a](sha256:{sha256})"}
    with pytest.raises(ImageRefused, match=sha256[:12]):
        await gather_book(
            journey(), "buku-1", given, {sha256: b"no picture"}, at=AT, check_url=None, language=Language.ID
        )
    with pytest.raises(LookupError, match="another hash"):
        await gather_book(journey(), "buku-1", given, {sha256: drawing()}, at=AT, check_url=None, language=Language.ID)


@pytest.fixture(scope="module")
async def plan() -> Book:
    """Buku 2 of the sample region."""
    return await sample_book("buku-2", paragraphs=1)


@pytest.fixture(scope="module")
async def plan_pdf(plan: Book) -> bytes:
    """Buku 2 as PDF."""
    return await write_pdf(plan)


def test_the_plan_is_on_the_pages(plan_pdf: bytes) -> None:
    """Cover, facts, contents, chapters, pillars, action plan and road map are there, every page marked SIMULASI."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(plan_pdf)).pages]
    text = "".join("".join(pages).replace("\u200b", "").split())
    for said in (
        "Kabupaten Sleman",
        "Masterplan Smart City",
        "November 2019",
        "Keterangan Terbitan",
        "Daftar Isi",
        "Daftar Tabel",
        "Daftar Gambar",
        "Strategi Pembangunan Enam Dimensi",
        "4.3",
        "Matriks Rencana Aksi",
        "Rp46.350.000.000",
        "Smart Environment",
        "Tata kelola sampah",
        "Bagan Peta Jalan",
        "2019–2021",
    ):
        assert said.replace(" ", "") in text, said
    assert HASH in text
    assert all("SIMULASI" in "".join(page.split()) for page in pages)


def test_what_belongs_together_stands_on_one_page(plan_pdf: bytes) -> None:
    """Contents and list of tables share a page, and all six pillars stand on one under their heading."""
    pages = ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(plan_pdf)).pages]
    assert any("DaftarIsi" in page and "DaftarTabel" in page for page in pages)
    pillars = ("EnamPilarSmartCity", "Pelayananpublik", "Wajahkota", "Tatakelolasampah")
    assert any(all(said in page for said in pillars) for page in pages)


def test_the_pdf_is_archival(plan_pdf: bytes) -> None:
    """The PDF says that it is PDF/A-2a, is tagged, and has landscape pages for the action plan."""
    reader = pypdf.PdfReader(io.BytesIO(plan_pdf))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert b"pdfaid:part>2" in metadata.stream.get_data()
    assert "/StructTreeRoot" in reader.root_object
    wide = [page for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert wide
    assert all("Anggaran" in page.extract_text() for page in wide)


SECTION = "4.3 Matriks Rencana Aksi"


async def test_the_docx_can_be_worked_on(plan: Book) -> None:
    """The DOCX has real headings, tables, pictures, footnotes, a field of contents, page numbers and the mark."""
    made = await write_docx(plan)
    document = docx.Document(io.BytesIO(made))
    headings = [p.text.replace("\n", " ") for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[3] == "BAB IV Rencana Aksi"
    assert [p for p in document.paragraphs if p.style and p.style.name == "Heading 2" and p.text == SECTION]
    listed = [p.text for p in document.paragraphs if p.style and p.style.name == "toc 1"]
    assert listed[3] == "BAB IV Rencana Aksi"
    assert len(document.tables) == 9
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for table in document.tables for row in table.rows)
    assert [section.page_width > section.page_height for section in document.sections] == [False, True, False]  # type: ignore[operator]
    assert all("SIMULASI" in section.header.paragraphs[0].text for section in document.sections)
    assert "PAGE" in document.sections[0].footer.paragraphs[0]._p.xml
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        assert "TOC \\o" in archive.read("word/document.xml").decode()
    assert "word/footnotes.xml" in names
    assert any(name.startswith("word/media/") for name in names)


async def test_the_other_books_have_their_parts() -> None:
    """Buku 1 tells what sets the region apart; the summary has quick wins and amounts; English is spoken when asked."""
    first = printed(await write_pdf(await sample_book("buku-1", paragraphs=1)))
    assert "KekhasanDaerah" in first
    assert "Rencanaaksi" not in first
    summary = printed(await write_pdf(await sample_book("buku-3", paragraphs=1, language=Language.EN)))
    for said in ("Quick Wins", "Antrean puskesmas daring", "6 months", "Rp46,350,000,000", "SIMULASI", "Contents"):
        assert said.replace(" ", "") in summary, said


async def test_an_edition_says_what_changed() -> None:
    """A later edition carries its number, its hash and what changed."""
    edition = Edition(number=2, changes="Bab 4 diperbarui.", versions=(2,), sha256="cd" * 32, seq=90)
    book = await sample_book("buku-3", paragraphs=1, of=journey(editions=(edition,), simulated=False))
    text = printed(await write_pdf(book))
    assert "Bab4diperbarui." in text
    assert "cd" * 32 in text
    assert "SIMULASI" not in text


PROGRAM = """
import asyncio, hashlib
from activities.documents.book import make_book
from tests.activities.documents.book_sample import sample_book
made = asyncio.run(make_book(asyncio.run(sample_book("buku-2", paragraphs=1))))
print(hashlib.sha256(made.pdf).hexdigest(), hashlib.sha256(made.docx).hexdigest())
"""


async def test_the_same_book_gives_the_same_bytes(plan: Book, plan_pdf: bytes) -> None:
    """Two runs and another process, whose hashes have another seed, come to the same bytes."""
    here = [hashlib.sha256(content).hexdigest() for content in (plan_pdf, await write_docx(plan))]
    run = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Jayapura"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == here


def test_long_words_may_break() -> None:
    """A word longer than a line gets places to break that have no width."""
    assert breakable("kata " + "x" * 40).replace("\u200b", "") == "kata " + "x" * 40
    assert "\u200b" in breakable("x" * 40)
    assert "\u200b" not in breakable("kata biasa")
