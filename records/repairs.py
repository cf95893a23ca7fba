"""Repairs in PostgreSQL: what was proposed, by whom, who confirmed it, what became of it in each journey: `Repairs`.

Every change of a repair writes its line of the audit in the same transaction, so that nothing is done without one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime, Field

from domain.repairs import Rehearsal, Spec
from domain.shape import Frozen, Key, Paragraph
from domain.words.phrase import Phrase
from records.statements import statements


class RepairState(StrEnum):
    """How a repair stands: `proposed` waits for a second person; `stopped` for somebody who lets it go on."""

    PROPOSED = "proposed"
    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


class ItemState(StrEnum):
    """What became of a repair in one journey.

    `refused`: a rule forbade it; `failed`: it went wrong and is tried again when the repair goes on; `left_out`: it
    was not tried, or not any more.
    """

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    LEFT_OUT = "left_out"


class Repair(Frozen):
    """A repair. `spec` is what is done, `pace` in how many journeys a minute (None: one after the other)."""

    number: int
    kind: str
    spec: Spec
    reason: str
    proposed_by: str
    via: str
    proposed_at: AwareDatetime
    state: RepairState
    dangerous: bool
    confirmed_by: str | None = None
    confirmed_at: AwareDatetime | None = None
    pace: int | None = None
    undoes: int | None = None
    undone_by: int | None = None
    ended_at: AwareDatetime | None = None
    counts: dict[ItemState, int] = Field(default={})

    @property
    def journeys(self) -> int:
        """In how many journeys it is done, or was to be."""
        return sum(self.counts.values())


class RepairItem(Frozen):
    """A repair in one journey: what it was rehearsed to lead to, with the digest of that, and what became of it."""

    repair: int
    place: int
    journey: str
    region_code: str | None
    region_name: str | None
    spec: Spec
    rehearsal: Rehearsal
    digest: str
    state: ItemState
    result: Phrase | None
    attempts: int
    begun_at: AwareDatetime | None
    doing_at: AwareDatetime | None
    done_at: AwareDatetime | None


class NewItem(Frozen):
    """A journey of a repair that is proposed. `spec` None is the repair's."""

    journey: Key
    rehearsal: Rehearsal
    state: ItemState
    spec: Spec | None = None
    result: Phrase | None = None


class NewRepair(Frozen):
    """A repair that is proposed. `asked` is the SHA-256 of what was asked for under `key`."""

    key: str
    asked: str
    spec: Spec
    reason: Paragraph
    dangerous: bool
    pace: int | None = Field(default=None, ge=1)
    undoes: int | None = None
    items: tuple[NewItem, ...]


@dataclass(frozen=True)
class By:
    """Who does something with a repair, by which door, and why; it is what the audit says."""

    person: str
    via: str
    reason: str


class KeyUsed(Exception):
    """The same person used the key for something else before."""


@dataclass(frozen=True)
class Begun:
    """An item that is to be done next, `waits` before it, and how often it was tried before."""

    place: int
    waits: timedelta


