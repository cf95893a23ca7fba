"""One stack and one door for all tests of this folder, with the 2019 cohort started by the command."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.api.office import open_office
from tests.http.door import COHORT, PEOPLE, Door, open_door


@pytest.fixture(scope="session")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """An open door on a stack with the 25 journeys of 2019 in kickoff."""
    async with open_office(tmp_path_factory.mktemp("door")) as office:
        started = await office.bimtek("cohort", "start", COHORT, "--people", PEOPLE, "--simulated")
        assert started.code == 0, started.err
        await office.shown("2019", 25)
        async with open_door(office) as opened:
            yield opened
