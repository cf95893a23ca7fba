"""`bimtek people`: who is known and in which roles, what is kept of a person, and how he is erased."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import asyncpg
import typer
from pydantic import TypeAdapter, ValidationError

from api.commands.up import DataDir, settings_for
from api.erasing import NotAnOperator, OnBehalfOf, check_operator
from api.exits import Failure
from api.output import Json, console, print_json, print_tables, table
from domain.shape import Frozen, Line, Person
from domain.vocabulary import Role
from records.identity import PROGRAMME_ROLES, Identities, ProgrammeRole
from records.people import Part, People, PersonLine, PersonRecord
from records.person_data import Erased, PersonData, PersonUnknown, StillHasParts
from records.preferences import Preferences, PreferencesRecord
from workers.connections import connect_records
from workers.settings import Settings

app = typer.Typer(help="People: their roles, what is kept of them, and how they get in.", no_args_is_help=True)

T = TypeVar("T")

VIA = "command"
COMMAND_LINE = "command-line"
"""Who gave a role, where nobody is named: whoever can type commands here."""
PAGE = 200
REASON: TypeAdapter[str] = TypeAdapter(Line)
PERSON: TypeAdapter[str] = TypeAdapter(Person)

PersonId = Annotated[str, typer.Argument(help="The person's id, as in the people's file.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit.")]
By = Annotated[str, typer.Option("--by", help="Who asks: the id of an operator of the programme.")]
RoleName = Annotated[Role, typer.Argument(help=f"The role: {', '.join(PROGRAMME_ROLES)}.")]
GivenBy = Annotated[str, typer.Option("--by", help="Who decided it: a person's id.")]
WhyGiven = Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit.")]


class WholePerson(Frozen):
    """A person as `show` prints him."""

    person: PersonRecord
    programme_roles: tuple[Role, ...]
    parts: tuple[Part, ...]
    preferences: PreferencesRecord


@app.command("list")
def list_people(
    text: Annotated[str, typer.Argument(help="A part of the name or id; everybody if not given.")] = "",
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """List people with the roles that they hold now, without their addresses."""
    found = asyncio.run(_listed(settings_for(data_dir).resolved(), text))
    if as_json:
        print_json(found)
        return
    rows = [
        (one.id, one.name, ", ".join(one.programme_roles), ", ".join(one.roles), "sample" if one.sample else "")
        for one in found
    ]
    print_tables(console(), table("People", ("Id", "Name", "In the programme", "In journeys", ""), rows))


async def _listed(settings: Settings, text: str) -> list[PersonLine]:
    found: list[PersonLine] = []
    async with await connect_records(settings) as pool:
        while page := await People(pool).search(text, after=found[-1].id if found else "", limit=PAGE):
            found += page
    return found


@app.command("show")
def show(person: PersonId, reason: Reason, by: By, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Show a person with addresses, roles and preferences; who looks, and why, is kept in the audit."""

    async def look(hands: OnBehalfOf, pool: asyncpg.Pool) -> WholePerson:
        return WholePerson(
            person=await hands.look(person),
            programme_roles=tuple(sorted(await Identities(pool).programme_roles(person))),
            parts=await People(pool).parts(person),
            preferences=await Preferences(pool).of(person),
        )

    found = _as_operator(data_dir, by, reason, look)
    if as_json:
        print_json(found)
        return
    known, wants = found.person, found.preferences
    rows: list[tuple[str, str | None]] = [
        ("name", known.name),
        ("e-mail", known.email),
        ("telephone", known.phone),
        ("sample", "yes" if known.sample else "no"),
        ("erased", known.erased_at.isoformat(timespec="minutes") if known.erased_at else "no"),
        ("in the programme", ", ".join(found.programme_roles)),
        ("language", wants.language or "the programme's"),
        ("digest", "on" if wants.digest else "off"),
        ("muted", ", ".join(wants.muted)),
    ]
    held = [(part.journey_id, part.role, part.since.isoformat()) for part in found.parts]
    print_tables(console(), table(person, ("", ""), rows), table("In journeys", ("Journey", "Role", "Since"), held))


