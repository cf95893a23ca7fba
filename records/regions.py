"""The regions in PostgreSQL: load them, import a register into them, keep those first known from a cohort's file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from domain.regions import Dated, Region
from domain.register import Lineage, RegisterChange, RegisterRow, compare_register
from domain.tables import RowProblem
from records.statements import statements

Connection = asyncpg.Connection | PoolConnectionProxy


class RegionRecords:
    """The regions with all names and codes they ever had. Nothing of a region is deleted; its validity ends."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("regions")

    async def load(self) -> tuple[Region, ...]:
        """Every region, those that have left the register too, by id."""
        async with self._pool.acquire() as connection:
            return await self._load(connection)

    async def find(self, region_id: str) -> Region | None:
        """The region with this id."""
        row = await self._pool.fetchrow(self._sql["regions"], region_id)
        return None if row is None else _region(row)

    async def find_by_code(self, code: str, *, on: date | None = None) -> Region | None:
        """The region that has this code now, or had it on a day."""
        owner = await self._pool.fetchval(self._sql["owner_of_code"], code, on)
        return None if owner is None else await self.find(owner)

    async def lineage(self, region_id: str) -> tuple[Lineage, ...]:
        """The lines of descent that lead to and from a region."""
        return _lineage(await self._pool.fetch(self._sql["lineage"], region_id))

    async def import_register(
        self, rows: Sequence[RegisterRow], *, as_of: date, allow_vanishing: bool = False, dry_run: bool = False
    ) -> RegisterChange | list[RowProblem]:
        """Compare the register with what is known and save the change, all or nothing; `dry_run` only compares."""
        async with self._pool.acquire() as connection, connection.transaction():
            if not dry_run:
                await connection.execute(self._sql["lock_regions"])
            known = await self._load(connection)
            told = _lineage(await connection.fetch(self._sql["lineage"], None))
            change = compare_register(known, rows, as_of=as_of, told=told, allow_vanishing=allow_vanishing)
            if isinstance(change, RegisterChange) and not dry_run:
                await self._apply(connection, change)
        return change

    async def keep_unregistered(self, regions: Iterable[Region]) -> tuple[Region, ...]:
        """Keep regions first known from a file; those known by now stay as they are. Gives the ones that were new.

        Raises asyncpg's ExclusionViolationError when one of the codes belongs to another region meanwhile.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(self._sql["lock_regions"])
            known = {region.id for region in await self._load(connection)}
            new = tuple(region for region in regions if region.id not in known)
            await self._save(connection, new)
        return new

    async def _load(self, connection: Connection) -> tuple[Region, ...]:
        return tuple(_region(row) for row in await connection.fetch(self._sql["regions"], None))

    async def _apply(self, connection: Connection, change: RegisterChange) -> None:
        await self._save(connection, change.regions)
        lineage = change.lineage
        await connection.execute(
            self._sql["save_lineage"],
            [line.region for line in lineage],
            [line.successor for line in lineage],
            [line.kind.value for line in lineage],
            change.as_of,
        )

    async def _save(self, connection: Connection, regions: Sequence[Region]) -> None:
        keys = [r.id for r in regions]
        await connection.execute(
            self._sql["save_regions"],
            keys,
            [r.kind.value for r in regions],
            [r.province_code for r in regions],
            [r.province for r in regions],
            [r.time_zone.value for r in regions],
            [r.administrative for r in regions],
            [r.source.value for r in regions],
            [r.ended_on for r in regions],
        )
        await connection.execute(self._sql["forget_names"], keys)
        await connection.execute(self._sql["forget_codes"], keys)
        await connection.execute(self._sql["save_names"], *_columns((r.id, r.names) for r in regions))
        await connection.execute(self._sql["save_codes"], *_columns((r.id, r.codes) for r in regions))


def _columns(dated: Iterable[tuple[str, tuple[Dated, ...]]]) -> tuple[list[object], ...]:
    """The columns region, position, text, valid_from, valid_to."""
    rows = [
        (key, position, d.text, d.valid_from, d.valid_to)
        for key, all_of_it in dated
        for position, d in enumerate(all_of_it, start=1)
    ]
    return tuple(list(column) for column in zip(*rows, strict=True)) or ([], [], [], [], [])


def _lineage(rows: Iterable[asyncpg.Record]) -> tuple[Lineage, ...]:
    return tuple(Lineage(region=row["region_id"], successor=row["successor_id"], kind=row["kind"]) for row in rows)


def _region(row: asyncpg.Record) -> Region:
    return Region.model_validate({**dict(row), "names": json.loads(row["names"]), "codes": json.loads(row["codes"])})
