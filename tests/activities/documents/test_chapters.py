"""Books written in Word: their chapters are found whatever the headings look like; bad files are refused by name."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
import typer
import typst
from typer.testing import CliRunner

from activities.documents.blocks import Table, Text, every_block, plain
from activities.documents.blocks_reading import read_chapter
from activities.documents.book import make_book
from activities.documents.chapters import BookRefused, find_chapters
from activities.documents.chapters_headings import likeness
from activities.documents.chapters_markdown import escaped
from activities.documents.chapters_pdf import closed_up
from activities.documents.images import sha256_of
from api.commands.books import app
from domain.policy import BookPolicy
from tests.activities.documents.book_sample import drawing, journey, programmes, sample_book
from tests.domain.builders import POLICY_FILE, default_policy

STRATEGY = "Strategi Pembangunan Enam Dimensi"
TITLES = ("Pendahuluan", "Visi dan Sasaran", STRATEGY, "Rencana Aksi", "Peta Jalan", "Penutup")
ROMAN = ("I", "II", "III", "IV", "V", "VI")
BODY = "Pemerintah daerah menyusun masterplan bersama warga, dengan memperhatikan daya dukung lingkungan dan anggaran."
WordDocument = docx.document.Document
Write = Callable[[WordDocument, int, str], None]


def policy_book(key: str = "buku-2") -> BookPolicy:
    """A book of the default policy."""
    return next(book for book in default_policy().books if book.key == key)


def word(write: Write, *, contents: bool = True, titles: tuple[str, ...] = TITLES) -> bytes:
    """A book as Word saves it: a cover, a table of contents, and chapters whose headings `write` makes."""
    document = docx.Document()
    document.add_paragraph("MASTERPLAN SMART CITY")
    document.add_paragraph("Kabupaten Sleman")
    if contents:
        document.add_paragraph("DAFTAR ISI")
        for number, title in enumerate(titles):
            document.add_paragraph(f"BAB {ROMAN[number]} {title.upper()}\t{number * 7 + 1}")
            document.add_paragraph(f"{number + 1}.1 Latar Belakang ........ {number * 7 + 2}")
    for number, title in enumerate(titles):
        write(document, number, title)
        document.add_heading(f"{number + 1}.1 Latar Belakang", 2)
        document.add_paragraph(f"{BODY} Bab {ROMAN[number]} membahas hal ini, lihat juga Bab 1 dan Bab 2.")
        document.add_paragraph(f"Penanda bab {number + 1}.", style="List Bullet")
    return saved(document)


def saved(document: WordDocument) -> bytes:
    """A document as bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def styled(document: WordDocument, number: int, title: str) -> None:
    """`BAB I PENDAHULUAN` as Heading 1."""
    document.add_heading(f"BAB {ROMAN[number]} {title.upper()}", 1)


def two_lines(document: WordDocument, number: int, title: str) -> None:
    """`BAB I` and below it the title, both plain paragraphs in bold."""
    document.add_paragraph().add_run(f"BAB {ROMAN[number]}").bold = True
    document.add_paragraph().add_run(title.upper()).bold = True


def broken_line(document: WordDocument, number: int, title: str) -> None:
    """A heading with a line break in it."""
    document.add_heading("", 1).add_run(f"BAB {ROMAN[number]}\n{title}")


def numbered_by_word(document: WordDocument, number: int, title: str) -> None:
    """Heading 1 whose number Word writes: only the title is in the text."""
    document.add_heading(title, 1)


def arabic(document: WordDocument, number: int, title: str) -> None:
    """`Bab 1. Pendahuluan` without any style."""
    document.add_paragraph(f"Bab {number + 1}. {title}")


def misspelled(document: WordDocument, number: int, title: str) -> None:
    """Titles that differ a little from the policy's."""
    said = {"Visi dan Sasaran": "Visi, Misi dan Sasaran", STRATEGY: "Strategi Pembangunan 6 Dimensi"}
    document.add_heading(f"BAB {ROMAN[number]} – {said.get(title, title)}", 1)


HEADED = [styled, two_lines, broken_line, numbered_by_word, arabic, misspelled]


@pytest.mark.parametrize(
    ("write", "contents"),
    [
        *(pytest.param(write, True, id=f"{write.__name__}, with contents") for write in HEADED),
        *(pytest.param(write, False, id=f"{write.__name__}, without contents") for write in (two_lines, arabic)),
    ],
)
async def test_chapters_are_found_however_they_are_headed(write: Write, contents: bool) -> None:
    """Every chapter is found with its own text, and the table of contents is taken for none."""
    found = await find_chapters(word(write, contents=contents), policy_book())
    assert found.complete, found
    assert [chapter.key for chapter in found.chapters] == [f"bab-{n}" for n in range(1, 7)]
    for number, chapter in enumerate(found.chapters, 1):
        marks = [n for n in range(1, 7) if f"Penanda bab {n}." in chapter.markdown]
        assert marks == [number]
        assert chapter.words > 15
    assert found.left_over == ()


