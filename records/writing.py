"""Which files a journey names, and which of them belong to what is judged: `JourneyFiles`."""

from __future__ import annotations

import asyncpg

from records.statements import statements


class JourneyFiles:
    """Files and texts that journeys name, by their hashes."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("writing")

    async def named(self, journey: str, sha256: str) -> bool:
        """Whether an entry of a journey, or a version of one of its chapters, names a file."""
        return bool(await self._pool.fetchval(self._sql["names_file"], journey, sha256))

    async def in_dossier(self, journey: str, sha256: str) -> bool:
        """Whether a file belongs to what is judged: books, what was submitted with its pictures, what was presented."""
        return bool(await self._pool.fetchval(self._sql["dossier_file"], journey, sha256))
