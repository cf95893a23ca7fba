"""What was answered to a command that no journey keeps, by person and key, so that the same again is done once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import asyncpg

from domain.shape import Frozen
from records.statements import statements

KEPT = timedelta(days=7)
"""For how long an answer is kept."""
UNDER_WAY = timedelta(seconds=60)
"""After so long without an answer whoever did it is taken for gone, and the same may be done again."""


class KnownAnswer(Frozen):
    """What was answered: the HTTP status and the body as JSON text."""

    status: int
    answer: str


class Standing(StrEnum):
    """How a command stands that cannot be begun now."""

    UNDER_WAY = "under_way"
    """The same command is being done."""
    ANOTHER = "another"
    """The key was used for another command."""


@dataclass(frozen=True)
class Claim:
    """A command that somebody has begun: its person, key and digest (SHA-256 in hexadecimal)."""

    person: str
    key: str
    digest: str


class Answers:
    """Answered commands in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("answered")

    async def begin(self, claim: Claim, now: datetime) -> KnownAnswer | Standing | None:
        """Begin a command; None means that it is to be done now. What is older than `KEPT` is forgotten."""
        await self._pool.execute(self._sql["forget_old"], now - KEPT)
        whole = (claim.person, claim.key, claim.digest)
        while True:
            if await self._pool.fetchval(self._sql["begin"], *whole, now, now - UNDER_WAY) is not None:
                return None
            row = await self._pool.fetchrow(self._sql["found"], claim.person, claim.key)
            if row is None:
                continue  # refused and forgotten meanwhile
            if row["digest"] != claim.digest:
                return Standing.ANOTHER
            if row["status"] is None:
                return Standing.UNDER_WAY
            return KnownAnswer(status=row["status"], answer=row["answer"])

    async def keep(self, claim: Claim, answer: KnownAnswer) -> None:
        """Keep the answer to a command; one that was kept first stays."""
        whole = (claim.person, claim.key, claim.digest)
        await self._pool.execute(self._sql["keep"], *whole, answer.status, answer.answer)

    async def let_go(self, claim: Claim, now: datetime) -> None:
        """Its outcome is not known: whoever sends the same again does it at once, another command is still refused."""
        # A microsecond further back than is asked for, so that the same instant is enough.
        since = now - UNDER_WAY - timedelta(microseconds=1)
        await self._pool.execute(self._sql["let_go"], claim.person, claim.key, claim.digest, since)

    async def forget(self, claim: Claim) -> None:
        """It was refused and nothing was done: the key may be used for something else."""
        await self._pool.execute(self._sql["forget"], claim.person, claim.key, claim.digest)
