"""One region in one cohort, from kickoff to publication: a durable process of months with one timer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, assert_never

from pydantic import Field
from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.archive import ArchiveActivities, Run
    from activities.documents.making import MadeDocuments
    from activities.recording import RecordBatch, RecordingActivities
    from domain import journey as rules
    from domain.entry import Entry
    from domain.errors import CommandIdReused
    from domain.ids import cohort_workflow_id
    from domain.journey import Finish, Proceed, Progress, Wait
    from domain.messages import Command, Receipt, StartJourney
    from domain.model import Journey
    from domain.notices import Notice, notices, still_wanted
    from domain.plan import Plan, plan
    from domain.shape import Frozen
    from domain.vocabulary import Stage, Status
    from workflows.looking import View, seen
    from workflows.post import Post
    from workflows.refusals import refusing, validating

RECORD_WITHIN = timedelta(seconds=10)
"""A worker that dies while recording holds up the recording, and nothing else, for so long."""
RECORD_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10))
RECEIPTS_KEPT = 500
"""How many receipts a journey remembers across runs: more than the acts of a whole journey."""
QUIET = timedelta(milliseconds=10)
SETTLE_WITHIN = timedelta(seconds=5)
FEW = 5
"""So many entries are taken without measuring them: the largest has a tenth of the limit."""
BATCH_BYTES = 1_000_000
"""At most so much is recorded at once, and half of it carried into the next run: a payload may have 2 MB."""

STAGE = SearchAttributeKey.for_keyword("Stage")


class Remembered(Frozen):
    """A command that was done: the same again gets the same receipt, another with its id is refused."""

    digest: str
    receipt: Receipt


class Resumed(Frozen):
    """What one run hands to the next: everything."""

    journey: Journey
    unrecorded: tuple[Entry, ...] = ()
    unrecorded_notices: tuple[Notice, ...] = ()
    undelivered: tuple[str, ...] = ()
    waiting: dict[str, Notice] = Field(default_factory=dict)
    remembered: tuple[Remembered, ...] = ()
    cohort_told: bool = False


class JourneyInput(Frozen):
    """The beginning of a journey, or of one more run of it."""

    start: StartJourney | None = None
    resumed: Resumed | None = None


class JourneyEnded(Frozen):
    """What a journey tells its cohort at its end."""

    journey: str
    region: str
    status: Status


class Head(Frozen):
    """The last entry as the workflow holds it, and the last one known to be recorded."""

    seq: int
    hash: str
    recorded: int


@workflow.defn(name="RegionJourney")
class RegionJourney:
    """Takes commands by the update `act`, does by itself what falls due, and has everything recorded."""

    @workflow.init
    def __init__(self, given: JourneyInput) -> None:
        self._unrecorded: list[Entry] = []
        self._unrecorded_notices: list[Notice] = []
        self._post = Post(self._beside, self._still_wanted)
        self._remembered: dict[str, Remembered] = {}
        self._cohort_told = False
        self._arrivals = 0
        self._acted_in = 0
        self._recording = False
        self._archiving = False
        self._broken: Exception | None = None
        self._timer: asyncio.Task[None] | None = None
        self._timer_at: datetime | None = None
        self._shown: Stage | None = None
        if given.resumed is not None:
            self._resume(given.resumed)
        elif given.start is not None:
            begun = rules.begin(given.start, workflow.now())
            self._journey = begun.journey
            self._take(None, begun)
        else:
            raise ApplicationError("neither start nor resumed", type="InvalidInput", non_retryable=True)

    def _resume(self, resumed: Resumed) -> None:
        self._journey = resumed.journey
        self._unrecorded = list(resumed.unrecorded)
        self._unrecorded_notices = list(resumed.unrecorded_notices)
        self._remembered = {item.receipt.command: item for item in resumed.remembered}
        self._cohort_told = resumed.cohort_told

    @workflow.run
    async def run(self, given: JourneyInput) -> Status:
        """Do what falls due, wait for the next alarm or act, until nothing will happen here any more."""
        background = [self._beside(self._keep_recording())]
        if given.resumed is not None:
            self._post.resume(given.resumed.undelivered, given.resumed.waiting)
        background.append(self._beside(self._post.keep_hours()))
        before = workflow.info().continued_run_id
        if before is not None:
            self._archiving = True
            background.append(self._beside(self._archive_later(before)))
        while True:
            if self._broken is not None:
                # Nothing is recorded or sent any more: that has to suspend the task, as any bug does, not be silent.
                raise RuntimeError("a task beside the main loop has failed") from self._broken
            self._show_operators()
            await self._tell_cohort()
            if self._new_run_due() and await self._quiet():
                self._hand_over()
            match rules.next_step(self._journey, workflow.now()):
                case Proceed():
                    self._take(self._journey, rules.catch_up(self._journey, workflow.now()))
                case Wait(until=until):
                    await self._wait(until)
                case Finish():
                    if await self._quiet():
                        await self._archive_later(workflow.info().run_id)
                        if await self._quiet():
                            break
                case never:
                    assert_never(never)
        for task in background:
            task.cancel()
        return self._journey.status

    @workflow.update
    def act(self, command: Command) -> Receipt:
        """Do an act: at once and whole, or refuse it. The same command again gets the receipt of the first time."""
        self._arrivals += 1
        self._acted_in = workflow.info().get_current_history_length()
        remembered = self._remembered.get(command.id)
        if remembered is not None:
            return self._repeated(command, remembered)
        with refusing():
            progress = rules.act(self._journey, command, workflow.now())
        self._take(self._journey, progress)
        receipt = rules.receipt(command, progress)
        self._remembered[command.id] = Remembered(digest=command.digest(), receipt=receipt)
        if len(self._remembered) > RECEIPTS_KEPT:
            del self._remembered[next(iter(self._remembered))]
        return receipt

    @act.validator
    def _check(self, command: Command) -> None:
        """Refuse, without a trace in the history, what a rule forbids."""
        remembered = self._remembered.get(command.id)
        with validating():
            if remembered is not None:
                self._repeated(command, remembered)
            else:
                rules.act(self._journey, command, workflow.now())

    @staticmethod
    def _repeated(command: Command, remembered: Remembered) -> Receipt:
        if remembered.digest != command.digest():
            raise CommandIdReused(id=command.id)
        return remembered.receipt

    @workflow.update
    def look(self, view: View) -> None:
        """Never done: the validator answers, so that looking leaves nothing in the history."""

    @look.validator
    def _look(self, view: View) -> None:
        """Show what is held now."""
        raise seen(self.state() if view is View.STATE else self.head())

    @workflow.signal
    def documents_made(self, made: MadeDocuments) -> None:
        """Take note of documents that were made; those noted already change nothing."""
        self._arrivals += 1
        self._acted_in = workflow.info().get_current_history_length()
        self._take(self._journey, rules.note_documents(self._journey, made.documents, workflow.now()))

    @workflow.query
    def state(self) -> Journey:
        """The whole journey; for tests, and of runs that are closed. A running one is looked at by `look`."""
        return self._journey

    @workflow.query
    def plan(self) -> Plan:
        """Baseline, agreed and forecast dates as of the workflow's own time; for operators and tests."""
        return plan(self._journey, workflow.now())

    @workflow.query
    def head(self) -> Head:
        """Number and hash of the last entry."""
        waiting = len(self._unrecorded)
        return Head(seq=self._journey.seq, hash=self._journey.head, recorded=self._journey.seq - waiting)

    def _take(self, before: Journey | None, progress: Progress) -> None:
        self._unrecorded_notices += notices(before, progress.entries)
        self._unrecorded += progress.entries
        self._journey = progress.journey

    async def _wait(self, until: datetime | None) -> None:
        """Wait until the alarm, an act that brings an earlier one, or something else for the main loop to do.

        A running timer is kept when the next alarm is later than its own: waking once for nothing costs less of the
        history than cancelling and starting one at every act.
        """
        if until is not None and (self._timer_at is None or until < self._timer_at):
            self._start_timer(until)
        timer, seq = self._timer, self._journey.seq
        await workflow.wait_condition(
            lambda: (
                self._journey.seq != seq
                or (timer is not None and timer.done())
                or self._new_run_due()
                or self._broken is not None
            )
        )
        if timer is not None and timer.done():
            self._timer = self._timer_at = None

    def _start_timer(self, until: datetime) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = until
        self._timer = asyncio.create_task(asyncio.sleep(max((until - workflow.now()).total_seconds(), 0.001)))

    async def _keep_recording(self) -> None:
        """Have entries recorded, one batch at a time, in order; nothing else waits for it."""
        while True:
            await workflow.wait_condition(lambda: bool(self._unrecorded))
            entries = tuple(self._unrecorded[: fitting(self._unrecorded, BATCH_BYTES)])
            told = tuple(notice for notice in self._unrecorded_notices if notice.seq <= entries[-1].seq)
            self._recording = True
            recorded = await workflow.execute_activity_method(
                RecordingActivities.record,
                RecordBatch(journey=self._journey.id, entries=entries, notices=told),
                start_to_close_timeout=RECORD_WITHIN,
                retry_policy=RECORD_RETRY,
            )
            del self._unrecorded[: len(entries)]
            del self._unrecorded_notices[: len(told)]
            self._post.take(told, recorded.settled if recorded else ())
            self._recording = False

    def _still_wanted(self, notice: Notice) -> bool:
        """Whether a message that has waited is to be sent, once everything that fell due by now has happened."""
        return still_wanted(notice, rules.catch_up(self._journey, workflow.now()).journey)

    def _beside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do work beside the main loop."""
        return asyncio.create_task(self._guarded(work))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """Do work and bring its failure to the main loop's notice."""
        try:
            await work
        except Exception as error:
            self._broken = error

    async def _tell_cohort(self) -> None:
        """Tell the cohort, once, that the journey has ended; a cohort that is gone finds out by reconciling."""
        if not self._journey.ended or self._cohort_told or self._journey.imported is not None:
            return
        self._cohort_told = True
        cohort = workflow.get_external_workflow_handle(cohort_workflow_id(self._journey.cohort))
        ended = JourneyEnded(journey=self._journey.id, region=self._journey.region.id, status=self._journey.status)
        try:
            await cohort.signal("journey_ended", ended)
        except ApplicationError as error:
            workflow.logger.warning("cohort not told: %s", error.type)

    def _idle(self, *, finishing: bool) -> bool:
        """Whether nothing is under way. What waits for its hour is carried into a new run, but not beyond the end."""
        waits = finishing and bool(self._post.waiting)
        return not (self._unrecorded or self._recording or self._post.delivering or waits)

    def _new_run_due(self) -> bool:
        """Whether the history is long enough for a new run and what is unrecorded can be handed to it."""
        due = workflow.info().is_continue_as_new_suggested() and not self._archiving
        return due and fitting(self._unrecorded, BATCH_BYTES // 2) == len(self._unrecorded)

    async def _quiet(self) -> bool:
        """Whether the task that goes on from here was woken by a timer and has no act in it: a run can end in it.

        Waits a moment for recording and delivery. A run that continues carries what is left of them; a journey ends
        only when nothing is left and nobody acted meanwhile.
        """
        finishing = isinstance(rules.next_step(self._journey, workflow.now()), Finish)
        arrivals = self._arrivals
        if not self._idle(finishing=finishing):
            with suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: (
                        self._idle(finishing=finishing)
                        or self._broken is not None
                        or (finishing and self._arrivals != arrivals)
                    ),
                    timeout=None if finishing else SETTLE_WITHIN,
                )
        await asyncio.sleep(QUIET.total_seconds())
        if finishing and (arrivals != self._arrivals or not self._idle(finishing=True)):
            return False
        return self._acted_in != workflow.info().get_current_history_length() and workflow.all_handlers_finished()

    async def _archive_later(self, run_id: str) -> None:
        """Have a run archived once it is closed: the one before this, or this one at its end."""
        await workflow.execute_activity_method(
            ArchiveActivities.archive_later,
            Run(workflow_id=workflow.info().workflow_id, run_id=run_id),
            start_to_close_timeout=timedelta(seconds=30),
        )
        self._archiving = False

    def _hand_over(self) -> None:
        """Go on in a new run with the whole state."""
        resumed = Resumed(
            journey=self._journey,
            unrecorded=tuple(self._unrecorded),
            unrecorded_notices=tuple(self._unrecorded_notices),
            undelivered=self._post.undelivered,
            waiting=self._post.waiting,
            remembered=tuple(self._remembered.values()),
            cohort_told=self._cohort_told,
        )
        workflow.continue_as_new(JourneyInput(resumed=resumed))

    def _show_operators(self) -> None:
        """Keep the search attribute in step; each change costs an event, so only the stage is shown."""
        if self._journey.stage != self._shown:
            self._shown = self._journey.stage
            workflow.upsert_search_attributes([STAGE.value_set(self._shown.value)])


def fitting(entries: Sequence[Entry], limit: int) -> int:
    """How many of the first entries fit into `limit` bytes: at least one, if there is any."""
    if len(entries) <= FEW:
        return len(entries)
    size = 0
    for number, entry in enumerate(entries):
        size += len(entry.canonical())
        if size > limit and number:
            return number
    return len(entries)
