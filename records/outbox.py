"""The messages to send and what became of them: load them by key, send, then say how it went."""

from __future__ import annotations

import json
from collections.abc import Sequence

import asyncpg

from domain.shape import Frozen
from records.statements import statements


class QueuedMessage(Frozen):
    """A message with its receiver; `email` is None when nobody or no address is known for the person."""

    key: str
    journey_id: str
    seq: int
    person: str | None
    role: str
    template: str
    facts: dict[str, str]
    state: str
    attempts: int
    name: str | None = None
    email: str | None = None
    sample: bool = False
    cohort: str | None = None
    region_name: str | None = None
    simulated: bool = False


class Outbox:
    """The ledger of messages. A message that was sent stays sent."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def load(self, keys: Sequence[str]) -> tuple[QueuedMessage, ...]:
        """The messages with these keys, in the order of their entries, whatever their state."""
        rows = await self._pool.fetch(statements("outbox")["load"], list(keys))
        return tuple(QueuedMessage(**{**dict(row), "facts": json.loads(row["facts"])}) for row in rows)

    async def mark_sent(self, key: str, answer: str) -> None:
        """The mail server took it; `answer` is what it said."""
        await self._settle(key, "sent", answer)

    async def mark_refused(self, key: str, answer: str) -> None:
        """The mail server refused it for good."""
        await self._settle(key, "refused", answer)

    async def mark_no_receiver(self, key: str, answer: str) -> None:
        """There is nobody, or no address, to send it to."""
        await self._settle(key, "no_receiver", answer)

    async def give_up(self, key: str, answer: str) -> None:
        """It could not be sent for so long that it is of no use any more."""
        await self._settle(key, "given_up", answer)

    async def withdraw(self, key: str, answer: str) -> None:
        """It is of no use any more. One that is not queued stays what it is."""
        await self._pool.execute(statements("outbox")["withdraw"], key, answer)

    async def note_attempt(self, key: str, answer: str) -> None:
        """Sending failed for now; it stays queued."""
        await self._pool.execute(statements("outbox")["note_attempt"], key, answer)

    async def undelivered(self, limit: int = 1000) -> tuple[str, ...]:
        """Keys of messages still queued, the oldest first."""
        return tuple(row["key"] for row in await self._pool.fetch(statements("outbox")["undelivered"], limit))

    async def _settle(self, key: str, state: str, answer: str) -> None:
        await self._pool.execute(statements("outbox")["settle"], key, state, answer)
