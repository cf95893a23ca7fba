"""Made-up rows of journeys, as the read tables hold them: for lists of any length."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


async def fill(pool: asyncpg.Pool, count: int, cohort: str = "daftar") -> None:
    """Journeys as the read tables hold them: every fifth without a due date, each with a coordinator of its own."""
    await pool.execute(
        """
        insert into journeys (
            journey_id, cohort, region_id, region_name, region_code, zone, policy, policy_version, status, stage,
            turn_party, turn_task, turn_since, turn_due, turn_steps, round, revising, rounds_used_up, opens_at,
            catch_up, simulated, imported, seq, head
        )
        select
            'journey-' || $2 || '-' || n, $2, 'kab-' || n, 'Kabupaten ' || chr(65 + n % 26) || n,
            lpad((11 + n % 80)::text, 2, '0') || '.' || lpad((n % 90)::text, 2, '0'), 'WIB', 'p', 1,
            case when n % 7 = 0 then 'published' else 'open' end,
            case when n % 2 = 0 then 'drafting' else 'approval' end,
            'region', 'submit', $3::timestamptz - n * interval '1 hour',
            case when n % 5 = 0 then null else $3::timestamptz + (n - 30) * interval '1 hour' end,
            '{}', 0, false, false, $3, false, true, false, 1, repeat('0', 64)
        from generate_series(1, $1::int) as n
        """,
        count,
        cohort,
        NOW,
    )
    await pool.execute(
        """
        insert into memberships (journey_id, number, person, role, since)
        select 'journey-' || $2 || '-' || n, 1, 'koor-' || n, 'coordinator', date '2026-01-01'
        from generate_series(1, $1::int) as n
        """,
        count,
        cohort,
    )


async def clear(pool: asyncpg.Pool, cohort: str = "daftar") -> None:
    """Take the rows of a cohort away again."""
    for table in ("journeys", "memberships", "tasks"):
        await pool.execute(f"delete from {table} where journey_id like $1", f"journey-{cohort}-%")


async def fill_tasks(pool: asyncpg.Pool, person: str, cohort: str = "daftar") -> None:
    """A task of a person in each journey of a cohort, due when its turn is."""
    await pool.execute(
        """
        insert into tasks (
            journey_id, key, person, role, call, about, since, due, leads, shared, zone, days_off
        )
        select
            journey_id, 'turn', $2, 'programme_manager', 'turn', 'assign_mentors', turn_since, turn_due, true, false,
            zone, '{}'
        from journeys where cohort = $1
        """,
        cohort,
        person,
    )


async def stand_in(pool: asyncpg.Pool, person: str, substitute: str, starts_at: datetime, ends_at: datetime) -> None:
    """Have somebody stand in for another for some time."""
    await pool.execute(
        "insert into substitutes (id, person, substitute, first_day, last_day, zone, reason, starts_at, ends_at, "
        "given_at) values ($1, $2, $3, $4, $5, 'WIB', 'Cuti.', $6, $7, $6)",
        *(f"{person}-{substitute}", person, substitute, starts_at.date(), ends_at.date(), starts_at, ends_at),
    )
