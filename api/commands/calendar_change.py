"""`bimtek calendar change`: tell every journey that still has deadlines of a decree that changes days off."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from pydantic import ValidationError
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError

from api.as_of import given_day, instant
from api.commands.calendars import read_calendar_file
from api.commands.many import DryRun, How, InRole, Person, Yes, carry_out, undertaking
from api.commands.up import DataDir, settings_for
from api.desk import refusal_in
from api.exits import Failure
from api.finding import find_cohort
from api.launch import cohort_handle
from api.output import Json
from domain.calendar_file import CalendarFile
from domain.cohort import ChangeCohortCalendar
from domain.facts import CalendarFacts
from domain.messages import ChangeCalendar
from domain.model import Journey
from domain.shape import carry
from records.reading import Reading
from workers.connections import connect_records
from workers.settings import Settings
from workflows.cohort import CohortOfRegions

MOST_DAYS = 366
"""Days that one decree may add, or take back, in one region."""


def change(
    file: Annotated[Path, typer.Argument(help="The days off, such as deploy/calendars/decree-sample.csv.")],
    decree: Annotated[str, typer.Option(help="The decree, such as “SKB 3 Menteri 2026”.")],
    person: Person,
    role: InRole,
    official_until: Annotated[
        str | None, typer.Option(help="The last day whose days off are official by it, as 2026-12-31.")
    ] = None,
    cohort: Annotated[
        list[str] | None, typer.Option(help="Only this cohort; again for more (all if not given).")
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Change days off in every journey that still has deadlines; shows what moves, and asks, before it is sent.

    What was done is not done again: run the same command after a failure, or when regions have come in since.
    """
    days = read_calendar_file(file, as_json=as_json, nothing_done="Nothing was sent.")
    template = _template(days, decree, official_until)

    def act_for(journey: Journey) -> ChangeCalendar:
        return template.model_copy(update={"regional_off": days.for_region(journey.region.code)})

    settings = settings_for(data_dir).resolved()
    wanted = undertaking(person, role, template.kind, act_for)

    async def choose(pool: asyncpg.Pool) -> Sequence[str]:
        return await Reading(pool).with_deadlines(cohort or None)

    async def cohorts_too(client: Client) -> Sequence[str]:
        return await _tell_cohorts(client, settings, template, cohort or None)

    notes = asyncio.run(_notes(settings, days, cohort or None))
    how = How(settings, template.decree, "moved", dry_run, yes, as_json)
    carry_out(how, choose, wanted, notes=notes, beside=cohorts_too)


def _template(days: CalendarFile, decree: str, official_until: str | None) -> ChangeCalendar:
    """What the decree says to every journey. Raises `Failure` when it says too much, or has no name."""
    regions = {row.region for row in days.days if row.region}
    longest = max(len(days.national_off), len(days.taken_back), *(len(days.for_region(r)) for r in regions), 0)
    if longest > MOST_DAYS:
        raise Failure(f"The file has {longest} days of one kind; a decree may change {MOST_DAYS}. Divide the file.")
    until = given_day(official_until) if official_until else None
    try:
        return ChangeCalendar(decree=decree, off=days.national_off, working=days.taken_back, official_until=until)
    except ValidationError:
        raise Failure("--decree has to be one line of 1 to 300 characters, such as “SKB 3 Menteri 2026”.") from None


async def _notes(settings: Settings, days: CalendarFile, cohorts: Sequence[str] | None) -> list[str]:
    """What is to be known beside the journeys: those that will begin later, and rows that concern none."""
    async with await connect_records(settings) as pool:
        reading = Reading(pool)
        for cohort in cohorts or ():
            await find_cohort(reading, cohort, instant(None))
        waiting = await reading.not_opened(cohorts)
        lines = [line for found in await reading.cohorts(instant(None)) for line in await _lines(reading, found.cohort)]
    codes = {code for line in lines for code in (line, line[:2])}
    notes = []
    if waiting:
        notes.append(
            f"{len(waiting)} journeys of open cohorts are not open yet and will begin by the changed calendar; "
            "days off of single regions are theirs only if the same command is run again once they are open."
        )
    strange = sorted({row.region for row in days.days if row.region and row.region not in codes})
    if strange:
        notes.append(f"Rows for {', '.join(strange)} concern no region of any cohort.")
    return notes


async def _tell_cohorts(
    client: Client, settings: Settings, decree: ChangeCalendar, cohorts: Sequence[str] | None
) -> list[str]:
    """Have open cohorts follow too, so that regions that come in later begin by the new calendar."""
    async with await connect_records(settings) as pool:
        found = await Reading(pool).cohorts(instant(None))
    said = []
    for line in found:
        # What was imported has no cohort that opens journeys.
        if line.state != "open" or line.title is None or (cohorts and line.cohort not in cohorts):
            continue
        command = ChangeCohortCalendar(id=f"decree-{line.cohort}", change=carry(CalendarFacts, decree))
        try:
            await cohort_handle(client, line.cohort).execute_update(CohortOfRegions.change_calendar, command)
        except WorkflowUpdateFailedError as failure:
            said.append(f"Cohort {line.cohort}: {refusal_in(failure)}")
        except RPCError as error:
            said.append(f"Cohort {line.cohort} was not told ({error.message}). Run the same command again.")
    return said


async def _lines(reading: Reading, cohort: str) -> list[str]:
    return [line.region_code for line in await reading.cohort_journeys(cohort, instant(None))]
