"""One world and one browser for these tests; `BIMTEK_TEST_WORLD` and `_DOOR` name a world that runs already."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.api.office import Office
from tests.pages.browser import open_browser
from tests.pages.world import World, open_world


@pytest.fixture(scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A running stack with regions in every stage."""
    folder, door = os.environ.get("BIMTEK_TEST_WORLD"), os.environ.get("BIMTEK_TEST_DOOR")
    if folder and door:
        yield World(Office(Path(folder)), door)
        return
    async with open_world(tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless browser."""
    async with open_browser() as opened:
        yield opened
