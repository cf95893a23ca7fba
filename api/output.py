"""What commands print: tables for people, JSON for machines; a cell is never taken for markup."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

Cell = str | int | Text | None

WIDTH_OF_A_FILE = 200


def console() -> Console:
    """Where tables go: as wide as the terminal, or wide enough for a line each when the output goes to a file."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE)


def print_json(value: object) -> None:
    """Print a value with its models, days and instants; day and instant in ISO form."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


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
