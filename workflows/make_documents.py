"""Makes the documents that entries of a journey asked for, and tells the journey the hashes of what was made."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.documents.making import DocumentActivities, DocumentBatch, MadeDocuments, documents_queue
    from domain.documents import DocumentOrder
    from domain.values import MadeDocument

MAKE_WITHIN = timedelta(minutes=10)
HEARD_WITHIN = timedelta(seconds=10)
"""A worker that dies while it makes a document holds it up for so long."""
MAKE_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10))
TOGETHER = timedelta(minutes=1)
"""So long the journey is told of all at once; what takes longer is told by itself."""


@workflow.defn(name="MakeDocuments")
class MakeDocuments:
    """Tries to make each document until it is made; one that cannot be made holds up no other."""

    @workflow.run
    async def run(self, batch: DocumentBatch) -> None:
        """Make every document of a batch and have the journey take note."""
        waiting = [asyncio.create_task(self._make(order)) for order in batch.orders]
        done, rest = await workflow.wait(waiting, timeout=TOGETHER.total_seconds())
        while True:
            if done:
                # In the order of the orders, whichever was ready first.
                await self._tell(batch.journey, [task.result() for task in waiting if task in done])
            if not rest:
                return
            done, rest = await workflow.wait(rest, return_when=asyncio.FIRST_COMPLETED)

    async def _make(self, order: DocumentOrder) -> MadeDocument:
        return await workflow.execute_activity_method(
            DocumentActivities.make_document,
            order,
            task_queue=documents_queue(workflow.info().task_queue),
            start_to_close_timeout=MAKE_WITHIN,
            heartbeat_timeout=HEARD_WITHIN,
            retry_policy=MAKE_RETRY,
            summary=order.key,
        )

    async def _tell(self, journey: str, documents: Iterable[MadeDocument]) -> None:
        made = MadeDocuments(journey=journey, documents=tuple(documents))
        try:
            await workflow.get_external_workflow_handle(journey).signal("documents_made", made)
        except ApplicationError:
            # The journey is over; the files are kept, and a person has to know that no journal names them.
            await workflow.execute_activity_method(
                DocumentActivities.note_unrecorded,
                made,
                task_queue=documents_queue(workflow.info().task_queue),
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=MAKE_RETRY,
            )
