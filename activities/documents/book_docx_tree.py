"""Our blocks as pandoc's tree, for writing DOCX: the reverse of reading, with nothing raw but what is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from activities.documents.book_pdf import column_widths

Node = dict[str, Any]
NO_ATTRIBUTES: list[Any] = ["", [], []]
ALIGN = {"left": "AlignLeft", "center": "AlignCenter", "right": "AlignRight", None: "AlignDefault"}
CELL = "Table Text"
"""The style of what stands in a table's cells."""
STYLES = {"1": "Decimal", "a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}


def words(text: str) -> list[Node]:
    """A text as inline nodes."""
    found: list[Node] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            found.append({"t": "LineBreak"})
        if line:
            found.append({"t": "Str", "c": line})
    return found


def paragraph(text: str, style: str | None = None) -> Node:
    """A paragraph in a named style."""
    node: Node = {"t": "Para", "c": words(text)}
    return styled(style, [node]) if style else node


def styled(style: str, blocks: list[Node]) -> Node:
    """Blocks in a named style."""
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], blocks]}


def header(level: int, inlines: list[Node]) -> Node:
    """A heading."""
    return {"t": "Header", "c": [level, NO_ATTRIBUTES, inlines]}


def raw(openxml: str) -> Node:
    """Markup of the file format itself, written by this package and by nobody else."""
    return {"t": "RawBlock", "c": ["openxml", openxml]}


def inlines(runs: Iterable[Run]) -> list[Node]:
    """Runs as inline nodes."""
    return [node for run in runs for node in _inline(run)]


def _inline(run: Run) -> list[Node]:
    if run.note:
        return [{"t": "Note", "c": [{"t": "Para", "c": inlines(run.note)}]}]
    nodes = words(run.text)
    if run.code:
        nodes = [{"t": "Code", "c": [NO_ATTRIBUTES, run.text]}]
    for wanted, kind in (
        (run.struck, "Strikeout"),
        (run.italic, "Emph"),
        (run.bold, "Strong"),
        (run.raised == "sub", "Subscript"),
        (run.raised == "sup", "Superscript"),
    ):
        if wanted:
            nodes = [{"t": kind, "c": nodes}]
    return [{"t": "Link", "c": [NO_ATTRIBUTES, nodes, [run.link, ""]]}] if run.link else nodes


