"""`bimtek incidents`: what somebody has to look at: list it, show one, say that it needs nothing more."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.text import Text

from api.commands.up import DataDir, settings_for
from api.doctor.patient import Patient
from api.erasing import NotAnOperator, check_operator
from api.exits import Failure
from api.incidents.explain import Explained, explain
from api.output import Json, console, print_json, print_tables, table
from domain.shape import Paragraph
from domain.words.phrase import Language
from records.audit import Audit
from records.incidents import Incident, Incidents
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings

app = typer.Typer(help="Incidents: what somebody has to look at.", no_args_is_help=True)

VIA = "command"
REASON: TypeAdapter[str] = TypeAdapter(Paragraph)
UNSAID = "–"
"""A reason that was not asked for and not given."""
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
    columns = ("Number", "Kind", "Journey", "Seen", "Since", "Last", "Seen to by", "What")
    print_tables(console(), table("Incidents", columns, (_row(each) for each in found), numbers=("Number", "Seen")))


async def _open(settings: Settings, kind: str | None, journey: str | None) -> tuple[Incident, ...]:
    async with await connect_records(settings) as pool:
        return await Incidents(pool).page(kind=kind, journey=journey, limit=MOST)


def _row(each: Incident) -> tuple[str, ...]:
    first, last = (at.isoformat(timespec="minutes") for at in (each.first_seen, each.last_seen))
    return (
        str(each.id),
        each.kind,
        each.journey_id,
        f"{each.occurrences}×",
        first,
        last,
        each.acknowledged_by or "",
        each.detail,
    )


@app.command("show")
def show(
    number: Number,
    lang: Annotated[Language, typer.Option("--lang", help="Language of what is said.")] = Language.EN,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Explain an incident, resolved or not: what it means, who is affected, what is being tried, what to do."""
    found = asyncio.run(_explained(settings_for(data_dir).resolved(), number))
    if as_json:
        print_json(found)
        return
    screen = console()
    _facts(screen, found, lang)
    for position, step in enumerate(found.steps, start=1):
        screen.print(Text(f"{position}. {getattr(step.said, lang)}"), soft_wrap=True)
        for where in (step.command, step.page):
            if where is not None:
                screen.print(Text(f"   {where}"), soft_wrap=True)


def _facts(screen: Console, found: Explained, lang: Language) -> None:
    said = found.incident
    rows = [
        ("kind", said.kind),
        ("journey", said.journey_id),
        ("what it means", getattr(found.means, lang)),
        ("who is affected", "; ".join(getattr(one, lang) for one in found.affected)),
        *((getattr(one.what, lang), getattr(one.said, lang)) for one in found.facts),
        ("the system's own words", said.detail),
        ("seen", f"{said.occurrences}×"),
        ("first seen", said.first_seen.isoformat(timespec="minutes")),
        ("last seen", said.last_seen.isoformat(timespec="minutes")),
        ("operators are told", found.severity),
        ("told", ", ".join(f"{one.person}: {one.state}" for one in found.told) or "nobody yet"),
        ("seen to by", _who(said)),
        ("resolved", said.resolved_at.isoformat(timespec="minutes") if said.resolved_at else "no"),
        ("ends by itself", "yes" if found.by_itself else "no: resolve it once its cause is gone"),
    ]
    print_tables(screen, table(f"Incident {said.id}: {getattr(found.title, lang)}", ("What", ""), rows))


def _who(found: Incident) -> str:
    if found.acknowledged_at is None:
        return "nobody yet: bimtek incidents acknowledge"
    return f"{found.acknowledged_by}, {found.acknowledged_at.isoformat(timespec='minutes')}"


async def _explained(settings: Settings, number: int) -> Explained:
    client = await connect_temporal(settings, lazily=True)
    async with await connect_records(settings) as pool:
        found = _known(await Incidents(pool).find(number), number)
        return await explain(Patient(settings, client, pool, datetime.now(UTC)), found)


@app.command("acknowledge")
def acknowledge(
    number: Number,
    by: Annotated[str, typer.Option("--by", help="Who sees to it: the id of an operator of the programme.")],
    reason: Annotated[str | None, typer.Option("--reason", help="What there is to say; kept in the audit.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Say that somebody sees to an incident: operators are not told of it again. Who said so first stays noted."""
    why = _reason(reason) if reason is not None else UNSAID
    try:
        found = asyncio.run(_acknowledge(settings_for(data_dir).resolved(), number, by, why))
    except NotAnOperator as error:
        raise Failure(str(error)) from None
    _show(found, as_json=as_json)


async def _acknowledge(settings: Settings, number: int, by: str, reason: str) -> Incident:
    async with await connect_records(settings) as pool:
        await check_operator(pool, by)
        incidents = Incidents(pool)
        found = _known(await incidents.find(number), number)
        if found.resolved_at is None and found.acknowledged_at is None:
            action = f"acknowledge incident {number} ({found.kind})"
            await Audit(pool).note(person=by, via=VIA, action=action, subject=found.journey_id, reason=reason)
            await incidents.acknowledge(number, by, datetime.now(UTC))
        return _known(await incidents.find(number), number)


def _reason(given: str) -> str:
    try:
        return REASON.validate_python(given)
    except ValidationError:
        raise Failure("--reason is a text of 1 to 2,000 characters.") from None


@app.command("resolve")
def resolve(
    number: Number,
    by: Annotated[str, typer.Option("--by", help="Who says so: the id of an operator of the programme.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit.")],
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Say that an incident needs nothing more. Seen again, it is a new one; one that is resolved stays as it is."""
    why = _reason(reason)
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
        ("seen to by", _who(found)),
        ("resolved", resolved),
    ]
    print_tables(console(), table(f"Incident {found.id}", ("What", ""), rows))
