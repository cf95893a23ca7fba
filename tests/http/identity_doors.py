"""Doors with other settings on the stack of a door, and a sign-in by link as a browser does it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx2

from api.desk import Desk
from api.http.address import PREFIX
from api.services import HTTP_PATIENCE, Services
from records.identity import Identities
from tests.http.door import Door, serving


@dataclass(frozen=True)
class OtherDoor:
    """A door with settings of its own."""

    services: Services
    address: str

    @contextlib.asynccontextmanager
    async def browser(self, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
        """A client that keeps cookies and follows no redirect; paths are below /api/v1."""
        async with httpx2.AsyncClient(base_url=f"{self.address}{PREFIX}", headers=headers, timeout=30) as client:
            yield client

    async def link(self, person: str) -> str:
        """The path of a new sign-in link of a person."""
        return f"/session/link/{await Identities(self.services.pool).new_link(person, datetime.now(UTC))}"

    async def sign_in(self, browser: httpx2.AsyncClient, person: str) -> dict[str, str]:
        """Sign a person in by a link; gives the headers with which this browser may change something."""
        done = await browser.post(await self.link(person))
        assert done.status_code == 303, done.text
        return {"X-CSRF-Token": (await browser.get("/session")).json()["csrf_token"]}


@contextlib.asynccontextmanager
async def another_door(door: Door, pool: asyncpg.Pool | None = None, **settings: Any) -> AsyncIterator[OtherDoor]:
    """A door on the stack of another with other settings, and perhaps another pool."""
    own = door.services.settings.model_copy(update=settings)
    services = replace(door.services, settings=own)
    if pool is not None:
        services = replace(services, pool=pool, desk=Desk(services.client, pool, patience=HTTP_PATIENCE))
    async with serving(services) as address:
        if "public_url" not in settings:
            own.public_url = address
        yield OtherDoor(services, address)
