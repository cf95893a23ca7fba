"""What is past its time goes, and nothing else: not a row that proves something, and nothing of what goes on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from records.journal import Records
from records.rebuild import rebuild_read_tables
from records.retention import BATCH, CLASSES, LOCK, PastTerm, Retention
from records.statements import statements
from records.verify import verify
from tests.records.sample import Walk

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
DOCUMENT = Path(__file__).parents[2] / "docs" / "retention.md"
SHA = "5c" * 32
HASH = "encode(sha256($1::text::bytea), 'hex')"
OLD = {
    "messages": timedelta(days=1826),
    "incidents": timedelta(days=731),
    "drafts": timedelta(days=181),
    "claims": timedelta(days=31),
    "sign-ins": timedelta(days=31),
    "answers": timedelta(days=8),
    "stream of changes": timedelta(days=8),
    "runs of this job": timedelta(days=366),
}
"""An age of each class that is a day beyond its term."""
ROWS = {
    "messages": (
        "insert into messages (key, journey_id, seq, role, template, facts, state, queued_at, digest)"
        " values ($1, $3, 1, 'coordinator', 'your_turn', '{}', 'sent', $2, $1)",
        "insert into deliveries (message_key, channel, receiver, state, queued_at)"
        " select $1, 'webhook', $3, 'sent', $2",
        "insert into digests (key, person, state, opened_at) select $1, $3, 'sent', $2",
    ),
    "incidents": (
        "insert into incidents (journey_id, kind, detail, first_seen, last_seen, resolved_at)"
        " select $3, 'fork', $1, $2::timestamptz - interval '1 day', $2, $2",
    ),
    "drafts": ("insert into review_drafts select $3, $1, 'give_verdict.1', 1, '{}', $2",),
    "claims": (
        "insert into claims (journey_id, key, person, claimed_at, until)"
        " select $3, $1, 'pm', $2::timestamptz - interval '7 days', $2",
        "insert into mentor_bookings (mentor, day, journey_id, session, claimed_at) select $1, '2026-11-26', $3, 1, $2",
    ),
    "sign-ins": (
        f"insert into sign_ins select {HASH}, $3, 'link', $2::timestamptz, $2",
        f"insert into sign_in_links select {HASH}, $3, $2::timestamptz, $2, null",
        "insert into api_tokens (id, person, name, sha256, scopes, expires_at, revoked_at)"
        f" select $1, 'pm', $3, {HASH}, '{{read}}', 'infinity', $2",
    ),
    "answers": ("insert into answered (person, key, digest, begun_at) select $3, $1, repeat('5c', 32), $2",),
    "stream of changes": (
        "insert into changes (journey_id, seq, kind, at, recorded_at) select $3, 1, $1, $2::timestamptz, $2",
    ),
    "runs of this job": ("insert into retention_runs select $2, to_jsonb(array[$1::text, $3::text])",),
}
"""For each class: rows named $1 of the journey $3 whose term began at $2."""


async def journey(pool: asyncpg.Pool, *, ended: bool = True) -> str:
    """A recorded journey from kickoff to its end; one that has not ended is one whose row says so."""
    walk = Walk().all_the_way()
    for batch in walk.batches:
        await Records(pool).record(batch)
    await pool.execute("delete from messages; delete from changes")
    if not ended:
        await pool.execute("update journeys set ended_at = null")
    return walk.journey.id


async def add(pool: asyncpg.Pool, kept: str, name: str, since: datetime, of: str) -> None:
    """Rows of a class."""
    for statement in ROWS[kept]:
        await pool.execute(statement, name, since, of)


def removed(found: tuple[PastTerm, ...] | None) -> dict[str, dict[str, int]]:
    """What was removed or counted, by class and table, without what was not."""
    assert found is not None
    return {each.name: gone for each in found if (gone := {table: n for table, n in each.rows.items() if n})}


async def test_every_table_has_a_class(pool: asyncpg.Pool) -> None:
    """A table of the schema belongs to exactly one class; whoever adds one says here for how long it is kept."""
    tables = [row["table_name"] for row in await pool.fetch(statements("retention")["tables"])]
    classed = [table for each in CLASSES for table in each.tables]
    assert sorted(classed) == tables, "records/retention.py: add the new table to a class in CLASSES"


def test_the_document_has_the_same_classes() -> None:
    """The table in docs/retention.md says of each class what the code does."""
    told = [
        (name, term, setting)
        for name, term, setting in re.findall(
            r"^\| ([a-z -]+) \| (for ever|\d+ days) \| [^|]* \| `?([A-Z_]+|–)`? \|", DOCUMENT.read_text("utf-8"), re.M
        )
        if name != "histories"
    ]
    assert told == [
        (
            each.name,
            f"{each.term.days} days" if each.term else "for ever",
            f"BIMTEK_{each.setting.upper()}" if each.setting else "–",
        )
        for each in CLASSES
    ]


def test_each_class_that_is_removed_is_tried_here() -> None:
    """The rows of these tests are of every class that is not kept for ever."""
    assert list(OLD) == list(ROWS) == [each.name for each in CLASSES if each.term]


async def test_what_is_past_its_time_goes_and_what_is_not_stays(pool: asyncpg.Pool) -> None:
    """Of each class a row beyond its term is removed and one within it is not; before, they are only counted."""
    ended = await journey(pool)
    # The newest change that is past its time stays, so that there has to be an older one.
    await add(pool, "stream of changes", "older", NOW - OLD["stream of changes"], ended)
    for kept, age in OLD.items():
        await add(pool, kept, "old", NOW - age, ended)
        await add(pool, kept, "young", NOW - age + timedelta(days=2), ended)
    retention = Retention(pool)
    counted = removed(await retention.past_term(NOW))
    waits = ("messages", "digests")  # until what hangs on them is gone
    tables = [table for each in CLASSES if each.term for table in each.tables if table not in waits]
    assert {table: n for found in counted.values() for table, n in found.items()} == dict.fromkeys(tables, 1)
    assert set(removed(await retention.remove(NOW))) == set(OLD)
    for kept in OLD:
        for table in next(each.tables for each in CLASSES if each.name == kept):
            left = 2 if table in ("changes", "retention_runs") else 1
            assert await pool.fetchval(f"select count(*) from {table}") == left, table
    assert removed(await retention.past_term(NOW)) == {}


async def test_what_proves_something_stays(pool: asyncpg.Pool) -> None:
    """A hundred years on, journal, read tables and archive are whole: they verify, and a rebuilding changes nothing."""
    await journey(pool)
    await pool.execute("insert into archived_runs values ('w', 'r', $1, 1, 1, $2, 'k')", SHA, NOW)
    await pool.execute("insert into audit (person, via, action, subject, reason) values ('a', 'b', 'c', 'd', 'e')")
    await Retention(pool).remove(NOW + timedelta(days=36500))
    assert (await verify(pool)).ok
    assert [each.rows for each in await rebuild_read_tables(pool)] == [0]
    assert await pool.fetchval("select count(*) from archived_runs") == 1
    assert await pool.fetchval("select count(*) from audit") == 1


async def test_a_journey_that_goes_on_keeps_its_messages_and_drafts(pool: asyncpg.Pool) -> None:
    """However old, what people were told in a journey that has not ended stays; so does what waits to be sent."""
    going_on = await journey(pool, ended=False)
    for kept in ("messages", "drafts"):
        await add(pool, kept, "old", NOW - OLD[kept], going_on)
    assert removed(await Retention(pool).remove(NOW)) == {}
    await pool.execute("update journeys set ended_at = $1", NOW)
    await pool.execute("update deliveries set state = 'queued'")
    assert removed(await Retention(pool).remove(NOW)) == {"drafts": {"review_drafts": 1}}
    await pool.execute("update deliveries set state = 'given_up'; update messages set state = 'queued'")
    assert removed(await Retention(pool).remove(NOW)) == {}
    await pool.execute("update messages set state = 'muted'")
    await add(pool, "messages", "of no journey", NOW - OLD["messages"], "bimtek")
    assert removed(await Retention(pool).remove(NOW)) == {
        "messages": dict.fromkeys(("deliveries", "messages", "digests"), 2)
    }


@pytest.mark.parametrize(
    ("kept", "statement"),
    [
        pytest.param("incidents", "update incidents set resolved_at = null", id="an incident nobody has resolved"),
        pytest.param("claims", "update claims set until = 'infinity'; delete from mentor_bookings", id="a claim"),
        pytest.param("claims", "delete from claims; update mentor_bookings set recorded = true", id="a mentor's day"),
        pytest.param(
            "sign-ins",
            "delete from sign_ins; delete from sign_in_links; update api_tokens set revoked_at = null",
            id="a token",
        ),
    ],
)
async def test_what_holds_stays(pool: asyncpg.Pool, kept: str, statement: str) -> None:
    """What has not come to its end has no age."""
    await add(pool, kept, "old", NOW - OLD[kept], "j")
    await pool.execute(statement)
    assert removed(await Retention(pool).remove(NOW)) == {}


async def test_a_term_of_ones_own(pool: asyncpg.Pool) -> None:
    """A setting makes the term of its class another, and of no other class."""
    await add(pool, "incidents", "old", NOW - timedelta(days=5), "j")
    await add(pool, "sign-ins", "old", NOW - timedelta(days=5), "j")
    assert removed(await Retention(pool, {"keep_incidents": 6}).past_term(NOW)) == {}
    assert removed(await Retention(pool, {"keep_incidents": 4}).remove(NOW)) == {"incidents": {"incidents": 1}}


async def test_many_go_in_small_batches(pool: asyncpg.Pool) -> None:
    """More than fit into a batch are all removed and counted, and the run tells so afterwards."""
    many = 2 * BATCH + 1
    await pool.execute(
        "insert into answered (person, key, digest, begun_at)"
        " select 'pm', n::text, repeat('5c', 32), $1 from generate_series(1, $2) as n",
        NOW - OLD["answers"],
        many,
    )
    retention = Retention(pool)
    assert await retention.last_run() is None
    assert removed(await retention.remove(NOW)) == {"answers": {"answered": many}}
    last = await retention.last_run()
    assert last is not None and last.ran_at == NOW
    assert removed(last.removed) == {"answers": {"answered": many}}


async def test_one_at_a_time(pool: asyncpg.Pool) -> None:
    """While another process removes, nothing is done here; once it is over, or gone, it is."""
    await add(pool, "answers", "old", NOW - OLD["answers"], "pm")
    async with pool.acquire() as other:
        await other.execute("select pg_advisory_lock($1)", LOCK)
        assert await Retention(pool).remove(NOW) is None
        await other.execute("select pg_advisory_unlock($1)", LOCK)
    assert removed(await Retention(pool).remove(NOW)) == {"answers": {"answered": 1}}
    assert removed(await Retention(pool).remove(NOW)) == {}
