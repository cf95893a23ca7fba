"""Verification finds what was tampered with, and rebuilding mends what can be mended."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import pytest

from domain.entry import Entry
from domain.projection import TABLES
from records.histories import ArchiveDamaged
from records.journal import Records
from records.rebuild import rebuild_journal, rebuild_read_tables
from records.verify import Report, verify
from tests.records.sample import SampleBatch, Walk

ALLOW = "set_config('bimtek.repair', 'on', true)"


class Told:
    """Histories as a test tells them."""

    def __init__(self, entries: Sequence[Entry], head: tuple[int, str] | None = None) -> None:
        self._entries = list(entries)
        self._head = head

    async def entries(self, journey_id: str) -> list[Entry]:
        """What the test told, for the journey it is of."""
        return [entry for entry in self._entries if entry.journey == journey_id]

    async def head(self, journey_id: str) -> tuple[int, str] | None:
        """What the test told."""
        return self._head


@pytest.fixture
async def recorded(records: Records, walked: Walk) -> Walk:
    """A whole journey, recorded."""
    for batch in walked.batches:
        await records.record(batch)
    return walked


def kinds(report: Report) -> set[str]:
    """The kinds of everything found."""
    return {finding.kind for journey in report.journeys for finding in journey.findings}


def told(walk: Walk) -> Told:
    """Histories that agree with a walk."""
    return Told(walk.entries, (walk.journey.seq, walk.journey.head))


async def tamper(pool: asyncpg.Pool, statement: str) -> None:
    """Change the journal as only somebody with all rights could."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(f"select {ALLOW}")
        await connection.execute(statement)


async def test_a_recorded_journey_verifies(pool: asyncpg.Pool, recorded: Walk) -> None:
    """Chain, read tables and histories agree for a journey that was recorded as it went."""
    report = await verify(pool, told(recorded))
    assert report.ok
    assert report.histories_checked
    assert [(journey.journey, journey.entries) for journey in report.journeys] == [
        (recorded.journey.id, recorded.journey.seq)
    ]


FLIPS = [
    pytest.param(
        "entry = replace(entry, 'Pendopo', 'Pendapa')", "kind = 'session_proposed'", id="a letter of an entry"
    ),
    pytest.param("at = at + interval '1 second'", "seq = 7", id="the time of an entry"),
    pytest.param("actor_person = 'other'", "kind = 'verdict_given'", id="the person of an entry"),
    pytest.param("hash = translate(hash, '0123456789abcdef', '123456789abcdef0')", "seq = 9", id="a hash"),
]


@pytest.mark.parametrize(("change", "where"), FLIPS)
async def test_one_changed_byte_in_the_journal_is_found_and_mended(
    pool: asyncpg.Pool, recorded: Walk, change: str, where: str
) -> None:
    """Whatever is changed in one line of the journal is found, and comes back from the histories."""
    await tamper(pool, f"update journal set {change} where {where}")
    assert kinds(await verify(pool)) & {"hash_wrong", "columns_differ", "chain_broken"}
    assert (await rebuild_read_tables(pool))[0].findings, "a broken journal must not be built upon"
    (rebuilt,) = await rebuild_journal(pool, told(recorded))
    assert rebuilt.findings == ()
    assert (await verify(pool, told(recorded))).ok


async def test_a_line_taken_out_is_found(pool: asyncpg.Pool, recorded: Walk) -> None:
    """A hole in the journal is found; so is a last line that is missing, against the history."""
    await tamper(pool, "delete from journal where seq = 5")
    assert kinds(await verify(pool)) == {"chain_broken"}
    await rebuild_journal(pool, told(recorded))
    await tamper(pool, f"delete from journal where seq = {recorded.journey.seq}")
    await rebuild_read_tables(pool)
    assert kinds(await verify(pool)) == set()
    assert kinds(await verify(pool, told(recorded))) == {"not_recorded", "head_differs"}


class Damaged(Told):
    """Histories of which the archive lost one."""

    async def entries(self, journey_id: str) -> list[Entry]:
        """Never any."""
        raise ArchiveDamaged("histories/ab/abc is not in the object store")


