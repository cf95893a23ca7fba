"""The audit: who read whose personal data, what operators did, and why; lines are only ever added."""

from __future__ import annotations

import asyncpg
from pydantic import AwareDatetime

from domain.shape import Frozen
from records.statements import statements


class AuditLine(Frozen):
    """One thing that somebody did or read; `subject` is a person, a journey or a part of the system."""

    id: int
    at: AwareDatetime
    person: str
    via: str
    action: str
    subject: str
    reason: str


class Audit:
    """The audit in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("audit")

    async def note(self, *, person: str, via: str, action: str, subject: str, reason: str) -> None:
        """Add a line. Do it before what it tells of, so that nothing happens without one."""
        await self._pool.execute(self._sql["note"], person, via, action, subject, reason)

    async def lines(
        self, *, subject: str | None = None, person: str | None = None, before: int | None = None, limit: int = 100
    ) -> tuple[AuditLine, ...]:
        """The newest lines, of one subject or person where given; `before` is the id of the last line seen."""
        rows = await self._pool.fetch(self._sql["lines"], subject, person, before, limit)
        return tuple(AuditLine(**dict(row)) for row in rows)
