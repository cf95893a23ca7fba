"""`bimtek cohort start`, `substitute`, `close`: what a programme manager does with a whole intake."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from api.commands.calendars import read_calendar_file
from api.commands.policies import read_policy
from api.commands.up import DataDir, settings_for
from api.desk import refusal_in
from api.exits import Failure
from api.launch import Earlier, calendar_years, cohort_handle, earlier_journeys, places, start_cohort
from api.output import Json, console, print_json, table
from api.people_file import PeopleFile, people_in
from api.tables import file_bytes, refuse
from domain.calendar import noon
from domain.calendar_file import CalendarFile, DayKind
from domain.cohort import CloseCohort, Cohort, CohortSummary, SubstituteRegion
from domain.cohort_file import check_cohort_file
from domain.policy import Policy
from domain.regions import KnownRegions, Region
from domain.shape import Key
from domain.values import RegionOfJourney
from domain.vocabulary import TimeZone
from records.people import People
from records.reading import Reading
from records.regions import RegionRecords
from workers.calendars import national_calendar
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings
from workflows.cohort import CohortOfRegions

DEFAULT_POLICY = Path("deploy/policies/intake-2019.toml")
PolicyOption = Annotated[Path, typer.Option("--policy", help="The policy of the cohort.")]
PeopleOption = Annotated[Path, typer.Option("--people", help="The people: region,role,id,name,email, perhaps zone.")]
DaysOffOption = Annotated[
    Path | None, typer.Option("--days-off", help="Days off of regions, such as deploy/calendars/regional-sample.csv.")
]
CohortId = Annotated[str, typer.Argument(help="The cohort's id, such as 2019.")]
MOST_WORKPLACES = 400
"""How many people's zones a journey can be given at its start."""
_KEY: TypeAdapter[str] = TypeAdapter(Key)


@dataclass(frozen=True)
class Launch:
    """How a cohort is to be started."""

    opens_at: datetime
    stagger: timedelta
    batch: int
    pause: timedelta
    simulated: bool
    dry_run: bool
    days_off: CalendarFile | None = None