async def test_a_damaged_archive_is_found_and_nothing_is_built_from_it(pool: asyncpg.Pool, recorded: Walk) -> None:
    """It is a finding of that journey, beside what is found without histories; the journal stays as it is."""
    damaged = Damaged(recorded.entries, None)
    report = await verify(pool, damaged)
    assert [finding.kind for finding in report.journeys[0].findings] == ["archive_damaged"]
    (left,) = await rebuild_journal(pool, damaged)
    assert [finding.kind for finding in left.findings] == ["archive_damaged"]
    assert (await verify(pool, told(recorded))).ok


ROWS = [
    pytest.param("update journeys set stage = 'kickoff'", "row_differs", id="a changed row"),
    pytest.param("update verdicts set verdict = 'accept'", "row_differs", id="a changed verdict"),
    pytest.param("delete from gates where gate = 'mou'", "row_missing", id="a missing row"),
    pytest.param(
        "insert into problems values ('journey-2019-kab-sleman', 'rumour', 'x')", "row_unexpected", id="a row too many"
    ),
    pytest.param("insert into problems values ('journey-2019-x', 'rumour', 'x')", "row_unexpected", id="a stranger"),
]


@pytest.mark.parametrize(("statement", "kind"), ROWS)
async def test_one_changed_row_in_the_read_tables_is_found_and_mended(
    pool: asyncpg.Pool, recorded: Walk, statement: str, kind: str
) -> None:
    """A row that is not what the journal says is found, and a rebuild makes it right."""
    await pool.execute(statement)
    assert kind in kinds(await verify(pool))
    rebuilt = await rebuild_read_tables(pool)
    assert sum(journey.rows for journey in rebuilt) == 1
    assert not (kinds(await verify(pool)) - {"journal_empty"})


async def test_the_read_tables_come_back_from_the_journal_alone(pool: asyncpg.Pool, recorded: Walk) -> None:
    """With every read table, snapshot and booking lost, a rebuild makes them again and recording goes on."""
    await pool.execute("truncate snapshots, mentor_bookings, " + ", ".join(TABLES))
    assert "row_missing" in kinds(await verify(pool))
    await rebuild_read_tables(pool)
    assert (await verify(pool, told(recorded))).ok


async def test_everything_comes_back_from_the_histories(pool: asyncpg.Pool, recorded: Walk) -> None:
    """With the whole database lost, journal and read tables are made again from the histories."""
    await pool.execute("truncate journal, snapshots, mentor_bookings, " + ", ".join(TABLES))
    assert (await verify(pool)).journeys == ()
    (rebuilt,) = await rebuild_journal(pool, told(recorded), [recorded.journey.id])
    assert rebuilt.findings == ()
    assert (await verify(pool, told(recorded))).ok


async def test_a_history_that_ends_early_changes_nothing(pool: asyncpg.Pool, recorded: Walk) -> None:
    """The journal is not cut back because a history is not at hand whole."""
    (rebuilt,) = await rebuild_journal(pool, Told(recorded.entries[:-3]))
    assert [finding.kind for finding in rebuilt.findings] == ["history_incomplete"]
    assert await pool.fetchval("select count(*) from journal") == recorded.journey.seq


async def test_another_history_is_found(pool: asyncpg.Pool, recorded: Walk) -> None:
    """A journal that is sound in itself but not what the workflow did is found."""
    last = recorded.entries[-1].model_copy(update={"command": "another"}).sealed()
    other = Told((*recorded.entries[:-1], last), (last.seq, last.hash))
    assert kinds(await verify(pool, other)) == {"history_differs", "head_differs"}


async def test_recording_goes_on_after_a_rebuild(pool: asyncpg.Pool, records: Records) -> None:
    """What the recording keeps in memory does not outlive a journal that was mended behind its back."""
    walk = Walk()
    walk.kick_off()
    for batch in walk.batches[:2]:
        await records.record(batch)
    await tamper(pool, "update journal set command_id = 'x' where seq = 2")
    await rebuild_journal(pool, Told(walk.batches[0].entries + walk.batches[1].entries))
    await records.record(SampleBatch(walk.journey.id, walk.entries))
    assert (await verify(pool, told(walk))).ok
