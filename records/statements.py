"""Loads the named SQL statements of records/sql: `statements("journal")["insert_entries"]`."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_NAME = re.compile(r"^-- name: ([a-z0-9_]+)$", re.MULTILINE)


@cache
def statements(file: str) -> dict[str, str]:
    """The statements of records/sql/<file>.sql by the names their `-- name:` lines give them.

    Raises ValueError when a name is given twice.
    """
    text = resources.files("records").joinpath("sql", f"{file}.sql").read_text(encoding="utf-8")
    parts = _NAME.split(text)
    names = parts[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"records/sql/{file}.sql names a statement twice")
    return {name: body.strip().rstrip(";") for name, body in zip(names, parts[2::2], strict=True)}
