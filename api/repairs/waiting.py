"""The activities of a journey that wait for their next attempt: `waiting` finds them in all its workflows."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from api.services import Services
from api.technical import moment, said_by
from domain.vocabulary import TimeZone
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_moment
from records.digests import Digests

BESIDE = ("documents-{journey}-", "archive-{journey}-", "send-again/{journey}/")
"""How the ids begin of the workflows that work for a journey beside its own."""
REST = (r"\d+", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"[^/]+")
"""What comes after that: it tells `kab-a` from `kab-a-5`."""


@dataclass(frozen=True)
class Waiting:
    """An activity that is not over: of which workflow, under which id there, what it is called, and how it stands.

    `tried` is whether an attempt is under way; `next_at` when the next is made anyway, None where it is not known.
    """

    journey: str
    workflow: str
    run: str
    id: str
    kind: str
    attempt: int
    tried: bool
    cause: str | None
    next_at: datetime | None

    @property
    def name(self) -> str:
        """What an operator calls it by: its id, with the workflow's where that is not the journey's own."""
        return self.id if self.workflow == self.journey else f"{self.workflow}/{self.id}"

    def at_hand(self, zone: TimeZone) -> Phrase:
        """How often it was tried, why in vain, and when it is tried anyway."""
        cause = self.cause or "?"
        said = Phrase(
            f"Sudah dicoba {self.attempt - 1} kali; sebab terakhir: {cause}.",
            f"Tried {self.attempt - 1} times; the last cause: {cause}.",
        )
        if self.next_at is None:
            return said
        indonesian, english = (spell_moment(self.next_at, zone, language) for language in Language)
        return Phrase(
            f"{said.id} Tanpa perbaikan ini dicoba lagi pada {indonesian}.",
            f"{said.en} Without this repair it is tried again at {english}.",
        )


async def waiting(services: Services, journey: str) -> tuple[Waiting, ...]:
    """Every activity of a journey that is not over, of all workflows that work for it, its own first.

    Raises `RPCError` when Temporal does not answer.
    """
    found = list(await _of(services.client, journey, journey))
    async for workflow in _beside(services, journey):
        found += await _of(services.client, journey, workflow)
    return tuple(found)


async def _beside(services: Services, journey: str) -> AsyncIterator[str]:
    """The workflows that work for a journey now, and the digests that its messages wait in."""
    for begins, rest in zip(BESIDE, REST, strict=True):
        prefix = begins.format(journey=journey)
        query = f'ExecutionStatus = "Running" and WorkflowId starts_with "{prefix}"'
        async for execution in services.client.list_workflows(query):
            if re.fullmatch(rest, execution.id.removeprefix(prefix)):
                yield execution.id
    for person in await Digests(services.pool).waiting_in(journey):
        yield f"digest-{person}"


async def _of(client: Client, journey: str, workflow: str) -> tuple[Waiting, ...]:
    try:
        described = await client.get_workflow_handle(workflow).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return ()
    if described.status is not WorkflowExecutionStatus.RUNNING:
        return ()
    pending = described.raw_description.pending_activities
    return tuple(_waiting(journey, workflow, described.run_id, each) for each in pending)


def _waiting(journey: str, workflow: str, run: str, found: PendingActivityInfo) -> Waiting:
    has_next = found.HasField("next_attempt_schedule_time")
    return Waiting(
        journey=journey,
        workflow=workflow,
        run=run,
        id=found.activity_id,
        kind=found.activity_type.name,
        attempt=found.attempt,
        tried=found.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
        cause=said_by(found.last_failure) if found.HasField("last_failure") else None,
        next_at=moment(found.next_attempt_schedule_time) if has_next else None,
    )


async def scheduled(client: Client, found: Waiting) -> HistoryEvent:
    """The event by which an activity that is not over was scheduled; it has what the activity was given."""
    history = await client.get_workflow_handle(found.workflow, run_id=found.run).fetch_history()
    return next(
        event
        for event in reversed(history.events)
        if event.activity_task_scheduled_event_attributes.activity_id == found.id
    )
