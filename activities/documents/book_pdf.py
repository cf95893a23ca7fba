"""A book as data for its template: every text a string, every amount and year ready to be printed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

from activities.documents.blocks import (
    Block,
    BulletList,
    Cell,
    CodeText,
    Figure,
    Heading,
    OrderedList,
    Quote,
    Run,
    Runs,
    Table,
    Text,
    plain,
)
from activities.documents.book import Book, BookImage
from activities.documents.book_parts import Part
from activities.documents.book_words import PARTS, PILLARS, SUBS, rupiah, spelled, sub_dimensions, words
from activities.documents.typeset import Limits, typeset
from domain.values import ProgrammeRow
from domain.vocabulary import Pillar
from domain.words.times import month

TEMPLATE = "book.typ"
LIMITS = Limits(seconds=180.0, memory=3_000_000_000)
"""A book of 2 MB of text is some 700 pages."""
UNBROKEN = re.compile(r"\S{32,}")
BREAK = "\u200b"
"""Where a word longer than a line may be broken; it has no width."""


async def write_pdf(book: Book) -> bytes:
    """The book as PDF/A. Raises TypesettingFailed."""
    data = await asyncio.to_thread(template_data, book)
    files = {image.name: image.content for image in book.images}
    if book.qr_svg is not None:
        files["qr.svg"] = book.qr_svg.encode()
    return await typeset(TEMPLATE, data, at=book.at, files=files, limits=LIMITS)


def template_data(book: Book) -> dict[str, Any]:
    """All that the template reads."""
    names = {image.sha256: image for image in book.images}

    def drawn(block: Block) -> dict[str, Any]:
        return _drawn(block, names)

    return {
        "language": book.language.value,
        "words": words(book.language),
        "volume": book.volume,
        "title": book.title,
        "region": book.region,
        "programme": book.programme,
        "ministry": book.ministry,
        "cohort": book.cohort,
        "edition": book.edition,
        "changes": book.changes,
        "dated": month(book.dated, book.language),
        "year": book.dated.year,
        "sha256": book.sha256,
        "check_url": book.check_url,
        "qr": book.qr_svg is not None,
        "simulated": book.simulated,
        "chapters": [
            {
                "title": chapter.title,
                "blocks": [drawn(block) for block in chapter.blocks],
                "parts": _parts(book, chapter.parts),
            }
            for chapter in book.chapters
        ],
        "annexes": _parts(book, book.annexes),
        "pillars": [_pillar(book, pillar) for pillar in Pillar],
        "programmes": [_programme(book, number, row) for number, row in enumerate(by_pillar(book), 1)],
        "total": rupiah(sum(row.budget for row in book.programmes), book.language),
        "total_short": spelled(sum(row.budget for row in book.programmes), book.language),
        "first_year": min((row.first_year for row in book.programmes), default=book.dated.year),
        "last_year": max((row.last_year for row in book.programmes), default=book.dated.year),
        "quick_wins": [
            {"name": breakable(win.name), "pillar": win.pillar.value, "months": win.months} for win in book.quick_wins
        ],
        "distinctiveness": _distinctiveness(book),
    }


def by_pillar(book: Book) -> list[ProgrammeRow]:
    """The programmes as they are numbered: pillar by pillar, within each as the region gave them."""
    return [row for pillar in Pillar for row in book.programmes if row.pillar is pillar]


def parts_said(book: Book, parts: tuple[Part, ...]) -> list[tuple[Part, str]]:
    """The parts that have something to say, with their titles."""
    said = {
        Part.DISTINCTIVENESS: book.distinctiveness is not None,
        Part.QUICK_WINS: bool(book.quick_wins),
        Part.ACTION_PLAN: bool(book.programmes),
        Part.ROAD_MAP: bool(book.programmes),
    }
    return [(part, PARTS[part].into(book.language)) for part in parts if said.get(part, True)]


def _parts(book: Book, parts: tuple[Part, ...]) -> list[dict[str, str]]:
    return [{"part": part.value, "title": title} for part, title in parts_said(book, parts)]


def _pillar(book: Book, pillar: Pillar) -> dict[str, Any]:
    rows = [row for row in book.programmes if row.pillar is pillar]
    budget = sum(row.budget for row in rows)
    return {
        "pillar": pillar.value,
        "name": PILLARS[pillar],
        "subs": [
            {
                "name": name,
                "programmes": [
                    breakable(row.name) for row in rows if SUBS[row.sub_dimension].into(book.language) == name
                ],
            }
            for name in sub_dimensions(pillar, book.language)
        ],
        "count": len(rows),
        "budget": rupiah(budget, book.language),
        "budget_short": spelled(budget, book.language),
        "quick_wins": sum(win.pillar is pillar for win in book.quick_wins),
    }


def _programme(book: Book, number: int, row: ProgrammeRow) -> dict[str, Any]:
    one_year = row.first_year == row.last_year
    return {
        "number": number,
        "name": breakable(row.name),
        "pillar": row.pillar.value,
        "sub": SUBS[row.sub_dimension].into(book.language),
        "goal": breakable(row.rpjmd_goal),
        "opd": breakable(row.responsible_opd),
        "indicator": breakable(row.indicator),
        "first_year": row.first_year,
        "last_year": row.last_year,
        "years": str(row.first_year) if one_year else f"{row.first_year}–{row.last_year}",
        "budget": rupiah(row.budget, book.language),
    }


def _distinctiveness(book: Book) -> dict[str, Any] | None:
    said = book.distinctiveness
    if said is None:
        return None
    return {
        "statement": [breakable(line) for line in said.statement.splitlines() if line.strip()],
        "quick_wins": [breakable(name) for name in said.quick_wins],
        "programmes": [breakable(name) for name in said.programmes],
    }


def breakable(text: str) -> str:
    """The text with places to break in words that are longer than a line may be."""
    return UNBROKEN.sub(lambda word: BREAK.join(re.findall(r".{1,16}", word.group(), re.DOTALL)), text)


def _drawn(block: Block, images: dict[str, BookImage], *, inside: bool = False) -> dict[str, Any]:
    """A block; within a list, a quote or a cell (`inside`) a heading is only bold text."""

    def inner(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
        return [_drawn(one, images, inside=True) for one in blocks]

    match block:
        case Heading() if inside:
            runs = [{**run, "bold": True} for run in _runs(block.runs, notes=False)]
            return {"kind": "text", "runs": runs, "rtl": block.rtl}
        case Heading():
            return {"kind": "heading", "level": block.level, "runs": _runs(block.runs, notes=False), "rtl": block.rtl}
        case Text():
            return {"kind": "text", "runs": _runs(block.runs), "rtl": block.rtl}
        case BulletList():
            return {"kind": "bullets", "items": [inner(item) for item in block.items]}
        case OrderedList():
            items = [inner(item) for item in block.items]
            return {"kind": "numbers", "start": block.start, "style": block.style, "items": items}
        case Table():
            return _table(block, inner)
        case Figure():
            return _figure(block, images[block.image])
        case Quote():
            return {"kind": "quote", "blocks": inner(block.blocks)}
        case CodeText():
            return {"kind": "code", "lines": [breakable(line) for line in block.text.expandtabs(4).split("\n")]}
        case _:
            return {"kind": block.kind}


def _figure(figure: Figure, image: BookImage) -> dict[str, Any]:
    return {
        "kind": "figure",
        "file": image.name,
        "alt": figure.alt or "–",
        "ratio": image.height / image.width,
        "width": image.width,
        "caption": _runs(figure.caption, notes=False),
    }


def _table(table: Table, inner: Callable[[tuple[Block, ...]], list[dict[str, Any]]]) -> dict[str, Any]:
    def cell(one: Cell, *, head: bool) -> dict[str, Any]:
        blocks = [_without_notes(block) for block in inner(one.blocks)] if head else inner(one.blocks)
        return {"blocks": blocks, "align": one.align, "rows": one.rows, "columns": one.columns}

    return {
        "kind": "table",
        "columns": table.columns,
        "widths": column_widths(table),
        "head": [[cell(one, head=True) for one in row] for row in table.head],
        "body": [[cell(one, head=False) for one in row] for row in table.body],
        "caption": _runs(table.caption, notes=False),
    }


def column_widths(table: Table) -> list[float]:
    """Shares of the line: as given, or by what stands in the columns, so that no word is squeezed."""
    if table.widths:
        return list(table.widths)
    needs = [4.0] * table.columns
    for row in (*table.head, *table.body):
        if len(row) != table.columns:
            continue  # a row with joined cells says nothing about single columns
        for column, cell in enumerate(row):
            text = " ".join(plain(block.runs) for block in cell.blocks if isinstance(block, Text))
            longest = max((len(word) for word in text.split()), default=0)
            needs[column] = max(needs[column], min(longest, 20), min(len(text), 60) ** 0.8)
    return needs


def _without_notes(drawn: dict[str, Any]) -> dict[str, Any]:
    """A paragraph in the head of a table, which repeats: a footnote stands in brackets."""
    return {**drawn, "runs": [_bracketed(run) for run in drawn["runs"]]} if drawn["kind"] == "text" else drawn


def _bracketed(run: dict[str, Any]) -> dict[str, Any]:
    return {"text": f" [{''.join(r['text'] for r in run['note'])}]"} if "note" in run else run


def _runs(runs: Runs, *, notes: bool = True) -> list[dict[str, Any]]:
    drawn = [_run(run) for run in runs]
    return drawn if notes else [_bracketed(run) for run in drawn]


def _run(run: Run) -> dict[str, Any]:
    if run.note:
        return {"text": "", "note": [_run(inner) for inner in run.note]}
    found: dict[str, Any] = {"text": breakable(run.text)}
    found |= {name: True for name in ("bold", "italic", "code", "struck") if getattr(run, name)}
    if run.raised:
        found["raised"] = run.raised
    if run.link:
        found["link"] = run.link
    return found
