"""Marks of texts, by which passages that several regions have are found: `TextMarks`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from records.statements import statements

MOST_PLACES = 50_000
"""Places of common marks that are looked at for one chapter."""


@dataclass(frozen=True)
class OtherText:
    """A chapter of another region, as it was submitted last."""

    journey_id: str
    region_id: str
    region_name: str
    cohort: str
    title: str
    sha256: str
    published: bool


@dataclass(frozen=True)
class MarkPlace:
    """Where a mark stands in a text."""

    print: int
    sha256: str
    word: int


class TextMarks:
    """The marks of texts. They follow from the texts alone, so they are made once for each."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("passages")

    async def others(self, journey: str) -> tuple[OtherText, ...]:
        """The chapters of other regions that a journey's are compared with."""
        rows = await self._pool.fetch(self._sql["others"], journey)
        return tuple(OtherText(**dict(row)) for row in rows)

    async def marked(self, texts: Sequence[str]) -> set[str]:
        """Those of the texts that have been marked."""
        rows = await self._pool.fetch(self._sql["marked"], list(texts))
        return {row["sha256"] for row in rows}

    async def note(self, sha256: str, marks: Sequence[tuple[int, int]]) -> None:
        """Keep a text's marks: pairs of hash and word. The same again changes nothing."""
        async with self._pool.acquire() as connection, connection.transaction():
            prints, places = [mark for mark, _ in marks], [word for _, word in marks]
            await connection.execute(self._sql["note_marks"], sha256, prints, places)
            await connection.execute(self._sql["note_marked"], sha256)

    async def common(self, prints: Sequence[int], texts: Sequence[str], *, most_texts: int) -> tuple[MarkPlace, ...]:
        """Where these marks stand in these texts, but for those that are in more than `most_texts` of them."""
        rows = await self._pool.fetch(self._sql["common"], list(prints), list(texts), most_texts, MOST_PLACES)
        return tuple(MarkPlace(**dict(row)) for row in rows)
