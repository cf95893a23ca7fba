"""`bimtek up --sample`: a newcomer finds an intake with sample people; somebody's own stack is left alone."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from api.commands.up import FILES, address_table
from api.exits import Failure
from api.sample_intake import start_sample
from domain.vocabulary import Role
from records.identity import Identities
from records.people import People
from records.reading import Reading
from tests.conftest import remove_folder
from workers.connections import connect_records
from workers.local.stack import local_stack
from workers.settings import Addresses, Settings


@pytest.fixture
async def settings(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """A fresh stack with a worker."""
    folder = tmp_path_factory.mktemp("sample")
    try:
        async with local_stack(Settings(data_dir=folder)):
            yield Settings(data_dir=folder).resolved()
    finally:
        remove_folder(folder)


async def test_the_sample_intake_is_started_once(settings: Settings, tmp_path: Path) -> None:
    """Its people have their roles in the programme; a second start finds a cohort, and gives no role again."""
    with pytest.raises(Failure, match="There is no file"):
        await start_sample(settings, tmp_path)
    assert await start_sample(settings, FILES) == 25
    async with await connect_records(settings) as pool:
        identities = Identities(pool)
        roles = {
            "pengelola-program": Role.PROGRAMME_MANAGER,
            "direktur": Role.DIRECTOR,
            "operator": Role.OPERATOR,
            "ketua-pembimbing": Role.MENTOR_LEAD,
        }
        for person, role in roles.items():
            assert await identities.programme_roles(person) == {role}
        known = {sample.id for sample in await People(pool).samples()}
        assert known >= {"kab-klaten.coordinator", "pembimbing-01", "pendamping-01", "penguji-01"}
        async with asyncio.timeout(30):
            while not await Reading(pool).cohorts(datetime.now(UTC)):
                await asyncio.sleep(0.1)
        await identities.revoke("operator", Role.OPERATOR)
        assert await start_sample(settings, FILES) is None
        assert await identities.programme_roles("operator") == set()


def test_the_first_address_is_the_pages() -> None:
    """Whoever starts it sees at once what to open."""
    console = Console(width=120, record=True, file=io.StringIO())
    addresses = Addresses(
        temporal="t:1", postgres_dsn="postgresql://u:p@h/d", data_dir="d", http="http://127.0.0.1:8080"
    )
    console.print(address_table(addresses, Path("addresses.json")))
    first = next(line for line in console.export_text().splitlines() if "http" in line)
    assert "Open in a browser" in first
