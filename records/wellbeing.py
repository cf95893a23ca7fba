"""How the records are: what the doctor asks PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from records.statements import statements


class Wellbeing:
    """Cheap questions about the database and about what waits in it."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("wellbeing")

    async def server_version(self) -> str:
        """The server's version, as it says it."""
        found: str = await self._pool.fetchval("show server_version")
        return found

    async def clock(self) -> datetime:
        """What time it is for the server."""
        found: datetime = await self._pool.fetchval(self._sql["clock"])
        return found

    async def migrations(self) -> set[str]:
        """The numbers of the migrations that were applied."""
        return {row["version"] for row in await self._pool.fetch(self._sql["migrations"])}

    async def unsent(self, now: datetime) -> tuple[datetime | None, int]:
        """Since when the oldest message waits that should have left by `now`, and how many do."""
        (row,) = await self._pool.fetch(self._sql["unsent"], now)
        return row["since"], row["messages"]

    async def unmade(self) -> tuple[datetime | None, int]:
        """Since when the oldest document waits to be made, and how many do."""
        (row,) = await self._pool.fetch(self._sql["unmade"])
        return row["since"], row["documents"]

    async def open_incidents(self) -> int:
        """How many incidents nobody has resolved."""
        found: int = await self._pool.fetchval(self._sql["open_incidents"])
        return found
