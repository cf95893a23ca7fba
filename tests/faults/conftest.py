"""One stand for all fault tests; every test finds it whole and leaves it whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack

import pytest
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.desk import Desk
from domain.vocabulary import Role
from records.people import People, PersonRecord
from tests.conftest import remove_folder
from tests.domain.builders import person
from tests.faults.office import PATIENCE, Office
from tests.faults.small_disk import SmallDisk
from tests.faults.stand import Stand
from tests.faults.stand import stand as a_stand
from workers.connections import connect_records, connect_temporal
from workers.local.postgres import LocalPostgres

DISK = 64 << 20
"""Bytes of the object store's disk."""


@pytest.fixture(scope="package")
async def stand(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stand]:
    """The stand, with the sample people that get mail; its processes end by their handles."""
    folder = tmp_path_factory.mktemp("faults")
    disk: SmallDisk | None = SmallDisk(folder / "objects", DISK)
    try:
        with ExitStack() as held:
            try:
                assert disk is not None
                held.enter_context(disk.mounted())
            except OSError:
                disk = None  # not root: the long form fills a disk all the same
            async with a_stand(folder, disk) as here:
                async with await connect_records(here.stack.settings.resolved()) as pool:
                    known = [PersonRecord(id=person(r), name=r, email=f"{person(r)}@example.go.id") for r in Role]
                    await People(pool).save(known)
                yield here
    finally:
        remove_folder(LocalPostgres(folder, 0).folder)


@pytest.fixture
async def office(stand: Stand, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """People at work on the stack; whatever a test ended or froze is running again after it."""
    settings = stand.stack.settings.resolved()
    client = await connect_temporal(settings)
    async with await connect_records(settings) as pool:
        skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
        cohort = request.node.name.removeprefix("test_").replace("_", "-")
        try:
            yield Office(stand.stack, settings, client, pool, Desk(client, pool, patience=PATIENCE), skipper, cohort)
        finally:
            for child in stand.stack.children:
                child.thaw()
                await child.start()
