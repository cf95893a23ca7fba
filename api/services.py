"""What the doors stand on: `open_services` connects to Temporal, PostgreSQL and the object store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
from obstore.store import from_url
from temporalio.client import Client

from activities.documents.files import ObjectFiles
from api.desk import Desk
from workers.connections import NotConfigured, connect_records, connect_temporal
from workers.settings import Settings

HTTP_PATIENCE = timedelta(seconds=6)
"""How long a request tries an unknown outcome again before it is said to be unknown."""
MOST_CONNECTIONS = 20
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Services:
    """The connections of a door, and the secret it signs with."""

    settings: Settings
    client: Client
    pool: asyncpg.Pool
    desk: Desk
    files: ObjectFiles
    secret: str


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """The services of a door that answers also while a server is away: both connections are made when first used.

    Raises `NotConfigured` when an address or the secret is missing.
    """
    secret = settings.signing_secret()
    if secret is None or len(secret) < SHORTEST_SECRET:
        raise NotConfigured(f"A secret of at least {SHORTEST_SECRET} characters", "BIMTEK_SECRET_FILE")
    client = await connect_temporal(settings, lazily=True)
    pool = await connect_records(settings, largest=MOST_CONNECTIONS, lazily=True, hastily=True)
    try:
        yield Services(
            settings=settings,
            client=client,
            pool=pool,
            desk=Desk(client, pool, patience=HTTP_PATIENCE),
            files=ObjectFiles(from_url(settings.object_store())),
            secret=secret,
        )
    finally:
        pool.terminate()
