"""The watch: looks around by itself and keeps incidents of what does not move; one process of all that serve does so.

It sees what no activity can report: a queue without workers, one that grows, workflows whose code does not go on, parts
of the installation that need somebody, journeys in which nobody acts, and records that do not agree, of one journey
after the other. What is over is resolved by the watch that reported it. It tells the operators, too: they have to hear
of a worker that is away, so it needs none.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import structlog
from temporalio.service import RPCError

from api.desk import AWAY
from api.doctor.patient import Patient
from api.incidents import looks
from api.incidents.names import BACKLOG, DIFFER, INSTALLATION, NO_WORKER, NOBODY_ACTS, STUCK
from api.incidents.telling import Telling
from api.services import Services
from records.incidents import Incidents
from records.reading import Reading
from records.verify import verify
from workers.failing import KIND as FAILING
from workers.histories import Histories

EXAMINED_EVERY = 10
"""Looks around between two examinations of the installation."""
CHECKED_WITHIN = 10.0
"""Seconds that the check of one journey may take."""
MOST_OPEN = 1000
SHORTEST_WAIT = 20.0
"""Seconds that a task may wait, however often the watch looks."""
LOCK = 7_240_125_502
"""PostgreSQL's advisory lock that the process holds which keeps the watch."""

log = structlog.get_logger()


class Watch:
    """Looks around every half minute, or as often as `BIMTEK_WATCH_EVERY` says."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._every = services.settings.watch_every
        self._incidents = Incidents(services.pool)
        self._reading = Reading(services.pool)
        self._histories = Histories(services.client, services.pool, services.settings)
        self._queues = looks.Queues(services.client, services.settings.task_queue)
        self._telling = Telling(services)
        self._checked = ""
        """The journey that was checked last, by its id."""
        self._overdue_after = ""
        """The journey up to which it was looked whether nobody acts."""
        self._looks = 0

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
            await self._in_peace(self._keep)
            await asyncio.sleep(self._every)

    async def _keep(self) -> None:
        """Look around for as long as this process holds the lock; others wait for it."""
        async with self._services.pool.acquire() as connection:
            if not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):
                return
            try:
                while True:
                    await self.look_around()
                    await asyncio.sleep(self._every)
                    await connection.fetchval("select 1")  # the lock is gone with its connection
            finally:
                if not connection.is_closed():
                    await connection.fetchval("select pg_advisory_unlock($1)", LOCK)

    async def look_around(self) -> None:
        """One look at everything. What does not answer keeps nobody from looking at the rest, nor from telling."""
        for look in (
            self._installation,
            self._workers,
            self._workflows,
            self._activities,
            self.check_ladders,
            self.tell,
            self.check_next,
        ):
            await self._in_peace(look)
        self._looks += 1

    async def tell(self) -> None:
        """Tell the operators what they are to be told by now."""
        now = datetime.now(UTC)
        await self._telling.begin_rounds(now)
        await self._telling.send(now)

    async def _in_peace(self, look: Callable[[], Awaitable[object]]) -> None:
        try:
            await look()
        except (RPCError, *AWAY) as error:
            # Whoever is away is seen by the doctor; the watch goes on when it is back.
            log.warning("watch_interrupted", error=type(error).__name__)
        except Exception as error:
            log.error("watch_failed", exc_info=error)

    async def _installation(self) -> None:
        """Examine the installation; what was found amiss is looked at again at once."""
        if self._looks % EXAMINED_EVERY and not await self._incidents.page(kind=INSTALLATION, limit=1):
            return
        services = self._services
        patient = Patient(services.settings, services.client, services.pool, datetime.now(UTC))
        await self._settle(INSTALLATION, await looks.installation(patient))

    async def _workers(self) -> None:
        client, queue = self._services.client, self._services.settings.task_queue
        await self._settle(NO_WORKER, await looks.without_workers(client, queue, datetime.now(UTC)))
        await self._settle(BACKLOG, await self._queues.growing(timedelta(seconds=max(2 * self._every, SHORTEST_WAIT))))

    async def _workflows(self) -> None:
        await self._settle(STUCK, await looks.stuck(self._services.client))

    async def _activities(self) -> None:
        """Resolve what the worker reported of activities that nobody tries any more."""
        for each in await self._incidents.page(kind=FAILING, limit=looks.LEDGERS_AT_ONCE):
            if not await looks.still_failing(self._services.client, each):
                await self._incidents.resolve(each.id)

    async def check_ladders(self) -> None:
        """Look at the next overdue journeys, and at those of which it is said that nobody acts."""
        after = self._overdue_after
        due = await self._incidents.overdue(datetime.now(UTC), after, looks.LEDGERS_AT_ONCE)
        self._overdue_after = due[-1] if len(due) == looks.LEDGERS_AT_ONCE else ""
        said = [each.journey_id for each in await self._incidents.page(kind=NOBODY_ACTS, limit=MOST_OPEN)]
        asked = tuple(dict.fromkeys((*due, *said)))
        await self._settle(NOBODY_ACTS, await looks.nobody_acts(self._services.client, self._reading, asked))

    async def check_next(self) -> str | None:
        """Check the records of the journey after the one checked last; gives which, None when there is none."""
        known = await self._reading.known_journeys()
        if not known:
            return None
        journey = next((each for each in known if each > self._checked), known[0])
        self._checked = journey
        async with asyncio.timeout(CHECKED_WITHIN):  # its workflow is asked, and a worker may hang
            report = await verify(self._services.pool, self._histories, [journey])
        findings = [finding for each in report.journeys for finding in each.findings]
        said = {journey: f"{findings[0].kind}: {findings[0].detail}"[:300]} if findings else {}
        await self._settle(DIFFER, said, only=journey)
        return journey

    async def _settle(self, kind: str, found: Mapping[str, str], *, only: str | None = None) -> None:
        """Report what was found, by journey, and resolve what is open of the kind and was not found any more."""
        for subject, detail in found.items():
            await self._incidents.report(subject, kind, detail)
        for each in await self._incidents.page(kind=kind, journey=only, limit=MOST_OPEN):
            if found.get(each.journey_id) != each.detail:
                await self._incidents.resolve(each.id)
