"""The histories of journeys, live and archived: every entry that a workflow handed to its recording activity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import asyncpg
from obstore.store import from_url
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.history.v1 import WorkflowTaskFailedEventAttributes
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from activities.archive import compress, decompress
from activities.recording import RecordBatch
from domain.entry import Entry
from records.archive import ArchivedRun, ArchiveLedger
from records.histories import ArchiveDamaged
from workers.connections import data_converter
from workers.looking import look
from workers.settings import Settings
from workflows.looking import View
from workflows.region_journey import Head

RECORD = "record"


class RunHistory(WorkflowHistory):
    """A run's history that knows its run: one that was reset begins with the events of the run before it."""

    @property
    def run_id(self) -> str:
        """The run's own id, which is not that of its first event where it was reset."""
        resets = list(resets_in(self))
        return resets[-1].new_run_id if resets else super().run_id

    @property
    def before(self) -> str:
        """The id of the run that this one goes on from: reset from it, or continued; empty for the first."""
        resets = list(resets_in(self))
        if resets:
            return resets[-1].base_run_id
        return self.events[0].workflow_execution_started_event_attributes.continued_execution_run_id

    @classmethod
    def of(cls, history: WorkflowHistory) -> RunHistory:
        """A history as one that knows its run."""
        return cls(history.workflow_id, history.events)


def resets_in(history: WorkflowHistory) -> Iterator[WorkflowTaskFailedEventAttributes]:
    """What the server noted where a run was reset, in order."""
    for event in history.events:
        failed = event.workflow_task_failed_event_attributes
        if failed.cause == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW:
            yield failed


@dataclass(frozen=True)
class StoredRun:
    """A run's history, and the bytes that the archive keeps it as."""

    history: RunHistory
    stored: bytes


class Histories:
    """Reads histories from Temporal while it keeps them, and from the archive afterwards."""

    def __init__(self, client: Client, pool: asyncpg.Pool, settings: Settings) -> None:
        self._client = client
        self._ledger = ArchiveLedger(pool)
        self._store = from_url(settings.object_store())

    async def entries(self, journey_id: str) -> list[Entry]:
        """Every entry that the workflow handed to its recording activity, in order, each once.

        Raises ArchiveDamaged.
        """
        return await entries_of(await self.runs(journey_id))

    async def journeys(self) -> list[str]:
        """The ids of every journey that Temporal or the archive knows, sorted."""
        found = {run.workflow_id for run in await self._ledger.all_runs()}
        async for execution in self._client.list_workflows('WorkflowType = "RegionJourney"'):
            found.add(execution.id)
        return sorted(name for name in found if name.startswith("journey-"))

    async def runs(self, workflow_id: str) -> list[RunHistory]:
        """The history of each run, the oldest first. Raises ArchiveDamaged."""
        archived = await self._ledger.runs(workflow_id)
        chain = await self.live_runs(workflow_id)
        live = {history.run_id for history in chain}
        return [*[await self.archived(run) for run in archived if run.run_id not in live], *chain]

    async def live_runs(self, workflow_id: str) -> list[RunHistory]:
        """The histories that Temporal keeps of the runs, the oldest first; none when it knows the workflow no more."""
        chain: list[RunHistory] = []
        run_id: str | None = None
        while True:
            history = await self._live(workflow_id, run_id)
            if history is None:
                break
            chain.append(history)
            run_id = history.before
            if not run_id:
                break
        return chain[::-1]

    async def archived_runs(self, workflow_id: str) -> tuple[ArchivedRun, ...]:
        """Which runs the archive has, in the order in which they ended; `archived` reads one."""
        return await self._ledger.runs(workflow_id)

    async def archived(self, run: ArchivedRun) -> RunHistory:
        """A run's history from the archive. Raises ArchiveDamaged, and obstore's `BaseError` when the store is away."""
        return RunHistory.of(WorkflowHistory.from_json(run.workflow_id, decompress(await self._archived(run))))

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

    async def _live(self, workflow_id: str, run_id: str | None) -> RunHistory | None:
        """A run's history as Temporal keeps it, None when it does not any more."""
        try:
            return RunHistory.of(await self._client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history())
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
        head = await look(handle, View.HEAD, Head)
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