async def test_what_is_missing_and_what_is_left_over_is_named() -> None:
    """A chapter that is not there is missing, or taken by its number with a note; an unknown heading is left over."""
    titles = (*TITLES[:3], "Pembiayaan Kreatif", "Peta Jalan", "Penutup")
    found = await find_chapters(word(styled, titles=titles), policy_book())
    taken = {chapter.key: chapter for chapter in found.chapters}
    assert taken["bab-4"].heading == "BAB IV PEMBIAYAAN KREATIF"
    assert any("menurut nomornya" in note for note in found.notes)
    found = await find_chapters(word(numbered_by_word, titles=titles), policy_book())
    assert (found.complete, found.missing, found.left_over) == (False, ("bab-4",), ("Pembiayaan Kreatif",))


async def test_another_book_is_not_taken_for_this_one() -> None:
    """The chapters of Buku 2 are not those of Buku 1, though their numbers are: it is incomplete, and said why."""
    found = await find_chapters(word(styled), policy_book("buku-1"))
    assert found.missing == ("bab-2", "bab-3", "bab-4", "bab-5")
    assert "BAB IV RENCANA AKSI" in found.left_over
    assert any("memang buku tersebut" in note for note in found.notes)


async def test_the_order_of_the_policy_counts_and_another_is_said() -> None:
    """Chapters that stand in another order are found by their titles, and the order is noted."""
    titles = (TITLES[0], TITLES[1], TITLES[2], TITLES[4], TITLES[3], TITLES[5])
    found = await find_chapters(word(numbered_by_word, titles=titles), policy_book())
    assert found.complete
    assert any("Urutan" in note for note in found.notes)
    assert "Penanda bab 5." in found.chapters[3].markdown


async def test_tables_and_pictures_come_along() -> None:
    """Tables, joined cells and pictures of a DOCX are in the Markdown of their chapter, and it can be typeset."""
    document = docx.Document()
    document.add_heading("Ringkasan Eksekutif", 1)
    document.add_paragraph(BODY)
    document.add_paragraph("Tabel 1. Anggaran")
    table = document.add_table(3, 3)
    for place, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"sel {place} | *a*"
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    document.add_picture(io.BytesIO(drawing()))
    found = await find_chapters(saved(document), policy_book("buku-3"))
    (chapter,) = found.chapters
    assert (chapter.tables, chapter.images) == (1, 1)
    assert dict(found.pictures) == {sha256_of(drawing()): drawing()}
    read = await read_chapter(chapter.markdown, known=found.pictures)
    assert read.notes == ()
    shown = [block for block in every_block(read.blocks) if isinstance(block, Table)]
    assert plain(shown[0].caption) == "Anggaran"
    cells = " ".join(plain(b.runs) for b in every_block(read.blocks) if hasattr(b, "runs"))
    assert all(f"sel {place} | *a*" in cells for place in range(9))
    assert "pictures" not in found.model_dump()


async def test_a_book_of_one_chapter_needs_no_heading() -> None:
    """In the summary, which has one chapter, the whole text is that chapter, and it is said."""
    document = docx.Document()
    document.add_paragraph(BODY)
    found = await find_chapters(saved(document), policy_book("buku-3"))
    assert found.complete
    assert any("satu bab" in note for note in found.notes)


