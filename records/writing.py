"""What was written in journeys: who saved which version of a chapter, which files a journey names (`JourneyFiles`)."""

from __future__ import annotations

from collections.abc import Collection

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
        return bool(await self.named_of(journey, [sha256]))

    async def named_of(self, journey: str, hashes: Collection[str]) -> set[str]:
        """Those of some files that an entry of a journey, or a version of one of its chapters, names."""
        rows = await self._pool.fetch(self._sql["named_files"], journey, list(hashes))
        return {row["sha256"] for row in rows}

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


class StoredFiles:
    """Who stored which files and texts, by their hashes."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("writing")

    async def note(self, person: str, *hashes: str) -> None:
        """Note that somebody stored files; again, it changes nothing."""
        await self._pool.execute(self._sql["note_stored"], person, list(hashes))

    async def of(self, person: str, hashes: Collection[str]) -> set[str]:
        """Those of some files that a person stored."""
        rows = await self._pool.fetch(self._sql["stored_of"], person, list(hashes))
        return {row["sha256"] for row in rows}
