"""`bimtek drill`: provokes an incident on a local stack of simulated journeys, so that people learn to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Annotated

import typer

from api.commands.up import DataDir, settings_for
from api.drills import standing
from api.drills.ground import NoDrillHere, open_ground
from api.drills.kinds import DRILLS
from api.exits import Failure
from api.incidents.kinds import KINDS
from api.output import Json, console, print_json, print_tables, table
from workers.settings import Settings


def drill(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="The kind of incident; without one all are listed.")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="Take the cause away again.")] = False,
    journey: Annotated[
        str | None, typer.Option("--journey", help="The simulated journey, by its id [default: the first].")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Provoke a kind of incident on a local stack, to learn how it is seen, explained and repaired; or end that."""
    settings = settings_for(data_dir)
    if kind is None:
        _list(settings, as_json=as_json)
        return
    if kind not in DRILLS:
        raise Failure(f"There is no incident of the kind “{kind}”. `bimtek drill` lists them.")
    if end:
        said = _run(_end(settings, kind))
    else:
        _agree(settings, kind, yes=yes)
        said = _run(_begin(settings, kind, journey))
    if as_json:
        print_json({"kind": kind, "under_way": kind in standing.under_way(settings.data_dir), "said": said})
        return
    console().print(said, soft_wrap=True)


def _list(settings: Settings, *, as_json: bool) -> None:
    under_way = standing.under_way(settings.data_dir)
    if as_json:
        print_json([{"kind": kind, "does": KINDS[kind].drill.en, "under_way": kind in under_way} for kind in DRILLS])
        return
    rows = ((kind, KINDS[kind].drill.en, "under way" if kind in under_way else "") for kind in DRILLS)
    print_tables(console(), table("Drills", ("Kind", "What it does", ""), rows))


def _agree(settings: Settings, kind: str, *, yes: bool) -> None:
    if standing.find(settings.data_dir, kind) is not None:
        raise Failure(f"This drill is under way. End it first: bimtek drill {kind} --end")
    if yes:
        return
    console(stderr=True).print(f"On {settings.data_dir} this {KINDS[kind].drill.en}.", soft_wrap=True)
    if not typer.confirm("Begin the drill?", err=True):
        raise Failure("Nothing was done.")


async def _begin(settings: Settings, kind: str, journey: str | None) -> str:
    async with open_ground(settings, journey) as ground:
        begun = await DRILLS[kind].begin(ground)
        standing.begin(settings.data_dir, begun)
        about = f" with {begun.journey}" if begun.journey else ""
    return f"The drill {kind} is under way{about}. See /operations/incidents; end it with: bimtek drill {kind} --end"


async def _end(settings: Settings, kind: str) -> str:
    found = standing.find(settings.data_dir, kind)
    if found is None:
        return f"No drill {kind} is under way."
    async with open_ground(settings, found.journey) as ground:
        await DRILLS[kind].end(ground, found)
        standing.end(settings.data_dir, kind)
    left = "It goes by itself." if KINDS[kind].by_itself else "Resolve its incident: bimtek incidents list"
    return f"The drill {kind} has ended. {left}"


def _run(doing: Coroutine[object, object, str]) -> str:
    try:
        return asyncio.run(doing)
    except NoDrillHere as refused:
        raise Failure(str(refused)) from None
