"""`bimtek incidents`: what somebody has to look at: list it, show one, say that it needs nothing more."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from api.commands.up import DataDir, settings_for
from api.erasing import NotAnOperator, check_operator
from api.exits import Failure
from api.output import Json, console, print_json, print_tables, table
from domain.shape import Paragraph
from records.audit import Audit
from records.incidents import Incident, Incidents
from workers.connections import connect_records
from workers.settings import Settings

app = typer.Typer(help="Incidents: what somebody has to look at.", no_args_is_help=True)

VIA = "command"
REASON: TypeAdapter[str] = TypeAdapter(Paragraph)
MOST = 10_000
"""Incidents that are listed at most."""

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, max=2**63 - 1, help="As `bimtek incidents list` shows.")
]


@app.command("list")
def list_incidents(
    kind: Annotated[str | None, typer.Option("--kind", help="Only of this kind.")] = None,
    journey: Annotated[str | None, typer.Option("--journey", help="Only of this journey, by its id.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """List what is not resolved, in the order in which it was first seen."""
    found = asyncio.run(_open(settings_for(data_dir).resolved(), kind, journey))
    if as_json:
        print_json(found)
        return
    if not found:
        console().print("Nothing is amiss.")
        return
    columns = ("Number", "Kind", "Journey", "Seen", "Since", "Last", "What")
    print_tables(console(), table("Incidents", columns, (_row(each) for each in found), numbers=("Number", "Seen")))


async def _open(settings: Settings, kind: str | None, journey: str | None) -> tuple[Incident, ...]:
    async with await connect_records(settings) as pool:
        return await Incidents(pool).page(kind=kind, journey=journey, limit=MOST)


def _row(each: Incident) -> tuple[str, ...]:
    first, last = (at.isoformat(timespec="minutes") for at in (each.first_seen, each.last_seen))
    return str(each.id), each.kind, each.journey_id, f"{each.occurrences}×", first, last, each.detail


@app.command("show")
def show(number: Number, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Show an incident, resolved or not."""
    _show(asyncio.run(_find(settings_for(data_dir).resolved(), number)), as_json=as_json)


async def _find(settings: Settings, number: int) -> Incident:
    async with await connect_records(settings) as pool:
        return _known(await Incidents(pool).find(number), number)


@app.command("resolve")
def resolve(
    number: Number,
    by: Annotated[str, typer.Option("--by", help="Who says so: the id of an operator of the programme.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit.")],
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Say that an incident needs nothing more. Seen again, it is a new one; one that is resolved stays as it is."""
    try:
        why = REASON.validate_python(reason)
    except ValidationError:
        raise Failure("--reason is a text of 1 to 2,000 characters.") from None
    try:
        found = asyncio.run(_resolve(settings_for(data_dir).resolved(), number, by, why))
    except NotAnOperator as error:
        raise Failure(str(error)) from None
    _show(found, as_json=as_json)


async def _resolve(settings: Settings, number: int, by: str, reason: str) -> Incident:
    async with await connect_records(settings) as pool:
        await check_operator(pool, by)
        incidents = Incidents(pool)
        found = _known(await incidents.find(number), number)
        if found.resolved_at is None:
            action = f"resolve incident {number} ({found.kind})"
            await Audit(pool).note(person=by, via=VIA, action=action, subject=found.journey_id, reason=reason)
            await incidents.resolve(number)
        return _known(await incidents.find(number), number)


def _known(found: Incident | None, number: int) -> Incident:
    if found is None:
        raise Failure(f"There is no incident {number}. `bimtek incidents list` shows those that are not resolved.")
    return found


def _show(found: Incident, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    resolved = found.resolved_at.isoformat(timespec="minutes") if found.resolved_at else "no"
    rows = [
        ("kind", found.kind),
        ("journey", found.journey_id),
        ("what", found.detail),
        ("seen", f"{found.occurrences}×"),
        ("first seen", found.first_seen.isoformat(timespec="minutes")),
        ("last seen", found.last_seen.isoformat(timespec="minutes")),
        ("resolved", resolved),
    ]
    print_tables(console(), table(f"Incident {found.id}", ("What", ""), rows))
