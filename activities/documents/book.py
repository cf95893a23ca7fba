"""Books: `gather_book` brings together what a book says, `make_book` makes PDF/A and DOCX of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from pydantic import AwareDatetime

from activities.documents.blocks import Block, ChapterRefused, Figure, Heading, Run, Runs, Text, every_block, plain
from activities.documents.blocks_cleaning import Cleaner
from activities.documents.blocks_reading import NUMBERED, read_chapter
from activities.documents.book_parts import ANNEX, Part, parts_of
from activities.documents.book_words import WORDS
from activities.documents.images import ImageRefused, ready_image, sha256_of
from domain.calendar import local_date
from domain.model import Journey
from domain.policy import BookPolicy
from domain.shape import Frozen, Key, Sha256
from domain.values import Distinctiveness, ProgrammeRow, QuickWin
from domain.words.phrase import Language

CHAPTER_MARK = re.compile(r"\s*(bab|chapter)\s+([ivxlc]+|\d+)\b\s*[.:–-]?\s*", re.IGNORECASE)
SAME_TITLE = 0.8
"""How alike a text's first heading and the chapter's title are for it to be the title again."""


class BookImage(Frozen):
    """A picture of a book, ready for a page, by the hash of its bytes as they were uploaded."""

    sha256: Sha256
    content: bytes
    suffix: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """The name of its file while the book is made."""
        return f"{self.sha256}.{self.suffix}"


class BookChapter(Frozen):
    """A chapter: its text and the generated parts that close it."""

    number: int
    title: str
    blocks: tuple[Block, ...]
    parts: tuple[Part, ...]


class Book(Frozen):
    """All that a book says; `notes` tell the region what could not be printed as it was written."""

    key: Key
    volume: int
    title: str
    region: str
    programme: str
    ministry: str
    cohort: str
    edition: int
    changes: str | None
    at: AwareDatetime
    dated: date
    sha256: Sha256 | None
    check_url: str | None
    qr_svg: str | None
    simulated: bool
    language: Language
    chapters: tuple[BookChapter, ...]
    annexes: tuple[Part, ...]
    programmes: tuple[ProgrammeRow, ...]
    quick_wins: tuple[QuickWin, ...]
    distinctiveness: Distinctiveness | None
    images: tuple[BookImage, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class MadeBook:
    """A book as files."""

    pdf: bytes
    docx: bytes


async def gather_book(
    journey: Journey,
    book_key: str,
    chapters: Mapping[str, str],
    images: Mapping[str, bytes],
    *,
    at: datetime,
    check_url: str | None,
    language: Language,
    qr_svg: str | None = None,
) -> Book:
    """What a book says at an instant. `chapters` are its texts by chapter key, `images` the stored ones by their hash.

    Nothing is read but what is given. Raises `LookupError` for a book the policy does not have, ChapterRefused for a
    text that cannot be typeset, and ImageRefused for a picture; each says which and why.
    """
    policy = journey.policy
    volume = next((n for n, book in enumerate(policy.books, 1) if book.key == book_key), None)
    if volume is None:
        raise LookupError(f"the policy has no book {book_key}")
    book = policy.books[volume - 1]
    for sha256, content in images.items():
        if sha256_of(content) != sha256:
            raise LookupError(f"the image stored as {sha256} has another hash")
    places = parts_of(policy)
    read, notes = await _read(book, chapters, images, places, language)
    used = sorted({b.image for chapter in read for b in every_block(chapter.blocks) if isinstance(b, Figure)})
    edition = journey.editions[-1] if journey.editions else None
    cleaner = Cleaner()
    return Book(
        key=book.key,
        volume=volume,
        title=cleaner.clean(book.title),
        region=cleaner.clean(journey.region.name),
        programme=cleaner.clean(policy.programme),
        ministry=cleaner.clean(policy.ministry),
        cohort=cleaner.clean(policy.title),
        edition=edition.number if edition else 1,
        changes=cleaner.clean(edition.changes) if edition else None,
        at=at,
        dated=local_date(at, journey.region.zone),
        sha256=edition.sha256 if edition else _hash(journey),
        check_url=check_url,
        qr_svg=qr_svg,
        simulated=journey.simulated,
        language=language,
        chapters=read,
        annexes=places.get((book.key, ANNEX), ()),
        programmes=tuple(_clean_row(row, cleaner) for row in journey.programmes),
        quick_wins=tuple(win.model_copy(update={"name": cleaner.clean(win.name)}) for win in journey.quick_wins),
        distinctiveness=_clean_distinctiveness(journey.distinctiveness, cleaner),
        images=tuple(await asyncio.gather(*(asyncio.to_thread(_image, sha256, images[sha256]) for sha256 in used))),
        notes=(*notes, *cleaner.notes()),
    )


def _hash(journey: Journey) -> str | None:
    if journey.publication is not None:
        return journey.publication.sha256
    return journey.submissions[-1].sha256 if journey.submissions else None


async def _read(
    book: BookPolicy,
    texts: Mapping[str, str],
    images: Mapping[str, bytes],
    places: Mapping[tuple[str, str], tuple[Part, ...]],
    language: Language,
) -> tuple[tuple[BookChapter, ...], list[str]]:
    """The chapters of a book, and what their authors should know, each note with its chapter."""
    found, notes = [], []
    for number, chapter in enumerate(book.chapters, 1):
        try:
            text = await read_chapter(texts.get(chapter.key, ""), known=images)
        except ChapterRefused as refused:
            raise ChapterRefused(f"{chapter.title}: {refused.reason}") from refused
        notes += [f"{chapter.title}: {note}" for note in text.notes]
        title = Cleaner().clean(chapter.title)
        blocks = as_sections(text.blocks, title)
        if not blocks:
            blocks = (Text(runs=(Run(text=WORDS["empty_chapter"].into(language), italic=True),)),)
        parts = places.get((book.key, chapter.key), ())
        found.append(BookChapter(number=number, title=title, blocks=blocks, parts=parts))
    return tuple(found), notes


def as_sections(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """A chapter's blocks below its title: the title is not said twice, the highest headings are sections.

    Numbers that an author wrote before headings go, as the book numbers them itself.
    """
    rest = list(blocks)
    if rest and isinstance(rest[0], Heading) and not _without_mark(rest[0]):
        del rest[0]  # `BAB I` alone: the title may follow as a heading of its own
    if rest and isinstance(rest[0], Heading) and _says_title(rest[0], title):
        del rest[0]
    levels = [block.level for block in rest if isinstance(block, Heading)]
    top = min(levels, default=1) - 1
    return tuple(
        block.model_copy(update={"level": block.level - top, "runs": _unnumbered(block.runs)})
        if isinstance(block, Heading)
        else block
        for block in rest
    )


def _says_title(heading: Heading, title: str) -> bool:
    return SequenceMatcher(None, _without_mark(heading).casefold(), title.casefold()).ratio() >= SAME_TITLE


def _without_mark(heading: Heading) -> str:
    """What a heading says behind `BAB I`."""
    return CHAPTER_MARK.sub("", plain(heading.runs), count=1).strip()


def _unnumbered(runs: Runs) -> Runs:
    match = NUMBERED.match(runs[0].text) if runs else None
    if match is None or (len(match.group()) == len(runs[0].text) and len(runs) == 1):
        return runs
    return (runs[0].model_copy(update={"text": runs[0].text[match.end() :]}), *runs[1:])


def _image(sha256: str, content: bytes) -> BookImage:
    try:
        ready = ready_image(content)
    except ImageRefused as refused:
        raise ImageRefused(f"Gambar {sha256[:12]}…: {refused.reason}") from refused
    return BookImage(sha256=sha256, content=ready.content, suffix=ready.suffix, width=ready.width, height=ready.height)


def _clean_row(row: ProgrammeRow, cleaner: Cleaner) -> ProgrammeRow:
    texts = ("name", "rpjmd_goal", "responsible_opd", "indicator")
    return row.model_copy(update={name: cleaner.clean(getattr(row, name)) for name in texts})


def _clean_distinctiveness(said: Distinctiveness | None, cleaner: Cleaner) -> Distinctiveness | None:
    if said is None:
        return None
    return Distinctiveness.model_construct(
        statement=cleaner.clean(said.statement),
        quick_wins=tuple(cleaner.clean(name) for name in said.quick_wins),
        programmes=tuple(cleaner.clean(name) for name in said.programmes),
    )


async def make_book(book: Book) -> MadeBook:
    """The book as PDF/A and as DOCX; the same book gives the same bytes. Raises TypesettingFailed."""
    from activities.documents.book_docx import write_docx
    from activities.documents.book_pdf import write_pdf

    pdf, docx = await asyncio.gather(write_pdf(book), write_docx(book))
    return MadeBook(pdf=pdf, docx=docx)
