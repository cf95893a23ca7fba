"""A `World` is a worker on a real server with fakes around it: open a journey in it and act."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from obstore.store import MemoryStore
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.archive import ArchiveActivities
from activities.documents.making import DocumentActivities, DocumentStarter
from activities.first_attempt import FirstAttempt
from activities.journeys import JourneyActivities, open_journey
from activities.notifications import NotificationActivities
from activities.recording import RecordingActivities
from domain.ids import journey_id
from domain.messages import Act, Command, Receipt, StartJourney
from domain.model import Journey
from domain.vocabulary import Role, Status, Task
from tests.domain.builders import command, policy, start
from tests.domain.cast import dutiful_deed
from tests.fakes import (
    MemoryCohorts,
    MemoryFiles,
    MemoryJournal,
    MemoryLedger,
    MemoryMailer,
    MemoryOrders,
    MemoryOutbox,
    MemoryStates,
    Sketcher,
    WaxSeal,
    sender_to,
)
from workers.build import build_document_worker, build_worker
from workers.settings import Settings
from workflows.region_journey import RegionJourney

JourneyHandle = WorkflowHandle[RegionJourney, Status]


@dataclass
class World:
    """One task queue of the server with its worker; `names` numbers the commands."""

    env: WorkflowEnvironment
    queue: str
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    cohorts: MemoryCohorts = field(default_factory=MemoryCohorts)
    store: MemoryStore = field(default_factory=MemoryStore)
    orders: MemoryOrders = field(default_factory=MemoryOrders)
    sketcher: Sketcher = field(default_factory=Sketcher)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    seal: WaxSeal = field(default_factory=WaxSeal)
    names: int = 0

    def __post_init__(self) -> None:
        self.outbox = MemoryOutbox(self.journal)

    @property
    def client(self) -> Client:
        """The server's client."""
        return self.env.client

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """With a worker of this world and one that makes its documents; several can run one after the other."""
        async with self._worker(), self._document_worker():
            yield

    def _worker(self) -> Worker:
        activities: list[Callable[..., Any]] = []
        archive = ArchiveActivities(self.client, self.store, self.ledger, self.queue)
        sender = sender_to(self.outbox, self.mailer)
        starter = DocumentStarter(self.client, self.queue)
        recording = RecordingActivities(self.journal, starter, FirstAttempt(self.outbox, sender))
        messages = NotificationActivities(self.outbox, sender)
        journeys = JourneyActivities(self.client, self.cohorts, self.queue)
        activities += [recording.record, messages.deliver, messages.give_up]
        activities += [archive.archive, archive.archive_later]
        activities += [journeys.open_journeys, journeys.save_cohort, journeys.ended_journeys]
        settings = Settings(task_queue=self.queue, worker_cache=100)
        return build_worker(self.client, settings, activities, versioned=False)

    def _document_worker(self) -> Worker:
        states = MemoryStates(self.journal)
        documents = DocumentActivities(self.orders, states, self.sketcher, self.files, self.seal)
        activities: list[Callable[..., Any]] = [documents.make_document, documents.note_unrecorded]
        return build_document_worker(self.client, Settings(task_queue=self.queue), activities, versioned=False)

    async def open(self, **changes: Any) -> JourneyHandle:
        """Open a journey that begins now, in the cohort of this world; its people and policy are the sample's."""
        return await self.open_as(self.start(**changes))

    def start(self, **changes: Any) -> StartJourney:
        """The sample's start, now, in a cohort of this world; messages leave at any hour, as tests run at any hour."""
        opens_at = datetime.now(UTC) - timedelta(seconds=1)
        prompt = policy(quiet_hours=None)
        return start(**{"cohort": self.queue, "opens_at": opens_at, "policy": prompt, **changes})

    async def open_as(self, beginning: StartJourney) -> JourneyHandle:
        """Open the journey of a start."""
        await open_journey(self.client, beginning, self.queue)
        return self.client.get_workflow_handle_for(RegionJourney.run, journey_id(beginning.cohort, beginning.region.id))

    def command(self, act: Act, role: Role, who: str | None = None) -> Command:
        """A command with an id of its own."""
        self.names += 1
        return command(act, role, who, name=f"cmd-{self.names}")

    async def do(self, handle: JourneyHandle, act: Act, role: Role, who: str | None = None) -> Receipt:
        """Send an act."""
        return await send(handle, self.command(act, role, who))

    async def turn_over(self, handle: JourneyHandle) -> None:
        """Do what the turn asks for, or let the time pass to the agreed date."""
        state = await handle.query(RegionJourney.state)
        now = await self.env.get_current_time(handle)
        deed = dutiful_deed(state, now)
        if deed is not None:
            role, who, act = deed
            await self.do(handle, act, role, who)
            return
        due = state.turn.due or state.opens_at
        if state.turn.task is Task.PUBLISH or due < now:
            await asyncio.sleep(0.1)  # the books are being made, or the timer that has fired is being looked at
            return
        await self.pass_time(handle, due - now + timedelta(seconds=1))

    async def pass_time(self, handle: JourneyHandle, duration: timedelta) -> None:
        """Let time pass for one journey, without waiting for it."""
        await self.env.fast_forward(handle, duration)

    async def until(self, handle: JourneyHandle, done: Callable[[Journey], bool]) -> Journey:
        """Go on dutifully until the journey is as wanted; gives the journey."""
        for _ in range(300):
            state = await handle.query(RegionJourney.state)
            if done(state):
                return state
            await self.turn_over(handle)
        raise AssertionError(f"the journey does not get there: {state.turn}")

    async def recorded(self, handle: JourneyHandle) -> None:
        """Wait until everything that happened in a journey is in the journal."""

        async def all_there() -> bool:
            head = await handle.query(RegionJourney.head)
            kept = self.journal.entries.get(handle.id, [])
            return bool(kept) and (kept[-1].seq, kept[-1].hash) == (head.seq, head.hash)

        await eventually(all_there)

    async def at_rest(self, handle: JourneyHandle) -> None:
        """Wait until everything is recorded, what may leave by now is sent, and the history stands still."""
        await self.recorded(handle)
        now = await self.env.get_current_time(handle)

        async def settled() -> bool:
            told = self.journal.notices.items()
            return {key for key, notice in told if (notice.leaves_at or now) <= now} <= set(self.outbox.states)

        await eventually(settled)
        count = -1
        while (found := sum((await events(handle)).values())) != count:
            count = found
            await asyncio.sleep(0.2)


async def send(handle: JourneyHandle, sent: Command) -> Receipt:
    """Send a command under its own update id, as the doors do."""
    return await handle.execute_update(RegionJourney.act, sent, id=f"{sent.id}.{sent.digest()[:12]}")


async def eventually(true: Callable[[], Any], within: float = 20.0) -> None:
    """Wait until something is true. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not await true():
            await asyncio.sleep(0.02)


async def events(handle: WorkflowHandle[Any, Any]) -> Counter[str]:
    """How many events of each type a run's history has."""
    history = await handle.fetch_history()
    return Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events)


@asynccontextmanager
async def running(world: World) -> AsyncIterator[World]:
    """The world with a worker running."""
    async with world.working():
        yield world


def refusal(failed: pytest.ExceptionInfo[WorkflowUpdateFailedError]) -> ApplicationError:
    """The error inside a refused update."""
    assert isinstance(failed.value.cause, ApplicationError)
    return failed.value.cause
