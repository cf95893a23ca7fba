"""An `Office` is people at work on a running stack: they open journeys and write chapters while parts fail."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.journeys import open_journey
from api.desk import Answer, Desk
from domain.entry import Entry
from domain.facts import ChapterFacts
from domain.ids import journey_id
from domain.messages import Act, Command, Receipt, SaveChapters
from domain.model import Journey
from domain.values import ChapterName, RegionOfJourney
from domain.vocabulary import Role, TimeZone
from records.incidents import Incidents
from records.reading import Reading
from records.verify import verify
from tests.domain.builders import chapters_of, command, default_policy, document, policy, start
from tests.workflows.world import JourneyHandle
from workers.histories import Histories
from workers.local.child import Child
from workers.local.stack import LocalStack
from workers.looking import look
from workers.settings import Settings
from workflows.looking import View
from workflows.region_journey import Head, RegionJourney

PATIENCE = timedelta(seconds=60)
WITHIN = 60.0


@dataclass
class Writers:
    """Several people who write, each a chapter of his own, one version after the other, and what was acknowledged."""

    handle: JourneyHandle
    acknowledged: list[tuple[Command, Receipt]] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def wrote(self, more: int) -> None:
        """Wait until so many more versions were acknowledged."""
        wanted = len(self.acknowledged) + more
        await eventually(lambda: _now(len(self.acknowledged) >= wanted))


@dataclass
class Office:
    """A running stack and the doors to it; `cohort` is this test's own."""

    stack: LocalStack
    settings: Settings
    client: Client
    pool: asyncpg.Pool
    desk: Desk
    skipper: TimeSkipper
    cohort: str
    _numbers: Counter[str] = field(default_factory=Counter)

    @property
    def worker(self) -> Child:
        """The stack's worker."""
        return _mine(self.stack.worker)

    @property
    def temporal(self) -> Child:
        """The stack's Temporal server."""
        return _mine(self.stack.temporal)

    @property
    def postgres(self) -> Child:
        """The stack's PostgreSQL."""
        return _mine(self.stack.postgres)

    @property
    def mail(self) -> Child:
        """The stack's mail server."""
        return _mine(self.stack.mail)

    @property
    def reading(self) -> Reading:
        """The read side."""
        return Reading(self.pool)

    async def open(self, **changes: Any) -> JourneyHandle:
        """Open a journey of the sample that begins now, and wait until its beginning is recorded."""
        self._numbers["region"] += 1
        number = self._numbers["region"]
        region = RegionOfJourney(id=f"kab-{number}", name=f"Kabupaten {number}", code="34.04", zone=TimeZone.WIB)
        opens_at = datetime.now(UTC) - timedelta(seconds=1)
        # These tests run at any hour of the day, and their messages leave at once.
        fields = {"cohort": self.cohort, "region": region, "opens_at": opens_at, "policy": policy(quiet_hours=None)}
        beginning = start(**{**fields, **changes})
        await open_journey(self.client, beginning, self.settings.task_queue)
        journey = journey_id(beginning.cohort, beginning.region.id)
        handle = self.client.get_workflow_handle_for(RegionJourney.run, journey)
        await self.recorded(handle)
        return handle

    async def do(self, handle: JourneyHandle, act: Act, role: Role) -> Answer:
        """Send an act through the desk, as every door does."""
        self._numbers["command"] += 1
        return await self.desk.send(handle.id, command(act, role, name=f"act-{self._numbers['command']}"))

    async def save(self, handle: JourneyHandle, name: ChapterName, version: int) -> tuple[Command, Answer]:
        """Save a version of a chapter, made from the one before."""
        text = document(f"{handle.id} {name.book} {name.chapter} {version}")
        act = SaveChapters(saves=(ChapterFacts(name=name, document=text, based_on=version - 1),))
        sent = command(act, Role.TEAM_CHAIR, name=f"{name.book}.{name.chapter}.{version}")
        return sent, await self.desk.send(handle.id, sent)

    @asynccontextmanager
    async def writing(self, handle: JourneyHandle, writers: int = 6) -> AsyncIterator[Writers]:
        """People who write all the time inside the block; at its end the last act of each has been answered."""
        work = Writers(handle)
        async with asyncio.TaskGroup() as group:
            for name in chapters_of(default_policy())[:writers]:
                group.create_task(self._write(work, name))
            try:
                yield work
            finally:
                work.enough.set()

    async def _write(self, work: Writers, name: ChapterName) -> None:
        version = 0
        while not work.enough.is_set():
            version += 1
            sent, answer = await self.save(work.handle, name, version)
            work.acknowledged.append((sent, answer.receipt))
            await asyncio.sleep(0.05)

    async def state(self, handle: JourneyHandle) -> Journey:
        """The journey as its workflow holds it."""
        return await look(handle, View.STATE, Journey)

    async def entries(self, handle: JourneyHandle) -> list[Entry]:
        """The journal of a journey."""
        return [line.entry for line in await self.reading.entries(handle.id)]

    async def recorded(self, handle: JourneyHandle) -> Head:
        """Wait until the journal is where the workflow is."""

        async def there() -> bool:
            head = await look(handle, View.HEAD, Head)
            return await self.reading.head(handle.id) == head.seq == head.recorded

        await eventually(there)
        return await look(handle, View.HEAD, Head)

    async def pass_time(self, handle: JourneyHandle, until: datetime) -> None:
        """Move a journey's clock to an instant."""
        left = until - await self.skipper.get_current_time(handle)
        async with asyncio.timeout(WITHIN):
            await self.skipper.fast_forward(handle, left)

    async def agree(self, *handles: JourneyHandle) -> None:
        """Assert that histories, journal and read tables of journeys agree, and that nothing is amiss with them."""
        names = {handle.id for handle in handles}
        for handle in handles:
            if await Histories(self.client, self.pool, self.settings).head(handle.id) is not None:
                await self.recorded(handle)
        report = await verify(self.pool, Histories(self.client, self.pool, self.settings))
        assert report.histories_checked
        mine = [journey for journey in report.journeys if journey.journey in names]
        assert len(mine) == len(names)
        assert [(journey.journey, journey.findings) for journey in mine if journey.findings] == []
        incidents = [found for found in await Incidents(self.pool).open() if found.journey_id in names]
        assert not incidents, incidents

    async def nothing_lost(self, work: Writers) -> None:
        """Assert that every acknowledged version is in the journal once, where its receipt says, and nothing else."""
        await self.agree(work.handle)
        entries = await self.entries(work.handle)
        kept = Counter(entry.command for entry in entries if entry.command is not None)
        assert kept == Counter(sent.id for sent, _ in work.acknowledged)
        for sent, receipt in work.acknowledged:
            entry = entries[receipt.last_seq - 1]
            assert (entry.seq, entry.command) == (receipt.last_seq, sent.id)
            assert isinstance(sent.act, SaveChapters)
            (wanted,) = sent.act.saves
            assert getattr(entry.event, "document", None) == wanted.document


def _mine(child: Child | None) -> Child:
    assert child is not None
    return child


async def _now(value: bool) -> bool:
    return value


async def eventually(true: Callable[[], Awaitable[bool]], within: float = WITHIN) -> None:
    """Wait until something is true. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not await true():
            await asyncio.sleep(0.05)
