"""A cohort from its files to its start, for the command line and HTTP alike.

`check_files` says what is wrong in files; `prepare` makes the cohort of them, of which `plan_of` gives the days and the
load, and `start` begins it; `substitute` and `close` are what comes later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import asyncpg
from temporalio.client import Client
from temporalio.exceptions import WorkflowAlreadyStartedError

from api.cohort_plan import CohortPlan, cohort_plan
from api.launch import BATCH, calendar_years, earlier_journeys, places, start_cohort, started_by
from api.people_file import PeopleFile, read_people
from api.workbook import as_text
from domain.calendar import noon
from domain.calendar_file import CalendarFile, DayKind, check_calendar_file
from domain.cohort import Cohort
from domain.cohort_file import CohortFile, check_cohort_file
from domain.ids import journey_id
from domain.policy import Policy
from domain.regions import Region
from domain.shape import Frozen, Person
from domain.tables import RowProblem, read_table
from domain.values import Member
from domain.vocabulary import TimeZone
from records.identity import PROGRAMME_ROLES, Identities
from records.people import People
from records.reading import Reading
from records.regions import RegionRecords
from workers.calendars import national_calendar

MOST_WORKPLACES = 400
"""How many people's zones a journey can be given at its start."""
LONGEST_ID = 80
"""Characters of a journey's id, which is made of its cohort's and its region's."""
OPENING_YEARS = range(2000, 2091)
"""Years in which a journey can open: for these and the years after them days off are known or estimated."""
OPENS_AT_HOUR = 8


class FileOf(StrEnum):
    """Which of the files that are handed in; the value is the name of the field in a form."""

    REGIONS = "file"
    PEOPLE = "people"
    POLICY = "policy_file"
    DAYS_OFF = "days_off"


class FileProblem(Frozen):
    """One thing that is wrong in a file. `line` counts from 1, the header included; None means the file as a whole."""

    file: FileOf
    line: int | None = None
    column: str | None = None
    problem: str
    """The problem's name: stable, for machines."""
    message: str

    @classmethod
    def of(cls, file: FileOf, found: RowProblem) -> FileProblem:
        """A problem of a table, with the file that it is in."""
        return cls(file=file, **found.model_dump())


class FilesRefused(Exception):
    """Files have problems, all of them in `problems`; nothing was done."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class CannotLaunch(Exception):
    """A cohort cannot be started so, although its files are right; the message says what to change."""


class StartedBefore(Exception):
    """A cohort with this id was started before, by another command."""


@dataclass(frozen=True)
class Wanted:
    """How a cohort is to be started: the bytes of its files, and what is said beside them."""

    cohort: str
    policy: Policy
    file: bytes
    people: bytes
    opens_at: datetime
    days_off: bytes | None = None
    stagger: timedelta = timedelta(0)
    simulated: bool = False
    title: str | None = None
    """What the cohort is called; None: as its policy."""


@dataclass(frozen=True)
class Checked:
    """What was found in the files of a cohort. A file with a problem is None; `problems` are in the files' order."""

    regions: CohortFile | None
    people: PeopleFile | None
    problems: tuple[FileProblem, ...]


@dataclass(frozen=True)
class Prepared:
    """A cohort that can be started, with what has to be known before it is."""

    cohort: Cohort
    people: PeopleFile
    unregistered: tuple[Region, ...]


def opening(day: date) -> datetime:
    """The instant at which a cohort opens on a day."""
    return noon(day, TimeZone.WIB) - timedelta(hours=12 - OPENS_AT_HOUR)


def check_files(
    file: bytes, people: bytes | None, *, regions: Iterable[Region], open_elsewhere: Mapping[str, str], since: date
) -> Checked:
    """Everything that is wrong in a cohort's file and its people's file, each CSV or a workbook."""
    problems: list[FileProblem] = []
    text = as_text(file)
    found = text if isinstance(text, list) else check_cohort_file(text, regions=regions, open_elsewhere=open_elsewhere)
    if isinstance(found, list):
        problems += [FileProblem.of(FileOf.REGIONS, problem) for problem in found]
    if people is None:
        return Checked(None if isinstance(found, list) else found, None, tuple(problems))
    known = _codes(text) if isinstance(found, list) else [entry.region.code for entry in found.to_start]
    named = as_text(people)
    read = named if isinstance(named, list) else read_people(named, since=since, codes=known)
    if isinstance(read, list):
        problems += [FileProblem.of(FileOf.PEOPLE, problem) for problem in read]
    return Checked(
        None if isinstance(found, list) else found, None if isinstance(read, list) else read, tuple(problems)
    )


def _codes(text: bytes | list[RowProblem]) -> list[str]:
    """The codes in a file that has problems, so that people of its regions are not called wrong as well."""
    if isinstance(text, list):
        return []
    table = read_table(text, required=("code",), optional=("name", "province", "time_zone", "status", "remark"))
    return [row["code"] for row in table.rows]


def regional_days(data: bytes | None) -> CalendarFile | None:
    """The days off of regions in a file. Raises `FilesRefused`, also when it has days of the whole country."""
    if data is None:
        return None
    text = as_text(data)
    found = text if isinstance(text, list) else check_calendar_file(text)
    if isinstance(found, list):
        raise FilesRefused([FileProblem.of(FileOf.DAYS_OFF, problem) for problem in found])
    national = next((row for row in found.days if row.kind is not DayKind.REGIONAL), None)
    if national is not None:
        message = (
            f"{national.day} ({national.kind}) is a day of the whole country, and a cohort begins by the national "
            "calendar. Leave such rows out; afterwards `bimtek calendar change` takes them."
        )
        raise FilesRefused(
            [FileProblem(file=FileOf.DAYS_OFF, column="kind", problem="day_of_the_country", message=message)]
        )
    return found


