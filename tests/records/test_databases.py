"""Tests that share databases do not see each other: what the next one is given is empty, and made as the first was."""

from __future__ import annotations

import asyncpg

from records.incidents import Incidents
from records.journal import Records
from records.statements import statements
from tests.databases import Databases
from tests.records.sample import Walk


async def test_the_next_test_finds_nothing(databases: Databases, walked: Walk) -> None:
    """A whole journey, an audit and an incident are gone, numbers begin at one, and nobody is connected any more."""
    async with databases.empty() as dsn:
        pool = await asyncpg.create_pool(dsn, min_size=1, max_size=2)
        for batch in walked.batches:
            await Records(pool).record(batch)
        await Incidents(pool).report("j", "fork", "x")
        await pool.execute("insert into audit (person, via, action, subject, reason) values ('a', 'b', 'c', 'd', 'e')")
    pool.terminate()
    async with databases.empty() as again, asyncpg.create_pool(again, min_size=1, max_size=2) as pool:
        assert again == dsn
        tables = [row["table_name"] for row in await pool.fetch(statements("retention")["tables"])]
        assert [table for table in tables if await pool.fetchval(f"select exists(select from {table})")] == []
        await Incidents(pool).report("j", "fork", "x")
        assert [each.id for each in await Incidents(pool).open()] == [1]


async def test_a_database_that_was_rebuilt_is_given_to_nobody(databases: Databases) -> None:
    """After a test that changes the schema the next one gets another database."""
    async with databases.empty() as dsn:
        connection = await asyncpg.connect(dsn)
        await connection.execute("alter table incidents add constraint none_today check (kind is null)")
        await connection.close()
    async with databases.empty() as another:
        assert another != dsn
