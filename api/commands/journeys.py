"""`bimtek journey list` and `show`: list journeys, show one as it stands."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.text import Text

from api.as_of import AsOf, instant
from api.commands.clock_tables import account_table, clock_facts, plan_table
from api.commands.cohorts import COLUMNS, NUMBERS, journey_row
from api.commands.journey_tables import journey_tables
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.finding import find_journey
from api.journey_view import JourneyView, Seen, look
from api.output import Json, console, print_json, print_tables, table
from domain.vocabulary import Party, Stage, Status, Task
from records.cursor import CursorBroken
from records.journey_list import Direction, JourneyList, JourneyPage, JourneyQuery, Sort
from workers.connections import connect_records
from workers.settings import Settings

app = typer.Typer(help="Journeys: one region in one cohort.", no_args_is_help=True)

Which = Annotated[
    str,
    typer.Argument(
        metavar="JOURNEY", help="A journey's id, or cohort/region by code, name or id: 2019/33.10, 2019/Sleman."
    ),
]


@app.command("list")
def list_journeys(
    cohort: Annotated[str | None, typer.Option(help="Only of a cohort, by its id.")] = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only with this status; may be said again.")] = None,
    stage: Annotated[list[Stage] | None, typer.Option(help="Only in this stage; may be said again.")] = None,
    party: Annotated[Party | None, typer.Option(help="Only where it is this party's turn.")] = None,
    task: Annotated[Task | None, typer.Option(help="Only where the turn is for this task.")] = None,
    region: Annotated[str | None, typer.Option(help="Only of a region, by its code or id.")] = None,
    province: Annotated[str | None, typer.Option(help="Only of a province, by its code, such as 33.")] = None,
    q: Annotated[str | None, typer.Option("--name", help="Only of regions with this in their name.")] = None,
    simulated: Annotated[
        bool | None, typer.Option("--simulated/--real", help="Only what is simulated, or only what is real.")
    ] = None,
    overdue: Annotated[
        bool | None, typer.Option("--overdue/--not-overdue", help="Only what is overdue, or only what is not.")
    ] = None,
    person: Annotated[str | None, typer.Option(help="Only where a person, by id, has a role now.")] = None,
    sort: Annotated[Sort, typer.Option(help="By what; what has no due date comes last.")] = Sort.REGION_CODE,
    direction: Annotated[Direction, typer.Option(help="Which end comes first.")] = Direction.ASCENDING,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Journeys of a page.")] = 50,
    after: Annotated[str | None, typer.Option(help="Go on after a page: what it gave as next.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """List journeys of all cohorts, a page at a time."""
    try:
        query = JourneyQuery(
            cohort=cohort,
            status=tuple(status or ()),
            stage=tuple(stage or ()),
            party=party,
            task=task,
            region=region,
            province=province,
            q=q,
            simulated=simulated,
            overdue=overdue,
            mine=person is not None,
            sort=sort,
            direction=direction,
            after=after,
            limit=limit,
        )
    except ValidationError as error:
        raise _not_valid(error) from None
    now = instant(as_of)
    page = asyncio.run(_list(settings_for(data_dir).resolved(), person or "", query, now))
    if as_json:
        print_json({"as_of": now, **page.model_dump()})
        return
    screen = console()
    if not page.items:
        screen.print("There is no such journey.")
        return
    rows = [(line.cohort, *journey_row(line)) for line in page.items]
    print_tables(screen, table("Journeys", ("Cohort", *COLUMNS), rows, numbers=NUMBERS))
    if page.next is not None:
        screen.print(Text(f"There are more: --after {page.next}"), soft_wrap=True)


def _not_valid(error: ValidationError) -> Failure:
    """The first thing that is wrong with what was asked, by the option it was asked with."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    return Failure(f"--{'name' if name == 'q' else name} “{first['input']}” cannot be looked for: {first['msg']}.")


async def _list(settings: Settings, person: str, query: JourneyQuery, now: datetime) -> JourneyPage:
    async with await connect_records(settings) as pool:
        try:
            return await JourneyList(pool).page(person, query, now, everything=True)
        except CursorBroken as broken:
            raise Failure(f"--after: {broken}.") from None


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