class Tree:
    """Writes blocks; headings, tables and figures get the numbers that the book gives them."""

    def __init__(self, table: str, figure: str, image: Callable[[str], tuple[str, float]]) -> None:
        self._labels = {"table": table, "figure": figure}
        self._counts = {"table": 0, "figure": 0}
        self._image = image
        self.headings: list[int] = []
        self.prefix: Callable[[Sequence[int]], str] = lambda numbers: ".".join(map(str, numbers))

    def blocks(self, blocks: Iterable[Block], *, inside: bool = False) -> list[Node]:
        """The nodes of some blocks; headings inside of others are bold text."""
        return [node for block in blocks for node in self._block(block, inside)]

    def numbered_header(self, level: int, content: list[Node]) -> Node:
        """A heading below the chapter's, with its number: level 1 is a section."""
        self.headings[level:] = []
        self.headings += [0] * (level - len(self.headings))
        self.headings[level - 1] += 1
        return header(level + 1, [*words(self.prefix(self.headings)), {"t": "Space"}, *content])

    def caption(self, kind: str, said: list[Node]) -> list[Node]:
        """A caption with its number."""
        self._counts[kind] += 1
        return [{"t": "Strong", "c": words(f"{self._labels[kind]} {self._counts[kind]}.")}, {"t": "Space"}, *said]

    def _block(self, block: Block, inside: bool) -> list[Node]:
        match block:
            case Heading() if inside:
                return [{"t": "Para", "c": [{"t": "Strong", "c": inlines(block.runs)}]}]
            case Heading():
                return [self.numbered_header(block.level, inlines(_without_notes(block.runs)))]
            case Text():
                return [_directed(block.rtl, {"t": "Para", "c": inlines(block.runs)})]
            case BulletList():
                return [{"t": "BulletList", "c": [self.blocks(item, inside=True) for item in block.items]}]
            case OrderedList():
                kind = [block.start, {"t": STYLES[block.style]}, {"t": "Period"}]
                return [{"t": "OrderedList", "c": [kind, [self.blocks(item, inside=True) for item in block.items]]}]
            case Quote():
                return [{"t": "BlockQuote", "c": self.blocks(block.blocks, inside=True)}]
            case CodeText():
                return [{"t": "CodeBlock", "c": [NO_ATTRIBUTES, block.text]}]
            case Table():
                return [self._table(block, inside)]
            case Figure():
                return self._figure(block, inside)
            case _:
                return [{"t": "HorizontalRule"}]

    def _table(self, table: Table, inside: bool) -> Node:
        said = inlines(_without_notes(table.caption))
        if table.caption and not inside:
            said = self.caption("table", said)
        return pandoc_table(
            [self._row(row) for row in table.head],
            [self._row(row) for row in table.body],
            column_widths(table),
            said,
        )

    def _row(self, row: tuple[Cell, ...]) -> list[Any]:
        return [
            [
                *(NO_ATTRIBUTES, {"t": ALIGN[cell.align]}, cell.rows, cell.columns),
                [styled(CELL, self.blocks(cell.blocks, inside=True))],
            ]
            for cell in row
        ]

    def _figure(self, figure: Figure, inside: bool) -> list[Node]:
        name, width = self._image(figure.image)
        size = ["", [], [["width", f"{width:.2f}cm"]]]
        picture: Node = {"t": "Image", "c": [size, words(figure.alt), [name, figure.alt]]}
        said = inlines(_without_notes(figure.caption))
        if inside or not figure.caption:
            return [{"t": "Para", "c": [picture]}, *([{"t": "Para", "c": said}] if figure.caption else [])]
        caption = [None, [{"t": "Plain", "c": self.caption("figure", said)}]]
        return [{"t": "Figure", "c": [NO_ATTRIBUTES, caption, [{"t": "Plain", "c": [picture]}]]}]


def pandoc_table(
    head: Sequence[list[Any]], body: Sequence[list[Any]], widths: Sequence[float], caption: list[Node]
) -> Node:
    """A table of pandoc's tree; widths of 0 are left to the reader's program."""
    total = sum(widths)
    specs = [
        [{"t": "AlignDefault"}, {"t": "ColWidth", "c": width / total} if total else {"t": "ColWidthDefault"}]
        for width in widths
    ]
    said = [{"t": "Plain", "c": caption}] if caption else []
    rows = [[NO_ATTRIBUTES, row] for row in body]
    return {
        "t": "Table",
        "c": [
            NO_ATTRIBUTES,
            [None, said],
            specs,
            [NO_ATTRIBUTES, [[NO_ATTRIBUTES, row] for row in head]],
            [[NO_ATTRIBUTES, 0, [], rows]],
            [NO_ATTRIBUTES, []],
        ],
    }


def text_cell(text: str, align: str | None = None, *, bold: bool = False, columns: int = 1) -> list[Any]:
    """A cell with one line of text."""
    said = [{"t": "Strong", "c": words(text)}] if bold else words(text)
    return [NO_ATTRIBUTES, {"t": ALIGN[align]}, 1, columns, [styled(CELL, [{"t": "Para", "c": said}])]]


def _directed(rtl: bool, node: Node) -> Node:
    return {"t": "Div", "c": [["", [], [["dir", "rtl"]]], [node]]} if rtl else node


def _without_notes(runs: Runs) -> Runs:
    """Runs where no footnote can stand: it follows in brackets."""
    return tuple(Run(text=f" [{plain(run.note)}]") if run.note else run for run in runs)
