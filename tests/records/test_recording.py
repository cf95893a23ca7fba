"""The recording on a real PostgreSQL: once or not at all, in order, and never another truth under the same number."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest
from asyncpg.pool import PoolConnectionProxy

from domain import facts, messages
from domain.entry import Entry
from domain.events import GatePassed
from domain.projection import TABLES, project
from domain.vocabulary import Role
from records import read_tables
from records.errors import EntryBroken, JournalFork, JournalGap
from records.incidents import Incidents
from records.journal import Records
from records.reading import Reading
from records.rebuild import rebuild_read_tables
from tests.records.sample import OPENS, SCAN, SampleBatch, Walk


async def snapshot_of_everything(pool: asyncpg.Pool) -> dict[str, list[asyncpg.Record]]:
    """Every row of the journal, the read tables and the messages, but for what the database's clock says."""
    tables = ["messages", *TABLES]
    found = {table: await pool.fetch(f"select * from {table} order by 1, 2, 3") for table in tables}
    found["journal"] = await pool.fetch("select journey_id, seq, hash, entry from journal order by 1, 2")
    return found


async def test_a_whole_journey_step_by_step_gives_the_rows_of_its_state(
    pool: asyncpg.Pool, records: Records, walked: Walk
) -> None:
    """Recorded batch by batch, the read tables are what `project` says of the last state."""
    for batch in walked.batches:
        await records.record(batch)
    async with pool.acquire() as connection:
        recorded = await read_tables.read(connection, walked.journey.id)
    expected = project(walked.journey)
    for table in TABLES:
        assert read_tables.keyed(table, recorded[table]) == read_tables.keyed(table, expected[table])


async def test_recorded_at_once_or_step_by_step_is_the_same(pool: asyncpg.Pool, records: Records, walked: Walk) -> None:
    """The rows do not depend on how the entries were cut into batches, nor on what is kept in memory."""
    for batch in walked.batches:
        await Records(pool).record(batch)
    step_by_step = await snapshot_of_everything(pool)
    await pool.execute("truncate journal, snapshots, messages, deliveries, mentor_bookings, " + ", ".join(TABLES))
    notices = tuple(notice for batch in walked.batches for notice in batch.notices)
    await records.record(SampleBatch(walked.journey.id, walked.entries, notices))
    at_once = await snapshot_of_everything(pool)
    assert {table: set(map(tuple, rows_of(at_once, table))) for table in TABLES} == {
        table: set(map(tuple, rows_of(step_by_step, table))) for table in TABLES
    }
    assert at_once["journal"] == step_by_step["journal"]


def rows_of(found: dict[str, list[asyncpg.Record]], table: str) -> list[list[str]]:
    """The rows of a table as text."""
    return [[str(value) for value in row.values()] for row in found[table]]


async def test_the_same_batch_twice_changes_nothing(pool: asyncpg.Pool, records: Records) -> None:
    """A retry after a lost answer writes no row and queues no message again."""
    walk = Walk()
    walk.kick_off()
    for batch in walk.batches:
        await records.record(batch)
    before = await snapshot_of_everything(pool)
    for batch in walk.batches:
        await Records(pool).record(batch)
    assert await snapshot_of_everything(pool) == before


async def test_a_batch_that_overlaps_the_journal_adds_only_what_is_new(pool: asyncpg.Pool, records: Records) -> None:
    """A batch whose first half is recorded already is completed."""
    walk = Walk()
    walk.kick_off()
    first, *_ = walk.batches
    await records.record(first)
    await records.record(SampleBatch(walk.journey.id, walk.entries))
    assert await Reading(pool).head(walk.journey.id) == walk.journey.seq


async def test_two_at_once_record_once(pool: asyncpg.Pool) -> None:
    """Two workers that record the same journey at the same time do not disturb each other."""
    walk = Walk()
    walk.kick_off()
    whole = SampleBatch(walk.journey.id, walk.entries)
    await asyncio.gather(*(Records(pool).record(whole) for _ in range(4)))
    assert await pool.fetchval("select count(*) from journal") == walk.journey.seq


class Torn(Exception):
    """The test's own crash."""


