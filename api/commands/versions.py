"""`bimtek versions`: which versions of bimtek there are, who runs them, and which can go."""

from __future__ import annotations

import asyncio

import typer

from api.commands.up import DataDir, settings_for
from api.exits import WRONG
from api.output import Json, console, print_json, print_tables, table
from workers.connections import connect_temporal
from workers.settings import Settings
from workers.versions import DeployedVersion, deployed


def versions(as_json: Json = False, data_dir: DataDir = None) -> None:
    """Show which versions there are, who runs them, and which can go; ends with 1 when one waits for a worker."""
    found = asyncio.run(_deployed(settings_for(data_dir).resolved()))
    if as_json:
        print_json([_facts(each) for each in found])
    elif not found:
        console().print("No worker has been seen yet: start one with `bimtek up` or `python -m workers`.")
    else:
        columns = ("Version", "Standing", "Since", "Open runs", "Bound", "Workers", "What to do")
        rows = [(*_row(each), _advice(each)) for each in found]
        print_tables(console(), table("Versions", columns, rows, numbers=("Open runs", "Bound")))
    if any(each.is_incident for each in found):
        raise typer.Exit(WRONG)


async def _deployed(settings: Settings) -> tuple[DeployedVersion, ...]:
    return await deployed(await connect_temporal(settings), settings.task_queue)


def _facts(each: DeployedVersion) -> dict[str, object]:
    return {**each.model_dump(mode="json"), "may_go": each.may_go, "is_incident": each.is_incident}


def _row(each: DeployedVersion) -> tuple[str, ...]:
    workers = ", ".join(f"{one.identity} ({one.last_seen:%H:%M} UTC)" for one in each.workers) or "none"
    return (
        each.version,
        each.standing,
        each.since.isoformat(timespec="minutes"),
        str(each.open_runs),
        str(each.bound_runs),
        workers,
    )


def _advice(each: DeployedVersion) -> str:
    if each.is_incident and each.current:
        return "Nothing moves: start workers of this version."
    if each.is_incident:
        return "Runs are bound to it: start workers of it, or let them go (`bimtek repair propose other-version`)."
    if each.may_go and each.workers:
        return "Its workers can be stopped."
    return "It can be forgotten." if each.may_go else ""
