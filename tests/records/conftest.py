"""A pool on a fresh, migrated database for each test that asks for one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from records.journal import Records
from tests.records.sample import Walk


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on the test's own database."""
    async with asyncpg.create_pool(database, min_size=1, max_size=4) as pool:
        yield pool


@pytest.fixture
def records(pool: asyncpg.Pool) -> Records:
    """The recording on the test's own database."""
    return Records(pool)


@pytest.fixture(scope="session")
def walked() -> Walk:
    """A journey from kickoff to the adopted plan; do not walk it further."""
    return Walk().all_the_way()
