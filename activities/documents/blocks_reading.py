"""Reading a chapter: Markdown becomes blocks by way of pandoc's tree; what is not known there becomes plain text."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from activities.documents.blocks import (
    DEEPEST,
    MOST_BYTES,
    Block,
    BulletList,
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
    plain,
)
from activities.documents.blocks_cleaning import Cleaner, reads_from_right, without_surrogates
from activities.documents.blocks_inlines import Inlines, Node, Picture, strings_in
from activities.documents.blocks_tables import read_table
from activities.documents.pandoc import PandocLimits, PandocTooLarge, pandoc

MARKDOWN = "+".join(
    (
        "commonmark",
        "pipe_tables",
        "footnotes",
        "strikeout",
        "superscript",
        "subscript",
        "fancy_lists",
        "definition_lists",
        "autolink_bare_uris",
    )
)
"""What chapters are written in. Chosen one by one: no raw blocks, attributes, metadata, formulas, emoji, curled quotes.
HTML is recognised, so that it comes as such and is printed as text."""

STORED = re.compile(r"sha256:([0-9a-f]{64})")
CAPTION = re.compile(
    r"(tabel|table|gambar|figure|bagan|grafik)\b\s*([\d.IVXLC-]*\d[\d.]*|[IVXLC]+[\d.-]*)?\s*[.:–-]*\s*", re.I
)
NUMBERED = re.compile(r"(\d+(\.\d+)+\.?|\d+\.|[A-Z]\.)\s+(?=\S)")
STYLE: dict[str, Literal["1", "a", "A", "i", "I"]] = {
    "LowerAlpha": "a",
    "UpperAlpha": "A",
    "LowerRoman": "i",
    "UpperRoman": "I",
}


async def read_chapter(markdown: str, *, known: Iterable[str] = ()) -> ChapterText:
    """A chapter's Markdown as blocks. `known` are the hashes of the images that may be shown.

    Raises ChapterRefused with what its author has to change.
    """
    whole, halves = without_surrogates(markdown)
    given = whole.encode()
    if len(given) > MOST_BYTES:
        raise ChapterRefused(
            f"Teks bab ini {len(given):,} bita; paling banyak {MOST_BYTES:,}. Bagilah bab ini.".replace(",", ".")
        )
    try:
        tree = await pandoc(["--from", MARKDOWN, "--to", "json"], given, limits=PandocLimits())
    except PandocTooLarge as error:
        raise ChapterRefused("Teks bab ini terlalu rumit untuk dibaca dalam batas waktu dan memori.") from error
    stored = frozenset(known)

    def find(address: str) -> str | None:
        match = STORED.fullmatch(address)
        return match[1] if match and match[1] in stored else None

    return await asyncio.to_thread(read_tree, tree, find, halves)


def read_tree(tree: bytes, find: Callable[[str], str | None], halves: int = 0) -> ChapterText:
    """Pandoc's tree as blocks; `find` gives the hash of the image that an address means. Raises ChapterRefused."""
    reader = Reader(find)
    reader.cleaner.halves = halves
    try:
        blocks = reader.blocks(json.loads(tree)["blocks"])
    except RecursionError as error:
        raise too_deep() from error
    return ChapterText(blocks=blocks, notes=reader.notes())


def too_deep() -> ChapterRefused:
    """The refusal of a text whose lists, quotes and tables lie too deep in one another."""
    return ChapterRefused(f"Daftar, kutipan, dan tabel bersusun lebih dari {DEEPEST} tingkat. Kurangi tingkatnya.")


