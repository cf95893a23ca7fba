"""Files that people hand to a command: read their text, and show what is wrong in them line by line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.exits import Failure
from api.workbook import as_text
from domain.tables import MOST_BYTES, RowProblem


def file_bytes(path: Path) -> bytes:
    """A file with a table as text; an Excel workbook gives its first sheet. Raises `Failure`."""
    data = raw_bytes(path)
    text = as_text(data)
    if isinstance(text, list):
        raise refuse(path, text, as_json=False, nothing_done="Nothing was done.")
    return text


def raw_bytes(path: Path) -> bytes:
    """The bytes of a file, no more of them than it takes to see that it is too large. Raises `Failure`."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Failure(f"There is no file {path}. Name an existing file.") from None
    except IsADirectoryError:
        raise Failure(f"{path} is a folder. Name a file in it.") from None
    except PermissionError:
        raise Failure(f"{path} may not be read by you. Ask its owner.") from None


def refuse(path: Path, problems: Sequence[RowProblem], *, as_json: bool, nothing_done: str) -> Failure:
    """Print every problem of a file, and give the failure to end the command with."""
    if as_json:
        facts = {"file": str(path), "ok": False, "problems": [p.model_dump() for p in problems]}
        print(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        table = Table(title=str(path), title_justify="left")
        table.add_column("Line", justify="right")
        table.add_column("Problem", no_wrap=True)
        table.add_column("What is wrong, and how to mend it", overflow="fold")
        for problem in problems:
            # Text, as a cell of the file may hold what rich would take for markup.
            table.add_row("" if problem.line is None else str(problem.line), problem.problem, Text(problem.message))
        Console(highlight=False).print(table)
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return Failure(f"{path.name} has {count}. {nothing_done}")
