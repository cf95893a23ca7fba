"""Looks at a running workflow without touching it: `look` gives its state, or the head of its journal."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import BaseModel
from temporalio.client import (
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from workflows.looking import LOOKED, View

M = TypeVar("M", bound=BaseModel)

WITHIN = timedelta(seconds=30)
"""A worker that was killed and started again is found by the server after ten or more."""


async def look(handle: WorkflowHandle[Any, Any], view: View, kind: type[M], *, within: timedelta = WITHIN) -> M:
    """What a workflow holds now; of one that is closed what it held last.

    Never a query to one that runs: that could break it for good (docs/adr/0024-no-queries.md). Raises `RPCError` when
    the server knows no such workflow, or neither it nor a worker answers within the time; `WorkflowUpdateFailedError`
    of a worker that does not know how to answer, as it is of a release before.
    """
    try:
        # Looks that wait for a worker are one update, however many they are: a workflow takes ten at a time.
        await handle.execute_update("look", view, id=f"look-{view}", rpc_timeout=within)
    except WorkflowUpdateFailedError as failure:
        cause = failure.cause
        if isinstance(cause, ApplicationError) and cause.type == LOOKED:
            return kind.model_validate(cause.details[0])
        raise
    except WorkflowUpdateRPCTimeoutOrCancelledError as late:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            # The client says the same when it is we who are cancelled.
            raise asyncio.CancelledError from late
        raise RPCError(f"no worker answers for {handle.id}", RPCStatusCode.DEADLINE_EXCEEDED, b"") from late
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
    # No task follows in a run that is closed, so that a query does no harm there.
    found: M = await handle.query(view.value, result_type=kind, rpc_timeout=within)
    return found
