"""Databases that tests have one after the other: emptied in between, which costs a tenth of copying a new one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

SHAPE = """
select string_agg(concat_ws(' ', kind, many, newest), ', ' order by kind) from (
    select 'class' as kind, count(*) as many, max(oid) as newest from pg_class
    union all select 'constraint', count(*), max(oid) from pg_constraint
    union all select 'trigger', count(*), max(oid) from pg_trigger
    union all select 'procedure', count(*), max(oid) from pg_proc
) as found
"""
"""Tells whether a test has changed what the database is made of."""
LEAVE = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""
EMPTY = """
do $$
declare one text;
begin
    set local session_replication_role = 'replica';  -- without triggers: the journal and the audit are emptied too
    for one in
        select quote_ident(relname) from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migrations'
    loop
        execute 'delete from ' || one;
    end loop;
    for one in
        select quote_ident(relname) from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
    loop
        perform setval(one::regclass, 1, false);
    end loop;
end
$$
"""
"""Takes every row out, as the migrations put none in."""


class Databases:
    """Hands out empty databases; `make` gives the DSN of a new one."""

    def __init__(self, make: Callable[[], Awaitable[str]]) -> None:
        self._make = make
        self._spare: list[tuple[str, str]] = []
        """Empty databases, each with its shape."""

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[str]:
        """The DSN of an empty database; whoever is still connected afterwards is sent away."""
        dsn, shape = self._spare.pop() if self._spare else await self._new()
        yield dsn
        if await _emptied(dsn, shape):
            self._spare.append((dsn, shape))

    async def _new(self) -> tuple[str, str]:
        dsn = await self._make()
        connection = await asyncpg.connect(dsn)
        try:
            return dsn, await connection.fetchval(SHAPE)
        finally:
            await connection.close()


async def _emptied(dsn: str, shape: str) -> bool:
    """Empty a database; False when it is no longer made as it was, so that nobody else may have it."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(LEAVE)
        if await connection.fetchval(SHAPE) != shape:
            return False
        await connection.execute(EMPTY)
        return True
    finally:
        await connection.close()
