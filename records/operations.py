"""What operators look through: the ledger of messages, documents that are not made yet; by pages, without addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import asyncpg
from pydantic import AfterValidator, AwareDatetime, Field

from domain.shape import Frozen
from records.orders import WaitingDocument
from records.statements import statements

ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
"""An e-mail address in what a mail server says."""


class MessageState(StrEnum):
    """How a message stands in the ledger."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    NO_RECEIVER = "no_receiver"
    WITHDRAWN = "withdrawn"
    SENT_BY_HAND = "sent_by_hand"
    DIGESTED = "digested"
    MUTED = "muted"


class LedgerLine(Frozen):
    """A message and what became of it. `by_hand` is how its passing on by hand stands, where it came to that:
    `queued` until `passed_on_by` has done so, then `sent_by_hand`.
    """

    key: str = Field(examples=["journey-2019-kab-klaten.12.1"])
    journey: str = Field(examples=["journey-2019-kab-klaten"])
    seq: int = Field(examples=[12])
    person: str | None = Field(examples=["kab-klaten.coordinator"])
    role: str = Field(examples=["coordinator"])
    template: str = Field(examples=["your_turn"])
    state: MessageState
    attempts: int = Field(examples=[1])
    queued_at: AwareDatetime
    leaves_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None
    last_answer: str | None = Field(default=None, examples=["250 2.0.0 Ok: queued"])
    by_hand: str | None = Field(default=None, examples=["queued"])
    passed_on_by: str | None = Field(default=None, examples=["pengelola-program"])


class Standing(Frozen):
    """How much is under way, and the oldest message that could have left and has not."""

    incidents: int
    queued: int
    by_hand: int
    documents: int
    documents_failed: int
    oldest_unsent: AwareDatetime | None


class JourneyName(Frozen):
    """What a journey is called where only its id is known."""

    journey_id: str
    region_name: str
    cohort: str


FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _known_time(at: datetime) -> datetime:
    """An instant that the database can have written. Raises `ValueError` for another."""
    if not FIRST <= at <= LAST:
        raise ValueError("not an instant of the records")
    return at


WrittenAt = Annotated[AwareDatetime, AfterValidator(_known_time)]


class LedgerPlace(Frozen):
    """Where a page of messages ended."""

    queued_at: WrittenAt
    key: str = Field(max_length=200, pattern=r"^[^\x00]*$")


class OrdersPlace(Frozen):
    """Where a page of documents ended."""

    ordered_at: WrittenAt
    journey: str = Field(max_length=200, pattern=r"^[^\x00]*$")
    key: str = Field(max_length=400, pattern=r"^[^\x00]*$")


class Operations:
    """Pages of what is under way in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("operations")

    async def messages(
        self,
        *,
        states: Sequence[MessageState] = (),
        journey: str | None = None,
        by_hand: bool = False,
        before: LedgerPlace | None = None,
        limit: int = 100,
    ) -> tuple[LedgerLine, ...]:
        """Messages, the newest first, in some states (none given: in any); `by_hand` only what waits for a person."""
        place = (before.queued_at, before.key) if before else (None, None)
        rows = await self._pool.fetch(self._sql["messages"], list(states) or None, journey, by_hand, *place, limit)
        return tuple(_line(row) for row in rows)

    async def message(self, key: str) -> LedgerLine | None:
        """One message; None when there is none with this key."""
        row = await self._pool.fetchrow(self._sql["message"], key)
        return _line(row) if row else None

    async def documents(
        self,
        *,
        journey: str | None = None,
        failed: bool = False,
        after: OrdersPlace | None = None,
        limit: int = 100,
    ) -> tuple[WaitingDocument, ...]:
        """Documents that have not been made, the oldest first; `failed` only those that were tried in vain."""
        place = (after.ordered_at, after.journey, after.key) if after else (None, None, None)
        rows = await self._pool.fetch(self._sql["documents"], journey, failed, *place, limit)
        return tuple(WaitingDocument(**dict(row)) for row in rows)

    async def standing(self, as_of: datetime) -> Standing:
        """How much is under way as of an instant; counted by indices that hold only what is not settled."""
        rows = await self._pool.fetch(self._sql["standing"], as_of)
        return Standing(**dict(rows[0]))

    async def journey_names(self, journeys: Sequence[str]) -> dict[str, JourneyName]:
        """The names of these journeys by id; of what is no journey there is none."""
        rows = await self._pool.fetch(self._sql["journey_names"], list(journeys))
        return {row["journey_id"]: JourneyName(**dict(row)) for row in rows}


def _line(row: asyncpg.Record) -> LedgerLine:
    said = row["last_answer"]
    return LedgerLine(**{**dict(row), "last_answer": None if said is None else ADDRESS.sub("(address)", said)})
