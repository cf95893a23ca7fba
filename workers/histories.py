"""The histories of journeys, live and archived: every entry that a workflow handed to its recording activity."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from obstore.store import from_url
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from activities.archive import compress, decompress
from activities.recording import RecordBatch
from domain.entry import Entry
from records.archive import ArchivedRun, ArchiveLedger
from workers.connections import data_converter
from workers.settings import Settings
from workflows.region_journey import Head

RECORD = "record"


class ArchiveDamaged(Exception):
    """The object store does not have a run's history as it was archived; the text names the object."""


@dataclass(frozen=True)
class StoredRun:
    """A run's history, and the bytes that the archive keeps it as."""

    history: WorkflowHistory
    stored: bytes


class Histories:
    """Reads histories from Temporal while it keeps them, and from the archive afterwards."""

    def __init__(self, client: Client, pool: asyncpg.Pool, settings: Settings) -> None:
        self._client = client
        self._ledger = ArchiveLedger(pool)
        self._store = from_url(settings.object_store())

    async def entries(self, journey_id: str) -> list[Entry]:
        """Every entry that the workflow handed to its recording activity, in order, each once."""
        return await entries_of(await self.runs(journey_id))

    async def journeys(self) -> list[str]:
        """The ids of every journey that Temporal or the archive knows, sorted."""
        found = {run.workflow_id for run in await self._ledger.all_runs()}
        async for execution in self._client.list_workflows('WorkflowType = "RegionJourney"'):
            found.add(execution.id)
        return sorted(name for name in found if name.startswith("journey-"))

    async def runs(self, workflow_id: str) -> list[WorkflowHistory]:
        """The history of each run, the oldest first."""
        archived = {run.run_id: run for run in await self._ledger.runs(workflow_id)}
        chain: list[WorkflowHistory] = []
        run_id: str | None = None
        while True:
            history = await self._live(workflow_id, run_id)
            if history is None:
                break
            chain.append(history)
            started = history.events[0].workflow_execution_started_event_attributes
            run_id = started.continued_execution_run_id
            if not run_id:
                break
        live = {history.run_id for history in chain}
        gone = [run for run_id, run in archived.items() if run_id not in live]
        return [*[await self._stored(run) for run in gone], *reversed(chain)]

    async def stored_runs(self, workflow_id: str) -> list[StoredRun]:
        """Each run, the oldest first, as it is archived; one that is not yet, as it would be archived now.

        Raises ArchiveDamaged.
        """
        noted = await self._ledger.runs(workflow_id)
        archived = {run.run_id: (run.events, await self._archived(run)) for run in noted}
        found: list[StoredRun] = []
        for history in await self.runs(workflow_id):
            events, stored = archived.get(history.run_id, (0, b""))
            if events < len(history.events):
                stored = compress(history.to_json())
            found.append(StoredRun(history, stored))
        return found

    async def _archived(self, run: ArchivedRun) -> bytes:
        """What the archive keeps of a run, true to the hash it was noted with."""
        try:
            stored = bytes(await (await self._store.get_async(run.object_key)).bytes_async())
        except FileNotFoundError as error:
            raise ArchiveDamaged(f"{run.object_key} is not in the object store") from error
        if hashlib.sha256(stored).hexdigest() != run.sha256:
            raise ArchiveDamaged(f"{run.object_key} does not have the hash it is named for")
        return stored

    async def _stored(self, run: ArchivedRun) -> WorkflowHistory:
        """A run's history from the archive."""
        stored = await (await self._store.get_async(run.object_key)).bytes_async()
        return WorkflowHistory.from_json(run.workflow_id, decompress(bytes(stored)))

    async def _live(self, workflow_id: str, run_id: str | None) -> WorkflowHistory | None:
        """A run's history as Temporal keeps it, None when it does not any more."""
        try:
            return await self._client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    async def head(self, journey_id: str) -> tuple[int, str] | None:
        """Number and hash of the last entry as the workflow itself holds it; None when it no longer runs."""
        handle = self._client.get_workflow_handle(journey_id)
        try:
            description = await handle.describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        if description.status is not WorkflowExecutionStatus.RUNNING:
            return None
        head = await handle.query("head", result_type=Head)
        return head.seq, head.hash


async def entries_of(runs: Sequence[WorkflowHistory]) -> list[Entry]:
    """The entries that all runs of a journey handed to their recording activities, in order, each once."""
    found: dict[int, Entry] = {}
    for history in runs:
        for entry in await recorded_entries(history):
            found.setdefault(entry.seq, entry)
    return [found[seq] for seq in sorted(found)]


async def recorded_entries(history: WorkflowHistory) -> list[Entry]:
    """The entries in the inputs of a history's recording activities, in order."""
    found: list[Entry] = []
    for event in history.events:
        if not event.HasField("activity_task_scheduled_event_attributes"):
            continue
        scheduled = event.activity_task_scheduled_event_attributes
        if scheduled.activity_type.name == RECORD:
            (batch,) = await data_converter().decode(scheduled.input.payloads, [RecordBatch])
            found += batch.entries
    return found
