"""`bimtek cohort check FILE`: everything that keeps a cohort from being started from a file, before it is started."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.commands.up import DataDir, settings_for
from api.output import Json, print_json
from api.tables import file_bytes, refuse
from domain.cohort_file import CohortFile, check_cohort_file
from domain.regions import Region
from records.reading import Reading
from records.regions import RegionRecords
from workers.connections import connect_records
from workers.settings import Settings


def check(
    file: Annotated[Path, typer.Argument(help="A cohort's file, such as deploy/cohorts/2019.csv.")],
    alone: Annotated[
        bool, typer.Option("--alone", help="Check the file by itself, without known regions and open cohorts.")
    ] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Check a cohort's file against the register and the open cohorts; every problem is shown with its line."""
    data = file_bytes(file)
    settings = settings_for(data_dir).resolved()
    # Without a database there is nothing to compare with, so the file is checked by itself and that is said.
    alone = alone or settings.postgres_dsn is None
    regions, open_elsewhere = ((), {}) if alone else asyncio.run(known_so_far(settings))
    checked = check_cohort_file(data, regions=regions, open_elsewhere=open_elsewhere)
    if isinstance(checked, list):
        raise refuse(file, checked, as_json=as_json, nothing_done="Nothing can be started from it yet.")
    if as_json:
        print_json(_facts(file, checked, alone=alone))
        return
    console = Console(highlight=False)
    counts = Counter(entry.standing for entry in checked.entries)
    by_standing = ", ".join(f"{count} {standing}" for standing, count in counts.items())
    console.print(f"{file.name} is fine: {len(checked.entries)} regions ({by_standing}).", soft_wrap=True)
    if not checked.to_start:
        console.print("None is “listed”, so no cohort can be started from it; it can be imported.", soft_wrap=True)
    if alone:
        console.print("It was checked by itself: known regions and open cohorts were not looked at.", soft_wrap=True)


async def known_so_far(settings: Settings) -> tuple[tuple[Region, ...], dict[str, str]]:
    """The regions known, and for each one that cannot start a journey now the open cohort it is in."""
    async with await connect_records(settings) as pool:
        return await RegionRecords(pool).load(), await Reading(pool).open_regions()


def _facts(file: Path, checked: CohortFile, *, alone: bool) -> dict[str, object]:
    return {
        "file": str(file),
        "ok": True,
        "alone": alone,
        "regions": [entry.model_dump(mode="json") for entry in checked.entries],
        "to_start": len(checked.to_start),
        "unregistered": [region.id for region in checked.unregistered],
    }
