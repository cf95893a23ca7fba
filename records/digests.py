"""The digests: which messages go into a person's one mail of the day, and what became of it."""

from __future__ import annotations

import asyncpg
from pydantic import AwareDatetime

from domain.shape import Frozen
from records.outbox import Outbox, QueuedMessage
from records.statements import statements


class DigestRecord(Frozen):
    """A digest and what became of it."""

    key: str
    person: str
    state: str
    attempts: int
    repeat: bool
    last_answer: str | None
    sent_at: AwareDatetime | None


class OpenDigest(Frozen):
    """A digest that is to be sent, with its messages in the order in which they came."""

    key: str
    messages: tuple[QueuedMessage, ...]


class Digests:
    """The ledger of digests."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._outbox = Outbox(pool)
        self._sql = statements("notify")

    async def open(self, person: str) -> OpenDigest | None:
        """The person's digest that is not sent yet, or a new one of all that waits; None when nothing does.

        One that was begun stays as it is, whatever has come since: a repeat has the same key and says the same.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            key = await connection.fetchval(self._sql["open_digest"], person)
            if key is None:
                key = await connection.fetchval(self._sql["insert_digest"], person)
                if key is None:
                    return None
                await connection.execute(self._sql["fill_digest"], person, key)
            keys = [row["key"] for row in await connection.fetch(self._sql["in_digest"], key)]
        found = {message.key: message for message in await self._outbox.load(keys)}
        return OpenDigest(key=key, messages=tuple(found[each] for each in keys))

    async def waiting_in(self, journey: str) -> tuple[str, ...]:
        """Whose digests have messages of a journey that have not been sent yet."""
        return tuple(row["person"] for row in await self._pool.fetch(self._sql["people_with_digests"], journey))

    async def begin(self, key: str) -> bool | None:
        """Note that an attempt begins; says whether it may be a repeat, None when the digest is settled."""
        repeat: bool | None = await self._pool.fetchval(self._sql["begin_digest"], key)
        return repeat

    async def note_attempt(self, key: str, answer: str, *, certain: bool) -> None:
        """Sending failed for now; `certain` when it is sure that nothing arrived."""
        await self._pool.execute(self._sql["note_digest"], key, answer, certain)

    async def settle(self, key: str, state: str, answer: str) -> None:
        """What became of a digest, and so of its messages. One that is settled stays what it is."""
        async with self._pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(self._sql["settle_digest"], key, state, answer) is not None:
                await connection.execute(self._sql["settle_digested"], key, state, answer)

    async def find(self, key: str) -> DigestRecord | None:
        """A digest and what became of it."""
        row = await self._pool.fetchrow(self._sql["digest"], key)
        return DigestRecord(**dict(row)) if row else None
