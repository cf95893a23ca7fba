"""`bimtek cohort start`, `substitute`, `close`: what a programme manager does with a whole intake."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.table import Table
from rich.text import Text

from api.bar import Bar
from api.cohort_plan import CohortPlan
from api.commands.policies import read_policy
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.launching import (
    CannotLaunch,
    FileOf,
    FilesRefused,
    Prepared,
    StartedBefore,
    Wanted,
    grant_programme_roles,
    opening,
    plan_of,
    prepare,
    programme_members,
)
from api.launching import start as start_prepared
from api.output import Json, console, print_json, print_tables, table
from api.running_cohort import Exchange, NoOpenCohort, NoSuchRegion
from api.running_cohort import close as close_cohort
from api.running_cohort import substitute as substitute_region
from api.tables import raw_bytes, refuse
from domain.cohort import CohortSummary
from domain.shape import Key
from domain.tables import RowProblem
from domain.vocabulary import Stage
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings

DEFAULT_POLICY = Path("deploy/policies/intake-2019.toml")
PolicyOption = Annotated[Path, typer.Option("--policy", help="The policy of the cohort.")]
PeopleOption = Annotated[Path, typer.Option("--people", help="The people: region,role,id,name,email, perhaps zone.")]
DaysOffOption = Annotated[
    Path | None, typer.Option("--days-off", help="Days off of regions, such as deploy/calendars/regional-sample.csv.")
]
CohortId = Annotated[str, typer.Argument(help="The cohort's id, such as 2019.")]
GRANTED_BY = "bimtek cohort start"
_KEY: TypeAdapter[str] = TypeAdapter(Key)


@dataclass(frozen=True)
class Launch:
    """How a cohort is to be started: at what pace, and whether at all."""

    batch: int
    pause: timedelta
    dry_run: bool


def start(
    file: Annotated[Path, typer.Argument(help="A cohort's file, CSV or Excel, such as deploy/cohorts/2019.csv.")],
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
    """Start a cohort: one journey for each listed region of the file. All of it is checked first.

    People of the programme in the people's file get their role in the whole programme too.
    """
    settings = settings_for(data_dir).resolved()
    files = {FileOf.REGIONS: file, FileOf.PEOPLE: people, FileOf.DAYS_OFF: days_off}
    wanted = Wanted(
        cohort=cohort_id(cohort, file),
        policy=read_policy(policy),
        file=raw_bytes(file),
        people=raw_bytes(people),
        days_off=None if days_off is None else raw_bytes(days_off),
        opens_at=_opening(opens_on),
        stagger=timedelta(days=stagger_days),
        simulated=simulated,
    )
    launch = Launch(batch, timedelta(seconds=pause_seconds), dry_run)
    try:
        with Bar("looking ahead" if dry_run else "starting"):
            prepared = asyncio.run(_start(settings, wanted, launch))
    except FilesRefused as refused:
        raise refuse_files(refused, files, nothing_done="Nothing was started.") from None
    except CannotLaunch as cannot:
        raise Failure(f"{cannot} Nothing was started.") from None
    except StartedBefore:
        raise Failure(
            f"The cohort {wanted.cohort} was started before. See it with: bimtek cohort show {wanted.cohort}"
        ) from None
    _show_started(prepared, dry_run=dry_run, as_json=as_json)


def refuse_files(refused: FilesRefused, files: dict[FileOf, Path | None], *, nothing_done: str) -> Failure:
    """Print every problem of every file, and give the failure to end the command with."""
    last = Failure(nothing_done)
    for which, path in files.items():
        found = [
            RowProblem(**problem.model_dump(exclude={"file"})) for problem in refused.problems if problem.file is which
        ]
        if found and path is not None:
            last = refuse(path, found, as_json=False, nothing_done=nothing_done)
    return last


def _show_started(prepared: Prepared, *, dry_run: bool, as_json: bool) -> None:
    made, members = prepared.cohort, programme_members(prepared.people)
    plan = plan_of(prepared) if dry_run else None
    if as_json:
        roles = [{"person": member.person, "role": member.role} for member in members]
        facts = {"cohort": made.id, "started": not dry_run, "places": made.places, "programme_roles": roles}
        print_json(facts if plan is None else {**facts, "plan": plan})
        return
    screen = console()
    rows = [
        (p.region.code, p.region.name, p.opens_at.date().isoformat(), len(p.members), len(p.regional_days_off) or None)
        for p in made.places
    ]
    columns = ("Code", "Region", "Opens on", "People", "Own days off")
    print_tables(screen, table(f"Cohort {made.id}", columns, rows, numbers=columns[3:]))
    if plan is not None:
        print_tables(screen, *plan_tables(plan))
        for line in plan.assumed:
            screen.print(Text(line, style="yellow"), soft_wrap=True)
    if members:
        named = ", ".join(f"{member.person} ({member.role.replace('_', ' ')})" for member in members)
        get = "would get" if dry_run else "got"
        screen.print(
            f"In the whole programme too, since whoever starts a cohort here owns the servers, {get} a role: {named}.",
            soft_wrap=True,
        )
    done = "would be started; nothing was" if dry_run else "started"
    screen.print(f"{len(made.places)} journeys {done}. See them with: bimtek cohort show {made.id}")


def plan_tables(plan: CohortPlan) -> tuple[Table, ...]:
    """The last day of each stage, region by region, and the load of each mentor."""
    stages = [stage.value for stage in Stage]
    rows = [
        (region.code, region.name, *(day.isoformat() if (day := region.day(stage)) else None for stage in stages))
        for region in plan.regions
    ]
    names = [stage.replace("_", " ").capitalize() for stage in stages]
    dates = table("Planned at the opening: the last day of each stage", ("Code", "Region", *names), rows)
    if not plan.mentors:
        return (dates,)
    numbers = ("Regions", "Sessions", "Verdict rounds")
    loads = [
        (
            load.mentor,
            len(load.regions),
            load.sessions,
            load.verdict_rounds,
            f"{load.in_busiest_week} in the week of {load.busiest_week}" if load.busiest_week else None,
        )
        for load in plan.mentors
    ]
    return dates, table("Load of each mentor", ("Mentor", *numbers, "Busiest"), loads, numbers=numbers)


def cohort_id(given: str | None, file: Path) -> str:
    """The cohort's id: as given, or the file's name."""
    try:
        return _KEY.validate_python(given or file.stem.lower())
    except ValidationError:
        raise Failure(f"“{given or file.stem}” is no cohort id. Give one with --id, such as --id 2019.") from None


def _opening(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        return opening(date.fromisoformat(text))
    except ValueError:
        raise Failure(f"“{text}” is no day. Give it as 2019-05-15.") from None


async def _start(settings: Settings, wanted: Wanted, launch: Launch) -> Prepared:
    async with await connect_records(settings) as pool:
        prepared = await prepare(pool, wanted)
        if launch.dry_run:
            return prepared
        client = await connect_temporal(settings)
        await start_prepared(
            pool, client, prepared, task_queue=settings.task_queue, batch=launch.batch, pause=launch.pause
        )
        await grant_programme_roles(pool, prepared.people, GRANTED_BY)
        return prepared


def substitute(
    cohort: CohortId,
    withdrawn: Annotated[str, typer.Argument(help="The region that left: code or id.")],
    stand_in: Annotated[str, typer.Argument(help="The region that comes in: code or id; it has to be registered.")],
    people: PeopleOption,
    days_off: DaysOffOption = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Take a region into a cohort in the place of one that withdrew; it gets a catch-up plan."""
    settings = settings_for(data_dir).resolved()
    wanted = Exchange(
        cohort=cohort,
        withdrawn=withdrawn,
        stand_in=stand_in,
        people=raw_bytes(people),
        days_off=None if days_off is None else raw_bytes(days_off),
    )
    try:
        journey = asyncio.run(_substitute(settings, wanted))
    except FilesRefused as refused:
        files = {FileOf.PEOPLE: people, FileOf.DAYS_OFF: days_off}
        raise refuse_files(refused, files, nothing_done="Nothing was done.") from None
    except CannotLaunch as cannot:
        raise Failure(str(cannot)) from None
    except NoSuchRegion as unknown:
        raise Failure(
            f"No region “{unknown}” is registered. Give its code, such as 33.10, or its id, such as kab-klaten."
        ) from None
    except NoOpenCohort:
        raise Failure(f"There is no open cohort {cohort}.") from None
    if as_json:
        print_json({"cohort": cohort, "journey": journey})
        return
    console().print(f"{journey} opens now, on a catch-up plan.")


async def _substitute(settings: Settings, wanted: Exchange) -> str:
    async with await connect_records(settings) as pool:
        client = await connect_temporal(settings)
        return await substitute_region(pool, client, wanted, datetime.now(UTC))


def close(cohort: CohortId, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Close a cohort whose journeys have all ended, and show its summary."""
    settings = settings_for(data_dir).resolved()
    try:
        summary = asyncio.run(_close(settings, cohort))
    except NoOpenCohort:
        raise Failure(f"There is no open cohort {cohort}.") from None
    if as_json:
        print_json(summary)
        return
    by_status = ", ".join(f"{count} {status}" for status, count in sorted(summary.by_status.items()))
    console().print(f"Cohort {cohort} is closed: {summary.journeys} journeys ({by_status}).")


async def _close(settings: Settings, cohort: str) -> CohortSummary:
    async with await connect_records(settings) as pool:
        return await close_cohort(pool, await connect_temporal(settings), cohort)
