"""A door on records alone, without Temporal: for what is only read, and for what is done to people's data."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from pydantic import SecretStr

from api.services import open_services
from domain.vocabulary import Role
from records.identity import Identities
from records.journal import Records
from records.people import People, PersonRecord
from tests.api.office import Office
from tests.http.door import Door, serving
from tests.records.sample import SampleBatch
from workers.settings import Settings

OPERATOR = PersonRecord(id="operator", name="Operator (contoh)", sample=True)


@contextlib.asynccontextmanager
async def records_door(
    dsn: str, folder: Path, batches: Iterable[SampleBatch] = (), people: Iterable[PersonRecord] = ()
) -> AsyncIterator[Door]:
    """A door on a database into which these entries and people are put, with an operator; nobody answers for acts."""
    settings = Settings(
        data_dir=folder,
        postgres_dsn=SecretStr(dsn),
        temporal_address="127.0.0.1:1",
        secret=SecretStr("rahasia-hanya-untuk-uji-" + "x" * 20),
        public_url="https://bimtek.example.go.id",
    )
    async with open_services(settings) as services:
        for batch in batches:
            await Records(services.pool).record(batch)
        await People(services.pool).save([OPERATOR, *people])
        await Identities(services.pool).grant(OPERATOR.id, Role.OPERATOR, "test")
        async with serving(services) as address:
            yield Door(Office(folder), services, address)
