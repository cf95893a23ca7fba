"""Changes are read in one order from which nothing is left out, however late a transaction ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.vocabulary import Role
from records.changes import KEPT, Change, Changes, Connection, Place, Wanted, place_of
from records.journal import Records
from tests.records.journey_rows import stand_in
from tests.records.sample import Walk

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


async def add(connection: Connection, journey: str, seq: int = 1, *, recorded: datetime = NOW) -> None:
    """A change as the recording adds one."""
    await connection.execute(
        "insert into changes (journey_id, seq, kind, at, recorded_at) values ($1, $2, 'chapter_saved', $3, $3)",
        journey,
        seq,
        recorded,
    )


async def seen(changes: Changes, place: Place) -> list[str]:
    """The journeys of what comes after a place."""
    return [placed.change.journey for placed in (await changes.since(place)).changes]


@pytest.mark.parametrize("text", ["", "12", "1-", "-1", "1-2-3", "1-x", "9999999999999999999-1", " 1-2"])
def test_what_is_no_place(text: str) -> None:
    """Only what was given as an id is taken for a place."""
    with pytest.raises(ValueError, match="no place"):
        place_of(text)


def test_a_place_is_read_as_it_is_written() -> None:
    """And places are in the order of transactions, then of positions."""
    assert place_of(str(Place(7741, 12))) == Place(7741, 12)
    assert Place(7741, 12) < Place(7742, 3) < Place(7742, 4)


async def test_a_recording_is_read_with_its_journey(pool: asyncpg.Pool, records: Records, walked: Walk) -> None:
    """What is recorded of a journey comes in the order of its entries, with its cohort and region's code."""
    changes = Changes(pool)
    before = await changes.now()
    for sample in walked.batches[:3]:
        await records.record(sample)
    batch = await changes.since(before)
    entries = [entry for sample in walked.batches[:3] for entry in sample.entries]
    assert [placed.change.seq for placed in batch.changes] == [entry.seq for entry in entries]
    first = batch.changes[0].change
    assert first == Change(
        journey=walked.journey.id,
        cohort=walked.journey.cohort,
        region_code=walked.journey.region.code,
        seq=1,
        kind="journey_scheduled",
        at=entries[0].at,
    )
    assert not batch.unsettled


async def test_nothing_is_missed_when_a_transaction_ends_late(pool: asyncpg.Pool) -> None:
    """One that began first and ends last holds back what others add meanwhile; then all comes, in order."""
    changes = Changes(pool)
    start = await changes.now()
    async with pool.acquire() as early, pool.acquire() as late:
        first = early.transaction()
        await first.start()
        await add(early, "journey-early")
        async with late.transaction():
            await add(late, "journey-late")
        batch = await changes.since(start)
        assert (batch.changes, batch.unsettled) == ((), True)
        await first.commit()
    batch = await changes.since(start)
    assert [placed.change.journey for placed in batch.changes] == ["journey-early", "journey-late"]
    assert not batch.unsettled
    assert await seen(changes, batch.changes[0].place) == ["journey-late"]


async def test_a_reader_who_goes_on_gets_everything_once(pool: asyncpg.Pool) -> None:
    """Whatever order two transactions add and end in, a reader who looks after every step sees each change once."""
    changes = Changes(pool)
    at = await changes.now()
    got: list[tuple[str, int]] = []
    async with pool.acquire() as one, pool.acquire() as other:
        first, second = one.transaction(), other.transaction()
        steps: list[Callable[[], Awaitable[None]]] = [
            lambda: first.start(),
            lambda: second.start(),
            lambda: add(other, "journey-b", 1),
            lambda: add(one, "journey-a", 1),
            lambda: add(other, "journey-b", 2),
            lambda: second.commit(),
            lambda: add(pool, "journey-c", 1),
            lambda: add(one, "journey-a", 2),
            lambda: first.commit(),
            lambda: add(pool, "journey-c", 2),
        ]
        for step in steps:
            await step()
            batch = await changes.since(at)
            got += [(placed.change.journey, placed.change.seq) for placed in batch.changes]
            at = batch.changes[-1].place if batch.changes else at
    assert sorted(got) == [(f"journey-{name}", seq) for name in "abc" for seq in (1, 2)]
    assert got.index(("journey-b", 1)) < got.index(("journey-b", 2))


