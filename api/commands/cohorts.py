"""`bimtek cohort`: check a cohort's file, and show a cohort with where each of its journeys stands."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from rich.text import Text

from api.as_of import AsOf, instant
from api.commands import cohort_files
from api.commands.up import DataDir, settings_for
from api.finding import find_cohort
from api.output import Cell, Json, console, print_json, print_tables, table
from domain.vocabulary import IANA, Party, Stage, Status, Task, TimeZone
from domain.words.names import name_of
from domain.words.phrase import Language
from domain.words.times import spell_day
from records.reading import CohortLine, JourneyLine, Reading
from workers.connections import connect_records
from workers.settings import Settings

app = typer.Typer(help="Cohorts: one intake of regions under one policy.", no_args_is_help=True)
app.command("check")(cohort_files.check)

UNDER_WAY = (Status.SCHEDULED, Status.OPEN)
COLUMNS = ("Code", "Region", "Stands at", "Turn", "Since", "Due", "Rounds", "Problems", "Remark")
"""The columns of `journey_row`."""
NUMBERS = ("Rounds", "Problems")


@app.command("show")
def show(
    cohort: Annotated[str, typer.Argument(help="The cohort's id, such as 2019.")],
    as_of: AsOf = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Show a cohort: stage, turn, due date and rounds of each of its journeys."""
    now = instant(as_of)
    found, lines = asyncio.run(_read(settings_for(data_dir).resolved(), cohort, now))
    if as_json:
        print_json({"as_of": now, "cohort": found, "journeys": lines})
        return
    screen = console()
    print_tables(screen, journeys_table(found, lines))
    screen.print(_summary(lines))


async def _read(settings: Settings, cohort: str, now: datetime) -> tuple[CohortLine, tuple[JourneyLine, ...]]:
    async with await connect_records(settings) as pool:
        reading = Reading(pool)
        return await find_cohort(reading, cohort, now), await reading.cohort_journeys(cohort, now)


def journeys_table(cohort: CohortLine, lines: Sequence[JourneyLine]) -> Table:
    """The journeys of a cohort as a table, in the order of their codes."""
    marks = [cohort.state, *(["SIMULASI"] if cohort.simulated else [])]
    title = f"Cohort {cohort.cohort}: {cohort.title or 'no title'} ({', '.join(marks)})"
    return table(title, COLUMNS, [journey_row(line) for line in lines], numbers=NUMBERS)


def journey_row(line: JourneyLine) -> Sequence[Cell]:
    """A journey in a table of journeys."""
    under_way = Status(line.status) in UNDER_WAY
    due = day_in(line.turn_due, line.zone) if under_way else ""
    return (
        line.region_code,
        line.region_name,
        standing(line),
        turn(line.turn_party, line.turn_task) if under_way else "",
        day_in(line.turn_since if under_way else line.ended_at, line.zone),
        Text(f"{due} overdue", style="red") if line.overdue else due,
        line.rounds,
        line.problems or None,
        _remark(line),
    )


def standing(line: JourneyLine) -> str:
    """The stage of a journey under way, how it ended otherwise."""
    status = Status(line.status)
    return name_of(Stage(line.stage) if status is Status.OPEN else status).into(Language.EN)


def turn(party: str, task: str) -> str:
    """Whose turn it is, and for what."""
    return f"{name_of(Party(party)).into(Language.EN)}: {name_of(Task(task)).into(Language.EN)}"


def day_in(at: datetime | None, zone: str) -> str:
    """The day of an instant in a region's zone."""
    return "" if at is None else spell_day(at.astimezone(ZoneInfo(IANA[TimeZone(zone)])).date(), Language.EN)


def _remark(line: JourneyLine) -> str:
    remarks = []
    if line.substitute_for:
        remarks.append(f"substitute for {line.substitute_for}")
    elif line.catch_up:
        remarks.append("on a catch-up plan")
    if line.imported:
        remarks.append("imported")
    return ", ".join(remarks)


def _summary(lines: Sequence[JourneyLine]) -> str:
    counts = Counter(standing(line) for line in lines)
    overdue = sum(line.overdue for line in lines)
    where = ", ".join(f"{count} {what}" for what, count in counts.items())
    return f"{len(lines)} journeys: {where or 'none'}; {overdue} overdue."
