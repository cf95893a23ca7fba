"""The archive: keeps the history of every ended run, compressed and hashed, in the object store."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Protocol

import zstandard
from obstore.store import ObjectStore
from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError

from domain.shape import Frozen


class Run(Frozen):
    """One run of a workflow."""

    workflow_id: str
    run_id: str


class ArchivedHistory(Frozen):
    """Where a run's history is kept, and the hash of what is kept there."""

    workflow_id: str
    run_id: str
    sha256: str
    events: int
    bytes: int
    closed_at: datetime
    object_key: str


class Ledger(Protocol):
    """Where archived runs are noted. The same run again changes nothing."""

    async def note(self, run: ArchivedHistory) -> None:
        """Note an archived run."""

    async def late(self, workflow_id: str, run_id: str) -> None:
        """Put before an operator that a run has not been archived for more than a day."""


def compress(history_json: str) -> bytes:
    """The stored form of a history: zstandard, equal for equal histories.

    Keys are sorted, as Temporal's own JSON has those of search attributes in another order in every process.
    """
    text = json.dumps(json.loads(history_json), sort_keys=True, separators=(",", ":"))
    return zstandard.ZstdCompressor(level=9, write_content_size=True).compress(text.encode())


def decompress(stored: bytes) -> str:
    """The history in its stored form."""
    return zstandard.ZstdDecompressor().decompress(stored).decode()


LATE_AFTER = timedelta(days=1)


class ArchiveActivities:
    """Activities that archive histories."""

    def __init__(self, client: Client, store: ObjectStore, ledger: Ledger, task_queue: str) -> None:
        self._client = client
        self._store = store
        self._ledger = ledger
        self._task_queue = task_queue

    @activity.defn
    async def archive_later(self, run: Run) -> None:
        """Start the workflow that archives a run once it is closed; started already is fine."""
        await self._client.start_workflow(
            "ArchiveRun",
            run,
            id=f"archive-{run.workflow_id}-{run.run_id}",
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )

    @activity.defn
    async def archive(self, run: Run) -> None:
        """Store a closed run's history under its hash and note it. Raises while the run is still open.

        What has been tried for more than a day is an incident: the server forgets a history after its retention.
        """
        info = activity.info()
        if info.started_time - info.scheduled_time > LATE_AFTER:
            await self._ledger.late(run.workflow_id, run.run_id)
        handle = self._client.get_workflow_handle(run.workflow_id, run_id=run.run_id)
        description = await handle.describe()
        if description.status is WorkflowExecutionStatus.RUNNING or description.close_time is None:
            raise ApplicationError("the run is still open", type="RunStillOpen")
        history = await handle.fetch_history()
        stored = compress(history.to_json())
        digest = hashlib.sha256(stored).hexdigest()
        key = f"histories/{digest[:2]}/{digest}.json.zst"
        await self._store.put_async(key, stored)
        await self._ledger.note(
            ArchivedHistory(
                workflow_id=run.workflow_id,
                run_id=run.run_id,
                sha256=digest,
                events=len(history.events),
                bytes=len(stored),
                closed_at=description.close_time,
                object_key=key,
            )
        )
