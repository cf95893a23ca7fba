"""Incidents: what somebody has to look at. Report one here; `bimtek` and the operators' lists show the open ones."""

from __future__ import annotations

from datetime import datetime

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime

from domain.shape import Frozen
from records.statements import statements


class Incident(Frozen):
    """Something that is not as it should be, with how often and when it was seen."""

    id: int
    journey_id: str
    kind: str
    detail: str
    occurrences: int
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    resolved_at: datetime | None = None


class Incidents:
    """The incidents of all journeys."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def report(self, journey: str, kind: str, detail: str) -> None:
        """Report an incident in a transaction of its own; one that is open already is counted once more."""
        async with self._pool.acquire() as connection:
            await note(connection, journey, kind, detail)

    async def open(self) -> tuple[Incident, ...]:
        """Everything reported and not resolved, oldest first."""
        rows = await self._pool.fetch(statements("reading")["open_incidents"])
        return tuple(Incident(**dict(row)) for row in rows)

    async def resolve(self, incident: int) -> None:
        """Close an incident; seen again, it is a new one."""
        await self._pool.execute(statements("reading")["resolve_incident"], incident)


async def note(connection: PoolConnectionProxy, journey: str, kind: str, detail: str) -> None:
    """Report an incident within the caller's transaction."""
    await connection.execute(statements("journal")["report_incident"], journey, kind, detail)
