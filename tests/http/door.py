"""A running HTTP door for tests: `Door` gives clients that call as a person, over a real socket."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import uvicorn

from api.http.address import PREFIX
from api.http.app import build_app
from api.services import Services, open_services
from domain.vocabulary import Role
from records.identity import Identities, Scope
from tests.api.office import Office
from workers.local.child import free_ports

COHORT = Path("deploy/cohorts/2019.csv")
PEOPLE = Path("deploy/people/sample-2019.csv")
STAFF = {
    "pengelola-program": Role.PROGRAMME_MANAGER,
    "direktur": Role.DIRECTOR,
    "operator": Role.OPERATOR,
    "ketua-pembimbing": Role.MENTOR_LEAD,
}
"""Sample people with a role in the whole programme."""


@dataclass(frozen=True)
class Door:
    """A door that is open at `address`, on the stack of an office."""

    office: Office
    services: Services
    address: str

    async def token(
        self, person: str, scopes: Sequence[Scope] = tuple(Scope), *, lasts: timedelta = timedelta(hours=1)
    ) -> str:
        """A new API token of a person."""
        now = datetime.now(UTC)
        _, secret = await Identities(self.services.pool).new_token(person, "test", scopes, now + lasts, now)
        return secret

    @contextlib.asynccontextmanager
    async def nobody(self, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
        """A client that says nothing about who calls; paths are below /api/v1."""
        async with httpx2.AsyncClient(base_url=f"{self.address}{PREFIX}", headers=headers, timeout=30) as client:
            yield client

    @contextlib.asynccontextmanager
    async def person(self, person: str, scopes: Sequence[Scope] = tuple(Scope)) -> AsyncIterator[httpx2.AsyncClient]:
        """A client that calls as a person, with a token of his own."""
        async with self.nobody(Authorization=f"Bearer {await self.token(person, scopes)}") as client:
            yield client


@contextlib.asynccontextmanager
async def serving(services: Services) -> AsyncIterator[str]:
    """The app on a free port of loopback, in this process; gives its address."""
    (port,) = free_ports(None)
    config = uvicorn.Config(
        build_app(services), host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())  # `serve` would take the signals of the test run
    try:
        while not server.started:
            if task.done():
                task.result()
            await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@contextlib.asynccontextmanager
async def open_door(office: Office) -> AsyncIterator[Door]:
    """A door on the stack of an office, with the sample people of the programme in their roles."""
    async with open_services(office.settings) as services:
        for person, role in STAFF.items():
            await Identities(services.pool).grant(person, role, "test")
        async with serving(services) as address:
            yield Door(office, services, address)