async def prepare(pool: asyncpg.Pool, wanted: Wanted) -> Prepared:
    """The cohort that the files make; nothing is changed.

    Raises `FilesRefused` with every problem of every file, and `CannotLaunch`.
    """
    reading = Reading(pool)
    elsewhere = {r: c for r, c in (await reading.open_regions()).items() if c != wanted.cohort}
    checked = await asyncio.to_thread(
        check_files,
        wanted.file,
        wanted.people,
        regions=await RegionRecords(pool).load(),
        open_elsewhere=elsewhere,
        since=wanted.opens_at.date(),
    )
    problems = list(checked.problems)
    days_off = None
    try:
        days_off = regional_days(wanted.days_off)
    except FilesRefused as refused:
        problems += refused.problems
    if checked.regions is not None and not checked.regions.to_start:
        message = "The file lists no region to start: none has the status “listed”."
        problems.append(FileProblem(file=FileOf.REGIONS, column="status", problem="none_listed", message=message))
    if problems or checked.regions is None or checked.people is None:
        raise FilesRefused(problems)
    return await _prepared(reading, wanted, checked.regions, checked.people, days_off)


async def _prepared(
    reading: Reading, wanted: Wanted, file: CohortFile, people: PeopleFile, days_off: CalendarFile | None
) -> Prepared:
    chosen = [entry.region for entry in file.to_start]
    longest = max((journey_id(wanted.cohort, region.id) for region in chosen), key=len)
    if len(longest) > LONGEST_ID:
        raise CannotLaunch(f"The id {longest} has more than {LONGEST_ID} characters. Give the cohort a shorter id.")
    last = _last_opening(wanted, len(chosen))
    workplaces = people.workplaces_outside(wanted.policy.office_zone)
    if len(workplaces) > MOST_WORKPLACES:
        raise CannotLaunch(f"{len(workplaces)} people work outside the office's zone; {MOST_WORKPLACES} can be given.")
    cohort = Cohort(
        id=wanted.cohort,
        title=wanted.title or wanted.policy.title,
        policy=wanted.policy,
        calendar=national_calendar(calendar_years(wanted.opens_at, last)),
        members=people.everywhere,
        workplaces=workplaces,
        places=places(
            chosen,
            wanted.opens_at,
            people.members_of,
            earlier=await earlier_journeys(reading, chosen, wanted.policy, wanted.cohort),
            stagger=wanted.stagger,
            days_off=days_off,
        ),
        simulated=wanted.simulated,
    )
    return Prepared(cohort, people, file.unregistered)


def _last_opening(wanted: Wanted, regions: int) -> datetime:
    """When the last journey opens. Raises `CannotLaunch` for a year whose days off nobody knows."""
    try:
        last = wanted.opens_at + (regions - 1) * wanted.stagger
    except OverflowError:
        last = None
    if last is None or wanted.opens_at.year not in OPENING_YEARS or last.year not in OPENING_YEARS:
        raise CannotLaunch(f"Journeys can open from {OPENING_YEARS[0]} to {OPENING_YEARS[-1]}. Give another day.")
    return last


def plan_of(prepared: Prepared) -> CohortPlan:
    """The days of each region and the load of each mentor."""
    return cohort_plan(prepared.cohort, prepared.people.mentors)


async def start(
    pool: asyncpg.Pool,
    client: Client,
    prepared: Prepared,
    *,
    task_queue: str,
    batch: int = BATCH,
    pause: timedelta = timedelta(0),
    command: str | None = None,
    replace_people: bool = True,
) -> None:
    """Make regions and people known, then start the cohort; the same `command` again finds it started.

    With `replace_people` False people who are known already keep their names and addresses. Raises `StartedBefore`.
    """
    try:
        await RegionRecords(pool).keep_unregistered(prepared.unregistered)
    except asyncpg.ExclusionViolationError:
        raise CannotLaunch(
            "A region of the file became known by another name meanwhile. Check the file again."
        ) from None
    await save_people(pool, prepared.people, replace=replace_people)
    try:
        await start_cohort(client, prepared.cohort, task_queue=task_queue, batch=batch, pause=pause, command=command)
    except WorkflowAlreadyStartedError:
        if command is None or await started_by(client, prepared.cohort.id) != command:
            raise StartedBefore(prepared.cohort.id) from None


async def save_people(pool: asyncpg.Pool, file: PeopleFile, *, replace: bool) -> None:
    """Make the people of a file known. With `replace` False those who are known already stay as they are."""
    known = {} if replace else await People(pool).find([person.id for person in file.people])
    await People(pool).save([person for person in file.people if person.id not in known])


def programme_members(people: PeopleFile) -> tuple[Member, ...]:
    """The members of every journey whose role can be held in the whole programme too."""
    return tuple(member for member in people.everywhere if member.role in PROGRAMME_ROLES)


async def grant_programme_roles(pool: asyncpg.Pool, people: PeopleFile, by: str) -> tuple[tuple[Person, str], ...]:
    """Give those people their roles in the whole programme; gives who got which."""
    members = programme_members(people)
    for member in members:
        await Identities(pool).grant(member.person, member.role, by)
    return tuple((member.person, member.role.value) for member in members)
