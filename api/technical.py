"""Temporal's own events, a line each: `technical_lines` reads a run's history, `technical_story` a whole journey's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.enums.v1 import EventType
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from domain.shape import Frozen
from workers.histories import Histories

PREFIX = "EVENT_TYPE_"
PASSED_OVER = (
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
)
"""What every step of a workflow has and tells a reader nothing."""


class TechnicalLine(Frozen):
    """What Temporal did from one event on; `events` are the numbers of the events it is told from."""

    at: datetime
    run: str
    events: tuple[int, ...]
    text: str


def technical_lines(history: WorkflowHistory) -> tuple[TechnicalLine, ...]:
    """A run's history: an activity, a timer or an update is one line, from its first event to its last."""
    return _Reader(history.run_id).read(history.events)


def pending_lines(run: str, activities: Iterable[PendingActivityInfo]) -> tuple[TechnicalLine, ...]:
    """The activities being tried now, with how often and why not yet: these attempts are in no history."""
    lines = []
    for activity in activities:
        text = f"activity {activity.activity_type.name} pending, attempt {activity.attempt}"
        if activity.HasField("last_failure"):
            text += f"; last failure: {said_by(activity.last_failure)}"
        at = activity.last_started_time if activity.HasField("last_started_time") else activity.scheduled_time
        lines.append(TechnicalLine(at=moment(at), run=run, events=(), text=text))
    return tuple(lines)


async def technical_story(client: Client, histories: Histories, journey: str) -> tuple[TechnicalLine, ...]:
    """What Temporal did in every run of a journey, archived ones too, and what it is trying now."""
    found = [line for run in await histories.runs(journey) for line in technical_lines(run)]
    try:
        description = await client.get_workflow_handle(journey).describe()
    except RPCError as error:
        # The run has ended and Temporal keeps it no longer: nothing is being tried.
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return tuple(found)
    return (*found, *pending_lines(description.run_id, description.raw_description.pending_activities))


def by_line(written: Sequence[datetime], technical: Iterable[TechnicalLine]) -> dict[int, list[TechnicalLine]]:
    """What Temporal did, by the number of the last line of a story that was `written` by then."""
    found: dict[int, list[TechnicalLine]] = {}
    for line in technical:
        found.setdefault(max(bisect_right(written, line.at) - 1, 0), []).append(line)
    return found


def moment(stamp: Timestamp) -> datetime:
    """A protobuf time as an aware instant."""
    return stamp.ToDatetime(tzinfo=UTC)


def said_by(failure: Failure) -> str:
    """A failure's own words with its type, the innermost cause last."""
    kind = failure.application_failure_info.type
    words = f"{kind}: {failure.message}" if kind else failure.message
    return f"{words} ({said_by(failure.cause)})" if failure.HasField("cause") else words


class _Reader:
    """Draws the events of one activity, timer or update together into one line."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._lines: dict[int, TechnicalLine] = {}

    def read(self, events: Iterable[HistoryEvent]) -> tuple[TechnicalLine, ...]:
        for event in events:
            if event.event_type in PASSED_OVER:
                continue
            begun, text = self._told(event)
            line = self._lines.get(begun)
            if line is None:
                self._lines[event.event_id] = TechnicalLine(
                    at=moment(event.event_time), run=self._run, events=(event.event_id,), text=text
                )
            else:
                told = line.text if not text else f"{line.text}; {text}"
                self._lines[begun] = line.model_copy(update={"events": (*line.events, event.event_id), "text": told})
        return tuple(self._lines.values())

    def _told(self, event: HistoryEvent) -> tuple[int, str]:
        """The event that began what this one goes on with (0 for none), and what this one says."""
        match event.event_type:
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                return 0, f"activity {event.activity_task_scheduled_event_attributes.activity_type.name}"
            case EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
                started = event.activity_task_started_event_attributes
                again = f"attempt {started.attempt}" if started.attempt > 1 else ""
                if started.HasField("last_failure"):
                    again += f" after {said_by(started.last_failure)}"
                return started.scheduled_event_id, again
            case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                begun = event.activity_task_completed_event_attributes.scheduled_event_id
                return begun, f"done after {self._since(begun, event)}"
            case EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED:
                failed = event.activity_task_failed_event_attributes
                return failed.scheduled_event_id, f"failed: {said_by(failed.failure)}"
            case EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
                late = event.activity_task_timed_out_event_attributes
                return late.scheduled_event_id, f"timed out: {said_by(late.failure)}"
            case EventType.EVENT_TYPE_TIMER_STARTED:
                return 0, f"timer of {span(event.timer_started_event_attributes.start_to_fire_timeout)}"
            case EventType.EVENT_TYPE_TIMER_FIRED:
                return event.timer_fired_event_attributes.started_event_id, "fired"
            case EventType.EVENT_TYPE_TIMER_CANCELED:
                return event.timer_canceled_event_attributes.started_event_id, "cancelled"
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
                request = event.workflow_execution_update_accepted_event_attributes.accepted_request
                return 0, f"update {request.input.name} {request.meta.update_id} accepted"
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
                done = event.workflow_execution_update_completed_event_attributes
                if done.outcome.HasField("failure"):
                    return done.accepted_event_id, f"failed: {said_by(done.outcome.failure)}"
                return done.accepted_event_id, "done"
            case _:
                return 0, self._plainly(event)

    def _plainly(self, event: HistoryEvent) -> str:
        name = EventType.Name(event.event_type).removeprefix(PREFIX).lower().replace("_", " ")
        name = name.replace("workflow execution", "run")
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
                before = event.workflow_execution_started_event_attributes.continued_execution_run_id
                return f"{name}, going on from run {before}" if before else name
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                return f"{name}: {event.workflow_execution_signaled_event_attributes.signal_name}"
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
                return f"{name}: {event.workflow_execution_continued_as_new_event_attributes.new_execution_run_id}"
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
                return f"{name}: {said_by(event.workflow_execution_failed_event_attributes.failure)}"
            case EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
                return f"{name}: {said_by(event.workflow_task_failed_event_attributes.failure)}"
            case EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
                shown = event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
                return f"shown to operators: {', '.join(sorted(shown))}"
            case _:
                return name

    def _since(self, begun: int, event: HistoryEvent) -> str:
        line = self._lines.get(begun)
        return spelled(moment(event.event_time) - line.at) if line else "?"


def span(duration: Duration) -> str:
    """A duration in words of an operator: `12 d 4 h`, `0.010 s`."""
    return spelled(duration.ToTimedelta())


def spelled(duration: timedelta) -> str:
    """A duration in its two largest units, below a minute in seconds."""
    seconds = duration.total_seconds()
    if seconds < 60:
        return f"{seconds:.3f} s"
    minutes, hours = int(seconds // 60 % 60), int(seconds // 3600 % 24)
    parts = [(duration.days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{count} {unit}" for count, unit in [part for part in parts if part[0]][:2])
