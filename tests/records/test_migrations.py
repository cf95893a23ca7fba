"""The migrations together give the schema that records/schema.sql shows."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import asyncpg
import pytest

from records.migrate import MigrationFailed, migrate, migrations_folder
from tests.conftest import fresh_database
from workers.local.postgres import LocalPostgres

SCHEMA = migrations_folder().parent / "schema.sql"


def _without_comments(text: str) -> str:
    return re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE)


def _name(dsn: str) -> str:
    return dsn.partition("?")[0].rpartition("/")[2]


async def test_all_migrations_equal_the_schema_file(local_postgres: LocalPostgres) -> None:
    """A database made by every migration and one made by schema.sql are dumped to the same text."""
    async with fresh_database(local_postgres) as migrated, fresh_database(local_postgres, "template0") as shown:
        connection = await asyncpg.connect(shown)
        try:
            await connection.execute(SCHEMA.read_text(encoding="utf-8"))
        finally:
            await connection.close()
        by_migrations = await asyncio.to_thread(local_postgres.schema, _name(migrated))
        by_file = await asyncio.to_thread(local_postgres.schema, _name(shown))
    assert by_file.splitlines() == by_migrations.splitlines(), "change records/schema.sql together with a migration"


async def test_migrating_again_changes_nothing(local_postgres: LocalPostgres) -> None:
    """Every start migrates, so a database at the newest schema is left as it is."""
    async with fresh_database(local_postgres) as dsn:
        before = await asyncio.to_thread(local_postgres.schema, _name(dsn))
        await asyncio.to_thread(migrate, dsn)
        assert await asyncio.to_thread(local_postgres.schema, _name(dsn)) == before


async def test_a_database_out_of_reach_is_named(local_postgres: LocalPostgres) -> None:
    """Migrating a database that does not exist with a wrong password is an error, not a silence."""
    with pytest.raises(MigrationFailed):
        await asyncio.to_thread(migrate, local_postgres.dsn("nowhere").replace(local_postgres.password, "wrong"))


@pytest.mark.parametrize("path", sorted(migrations_folder().glob("*.sql")), ids=lambda path: path.stem)
def test_a_migration_goes_forward_and_gives_up_in_time(path: Path) -> None:
    """Every migration sets its time-outs before it does anything, and has no way back."""
    _, _, text = path.read_text(encoding="utf-8").partition("-- migrate:up")
    up, _, down = text.partition("-- migrate:down")
    first = {statement.partition("=")[0].strip() for statement in _without_comments(up).split(";")[:2]}
    assert first == {"set lock_timeout", "set statement_timeout"}
    assert not _without_comments(down).strip(), "a way back is a new migration forward"
