"""Reading the tables people send us (CSV from Excel or by hand): give `read_table` the bytes, get rows and problems.

Every problem carries the line of the file it was found on and says how to mend it; reading goes on after a problem, so
that one attempt shows all of them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from domain.shape import Frozen

MOST_BYTES = 1_000_000
"""The official register of 514 regions has 30 kB; a file of more than this is something else."""

MOST_CHARACTERS_A_LINE = 10_000

_DELIMITERS = (",", ";", "\t")
_LINE_END = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f]")


class RowProblem(Frozen):
    """One thing that is wrong in a file. `line` counts from 1, the header included; None means the file as a whole."""

    line: int | None
    column: str | None
    problem: str
    """The problem's name: stable, for machines."""
    message: str


class TableRow(Frozen):
    """One row: its line in the file and its values by column, without surrounding blanks; absent columns are empty."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


class Table(Frozen):
    """A file that was read: its known columns, the rows that have the right shape, and what is wrong with the rest."""

    columns: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    problems: tuple[RowProblem, ...] = ()


def read_table(data: bytes, *, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """The rows of a delimited text file in UTF-8, with or without a byte order mark; comma, semicolon or tab.

    Column names are read without regard to case. Rows without any value are passed over, as Excel leaves such behind.
    """
    whole = _problem_of_whole(data)
    if whole is not None:
        return Table(problems=(whole,))
    lines = list(enumerate(_LINE_END.split(data.decode("utf-8-sig")), start=1))
    # Excel's own way of naming the delimiter; it is found from the header anyway.
    if lines[0][1].strip().lower().startswith("sep="):
        lines.pop(0)
    while lines and not lines[0][1].strip():
        lines.pop(0)
    if not lines:
        return Table(problems=(_empty(),))
    header_line, header = lines[0]
    delimiter = _delimiter(header, {*required, *optional})
    columns, problems = _columns(header_line, header, delimiter, required, optional)
    if problems:
        return Table(problems=tuple(problems))
    rows: list[TableRow] = []
    for number, text in lines[1:]:
        read = _row(number, text, delimiter, columns)
        if isinstance(read, RowProblem):
            problems.append(read)
        elif read is not None:
            rows.append(read)
    if not rows and not problems:
        problems.append(
            RowProblem(
                line=None,
                column=None,
                problem="no_rows",
                message="The file has a header but no rows. Add one row per region below the header.",
            )
        )
    return Table(columns=tuple(c for c in columns if c), rows=tuple(rows), problems=tuple(problems))


Report = Callable[[str, str, str], None]
"""Takes what is wrong with a row: the column, the problem's name, the message."""


def reporter(problems: list[RowProblem], line: int) -> Report:
    """A `Report` that adds to `problems` what is wrong on `line`."""

    def report(column: str, problem: str, message: str) -> None:
        problems.append(RowProblem(line=line, column=column, problem=problem, message=message))

    return report


def read_date(row: TableRow, column: str, report: Report, *, latest: date | None = None) -> date | None:
    """The date in a column, None if it is empty or wrong; what is wrong goes to `report`."""
    text = row[column]
    if not text:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        report(column, "date_bad", f"“{text}” is not a date. Write year-month-day, for example 2019-05-15.")
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        report(column, "date_bad", f"“{text}” is not in the calendar. Check the day and the month.")
        return None
    if latest is not None and day > latest:
        report(column, "date_in_future", f"{text} has not come yet. Give the day on which it happened.")
        return None
    return day


def in_file_order(problems: Sequence[RowProblem]) -> list[RowProblem]:
    """The problems from the top of the file to its end, those of the whole file first."""
    return sorted(problems, key=lambda p: (p.line or 0, p.column or "", p.problem))


def _empty() -> RowProblem:
    return RowProblem(
        line=None,
        column=None,
        problem="file_empty",
        message="The file is empty. Check that the right file was saved, with a header and one row per region.",
    )


