"""Incidents: what somebody has to look at. Report one here; `bimtek incidents` and the HTTP API show the open ones."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

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
    acknowledged_at: AwareDatetime | None = Field(default=None, description="Since when somebody sees to it.")
    acknowledged_by: str | None = Field(default=None, examples=["operator"])
    rounds: int = Field(default=0, examples=[1], description="How often operators were told of it.")
    told_at: AwareDatetime | None = Field(default=None, description="When they were told last.")


class OperatorsNotice(Frozen):
    """A message that tells one operator of incidents; `facts` name nobody. `leaves_at` None: at once."""

    key: str
    journey_id: str
    person: str
    facts: dict[str, str]
    queued_at: AwareDatetime
    leaves_at: AwareDatetime | None = None


class WaitingNotice(Frozen):
    """A message to an operator that may leave; `wanted` while one of its incidents is still nobody's."""

    key: str
    wanted: bool


class ToldOperator(Frozen):
    """Who was told of an incident, and what became of that message."""

    key: str = Field(examples=["incident.17.1.operator"])
    person: str = Field(examples=["operator"])
    state: str = Field(examples=["sent"])
    queued_at: AwareDatetime
    leaves_at: AwareDatetime | None
    sent_at: AwareDatetime | None


class ProgrammeOperator(Frozen):
    """An operator of the programme: where he is, if he said so, and whether an address of his is known."""

    person: str
    zone: str | None
    reachable: bool


class NotDelivered(Frozen):
    """A message of a journey that did not reach its receiver."""

    key: str
    person: str | None
    role: str
    template: str
    queued_at: AwareDatetime


Writes = Callable[[Sequence[Incident]], Awaitable[Sequence[OperatorsNotice]]]
"""Writes what operators are told of some incidents."""


class Incidents:
    """The incidents of all journeys."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("incidents")

    async def report(self, journey: str, kind: str, detail: str) -> None:
        """Report an incident in a transaction of its own; one that is open already is counted once more."""
        async with self._pool.acquire() as connection:
            await note(connection, journey, kind, detail)

    async def open(self) -> tuple[Incident, ...]:
        """Everything reported and not resolved, oldest first."""
        rows = await self._pool.fetch(self._sql["open"])
        return tuple(Incident(**dict(row)) for row in rows)

    async def page(
        self, *, kind: str | None = None, journey: str | None = None, after: int = 0, limit: int = 100
    ) -> tuple[Incident, ...]:
        """What is not resolved, in the order of its numbers, `after` one of them."""
        rows = await self._pool.fetch(self._sql["page"], kind, journey, after, limit)
        return tuple(Incident(**dict(row)) for row in rows)

    async def find(self, incident: int) -> Incident | None:
        """An incident, resolved or not; None when there is none with this number."""
        row = await self._pool.fetchrow(self._sql["find"], incident)
        return Incident(**dict(row)) if row else None

    async def resolve(self, incident: int) -> bool:
        """Close an incident; seen again, it is a new one. False when it is not open."""
        return await self._pool.fetchval(self._sql["resolve"], incident) is not None

    async def acknowledge(self, incident: int, person: str, now: datetime) -> bool:
        """Note that somebody has seen an incident and sees to it; who did so first stays noted. False if not open."""
        return await self._pool.fetchval(self._sql["acknowledge"], incident, person, now) is not None

    async def operators(self) -> tuple[ProgrammeOperator, ...]:
        """The operators of the programme."""
        return tuple(ProgrammeOperator(**dict(row)) for row in await self._pool.fetch(self._sql["operators"]))

    async def tell(self, write: Writes, now: datetime, *, again: timedelta, calm: timedelta, but: Sequence[str]) -> int:
        """Begin a round for what operators are to be told of: note the round and what `write` gives for it, or nothing.

        Told again is what is open for `again` since the last round; `calm` is how long nothing is said of what has been
        resolved and comes again. `but` are kinds of which nobody is told. Gives how many messages were queued.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            rows = await connection.fetch(self._sql["to_tell"], list(but), now - again, now - calm)
            found = tuple(Incident(**dict(row)) for row in rows)
            if not found:
                return 0
            notices = await write(found)
            if not notices:
                return 0  # nobody is there to be told: the round is not used up
            await connection.execute(self._sql["told"], [each.id for each in found], now)
            written = json.dumps([notice.model_dump(mode="json") for notice in notices])
            await connection.execute(self._sql["queue_notices"], written)
        return len(notices)

    async def notices(self, now: datetime, limit: int = 200) -> tuple[WaitingNotice, ...]:
        """What operators are still to be told and may be told by now, the oldest first."""
        rows = await self._pool.fetch(self._sql["notices"], now, limit)
        return tuple(WaitingNotice(**dict(row)) for row in rows)

    async def reachable_again(self) -> tuple[str, ...]:
        """Queue again what operators were not told for want of an address that is known now; gives whose that was."""
        return tuple(row["person"] for row in await self._pool.fetch(self._sql["reachable_again"]))

    async def told_of(self, incident: int) -> tuple[ToldOperator, ...]:
        """Who was told of an incident, the newest first."""
        rows = await self._pool.fetch(self._sql["told_of"], str(incident))
        return tuple(ToldOperator(**dict(row)) for row in rows)

    async def not_delivered(self, journey: str) -> tuple[NotDelivered, ...]:
        """The messages of a journey that did not reach their receivers, the newest first."""
        rows = await self._pool.fetch(self._sql["nobody_told"], journey)
        return tuple(NotDelivered(**dict(row)) for row in rows)

    async def open_journeys(self) -> int:
        """How many journeys are open or will open: those that a part that is away holds up."""
        count: int = await self._pool.fetchval(self._sql["open_journeys"])
        return count

    async def overdue(self, as_of: datetime, after: str, limit: int) -> tuple[str, ...]:
        """Open journeys after one whose turn was due by an instant, or may be so in their own, simulated time."""
        return tuple(row["journey_id"] for row in await self._pool.fetch(self._sql["overdue"], as_of, after, limit))

    async def over(self, journey: str, kind: str, begins: str) -> int:
        """Resolve what is open of a journey and a kind, and whose detail begins so; gives how many that were."""
        count: int = await self._pool.fetchval(self._sql["over"], journey, kind, begins)
        return count


async def note(connection: PoolConnectionProxy, journey: str, kind: str, detail: str) -> None:
    """Report an incident within the caller's transaction."""
    await connection.execute(statements("journal")["report_incident"], journey, kind, detail)
