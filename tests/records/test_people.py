"""Who becomes known: somebody new takes nobody's id, not even that of one who was erased."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg

from records.people import People, PersonRecord
from records.person_data import PersonRecords


async def test_somebody_new_takes_nobodys_id(pool: asyncpg.Pool) -> None:
    """An id that somebody has, or had before he was erased, is not given again, and his data stay as they were."""
    people = People(pool)
    siti = PersonRecord(id="kab-x.siti", name="Siti", email="siti@example.go.id")
    assert await people.add(siti)
    assert not await people.add(siti.model_copy(update={"name": "Siti yang lain", "email": None}))
    assert (await people.find([siti.id]))[siti.id] == siti
    await PersonRecords(pool).erase(siti.id, datetime(2026, 11, 26, tzinfo=UTC))
    assert not await people.add(siti)
    assert (await people.find([siti.id]))[siti.id].email is None
