"""`bimtek journey pack` and `bimtek journey unpack`: work without a connection, and take back what was filled in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from obstore.store import from_url

from activities.documents.blocks import ChapterRefused
from activities.documents.files import ObjectFiles
from activities.documents.images import ImageRefused
from api.as_of import instant
from api.commands.up import DataDir, settings_for
from api.desk import Desk
from api.exits import NOT_REACHABLE, WRONG, Failure
from api.finding import find_journey
from api.output import Json, console, print_json, print_tables, table
from api.pack.books import TextMissing
from api.pack.checking import check_pack, open_pack
from api.pack.making import make_pack
from api.pack.manifest import PackRefused
from api.pack.report import PackReport
from api.pack.taking import Doors, send_pack
from domain.vocabulary import Role
from records.identity import Identities
from records.reading import Reading
from workers.connections import NotConfigured, connect_records, connect_temporal
from workers.settings import Settings

PersonOption = Annotated[str, typer.Option("--person", help="Whose pack it is: the person's id.")]


def pack(
    journey: Annotated[str, typer.Argument(help="The journey: its id, or 2019/33.10.")],
    person: PersonOption,
    to: Annotated[Path, typer.Option("--to", help="The ZIP to write.")],
    role: Annotated[Role | None, typer.Option(help="Only the forms of this role; of all roles if not given.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Write a person's offline pack: forms for what his roles do now or next, and the books, as DOCX in a ZIP."""
    if not to.absolute().parent.is_dir():
        raise Failure(f"There is no folder {to.absolute().parent} to write to.")
    found, content = asyncio.run(_pack(settings_for(data_dir).resolved(), journey, person, role))
    to.write_bytes(content)
    if as_json:
        print_json({"journey": found, "person": person, "file": str(to), "size": len(content)})
        return
    console().print(
        f"{to}: the pack of {person} in {found}, {len(content)} bytes. "
        f"Filled in, it comes back with `bimtek journey unpack`.",
        soft_wrap=True,
        markup=False,
    )


def _secret(settings: Settings) -> str:
    secret = settings.signing_secret()
    if secret is None:
        raise NotConfigured("The secret that packs are signed with", "BIMTEK_SECRET_FILE")
    return secret


async def _pack(settings: Settings, which: str, person: str, role: Role | None) -> tuple[str, bytes]:
    secret = _secret(settings)
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, which, instant(None))
        state = await Reading(pool).state(line.journey_id)
        if state is None:
            raise Failure(f"{line.journey_id} has no journal yet. Try again in a moment.")
        held = {member.role for member in state.members if (member.person, member.until) == (person, None)}
        if not held and not await Identities(pool).programme_roles(person):
            raise Failure(f"{person} has no role in {line.journey_id}. `bimtek journey show` lists who has.")
        if role is not None and role not in held:
            raise Failure(f"{person} is no {role.replace('_', ' ')} in {line.journey_id}.")
        files = ObjectFiles(from_url(settings.object_store()))
        try:
            content = await make_pack(
                pool, files, secret, state, person, role, whole=held != {Role.AGENCY}, at=datetime.now(UTC)
            )
        except (ChapterRefused, ImageRefused, TextMissing) as error:
            raise Failure(f"{line.journey_id}: {error}") from None
    return line.journey_id, content


def unpack(
    file: Annotated[Path, typer.Argument(help="The pack as ZIP, with its forms filled in.")],
    person: PersonOption,
    check: Annotated[bool, typer.Option("--check", help="Only check it; nothing is sent.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Take a filled-in pack back: all of it is checked, then what was changed is sent; the same again is done once.

    Ends with 1 when anything is wrong (then nothing is sent) or refused, with 3 when an outcome is unknown.
    """
    try:
        content = file.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise Failure(f"There is no file {file}. Name the pack's ZIP.") from None
    try:
        report = asyncio.run(_unpack(settings_for(data_dir).resolved(), content, person, check=check))
    except PackRefused as refused:
        raise Failure(f"{file}: {refused}") from None
    if as_json:
        print_json(report)
    else:
        _print(report)
    if report.unknown:
        raise typer.Exit(NOT_REACHABLE)
    if not report.fine:
        raise typer.Exit(WRONG)


async def _unpack(settings: Settings, content: bytes, person: str, *, check: bool) -> PackReport:
    manifest, opened = open_pack(content, _secret(settings))
    async with await connect_records(settings) as pool:
        state = await Reading(pool).state(manifest.journey)
        if state is None:
            raise Failure(f"There is no journey {manifest.journey}. The pack was made on another installation.")
        files = ObjectFiles(from_url(settings.object_store()))
        checked = await check_pack(pool, files, manifest, opened, state, person)
        if check:
            return checked.report(checked_only=True)
        desk = Desk(await connect_temporal(settings), pool)
        return await send_pack(Doors(pool, files, desk), checked)


def _print(report: PackReport) -> None:
    screen = console()
    rows = [(item.file, item.title, item.state.replace("_", " "), item.message or "") for item in report.items]
    title = f"{report.journey}: pack of {report.person}, {report.made_at:%Y-%m-%d}"
    print_tables(screen, table(title, ("file", "title", "state", "why"), rows))
    for item in report.items:
        for mistake in item.mistakes:
            said = f"{item.file}: {mistake.label}: {mistake.wrong} {mistake.todo}"
            screen.print(said, soft_wrap=True, markup=False)
        for note in item.notes:
            screen.print(f"{item.file}: {note}", soft_wrap=True, markup=False)
    if report.stale:
        moved = report.seq - report.made_from_seq
        screen.print(f"The journey has moved on by {moved} entries since the pack was made.", markup=False)
    for name in report.unused:
        screen.print(f"lampiran/{name}: no form names it.", soft_wrap=True, markup=False)
    for name in report.ignored:
        screen.print(f"{name}: not part of the pack, ignored.", soft_wrap=True, markup=False)
    if not report.valid:
        screen.print("Nothing was sent: put right what is wrong, then unpack again.", markup=False)
    elif report.checked_only:
        screen.print("Checked only; nothing was sent.", markup=False)
