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
