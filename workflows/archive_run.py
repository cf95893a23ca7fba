"""Archives one run once it is closed: started by the run itself just before it ends."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.archive import ArchiveActivities, Run


@workflow.defn(name="ArchiveRun")
class ArchiveRun:
    """Tries to archive until the run is closed and its history is stored."""

    @workflow.run
    async def run(self, run: Run) -> None:
        """Archive `run`, however long that takes."""
        await workflow.execute_activity_method(
            ArchiveActivities.archive,
            run,
            start_to_close_timeout=timedelta(minutes=2),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10)),
        )
