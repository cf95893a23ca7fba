"""Who works on a task that several could do: `Claims`. A claim tells the others; it keeps nobody from acting."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg
from pydantic import AwareDatetime, Field

from domain.shape import Frozen, Line, Person
from records.statements import statements
from records.task_list import Held

LASTS = timedelta(days=7)
"""How long a claim holds that nobody renews."""


class ClaimLine(Frozen):
    """A claim that holds: on which task, whose, until when, and from whom it was taken and why, where it was."""

    key: Line = Field(examples=["turn"])
    person: Person = Field(examples=["kab-banjar.coordinator"])
    name: Line | None = Field(examples=["Koordinator Kabupaten Banjar (contoh)"])
    claimed_at: AwareDatetime
    until: AwareDatetime
    taken_from: Person | None = Field(default=None, examples=[None])
    reason: str | None = Field(default=None, examples=[None])


class Claims:
    """Claims in PostgreSQL. One ends with its task, when it is released or taken over, or after `LASTS`."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("inbox")

    async def of(self, journey: str, now: datetime) -> tuple[ClaimLine, ...]:
        """The claims in a journey that hold."""
        rows = await self._pool.fetch(self._sql["claims_of_journey"], journey, now)
        return tuple(ClaimLine(**dict(row)) for row in rows)

    async def claim(self, journey: str, task: Held, person: str, now: datetime, reason: str | None = None) -> bool:
        """Claim a task; with a reason also one that somebody else has. False when it stays his."""
        values = (journey, task.key, person, task.since, now, now + LASTS, reason)
        return await self._pool.fetchval(self._sql["claim"], *values) is not None

    async def release(self, journey: str, key: str, person: str) -> bool:
        """Let a task go; False when the person has not claimed it."""
        return await self._pool.fetchval(self._sql["release"], journey, key, person) is not None
