"""The messages to send and what became of them: load them by key, begin, send, then say how it went."""

from __future__ import annotations

import json
from collections.abc import Sequence

import asyncpg
from pydantic import AwareDatetime

from domain.shape import Frozen
from records.statements import statements

SENT_AGAIN = ("refused", "given_up", "no_receiver", "sent", "sent_by_hand")
"""The states from which a message can be sent again."""


class QueuedMessage(Frozen):
    """A message with its receiver; `email` is None when nobody or no address is known for the person.

    `language`, `zone`, `digest` and `muted` are what that person prefers; `title` is what the policy calls the gate or
    obligation it is about.
    """

    key: str
    journey_id: str
    seq: int
    person: str | None
    role: str
    template: str
    facts: dict[str, str]
    state: str
    attempts: int
    queued_at: AwareDatetime | None = None
    repeat: bool = False
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    sample: bool = False
    cohort: str | None = None
    region_name: str | None = None
    region_zone: str | None = None
    programme: str | None = None
    title: str | None = None
    simulated: bool = False
    language: str | None = None
    zone: str | None = None
    digest: bool = False
    muted: tuple[str, ...] = ()


class Outbox:
    """The ledger of messages. A message that was sent stays sent, unless an operator has it sent again."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("outbox")

    async def load(self, keys: Sequence[str]) -> tuple[QueuedMessage, ...]:
        """The messages with these keys, in the order of their entries, whatever their state."""
        rows = await self._pool.fetch(self._sql["load"], list(keys))
        return tuple(QueuedMessage(**{**dict(row), "facts": json.loads(row["facts"])}) for row in rows)

    async def begin(self, key: str) -> bool | None:
        """Note that an attempt begins, before it does.

        Says whether an earlier one has no known outcome, so that this one may be a repeat, which is noted too; None
        when the message is not queued any more.
        """
        repeat: bool | None = await self._pool.fetchval(self._sql["begin"], key)
        return repeat

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
        """It could not be sent for so long that it is of no use any more; what is settled stays what it is."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(self._sql["set_aside"], key, "given_up", answer)
            await connection.execute(self._sql["give_up_deliveries"], key, answer)

    async def withdraw(self, key: str, answer: str) -> None:
        """It is of no use any more. One that is not queued stays what it is."""
        await self._pool.execute(self._sql["withdraw"], key, answer)

    async def set_aside(self, key: str, state: str, answer: str) -> None:
        """Its receiver wants it in the digest (`digested`), or not at all (`muted`)."""
        await self._pool.execute(self._sql["set_aside"], key, state, answer)

    async def note_attempt(self, key: str, answer: str, *, certain: bool = False) -> None:
        """Sending failed for now; it stays queued. `certain` when it is sure that it did not arrive."""
        await self._pool.execute(self._sql["note_attempt"], key, answer, certain)

    async def queue_again(self, keys: Sequence[str]) -> None:
        """Have settled messages sent once more, with the key and the attempts they have.

        One that is queued, withdrawn, switched off or in a digest stays what it is.
        """
        await self._pool.execute(self._sql["queue_again"], list(keys), list(SENT_AGAIN))

    async def undelivered(self, limit: int = 1000) -> tuple[str, ...]:
        """Keys of messages still queued, the oldest first."""
        return tuple(row["key"] for row in await self._pool.fetch(self._sql["undelivered"], limit))

    async def begin_delivery(self, key: str, channel: str, receiver: str) -> bool | None:
        """As `begin`, for another way of the message, such as an endpoint."""
        repeat: bool | None = await self._pool.fetchval(self._sql["begin_delivery"], key, channel, receiver)
        return repeat

    async def settle_delivery(self, key: str, channel: str, receiver: str, state: str, answer: str) -> None:
        """What became of a message on another way."""
        await self._pool.execute(self._sql["settle_delivery"], key, channel, receiver, state, answer)

    async def note_delivery(self, key: str, channel: str, receiver: str, answer: str, *, certain: bool) -> None:
        """Another way failed for now."""
        await self._pool.execute(self._sql["note_delivery"], key, channel, receiver, answer, certain)

    async def ask_by_hand(self, key: str, roles: Sequence[str], why: str) -> str | None:
        """Note that the first holder of these roles is to pass a message on; gives his id, None when there is none.

        Its receiver is not asked himself. The same again changes nothing.
        """
        somebody: str | None = await self._pool.fetchval(self._sql["ask_by_hand"], key, list(roles), why)
        return somebody

    async def _settle(self, key: str, state: str, answer: str) -> None:
        await self._pool.execute(self._sql["settle"], key, state, answer)
