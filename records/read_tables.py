"""Writes the rows by which two states of a journey differ into the read tables: `differences`, then `write`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from asyncpg.pool import PoolConnectionProxy

from domain.projection import TABLES, Cell, Row, Rows

Key = tuple[Cell, ...]

DERIVED = ("search",)
"""Columns that the database derives from others: no projection gives them."""


@dataclass(frozen=True)
class Difference:
    """What changes in one table: rows to take out, and rows to put in or over those of the same key."""

    table: str
    out: tuple[Row, ...]
    put: tuple[Row, ...]


def keyed(table: str, rows: Sequence[Row]) -> dict[Key, Row]:
    """The rows of a table by primary key."""
    return {tuple(row[column] for column in TABLES[table]): row for row in rows}


def differences(before: Rows, after: Rows) -> tuple[Difference, ...]:
    """What has to be written, table by table, to get from the rows before to the rows after."""
    found: list[Difference] = []
    for table in TABLES:
        if before[table] == after[table]:
            continue
        old, new = keyed(table, before[table]), keyed(table, after[table])
        out = tuple(row for key, row in old.items() if key not in new)
        put = tuple(row for key, row in new.items() if old.get(key) != row)
        found.append(Difference(table, out, put))
    return tuple(found)


def nothing() -> Rows:
    """The rows of a journey that has none."""
    return dict.fromkeys(TABLES, ())


@cache
def _delete(table: str) -> str:
    match = " and ".join(f"t.{column} = gone.{column}" for column in TABLES[table])
    return (
        f"delete from {table} as t using jsonb_populate_recordset(null::{table}, $1::text::jsonb) as gone where {match}"
    )


@cache
def _upsert(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    values = [f'"{column}" = excluded."{column}"' for column in columns if column not in TABLES[table]]
    conflict = f"update set {', '.join(values)}" if values else "nothing"
    return (
        f"insert into {table} ({names}) "
        f"select {names} from jsonb_populate_recordset(null::{table}, $1::text::jsonb) "
        f"on conflict ({', '.join(TABLES[table])}) do {conflict}"
    )


def _json(rows: Sequence[Row]) -> str:
    return json.dumps(rows, default=_text, ensure_ascii=False)


def _text(value: object) -> str:
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    raise TypeError(f"no column holds {type(value).__name__}")


async def write(connection: PoolConnectionProxy, changes: Sequence[Difference]) -> None:
    """Write the differences: at most two statements per table. The caller owns the transaction."""
    for change in changes:
        if change.out:
            await connection.execute(_delete(change.table), _json(change.out))
        if change.put:
            columns = tuple(change.put[0])
            await connection.execute(_upsert(change.table, columns), _json(change.put))


async def read(connection: PoolConnectionProxy, journey: str) -> Rows:
    """The rows of a journey as the read tables hold them, to compare with `domain.projection.project`."""
    found = nothing()
    for table, key in TABLES.items():
        records = await connection.fetch(
            f"select * from {table} where journey_id = $1 order by {', '.join(key)}", journey
        )
        found[table] = tuple(
            {column: _cell(value) for column, value in record.items() if column not in DERIVED} for record in records
        )
    return found


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    if value is None or isinstance(value, str | int | bool | date):
        return value
    if isinstance(value, Decimal):
        return int(value)  # numeric columns hold whole numbers
    raise TypeError(f"no read table has a column of {type(value).__name__}")
