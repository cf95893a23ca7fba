"""A text as blocks: what a chapter is made of once it is read; everything in it is data, nothing is ever run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from domain.shape import Frozen

DEEPEST = 8
"""How deep lists, quotes and tables may lie in one another."""
MOST_COLUMNS = 24
MOST_CELLS = 20_000
MOST_BYTES = 2_000_000
"""The longest chapter, in bytes of UTF-8."""


class ChapterRefused(Exception):
    """A chapter cannot be read; `reason` says what to change, for its author."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Run(Frozen):
    """A stretch of text in one style. `link` is an address on the web or of mail; `note` makes it a footnote."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    raised: Literal["sub", "sup"] | None = None
    link: str | None = None
    note: tuple[Run, ...] = ()
    """The text of a footnote, whose mark stands here; `text` is then empty."""


Runs = tuple[Run, ...]


class Heading(Frozen):
    """A heading within a chapter: level 1 is a section of the chapter, 2 a part of that."""

    kind: Literal["heading"] = "heading"
    level: int = Field(ge=1, le=5)
    runs: Runs
    rtl: bool = False


class Text(Frozen):
    """A paragraph; `rtl` when it is to be set from right to left."""

    kind: Literal["text"] = "text"
    runs: Runs
    rtl: bool = False


class BulletList(Frozen):
    """A list of items, each of some blocks."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[tuple[Block, ...], ...]


class OrderedList(Frozen):
    """A numbered list that begins with `start`, counted in `style`."""

    kind: Literal["numbers"] = "numbers"
    start: int = 1
    style: Literal["1", "a", "A", "i", "I"] = "1"
    items: tuple[tuple[Block, ...], ...]


class Cell(Frozen):
    """A cell of a table, over one or more rows and columns."""

    blocks: tuple[Block, ...]
    align: Literal["left", "center", "right"] | None = None
    rows: int = Field(default=1, ge=1)
    columns: int = Field(default=1, ge=1)


class Table(Frozen):
    """A table of so many `columns`; `widths` are shares of the line, empty when the content decides."""

    kind: Literal["table"] = "table"
    columns: int = Field(ge=1, le=MOST_COLUMNS)
    widths: tuple[float, ...] = ()
    head: tuple[tuple[Cell, ...], ...] = ()
    body: tuple[tuple[Cell, ...], ...] = ()
    caption: Runs = ()


class Figure(Frozen):
    """A picture, by the SHA-256 of its bytes as they were stored; `alt` says what it shows."""

    kind: Literal["figure"] = "figure"
    image: str
    alt: str
    caption: Runs = ()


class Quote(Frozen):
    """A quotation."""

    kind: Literal["quote"] = "quote"
    blocks: tuple[Block, ...]


class CodeText(Frozen):
    """Text whose line ends and spaces count, such as a listing."""

    kind: Literal["code"] = "code"
    text: str


class Rule(Frozen):
    """A line across the page."""

    kind: Literal["rule"] = "rule"


Block = Annotated[
    Heading | Text | BulletList | OrderedList | Table | Figure | Quote | CodeText | Rule, Field(discriminator="kind")
]

for _recursive in (Run, BulletList, OrderedList, Cell, Table, Quote):
    _recursive.model_rebuild()


class ChapterText(Frozen):
    """A chapter as it was read; `notes` tell its author what could not be taken as it was written."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


def every_block(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """All blocks in reading order, those inside of others too."""
    for block in blocks:
        yield block
        match block:
            case BulletList(items=items) | OrderedList(items=items):
                for item in items:
                    yield from every_block(item)
            case Table(head=head, body=body):
                for row in (*head, *body):
                    for cell in row:
                        yield from every_block(cell.blocks)
            case Quote(blocks=inner):
                yield from every_block(inner)


def plain(runs: Runs) -> str:
    """The text of some runs without styles; footnotes in brackets."""
    return "".join(f" [{plain(run.note)}]" if run.note else run.text for run in runs)


def words_of(blocks: tuple[Block, ...]) -> int:
    """How many words the blocks hold."""
    count = 0
    for block in every_block(blocks):
        if isinstance(block, Heading | Text):
            count += len(plain(block.runs).split())
        elif isinstance(block, CodeText):
            count += len(block.text.split())
    return count
