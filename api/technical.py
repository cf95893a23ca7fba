"""Temporal's own events, a line each: `technical_lines` reads a run's history; `api/behind.py` a whole journey's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.deployment.v1 import WorkerDeploymentVersion
from temporalio.api.enums.v1 import EventType, VersioningBehavior, WorkflowTaskFailedCause
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import (
    HistoryEvent,
    WorkflowExecutionOptionsUpdatedEventAttributes,
    WorkflowTaskFailedEventAttributes,
)
from temporalio.api.workflow.v1 import PendingActivityInfo, VersioningOverride
from temporalio.client import WorkflowHistory

from domain.shape import Frozen

PREFIX = "EVENT_TYPE_"
RESET = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
PASSED_OVER = (EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
"""What every step of a workflow has and tells a reader nothing; its completion tells which worker version made it."""
TROUBLES = (
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
)
"""What does not happen while all is well."""


class TechnicalLine(Frozen):
    """What Temporal did from one event on; `events` are the numbers of the events it is told from.

    `version` is the worker's that had made the newest step by then, None before the first and for workers without one.
    """

    at: datetime
    run: str
    events: tuple[int, ...]
    text: str
    version: str | None = None
    trouble: bool = False
    """Whether something failed, was too late or had to be tried again."""


def technical_lines(history: WorkflowHistory) -> tuple[TechnicalLine, ...]:
    """A run's history: an activity, a timer or an update is one line, from its first event to its last."""
    return _Reader(history.run_id).read(history.events)


def pending_lines(run: str, activities: Iterable[PendingActivityInfo]) -> tuple[TechnicalLine, ...]:
    """The activities being tried now, with how often and why not yet: these attempts are in no history."""
    lines = []
    for activity in activities:
        text = f"activity {activity.activity_type.name} pending, attempt {activity.attempt}"
        failed = activity.HasField("last_failure")
        if failed:
            text += f"; last failure: {said_by(activity.last_failure)}"
        at = activity.last_started_time if activity.HasField("last_started_time") else activity.scheduled_time
        lines.append(TechnicalLine(at=moment(at), run=run, events=(), text=text, trouble=failed))
    return tuple(lines)


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
        self._version: str | None = None

    def read(self, events: Iterable[HistoryEvent]) -> tuple[TechnicalLine, ...]:
        for event in events:
            if event.event_type in PASSED_OVER:
                continue
            begun, text = self._told(event)
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED and not text:
                continue
            line = self._lines.get(begun)
            if line is None:
                self._lines[event.event_id] = TechnicalLine(
                    at=moment(event.event_time),
                    run=self._run,
                    events=(event.event_id,),
                    text=text,
                    version=self._version,
                    trouble=_trouble(event),
                )
            else:
                more = {"trouble": line.trouble or _trouble(event), "events": (*line.events, event.event_id)}
                told = line.text if not text else f"{line.text}; {text}"
                self._lines[begun] = line.model_copy(update={**more, "text": told})
        return tuple(self._lines.values())

    def _told(self, event: HistoryEvent) -> tuple[int, str]:
        """The event that began what this one goes on with (0 for none), and what this one says."""
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
                return 0, self._versioned(event)
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

    def _versioned(self, event: HistoryEvent) -> str:
        """The worker version of a workflow's step where it is another than of the step before, else nothing."""
        task = event.workflow_task_completed_event_attributes
        version = build_of(task.deployment_version) or task.worker_version.build_id or None
        if version == self._version:
            return ""
        self._version = version
        if version is None:
            return "from here on steps by a worker without a version"
        name = VersioningBehavior.Name(task.versioning_behavior).removeprefix("VERSIONING_BEHAVIOR_").lower()
        return f"from here on steps by worker version {version} ({name.replace('_', ' ')})"

    def _plainly(self, event: HistoryEvent) -> str:
        name = EventType.Name(event.event_type).removeprefix(PREFIX).lower().replace("_", " ")
        name = name.replace("workflow execution", "run")
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
                started = event.workflow_execution_started_event_attributes
                before = started.continued_execution_run_id
                told = f"{name}, going on from run {before}" if before else name
                if started.HasField("versioning_override"):
                    told += f"; {_override(started.versioning_override)}"
                return told
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                return f"{name}: {event.workflow_execution_signaled_event_attributes.signal_name}"
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
                return f"{name}: {event.workflow_execution_continued_as_new_event_attributes.new_execution_run_id}"
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
                return f"{name}: {said_by(event.workflow_execution_failed_event_attributes.failure)}"
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
                ended = event.workflow_execution_terminated_event_attributes
                return f"{name} by {ended.identity or '?'}: {ended.reason or 'no reason given'}"
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED:
                return _options(event.workflow_execution_options_updated_event_attributes)
            case EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
                return _task_failed(event.workflow_task_failed_event_attributes)
            case EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
                shown = event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
                return f"shown to operators: {', '.join(sorted(shown))}"
            case _:
                return name

    def _since(self, begun: int, event: HistoryEvent) -> str:
        line = self._lines.get(begun)
        return spelled(moment(event.event_time) - line.at) if line else "?"


def build_of(version: WorkerDeploymentVersion) -> str:
    """A worker version as `name:build`; nothing where none is set."""
    return f"{version.deployment_name}:{version.build_id}" if version.build_id else ""


def _trouble(event: HistoryEvent) -> bool:
    """Whether an event tells of a failure, or of an attempt after one. A reset is on purpose."""
    if event.HasField("activity_task_started_event_attributes"):
        return event.activity_task_started_event_attributes.HasField("last_failure")
    if event.HasField("workflow_execution_update_completed_event_attributes"):
        return event.workflow_execution_update_completed_event_attributes.outcome.HasField("failure")
    if event.HasField("workflow_task_failed_event_attributes"):
        return event.workflow_task_failed_event_attributes.cause != RESET
    return event.event_type in TROUBLES


def _task_failed(failed: WorkflowTaskFailedEventAttributes) -> str:
    """A step that failed, or the mark that a reset leaves in place of one."""
    if failed.cause == RESET:
        why = failed.failure.message or "no reason given"
        return f"reset: goes on here from the history of run {failed.base_run_id}; {why}"
    return f"workflow task failed: {said_by(failed.failure)}"


def _options(changed: WorkflowExecutionOptionsUpdatedEventAttributes) -> str:
    """What was changed of a run from outside."""
    if changed.unset_versioning_override:
        return "the override of its worker version was lifted"
    if changed.HasField("versioning_override"):
        return _override(changed.versioning_override)
    return "run options updated"


def _override(override: VersioningOverride) -> str:
    """Which worker version somebody has set for a run, besides what its own behaviour says."""
    if override.HasField("pinned"):
        return f"pinned to worker version {build_of(override.pinned.version)} by an override"
    if override.HasField("one_time"):
        return f"moved to worker version {build_of(override.one_time.target_deployment_version)} by an override"
    return "set to go with the current worker version by an override"


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
