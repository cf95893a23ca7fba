"""An activity that keeps failing is an incident with its cause; when it succeeds the incident is over."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import asyncpg
import pytest
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from records.incidents import Incidents
from workers.failing import FIRST, KIND, ReportsFailures

JOURNEY = "journey-2019-kab-klaten"


@dataclass
class Told:
    """What was reported, and what was said to be over; `away` stands for a database that does not answer."""

    reported: list[tuple[str, str, str]] = field(default_factory=list)
    ended: list[tuple[str, str, str]] = field(default_factory=list)
    away: bool = False

    async def report(self, journey: str, kind: str, detail: str) -> None:
        """Note it."""
        if self.away:
            raise ConnectionError
        self.reported.append((journey, kind, detail))

    async def over(self, journey: str, kind: str, begins: str) -> int:
        """Note it."""
        self.ended.append((journey, kind, begins))
        return 1


class Attempt(ActivityInboundInterceptor):
    """An attempt that fails with something, or succeeds."""

    def __init__(self, failure: Exception | None) -> None:
        self._failure = failure

    async def execute_activity(self, input: ExecuteActivityInput) -> str:
        """Fail or succeed."""
        if self._failure is not None:
            raise self._failure
        return "done"


async def _attempt(told: Told, number: int, failure: Exception | None) -> object:
    env = ActivityEnvironment()
    env.info = dataclasses.replace(env.info, attempt=number, activity_type="deliver", workflow_id=JOURNEY)
    watched = ReportsFailures(told).intercept_activity(Attempt(failure))
    given = ExecuteActivityInput(fn=activity.info, args=(), executor=None, headers={})

    async def run() -> object:
        return await watched.execute_activity(given)

    return await env.run(run)


async def test_a_failure_that_repeats_is_reported() -> None:
    """The first attempts may fail; from a certain one on each is reported, and raised all the same."""
    told = Told()
    for number in (1, FIRST - 1, FIRST, FIRST + 5):
        with pytest.raises(ConnectionRefusedError):
            await _attempt(told, number, ConnectionRefusedError("mail is away\nat line 7"))
    assert told.reported == [(JOURNEY, KIND, "deliver: ConnectionRefusedError: mail is away")] * 2


async def test_success_ends_it() -> None:
    """A success after many attempts says that it is over; an early one has nothing to say."""
    told = Told()
    assert await _attempt(told, 1, None) == "done"
    assert told.ended == []
    assert await _attempt(told, FIRST + 1, None) == "done"
    assert told.ended == [(JOURNEY, KIND, "deliver:")]


async def test_waiting_is_no_incident() -> None:
    """An activity that waits for a run to end does so by failing, for as long as it takes."""
    told = Told()
    with pytest.raises(ApplicationError):
        await _attempt(told, 500, ApplicationError("the run is still open", type="RunStillOpen"))
    assert told.reported == []


async def test_the_outcome_is_the_activitys_own() -> None:
    """When the incident cannot be reported either, the activity's own failure is what is raised."""
    with pytest.raises(ValueError, match="its own"):
        await _attempt(Told(away=True), FIRST, ValueError("its own"))


async def test_over_in_the_database(database: str) -> None:
    """What is over is resolved: of this journey, this kind and this activity alone."""
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        incidents = Incidents(pool)
        await incidents.report(JOURNEY, KIND, "deliver: away")
        await incidents.report(JOURNEY, KIND, "record: away")
        await incidents.report("journey-2019-kab-demak", KIND, "deliver: away")
        assert await incidents.over(JOURNEY, KIND, "deliver:") == 1
        left = {(each.journey_id, each.detail) for each in await incidents.open()}
    assert left == {(JOURNEY, "record: away"), ("journey-2019-kab-demak", "deliver: away")}
