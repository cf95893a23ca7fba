"""Starting a cohort from its checked file, and opening journeys that began outside the system."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy

from activities.journeys import open_journey
from api.desk import RPC_WITHIN
from domain.calendar import WorkingCalendar
from domain.calendar_file import CalendarFile
from domain.cohort import Cohort, CohortSummary, Place
from domain.ids import cohort_workflow_id
from domain.import_file import ImportRow
from domain.messages import StartJourney
from domain.model import Journey
from domain.policy import Policy
from domain.shape import Person
from domain.values import Carried, Member, RegionOfJourney, Workplace
from domain.vocabulary import Role
from records.reading import Reading
from workflows.cohort import CohortInput, CohortOfRegions

COMMAND = "command"
"""The memo of a cohort's workflow that says which command started it."""
BATCH = 25
"""Journeys opened at once."""
YEARS_AHEAD = 3
"""How many years beyond its first the calendar of a cohort covers."""

MembersOf = Callable[[RegionOfJourney], tuple[Member, ...]]


def calendar_years(first: datetime, last: datetime | None = None) -> range:
    """The years a calendar of journeys that open from `first` to `last` has to cover."""
    return range(first.year - 1, (last or first).year + YEARS_AHEAD + 1)


async def start_cohort(
    client: Client,
    cohort: Cohort,
    *,
    task_queue: str,
    batch: int = BATCH,
    pause: timedelta = timedelta(0),
    command: str | None = None,
) -> None:
    """Start the cohort's workflow; `command` is noted with it, so that whoever sent it knows it again.

    Raises `WorkflowAlreadyStartedError` when it was started before.
    """
    await client.start_workflow(
        CohortOfRegions.run,
        CohortInput(cohort=cohort, batch=batch, pause=pause),
        id=cohort_workflow_id(cohort.id),
        task_queue=task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        memo={COMMAND: command} if command is not None else None,
        rpc_timeout=RPC_WITHIN,
    )


async def started_by(client: Client, cohort: str) -> str | None:
    """The command that started a cohort; None where none was noted. Raises `RPCError` when there is no such cohort."""
    found = await client.get_workflow_handle(cohort_workflow_id(cohort)).describe(rpc_timeout=RPC_WITHIN)
    command = (await found.memo()).get(COMMAND)
    return command if isinstance(command, str) else None


def cohort_handle(client: Client, cohort: str) -> WorkflowHandle[CohortOfRegions, CohortSummary]:
    """The handle of a cohort's workflow."""
    return client.get_workflow_handle_for(CohortOfRegions.run, cohort_workflow_id(cohort))


@dataclass(frozen=True)
class Earlier:
    """What a region brings along from its earlier journeys: its mentors, who may not examine it, and its documents."""

    mentors: tuple[Person, ...] = ()
    carried: Carried | None = None


async def earlier_journeys(
    reading: Reading, regions: Sequence[RegionOfJourney], policy: Policy, cohort: str
) -> dict[str, Earlier]:
    """What each region that re-enters brings along; a chapter that the new policy does not have stays behind."""
    found: dict[str, Earlier] = {}
    for region in regions:
        states = [await reading.state(journey) for journey, *_ in await reading.journeys_of_region(region.id)]
        before = [state for state in states if state is not None and state.cohort != cohort]
        if before:
            found[region.id] = _earlier(before, policy)
    return found


def _earlier(before: Sequence[Journey], policy: Policy) -> Earlier:
    mentors = [m.person for journey in before for m in journey.members if m.role is Role.MENTOR]
    mentors += [mentor for journey in before for mentor in journey.earlier_mentors]
    written = [journey for journey in before if journey.chapters or journey.programmes]
    carried = _carried(max(written, key=lambda journey: journey.opens_at), policy) if written else None
    return Earlier(mentors=tuple(dict.fromkeys(mentors)), carried=carried)


def _carried(journey: Journey, policy: Policy) -> Carried:
    known = policy.chapters()
    return Carried(
        from_journey=journey.id,
        chapters=tuple(
            (chapter.name, chapter.versions[-1])
            for chapter in journey.chapters
            if (chapter.name.book, chapter.name.chapter) in known
        ),
        programmes=journey.programmes,
        quick_wins=journey.quick_wins,
        distinctiveness=journey.distinctiveness,
    )


def places(
    regions: Sequence[RegionOfJourney],
    opens_at: datetime,
    members_of: MembersOf,
    *,
    earlier: Mapping[str, Earlier] | None = None,
    stagger: timedelta = timedelta(0),
    days_off: CalendarFile | None = None,
) -> tuple[Place, ...]:
    """A place for each region, each opening `stagger` after the one before; `earlier` by region id.

    Of `days_off` each region has its own and those of its province.
    """
    known = earlier or {}
    return tuple(
        Place(
            region=region,
            opens_at=opens_at + number * stagger,
            members=members_of(region),
            earlier_mentors=known.get(region.id, Earlier()).mentors,
            carried=known.get(region.id, Earlier()).carried,
            regional_days_off=days_off.for_region(region.code) if days_off else (),
        )
        for number, region in enumerate(regions)
    )


async def import_journey(
    client: Client,
    row: ImportRow,
    policy: Policy,
    calendar: WorkingCalendar,
    members: tuple[Member, ...],
    queue: str,
    *,
    workplaces: tuple[Workplace, ...] = (),
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
        workplaces=workplaces,
    )
    return await open_journey(client, start, queue)
