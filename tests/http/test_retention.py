"""What is past its time: counted and removed by the command, removed once a day by the door, told by the doctor."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from api.doctor import records
from api.doctor.finding import Health
from api.doctor.patient import Patient
from api.retaining import EVERY, Retaining
from records.retention import CLASSES, LOCK
from tests.http.door import Door

SOMEBODY = "orang-masa-simpan"
ADD = "insert into answered (person, key, digest, begun_at) values ($1, $2, repeat('5c', 32), $3)"
HELD = "select count(*) from answered where person = $1"


@pytest.fixture
async def answered(door: Door) -> AsyncIterator[int]:
    """Three answers that are long past their time; gives how many."""
    await door.services.pool.execute("delete from retention_runs")
    for key in ("satu", "dua", "tiga"):
        await door.services.pool.execute(ADD, SOMEBODY, key, datetime.now(UTC) - timedelta(days=12))
    yield 3
    await door.services.pool.execute("delete from answered where person = $1", SOMEBODY)


async def held(door: Door) -> int:
    """How many of the answers are there."""
    found: int = await door.services.pool.fetchval(HELD, SOMEBODY)
    return found


async def test_the_command_counts_first_and_then_removes(door: Door, answered: int) -> None:
    """With --dry-run nothing goes and every class is told; without, what was counted goes."""
    looked = await door.office.bimtek("records", "retain", "--dry-run")
    assert looked.code == 0, looked.err
    assert all(each.name in looked.out for each in CLASSES) and "1825 days" in looked.out
    assert await held(door) == answered
    done = await door.office.bimtek("records", "retain", "--json")
    told = json.loads(done.out)
    assert done.code == 0 and told["removed"] is True
    assert {each["name"]: each["rows"] for each in told["classes"]}["answers"] == {"answered": answered}
    assert await held(door) == 0


async def test_the_command_says_when_another_process_is_at_it(door: Door, answered: int) -> None:
    """Two do not remove at once: the second is told to wait, and nothing is done."""
    async with door.services.pool.acquire() as other:
        await other.execute("select pg_advisory_lock($1)", LOCK)
        try:
            refused = await door.office.bimtek("records", "retain")
        finally:
            await other.execute("select pg_advisory_unlock($1)", LOCK)
    assert refused.code == 1 and "in a minute" in refused.err
    assert await held(door) == answered


async def test_the_door_removes_once_a_day(door: Door, answered: int) -> None:
    """At its first look what is past its time goes; then not before a day is over."""
    retaining, now = Retaining(door.services), datetime.now(UTC)
    assert await retaining.look(now)
    assert await held(door) == 0
    assert not await retaining.look(now + EVERY - timedelta(minutes=1))
    assert await retaining.look(now + EVERY)


async def test_the_doctor_says_what_is_kept_too_long(door: Door, answered: int) -> None:
    """What should have gone days ago is told with what to do; once it is gone the doctor says when that was."""
    patient = Patient(door.office.settings, door.services.client, door.services.pool, datetime.now(UTC))
    found = await records.retention(patient)
    assert found.health is Health.WARN and f"{answered} rows" in found.said.en and "never" in found.said.en
    await Retaining(door.services).look(patient.now)
    found = await records.retention(patient)
    assert found.health is Health.GOOD and patient.now.isoformat(timespec="minutes") in found.said.en
