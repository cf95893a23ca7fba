"""Temporal's events as lines for an operator: attempts, failures and timers are told in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf.json_format import ParseDict
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import WorkflowHistory

from api.technical import pending_lines, spelled, technical_lines

FAILURE = {"message": "connection refused", "applicationFailureInfo": {"type": "OSError"}}
HISTORY = {
    "events": [
        {
            "eventId": "1",
            "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
            "eventTime": "2019-05-15T01:00:00Z",
            "workflowExecutionStartedEventAttributes": {
                "originalExecutionRunId": "r-2",
                "continuedExecutionRunId": "r-1",
            },
        },
        {"eventId": "2", "eventType": "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED", "eventTime": "2019-05-15T01:00:00Z"},
        {
            "eventId": "3",
            "eventType": "EVENT_TYPE_TIMER_STARTED",
            "eventTime": "2019-05-15T01:00:00Z",
            "timerStartedEventAttributes": {"timerId": "1", "startToFireTimeout": "1051200s"},
        },
        {
            "eventId": "4",
            "eventType": "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED",
            "eventTime": "2019-05-15T01:00:00Z",
            "activityTaskScheduledEventAttributes": {"activityId": "1", "activityType": {"name": "record"}},
        },
        {
            "eventId": "5",
            "eventType": "EVENT_TYPE_ACTIVITY_TASK_STARTED",
            "eventTime": "2019-05-15T01:10:00Z",
            "activityTaskStartedEventAttributes": {"scheduledEventId": "4", "attempt": 61, "lastFailure": FAILURE},
        },
        {
            "eventId": "6",
            "eventType": "EVENT_TYPE_ACTIVITY_TASK_COMPLETED",
            "eventTime": "2019-05-15T01:10:01Z",
            "activityTaskCompletedEventAttributes": {"scheduledEventId": "4", "startedEventId": "5"},
        },
        {
            "eventId": "7",
            "eventType": "EVENT_TYPE_TIMER_FIRED",
            "eventTime": "2019-05-27T05:00:00Z",
            "timerFiredEventAttributes": {"timerId": "1", "startedEventId": "3"},
        },
        {
            "eventId": "8",
            "eventType": "EVENT_TYPE_WORKFLOW_TASK_FAILED",
            "eventTime": "2019-05-27T05:00:00Z",
            "workflowTaskFailedEventAttributes": {"failure": {"message": "nondeterminism", "cause": FAILURE}},
        },
    ]
}


def test_what_belongs_together_is_one_line() -> None:
    """An activity with its attempts and last failure, a timer with its end; steps without meaning are left out."""
    lines = technical_lines(WorkflowHistory.from_json("journey-2019-kab-sleman", HISTORY))
    assert [(line.events, line.text) for line in lines] == [
        ((1,), "run started, going on from run r-1"),
        ((3, 7), "timer of 12 d 4 h; fired"),
        ((4, 5, 6), "activity record; attempt 61 after OSError: connection refused; done after 10 min"),
        ((8,), "workflow task failed: nondeterminism (OSError: connection refused)"),
    ]
    assert lines[1].at == datetime(2019, 5, 15, 1, 0, tzinfo=UTC)
    assert {line.run for line in lines} == {"r-2"}


def test_what_is_being_tried_is_told_with_its_last_failure() -> None:
    """Attempts still going on are in no history; they come from the description of the run."""
    pending = ParseDict(
        {
            "activityType": {"name": "deliver"},
            "attempt": 4,
            "scheduledTime": "2019-05-15T01:00:00Z",
            "lastFailure": FAILURE,
        },
        PendingActivityInfo(),
    )
    (line,) = pending_lines("r-2", [pending])
    assert line.text == "activity deliver pending, attempt 4; last failure: OSError: connection refused"


DURATIONS = [
    pytest.param(timedelta(milliseconds=10), "0.010 s", id="a moment"),
    pytest.param(timedelta(minutes=90), "1 h 30 min", id="an hour and a half"),
    pytest.param(timedelta(days=3, hours=2, minutes=1), "3 d 2 h", id="days"),
    pytest.param(timedelta(days=7), "7 d", id="a week"),
]


@pytest.mark.parametrize(("duration", "words"), DURATIONS)
def test_durations_have_their_two_largest_units(duration: timedelta, words: str) -> None:
    """Long ones without seconds, short ones in seconds."""
    assert spelled(duration) == words


def event(number: int, kind: str, **attributes: object) -> dict[str, object]:
    """An event of a history."""
    at = "2027-01-04T01:00:00Z"
    return {"eventId": str(number), "eventType": f"EVENT_TYPE_{kind}", "eventTime": at, **attributes}


BEGINNING = event(
    *(1, "WORKFLOW_EXECUTION_STARTED"), workflowExecutionStartedEventAttributes={"originalExecutionRunId": "r"}
)


def step(number: int, build: str) -> dict[str, object]:
    """A step of a workflow that a worker of some version made."""
    version = {"deploymentName": "bimtek", "buildId": build}
    made = {"deploymentVersion": version, "versioningBehavior": "VERSIONING_BEHAVIOR_AUTO_UPGRADE"}
    return event(number, "WORKFLOW_TASK_COMPLETED", workflowTaskCompletedEventAttributes=made)


def timer(number: int) -> dict[str, object]:
    """A timer that is started."""
    started = {"timerId": str(number), "startToFireTimeout": "60s"}
    return event(number, "TIMER_STARTED", timerStartedEventAttributes=started)


def test_every_line_says_which_worker_version_made_it() -> None:
    """A version is named once, when steps begin to be made by it, and stands at every line after it."""
    events = [
        *(BEGINNING, step(2, "1.0"), timer(3), step(4, "1.0"), timer(5), step(6, "1.1"), timer(7)),
    ]
    lines = technical_lines(WorkflowHistory.from_json("journey-x", {"events": events}))
    assert [(line.events[0], line.version) for line in lines] == [
        *((1, None), (2, "bimtek:1.0"), (3, "bimtek:1.0"), (5, "bimtek:1.0")),
        *((6, "bimtek:1.1"), (7, "bimtek:1.1")),
    ]
    assert lines[4].text == "from here on steps by worker version bimtek:1.1 (auto upgrade)"


PINNED = {"pinned": {"version": {"deploymentName": "bimtek", "buildId": "1.0"}, "behavior": 1}}
RESET = {
    "cause": "WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW",
    "baseRunId": "r-1",
    "failure": {"message": "before the wrong act"},
}
TERMINATED = {"reason": "Salah daerah", "identity": "operator"}
BY_HAND = [
    pytest.param(
        event(
            *(2, "WORKFLOW_EXECUTION_OPTIONS_UPDATED"),
            workflowExecutionOptionsUpdatedEventAttributes={"versioningOverride": PINNED},
        ),
        ("pinned to worker version bimtek:1.0 by an override", False),
        id="pinned",
    ),
    pytest.param(
        event(
            *(2, "WORKFLOW_EXECUTION_OPTIONS_UPDATED"),
            workflowExecutionOptionsUpdatedEventAttributes={"versioningOverride": {"autoUpgrade": True}},
        ),
        ("set to go with the current worker version by an override", False),
        id="with the current version",
    ),
    pytest.param(
        event(
            *(2, "WORKFLOW_EXECUTION_OPTIONS_UPDATED"),
            workflowExecutionOptionsUpdatedEventAttributes={"unsetVersioningOverride": True},
        ),
        ("the override of its worker version was lifted", False),
        id="no longer pinned",
    ),
    pytest.param(
        event(2, "WORKFLOW_TASK_FAILED", workflowTaskFailedEventAttributes=RESET),
        ("reset: goes on here from the history of run r-1; before the wrong act", False),
        id="reset",
    ),
    pytest.param(
        event(2, "WORKFLOW_EXECUTION_TERMINATED", workflowExecutionTerminatedEventAttributes=TERMINATED),
        ("run terminated by operator: Salah daerah", True),
        id="terminated",
    ),
]


@pytest.mark.parametrize(("happened", "told"), BY_HAND)
def test_what_operators_did_to_a_run_is_told(happened: dict[str, object], told: tuple[str, bool]) -> None:
    """Overrides of the version, resets and terminations, each by what it means."""
    _, line = technical_lines(WorkflowHistory.from_json("journey-x", {"events": [BEGINNING, happened]}))
    assert (line.text, line.trouble) == told


def test_only_what_failed_is_a_trouble() -> None:
    """An activity that needed a second attempt and a step that failed; a timer and a start are none."""
    lines = technical_lines(WorkflowHistory.from_json("journey-2019-kab-sleman", HISTORY))
    assert [line.events[0] for line in lines if line.trouble] == [4, 8]
