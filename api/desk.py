"""The desk: sends a command to a journey and gives the answer back; every door (command line, HTTP) goes through it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import asyncpg
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain import facts
from domain.errors import MentorBookedElsewhere, OnlyByRepair
from domain.messages import Command, MoveSession, ProposeSessions, Receipt
from domain.roles import REPAIR_ACTS
from records.bookings import Bookings
from records.reading import Reading
from workflows.region_journey import RegionJourney

T = TypeVar("T")

READ_OWN_WRITE_WITHIN = timedelta(seconds=2)
RPC_WITHIN = timedelta(seconds=10)
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 2.0


@dataclass(frozen=True)
class Answer:
    """What became of a command. `recorded` is False when lists may still lag behind."""

    receipt: Receipt
    recorded: bool


class Refused(Exception):
    """A rule refused the command: `name` is the rule, the message tells the person what to do.

    `details` are what fills the places in the rule's text, for machines.
    """

    def __init__(self, name: str, message: str, details: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.name = name
        self.details = dict(details or {})


def refusal_in(failure: WorkflowUpdateFailedError) -> Exception:
    """The refusal that a failed update carries, or the failure itself."""
    cause = failure.cause
    if not isinstance(cause, ApplicationError) or not cause.type:
        return failure
    details = cause.details[0] if cause.details else None
    return Refused(cause.type, cause.message, details if isinstance(details, dict) else None)


class JourneyUnknown(Exception):
    """There is no such journey, or its workflow has ended for good."""

    def __init__(self, journey: str) -> None:
        super().__init__(f"There is no open journey {journey}. `bimtek cohort show` lists them.")


AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""What a call says when PostgreSQL is away, or goes away meanwhile."""

FINAL = (RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.PERMISSION_DENIED)
"""Answers of the server that trying again will not change."""


async def until_known(attempt: Callable[[], Awaitable[T]], *, within: timedelta) -> T:
    """Repeat a call whose outcome is unknown because a server was away, for as long as `within` allows.

    The call must be one that may be repeated: an update with its own id, a query, a claim, a start under a derived id.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within.total_seconds()
    pause = FIRST_PAUSE
    while True:
        try:
            return await attempt()
        except RPCError as error:
            if error.status in FINAL or loop.time() + pause > deadline:
                raise
        except WorkflowUpdateRPCTimeoutOrCancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                # The client says the same when it is we who are cancelled, and that is not to be tried again.
                raise asyncio.CancelledError from error
            if loop.time() + pause > deadline:
                cause = error.__cause__
                raise (cause if isinstance(cause, RPCError) else error) from None
        except AWAY:
            if loop.time() + pause > deadline:
                raise
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def update_id(command: Command) -> str:
    """The update's id: the command's, with its content, for the server itself does not compare contents."""
    return f"{command.id}.{command.digest()[:12]}"


class Desk:
    """Sends commands to journeys. `patience` is how long an unknown outcome is tried again with the same id."""

    def __init__(self, client: Client, pool: asyncpg.Pool, *, patience: timedelta = timedelta(seconds=20)) -> None:
        self._client = client
        self._bookings = Bookings(pool)
        self._reading = Reading(pool)
        self._patience = patience

    async def send(self, journey: str, command: Command, *, repairing: bool = False) -> Answer:
        """Send a command and wait, at most 2 s, until the journal has its entries.

        Only `repairing` sends the acts of `REPAIR_ACTS`; others raise `domain.errors.OnlyByRepair`. Raises `Refused`
        when a rule forbids it, `domain.errors.MentorBookedElsewhere` when a mentor is elsewhere on a day of a session,
        `JourneyUnknown`, and `RPCError` when the outcome stays unknown: send the same again.
        """
        if command.act.kind in REPAIR_ACTS and not repairing:
            raise OnlyByRepair(act=command.act.kind)
        plans = _plans(command)
        await until_known(lambda: self._claim(journey, plans), within=self._patience)
        try:
            receipt = await until_known(lambda: self._update(journey, command), within=self._patience)
        except Refused:
            with suppress(*AWAY):  # a claim without its act lapses by itself
                for plan in plans:
                    await self._bookings.release(journey, plan.number)
            raise
        return Answer(receipt, await self._recorded(journey, receipt))

    async def _claim(self, journey: str, plans: Sequence[facts.SessionPlanFacts]) -> None:
        claimed: list[int] = []
        try:
            for plan in plans:
                await self._bookings.claim(journey, plan.number, plan.mentors, plan.days)
                claimed.append(plan.number)
        except MentorBookedElsewhere:
            for number in claimed:
                await self._bookings.release(journey, number)
            raise

    async def _recorded(self, journey: str, receipt: Receipt) -> bool:
        """Whether the journal has the act already; with PostgreSQL away the act stands and lists lag behind."""
        try:
            return await self._reading.wait_for(journey, receipt.last_seq, READ_OWN_WRITE_WITHIN)
        except AWAY:
            return False

    async def _update(self, journey: str, command: Command) -> Receipt:
        handle = self._client.get_workflow_handle(journey)
        try:
            return await handle.execute_update(
                RegionJourney.act, command, id=update_id(command), rpc_timeout=RPC_WITHIN
            )
        except WorkflowUpdateFailedError as failure:
            raise refusal_in(failure) from None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise JourneyUnknown(journey) from error
            raise


def _plans(command: Command) -> tuple[facts.SessionPlanFacts, ...]:
    """The session plans for which mentors' days have to be claimed."""
    if isinstance(command.act, ProposeSessions):
        return command.act.plans
    if isinstance(command.act, MoveSession):
        return (command.act,)
    return ()
