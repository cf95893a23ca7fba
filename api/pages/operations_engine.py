"""What Temporal says now of a journey's workflow, for operators: `engine_of`, within moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowUpdateFailedError,
)
from temporalio.service import RPCError, RPCStatusCode

from api.incidents.names import PROBLEMS
from api.technical import said_by
from workers.looking import look
from workers.versions import DeployedVersion, deployed
from workflows.looking import View
from workflows.region_journey import Head

ANSWERS_WITHIN = timedelta(seconds=3)
"""How long a workflow is asked for what it holds; one whose code does not go on never answers."""
LONG_HISTORY = 4096
"""Events of a run from which on the server warns; `docs/how-it-works.md` says how runs are continued."""
LAST_EVENTS = 20
CAUSE = "WORKFLOW_TASK_FAILED_CAUSE_"


@dataclass(frozen=True)
class Engine:
    """A journey's newest run as Temporal has it. `version` is the one it ran on last, `pinned` the only one it may.

    `head` is what the workflow itself holds; None when it did not answer, though `running`. `stuck`: why its code does
    not go on, in the server's words; None while it does. `waits_for` is the version it waits for, without a worker.
    """

    status: WorkflowExecutionStatus | None
    run: str
    started_at: datetime
    closed_at: datetime | None
    events: int
    version: str | None
    pinned: str | None
    head: Head | None
    stuck: str | None
    waits_for: str | None

    @property
    def running(self) -> bool:
        """Whether the run goes on."""
        return self.status is WorkflowExecutionStatus.RUNNING


async def engine_of(client: Client, task_queue: str, journey: str) -> Engine | None:
    """What Temporal says of a journey; None when it knows no run of it, as of one that ended long ago.

    Raises `RPCError` when Temporal does not answer.
    """
    try:
        found = await client.get_workflow_handle(journey).describe(rpc_timeout=ANSWERS_WITHIN)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    info = found.raw_description.workflow_execution_info
    running = found.status is WorkflowExecutionStatus.RUNNING
    pinned = _pinned(info)
    waits_for = _without_worker(await deployed(client, task_queue), pinned) if running else None
    stuck = await _stuck(client, found) if running else None
    answers = running and waits_for is None and stuck is None
    return Engine(
        status=found.status,
        run=found.run_id,
        started_at=found.start_time,
        closed_at=found.close_time,
        events=info.history_length,
        version=info.versioning_info.deployment_version.build_id or None,
        pinned=pinned,
        head=await _head(client, journey) if answers else None,
        stuck=stuck,
        waits_for=waits_for,
    )


def _pinned(info: WorkflowExecutionInfo) -> str | None:
    """The version that a run was put on, where it was; None for one that goes on with the newest."""
    override = info.versioning_info.versioning_override
    return override.pinned.version.build_id or None if override.HasField("pinned") else None


def _without_worker(versions: Iterable[DeployedVersion], pinned: str | None) -> str | None:
    """The version that goes on with a run, if no worker runs it."""
    known = tuple(versions)
    wanted = next((each for each in known if (each.version == pinned if pinned else each.current)), None)
    if wanted is None:
        return pinned
    return None if wanted.workers else wanted.version


async def _stuck(client: Client, found: WorkflowExecutionDescription) -> str | None:
    """Why the code does not go on, once the server reports that it does not: the failure of the last attempt."""
    reported = [str(one) for one in found.search_attributes.get(PROBLEMS, ())]
    if not reported:
        return None
    request = GetWorkflowExecutionHistoryReverseRequest(
        namespace=client.namespace,
        execution=WorkflowExecution(workflow_id=found.id, run_id=found.run_id),
        maximum_page_size=LAST_EVENTS,
    )
    answer = await client.workflow_service.get_workflow_execution_history_reverse(request)
    for event in answer.history.events:
        if event.HasField("workflow_task_failed_event_attributes"):
            failed = event.workflow_task_failed_event_attributes
            cause = WorkflowTaskFailedCause.Name(failed.cause).removeprefix(CAUSE).lower()
            return f"{cause}: {said_by(failed.failure)}"
    return ", ".join(sorted(reported))


async def _head(client: Client, journey: str) -> Head | None:
    """What the workflow holds; None when it does not answer."""
    try:
        handle = client.get_workflow_handle(journey)
        return await look(handle, View.HEAD, Head, within=ANSWERS_WITHIN)
    except WorkflowUpdateFailedError:
        return None
    except RPCError as error:
        if error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED, RPCStatusCode.INVALID_ARGUMENT):
            return None
        raise
