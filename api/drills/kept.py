"""Drills with what is kept: entries that the recording refuses, a row that is missing, a history and documents."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from temporalio.client import WorkflowHandle

from activities.archive import Run
from activities.documents.making import DocumentBatch
from activities.recording import RecordBatch
from api.drills.ground import Ground, NoDrillHere
from api.drills.standing import Standing
from api.incidents.names import DIFFER
from domain.documents import DocumentOrder
from domain.entry import Entry
from domain.facts import SessionPlanFacts
from domain.model import Journey, SessionState
from domain.projection import bookings
from domain.values import Document, MadeDocument
from domain.vocabulary import DocumentKind
from records.archive import ArchiveLedger
from records.bookings import keep_in_step
from records.errors import JournalRefused
from records.incidents import Incidents
from records.journal import Records
from records.reading import Reading
from records.rebuild import rebuild_rows
from records.statements import statements

NOBODYS = "journey-drill"
NEVER = 999_999
MENTOR = "drill-mentor"
ENDED_RUN = "drill-ended"


def forked(newest: Entry) -> Entry:
    """The newest entry with another content, true to itself."""
    return newest.model_copy(update={"command": "drill"}).sealed()


def broken(newest: Entry) -> Entry:
    """The newest entry with a hash that is not its own."""
    return newest.model_copy(update={"hash": "0" * 64})


def ahead(newest: Entry) -> Entry:
    """An entry that comes too early."""
    return newest.model_copy(update={"seq": newest.seq + 5, "previous": newest.hash}).sealed()


@dataclass(frozen=True)
class EntryRefused:
    """The recording is sent an entry that it has to refuse; the journal stays as it is."""

    kind: str
    made: Callable[[Entry], Entry]

    async def begin(self, ground: Ground) -> Standing:
        """Send it."""
        (*_, newest) = await Reading(ground.pool).entries(ground.journey)
        batch = RecordBatch(journey=ground.journey, entries=(self.made(newest.entry),))
        with suppress(JournalRefused):
            await Records(ground.pool).record(batch)
            raise NoDrillHere("The recording took an entry of the drill. Look at it: bimtek records verify.")
        return Standing(kind=self.kind, journey=ground.journey)

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Nothing to give back."""


class RowMissing:
    """A row of the read tables is gone."""

    async def begin(self, ground: Ground) -> Standing:
        """Delete one."""
        taken = await ground.pool.fetchval(statements("drills")["take_gate"], ground.journey)
        if taken is None:
            raise NoDrillHere(f"{ground.journey} has no gates. Name another: --journey.")
        return Standing(kind=DIFFER, journey=ground.journey)

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Make the rows again."""
        await rebuild_rows(ground.pool, standing.journey or ground.journey)


class HistoryLate:
    """A run that has ended is not archived; it is reported as it would be after a day."""

    async def begin(self, ground: Ground) -> Standing:
        """End a run, and report it."""
        handle: WorkflowHandle[object, object] = await ground.client.start_workflow(
            "Drill", id=ENDED_RUN, task_queue=ground.settings.task_queue
        )
        await handle.terminate("the drill needs a run that has ended")
        run = handle.first_execution_run_id or ""
        await ArchiveLedger(ground.pool).late(ENDED_RUN, run)
        return Standing(kind="run_not_archived", keeps={"run": run})

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Have it archived, as every run is."""
        await ground.client.start_workflow(
            "ArchiveRun",
            Run(workflow_id=ENDED_RUN, run_id=standing.keeps["run"]),
            id=f"archive-{ENDED_RUN}-{standing.keeps['run']}",
            task_queue=ground.settings.task_queue,
        )


class DocumentNotMade:
    """A document is asked for that cannot be made: from an entry that there is not."""

    async def begin(self, ground: Ground) -> Standing:
        """Order it."""
        order = DocumentOrder(journey=ground.journey, seq=NEVER, kind=DocumentKind.ATTENDANCE_LIST, about="9")
        run = f"drill-documents-{ground.journey}"
        await ground.client.start_workflow(
            "MakeDocuments",
            DocumentBatch(journey=ground.journey, orders=(order,)),
            id=run,
            task_queue=ground.settings.task_queue,
        )
        return Standing(kind="document_not_made", journey=ground.journey, keeps={"run": run, "key": order.key})

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Withdraw the order; with it goes its incident."""
        journey, key = standing.journey or ground.journey, standing.keeps["key"]
        await ground.end_run(standing.keeps["run"])
        await ground.pool.execute(statements("drills")["forget_document"], journey, key)
        await Incidents(ground.pool).over(journey, "document_not_made", f"{key}:")


class DocumentOfNobody:
    """A document is there, and the journey that is to take note of it is not."""

    async def begin(self, ground: Ground) -> Standing:
        """Have the journey told of it."""
        order = DocumentOrder(journey=NOBODYS, seq=1, kind=DocumentKind.KICKOFF_INVITATION)
        pdf = Document(sha256="0" * 64, size=1, title="Latihan (drill)")
        made = MadeDocument(key=order.key, seq=1, document=order.kind, pdf=pdf)
        await ground.pool.execute(statements("drills")["made_for_nobody"], NOBODYS, order.key, made.model_dump_json())
        await ground.client.start_workflow(
            "MakeDocuments",
            DocumentBatch(journey=NOBODYS, orders=(order,)),
            id=f"drill-documents-{NOBODYS}",
            task_queue=ground.settings.task_queue,
        )
        return Standing(kind="document_not_in_journal")

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Forget the document."""
        await ground.end_run(f"drill-documents-{NOBODYS}")
        await ground.pool.execute(statements("drills")["forget_made_for_nobody"], NOBODYS)


class MentorTwice:
    """A mentor's day is recorded for another journey, and this one needs it."""

    async def begin(self, ground: Ground) -> Standing:
        """Book the day elsewhere, then have the recording keep this journey's bookings in step with a session on it."""
        sql, state = statements("drills"), await _state(ground)
        other = await ground.pool.fetchval(sql["other_journey"], ground.journey)
        if other is None or bookings(state):
            raise NoDrillHere(f"{ground.journey} is alone, or has sessions already. Name another: --journey.")
        day = state.turn.since.date() + timedelta(days=30)
        await ground.pool.execute(sql["book_elsewhere"], MENTOR, day, other)
        async with ground.pool.acquire() as connection, connection.transaction():
            await keep_in_step(connection, None, _with_session(state, day))
        return Standing(kind="MentorBookedElsewhere", journey=ground.journey)

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Release the day."""
        await ground.pool.execute(statements("drills")["release_mentor"], MENTOR)


def _with_session(state: Journey, day: date) -> Journey:
    """A journey that has planned its first session with the drill's mentor."""
    plan = SessionPlanFacts(number=1, days=(day,), mentors=(MENTOR,), place="Latihan (drill)")
    return state.model_copy(update={"sessions": (SessionState(number=1, plan=plan),)})


async def _state(ground: Ground) -> Journey:
    state = await Reading(ground.pool).state(ground.journey)
    if state is None:
        raise NoDrillHere(f"{ground.journey} is not recorded yet. Try again in a moment.")
    return state
