"""Replays histories on the code at hand: `why_not` for one, `replay_open` for every run that goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from textwrap import shorten

from temporalio.client import Client, WorkflowExecution, WorkflowHistory
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Replayer

from domain.shape import Frozen
from workers.build import WORKFLOWS, sandbox
from workers.connections import data_converter

OPEN = 'ExecutionStatus = "Running"'
AT_ONCE = 4
"""Histories that are held in memory at a time."""


class Replayed(Frozen):
    """A run that goes on, and why the code at hand would break it; None: it would go on."""

    workflow: str
    run: str
    kind: str
    version: str | None
    """The version that it ran on last."""
    events: int
    broken: str | None = None


@cache
def _silent() -> Runtime:
    """A runtime that logs nothing: what fails here is said as a finding, and must not mix with what is printed."""
    return Runtime(telemetry=TelemetryConfig(logging=None))


async def why_not(history: WorkflowHistory) -> str | None:
    """Why the code at hand does not do again what a history says was done; None when it does."""
    replayer = Replayer(
        workflows=WORKFLOWS, workflow_runner=sandbox(), data_converter=data_converter(), runtime=_silent()
    )
    failure = (await replayer.replay_workflow(history, raise_on_replay_failure=False)).replay_failure
    return f"{type(failure).__name__}: {shorten(str(failure), 300, placeholder=' …')}" if failure else None


async def replay_open(client: Client, done: Callable[[int], None] = lambda _count: None) -> tuple[Replayed, ...]:
    """Replay every run that goes on, of all kinds; `done` is called with how many more have been.

    A run that ends meanwhile is left out: nothing waits for it any more. Raises `RPCError` when Temporal is away.
    """
    turns = asyncio.Semaphore(AT_ONCE)
    found: list[Replayed] = []

    async def one(execution: WorkflowExecution) -> None:
        async with turns:
            replayed = await _replayed(client, execution)
            done(1)
        if replayed is not None:
            found.append(replayed)

    async with asyncio.TaskGroup() as group:
        async for execution in client.list_workflows(OPEN):
            group.create_task(one(execution))
    return tuple(sorted(found, key=lambda each: (each.broken is None, each.workflow)))


async def _replayed(client: Client, execution: WorkflowExecution) -> Replayed | None:
    try:
        handle = client.get_workflow_handle(execution.id, run_id=execution.run_id)
        history = await handle.fetch_history()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    ran = execution.search_attributes.get("TemporalWorkerDeploymentVersion")
    return Replayed(
        workflow=execution.id,
        run=execution.run_id,
        kind=execution.workflow_type,
        version=str(ran[0]).rpartition(":")[2] if ran else None,
        events=len(history.events),
        broken=await why_not(history),
    )
