"""Tables of pandoc's tree: a grid in which every cell has its place and none reaches beyond the edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from activities.documents.blocks import MOST_CELLS, MOST_COLUMNS, Block, Cell, ChapterRefused, Runs, Table

Node = dict[str, Any]
Align = Literal["left", "center", "right"] | None
ALIGN: dict[str, Align] = {"AlignLeft": "left", "AlignCenter": "center", "AlignRight": "right"}


class _Given(NamedTuple):
    """A cell as pandoc has it."""

    align: Align
    rows: int
    columns: int
    blocks: list[Node]


def read_table(content: list[Any], read: Callable[[list[Node]], tuple[Block, ...]], caption: Runs) -> Table:
    """A table of pandoc's tree; `read` turns the blocks of a cell into ours."""
    _, _, specs, head, bodies, foot = content
    columns = len(specs)
    if columns > MOST_COLUMNS:
        raise ChapterRefused(f"Sebuah tabel memiliki {columns} kolom; paling banyak {MOST_COLUMNS}. Bagilah tabel itu.")
    align: list[Align] = [ALIGN.get(spec[0]["t"]) for spec in specs]
    sections = [_given(head[1]), *(_given([*body[2], *body[3]]) for body in bodies), _given(foot[1])]
    cells = sum(len(row) for section in sections for row in section)
    if cells > MOST_CELLS:
        raise ChapterRefused(f"Sebuah tabel memiliki {cells} sel; paling banyak {MOST_CELLS}. Bagilah tabel itu.")
    placed = [_placed(section, columns, align, read) for section in sections]
    widths = tuple(float(spec[1]["c"]) if spec[1]["t"] == "ColWidth" else 0.0 for spec in specs)
    body = tuple(row for section in placed[1:] for row in section)
    return Table(
        columns=max(columns, 1),
        widths=widths if widths and all(width > 0 for width in widths) else (),
        head=placed[0],
        body=body,
        caption=caption,
    )


def _given(rows: list[Any]) -> list[list[_Given]]:
    return [
        [_Given(ALIGN.get(cell[1]["t"]), max(cell[2], 1), max(cell[3], 1), cell[4]) for cell in row[1]] for row in rows
    ]


def _placed(
    rows: list[list[_Given]], columns: int, align: list[Align], read: Callable[[list[Node]], tuple[Block, ...]]
) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a section: spans are cut at its edges, gaps filled, and what is too much joins the last cell."""
    busy = [0] * columns
    found = []
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        waiting = list(row)
        column = 0
        while column < columns:
            if busy[column]:
                column += 1
                continue
            given = waiting.pop(0) if waiting else _Given(None, 1, 1, [])
            free = next((n for n in range(column, columns) if busy[n]), columns) - column
            wide, high = min(given.columns, free), min(given.rows, len(rows) - number)
            cells.append(Cell(blocks=read(given.blocks), align=given.align or align[column], rows=high, columns=wide))
            busy[column : column + wide] = [high] * wide
            column += wide
        if waiting:
            more = tuple(block for given in waiting for block in read(given.blocks))
            cells = _with_more(cells, more)
        busy = [max(left - 1, 0) for left in busy]
        found.append(tuple(cells))
    return tuple(found)


def _with_more(cells: list[Cell], more: tuple[Block, ...]) -> list[Cell]:
    if not cells:
        # Every place of the row is taken by cells from above: nowhere to put it in the grid.
        raise ChapterRefused("Sebuah tabel memiliki sel gabungan yang saling menimpa. Perbaiki sel gabungannya.")
    return [*cells[:-1], cells[-1].model_copy(update={"blocks": (*cells[-1].blocks, *more)})]
