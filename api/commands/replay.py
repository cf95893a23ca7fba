"""`bimtek replay`: before a release, whether the code at hand would go on with everything that is under way."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from api.bar import Bar
from api.commands.up import DataDir, settings_for
from api.exits import WRONG, Failure
from api.output import Json, console, print_json, print_tables, table
from api.replaying import OPEN, Replayed, replay_open
from workers.build import this_version
from workers.connections import connect_temporal
from workers.settings import Settings


def replay(
    all_open: Annotated[bool, typer.Option("--all-open", help="Replay every run that goes on.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Replay what is under way on the code at hand; ends with 1 and names what would break: it gates a release."""
    if not all_open:
        raise Failure("Say what is to be replayed: `bimtek replay --all-open` replays every run that goes on.")
    found = asyncio.run(_replayed(settings_for(data_dir).resolved()))
    broken = [each for each in found if each.broken is not None]
    if as_json:
        print_json({"version": this_version().build_id, "replayed": len(found), "broken": broken})
    else:
        if broken:
            columns = ("Workflow", "Kind", "Ran on", "Events", "Why it would break")
            rows = ((each.workflow, each.kind, each.version, each.events, each.broken) for each in broken)
            print_tables(console(), table("Would break", columns, rows, numbers=("Events",)))
        said = f"{len(broken)} of {len(found)} runs would break" if broken else f"All {len(found)} open runs replay"
        console().print(f"{said} on version {this_version().build_id}.")
    if broken:
        raise typer.Exit(WRONG)


async def _replayed(settings: Settings) -> tuple[Replayed, ...]:
    client = await connect_temporal(settings)
    with Bar("Replaying", (await client.count_workflows(OPEN)).count) as bar:
        return await replay_open(client, bar.more)
