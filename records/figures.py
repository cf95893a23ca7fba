"""Figures for those who watch an installation: how many journeys are where, what is overdue, amiss, or waits."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from records.statements import statements


class Figures:
    """Counts from the read tables; each is one statement, and none is about a person."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("figures")

    async def journeys(self) -> dict[tuple[str, str, str, bool], int]:
        """How many journeys there are by cohort, stage, status, and whether they are simulated."""
        rows = await self._pool.fetch(self._sql["journeys"])
        return {(row["cohort"], row["stage"], row["status"], row["simulated"]): row["journeys"] for row in rows}

    async def overdue(self, as_of: datetime) -> dict[tuple[str, str], int]:
        """How many open journeys are overdue as of an instant, by cohort and party; those that are paused are not."""
        rows = await self._pool.fetch(self._sql["overdue"], as_of)
        return {(row["cohort"], row["turn_party"]): row["journeys"] for row in rows}

    async def incidents(self) -> dict[str, int]:
        """How many incidents are open, by kind."""
        return {row["kind"]: row["incidents"] for row in await self._pool.fetch(self._sql["incidents"])}

    async def messages(self) -> dict[str, int]:
        """How many messages are in which state."""
        return {row["state"]: row["messages"] for row in await self._pool.fetch(self._sql["messages"])}
