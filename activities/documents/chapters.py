"""Whole books that officers wrote in Word: `find_chapters` shows how the policy's chapters were found in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from activities.documents.chapters_archive import BookRefused, check_size
from activities.documents.chapters_docx import DocxText, read_docx
from activities.documents.chapters_headings import Line, Span, Spans, find_spans
from activities.documents.chapters_pdf import PdfText, read_pdf
from domain.policy import BookPolicy
from domain.shape import Frozen, Key, Sha256

__all__ = ["BookRefused", "FoundBook", "FoundChapter", "FoundPicture", "find_chapters"]

FEWEST_WORDS = 15
"""A chapter with fewer words is noted as all but empty."""


class FoundChapter(Frozen):
    """A chapter of the policy as it was found: its heading, where that stands, and what is below it."""

    key: Key
    title: str
    heading: str
    place: str
    """`paragraf 12` of a DOCX, `halaman 3` of a PDF."""
    words: int
    tables: int
    images: int
    markdown: str


class FoundPicture(Frozen):
    """A picture that a chapter shows; its bytes are in `FoundBook.pictures`."""

    sha256: Sha256
    size: int


class FoundBook(Frozen):
    """How a book's chapters were found in a file; the file itself stays as it is."""

    book: Key
    form: Literal["docx", "pdf"]
    chapters: tuple[FoundChapter, ...]
    missing: tuple[Key, ...]
    """Chapters of the policy that were not found."""
    left_over: tuple[str, ...]
    """Headings that are none of the policy's chapters."""
    images: tuple[FoundPicture, ...] = ()
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = Field(default_factory=dict, exclude=True, repr=False)
    """The bytes of `images`, by hash, to be stored with the chapters' texts."""

    @property
    def complete(self) -> bool:
        """Whether every chapter of the policy was found."""
        return not self.missing


async def find_chapters(file: bytes, book: BookPolicy) -> FoundBook:
    """Find the chapters of `book` in a DOCX or PDF. Raises BookRefused, which says what to do about the file."""
    check_size(file)
    text: DocxText | PdfText
    form: Literal["docx", "pdf"]
    if file.startswith(b"%PDF-"):
        text, form = await read_pdf(file), "pdf"
    elif file.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        text, form = await read_docx(file), "docx"
    else:
        raise BookRefused("Berkas ini bukan DOCX dan bukan PDF. Unggah buku sebagai .docx atau .pdf.")
    spans, notes = _spans(text.lines, book)
    titles = {chapter.key: chapter.title for chapter in book.chapters}
    chapters = tuple([await _chapter(text, span, titles[span.key]) for span in spans.spans])
    pictures = dict(sorted(text.pictures.items())) if isinstance(text, DocxText) else {}
    return FoundBook(
        book=book.key,
        form=form,
        chapters=chapters,
        missing=tuple(key for key in titles if key not in {span.key for span in spans.spans}),
        left_over=spans.left_over,
        images=tuple(FoundPicture(sha256=sha256, size=len(content)) for sha256, content in pictures.items()),
        notes=(*notes, *_notes(text, spans, chapters)),
        pictures=pictures,
    )


def _spans(lines: list[Line], book: BookPolicy) -> tuple[Spans, tuple[str, ...]]:
    """The chapters found; a book of a single chapter may do without its heading."""
    spans = find_spans(lines, book)
    if spans.spans or len(book.chapters) > 1:
        return spans, ()
    whole = Span(key=book.chapters[0].key, heading="", line=0, first=0, end=len(lines), alike=True)
    return Spans((whole,), spans.left_over), ("Judul bab tidak ditemukan: seluruh isi berkas dianggap satu bab.",)


async def _chapter(text: DocxText | PdfText, span: Span, title: str) -> FoundChapter:
    return FoundChapter(
        key=span.key,
        title=title,
        heading=span.heading,
        place=text.lines[span.line].place if text.lines else "–",
        words=sum(line.words for line in text.lines[span.first : span.end]),
        tables=text.tables(span.first, span.end),
        images=text.images(span.first, span.end),
        markdown=await text.markdown(span.first, span.end),
    )


def _notes(text: DocxText | PdfText, spans: Spans, chapters: tuple[FoundChapter, ...]) -> list[str]:
    found = [
        f"“{span.heading}” diambil sebagai bab {chapter.title} menurut nomornya; judulnya berbeda."
        for span, chapter in zip(spans.spans, chapters, strict=True)
        if not span.alike
    ]
    if spans.doubtful:
        found.append("Sebagian besar judul bab berbeda dari ketentuan. Periksa apakah berkas ini memang buku tersebut.")
    lines = [span.line for span in spans.spans]
    if lines != sorted(lines):
        found.append("Urutan bab dalam berkas berbeda dari urutan yang ditetapkan.")
    found += [
        f"Bab {chapter.title} hampir kosong ({chapter.words} kata)."
        for chapter in chapters
        if chapter.words < FEWEST_WORDS
    ]
    if isinstance(text, PdfText):
        found.append("Tabel dan gambar tidak dikenali dalam PDF; unggah DOCX agar ikut terbaca.")
        if text.without_text:
            pages = ", ".join(map(str, text.without_text[:10])) + (" …" if len(text.without_text) > 10 else "")
            found.append(f"Halaman tanpa teks, agaknya hasil pindaian: {pages}.")
    else:
        found += [f"Gambar {name} tidak dimuat: {reason}" for name, reason in sorted(text.problems.items())]
    return found
