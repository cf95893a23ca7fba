"""A cohort: opens its journeys at a set pace, knows which have ended, takes substitutes, closes with a summary."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.journeys import CohortRecordBatch, JourneyActivities
    from domain import cohort as rules
    from domain.cohort import CloseCohort, Cohort, CohortSummary, SubstituteRegion
    from domain.errors import Refusal
    from domain.shape import Frozen
    from workflows.refusals import refused
    from workflows.region_journey import JourneyEnded

RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30))
RECONCILE_EVERY = timedelta(days=1)
QUIET = timedelta(milliseconds=10)


class CohortInput(Frozen):
    """A cohort to run. `batch` journeys are opened at once, then the workflow rests for `pause`."""

    cohort: Cohort
    batch: int = 25
    pause: timedelta = timedelta(0)
    summary: CohortSummary | None = None
    shown: bool = False


@workflow.defn(name="Cohort")
class CohortOfRegions:
    """Runs one intake; journeys are workflows of their own and tell it by a signal that they ended."""

    @workflow.init
    def __init__(self, given: CohortInput) -> None:
        self._cohort = given.cohort
        self._given = given
        self._summary = given.summary
        self._shown = given.cohort if given.shown else None
        self._arrivals = 0

    @workflow.run
    async def run(self, given: CohortInput) -> CohortSummary:
        """Open journeys, show what changed, reconcile daily, until the cohort is closed."""
        while True:
            if workflow.info().is_continue_as_new_suggested() and await self._quiet():
                self._hand_over()
            if self._cohort.unopened and self._cohort.closed_at is None:
                await self._open_some()
            elif self._shown != self._cohort:
                await self._show()
            elif self._summary is not None:
                if await self._quiet():
                    return self._summary
            else:
                await self._wait()

    @workflow.signal
    def journey_ended(self, ended: JourneyEnded) -> None:
        """A journey tells that it has ended."""
        self._arrivals += 1
        self._cohort = rules.ended(self._cohort, ended.region, ended.status)

    @workflow.update
    def substitute(self, command: SubstituteRegion) -> str:
        """Take a substitute in; returns the id of its journey."""
        self._arrivals += 1
        try:
            self._cohort = rules.substitute(self._cohort, command)
        except Refusal as refusal:
            raise refused(refusal) from refusal
        return self._cohort.journey(command.place)

    @substitute.validator
    def _check_substitute(self, command: SubstituteRegion) -> None:
        try:
            rules.substitute(self._cohort, command)
        except Refusal as refusal:
            raise refused(refusal) from refusal

    @workflow.update
    def close(self, command: CloseCohort) -> CohortSummary:
        """Close the cohort; refused while a journey is open."""
        self._arrivals += 1
        try:
            self._cohort, self._summary = rules.close(self._cohort, workflow.now())
        except Refusal as refusal:
            raise refused(refusal) from refusal
        return self._summary

    @close.validator
    def _check_close(self, command: CloseCohort) -> None:
        try:
            rules.close(self._cohort, workflow.now())
        except Refusal as refusal:
            raise refused(refusal) from refusal

    @workflow.query
    def state(self) -> Cohort:
        """The cohort as it is."""
        return self._cohort

    async def _open_some(self) -> None:
        """Open the next journeys, then rest."""
        some = self._cohort.unopened[: self._given.batch]
        await workflow.execute_activity_method(
            JourneyActivities.open_journeys,
            self._cohort.model_copy(update={"places": some}),
            start_to_close_timeout=timedelta(minutes=10),
            heartbeat_timeout=timedelta(seconds=60),
            retry_policy=RETRY,
        )
        self._cohort = rules.opened(self._cohort, tuple(place.region.id for place in some))
        if self._given.pause and self._cohort.unopened:
            await asyncio.sleep(self._given.pause.total_seconds())

    async def _show(self) -> None:
        showing = self._cohort
        await workflow.execute_activity_method(
            JourneyActivities.save_cohort,
            CohortRecordBatch(cohort=showing, summary=self._summary),
            start_to_close_timeout=timedelta(minutes=1),
            retry_policy=RETRY,
        )
        self._shown = showing

    async def _wait(self) -> None:
        """Wait for news; once a day compare with the read tables, in case a signal was lost."""
        arrivals = self._arrivals
        try:
            await workflow.wait_condition(
                lambda: self._arrivals != arrivals or workflow.info().is_continue_as_new_suggested(),
                timeout=RECONCILE_EVERY,
            )
        except TimeoutError:
            await self._reconcile()

    async def _reconcile(self) -> None:
        found = await workflow.execute_activity_method(
            JourneyActivities.ended_journeys,
            self._cohort.id,
            start_to_close_timeout=timedelta(minutes=1),
            retry_policy=RETRY,
        )
        for region, status in found.statuses.items():
            self._cohort = rules.ended(self._cohort, region, status)

    async def _quiet(self) -> bool:
        """Whether nothing arrived during a short timer."""
        arrivals = self._arrivals
        await asyncio.sleep(QUIET.total_seconds())
        return arrivals == self._arrivals and workflow.all_handlers_finished()

    def _hand_over(self) -> None:
        workflow.continue_as_new(
            self._given.model_copy(
                update={
                    "cohort": self._cohort,
                    "summary": self._summary,
                    "shown": self._shown == self._cohort,
                }
            )
        )
