"""The inbox: a person's messages in the ledger, whatever way they went; and those that people pass on by hand."""

from __future__ import annotations

from datetime import datetime

import asyncpg
from pydantic import AwareDatetime, Field

from domain.shape import Frozen, Line
from records.cursor import Moment
from records.outbox import Outbox, QueuedMessage
from records.statements import statements


class InboxMessage(Frozen):
    """A message in an inbox, and since when it may be read."""

    message: QueuedMessage
    at: AwareDatetime


class Place(Frozen):
    """Where a page of messages ended, in the order of the time at which they were queued."""

    at: Moment
    key: Line


class ToldLine(Frozen):
    """A message of a journey and what became of it, without addresses; `leaves_at` None means at once."""

    key: str = Field(examples=["journey-2019-kab-banjar.1.1"])
    seq: int = Field(examples=[1])
    person: str | None = Field(examples=["kab-banjar.coordinator"])
    name: str | None = Field(examples=["Koordinator Kabupaten Banjar (contoh)"])
    role: str = Field(examples=["coordinator"])
    template: str = Field(examples=["your_turn"])
    state: str = Field(examples=["sent"])
    attempts: int = Field(examples=[1])
    leaves_at: AwareDatetime | None = Field(examples=[None])
    queued_at: AwareDatetime
    sent_at: AwareDatetime | None


class WaitingByHand(Frozen):
    """A message that somebody has to pass on; `passed_on_by` None means that nobody is there to do it."""

    message: QueuedMessage
    passed_on_by: str | None
    why: str | None
    queued_at: AwareDatetime


class DeliveryLine(Frozen):
    """A message on another way than mail."""

    message_key: str
    channel: str
    receiver: str
    state: str
    attempts: int
    repeat: bool
    last_answer: str | None
    passed_on_by: str | None
    queued_at: AwareDatetime
    sent_at: AwareDatetime | None


class Inbox:
    """What people have been told, or still have to tell each other."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._outbox = Outbox(pool)
        self._sql = statements("notify")

    async def of(
        self, person: str, as_of: datetime, limit: int = 100, after: Place | None = None
    ) -> tuple[InboxMessage, ...]:
        """The messages of a person that may be read by `as_of`, the newest first, from behind `after` on.

        None that was withdrawn.
        """
        place = (after.at, after.key) if after else (None, None)
        rows = await self._pool.fetch(self._sql["inbox"], person, as_of, limit, *place)
        keys = [row["key"] for row in rows]
        at = {row["key"]: row["at"] for row in await self._pool.fetch(self._sql["inbox_times"], keys)}
        found = {message.key: message for message in await self._outbox.load(keys)}
        return tuple(InboxMessage(message=found[key], at=at[key]) for key in keys)

    async def waiting_by_hand(
        self, by: str | None = None, *, limit: int | None = None, after: Place | None = None
    ) -> tuple[WaitingByHand, ...]:
        """Everything that a person, `by` where given, has to pass on, the oldest first, from behind `after` on."""
        place = (after.at, after.key) if after else (None, None)
        rows = await self._pool.fetch(self._sql["waiting_by_hand"], by, limit, *place)
        found = {m.key: m for m in await self._outbox.load([row["message_key"] for row in rows])}
        return tuple(
            WaitingByHand(
                message=found[row["message_key"]],
                passed_on_by=row["passed_on_by"],
                why=row["why"],
                queued_at=row["queued_at"],
            )
            for row in rows
        )

    async def is_errand_of(self, person: str, key: str) -> bool:
        """Whether a person was asked to pass a message on by hand, or has done so."""
        return bool(await self._pool.fetchval(self._sql["errand_of"], key, person))

    async def of_journey(self, journey: str, limit: int, *, after: tuple[int, str] = (0, "")) -> tuple[ToldLine, ...]:
        """The messages of a journey in the order of their entries, from behind the entry and key `after` on."""
        rows = await self._pool.fetch(self._sql["told_of_journey"], journey, *after, limit)
        return tuple(ToldLine(**dict(row)) for row in rows)

    async def passed_on(self, key: str, by: str, at: datetime) -> bool:
        """Note that a person has sent a message by hand; False when that is noted already, or it has no receiver."""
        async with self._pool.acquire() as connection, connection.transaction():
            new = await connection.fetchval(self._sql["passed_on"], key, by, at)
            if new is not None:
                await connection.execute(self._sql["sent_by_hand"], key, at)
        return new is not None

    async def deliveries(self, key: str) -> tuple[DeliveryLine, ...]:
        """The other ways of a message and what became of it on each."""
        rows = await self._pool.fetch(self._sql["deliveries_of_message"], key)
        return tuple(DeliveryLine(**dict(row)) for row in rows)