async def test_a_crash_between_two_writes_leaves_nothing_half_done(
    pool: asyncpg.Pool, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the journal's rows and the read tables', the database has neither; a retry writes both."""
    walk = Walk()
    walk.kick_off()
    await records.record(walk.batches[0])
    before = await snapshot_of_everything(pool)
    real = read_tables.write

    async def killed(connection: PoolConnectionProxy, changes: Sequence[read_tables.Difference]) -> None:
        await real(connection, changes[:1])
        own = await connection.fetchval("select pg_backend_pid()")
        await pool.fetchval("select pg_terminate_backend($1)", own)
        await real(connection, changes[1:])

    monkeypatch.setattr(read_tables, "write", killed)
    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.AdminShutdownError)):
        await records.record(walk.batches[1])
    monkeypatch.undo()
    assert await snapshot_of_everything(pool) == before
    for batch in walk.batches[1:]:
        await records.record(batch)
    assert await Reading(pool).head(walk.journey.id) == walk.journey.seq


async def test_a_cancelled_recording_leaves_nothing_half_done(
    pool: asyncpg.Pool, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is told to stop in the middle of a recording leaves all of it or nothing."""
    walk = Walk()
    reached = asyncio.Event()
    real = read_tables.write

    async def slow(connection: PoolConnectionProxy, changes: Sequence[read_tables.Difference]) -> None:
        await real(connection, changes)
        reached.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(read_tables, "write", slow)
    task = asyncio.create_task(records.record(walk.batches[0]))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    monkeypatch.undo()
    assert await pool.fetchval("select count(*) from journal") == 0
    assert await pool.fetchval("select count(*) from journeys") == 0
    await records.record(walk.batches[0])
    assert await Reading(pool).head(walk.journey.id) == walk.batches[0].entries[-1].seq


def other_truth(entry: Entry) -> Entry:
    """The entry with another content, true to itself."""
    return entry.model_copy(update={"command": "another"}).sealed()


async def test_another_hash_under_the_same_number_is_a_fork(pool: asyncpg.Pool, records: Records) -> None:
    """The journal keeps its row, the recording is refused, and an incident tells of it once, with a count."""
    walk = Walk()
    await records.record(walk.batches[0])
    entries = walk.batches[0].entries
    forked = SampleBatch(walk.journey.id, (*entries[:-1], other_truth(entries[-1])))
    for _ in range(2):
        with pytest.raises(JournalFork):
            await records.record(forked)
    (incident,) = await Incidents(pool).open()
    assert (incident.kind, incident.occurrences, incident.journey_id) == ("JournalFork", 2, walk.journey.id)
    recorded = await pool.fetchval("select hash from journal order by seq desc limit 1")
    assert recorded == entries[-1].hash
    await Incidents(pool).resolve(incident.id)
    assert await Incidents(pool).open() == ()


async def test_entries_that_continue_another_history_are_a_fork(pool: asyncpg.Pool, records: Records) -> None:
    """Entries chained to something else than the journal's last row are refused."""
    walk = Walk()
    walk.kick_off()
    await records.record(walk.batches[0])
    first = walk.batches[1].entries[0]
    stranger = first.model_copy(update={"previous": "f" * 64}).sealed()
    with pytest.raises(JournalFork):
        await records.record(SampleBatch(walk.journey.id, (stranger,)))


async def test_a_gap_is_refused(pool: asyncpg.Pool, records: Records) -> None:
    """Entries whose predecessors are not recorded are refused, and accepted once those are."""
    walk = Walk()
    walk.kick_off()
    with pytest.raises(JournalGap):
        await records.record(walk.batches[1])
    assert await pool.fetchval("select count(*) from journal") == 0
    for batch in walk.batches:
        await records.record(batch)


async def test_an_entry_untrue_to_its_hash_is_refused(pool: asyncpg.Pool, records: Records) -> None:
    """An entry whose content was changed on its way is refused."""
    walk = Walk()
    entries = walk.batches[0].entries
    bent = entries[0].model_copy(update={"command": "bent"})
    with pytest.raises(EntryBroken):
        await records.record(SampleBatch(walk.journey.id, (bent, *entries[1:])))


async def test_the_journal_refuses_changes(pool: asyncpg.Pool, records: Records) -> None:
    """Not even by hand is a line of the journal changed or taken out."""
    await records.record(Walk().batches[0])
    for statement in ("update journal set entry = 'x' where seq = 1", "delete from journal where seq = 1"):
        with pytest.raises(asyncpg.PostgresError, match="append-only"):
            await pool.execute(statement)


async def test_messages_are_queued_with_their_entries(pool: asyncpg.Pool, records: Records) -> None:
    """A message to somebody is queued; one to a role that nobody holds is visible as having no receiver."""
    walk = Walk()
    walk.kick_off()
    for batch in walk.batches:
        await records.record(batch)
    told = await Reading(pool).messages(walk.journey.id)
    assert len(told) == sum(len(batch.notices) for batch in walk.batches)
    assert {line.state for line in told if line.person} == {"queued"}
    assert {line.state for line in told if not line.person} <= {"no_receiver"}


async def test_a_message_keeps_its_hour(pool: asyncpg.Pool, records: Records) -> None:
    """A message that is to leave later is queued at once, with its time."""
    walk = Walk()
    batch = walk.batches[0]
    later = walk.now + timedelta(hours=15)
    told = tuple(notice.model_copy(update={"leaves_at": later}) for notice in batch.notices)
    assert told
    await records.record(SampleBatch(batch.journey, batch.entries, told))
    lines = await Reading(pool).messages(walk.journey.id)
    assert {(line.leaves_at, line.state) for line in lines if line.person} == {(later, "queued")}


async def test_the_state_is_known_from_snapshot_and_tail(pool: asyncpg.Pool, records: Records, walked: Walk) -> None:
    """The state read back is the one recorded, with a snapshot, with one that cannot be read, and without."""
    for batch in walked.batches:
        await records.record(batch)
    reading = Reading(pool)
    assert await reading.state(walked.journey.id) == walked.journey
    await pool.execute("""update snapshots set state = '{"id": "x"}'""")
    assert await reading.state(walked.journey.id) == walked.journey
    await pool.execute("delete from snapshots")
    assert await reading.state(walked.journey.id) == walked.journey
    await rebuild_read_tables(pool)
    assert await reading.state(walked.journey.id) == walked.journey


async def test_a_corrected_fact_is_read_back(pool: asyncpg.Pool, records: Records) -> None:
    """An entry that carries a whole act inside, a correction, comes back from the journal as it was."""
    walk = Walk()
    walk.kick_off()
    passed = next(entry for entry in walk.entries if isinstance(entry.event, GatePassed))
    assert isinstance(passed.event, GatePassed)
    fact = facts.GateFacts(gate=passed.event.gate, passed_on=OPENS.date(), evidence=SCAN)
    correction = messages.CorrectFact(seq=passed.seq, fact=messages.PassGates(gates=(fact,)), reason="Salah tanggal.")
    walk.send("pm", Role.PROGRAMME_MANAGER, correction)
    for batch in walk.batches:
        await records.record(batch)
    assert tuple(line.entry for line in await Reading(pool).entries(walk.journey.id)) == walk.entries
