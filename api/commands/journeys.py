"""`bimtek journey`: show one journey as it stands, and tell its history in plain words."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.text import Text
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from api.as_of import AsOf, instant
from api.commands.clock_tables import account_table, clock_facts, plan_table
from api.commands.journey_tables import journey_tables
from api.commands.up import DataDir, settings_for
from api.finding import find_journey
from api.journey_view import JourneyView, Seen, Told, look, tell
from api.output import Json, console, print_json, print_tables
from api.technical import TechnicalLine, pending_lines, technical_lines
from domain.story import StoryLine
from domain.words.phrase import Language
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


@app.command("show")
def show(journey: Which, as_of: AsOf = None, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Show a journey as it stands: turn, plan, whose delay, stages, gates, sessions, rounds, approvals, people."""
    now = instant(as_of)
    seen = asyncio.run(_read(settings_for(data_dir).resolved(), journey, now))
    view = seen.view
    if as_json:
        print_json(_facts(seen, now))
        return
    if seen.rows is None or seen.state is None:
        return
    time = [plan_table(view.plan)] if view.plan else []
    time += [account_table(seen.state, view.delay_account, view.names)] if view.delay_account else []
    facts = clock_facts(seen.state, view.names, now)
    print_tables(console(), *journey_tables(view.line, seen.rows, view.names, time, facts))


async def _read(settings: Settings, which: str, now: datetime) -> Seen:
    async with await connect_records(settings) as pool:
        return await look(pool, await find_journey(pool, which, now), now)


def _facts(seen: Seen, now: datetime) -> dict[str, object]:
    """Everything that is known of a journey: the row, its parts by table, the clock, the plan, the delay account."""
    named = (name for name in JourneyView.model_fields if name not in ("line", "parts"))
    return {
        "as_of": now,
        "overdue": seen.view.line.overdue,
        **(seen.rows.journey if seen.rows else {}),
        **seen.view.parts,
        **{name: getattr(seen.view, name) for name in named},
    }


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
    told, below = asyncio.run(_tell(settings, journey, lang or Language(settings.language), technical=technical))
    if as_json:
        print_json({**told.model_dump(), "technical": below})
        return
    screen = console()
    for printed in _printed(told, below or ()):
        screen.print(printed, soft_wrap=True)


async def _tell(
    settings: Settings, which: str, language: Language, *, technical: bool
) -> tuple[Told, tuple[TechnicalLine, ...] | None]:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, which, instant(None))
        told = await tell(pool, line, language)
        if not technical:
            return told, None
        client = await connect_temporal(settings)
        return told, await _technical(client, Histories(client, pool, settings), line.journey_id)


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


def _printed(told: Told, technical: Iterable[TechnicalLine]) -> Iterable[Text]:
    """The lines of a history; what an act led to is indented, and so is what Temporal did from then on."""
    yield Text(f"{told.region}, {told.cohort}{' SIMULASI' if told.simulated else ''}", style="bold")
    below = _by_line(told.lines, technical)
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
