"""Running a journey's workflow again from a point of its history: `points` lists where, `ResetRepair` does it.

Only points count that undo nothing of what was handed to the journal: an act that is done again is done at another
time, so its entry would be another, and the journal takes no second entry under the same number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.update.v1 import Request
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus, WorkflowHistory
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.archive import Run
from api.repairs.copy import Copy, copied
from api.repairs.kind import CannotRepair
from api.repairs.work import rule_of
from api.replaying import why_not
from api.services import Services
from api.technical import moment
from api.words.problems import said_of
from domain.errors import Refusal
from domain.journey import act
from domain.messages import Command
from domain.model import Journey
from domain.repairs import Consequence, Doing, Rehearsal, Reset, What
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_moment
from workers.connections import data_converter
from workers.histories import RECORD, Histories, RunHistory, resets_in
from workflows.archive_run import ArchiveRun

POINTS = 50
"""The latest points that are listed."""
ENDED = (EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW)
DONE_AGAIN = (
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
    EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED,
)


@dataclass(frozen=True)
class Point:
    """A point from which the run at hand can be run again: the event's number, when it was, what comes after it."""

    event: int
    at: datetime
    said: Phrase


def points(copy: Copy) -> tuple[Point, ...]:
    """The points of the run at hand to which it can be reset, the latest first; none where it has ended by itself."""
    history = copy.runs[-1]
    if history.events[-1].event_type in ENDED:
        return ()
    found = [event for event in history.events if _is_point(event) and event.event_id > _last_recording(history)]
    return tuple(_point(copy, history, event) for event in reversed(found[-POINTS:]))


def _is_point(event: HistoryEvent) -> bool:
    return event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED


def _last_recording(history: WorkflowHistory) -> int:
    """The event by which entries were handed to the journal last; 0 where none were in this run."""
    scheduled = (
        event.event_id
        for event in history.events
        if event.activity_task_scheduled_event_attributes.activity_type.name == RECORD
    )
    return max(scheduled, default=0)


def _point(copy: Copy, history: WorkflowHistory, event: HistoryEvent) -> Point:
    zone, at = copy.journey.region.zone, moment(event.event_time)
    indonesian, english = (spell_moment(at, zone, language) for language in Language)
    again = [rule_of(name).does for name in _activities_after(history, event.event_id)]
    acts = len(list(_updates_after(history, event.event_id)))
    names = {phrase.id: phrase.en for phrase in again}
    return Point(
        event=event.event_id,
        at=at,
        said=Phrase(
            f"Langkah {event.event_id}, {indonesian}; setelah itu: {', '.join(names) or 'tidak ada kegiatan'}"
            + (f", {acts} tindakan." if acts else "."),
            f"Step {event.event_id}, {english}; after it: {', '.join(names.values()) or 'no activity'}"
            + (f", {acts} acts." if acts else "."),
        ),
    )


class ResetRepair:
    """Ends the run at hand and begins another with its history up to a point; later acts are sent again."""

    async def rehearse(self, services: Services, journey: str, spec: Reset) -> Rehearsal:
        """Replay the history up to the point on the code at hand, and say what is done again after it."""
        copy = await copied(services, journey)
        rehearsal = Rehearsal(journey=journey, as_of=copy.now, seq=copy.journey.seq)
        refused = await _refused(services, copy, spec)
        if refused is None:
            acts = [await _command(request) for request in _updates_after(copy.runs[-1], spec.event)]
            refused = await asyncio.to_thread(_act_refused, copy.journey, acts, copy.now)
        if refused is not None:
            return rehearsal.model_copy(update={"refused": refused})
        return rehearsal.model_copy(
            update={"consequences": tuple(_consequences(copy, spec, acts)), "dangerous": True},
        )

    async def do(self, services: Services, journey: str, spec: Reset, doing: Doing) -> Phrase:
        """Reset it and have the run that this ends archived; a reset by the same key is found in the history."""
        runs = await Histories(services.client, services.pool, services.settings).live_runs(journey)
        done = _done_already(runs, doing)
        if done is None:
            done = await self._reset(services, journey, spec, doing)
        await _archive(services, Run(workflow_id=journey, run_id=done))
        base = await services.client.get_workflow_handle(journey, run_id=done).fetch_history()
        if _last_recording(base) > spec.event:
            raise CannotRepair(OVERTAKEN)
        return Phrase(
            f"Dijalankan lagi dari langkah {spec.event}; riwayat sebelumnya diarsipkan.",
            f"It runs again from step {spec.event}; the history before is archived.",
        )

    async def _reset(self, services: Services, journey: str, spec: Reset, doing: Doing) -> str:
        """Reset the run at hand, if that is still possible; gives the id of the run that this ends."""
        copy = await copied(services, journey)
        refused = await _refused(services, copy, spec)
        if refused is not None:
            raise CannotRepair(refused)
        base = copy.runs[-1].run_id
        request = ResetWorkflowExecutionRequest(
            namespace=services.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=journey, run_id=base),
            reason=_mark(doing),
            workflow_task_finish_event_id=spec.event,
            request_id=doing.key,
            reset_reapply_type=ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
            identity=f"bimtek {doing.key}",
        )
        await services.client.workflow_service.reset_workflow_execution(request)
        return base


