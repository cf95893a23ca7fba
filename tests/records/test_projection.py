"""The read tables as a function of the state, and their agreement with the migrations."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from domain.projection import TABLES, bookings, project
from records.read_tables import DERIVED, differences, keyed, nothing
from tests.records.sample import Walk

MIGRATIONS = sorted((Path(__file__).parents[2] / "records" / "migrations").glob("*.sql"))


def test_every_table_has_its_rows_and_unique_keys(walked: Walk) -> None:
    """A whole journey fills the tables, each row under a key of its own."""
    rows = project(walked.journey)
    assert set(rows) == set(TABLES)
    for table, found in rows.items():
        assert len(keyed(table, found)) == len(found), table
    assert {table for table, found in rows.items() if not found} == {"open_comments", "contests"}


def test_nothing_changes_nothing(walked: Walk) -> None:
    """The same state twice differs in nothing."""
    assert differences(project(walked.journey), project(walked.journey)) == ()


def test_only_what_changed_is_written() -> None:
    """One confirmed gate of three touches the journey's row, that gate's, and no other table."""
    walk = Walk()
    walk.wait(1)
    before = project(walk.journey)
    walk.kick_off()
    changed = {change.table: change for change in differences(before, project(walk.journey))}
    assert "chapters" not in changed
    assert len(changed["gates"].put) == 3
    assert changed["gates"].out == ()
    back = {change.table: change for change in differences(project(walk.journey), nothing())}
    assert len(back["gates"].out) == 3


def test_two_mentors_may_choose_the_same_comment_id() -> None:
    """Comments are numbered by us, so that nobody's choice of an id can hold up the recording."""
    walk = Walk()
    walk.kick_off()
    walk.propose(1)
    walk.hold(1)
    session = walk.journey.sessions[0]
    twice = session.model_copy(update={"comments": (*session.comments, *session.comments)})
    rows = project(walk.journey.model_copy(update={"sessions": (twice,)}))["comments"]
    assert [row["number"] for row in rows] == [1, 2]


def test_a_mentor_is_needed_on_the_days_of_the_plans() -> None:
    """Bookings are the planned days of the named mentors."""
    walk = Walk()
    walk.kick_off()
    assert bookings(walk.journey) == ()
    walk.propose(1)
    plan = walk.journey.sessions[0].plan
    assert plan is not None
    assert bookings(walk.journey) == (("mentor", plan.days[0], 1),)


async def test_the_tables_have_the_columns_and_keys_that_the_projection_writes(
    pool: asyncpg.Pool, walked: Walk
) -> None:
    """Each read table's columns and primary key are those of `TABLES` and of the rows, no more and no fewer."""
    for table, rows in project(walked.journey).items():
        columns = {
            row["column_name"]
            for row in await pool.fetch(
                "select column_name from information_schema.columns where table_name = $1", table
            )
        }
        if rows:
            assert columns - set(DERIVED) == set(rows[0]), table
        key = await pool.fetch(
            "select a.attname from pg_index i cross join unnest(i.indkey) with ordinality k(attnum, place)"
            " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum"
            " where i.indrelid = $1::text::regclass and i.indisprimary order by k.place",
            table,
        )
        assert tuple(row["attname"] for row in key) == TABLES[table]


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_waits_for_nobody_for_long(migration: Path) -> None:
    """Every migration limits how long it waits for a lock and how long a statement may take, and only goes forward."""
    text = migration.read_text(encoding="utf-8")
    assert "set lock_timeout" in text
    assert "set statement_timeout" in text
    _, _, back = text.partition("-- migrate:down")
    assert not [line for line in back.splitlines() if line.strip() and not line.startswith("--")]
