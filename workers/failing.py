"""Activities that keep failing become incidents, and stop being one when they succeed: `ReportsFailures`."""

from __future__ import annotations

from typing import Any, Protocol

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

KIND = "activity_failing"
FIRST = 8
"""The attempt from which on it is said: the ones before take about a minute, in which what was away is often back."""
WAITING = ("RunStillOpen",)
"""Failures by which an activity waits for something; they are no incidents."""

log = structlog.get_logger()


class Reports(Protocol):
    """Where incidents are kept; `records.incidents.Incidents` is it."""

    async def report(self, journey: str, kind: str, detail: str) -> None:
        """Report an incident; one that is open already is counted once more."""

    async def over(self, journey: str, kind: str, begins: str) -> int:
        """Resolve what is open of a kind and whose detail begins so."""


class ReportsFailures(Interceptor):
    """Watches every activity of a worker."""

    def __init__(self, incidents: Reports) -> None:
        self._incidents = incidents

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """The watch around an activity's attempts."""
        return _Watched(next, self._incidents)


class _Watched(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, incidents: Reports) -> None:
        super().__init__(next)
        self._incidents = incidents

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        """Make an attempt. A failure that repeats is reported and raised as it was."""
        info = activity.info()
        subject, called = info.workflow_id or "", info.activity_type
        try:
            result = await super().execute_activity(input)
        except Exception as error:
            if info.attempt >= FIRST and not _waits(error):
                await self._say(self._incidents.report(subject, KIND, f"{called}: {_said(error)}"))
            raise
        if info.attempt > FIRST:
            await self._say(self._incidents.over(subject, KIND, f"{called}:"))
        return result

    async def _say(self, said: Any) -> None:
        """Report, or log why that was not possible: the activity's own outcome is what counts."""
        try:
            await said
        except Exception as error:
            log.warning("incident_not_reported", error=type(error).__name__)


def _waits(error: Exception) -> bool:
    return isinstance(error, ApplicationError) and error.type in WAITING


def _said(error: Exception) -> str:
    """A failure in one line, the same for the same cause, so that it is counted and not listed again."""
    kind = error.type if isinstance(error, ApplicationError) and error.type else type(error).__name__
    first = str(error).strip().splitlines()
    return f"{kind}: {first[0][:200]}" if first else kind