OVERTAKEN = Phrase(
    "Tepat saat diulang, sebuah tindakan masih dicatat, sehingga jurnal dan proses mungkin berbeda. Jalankan "
    "`bimtek records verify` dan hubungi pengembang sebelum tindakan berikutnya.",
    "An act was being recorded at the very moment of the reset, so that journal and workflow may differ. Run "
    "`bimtek records verify`, and turn to the developers before anybody acts again.",
)


async def _refused(services: Services, copy: Copy, spec: Reset) -> Phrase | None:
    """Why a run cannot be reset to a point; None when it can."""
    history = copy.runs[-1]
    try:
        described = await services.client.get_workflow_handle(history.workflow_id).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return GONE
    if described.status is WorkflowExecutionStatus.COMPLETED:
        return ENDED_BY_ITSELF
    event = next((each for each in history.events if each.event_id == spec.event), None)
    if event is None or not _is_point(event):
        return _no_point(copy)
    if _last_recording(history) > spec.event:
        return UNDOES
    broken = await why_not(before(history, spec.event))
    return _breaks(broken) if broken is not None else None


GONE = Phrase(
    "Temporal tidak lagi menyimpan proses ini, jadi tidak dapat diulang; catatannya tetap ada.",
    "Temporal keeps this workflow no longer, so that it cannot be run again; its records stay.",
)
ENDED_BY_ITSELF = Phrase(
    "Pendampingan ini sudah selesai; tidak ada yang perlu diulang.",
    "This journey has come to its end; there is nothing to run again.",
)
UNDOES = Phrase(
    "Setelah langkah itu ada tindakan yang sudah diserahkan ke jurnal; jurnal tidak dapat ditarik kembali. Untuk "
    "keputusan yang keliru: kembalikan ke tahap sebelumnya (back_to_stage), atau betulkan faktanya (correct).",
    "After that step acts were handed to the journal, which takes nothing back. For what was decided wrongly: move the "
    "journey back to a stage (back_to_stage), or correct the fact (correct).",
)


def _no_point(copy: Copy) -> Phrase:
    known = ", ".join(str(each.event) for each in points(copy)) or "-"
    return Phrase(
        f"Langkah itu bukan titik yang dapat diulang. Yang dapat: {known}.",
        f"That step is no point to run again from. Those are: {known}.",
    )


def _breaks(broken: str) -> Phrase:
    return Phrase(
        f"Kode versi ini tidak dapat mengulang riwayat sampai langkah itu ({broken}).",
        f"The code at hand does not replay the history up to that step ({broken}).",
    )


def before(history: WorkflowHistory, event: int) -> WorkflowHistory:
    """What a reset keeps of a history: everything before the event at which a workflow task was completed."""
    return WorkflowHistory(history.workflow_id, [each for each in history.events if each.event_id < event])


def _activities_after(history: WorkflowHistory, event: int) -> list[str]:
    """The activities that a reset has done again: those scheduled after a point, and those not over at it."""
    over = {_begun(each) for each in history.events if each.event_id < event and each.event_type in DONE_AGAIN}
    scheduled = [each for each in history.events if each.HasField("activity_task_scheduled_event_attributes")]
    return [
        each.activity_task_scheduled_event_attributes.activity_type.name
        for each in scheduled
        if each.event_id > event or each.event_id not in over
    ]


