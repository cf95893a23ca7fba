"""The recording: `Records.record` writes a batch of entries, the rows they change and their messages, or nothing."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import ValidationError

from domain.documents import DocumentOrder, ordered
from domain.entry import GENESIS, Entry
from domain.evolve import evolve
from domain.model import Journey
from domain.notices import Notice
from domain.projection import Rows, project
from records import bookings, read_tables
from records.chain import check_chain, read_entry
from records.errors import JournalFork, JournalGap, JournalRefused
from records.incidents import Incidents
from records.orders import place_orders, waiting_orders
from records.statements import statements

SNAPSHOT_EVERY = 25
"""Entries between two snapshots of a journey; at most as many are replayed to know its state."""

STATES_KEPT = 128
"""Journeys whose last recorded state stays in memory, so that the next recording need not load it."""


class Batch(Protocol):
    """What is recorded at once: entries of one journey in order, and the messages they give rise to."""

    @property
    def journey(self) -> str:
        """The journey's id."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, dense and chained."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The messages to queue."""


@dataclass(frozen=True)
class Recorded:
    """A journey's state at an entry of the journal, with its rows."""

    journey: Journey
    rows: Rows


class Records:
    """The journal and everything that follows it. Safe to share between tasks."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._states: OrderedDict[str, Recorded] = OrderedDict()

    async def record(self, batch: Batch) -> tuple[DocumentOrder, ...]:
        """Record a batch in one transaction; what is recorded already changes nothing.

        Gives the documents that the batch asks for and that have not been made yet.

        Raises JournalFork, JournalGap or EntryBroken, each also reported as an incident, and asyncpg's errors.
        """
        try:
            check_chain(batch.journey, batch.entries)
            async with self._pool.acquire() as connection, connection.transaction():
                recorded = await self._write(connection, batch)
                orders = await waiting_orders(connection, batch.journey, batch.entries)
        except JournalRefused as refused:
            await Incidents(self._pool).report(refused.journey, refused.name, str(refused))
            raise
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as refused:
            # The database will not take these rows however often they are sent: a person has to see it.
            detail = f"{type(refused).__name__}: {refused}"
            await Incidents(self._pool).report(batch.journey, "database_refuses", detail)
            raise
        if recorded is not None:
            # Only after the commit: a state that never was must not be built upon.
            self._keep(recorded)
        return orders

    async def _write(self, connection: PoolConnectionProxy, batch: Batch) -> Recorded | None:
        sql = statements("journal")
        await connection.execute(sql["lock_journey"], batch.journey)
        new = await self._not_recorded(connection, batch)
        recorded: Recorded | None = None
        if new:
            before = await self._before(connection, new[0])
            after = before.journey if before else None
            asked: list[DocumentOrder] = []
            for entry in new:
                after = evolve(after, entry)
                asked += ordered(after, entry)
            assert after is not None  # `new` is not empty
            recorded = Recorded(after, project(after))
            await insert_entries(connection, batch.journey, new)
            changes = read_tables.differences(before.rows if before else read_tables.nothing(), recorded.rows)
            await read_tables.write(connection, changes)
            await bookings.keep_in_step(connection, before.journey if before else None, after)
            await place_orders(connection, after, asked)
            if after.ended or after.seq // SNAPSHOT_EVERY != (new[0].seq - 1) // SNAPSHOT_EVERY:
                await save_snapshot(connection, after)
        if batch.notices:
            await connection.execute(sql["queue_messages"], batch.journey, _notices_json(batch.notices))
        if new:
            await connection.execute(sql["announce"], f"{batch.journey}:{new[-1].seq}")
        return recorded

    async def _not_recorded(self, connection: PoolConnectionProxy, batch: Batch) -> tuple[Entry, ...]:
        """The entries of the batch the journal does not have yet, once it is sure that they continue it."""
        if not batch.entries:
            return ()
        first = batch.entries[0]
        rows = await connection.fetch(statements("journal")["entries_since"], batch.journey, first.seq - 1)
        recorded: dict[int, str] = {row["seq"]: row["hash"] for row in rows}
        recorded.setdefault(0, GENESIS)
        for entry in batch.entries:
            if recorded.get(entry.seq, entry.hash) != entry.hash:
                raise JournalFork(batch.journey, seq=entry.seq, recorded=recorded[entry.seq], given=entry.hash)
        if first.seq - 1 not in recorded:
            raise JournalGap(batch.journey, seq=first.seq, missing=first.seq - 1)
        if recorded[first.seq - 1] != first.previous:
            raise JournalFork(batch.journey, seq=first.seq - 1, recorded=recorded[first.seq - 1], given=first.previous)
        return tuple(entry for entry in batch.entries if entry.seq not in recorded)

    async def _before(self, connection: PoolConnectionProxy, entry: Entry) -> Recorded | None:
        """The state that `entry` continues; None when it is the first."""
        if entry.seq == 1:
            return None
        kept = self._states.get(entry.journey)
        if kept is not None and (kept.journey.seq, kept.journey.head) == (entry.seq - 1, entry.previous):
            return kept
        journey = await load_state(connection, entry.journey)
        return Recorded(journey, project(journey)) if journey else None

    def _keep(self, recorded: Recorded) -> None:
        self._states[recorded.journey.id] = recorded
        self._states.move_to_end(recorded.journey.id)
        while len(self._states) > STATES_KEPT:
            self._states.popitem(last=False)


async def insert_entries(connection: PoolConnectionProxy, journey: str, entries: Sequence[Entry]) -> None:
    """Insert entries into the journal. The caller has checked that they continue it."""
    await connection.execute(
        statements("journal")["insert_entries"],
        journey,
        [e.seq for e in entries],
        [e.at for e in entries],
        [e.effective for e in entries],
        [e.event.kind for e in entries],
        [e.actor.person if e.actor else None for e in entries],
        [e.actor.role.value if e.actor else None for e in entries],
        [e.command for e in entries],
        [e.previous for e in entries],
        [e.hash for e in entries],
        [e.canonical() for e in entries],
    )


async def load_state(connection: PoolConnectionProxy, journey: str) -> Journey | None:
    """A journey's state at the newest entry of the journal, from the snapshot and what came after it."""
    state: Journey | None = None
    row = await connection.fetchrow(statements("journal")["snapshot"], journey, state_shape())
    if row is not None:
        try:
            state = Journey.model_validate_json(row["state"])
        except ValidationError:
            # A snapshot is a cache: one that cannot be read is made again from the journal.
            state = None
    for line in await connection.fetch(statements("journal")["entries_after"], journey, state.seq if state else 0):
        state = evolve(state, read_entry(line["entry"], line["hash"]))
    return state


