"""What was written into a form, as texts by the paths of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from api.forms.layout import Cell, Sort
from api.forms.values import GROUPED

SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Row:
    """A row of a table: the number in its paths, and the text of each of its cells by the path in the row."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """The texts of a form: of single cells by their paths, of tables by rows. A cell that is gone is not in it."""

    cells: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


def plain(cell: Cell, text: str) -> str:
    """A cell's text without needless room; options by their values, however they were written."""
    said = "\n".join(line for line in (SPACES.sub(" ", line).strip() for line in text.split("\n")) if line)
    if cell.sort is Sort.LINES:
        return "\n".join(_value(cell, line) for line in said.split("\n")) if said else ""
    if cell.sort is Sort.NUMBER and GROUPED.fullmatch(said):
        return re.sub(r"[.\s]", "", said)
    if cell.sort is not Sort.PARAGRAPH:
        said = said.replace("\n", ", " if cell.sort is Sort.DAYS else " ")
    return _value(cell, said)


def _value(cell: Cell, text: str) -> str:
    sought = text.casefold()
    for option in cell.options:
        if sought in (option.label.casefold(), option.value.casefold()):
            return option.value
    return text
