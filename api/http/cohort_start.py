"""Starting a cohort over HTTP, for the API and the launch desk alike: `start_wanted`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from api.desk import AWAY, until_known
from api.http.commands import MAY_LAG
from api.launching import Wanted, prepare, start
from api.services import HTTP_PATIENCE, Services
from domain.shape import Frozen, Key
from records.cohorts import Cohorts
from records.reading import CohortLine, Reading

SHOWN_WITHIN = timedelta(seconds=2)
LOOKS_EVERY = 0.05


class StartedCohort(Frozen):
    """A cohort that was started, with so many journeys; `recorded` False means that lists do not show it yet."""

    cohort: Key
    journeys: int
    recorded: bool
    line: CohortLine | None = None
    notice: str | None = None


async def start_wanted(services: Services, wanted: Wanted, command: str) -> StartedCohort:
    """Start a cohort, all of it checked first; the same `command` again finds it started.

    People that are known already keep their names and addresses, and nobody gets a role in the whole programme.
    Raises what `prepare` and `start` raise.
    """
    prepared = await prepare(services.pool, wanted)
    await until_known(
        lambda: start(
            services.pool,
            services.client,
            prepared,
            task_queue=services.settings.task_queue,
            command=command,
            replace_people=False,
        ),
        within=HTTP_PATIENCE,
    )
    line = await _shown(services, wanted.cohort)
    return StartedCohort(
        cohort=wanted.cohort,
        journeys=len(prepared.cohort.places),
        recorded=line is not None,
        line=line,
        notice=None if line is not None else MAY_LAG,
    )


async def cohort_line(services: Services, cohort: str, at: datetime) -> CohortLine | None:
    """A cohort as lists show it; None while they do not."""
    return next((line for line in await Reading(services.pool).cohorts(at) if line.cohort == cohort), None)


async def _shown(services: Services, cohort: str) -> CohortLine | None:
    """The cohort as lists show it, as soon as they do; None when they do not within 2 s, or the database is away."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SHOWN_WITHIN.total_seconds()
    try:
        while loop.time() < until:
            if await Cohorts(services.pool).find(cohort) is not None:
                return await cohort_line(services, cohort, datetime.now(UTC))
            await asyncio.sleep(LOOKS_EVERY)
    except AWAY:
        return None
    return None
