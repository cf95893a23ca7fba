"""The actors: one task for each journey sends what the cast has to send and lets virtual time pass in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.cast.plays import next_play
from api.cast.scene import Play
from api.cast.traits import Traits
from api.desk import Answer, until_known
from domain.documents import certificate_awaited
from domain.errors import MentorBookedElsewhere
from domain.messages import Command, ProposeSessions
from domain.model import Journey
from domain.values import Document
from domain.vocabulary import Status, Task
from records.orders import DocumentOrders
from workers.looking import look
from workflows.looking import View

PATIENCE = timedelta(minutes=3)
"""How long a server may be away before a demonstration is given up."""
A_MOMENT = timedelta(seconds=1)
A_YEAR = timedelta(days=365)
BOOKS_WITHIN = timedelta(minutes=10)


def asked_again(journey: Journey) -> bool:
    """Whether something that never lapses did not come, and has been asked for again."""
    open_ended = [o.name for o in journey.policy.obligations if o.lapses_after is None]
    states = [journey.obligation(name) for name in open_ended]
    return journey.ended and any(state.asked > 0 and not state.settled for state in states)


@dataclass
class PromisedDays:
    """Days that a mentor was found to have promised to another region: a `Diary` that learns from refusals."""

    days: set[tuple[str, object]] = field(default_factory=set)

    def free(self, mentor: str, day: date) -> bool:
        """Whether the mentor is not known to be elsewhere."""
        return (mentor, day) not in self.days


class Door(Protocol):
    """Where acts are sent, and the files that they name; `api.demo.http_desk.HttpDesk` is one."""

    async def send(self, journey: str, command: Command) -> Answer:
        """Send a command; one sent again with the same id and content is done once."""

    async def keep(self, journey: str, person: str, content: bytes, title: str) -> Document:
        """Store a file; the same again changes nothing."""


class Actors:
    """Plays the journeys of a cohort in virtual time, through the same door as real people."""

    def __init__(
        self,
        client: Client,
        door: Door,
        orders: DocumentOrders,
        seen: Callable[[Journey], None],
    ) -> None:
        # Nothing is skipped unless asked for: each journey's clock is moved by its own actor alone.
        self._skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
        self._client = client
        self._door = door
        self._orders = orders
        self._seen = seen
        self.acts = 0

    async def play(self, journey_id: str, traits: Traits) -> Status:
        """Play one journey to its end and let its workflow finish; returns how it ended."""
        promised = PromisedDays()
        while True:
            journey = await self.look(journey_id)
            self._seen(journey)
            play = next_play(journey, traits, diary=promised if promised.days else None)
            if play is None and journey.turn.task is Task.PUBLISH:
                # The system makes the books, in real time.
                await self._books_made(journey_id)
                continue
            if play is None:
                break
            if await self._waited(journey_id, play):
                # While time went by the turn may have passed, or somebody else has to act: look again.
                continue
            for paper in play.papers:
                person = play.command.actor.person
                await self._door.keep(journey_id, person, paper.content, paper.reference.title)
            try:
                await self._door.send(journey_id, play.command)
            except MentorBookedElsewhere as taken:
                if not isinstance(play.command.act, ProposeSessions):
                    raise
                # Another region was quicker: other days are proposed, as people would.
                promised.days.add((str(taken.details["mentor"]), taken.details["day"]))
                continue
            self.acts += 1
        return journey.status

    async def _books_made(self, journey_id: str) -> None:
        """Wait until the plan is published. Raises `TimeoutError` when its books are not made for too long."""
        async with asyncio.timeout(BOOKS_WITHIN.total_seconds()):
            while (await self.look(journey_id)).turn.task is Task.PUBLISH:  # noqa: ASYNC110 - another process makes them
                await asyncio.sleep(0.5)

    async def opened(self, journey_id: str) -> None:
        """Wait until the cohort has opened the journey."""
        handle = self._client.get_workflow_handle(journey_id)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE.total_seconds()
        while True:
            try:
                await until_known(handle.describe, within=PATIENCE)
                return
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND or loop.time() > deadline:
                    raise
            await asyncio.sleep(0.2)

    async def finish(self, journey_id: str) -> None:
        """Let the time pass in which nothing more is expected, until the workflow has ended.

        A journey whose adoption never comes does not end: it is asked for again and again, and left at that.
        """
        handle = self._client.get_workflow_handle(journey_id)
        while (await until_known(handle.describe, within=PATIENCE)).status is WorkflowExecutionStatus.RUNNING:
            journey = await self.look(journey_id)
            if certificate_awaited(journey) or await self._documents_awaited(journey_id):
                await asyncio.sleep(0.5)  # made in real time: no time is skipped meanwhile
                continue
            if asked_again(journey):
                return
            try:
                await asyncio.wait_for(self._skipper.fast_forward(handle, A_YEAR), timeout=30)
            except (RPCError, TimeoutError):
                await asyncio.sleep(0.5)

    async def _documents_awaited(self, journey_id: str) -> bool:
        """Whether a document is still being made, which the journal of a journey that has ended would never name."""
        return await until_known(lambda: self._orders.unsettled(journey_id), within=PATIENCE) > 0

    async def look(self, journey_id: str) -> Journey:
        """A journey's newest state."""
        handle = self._client.get_workflow_handle(journey_id)
        return await until_known(lambda: look(handle, View.STATE, Journey), within=PATIENCE)

    async def now(self, journey_id: str) -> datetime:
        """A journey's own time."""
        handle = self._client.get_workflow_handle(journey_id)
        return await until_known(lambda: self._skipper.get_current_time(handle), within=PATIENCE)

    async def _waited(self, journey_id: str, play: Play) -> bool:
        """Move the journey's clock to the instant of the play, if it is still ahead; when a server is away, try again.

        False when there was nothing to wait for.
        """
        handle = self._client.get_workflow_handle(journey_id)
        waited = False
        while True:
            left = play.at - await self.now(journey_id)
            if left <= timedelta(0):
                return waited
            waited = True
            try:
                if await asyncio.wait_for(self._skipper.fast_forward(handle, left + A_MOMENT), timeout=30):
                    return waited
            except (RPCError, TimeoutError):
                await asyncio.sleep(0.5)
