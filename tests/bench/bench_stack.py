"""What every measure stands on: the local stack, a client, a pool, the worker of the floor, and ways to ask."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from temporalio.client import Client

from activities.journeys import open_journey
from api.cast import sample
from domain.ids import journey_id
from domain.messages import StartJourney
from domain.policy import Policy
from domain.policy_file import parse_policy
from domain.values import RegionOfJourney
from domain.vocabulary import TimeZone
from records.people import People
from workers.calendars import national_calendar
from workers.connections import connect_records, connect_temporal
from workers.local.child import Child
from workers.local.stack import LocalStack, local_stack
from workers.settings import Settings

POLICY = Path(__file__).parents[2] / "deploy" / "policies" / "intake-2019.toml"
COHORT = "bench"
PATIENCE = 300.0
"""Seconds after which something that should have happened has gone wrong."""


@dataclass(frozen=True)
class Bench:
    """The parts a measure uses."""

    stack: LocalStack
    bare: Child
    client: Client
    pool: asyncpg.Pool
    settings: Settings
    policy: Policy

    async def until(self, query: str, argument: object, wanted: int) -> None:
        """Wait until a counting query answers at least `wanted`. Raises `TimeoutError` after five minutes."""
        async with asyncio.timeout(PATIENCE):
            while await self.pool.fetchval(query, argument) < wanted:
                await asyncio.sleep(0.03)

    async def settled(self, journeys: Sequence[str]) -> None:
        """Wait until the first entries of these journeys are recorded and their messages are out."""
        await self.until("select count(*) from journeys where journey_id = any($1::text[])", journeys, len(journeys))
        await self.until(MESSAGES_OUT, journeys, 1)

    async def open(self, names: Sequence[str], *, policy: Policy | None = None) -> list[str]:
        """Open one journey for each name, wait until they are settled, and return their ids."""
        now = datetime.now(UTC)
        opened = []
        for name in names:
            start = StartJourney(
                cohort=COHORT,
                region=region(name),
                policy=policy or self.policy,
                calendar=national_calendar(range(now.year - 1, now.year + 4)),
                opens_at=now - timedelta(seconds=1),
                members=sample.members(name, now.date()),
                simulated=True,
            )
            await People(self.pool).save(sample.region_people(name, start.region.name))
            await open_journey(self.client, start, self.settings.task_queue)
            opened.append(journey_id(COHORT, name))
        await self.settled(opened)
        return opened


MESSAGES_OUT = """
select (count(*) filter (where state = 'queued') = 0 and count(*) > 0)::int
from messages where journey_id = any($1::text[])
"""


def region(name: str) -> RegionOfJourney:
    """A made-up region."""
    return RegionOfJourney(id=name, name=f"Kabupaten {name} ({sample.MARK})", code="33.10", zone=TimeZone.WIB)


@asynccontextmanager
async def bench_stack(folder: Path) -> AsyncIterator[Bench]:
    """A running stack with both workers; everything is ended on the way out."""
    settings = Settings(data_dir=folder)
    async with local_stack(settings) as stack:
        running = settings.resolved()
        bare = _bare_worker(running, folder)
        client = await connect_temporal(running)
        async with await connect_records(running) as pool:
            await People(pool).save(sample.programme_people())
            try:
                await bare.start()
                # Messages leave at every hour of the day at which somebody measures.
                policy = parse_policy(POLICY.read_text(encoding="utf-8")).model_copy(update={"quiet_hours": None})
                # Documents have measures of their own; elsewhere they would only take the processors away.
                policy = policy.model_copy(update={"documents": None})
                yield Bench(stack, bare, client, pool, running, policy)
            finally:
                await bare.stop()


def _bare_worker(settings: Settings, folder: Path) -> Child:
    ready_file = folder / "bare.ready"

    async def ready() -> bool:
        return ready_file.exists()

    own = settings.model_copy(update={"ready_file": ready_file})
    return Child(
        name="Bare worker",
        command=[sys.executable, "-m", "tests.bench.bare"],
        log=folder / "logs" / "bare.log",
        ready=ready,
        env={"BIMTEK_DATA_DIR": str(own.data_dir), "BIMTEK_READY_FILE": str(ready_file)},
    )
