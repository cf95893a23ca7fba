"""The floor: a bare workflow that takes an update and runs one no-op activity after each; `main` is its worker.

It has no rules, no records and no messages: what it costs is what Temporal and its SDK cost on this machine.
"""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

with workflow.unsafe.imports_passed_through():
    from workers.connections import connect_temporal
    from workers.settings import Settings

QUEUE = "bare"


@activity.defn
async def nothing(number: int) -> None:
    """Do nothing."""


@workflow.defn(name="Bare")
class Bare:
    """Takes as many updates as it is told, each followed by an activity, and ends."""

    def __init__(self) -> None:
        self._taken = 0

    @workflow.run
    async def run(self, acts: int) -> int:
        """Run one activity for each update, in order, beside the updates."""
        for done in range(acts):
            await workflow.wait_condition(lambda done=done: self._taken > done)  # type: ignore[misc]
            await workflow.execute_activity(nothing, done, start_to_close_timeout=timedelta(seconds=10))
        return self._taken

    @workflow.update
    def act(self, number: int) -> int:
        """Take one."""
        self._taken += 1
        return self._taken


async def main() -> None:
    """A worker process for the bare workflow alone, with the settings of our own worker."""
    settings = Settings().resolved()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    client = await connect_temporal(settings)
    restrictions = SandboxRestrictions.default.with_passthrough_modules("tests", "workers", "records", "domain")
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=[Bare],
        activities=[nothing],
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        max_cached_workflows=settings.worker_cache,
    )
    async with worker:
        if settings.ready_file is not None:
            settings.ready_file.touch()
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(main())
