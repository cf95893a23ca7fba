"""`bimtek journey`: show one journey as it stands, and tell its history in plain words."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from rich.text import Text
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from api.as_of import AsOf, instant
from api.commands.journey_tables import journey_tables, people_in
from api.commands.up import DataDir, settings_for
from api.finding import find_journey
from api.output import Json, console, print_json, print_tables
from api.technical import TechnicalLine, pending_lines, technical_lines
from domain.shape import Frozen
from domain.story import StoryLine, people_of, story
from domain.words.phrase import Language
from records.people import People
from records.reading import JourneyLine, JourneyRows, Reading
from workers.connections import connect_records, connect_temporal
from workers.histories import Histories
from workers.settings import Settings

app = typer.Typer(help="Journeys: one region in one cohort.", no_args_is_help=True)

Which = Annotated[
    str,
    typer.Argument(
        metavar="JOURNEY", help="A journey's id, or cohort/region by code, name or id: 2019/33.10, 2019/Sleman."
    ),
]


class Told(Frozen):
    """A journey's history in words."""

    journey: str
    region: str
    cohort: str
    simulated: bool
    language: Language
    lines: tuple[StoryLine, ...]
    technical: tuple[TechnicalLine, ...] | None = None


@app.command("show")
def show(journey: Which, as_of: AsOf = None, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Show a journey as it stands: turn, stages, gates, sessions, rounds, approvals, people, problems."""
    now = instant(as_of)
    settings = settings_for(data_dir).resolved()

    async def read() -> tuple[JourneyLine, JourneyRows | None, dict[str, str]]:
        async with await connect_records(settings) as pool:
            line = await find_journey(pool, journey, now)
            rows = await Reading(pool).journey(line.journey_id)
            found = await People(pool).find(people_in(rows) if rows else [])
            return line, rows, {person.id: person.name for person in found.values()}

    line, rows, names = asyncio.run(read())
    if as_json:
        row = rows.journey if rows else {}
        print_json({"as_of": now, "overdue": line.overdue, **row, **(rows.parts if rows else {}), "names": names})
        return
    screen = console()
    print_tables(screen, *(journey_tables(line, rows, names) if rows else ()))


@app.command("history")
def history(
    journey: Which,
    lang: Annotated[Language | None, typer.Option("--lang", help="The language; the setting's if not given.")] = None,
    technical: Annotated[bool, typer.Option("--technical", help="Add what Temporal did, below each line.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Tell a journey's history: one line an event, who and when, in the region's own time."""
    settings = settings_for(data_dir).resolved()
    told = asyncio.run(_tell(settings, journey, lang or Language(settings.language), technical=technical))
    if as_json:
        print_json(told)
        return
    screen = console()
    for printed in _printed(told):
        screen.print(printed, soft_wrap=True)


async def _tell(settings: Settings, which: str, language: Language, *, technical: bool) -> Told:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, which, instant(None))
        entries = [recorded.entry for recorded in await Reading(pool).entries(line.journey_id)]
        found = await People(pool).find(sorted(people_of(entries)))
        names = {person.id: person.name for person in found.values()}
        below: tuple[TechnicalLine, ...] | None = None
        if technical:
            client = await connect_temporal(settings)
            below = await _technical(client, Histories(client, pool, settings), line.journey_id)
    return Told(
        journey=line.journey_id,
        region=f"{line.region_name} ({line.region_code})",
        cohort=line.cohort,
        simulated=line.simulated,
        language=language,
        lines=story(entries, language, names),
        technical=below,
    )


async def _technical(client: Client, histories: Histories, journey: str) -> tuple[TechnicalLine, ...]:
    """What Temporal did in every run of a journey, archived ones too, and what it is trying now."""
    found = [line for run in await histories.runs(journey) for line in technical_lines(run)]
    try:
        description = await client.get_workflow_handle(journey).describe()
    except RPCError as error:
        # The run has ended and Temporal keeps it no longer: nothing is being tried.
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return tuple(found)
    return (*found, *pending_lines(description.run_id, description.raw_description.pending_activities))


def _printed(told: Told) -> Iterable[Text]:
    """The lines of a history; what an act led to is indented, and so is what Temporal did from then on."""
    yield Text(f"{told.region}, {told.cohort}{' SIMULASI' if told.simulated else ''}", style="bold")
    below = _by_line(told.lines, told.technical or ())
    for number, line in enumerate(told.lines):
        indent = "  " if line.under is not None else ""
        text = Text(f"{line.seq:>4}  ")
        text.append(f"{line.when}  ", style="dim")
        text.append(f"{indent}{line.text}", style="" if line.under is None else "dim")
        yield text
        yield from (Text(f"        · {_of_temporal(found)}", style="cyan") for found in below.get(number, ()))


def _by_line(lines: Sequence[StoryLine], technical: Iterable[TechnicalLine]) -> dict[int, list[TechnicalLine]]:
    """What Temporal did, below the last line that was written by then."""
    written = [line.at for line in lines]
    found: dict[int, list[TechnicalLine]] = {}
    for line in technical:
        found.setdefault(max(bisect_right(written, line.at) - 1, 0), []).append(line)
    return found


def _of_temporal(line: TechnicalLine) -> str:
    events = ", ".join(str(event) for event in line.events) or "–"
    return f"{line.at:%Y-%m-%d %H:%M:%S}Z  [{events}]  {line.text}"