def _begun(event: HistoryEvent) -> int:
    """The event by which the activity was scheduled that this event ends."""
    ends = (
        event.activity_task_completed_event_attributes,
        event.activity_task_failed_event_attributes,
        event.activity_task_timed_out_event_attributes,
        event.activity_task_canceled_event_attributes,
    )
    return next((each.scheduled_event_id for each in ends if each.scheduled_event_id), 0)


def _updates_after(history: WorkflowHistory, event: int) -> Iterator[Request]:
    """The acts that were taken after a point, as they were sent; the server sends them again."""
    sent: dict[str, Request] = {}
    for each in history.events:
        admitted = each.workflow_execution_update_admitted_event_attributes.request
        if admitted.HasField("input"):
            sent[admitted.meta.update_id] = admitted
        if not each.HasField("workflow_execution_update_accepted_event_attributes"):
            continue
        accepted = each.workflow_execution_update_accepted_event_attributes
        request = accepted.accepted_request
        if not request.HasField("input"):
            request = sent[accepted.protocol_instance_id]
        if each.event_id > event:
            yield request


async def _command(request: Request) -> Command:
    (command,) = await data_converter().decode(request.input.args.payloads, [Command])
    assert isinstance(command, Command)
    return command


def _act_refused(journey: Journey, acts: Sequence[Command], now: datetime) -> Phrase | None:
    """Why an act that was acknowledged would be refused when done again, and so be lost; None when all are taken."""
    for command in acts:
        try:
            journey = act(journey, command, now).journey
        except Refusal as refusal:
            details = {name: str(value) for name, value in refusal.details.items()}
            why = [said_of(refusal.name, details, language, str(refusal)) for language in Language]
            return Phrase(
                f"Tindakan {command.id} yang sudah diterima akan ditolak bila diulang: {why[0]}",
                f"The act {command.id}, which was acknowledged, would be refused when it is done again: {why[1]}",
            )
    return None


def _consequences(copy: Copy, spec: Reset, acts: Sequence[Command]) -> Iterator[Consequence]:
    history = copy.runs[-1]
    yield Consequence(
        what=What.NOTE,
        said=Phrase(
            f"Riwayat sampai langkah {spec.event} diputar ulang dengan kode ini dan cocok; tidak ada butir jurnal yang "
            "berubah. Proses yang berjalan sekarang diakhiri dan diarsipkan, lalu dilanjutkan dari sana.",
            f"The history up to step {spec.event} was replayed on the code at hand and fits; no entry of the journal "
            "changes. The run at hand is ended and archived, and goes on from there.",
        ),
    )
    for command in acts:
        yield Consequence(
            what=What.ENTRY,
            said=Phrase(
                f"Tindakan {command.act.kind} ({command.id}) belum ada di jurnal; dikerjakan lagi dengan waktu baru.",
                f"The act {command.act.kind} ({command.id}) is not in the journal yet; it is done again at a new time.",
            ),
        )
    for name in dict.fromkeys(_activities_after(history, spec.event)):
        does = rule_of(name).does
        yield Consequence(
            what=What.ACTIVITY,
            said=Phrase(
                f"Dikerjakan lagi: {does.id} ({name}). Nomornya tetap sama, jadi tidak ada yang terjadi dua kali.",
                f"Done again: {does.en} ({name}). The keys stay the same, so that nothing happens twice.",
            ),
        )
    yield Consequence(
        what=What.DATE,
        said=Phrase(
            "Pengingat dan batas waktu dihitung lagi dari keadaan pada langkah itu; tanggalnya tidak bergeser.",
            "Reminders and deadlines are worked out anew from the state at that step; their dates do not move.",
        ),
    )


def _mark(doing: Doing) -> str:
    return f"{doing.key}: {doing.reason}"


def _done_already(runs: Sequence[RunHistory], doing: Doing) -> str | None:
    """The run that a reset by the same key ended; None where there was none."""
    for history in runs:
        for failed in resets_in(history):
            if failed.failure.message == _mark(doing):
                return failed.base_run_id
    return None


async def _archive(services: Services, run: Run) -> None:
    """Have a run archived that ended before it could see to that itself; begun already is fine."""
    await services.client.start_workflow(
        ArchiveRun.run,
        run,
        id=f"archive-{run.workflow_id}-{run.run_id}",
        task_queue=services.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
