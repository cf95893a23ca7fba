"""One stack for all tests of repairs; every test finds it whole and leaves it whole."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.desk import Desk
from api.services import Services, open_services
from domain.vocabulary import Role
from records.people import People, PersonRecord
from tests.conftest import remove_folder
from tests.domain.builders import person
from tests.faults.office import PATIENCE, Office
from workers.connections import connect_records, connect_temporal
from workers.local.stack import LocalStack, local_stack
from workers.settings import Settings


@pytest.fixture(scope="package")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalStack]:
    """The stack, with the sample people that get mail; its processes end by their handles."""
    folder = tmp_path_factory.mktemp("repairs")
    try:
        async with local_stack(Settings(data_dir=folder)) as stack:
            async with await connect_records(stack.settings.resolved()) as pool:
                known = [PersonRecord(id=person(r), name=r, email=f"{person(r)}@example.go.id") for r in Role]
                await People(pool).save(known)
            yield stack
    finally:
        remove_folder(folder)


@pytest.fixture
async def office(stack: LocalStack, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """People at work on the stack; what a test ended is running again after it."""
    settings = stack.settings.resolved()
    client = await connect_temporal(settings)
    async with await connect_records(settings) as pool:
        skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
        cohort = request.node.name.removeprefix("test_").replace("_", "-")
        try:
            yield Office(stack, settings, client, pool, Desk(client, pool, patience=PATIENCE), skipper, cohort)
        finally:
            for child in stack.children:
                await child.start()


@pytest.fixture
async def services(stack: LocalStack) -> AsyncIterator[Services]:
    """What a door stands on, on the same stack."""
    async with open_services(stack.settings.resolved()) as services:
        yield services