def _problem_of_whole(data: bytes) -> RowProblem | None:
    """What makes a file unreadable as a whole, or None."""

    def whole(problem: str, message: str, line: int | None = None) -> RowProblem:
        return RowProblem(line=line, column=None, problem=problem, message=message)

    if not data.strip():
        return _empty()
    if len(data) > MOST_BYTES:
        return whole(
            "file_too_large",
            f"The file has more than {MOST_BYTES:,} bytes and is not read. Check that it is the right file.",
        )
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return whole("not_text", "This is an Excel workbook. In Excel choose Save As, “CSV UTF-8”, and give that file.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return whole("not_utf8", "The file is in UTF-16 (“Unicode text”). Save it as “CSV UTF-8” instead.", 1)
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        return whole(
            "nul_byte",
            f"Line {line} has a NUL byte, so the file is damaged or no text file. Save it again as “CSV UTF-8”.",
            line,
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        return whole(
            "not_utf8",
            f"Line {line} has a character that is not UTF-8. Save the file as “CSV UTF-8”, then check that line.",
            line,
        )
    return None


def _delimiter(header: str, known: set[str]) -> str:
    """The delimiter that finds the most known columns; Excel in Indonesia writes semicolons."""

    def found(delimiter: str) -> int:
        names = {name.strip().strip('"').strip().lower() for name in header.split(delimiter)}
        return len(names & known)

    return max(_DELIMITERS, key=found)


def _split(text: str, delimiter: str) -> list[str]:
    """The values of one line; raises csv.Error if its quotation marks do not fit."""
    rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    return [value.strip() for value in rows[0]] if rows else []


def _columns(
    line: int, header: str, delimiter: str, required: Sequence[str], optional: Sequence[str]
) -> tuple[list[str], list[RowProblem]]:
    """The names of the columns in order, and what is wrong with them."""
    try:
        names = [name.lower() for name in _split(header, delimiter)]
    except csv.Error:
        return [], [_quotation(line)]
    while names and not names[-1]:
        names.pop()
    expected = ",".join((*required, *optional))

    def problems() -> Iterator[tuple[str, str, str]]:
        for name in required:
            if name not in names:
                yield name, "column_missing", f"The column “{name}” is missing. The columns are: {expected}."
        for position, name in enumerate(names):
            if not name:
                yield name, "column_unnamed", f"Column {position + 1} has no name. Name it, or delete the column."
            elif name in names[:position]:
                yield name, "column_twice", f"The column “{name}” is there twice. Delete one of them."
            elif name not in required and name not in optional:
                yield name, "column_unknown", f"The column “{name}” is unknown. The columns are: {expected}."

    return names, [
        RowProblem(line=line, column=column or None, problem=problem, message=message)
        for column, problem, message in problems()
    ]


def _quotation(line: int) -> RowProblem:
    return RowProblem(
        line=line,
        column=None,
        problem="quotation_mark",
        message="The quotation marks on this line do not fit. A value stays on one line; double a mark inside it.",
    )


def _row(line: int, text: str, delimiter: str, columns: Sequence[str]) -> TableRow | RowProblem | None:
    """One row, or what is wrong with it; None for a row without any value."""

    def wrong(problem: str, message: str) -> RowProblem:
        return RowProblem(line=line, column=None, problem=problem, message=message)

    if len(text) > MOST_CHARACTERS_A_LINE:
        return wrong(
            "line_too_long",
            f"This line has {len(text):,} characters; at most {MOST_CHARACTERS_A_LINE:,} are read. Shorten it.",
        )
    if _CONTROL.search(text):
        return wrong("control_character", "This line has an invisible control character. Type the row again by hand.")
    try:
        values = _split(text, delimiter)
    except csv.Error:
        return _quotation(line)
    if not any(values):
        return None
    while len(values) > len(columns) and not values[-1]:
        values.pop()
    if len(values) > len(columns):
        return wrong(
            "too_many_values",
            f"This row has {len(values)} values, the header {len(columns)} columns. "
            f"Put a value that contains “{delimiter}” between quotation marks.",
        )
    if len(values) < len(columns):
        return wrong(
            "too_few_values",
            f"This row has {len(values)} values, the header {len(columns)} columns. Leave a column empty, not out.",
        )
    return TableRow(line=line, values=dict(zip(columns, values, strict=True)))