async def load_states(connection: PoolConnectionProxy, journeys: Sequence[str]) -> dict[str, Journey]:
    """As `load_state`, of several journeys at once; those that are not recorded are left out."""
    rows = await connection.fetch(statements("journal")["snapshots_of"], list(journeys), state_shape())
    kept = await asyncio.to_thread(_read_snapshots, [(row["journey_id"], row["state"]) for row in rows])
    after = [kept[journey].seq if journey in kept else 0 for journey in journeys]
    lines = await connection.fetch(statements("journal")["entries_after_of"], list(journeys), after)
    return await asyncio.to_thread(_go_on, kept, [(row["journey_id"], row["entry"], row["hash"]) for row in lines])


def _read_snapshots(rows: Sequence[tuple[str, str]]) -> dict[str, Journey]:
    found: dict[str, Journey] = {}
    for journey, text in rows:
        with suppress(ValidationError):  # one that cannot be read is made again from the journal
            found[journey] = Journey.model_validate_json(text)
    return found


def _go_on(kept: dict[str, Journey], lines: Sequence[tuple[str, str, str]]) -> dict[str, Journey]:
    found = dict(kept)
    for journey, entry, hash_ in lines:
        found[journey] = evolve(found.get(journey), read_entry(entry, hash_))
    return found


async def save_snapshot(connection: PoolConnectionProxy, journey: Journey) -> None:
    """Keep a journey's state, in place of an earlier one."""
    await connection.execute(
        statements("journal")["save_snapshot"],
        journey.id,
        journey.seq,
        journey.head,
        state_shape(),
        journey.model_dump_json(),
    )


@cache
def state_shape() -> str:
    """Identifies the shape of `Journey`, so that a snapshot written by a release with another shape is not used."""
    return hashlib.sha256(json.dumps(Journey.model_json_schema(), sort_keys=True).encode()).hexdigest()[:16]


def _notices_json(notices: Sequence[Notice]) -> str:
    rows = [
        {
            "key": notice.key,
            "seq": notice.seq,
            "person": notice.person,
            "role": notice.role,
            "template": notice.template,
            "facts": notice.facts,
            "leaves_at": notice.leaves_at.isoformat() if notice.leaves_at else None,
        }
        for notice in notices
    ]
    return json.dumps(rows, ensure_ascii=False)
