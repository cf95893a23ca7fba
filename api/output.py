"""What commands print: tables for people, JSON for machines; a cell is never taken for markup."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, NoReturn

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.exits import READER_GONE

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

Cell = str | int | Text | None

WIDTH_OF_A_FILE = 200


class _Screen(Console):
    """A console that ends the command when nobody reads its output any more."""

    def on_broken_pipe(self) -> None:
        """Called when the other end of the pipe was closed."""
        reader_gone()


def console(*, stderr: bool = False) -> Console:
    """Where tables go: as wide as the terminal, or wide enough for a line each when the output goes to a file."""
    width = None if sys.stdout.isatty() else WIDTH_OF_A_FILE
    return _Screen(highlight=False, width=width, stderr=stderr)


def print_json(value: object) -> None:
    """Print a value with its models, days and instants; day and instant in ISO form."""
    print_text(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def print_text(text: str) -> None:
    """Print a text as it is, with a line end."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        reader_gone()


def reader_gone() -> NoReturn:
    """End the command, as whoever read its output has closed it. Raises `SystemExit`."""
    # What is still held for the output would fail once more when the process ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(READER_GONE)


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, numbers: Sequence[str] = ()) -> Table:
    """A table; the columns in `numbers` are set to the right."""
    made = Table(title=title, title_justify="left")
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text("" if cell is None else str(cell)) for cell in row))
    return made


def print_tables(screen: Console, *tables: Table) -> None:
    """Print tables, each below its title; a title longer than its table is not broken."""
    for shown in tables:
        screen.print(Text(str(shown.title), style="bold"), soft_wrap=True)
        shown.title = None
        screen.print(shown)