class Repairs:
    """The repairs in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("repairs")

    async def propose(self, new: NewRepair, by: By) -> int:
        """Keep a new repair, and give its number; under a key that was used for the same before, that one's.

        Raises `KeyUsed`.
        """
        state = RepairState.PROPOSED if new.dangerous else RepairState.RUNNING
        async with self._pool.acquire() as connection, connection.transaction():
            number: int | None = await connection.fetchval(
                self._sql["insert"],
                new.key,
                new.asked,
                new.spec.kind,
                new.spec.model_dump_json(),
                new.reason,
                by.person,
                by.via,
                state,
                new.dangerous,
                new.pace,
                new.undoes,
            )
            if number is None:
                return await self._proposed_before(connection, new, by)
            await connection.execute(self._sql["insert_items"], number, *_columns(new.items))
            await _note(connection, by, f"propose repair {number} ({new.spec.kind})", [i.journey for i in new.items])
        return number

    async def _proposed_before(self, connection: PoolConnectionProxy, new: NewRepair, by: By) -> int:
        row = await connection.fetchrow(self._sql["by_key"], by.person, new.key)
        if row is None or row["asked"] != new.asked:
            raise KeyUsed(new.key)
        return int(row["number"])

    async def known(self, person: str, key: str, asked: str) -> int | None:
        """The repair that a person proposed under a key; None when there is none. Raises `KeyUsed`."""
        row = await self._pool.fetchrow(self._sql["by_key"], person, key)
        if row is not None and row["asked"] != asked:
            raise KeyUsed(key)
        return int(row["number"]) if row else None

    async def find(self, number: int) -> Repair | None:
        """A repair; None when there is none with this number."""
        row = await self._pool.fetchrow(self._sql["find"], number)
        return _repair(row) if row else None

    async def page(
        self,
        *,
        states: Sequence[RepairState] = (),
        journey: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[Repair, ...]:
        """Repairs, the newest first: in one of the states, of a journey, `before` a number."""
        rows = await self._pool.fetch(self._sql["page"], list(states) or None, journey, before, limit)
        return tuple(_repair(row) for row in rows)

    async def items(
        self, number: int, *, states: Sequence[ItemState] = (), after: int = 0, limit: int = 1000
    ) -> tuple[RepairItem, ...]:
        """The journeys of a repair in their order, `after` a place."""
        rows = await self._pool.fetch(self._sql["items"], number, list(states) or None, after, limit)
        return tuple(_item(row) for row in rows)

    async def item(self, number: int, place: int) -> RepairItem:
        """One journey of a repair. Raises `LookupError` where there is none."""
        rows = await self._pool.fetch(self._sql["items"], number, None, place - 1, 1)
        if not rows or rows[0]["place"] != place:
            raise LookupError(f"repair {number} has no place {place}")
        return _item(rows[0])

    async def under_way(self) -> tuple[int, ...]:
        """The repairs that are running."""
        return tuple(row["number"] for row in await self._pool.fetch(self._sql["under_way"]))

    async def confirm(self, number: int, by: By) -> bool:
        """Let a repair run that waits for a second person; False when it does not, or this one proposed it."""
        async with self._pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(self._sql["confirm"], number, by.person) is None:
                return False
            await self._note(connection, by, "confirm", number)
        return True

    async def withdraw(self, number: int, by: By, why: Phrase, begun: Phrase) -> bool:
        """Let go of a repair that waits or was stopped; False when it does neither.

        `why` is said of its journeys, and `begun` of those in which it may have been done, as no answer came.
        """
        open_states = (RepairState.PROPOSED, RepairState.STOPPED)
        async with self._pool.acquire() as connection, connection.transaction():
            if not await self._change(connection, number, open_states, RepairState.WITHDRAWN):
                return False
            await connection.execute(self._sql["leave_out"], number, *why, *begun)
            await self._note(connection, by, "withdraw", number)
        return True

    async def stop(self, number: int, by: By) -> bool:
        """Begin nothing more of a repair; False when it is not running."""
        async with self._pool.acquire() as connection, connection.transaction():
            if not await self._change(connection, number, (RepairState.RUNNING,), RepairState.STOPPED):
                return False
            await self._note(connection, by, "stop", number)
        return True

    async def resume(self, number: int, by: By) -> bool:
        """Let a stopped repair go on; what failed is tried again. False when it was not stopped."""
        async with self._pool.acquire() as connection, connection.transaction():
            if not await self._change(connection, number, (RepairState.STOPPED,), RepairState.RUNNING):
                return False
            await connection.execute(self._sql["wait_again"], number)
            await self._note(connection, by, "resume", number)
        return True

    async def see_anew(self, item: RepairItem, rehearsal: Rehearsal) -> None:
        """Keep what an item of a repair that nobody has confirmed would lead to now."""
        state = ItemState.LEFT_OUT if rehearsal.refused else ItemState.WAITING
        result = rehearsal.refused or (None, None)
        whole = (rehearsal.model_dump_json(), rehearsal.digest(), state, *result)
        await self._pool.execute(self._sql["see_anew"], item.repair, item.place, *whole)

    async def next(self, repair: Repair) -> Begun | None:
        """What is to be done next, and how long to wait for it by the pace; None when nothing waits."""
        row = await self._pool.fetchrow(self._sql["next"], repair.number)
        if row is None:
            return None
        waits = timedelta(0)
        if repair.pace is not None and row["last_begun"] is not None:
            last: datetime = row["last_begun"]
            waits = max(last + timedelta(minutes=1) / repair.pace - row["now"], waits)
        return Begun(row["place"], waits)

    async def begin(self, item: RepairItem) -> int | None:
        """Count a try of an item and give how many that are; None when the repair was stopped, or the item settled."""
        attempts: int | None = await self._pool.fetchval(self._sql["begin"], item.repair, item.place)
        return attempts

    async def doing(self, item: RepairItem, by: By) -> None:
        """Note that an item is done now: from here on it may have been done."""
        async with self._pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(self._sql["doing"], item.repair, item.place) is not None:
                await _note(connection, by, f"do repair {item.repair} ({item.spec.kind})", [item.journey])

    async def settle(self, item: RepairItem, state: ItemState, said: Phrase) -> None:
        """Keep what became of an item; one that still waits has the cause of its last failure."""
        await self._pool.execute(self._sql["settle"], item.repair, item.place, state, *said)

    async def found_otherwise(self, item: RepairItem, rehearsal: Rehearsal, why: Phrase) -> None:
        """Leave out an item that would lead to something else now."""
        whole = (rehearsal.model_dump_json(), rehearsal.digest(), *why)
        await self._pool.execute(self._sql["found_otherwise"], item.repair, item.place, *whole)

    async def end(self, number: int) -> None:
        """A repair of which nothing waits is finished, or stopped where something failed."""
        await self._pool.execute(self._sql["end"], number)

    async def _change(
        self, connection: PoolConnectionProxy, number: int, before: Sequence[RepairState], after: RepairState
    ) -> bool:
        return await connection.fetchval(self._sql["change"], number, list(before), after) is not None

    async def _note(self, connection: PoolConnectionProxy, by: By, verb: str, number: int) -> None:
        """A line of the audit for each journey of a repair."""
        rows = await connection.fetch(self._sql["items"], number, None, 0, 2**31 - 1)
        await _note(connection, by, f"{verb} repair {number}", [row["journey"] for row in rows])


async def _note(connection: PoolConnectionProxy, by: By, action: str, journeys: Sequence[str]) -> None:
    lines = [(by.person, by.via, action, journey, by.reason) for journey in journeys]
    await connection.executemany(statements("audit")["note"], lines)


def _columns(items: Sequence[NewItem]) -> tuple[list[Any], ...]:
    """New items by column, as the statement takes them."""
    return (
        list(range(1, len(items) + 1)),
        [item.journey for item in items],
        [item.spec.model_dump_json() if item.spec is not None else None for item in items],
        [item.rehearsal.model_dump_json() for item in items],
        [item.rehearsal.digest() for item in items],
        [item.state.value for item in items],
        [item.result.id if item.result else None for item in items],
        [item.result.en if item.result else None for item in items],
    )


def _repair(row: asyncpg.Record) -> Repair:
    return Repair(**{**dict(row), "spec": json.loads(row["spec"]), "counts": json.loads(row["counts"])})


def _item(row: asyncpg.Record) -> RepairItem:
    found = dict(row)
    said = found.pop("result_id"), found.pop("result_en")
    return RepairItem(
        **{
            **found,
            "spec": json.loads(row["spec"]),
            "rehearsal": json.loads(row["rehearsal"]),
            "result": Phrase(*said) if said[0] is not None else None,
        }
    )
