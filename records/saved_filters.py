"""Filters of lists that a person keeps under a name: `SavedFilters`."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from domain.shape import Frozen, Line
from records.statements import statements

MOST = 20
"""Filters that a person keeps for one page."""


class SavedFilter(Frozen):
    """A filter: its name and the query of the page's address."""

    name: Line
    query: str


class SavedFilters:
    """The filters that people keep, in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("inbox")

    async def of(self, person: str, page: str) -> tuple[SavedFilter, ...]:
        """A person's filters for a page, by name."""
        rows = await self._pool.fetch(self._sql["filters_of"], person, page)
        return tuple(SavedFilter(**dict(row)) for row in rows)

    async def save(self, person: str, page: str, kept: SavedFilter, now: datetime) -> bool:
        """Keep a filter, in the place of one of the same name; False when there are as many as there may be."""
        values = (person, page, kept.name, kept.query, now, MOST)
        return await self._pool.fetchval(self._sql["save_filter"], *values) is not None

    async def drop(self, person: str, page: str, name: str) -> None:
        """Forget a filter; one that is not kept is no error."""
        await self._pool.execute(self._sql["drop_filter"], person, page, name)