def start(
    file: Annotated[Path, typer.Argument(help="A cohort's file, such as deploy/cohorts/2019.csv.")],
    people: PeopleOption,
    policy: PolicyOption = DEFAULT_POLICY,
    days_off: DaysOffOption = None,
    cohort: Annotated[str | None, typer.Option("--id", help="The cohort's id [default: the file's name].")] = None,
    opens_on: Annotated[str | None, typer.Option(help="The first day, as 2019-05-15 [default: now].")] = None,
    stagger_days: Annotated[int, typer.Option(min=0, help="Days between the openings of two regions.")] = 0,
    batch: Annotated[int, typer.Option(min=1, max=200, help="Journeys opened at once.")] = 25,
    pause_seconds: Annotated[int, typer.Option(min=0, help="Rest between two batches.")] = 0,
    simulated: Annotated[bool, typer.Option("--simulated", help="Mark everything SIMULASI.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be started; start nothing.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Start a cohort: one journey for each listed region of the file. All of it is checked first."""
    launch = Launch(
        opens_at=_opening(opens_on),
        stagger=timedelta(days=stagger_days),
        batch=batch,
        pause=timedelta(seconds=pause_seconds),
        simulated=simulated,
        dry_run=dry_run,
        days_off=regional_days_off(days_off, nothing_done="Nothing was started."),
    )
    rules = read_policy(policy)
    settings = settings_for(data_dir).resolved()
    made = asyncio.run(_start(settings, file, people, rules, cohort_id(cohort, file), launch))
    if as_json:
        print_json({"cohort": made.id, "started": not dry_run, "places": made.places})
        return
    screen = console()
    rows = [
        (p.region.code, p.region.name, p.opens_at.date().isoformat(), len(p.members), len(p.regional_days_off) or None)
        for p in made.places
    ]
    columns = ("Code", "Region", "Opens on", "People", "Own days off")
    screen.print(table(f"Cohort {made.id}", columns, rows, numbers=columns[3:]))
    done = "would be started; nothing was" if dry_run else "started"
    screen.print(f"{len(made.places)} journeys {done}. See them with: bimtek cohort show {made.id}")


def cohort_id(given: str | None, file: Path) -> str:
    """The cohort's id: as given, or the file's name."""
    try:
        return _KEY.validate_python(given or file.stem.lower())
    except ValidationError:
        raise Failure(f"“{given or file.stem}” is no cohort id. Give one with --id, such as --id 2019.") from None


def regional_days_off(file: Path | None, *, nothing_done: str) -> CalendarFile | None:
    """The days off of regions in a file. Raises `Failure` when it has days of the whole country too."""
    if file is None:
        return None
    days = read_calendar_file(file, as_json=False, nothing_done=nothing_done)
    national = next((row for row in days.days if row.kind is not DayKind.REGIONAL), None)
    if national is not None:
        raise Failure(
            f"{file.name}: {national.day} ({national.kind}) is a day of the whole country, and a cohort begins by the "
            f"national calendar. Leave such rows out; afterwards `bimtek calendar change` takes them. {nothing_done}"
        )
    return days


def _opening(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        return noon(date.fromisoformat(text), TimeZone.WIB) - timedelta(hours=4)
    except ValueError:
        raise Failure(f"“{text}” is no day. Give it as 2019-05-15.") from None


async def _start(
    settings: Settings, file: Path, people_file: Path, policy: Policy, cohort: str, launch: Launch
) -> Cohort:
    async with await connect_records(settings) as pool:
        regions = RegionRecords(pool)
        elsewhere = {r: c for r, c in (await Reading(pool).open_regions()).items() if c != cohort}
        checked = check_cohort_file(file_bytes(file), regions=await regions.load(), open_elsewhere=elsewhere)
        if isinstance(checked, list):
            raise refuse(file, checked, as_json=False, nothing_done="Nothing was started.")
        if not checked.to_start:
            raise Failure(f"{file.name} lists no region to start: none has the status “listed”.")
        chosen = [entry.region for entry in checked.to_start]
        codes = [region.code for region in chosen]
        people = people_in(people_file, since=launch.opens_at.date(), codes=codes, nothing_done="Nothing was started.")
        earlier = await earlier_journeys(Reading(pool), chosen, policy, cohort)
        made = _cohort(cohort, policy, chosen, people, earlier, launch)
        if launch.dry_run:
            return made
        client = await connect_temporal(settings)
        await regions.keep_unregistered(checked.unregistered)
        await People(pool).save(people.people)
        try:
            await start_cohort(client, made, task_queue=settings.task_queue, batch=launch.batch, pause=launch.pause)
        except WorkflowAlreadyStartedError:
            raise Failure(f"The cohort {cohort} was started before. See it with: bimtek cohort show {cohort}") from None
        return made


def _cohort(
    cohort: str,
    policy: Policy,
    chosen: Sequence[RegionOfJourney],
    people: PeopleFile,
    earlier: Mapping[str, Earlier],
    launch: Launch,
) -> Cohort:
    workplaces = people.workplaces_outside(policy.office_zone)
    if len(workplaces) > MOST_WORKPLACES:
        raise Failure(f"{len(workplaces)} people work outside the office's zone; {MOST_WORKPLACES} can be given.")
    return Cohort(
        id=cohort,
        title=policy.title,
        policy=policy,
        calendar=national_calendar(calendar_years(launch.opens_at)),
        members=people.everywhere,
        workplaces=workplaces,
        places=places(
            chosen,
            launch.opens_at,
            people.members_of,
            earlier=earlier,
            stagger=launch.stagger,
            days_off=launch.days_off,
        ),
        simulated=launch.simulated,
    )


def substitute(
    cohort: CohortId,
    withdrawn: Annotated[str, typer.Argument(help="The region that left: code or id.")],
    stand_in: Annotated[str, typer.Argument(help="The region that comes in: code or id; it has to be registered.")],
    people: PeopleOption,
    days_off: DaysOffOption = None,
    data_dir: DataDir = None,
) -> None:
    """Take a region into a cohort in the place of one that withdrew; it gets a catch-up plan."""
    settings = settings_for(data_dir).resolved()
    regional = regional_days_off(days_off, nothing_done="Nothing was done.")
    journey = asyncio.run(_substitute(settings, cohort, withdrawn, stand_in, people, regional))
    console().print(f"{journey} opens now, on a catch-up plan.")


async def _substitute(
    settings: Settings, cohort: str, withdrawn: str, stand_in: str, people_file: Path, days_off: CalendarFile | None
) -> str:
    async with await connect_records(settings) as pool:
        client = await connect_temporal(settings)
        known = await RegionRecords(pool).load()
        left, comes = _region(known, withdrawn), _region(known, stand_in)
        if comes.administrative:
            raise Failure(f"{comes.name} has no government of its own and cannot take part.")
        elsewhere = await Reading(pool).open_regions()
        if comes.id in elsewhere:
            raise Failure(f"{comes.name} is already in the open cohort {elsewhere[comes.id]}.")
        now = datetime.now(UTC)
        codes = [region.code for region in known]
        read = people_in(
            people_file, since=now.date(), codes=codes, nothing_done="Nothing was done.", manager_required=False
        )
        state = await _state_of(client, cohort)
        unknown = [p for p in read.workplaces_outside(state.policy.office_zone) if p not in state.workplaces]
        if unknown:
            raise Failure(
                f"{people_file.name} gives {unknown[0].person} a zone that the cohort does not know. Leave it out, and "
                "send `record_workplaces` to the journey once it is open."
            )
        await People(pool).save(read.people)
        region = comes.as_of_journey()
        earlier = await earlier_journeys(Reading(pool), [region], state.policy, cohort)
        (place,) = places([region], now, read.members_of, earlier=earlier, days_off=days_off)
        command = SubstituteRegion(id=f"substitute-{left.id}-{comes.id}", withdrawn=left.id, place=place)
        return await _tell(client, cohort, command)


async def _state_of(client: Client, cohort: str) -> Cohort:
    """An open cohort as it is."""
    try:
        return await cohort_handle(client, cohort).query(CohortOfRegions.state)
    except RPCError as error:
        raise _unknown(cohort, error) from None


def _region(known: tuple[Region, ...], text: str) -> Region:
    regions = KnownRegions(known)
    found = regions.by_id(text) or regions.by_code(text)
    if found is None:
        raise Failure(f"No region “{text}” is registered. Give its code, such as 33.10, or its id, such as kab-klaten.")
    return found


async def _tell(client: Client, cohort: str, command: SubstituteRegion) -> str:
    try:
        return await cohort_handle(client, cohort).execute_update(CohortOfRegions.substitute, command, id=command.id)
    except WorkflowUpdateFailedError as failure:
        raise refusal_in(failure) from None
    except RPCError as error:
        raise _unknown(cohort, error) from None


def _unknown(cohort: str, error: RPCError) -> Exception:
    if error.status is RPCStatusCode.NOT_FOUND:
        return Failure(f"There is no open cohort {cohort}.")
    return error


def close(cohort: CohortId, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Close a cohort whose journeys have all ended, and show its summary."""
    settings = settings_for(data_dir).resolved()
    summary = asyncio.run(_close(settings, cohort))
    if as_json:
        print_json(summary)
        return
    by_status = ", ".join(f"{count} {status}" for status, count in sorted(summary.by_status.items()))
    console().print(f"Cohort {cohort} is closed: {summary.journeys} journeys ({by_status}).")


async def _close(settings: Settings, cohort: str) -> CohortSummary:
    client = await connect_temporal(settings)
    command = CloseCohort(id=f"close-{cohort}")
    try:
        return await cohort_handle(client, cohort).execute_update(CohortOfRegions.close, command)
    except WorkflowUpdateFailedError as failure:
        raise refusal_in(failure) from None
    except RPCError as error:
        raise _unknown(cohort, error) from None
