"""Starting a cohort from its checked file, and opening journeys that began outside the system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy

from activities.journeys import open_journey
from domain.calendar import WorkingCalendar
from domain.cohort import Cohort, CohortSummary, Place
from domain.ids import cohort_workflow_id
from domain.import_file import ImportRow
from domain.messages import StartJourney
from domain.policy import Policy
from domain.values import Member, RegionOfJourney
from workflows.cohort import CohortInput, CohortOfRegions

YEARS_AHEAD = 3
"""How many years beyond its first the calendar of a cohort covers."""

MembersOf = Callable[[RegionOfJourney], tuple[Member, ...]]


def calendar_years(first: datetime) -> range:
    """The years a calendar of journeys that open at `first` has to cover."""
    return range(first.year - 1, first.year + YEARS_AHEAD + 1)


async def start_cohort(client: Client, cohort: Cohort, *, task_queue: str, batch: int, pause: timedelta) -> None:
    """Start the cohort's workflow. Raises `WorkflowAlreadyStartedError` when it was started before."""
    await client.start_workflow(
        CohortOfRegions.run,
        CohortInput(cohort=cohort, batch=batch, pause=pause),
        id=cohort_workflow_id(cohort.id),
        task_queue=task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
    )


def cohort_handle(client: Client, cohort: str) -> WorkflowHandle[CohortOfRegions, CohortSummary]:
    """The handle of a cohort's workflow."""
    return client.get_workflow_handle_for(CohortOfRegions.run, cohort_workflow_id(cohort))


def places(
    regions: Sequence[RegionOfJourney], opens_at: datetime, members_of: MembersOf, *, stagger: timedelta = timedelta(0)
) -> tuple[Place, ...]:
    """A place for each region, each opening `stagger` after the one before."""
    return tuple(
        Place(region=region, opens_at=opens_at + number * stagger, members=members_of(region))
        for number, region in enumerate(regions)
    )


async def import_journey(
    client: Client, row: ImportRow, policy: Policy, calendar: WorkingCalendar, members: tuple[Member, ...], queue: str
) -> bool:
    """Open one journey where it stands, with its true dates. False when it is there already."""
    imported = row.imported()
    start = StartJourney(
        cohort=row.cohort,
        region=row.region,
        policy=policy,
        calendar=calendar,
        opens_at=imported.opened_at,
        members=members,
        imported=imported,
    )
    return await open_journey(client, start, queue)