async def test_the_place_of_now_leaves_out_nothing_that_is_on_its_way(pool: asyncpg.Pool) -> None:
    """Who begins while a transaction is open gets what it adds."""
    changes = Changes(pool)
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await add(connection, "journey-a")
        now = await changes.now()
        await transaction.commit()
    assert await seen(changes, now) == ["journey-a"]


async def test_what_was_before_is_read_for_a_person(pool: asyncpg.Pool) -> None:
    """Only of journeys in which he holds a role, with those roles; of one journey or cohort where asked."""
    changes = Changes(pool)
    start = await changes.now()
    for name in "abc":
        await add(pool, f"journey-{name}")
    await pool.executemany(
        "insert into memberships (journey_id, number, person, role, since, until) values ($1, $2, $3, $4, $5, $6)",
        [
            ("journey-a", 1, "siti", "coordinator", NOW, None),
            ("journey-b", 1, "siti", "agency", NOW, None),
            ("journey-c", 1, "siti", "coordinator", NOW, NOW),
        ],
    )
    until = await changes.now()

    async def read(**wanted: str) -> list[tuple[str, frozenset[Role]]]:
        batch = await changes.between(start, until, Wanted(**wanted), NOW)
        return [(placed.change.journey[-1], placed.roles) for placed in batch.changes]

    mine = [("a", frozenset({Role.COORDINATOR})), ("b", frozenset({Role.AGENCY}))]
    assert await read(person="siti") == mine
    assert await read(person="siti", journey="journey-b") == mine[1:]
    assert [name for name, _ in await read()] == ["a", "b", "c"]
    assert await read(cohort="2019") == []
    names = ["journey-a", "journey-c"]
    assert await changes.members(names, NOW) == {"journey-a": {"siti": frozenset({Role.COORDINATOR})}}

    await stand_in(pool, "siti", "budi", NOW - timedelta(days=1), NOW + timedelta(days=1))
    await stand_in(pool, "siti", "ani", NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert (await read(person="budi"), await read(person="ani")) == (mine, [])
    assert set((await changes.members(names, NOW))["journey-a"]) == {"siti", "budi"}


async def test_what_is_old_is_cleared_away_and_said_to_be_gone(pool: asyncpg.Pool) -> None:
    """After clearing, who was before the oldest change left is told so; who was after it goes on."""
    changes = Changes(pool)
    start = await changes.now()
    for days in (9, 8, 3):
        await add(pool, f"journey-{days}", recorded=NOW - timedelta(days=days))
    places = [placed.place for placed in (await changes.since(start)).changes]
    assert await changes.is_kept(start, NOW - timedelta(days=2)), "nothing was old then"
    await changes.clear_away(NOW)
    assert await seen(changes, start) == ["journey-8", "journey-3"]
    kept = [await changes.is_kept(place, NOW) for place in (start, *places, await changes.now())]
    assert kept == [False, False, True, True, True]
    await changes.clear_away(NOW + KEPT)
    assert await seen(changes, start) == ["journey-3"], "the newest stays, however old"
    assert await changes.is_kept(places[-1], NOW + 2 * KEPT)


async def test_a_young_database_has_cleared_nothing_away(pool: asyncpg.Pool) -> None:
    """A place from before the first change ever is one to go on from."""
    changes = Changes(pool)
    start = await changes.now()
    assert await changes.is_kept(start, NOW)
    await add(pool, "journey-a")
    assert await changes.is_kept(start, NOW)


async def test_what_a_copy_brought_along_of_another_database_is_cleared_away(pool: asyncpg.Pool) -> None:
    """Its transactions are numbered by themselves: a place of it is no place here, and its changes would never come."""
    changes = Changes(pool)
    start = await changes.now()
    await pool.execute(
        "insert into changes (xact, journey_id, seq, kind, at, recorded_at) "
        "values ('900000000', 'journey-a', 1, 'chapter_saved', $1, $1)",
        NOW,
    )
    assert (await changes.since(start)).unsettled
    assert not await changes.is_kept(Place(900_000_000, 1), NOW)
    await changes.clear_away(NOW)
    assert not (await changes.since(start)).unsettled
