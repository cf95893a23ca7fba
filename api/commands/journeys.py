"""`bimtek journey`: show one journey as it stands, and tell its history in plain words."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer
from rich.text import Text
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from api.as_of import AsOf, instant
from api.commands.clock_tables import account_table, clock_facts, people_of_clock, plan_table
from api.commands.journey_tables import journey_tables, people_in
from api.commands.up import DataDir, settings_for
from api.finding import find_journey
from api.output import Json, console, print_json, print_tables
from api.technical import TechnicalLine, pending_lines, technical_lines
from domain.delay import DelayAccount, delay_account
from domain.model import Journey
from domain.plan import Plan, plan
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
    """Show a journey as it stands: turn, plan, whose delay, stages, gates, sessions, rounds, approvals, people."""
    now = instant(as_of)
    seen = asyncio.run(_read(settings_for(data_dir).resolved(), journey, now))
    if as_json:
        print_json(_facts(seen, now))
        return
    if seen.rows is None or seen.state is None:
        return
    time = [plan_table(seen.plan)] if seen.plan else []
    time += [account_table(seen.state, seen.account, seen.names)] if seen.account else []
    facts = clock_facts(seen.state, seen.names, now)
    print_tables(console(), *journey_tables(seen.line, seen.rows, seen.names, time, facts))


@dataclass(frozen=True)
class Seen:
    """All that is shown of a journey; what is None is not recorded yet, or not known before the opening."""

    line: JourneyLine
    rows: JourneyRows | None
    state: Journey | None
    plan: Plan | None
    account: DelayAccount | None
    names: dict[str, str]


async def _read(settings: Settings, which: str, now: datetime) -> Seen:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, which, now)
        rows, state = await Reading(pool).journey(line.journey_id), await Reading(pool).state(line.journey_id)
        account = delay_account(state, now) if state else None
        people = {*(people_in(rows) if rows else ()), *(people_of_clock(state, account) if state else ())}
        names = {person.id: person.name for person in (await People(pool).find(sorted(people))).values()}
    return Seen(line, rows, state, plan(state, now) if state else None, account, names)


def _facts(seen: Seen, now: datetime) -> dict[str, object]:
    """Everything that is known of a journey: the row, its parts by table, the clock, the plan, the delay account."""
    state = seen.state
    return {
        "as_of": now,
        "overdue": seen.line.overdue,
        **(seen.rows.journey if seen.rows else {}),
        **(seen.rows.parts if seen.rows else {}),
        "pause": state.pause if state else None,
        "extension_request": state.extension_request if state else None,
        "turn_requests": state.turn.requests if state else 0,
        "reassignment": state.reassignment if state else None,
        "plan": seen.plan,
        "delay_account": seen.account,
        "names": seen.names,
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
