"""What ends a region's part in a cohort, or the cohort itself, for API and pages alike; refusals become problems."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import Field

from api.desk import until_known
from api.http.cohort_forms import told
from api.running_cohort import Exchange, close, substitute
from api.services import HTTP_PATIENCE, Services
from domain.cohort import CohortSummary
from domain.shape import Frozen, Key


class Substituted(Frozen):
    """The journey of a region that came in; it opens at once, on a catch-up plan."""

    journey: Key = Field(examples=["journey-2019-kota-singkawang"])


async def take_in(services: Services, wanted: Exchange) -> Substituted:
    """Take a region in for one that withdrew. Raises the problems of the API, and refusals as `Refused`."""
    now = datetime.now(UTC)
    with told():
        journey = await until_known(
            lambda: substitute(services.pool, services.client, wanted, now, replace_people=False),
            within=HTTP_PATIENCE,
        )
    return Substituted(journey=journey)


async def close_now(services: Services, cohort: str) -> CohortSummary:
    """Close a cohort whose journeys have all ended. Raises the problems of the API, and refusals as `Refused`."""
    with told():
        return await until_known(lambda: close(services.pool, services.client, cohort), within=HTTP_PATIENCE)
