"""Workbooks that are written for people: `add_sheet` fills a sheet with text and numbers of which nothing ever runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

LEADS_INTO_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTH = 24

Cell = str | int | None


def add_sheet(book: Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Add a sheet to a write-only workbook: a bold line of column names that stays in view, then the rows."""
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number in range(len(columns)):
        sheet.column_dimensions[get_column_letter(number + 1)].width = WIDTH
    sheet.append([_cell(sheet, column, bold=True) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    """A cell whose text stays text: also when somebody edits it, a leading `=`, `+`, `-`, `@` or tab runs nothing."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    if value.startswith(LEADS_INTO_A_FORMULA):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