async def test_our_own_books_are_found_again() -> None:
    """The chapters of a book that the system made are found in its DOCX and in its PDF."""
    texts = {f"bab-{n}": f"## Dasar\n\n{BODY}\n\nPenanda bab {n}." for n in range(1, 7)}
    made = await make_book(await sample_book("buku-2", chapters=texts, of=journey(programmes=programmes(2))))
    for file in (made.docx, made.pdf):
        found = await find_chapters(file, policy_book())
        assert found.complete, found
        assert found.left_over == ()
        assert all(f"Penanda bab {n}." in chapter.markdown for n, chapter in enumerate(found.chapters, 1))


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of some parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A DOCX with one part put in the place of its own."""
    with zipfile.ZipFile(io.BytesIO(word(styled))) as archive:
        return zipped({**{n: archive.read(n) for n in archive.namelist()}, name: content})


def lying() -> bytes:
    """A DOCX whose directory gives a part a tenth of its size."""
    honest = with_part("word/document.xml", b"<w>" + b"a" * 1_000_000)
    return honest.replace((1_000_003).to_bytes(4, "little"), (100_000).to_bytes(4, "little"))


def locked_pdf() -> bytes:
    """A PDF behind a password."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("rahasia", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def blank_pdf() -> bytes:
    """A PDF without text, as a scan is."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
REFUSED = [
    pytest.param(lambda: b"", "kosong", id="nothing"),
    pytest.param(lambda: b"{\\rtf1 halo}", "bukan DOCX dan bukan PDF", id="another kind"),
    pytest.param(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "kata sandi", id="locked DOCX or old .doc"),
    pytest.param(lambda: word(styled)[:-2000], "rusak", id="cut off"),
    pytest.param(lambda: zipped({"xl/workbook.xml": b"<x/>"}), "bukan dokumen Word", id="a workbook"),
    pytest.param(lambda: with_part("word/big.xml", b"<x>" + b" " * 30_000_000), "bom zip", id="zip bomb"),
    pytest.param(lambda: zipped({f"word/{n}.xml": b"<x/>" for n in range(5_100)}), "5100 bagian", id="many parts"),
    pytest.param(lying, "rusak", id="a part with a false size"),
    pytest.param(lambda: with_part("word/vbaProject.bin", b"x"), "makro", id="macros"),
    pytest.param(lambda: with_part("word/document.xml", LAUGHS), "definisi XML", id="entities"),
    pytest.param(lambda: with_part("word/document.xml", b"\xff\xfe<\0x\0"), "UTF-8", id="another encoding"),
    pytest.param(lambda: with_part("word/document.xml", b"<w:document>"), "tidak dapat dibaca", id="broken XML"),
    pytest.param(lambda: b"%PDF-1.7\nnothing", "rusak", id="damaged PDF"),
    pytest.param(locked_pdf, "kata sandi", id="locked PDF"),
    pytest.param(blank_pdf, "pindaian", id="scan"),
]


@pytest.mark.parametrize(("make", "reason"), REFUSED)
async def test_bad_files_are_refused(make: Callable[[], bytes], reason: str) -> None:
    """A file that cannot or must not be opened is refused with what to do about it."""
    with pytest.raises(BookRefused, match=reason):
        await find_chapters(make(), policy_book())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param("PENDAHULUAN", "Pendahuluan", True, id="case"),
        pytest.param("Visi, Misi dan Sasaran", "Visi dan Sasaran", True, id="a word more"),
        pytest.param("Rencana Aksi", "Peta Jalan", False, id="others"),
    ],
)
def test_titles_are_alike(one: str, other: str, alike: bool) -> None:
    """Titles are compared by their words, whatever their case."""
    assert (likeness(one, other) >= 0.75) is alike


def test_letters_that_stand_apart_are_words() -> None:
    """A letterspaced heading of a PDF is read as words; a line of single letters in a row is not touched otherwise."""
    assert closed_up("B A B  I I") == "BAB II"
    assert closed_up("Bab I Pendahuluan") == "Bab I Pendahuluan"


@pytest.mark.parametrize(
    "line",
    [
        "# bukan judul",
        "1. bukan daftar",
        "- bukan butir > juga bukan",
        "a *b* _c_ `d` [e](f) <g> ~h~ ^i^ | j | \\k ![l](m) [^n] & $o$",
        "=== ---",
        ": bukan arti",
    ],
)
async def test_text_of_a_pdf_reads_as_it_stood(line: str) -> None:
    """What looks like markup in the text of a PDF is the same text again once it is Markdown."""
    (block,) = (await read_chapter(escaped(line))).blocks
    assert isinstance(block, Text)
    assert plain(block.runs) == line


def test_the_command_shows_what_was_found(tmp_path: Path) -> None:
    """`bimtek book check` prints the chapters found, ends with 1 when one is missing, and speaks JSON."""
    file = tmp_path / "buku.docx"
    bimtek = typer.Typer()
    bimtek.add_typer(app, name="book")
    arguments = ["book", "check", str(file), "--policy", str(POLICY_FILE), "--book", "buku-2"]
    file.write_bytes(word(styled))
    shown = CliRunner().invoke(bimtek, arguments)
    assert shown.exit_code == 0
    assert "BAB IV RENCANA AKSI" in shown.stdout
    assert "Lengkap." in shown.stdout
    file.write_bytes(word(styled, titles=TITLES[:5]))
    told = CliRunner().invoke(bimtek, [*arguments, "--json"])
    assert told.exit_code == 1
    assert '"missing": [\n    "bab-6"\n  ]' in told.stdout


PLAIN_PDF = """
#set page(
  header: context { let before = query(selector(heading).before(here())); if before.len() > 0 { before.last().body } },
  footer: context align(center, counter(page).display()),
)
#for line in contents { par(line) }
#for (head, mark) in chapters {
  pagebreak()
  heading(head)
  for n in range(5) { par(body * 8); pagebreak(weak: true) }
  par(mark)
}
"""


async def test_running_heads_of_a_pdf_are_no_chapters() -> None:
    """In a PDF whose pages repeat the chapter's heading, each chapter begins once, at its first page."""
    heads = [f"BAB {ROMAN[n]} {title.upper()}" for n, title in enumerate(TITLES)]
    data = {
        "contents": [f"{head} {'. ' * 30} {n * 5 + 2}" for n, head in enumerate(heads)],
        "chapters": [[head, f"Penanda bab {n}."] for n, head in enumerate(heads, 1)],
        "body": BODY + " ",
    }
    lines = (f"#let {name} = json(bytes({json.dumps(json.dumps(value))}))" for name, value in data.items())
    pdf = await asyncio.to_thread(typst.compile, "\n".join([*lines, PLAIN_PDF]).encode())
    found = await find_chapters(pdf, policy_book())
    assert found.complete, found
    assert [chapter.place for chapter in found.chapters] == [f"halaman {n * 6 + 2}" for n in range(6)]
    for number, chapter in enumerate(found.chapters, 1):
        assert [n for n in range(1, 7) if f"Penanda bab {n}." in chapter.markdown] == [number]
        assert "BAB" not in chapter.markdown