@dataclass
class Reader:
    """Turns the blocks of pandoc's tree into ours."""

    find: Callable[[str], str | None]
    cleaner: Cleaner = field(default_factory=Cleaner)
    raw_blocks: int = 0
    unknown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.inlines = Inlines(self.find, self.cleaner)

    def blocks(self, nodes: Sequence[Node], depth: int = 0) -> tuple[Block, ...]:
        """The blocks in order, captions joined to their tables and figures."""
        if depth > DEEPEST:
            raise too_deep()
        found: list[Block] = []
        for node in nodes:
            found += self._block(node["t"], node.get("c"), depth)
        return tuple(_captioned(found))

    def _block(self, kind: str, content: Any, depth: int) -> list[Block]:
        match kind:
            case "Para" | "Plain":
                return self._paragraph(content)
            case "Header":
                return self._heading(content[0], self.inlines.runs(content[2]))
            case "BulletList":
                return [BulletList(items=tuple(self.blocks(item, depth + 1) for item in content))]
            case "OrderedList":
                (start, style, _), items = content
                read = tuple(self.blocks(item, depth + 1) for item in items)
                return [OrderedList(start=min(max(start, 0), 9999), style=STYLE.get(style["t"], "1"), items=read)]
            case "BlockQuote":
                return [Quote(blocks=self.blocks(content, depth + 1))]
            case "Div":
                return list(self.blocks(content[1], depth))
            case "CodeBlock":
                return [CodeText(text=self.cleaner.clean(_fenced(content)))]
            case "RawBlock":
                self.raw_blocks += 1
                return [CodeText(text=self.cleaner.clean(content[1].rstrip("\n")))]
            case "HorizontalRule":
                return [Rule()]
            case "Table":
                caption = self._caption(content[1])
                return [read_table(content, lambda cell: self.blocks(cell, depth + 1), caption)]
            case "Figure":
                return self._figure(content, depth)
            case "LineBlock":
                lines = [node for line in content for node in (*line, {"t": "LineBreak"})]
                return self._paragraph(lines[:-1])
            case "DefinitionList":
                return [block for term, meanings in content for block in self._term(term, meanings, depth)]
            case _:
                self.unknown.add(kind)
                return [Text(runs=(Run(text=self.cleaner.clean(" ".join(strings_in(content))) or " "),))]

    def _paragraph(self, nodes: list[Node]) -> list[Block]:
        """A paragraph; pictures in it become figures of their own between its parts."""
        found: list[Block] = []
        runs: list[Run] = []
        for piece in self.inlines.pieces(nodes):
            if isinstance(piece, Picture):
                found += _text(runs)
                runs = []
                found.append(Figure(image=piece.image, alt=piece.alt, caption=piece.caption))
            else:
                runs.append(piece)
        return found + _text(runs)

    def _heading(self, level: int, runs: Runs) -> list[Block]:
        if not plain(runs).strip():
            return []
        return [Heading(level=min(level, 5), runs=runs, rtl=_rtl(runs))]

    def _term(self, term: list[Node], meanings: list[list[Node]], depth: int) -> list[Block]:
        runs = tuple(run.model_copy(update={"bold": True}) for run in self.inlines.runs(term))
        inner = tuple(block for meaning in meanings for block in self.blocks(meaning, depth + 1))
        return [*_text(list(runs)), Quote(blocks=inner)]

    def _figure(self, content: list[Any], depth: int) -> list[Block]:
        caption = self._caption(content[1])
        inner = self.blocks(content[2], depth)
        if len(inner) == 1 and isinstance(inner[0], Figure):
            return [inner[0].model_copy(update={"caption": inner[0].caption or caption})]
        return [*inner, *_text(list(caption))]

    def _caption(self, content: list[Any]) -> Runs:
        found: list[Run] = []
        for block in content[1]:
            if found:
                found.append(Run(text=" "))
            if block["t"] in ("Para", "Plain"):
                found += self.inlines.runs(block["c"])
            else:
                found.append(Run(text=self.cleaner.clean(" ".join(strings_in(block.get("c"))))))
        return without_label(tuple(found))

    def notes(self) -> tuple[str, ...]:
        """What its author should know about how the text was taken."""
        found = list(self.cleaner.notes())
        if lost := self.inlines.lost_pictures:
            shown = ", ".join(lost[:5]) + (f" dan {len(lost) - 5} lainnya" if len(lost) > 5 else "")
            found.append(f"Gambar yang tidak tersimpan tidak dimuat: {shown}. Unggah gambarnya, lalu sebut sidiknya.")
        if raw := self.raw_blocks + self.inlines.raw:
            found.append(f"{raw} potongan HTML dicetak sebagai teks.")
        if self.inlines.formulas:
            found.append(f"{self.inlines.formulas} rumus dicetak sebagai teks.")
        if self.unknown:
            found.append(f"Bagian yang tidak dikenal dicetak sebagai teks: {', '.join(sorted(self.unknown))}.")
        return tuple(found)


def _fenced(content: list[Any]) -> str:
    """A listing; a language in braces asks a converter to run it, and is shown as it was written."""
    (_, classes, _), text = content
    return "\n".join([*(name for name in classes if name.startswith("{")), str(text)])


def _rtl(runs: Iterable[Run]) -> bool:
    return reads_from_right(run.text for run in runs)


def _text(runs: list[Run]) -> list[Block]:
    """A paragraph, None when there is nothing in it but space."""
    if not any(run.text.strip() or run.note for run in runs):
        return []
    return [Text(runs=tuple(runs), rtl=_rtl(runs))]


def _captioned(blocks: list[Block]) -> list[Block]:
    """The blocks with a paragraph `Tabel: …` joined to the table beside it, and `Gambar: …` to the figure above."""
    found: list[Block] = []
    for block in blocks:
        before = found[-1] if found else None
        if isinstance(block, Table) and not block.caption and (caption := _label(before, "t")):
            found[-1] = block.model_copy(update={"caption": caption})
        elif caption := _label_below(before, block):
            assert before is not None
            found[-1] = before.model_copy(update={"caption": caption})
        else:
            found.append(block)
    return found


def _label_below(before: Block | None, block: Block) -> Runs:
    """The caption that `block` is for the table or figure before it; empty when it is none."""
    match before:
        case Table() if not before.caption:
            return _label(block, "t")
        case Figure():
            return _label(block, "g")
        case _:
            return ()


def _label(block: Block | None, what: Literal["t", "g"]) -> Runs:
    """The caption that a paragraph is: it begins with the label and a number or a colon, and is short."""
    if not isinstance(block, Text) or len(plain(block.runs)) > 300:
        return ()
    match = CAPTION.match(block.runs[0].text)
    if match is None or (match[1][0].casefold() == "t") != (what == "t"):
        return ()
    if not match[2] and not re.search(r"[.:–-]\s*$", match[0]):
        return ()
    rest = without_label(block.runs)
    return rest if plain(rest).strip() else ()


def without_label(runs: Runs) -> Runs:
    """A caption without `Tabel 2.1.` before it: captions are numbered by the book."""
    if not runs or not (match := CAPTION.match(runs[0].text)) or (not match[2] and ":" not in match[0]):
        return runs
    rest = runs[0].text[match.end() :]
    return (*((runs[0].model_copy(update={"text": rest}),) if rest else ()), *runs[1:])
