"""What was written in journeys: who saved which version of a chapter, which files a journey names (`JourneyFiles`)."""

from __future__ import annotations

import asyncpg
from pydantic import AwareDatetime

from domain.shape import Frozen
from domain.values import ChapterName
from records.statements import statements


class ChapterSave(Frozen):
    """A version of a chapter: whose act it was, and when."""

    name: ChapterName
    version: int
    person: str | None
    at: AwareDatetime


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

    async def saves(self, journey: str) -> tuple[ChapterSave, ...]:
        """Who saved which version of which chapter, the oldest first."""
        rows = await self._pool.fetch(self._sql["chapter_saves"], journey)
        return tuple(
            ChapterSave(
                name=ChapterName(book=row["book"], chapter=row["chapter"]),
                version=row["version"],
                person=row["person"],
                at=row["at"],
            )
            for row in rows
        )
