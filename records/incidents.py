"""Incidents: what somebody has to look at. Report one here; `bimtek incidents` and the HTTP API show the open ones."""

from __future__ import annotations

from datetime import datetime

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime, Field

from domain.shape import Frozen
from records.statements import statements


class Incident(Frozen):
    """Something that is not as it should be, with how often and when it was seen; of a journey or a cohort."""

    id: int = Field(examples=[17])
    journey_id: str = Field(examples=["journey-2019-kab-klaten"])
    kind: str = Field(examples=["document_not_made"])
    detail: str = Field(examples=["assessment-letter: the object store does not answer"])
    occurrences: int = Field(examples=[3])
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
        rows = await self._pool.fetch(statements("incidents")["open"])
        return tuple(Incident(**dict(row)) for row in rows)

    async def page(
        self, *, kind: str | None = None, journey: str | None = None, after: int = 0, limit: int = 100
    ) -> tuple[Incident, ...]:
        """What is not resolved, in the order of its numbers, `after` one of them."""
        rows = await self._pool.fetch(statements("incidents")["page"], kind, journey, after, limit)
        return tuple(Incident(**dict(row)) for row in rows)

    async def find(self, incident: int) -> Incident | None:
        """An incident, resolved or not; None when there is none with this number."""
        row = await self._pool.fetchrow(statements("incidents")["find"], incident)
        return Incident(**dict(row)) if row else None

    async def resolve(self, incident: int) -> bool:
        """Close an incident; seen again, it is a new one. False when it is not open."""
        return await self._pool.fetchval(statements("incidents")["resolve"], incident) is not None

    async def over(self, journey: str, kind: str, begins: str) -> int:
        """Resolve what is open of a journey and a kind, and whose detail begins so; gives how many that were."""
        count: int = await self._pool.fetchval(statements("incidents")["over"], journey, kind, begins)
        return count


async def note(connection: PoolConnectionProxy, journey: str, kind: str, detail: str) -> None:
    """Report an incident within the caller's transaction."""
    await connection.execute(statements("journal")["report_incident"], journey, kind, detail)
