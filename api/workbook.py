"""Tables that come as Excel workbooks: `as_text` gives the first sheet as the text that `domain.tables` reads.

Lines are those of the sheet, so that problems name the row that a person sees. Nothing in a workbook is run: a formula
is a problem of its line.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from domain.tables import MOST_BYTES, RowProblem, reporter

ZIP = b"PK\x03\x04"
MOST_UNPACKED = 10_000_000
"""Bytes of a workbook's parts once unpacked."""
MOST_PARTS = 1000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
CODES = ("code", "region")
"""Columns with Kemendagri codes: Excel takes 33.10 for the number 33.1, and a code always has two digits there."""
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def as_text(data: bytes) -> bytes | list[RowProblem]:
    """A table as text: one that is text already as it is, the first sheet of a workbook as CSV, or what is wrong."""
    if not data.startswith(ZIP) or len(data) > MOST_BYTES:
        return data
    unsafe = _unsafe(data)
    if unsafe is not None:
        return [unsafe]
    try:
        rows = list(_rows(data))
    except Exception:  # a damaged workbook makes the library raise anything; whatever it is, the file cannot be read
        return [_whole("workbook_bad", "This workbook cannot be read. Open it in Excel and save it anew as .xlsx.")]
    return _written(rows)


def _whole(problem: str, message: str) -> RowProblem:
    return RowProblem(line=None, column=None, problem=problem, message=message)


def _unsafe(data: bytes) -> RowProblem | None:
    """What keeps a workbook from being opened at all: it would unpack to too much, or its XML is of another kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return _whole("file_too_large", "This workbook unpacks to too much. Copy the table into a new one.")
            if "xl/workbook.xml" not in archive.namelist():
                return _whole("not_text", "This is neither a text file nor an Excel workbook. Save it as .xlsx or CSV.")
            for part in parts:
                text = archive.read(part)
                if part.filename.endswith((".xml", ".rels")) and any(mark in text for mark in _DOCTYPES):
                    return _whole("workbook_bad", "This workbook was not saved by Excel. Save it anew as .xlsx.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        # RuntimeError is what zipfile says of an archive with a password.
        return _whole("workbook_bad", "This workbook is damaged or has a password. Save it anew as .xlsx without one.")
    return None


def _rows(data: bytes) -> Iterator[Sequence[Any]]:
    # Here: most tables come as text, and the library for workbooks takes a tenth of a second to read in.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        for number, row in enumerate(book.worksheets[0].iter_rows(), start=1):
            if number > MOST_ROWS:
                return
            yield row[:MOST_COLUMNS]
    finally:
        book.close()


def _written(rows: Sequence[Sequence[Any]]) -> bytes | list[RowProblem]:
    problems: list[RowProblem] = []
    if len(rows) == MOST_ROWS:
        problems.append(_whole("file_too_large", f"The sheet has {MOST_ROWS:,} rows or more. Delete the empty ones."))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    header: list[str] = []
    for line, row in enumerate(rows, start=1):
        values = [_value(cell, line, header, at, problems) for at, cell in enumerate(row)]
        while values and not values[-1]:
            values.pop()
        if not header:
            header = [value.lower() for value in values]
        writer.writerow(values + [""] * (len(header) - len(values)) if values else [])
    return problems or text.getvalue().encode()


def _value(cell: Any, line: int, header: Sequence[str], at: int, problems: list[RowProblem]) -> str:
    """A cell's value as it would stand in a text file; what has no such form goes to `problems`."""
    value = cell.value
    from openpyxl.utils import get_column_letter

    column = header[at] if at < len(header) and header[at] else get_column_letter(at + 1)
    wrong = reporter(problems, line)
    match value:
        case None:
            return ""
        case str() if cell.data_type == "f":
            wrong(column, "formula", "A formula stands here. Put its value in its place: Paste Special, Values.")
        case str() if cell.data_type == "e":
            wrong(column, "cell_error", f"Excel shows an error here ({value}). Write the value.")
        case str() if "\n" in value.strip() or "\r" in value.strip():
            wrong(column, "line_break", "The text in this cell has a line break. Write it on one line.")
        case str():
            return value.strip()
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float() if column in CODES and round(value, 2) == value:
            return f"{value:.2f}"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime() if column not in CODES and value.time() == time():
            return value.date().isoformat()
        case date() if column not in CODES and not isinstance(value, datetime):
            return value.isoformat()
        case _:
            wrong(column, "cell_kind", "Excel took this for a time or something else. Format the column as text.")
    return ""
