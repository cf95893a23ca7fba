"""Opening journeys, and what a cohort asks of the read tables."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

from temporalio import activity
from temporalio.client import Client
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.cohort import Cohort, CohortSummary, start_of
from domain.ids import journey_id
from domain.messages import StartJourney
from domain.shape import Frozen, Key
from domain.vocabulary import DocumentKind, Status

COHORT = SearchAttributeKey.for_keyword("CohortId")
REGION = SearchAttributeKey.for_keyword("RegionId")
AT_ONCE = 8
"""Journeys opened at the same time."""


class JourneyStart(Frozen):
    """The argument of a RegionJourney's first run, as that workflow reads it."""

    start: StartJourney


class CohortRecordBatch(Frozen):
    """A cohort as it is to be shown."""

    cohort: Cohort
    summary: CohortSummary | None = None


class EndedJourneys(Frozen):
    """The regions whose journeys have ended, with how."""

    statuses: dict[str, Status]


class CohortRecords(Protocol):
    """Where a cohort is shown, and what is known of its journeys there."""

    async def save(self, batch: CohortRecordBatch) -> None:
        """Show a cohort as it is now."""

    async def ended(self, cohort: Key) -> EndedJourneys:
        """The cohort's journeys that have ended."""


async def open_journey(client: Client, start: StartJourney, task_queue: str) -> bool:
    """Start a journey's workflow under its derived id. False when it was there already, running or ended."""
    try:
        await client.start_workflow(
            "RegionJourney",
            JourneyStart(start=start),
            id=journey_id(start.cohort, start.region.id),
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=TypedSearchAttributes(
                [SearchAttributePair(COHORT, start.cohort), SearchAttributePair(REGION, start.region.id)]
            ),
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


class JourneyActivities:
    """Activities by which a cohort opens its journeys and keeps its own records."""

    def __init__(self, client: Client, records: CohortRecords, task_queue: str) -> None:
        self._client = client
        self._records = records
        self._task_queue = task_queue

    @activity.defn
    async def open_journeys(self, cohort: Cohort) -> None:
        """Open the journey of every place given; one that is open already is left alone."""
        for first in range(0, len(cohort.places), AT_ONCE):
            some = cohort.places[first : first + AT_ONCE]
            await asyncio.gather(*(open_journey(self._client, start_of(cohort, p), self._task_queue) for p in some))
            activity.heartbeat()

    @activity.defn
    async def save_cohort(self, batch: CohortRecordBatch) -> None:
        """Show a cohort as it is now; once it is closed, its closing report is made beside it."""
        await self._records.save(batch)
        documents = batch.cohort.policy.documents
        if batch.summary is not None and documents is not None and DocumentKind.CLOSING_REPORT in documents.kinds:
            await self._begin_report(batch.cohort.id)

    @activity.defn
    async def ended_journeys(self, cohort: Key) -> EndedJourneys:
        """What the read tables know of ended journeys, to find those whose signal was lost."""
        return await self._records.ended(cohort)

    async def _begin_report(self, cohort: Key) -> None:
        """Have the closing report made; begun already is fine."""
        with suppress(WorkflowAlreadyStartedError):
            await self._client.start_workflow(
                "MakeClosingReport",
                cohort,
                id=f"closing-report-{cohort}",
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            )