@app.command("grant")
def grant(
    person: PersonId,
    role: RoleName,
    reason: WhyGiven = "granted on the command line",
    by: GivenBy = COMMAND_LINE,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Give a person a role in the whole programme; one that is held already stays as it was given."""
    _check_role(role)

    async def give(hands: OnBehalfOf, _pool: asyncpg.Pool) -> ProgrammeRole:
        return await hands.grant(person, role)

    held = _with_reason(data_dir, by, reason, give)
    if as_json:
        print_json(held)
        return
    since = held.granted_at.isoformat(timespec="minutes")
    console().print(f"{person} is {role} in the whole programme, by {held.granted_by} since {since}.", soft_wrap=True)


@app.command("revoke")
def revoke(
    person: PersonId,
    role: RoleName,
    reason: WhyGiven = "revoked on the command line",
    by: GivenBy = COMMAND_LINE,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Take a role in the whole programme from a person; the parts in journeys stay, and are changed by acts."""
    _check_role(role)

    async def take(hands: OnBehalfOf, _pool: asyncpg.Pool) -> bool:
        return await hands.revoke(person, role)

    taken = _with_reason(data_dir, by, reason, take)
    if as_json:
        print_json({"person": person, "role": role, "revoked": taken})
        return
    said = f"{person} is not {role} any more." if taken else f"{person} was not {role}; nothing was changed."
    console().print(said, soft_wrap=True)


@app.command("export")
def export(
    person: PersonId,
    to: Annotated[Path, typer.Option("--to", help="The file, JSON; one that exists is left alone.")],
    reason: Reason,
    by: By,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Write everything that is kept of a person into a file, but for secrets, as he has a right to see it."""
    if to.exists():
        raise Failure(f"{to} exists already and was left alone. Name another file.")

    async def gather(hands: OnBehalfOf, _pool: asyncpg.Pool) -> PersonData:
        return await hands.export(person)

    found = _as_operator(data_dir, by, reason, gather)
    _write(to, found.model_dump_json(indent=2) + "\n")
    counts = {"entries": len(found.entries), **{name: len(rows) for name, rows in found.held.items()}}
    if as_json:
        print_json({"person": person, "file": str(to), "held": counts})
        return
    rows = [(name.replace("_", " "), count) for name, count in counts.items() if count]
    print_tables(console(), table(f"{to}: what is kept of {person}", ("What", "Lines"), rows, numbers=("Lines",)))


@app.command("erase")
def erase(
    person: PersonId,
    reason: Reason,
    by: By,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Erase a person as far as an archive allows: the id stays in journals, documents that were made stay too.

    Refused while he has a part in a journey in which something is still to happen. The same again changes nothing.
    """

    async def forget(hands: OnBehalfOf, _pool: asyncpg.Pool) -> Erased:
        return await hands.erase(person, datetime.now(UTC), preview=dry_run)

    done = _as_operator(data_dir, by, reason, forget)
    if as_json:
        print_json({"dry_run": dry_run, **done.model_dump(mode="json")})
        return
    screen = console()
    rows = [(name.replace("_", " "), count) for name, count in done.changed.items()]
    title = f"What would be erased of {person}" if dry_run else f"Erased of {person}"
    print_tables(screen, table(title, ("What", "Rows"), rows, numbers=("Rows",)))
    screen.print(f"{done.entries} entries of journals keep the id, and nothing else of the person.")
    kept = [(one.journey_id, one.key, one.title, "yes" if one.signed else "") for one in done.documents]
    if kept:
        columns = ("Journey", "Key", "Title", "Signed by the person")
        print_tables(screen, table("Documents of the archive that stay as they were made", columns, kept))


def _check_role(role: Role) -> None:
    if role not in PROGRAMME_ROLES:
        raise Failure(f"“{role}” is held in journeys only. In the whole programme: {', '.join(PROGRAMME_ROLES)}.")


def _as_operator(
    data_dir: Path | None, by: str, reason: str, do: Callable[[OnBehalfOf, asyncpg.Pool], Awaitable[T]]
) -> T:
    """Do something to people's data for an operator. Raises `Failure`."""

    async def checked(hands: OnBehalfOf, pool: asyncpg.Pool) -> T:
        await check_operator(pool, by)
        return await do(hands, pool)

    return _with_reason(data_dir, by, reason, checked)


def _with_reason(
    data_dir: Path | None, by: str, reason: str, do: Callable[[OnBehalfOf, asyncpg.Pool], Awaitable[T]]
) -> T:
    try:
        why, who = REASON.validate_python(reason), PERSON.validate_python(by)
    except ValidationError:
        raise Failure("--reason is one line of 1 to 300 characters, and --by a person's id.") from None

    async def run() -> T:
        async with await connect_records(settings_for(data_dir).resolved()) as pool:
            return await do(OnBehalfOf(pool, by=who, via=VIA, reason=why), pool)

    try:
        return asyncio.run(run())
    except (NotAnOperator, PersonUnknown, StillHasParts) as error:
        raise Failure(str(error)) from None


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner may read. Raises `Failure`."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Failure(f"{path} exists already and was left alone. Name another file.") from None
    except OSError as error:
        raise Failure(f"{path} cannot be written ({error.strerror}). Name another file.") from None
