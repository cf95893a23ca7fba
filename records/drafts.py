"""What people have begun to write of a review or an approval, kept until it is sent: `Drafts`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from records.statements import statements


@dataclass(frozen=True)
class Draft:
    """What stands in the fields of a form; version 0 is one that nobody has saved."""

    version: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    saved_at: datetime | None = None


class Drafts:
    """One draft for each person, journey and piece of work, such as `give_verdict.2`."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("drafts")

    async def of(self, journey: str, person: str, work: str) -> Draft:
        """A person's draft; an empty one where there is none."""
        row = await self._pool.fetchrow(self._sql["draft"], journey, person, work)
        return Draft(row["version"], json.loads(row["fields"]), row["saved_at"]) if row else Draft()

    async def save(
        self, journey: str, person: str, work: str, fields: dict[str, str], now: datetime, *, based_on: int
    ) -> int | None:
        """Keep a draft that was made from version `based_on`; its new version, or None if another was saved since."""
        version: int | None = await self._pool.fetchval(
            self._sql["save"], journey, person, work, based_on, json.dumps(fields), now
        )
        return version

    async def drop(self, journey: str, person: str, work: str) -> None:
        """Forget a draft: it was sent."""
        await self._pool.execute(self._sql["drop"], journey, person, work)
