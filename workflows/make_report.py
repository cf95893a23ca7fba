"""Makes the closing report of a cohort: started when the cohort is shown as closed."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.documents.making import documents_queue
    from activities.documents.reporting import ReportActivities
    from workflows.make_documents import HEARD_WITHIN, MAKE_RETRY, MAKE_WITHIN


@workflow.defn(name="MakeClosingReport")
class MakeClosingReport:
    """Tries until the report is made."""

    @workflow.run
    async def run(self, cohort: str) -> None:
        """Make the closing report of a cohort."""
        await workflow.execute_activity_method(
            ReportActivities.make_closing_report,
            cohort,
            task_queue=documents_queue(workflow.info().task_queue),
            start_to_close_timeout=MAKE_WITHIN,
            heartbeat_timeout=HEARD_WITHIN,
            retry_policy=MAKE_RETRY,
        )
