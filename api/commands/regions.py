"""`bimtek regions`: import the official register of regions and look one up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.bar import Bar
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.output import Json, print_json
from api.tables import file_bytes, refuse
from domain.regions import KnownRegions, Region
from domain.register import RegisterChange, RegisterRow, read_register
from domain.tables import RowProblem
from records.regions import RegionRecords
from workers.connections import connect_records
from workers.settings import Settings

app = typer.Typer(help="Regions: the official register, and how names and codes changed.", no_args_is_help=True)

JAKARTA = ZoneInfo("Asia/Jakarta")


@app.command("import")
def import_register(
    file: Annotated[
        Path, typer.Argument(help="CSV: code,name,kind,province_code,province_name,time_zone and perhaps predecessors.")
    ],
    as_of: Annotated[
        str | None, typer.Option(help="The day the register is of, year-month-day [default: today].")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,
    allow_vanishing: Annotated[bool, typer.Option(help="Accept that many known regions are missing.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Take over the register: all of it, or nothing when a row is wrong. Says what became of every region."""
    day = _day(as_of)
    rows = read_register(file_bytes(file))
    if isinstance(rows, list):
        raise refuse(file, rows, as_json=as_json, nothing_done="Nothing was imported.")
    settings = settings_for(data_dir).resolved()
    with Bar("importing"):
        change, known = asyncio.run(_import(settings, rows, day, allow_vanishing=allow_vanishing, dry_run=dry_run))
    if isinstance(change, list):
        raise refuse(file, change, as_json=as_json, nothing_done="Nothing was imported.")
    if as_json:
        print_json({"file": str(file), "ok": True, "dry_run": dry_run, **_facts(change)})
        return
    console = Console(highlight=False)
    if change.regions:
        console.print(_table(change, known))
    done = "would be imported" if dry_run else "imported"
    console.print(
        f"{file.name}: {len(rows)} regions {done} as of {change.as_of}; {len(change.regions)} changed, "
        f"{change.unchanged} unchanged."
    )


@app.command("show")
def show(
    region: Annotated[str, typer.Argument(help="A region's id, code or name.")],
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Show a region: its names and codes with their validity, and which regions it came from or became."""
    asyncio.run(_show(settings_for(data_dir).resolved(), region, as_json=as_json))


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(JAKARTA).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Failure(f"“{text}” is not a day. Write year-month-day, for example 2025-12-31.") from None


async def _import(
    settings: Settings, rows: tuple[RegisterRow, ...], day: date, *, allow_vanishing: bool, dry_run: bool
) -> tuple[RegisterChange | list[RowProblem], tuple[Region, ...]]:
    """The change, and the regions as they were before it."""
    async with await connect_records(settings) as pool:
        regions = RegionRecords(pool)
        known = await regions.load()
        return await regions.import_register(rows, as_of=day, allow_vanishing=allow_vanishing, dry_run=dry_run), known


def _facts(change: RegisterChange) -> dict[str, object]:
    return change.model_dump(mode="json", exclude={"regions"})


def _table(change: RegisterChange, known: Iterable[Region]) -> Table:
    """One line for each thing that changed; more than a screenful of new regions as a number."""
    before = KnownRegions(known)
    after = {region.id: region for region in change.regions}

    def name(key: str) -> str:
        region = after.get(key) or before.by_id(key)
        return key if region is None else f"{region.code} {region.name}"

    table = Table("Change", "Region", "What", title=f"The register as of {change.as_of}", title_justify="left")

    def line(what: str, key: str, text: str) -> None:
        table.add_row(what, Text(name(key)), Text(text))

    for renamed in change.renamed:
        line("renamed", renamed.region, f"was {renamed.before}")
    for recoded in change.recoded:
        line("recoded", recoded.region, f"was {recoded.before}")
    for split in change.split:
        rest = " and goes on" if split.continues else ", its validity ends"
        line("split", split.region, "into " + ", ".join(name(key) for key in split.successors) + rest)
    for merged in change.merged:
        line("merged", merged.into, "from " + ", ".join(name(key) for key in merged.regions))
    for amended in change.amended:
        line("amended", amended.region, f"{amended.what}: {amended.before} is now {amended.after}")
    for key in change.vanished:
        line("vanished", key, "not in the register; its validity ends, its journeys keep it")
    for key in change.returned:
        line("returned", key, "in the register again")
    for what, keys in (("new", change.added), ("confirmed", change.confirmed)):
        if len(keys) > FEW:
            table.add_row(what, f"{len(keys)} regions", "")
        else:
            for key in keys:
                line(what, key, "known from a cohort's file until now" if what == "confirmed" else f"id {key}")
    return table


FEW = 20


async def _show(settings: Settings, wanted: str, *, as_json: bool) -> None:
    async with await connect_records(settings) as pool:
        records = RegionRecords(pool)
        known = KnownRegions(await records.load())
        region = known.by_id(wanted) or known.by_any_code(wanted) or known.by_name(wanted)
        if region is None:
            raise Failure(
                f"No region has the id, code or name “{wanted}”. Import the register first, or check it there."
            )
        lineage = await records.lineage(region.id)
    if as_json:
        facts = {**region.model_dump(mode="json"), "lineage": [line.model_dump(mode="json") for line in lineage]}
        print_json(facts)
        return
    table = Table(title=f"{region.name} ({region.id})", title_justify="left", show_header=False)
    for what, all_of_it in (("name", region.names), ("code", region.codes)):
        for dated in all_of_it:
            since = f"from {dated.valid_from}" if dated.valid_from else "as far back as known"
            until = f" until before {dated.valid_to}" if dated.valid_to else ""
            table.add_row(what, Text(dated.text), since + until)
    table.add_row("province", Text(region.province), region.province_code)
    table.add_row("time zone", region.time_zone, region.zone)
    if region.administrative:
        table.add_row("standing", "administrative", "no government of its own; cannot take part")
    table.add_row("known from", region.source.replace("_", " "), "")
    for line in lineage:
        other = line.successor if line.region == region.id else line.region
        table.add_row(line.kind, other, "came from it" if line.region == region.id else "it came from this one")
    Console(highlight=False).print(table)
