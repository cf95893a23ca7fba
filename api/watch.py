"""The watch: looks around by itself and keeps incidents of what does not move; one process of all that serve does so.

It sees what no activity can report: a queue without workers, workflows whose code does not go on, and records that do
not agree, of one journey after the other. What is over is resolved by the watch that reported it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

import structlog
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError, RPCStatusCode

from api.desk import AWAY
from api.services import Services
from records.incidents import Incidents
from records.reading import Reading
from records.verify import verify
from workers.histories import ArchiveDamaged, Histories
from workers.versions import deployed

EVERY = 30.0
"""Seconds between two looks around."""
NO_WORKER, STUCK, DIFFER = "no_worker", "workflow_stuck", "records_differ"
SYSTEM = "bimtek"
"""What an incident is of that concerns no single journey."""
PROBLEMS = "TemporalReportedProblems"
IN_TROUBLE = f'ExecutionStatus = "Running" and {PROBLEMS} is not null'
MOST_STUCK = 200
LOCK = 7_240_125_502
"""PostgreSQL's advisory lock that the process holds which keeps the watch."""

log = structlog.get_logger()


class Watch:
    """Looks around every half minute."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._incidents = Incidents(services.pool)
        self._histories = Histories(services.client, services.pool, services.settings)
        self._checked = ""
        """The journey that was checked last, by its id."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the watch meanwhile."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._keep()
            except (RPCError, *AWAY) as error:
                # Whoever is away is seen by the doctor; the watch goes on when it is back.
                log.warning("watch_interrupted", error=type(error).__name__)
            except Exception as error:
                log.error("watch_failed", exc_info=error)
            await asyncio.sleep(EVERY)

    async def _keep(self) -> None:
        """Look around for as long as this process holds the lock; others wait for it."""
        async with self._services.pool.acquire() as connection:
            if not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):
                return
            try:
                while True:
                    await self.look_around()
                    await asyncio.sleep(EVERY)
                    await connection.fetchval("select 1")  # the lock is gone with its connection
            finally:
                if not connection.is_closed():
                    await connection.fetchval("select pg_advisory_unlock($1)", LOCK)

    async def look_around(self) -> None:
        """One look: workers, workflows in trouble, the records of the next journey."""
        await self._settle(NO_WORKER, await _without_workers(self._services.client, self._services.settings.task_queue))
        await self._settle(STUCK, await _stuck(self._services.client))
        await self.check_next()

    async def check_next(self) -> str | None:
        """Check the records of the journey after the one checked last; gives which, None when there is none."""
        known = await Reading(self._services.pool).known_journeys()
        if not known:
            return None
        journey = next((each for each in known if each > self._checked), known[0])
        self._checked = journey
        try:
            report = await verify(self._services.pool, self._histories, [journey])
        except ArchiveDamaged as damaged:
            await self._settle(DIFFER, {journey: str(damaged)}, only=journey)
            return journey
        findings = [finding for each in report.journeys for finding in each.findings]
        said = {journey: f"{findings[0].kind}: {findings[0].detail}"[:300]} if findings else {}
        await self._settle(DIFFER, said, only=journey)
        return journey

    async def _settle(self, kind: str, found: Mapping[str, str], *, only: str | None = None) -> None:
        """Report what was found, by journey, and resolve what is open of the kind and was not found any more."""
        for subject, detail in found.items():
            await self._incidents.report(subject, kind, detail)
        for each in await self._incidents.page(kind=kind, journey=only, limit=MOST_STUCK):
            if found.get(each.journey_id) != each.detail:
                await self._incidents.resolve(each.id)


async def _without_workers(client: Client, task_queue: str) -> dict[str, str]:
    waiting = [each for each in await deployed(client, task_queue) if each.is_incident]
    if not waiting:
        return {}
    said = ", ".join(f"{each.version} ({each.open_runs} open runs)" for each in waiting)
    return {SYSTEM: f"no worker runs version {said}"}


async def _stuck(client: Client) -> dict[str, str]:
    """The workflows whose tasks fail, with the server's own word for why."""
    try:
        found = [each async for each in client.list_workflows(IN_TROUBLE, limit=MOST_STUCK)]
    except RPCError as error:
        if error.status is not RPCStatusCode.INVALID_ARGUMENT:
            raise
        return {}  # a server that does not report them; the doctor says so
    return {each.id: ", ".join(_reasons(each)) for each in found}


def _reasons(execution: WorkflowExecution) -> Iterable[str]:
    return sorted(str(one) for one in execution.search_attributes.get(PROBLEMS, ()))
