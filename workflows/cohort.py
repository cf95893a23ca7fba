"""A cohort: opens its journeys at a set pace, knows which have ended, takes substitutes, closes with a summary."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.journeys import CohortRecordBatch, JourneyActivities
    from domain import cohort as rules
    from domain.cohort import ChangeCohortCalendar, CloseCohort, Cohort, CohortSummary, SubstituteRegion
    from domain.errors import CommandIdReused
    from domain.shape import Frozen, Key
    from workflows.looking import View, seen
    from workflows.refusals import refusing, validating
    from workflows.region_journey import JourneyEnded

RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30))
RECONCILE_EVERY = timedelta(days=1)
QUIET = timedelta(milliseconds=10)


class Done(Frozen):
    """A substitution that was made: the same again gets the same answer, another with its id is refused."""

    command: SubstituteRegion
    journey: Key


class CohortInput(Frozen):
    """A cohort to run. `batch` journeys are opened at once, then the workflow rests for `pause`."""

    cohort: Cohort
    batch: int = 25
    pause: timedelta = timedelta(0)
    summary: CohortSummary | None = None
    shown: tuple[Key, ...] = ()
    """The regions whose places the database has."""
    done: tuple[Done, ...] = ()


@workflow.defn(name="Cohort")
class CohortOfRegions:
    """Runs one intake; journeys are workflows of their own and tell it by a signal that they ended."""

    @workflow.init
    def __init__(self, given: CohortInput) -> None:
        self._cohort = given.cohort
        self._given = given
        self._summary = given.summary
        self._shown = set(given.shown)
        self._end_shown = False
        self._done = {done.command.id: done for done in given.done}
        self._arrivals = 0
        self._arrived_in = 0

    @workflow.run
    async def run(self, given: CohortInput) -> CohortSummary:
        """Open journeys, show what changed, reconcile daily, until the cohort is closed."""
        while True:
            if workflow.info().is_continue_as_new_suggested() and await self._quiet():
                self._hand_over()
            if self._cohort.unopened and self._cohort.closed_at is None:
                await self._open_some()
            elif self._to_show() or (self._summary is not None and not self._end_shown):
                await self._show()
            elif self._summary is not None:
                if await self._quiet():
                    return self._summary
            else:
                await self._wait()

    @workflow.signal
    def journey_ended(self, ended: JourneyEnded) -> None:
        """A journey tells that it has ended."""
        self._arrived()
        self._cohort = rules.ended(self._cohort, ended.region, ended.status)

    @workflow.update
    def substitute(self, command: SubstituteRegion) -> Key:
        """Take a substitute in; returns the id of its journey."""
        self._arrived()
        done = self._done.get(command.id)
        if done is not None:
            return done.journey
        with refusing():
            self._cohort = rules.substitute(self._cohort, command)
        journey = self._cohort.journey(command.place)
        self._done[command.id] = Done(command=command, journey=journey)
        return journey

    @substitute.validator
    def _check_substitute(self, command: SubstituteRegion) -> None:
        done = self._done.get(command.id)
        with validating():
            if done is None:
                rules.substitute(self._cohort, command)
            elif done.command != command:
                raise CommandIdReused(id=command.id)

    @workflow.update
    def change_calendar(self, command: ChangeCohortCalendar) -> None:
        """Follow a decree; the same again changes nothing."""
        self._arrived()
        with refusing():
            self._cohort = rules.change_calendar(self._cohort, command)

    @change_calendar.validator
    def _check_change_calendar(self, command: ChangeCohortCalendar) -> None:
        with validating():
            rules.change_calendar(self._cohort, command)

    @workflow.update
    def close(self, command: CloseCohort) -> CohortSummary:
        """Close the cohort; refused while a journey is open. Closed already, it gives the same summary."""
        self._arrived()
        if self._summary is None:
            with refusing():
                self._cohort, self._summary = rules.close(self._cohort, workflow.now())
        return self._summary

    @close.validator
    def _check_close(self, command: CloseCohort) -> None:
        with validating():
            if self._summary is None:
                rules.close(self._cohort, workflow.now())

    @workflow.update
    def look(self, view: View) -> None:
        """Never done: the validator answers, so that looking leaves nothing in the history."""

    @look.validator
    def _look(self, view: View) -> None:
        """Show the cohort as it is."""
        raise seen(self._cohort)

    @workflow.query
    def state(self) -> Cohort:
        """The cohort as it is; for tests, and of runs that are closed."""
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

    def _to_show(self) -> tuple[Key, ...]:
        """The next regions whose places the database does not have yet."""
        new = tuple(place.region.id for place in self._cohort.places if place.region.id not in self._shown)
        return new[: self._given.batch]

    async def _show(self) -> None:
        """Have the cohort saved with the places that are new: all of them again would not fit into a payload."""
        new = self._to_show()
        places = tuple(place for place in self._cohort.places if place.region.id in new)
        summary = self._summary
        await workflow.execute_activity_method(
            JourneyActivities.save_cohort,
            CohortRecordBatch(cohort=self._cohort.model_copy(update={"places": places}), summary=summary),
            start_to_close_timeout=timedelta(minutes=1),
            retry_policy=RETRY,
        )
        self._shown.update(new)
        self._end_shown = summary is not None

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

    def _arrived(self) -> None:
        self._arrivals += 1
        self._arrived_in = workflow.info().get_current_history_length()

    async def _quiet(self) -> bool:
        """Whether the task that goes on from here was woken by a timer and nothing arrived in it: a run can end."""
        await asyncio.sleep(QUIET.total_seconds())
        return self._arrived_in != workflow.info().get_current_history_length() and workflow.all_handlers_finished()

    def _hand_over(self) -> None:
        """Go on in a new run with the whole state."""
        workflow.continue_as_new(
            self._given.model_copy(
                update={
                    "cohort": self._cohort,
                    "summary": self._summary,
                    "shown": tuple(place.region.id for place in self._cohort.places if place.region.id in self._shown),
                    "done": tuple(self._done.values()),
                }
            )
        )
