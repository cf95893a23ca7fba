"""Where drills are held: a local stack that runs, of simulated journeys only. `open_ground` refuses every other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import asyncpg
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from api.drills.standing import Standing
from records.statements import statements
from workers.connections import connect_records, connect_temporal
from workers.local.stack import AlreadyRunning, lock_of
from workers.settings import Settings

SERVERS = ("temporal_address", "postgres_dsn", "smtp", "object_store_url")
"""Settings that name servers which are not the local stack's."""


class NoDrillHere(Exception):
    """A drill cannot be held here; the text says why, and where it can."""


@dataclass(frozen=True)
class Ground:
    """A local stack to drill on."""

    settings: Settings
    client: Client
    pool: asyncpg.Pool
    journey: str
    """The simulated journey that a drill concerns."""

    @property
    def folder(self) -> Path:
        """The stack's folder."""
        return self.settings.data_dir

    async def end_run(self, workflow: str) -> None:
        """Terminate a workflow of a drill; one that is gone is fine."""
        try:
            await self.client.get_workflow_handle(workflow).terminate("the drill has ended")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


class Drill(Protocol):
    """How a kind of incident is provoked, and how its cause is taken away again."""

    async def begin(self, ground: Ground) -> Standing:
        """Provoke it, and say what has to be given back."""
        ...

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Take the cause away; what is away already is fine."""
        ...


@asynccontextmanager
async def open_ground(given: Settings, journey: str | None) -> AsyncIterator[Ground]:
    """The ground of a drill. Raises `NoDrillHere`, and what connecting raises."""
    named = [name for name in SERVERS if getattr(given, name) is not None]
    if named:
        variables = ", ".join(f"BIMTEK_{name.upper()}" for name in named)
        raise NoDrillHere(f"Drills are for a local stack alone, and {variables} names a server. Unset it, or do not.")
    _check_running(given)
    settings = given.resolved()
    client = await connect_temporal(settings, lazily=True)
    async with await connect_records(settings) as pool:
        yield Ground(settings, client, pool, await _journey(pool, journey))


def _check_running(settings: Settings) -> None:
    if not settings.addresses_file.exists():
        raise NoDrillHere(f"There is no local stack on {settings.data_dir}. Start one: `bimtek up --sample`.")
    try:
        lock_of(settings.data_dir).close()
    except AlreadyRunning:
        return
    raise NoDrillHere(f"The stack on {settings.data_dir} does not run. Start it: `bimtek up`.")


async def _journey(pool: asyncpg.Pool, wanted: str | None) -> str:
    """The simulated journey to drill with: the one named, else the first that is open."""
    real = await pool.fetchval(statements("drills")["real_journeys"])
    if real:
        raise NoDrillHere(f"This stack has {real} real journeys. Drills are for a stack of simulated ones alone.")
    found = await pool.fetchval(statements("drills")["simulated_journey"], wanted)
    if found is None:
        which = f"no open simulated journey {wanted}" if wanted else "no open simulated journeys"
        raise NoDrillHere(f"This stack has {which}. Start some: `bimtek up --sample`.")
    return str(found)
