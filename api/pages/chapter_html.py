"""A chapter's text on a page: read as the books are, written as HTML in which nothing of the author's is ever run."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from markupsafe import Markup, escape

from activities.documents.blocks import (
    Block,
    BulletList,
    Cell,
    ChapterRefused,
    ChapterText,
    CodeText,
    Figure,
    Heading,
    OrderedList,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    Text,
    every_block,
    plain,
    words_of,
)
from activities.documents.blocks_reading import read_chapter
from api.http.routes.chapters import text_of
from api.http.writing import stored_pictures
from api.services import Services
from domain.values import Document

MOST_KEPT = 150
"""Chapters that are kept as they were read; each costs a process to read anew."""
HIGHEST = 3
"""What the first headings of a chapter are on a page: below the page's and the chapter's own."""

_read: OrderedDict[tuple[str, frozenset[str]], ChapterText] = OrderedDict()


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading, list, table or picture of a chapter: as HTML, and what it says."""

    html: Markup
    text: str
    counts: bool
    """Whether it is a paragraph, as people count them."""


@dataclass(frozen=True)
class ShownChapter:
    """A chapter as a page shows it; `notes` tell its author what could not be taken as it was written."""

    passages: tuple[Passage, ...]
    notes: tuple[str, ...]
    words: int
    refused: str | None = None
    """Why the text is shown as it was written: it cannot be read as the books are."""


async def shown_chapter(services: Services, journey: str, document: Document) -> ShownChapter:
    """A stored chapter. Raises `NoSuch` where its text is not stored, and `ChapterRefused`."""
    markdown = (await text_of(services, document)).decode()
    known = await stored_pictures(services, markdown)
    kept = (document.sha256, known)
    if kept in _read:
        _read.move_to_end(kept)
    else:
        _read[kept] = await read_chapter(markdown, known=known)
        while len(_read) > MOST_KEPT:
            _read.popitem(last=False)
    return shown(_read[kept], journey)


async def readable_chapter(services: Services, journey: str, document: Document) -> ShownChapter:
    """A stored chapter, as it was written where it cannot be read as the books are. Raises `NoSuch`."""
    try:
        return await shown_chapter(services, journey, document)
    except ChapterRefused as refused:
        return as_written((await text_of(services, document)).decode(), refused.reason)


def as_written(markdown: str, reason: str) -> ShownChapter:
    """A text that cannot be read as the books are, in one piece."""
    passage = Passage(Markup("<pre>{}</pre>").format(markdown), markdown, counts=False)
    return ShownChapter((passage,), (reason,), len(markdown.split()), refused=reason)


async def shown_text(services: Services, journey: str, markdown: str) -> ShownChapter:
    """A text that is still being written. Raises `ChapterRefused`."""
    return shown(await read_chapter(markdown, known=await stored_pictures(services, markdown)), journey)


def shown(text: ChapterText, journey: str) -> ShownChapter:
    """A chapter that was read, as HTML."""
    writer = _Writer(journey)
    passages = tuple(
        Passage(writer.block(block), said_in(block), isinstance(block, Text | BulletList | OrderedList))
        for block in text.blocks
    )
    return ShownChapter(passages, text.notes, words_of(text.blocks))


def said_in(block: Block) -> str:
    """What a block says, without its form."""
    found = []
    for part in every_block((block,)):
        match part:
            case Heading(runs=runs) | Text(runs=runs):
                found.append(plain(runs))
            case CodeText(text=text):
                found.append(text)
            case Figure(alt=alt, caption=caption):
                found.append(plain(caption) or alt)
            case _:
                continue
    return " ".join(found)


@dataclass
class _Writer:
    """Writes blocks; it counts tables and keeps headings from leaving out a level."""

    journey: str
    level: int = HIGHEST - 1
    tables: int = 0

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        return Markup("").join(self.block(block) for block in blocks)

    def block(self, block: Block) -> Markup:
        match block:
            case Heading():
                self.level = min(block.level + HIGHEST - 1, self.level + 1, 6)
                return Markup("<h{0}{1}>{2}</h{0}>").format(self.level, _dir(block.rtl), _runs(block.runs))
            case Text():
                return Markup("<p{}>{}</p>").format(_dir(block.rtl), _runs(block.runs))
            case BulletList():
                return Markup("<ul>{}</ul>").format(self._items(block.items))
            case OrderedList():
                return Markup('<ol start="{}" type="{}">{}</ol>').format(
                    block.start, block.style, self._items(block.items)
                )
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Quote():
                return Markup("<blockquote>{}</blockquote>").format(self.blocks(block.blocks))
            case CodeText():
                return Markup("<pre>{}</pre>").format(block.text)
            case Rule():
                return Markup("<hr>")
            case never:
                assert_never(never)

    def _items(self, items: Iterable[Iterable[Block]]) -> Markup:
        return Markup("").join(Markup("<li>{}</li>").format(self.blocks(item)) for item in items)

    def _figure(self, figure: Figure) -> Markup:
        address = f"/api/v1/journeys/{self.journey}/files/{figure.image}"
        caption = Markup("<figcaption>{}</figcaption>").format(_runs(figure.caption)) if figure.caption else ""
        return Markup('<figure><img src="{}" alt="{}" loading="lazy">{}</figure>').format(address, figure.alt, caption)

    def _table(self, table: Table) -> Markup:
        self.tables += 1
        caption = Markup("<caption>{}</caption>").format(_runs(table.caption)) if table.caption else ""
        head = Markup("<thead>{}</thead>").format(self._rows(table.head, "th")) if table.head else ""
        called = f"{self.tables}. {plain(table.caption)}".strip(" .")
        return Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="Tabel {}">'
            "<table>{}{}<tbody>{}</tbody></table></div>"
        ).format(called, caption, head, self._rows(table.body, "td"))

    def _rows(self, rows: Iterable[Iterable[Cell]], tag: str) -> Markup:
        return Markup("").join(
            Markup("<tr>{}</tr>").format(Markup("").join(self._cell(cell, tag) for cell in row)) for row in rows
        )

    def _cell(self, cell: Cell, tag: str) -> Markup:
        content = self.blocks(cell.blocks)
        spans = Markup(' rowspan="{}"').format(cell.rows) if cell.rows > 1 else Markup("")
        spans += Markup(' colspan="{}"').format(cell.columns) if cell.columns > 1 else ""
        # A head without a word is no head of anything.
        return Markup("<{0}{1}>{2}</{0}>").format(tag if content.striptags().strip() else "td", spans, content)


def _dir(rtl: bool) -> Markup:
    return Markup(' dir="rtl"') if rtl else Markup("")


def _runs(runs: Runs) -> Markup:
    return Markup("").join(_run(run) for run in runs)


def _run(run: Run) -> Markup:
    if run.note:
        return Markup("<small> [{}]</small>").format(_runs(run.note))
    written = Markup("<br>").join(escape(line) for line in run.text.split("\n"))
    for tag, holds in (("code", run.code), ("em", run.italic), ("strong", run.bold), ("s", run.struck)):
        if holds:
            written = Markup("<{0}>{1}</{0}>").format(tag, written)
    if run.raised:
        written = Markup("<{0}>{1}</{0}>").format(run.raised, written)
    if run.link:
        written = Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(run.link, written)
    return written
