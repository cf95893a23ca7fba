"""`bimtek doctor`: looks at every part of an installation and says what to do about what is not well."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from api.commands.up import DataDir, settings_for
from api.doctor.finding import Finding, Health
from api.doctor.patient import Patient
from api.doctor.visit import examine
from api.exits import WRONG
from api.output import Json, console, print_json, print_tables, table
from domain.words.phrase import Language
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings

SIGNS = {Health.GOOD: "well", Health.WARN: "soon", Health.BAD: "NOW"}


def doctor(as_json: Json = False, data_dir: DataDir = None) -> None:
    """Look at servers, versions, queues, disk, certificates and what waits; ends with 1 when something is bad."""
    found = asyncio.run(_examined(settings_for(data_dir).resolved()))
    told = [each.told(Language.EN) for each in found]
    if as_json:
        print_json(told)
    else:
        rows = ((SIGNS[each.health], each.title, each.said, each.todo) for each in told)
        print_tables(console(), table("How it is", ("See to it", "What", "Seen", "What to do"), rows))
    if any(each.health is Health.BAD for each in found):
        raise typer.Exit(WRONG)


async def _examined(settings: Settings) -> tuple[Finding, ...]:
    client = await connect_temporal(settings, lazily=True)
    pool = await connect_records(settings, lazily=True, hastily=True)
    try:
        return await examine(Patient(settings, client, pool, datetime.now(UTC)))
    finally:
        pool.terminate()
