"""Makes read tables again from the journal, and the journal from the histories; each journey in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
from pydantic import Field

from domain.entry import Entry
from domain.evolve import fold
from domain.projection import project
from domain.shape import Frozen
from records import bookings, read_tables
from records.chain import check_chain
from records.errors import EntryBroken
from records.histories import ArchiveDamaged, HistorySource
from records.journal import insert_entries, save_snapshot
from records.statements import statements
from records.verify import Finding, archive_damaged, known_journeys, read_journal


class Rebuilt(Frozen):
    """What was done for one journey: rows written or taken out, or why nothing could be done."""

    journey: str
    rows: int = 0
    findings: tuple[Finding, ...] = ()


async def rebuild_read_tables(pool: asyncpg.Pool) -> tuple[Rebuilt, ...]:
    """Make the read tables, snapshots and bookings what the journal says; where it is broken, nothing is changed."""
    return tuple([await rebuild_rows(pool, journey) for journey in await known_journeys(pool)])


class Compared(Frozen):
    """How many rows of which read tables are not as the journal says, or what is wrong with the journal itself."""

    tables: dict[str, int] = Field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


async def compared(pool: asyncpg.Pool, journey: str) -> Compared:
    """What `rebuild_rows` would write or take out, by table; nothing is changed."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        entries, findings = await read_journal(connection, journey)
        if findings:
            return Compared(findings=tuple(findings))
        wanted = project(fold(entries)) if entries else read_tables.nothing()
        changes = read_tables.differences(await read_tables.read(connection, journey), wanted)
    counted = {change.table: len(change.out) + len(change.put) for change in changes}
    return Compared(tables={table: rows for table, rows in counted.items() if rows})


async def rebuild_rows(pool: asyncpg.Pool, journey: str) -> Rebuilt:
    """The same for one journey."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(statements("journal")["lock_journey"], journey)
        entries, findings = await read_journal(connection, journey)
        if findings:
            return Rebuilt(journey=journey, findings=tuple(findings))
        state = fold(entries) if entries else None
        wanted = project(state) if state else read_tables.nothing()
        changes = read_tables.differences(await read_tables.read(connection, journey), wanted)
        await read_tables.write(connection, changes)
        if state:
            await save_snapshot(connection, state)
            await bookings.keep_in_step(connection, None, state)
        return Rebuilt(journey=journey, rows=sum(len(change.out) + len(change.put) for change in changes))


async def rebuild_journal(
    pool: asyncpg.Pool, histories: HistorySource, journeys: Sequence[str] = ()
) -> tuple[Rebuilt, ...]:
    """Make the journal what the histories say, then the read tables what the journal says.

    `journeys` are ids to rebuild besides those the database knows, such as all of them when it is a new one. A history
    that is itself broken, or damaged in the archive, or that ends before the journal does, changes nothing: it would
    lose entries.
    """
    done: list[Rebuilt] = []
    for journey in sorted({*await known_journeys(pool), *journeys}):
        try:
            told = await histories.entries(journey)
        except ArchiveDamaged as damaged:
            done.append(Rebuilt(journey=journey, findings=(archive_damaged(damaged),)))
            continue
        mended = await _rebuild_entries(pool, journey, told)
        if not mended.findings:
            rows = await rebuild_rows(pool, journey)
            mended = Rebuilt(journey=journey, rows=mended.rows + rows.rows, findings=rows.findings)
        done.append(mended)
    return tuple(done)


async def _rebuild_entries(pool: asyncpg.Pool, journey: str, told: list[Entry]) -> Rebuilt:
    try:
        check_chain(journey, told)
    except EntryBroken as broken:
        return Rebuilt(journey=journey, findings=(Finding(kind="history_broken", detail=str(broken)),))
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(statements("journal")["lock_journey"], journey)
        recorded = int(await connection.fetchval(statements("reading")["head"], journey) or 0)
        if len(told) < recorded or (told and told[0].seq != 1):
            detail = f"the histories at hand have {len(told)} entries, the journal goes to {recorded}"
            return Rebuilt(journey=journey, findings=(Finding(kind="history_incomplete", detail=detail),))
        trusted, _ = await read_journal(connection, journey)
        kept = 0
        for entry, true in zip(trusted, told, strict=False):
            if entry.hash != true.hash:
                break
            kept += 1
        missing = told[kept:]
        if missing:
            await connection.execute(statements("reading")["allow_repair"])
            await connection.execute(statements("reading")["delete_entries_from"], journey, kept + 1)
            await insert_entries(connection, journey, missing)
        return Rebuilt(journey=journey, rows=len(missing))
