"""`bimtek people sign-in` and `bimtek people token`: ways in that an operator makes, straight in the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.output import Json, console, print_json
from domain.shape import Line
from records.identity import LINK_LASTS, LONGEST_TOKEN, Identities, Scope, TokenLine
from records.people import People
from workers.connections import connect_records
from workers.settings import Addresses, Settings

NAME: TypeAdapter[str] = TypeAdapter(Line)

PersonId = Annotated[str, typer.Argument(help="The person's id, as in the people's file.")]


def sign_in(person: PersonId, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Print a link that signs a sample person in on the local stack: once, within 15 minutes."""
    settings = settings_for(data_dir).resolved()
    addresses = Addresses.load(settings.addresses_file)
    if addresses is None or addresses.http is None:
        raise Failure("No HTTP door of a local stack is known. Start one with `bimtek up`.")
    secret, ends_at = asyncio.run(_new_link(settings, person))
    link = f"{addresses.http}/api/v1/session/link/{secret}"
    if as_json:
        print_json({"person": person, "link": link, "expires_at": ends_at})
        return
    console().print(link, soft_wrap=True, markup=False)


async def _new_link(settings: Settings, person: str) -> tuple[str, datetime]:
    async with await connect_records(settings) as pool:
        found = (await People(pool).find([person])).get(person)
        if found is None:
            raise Failure(f"There is no person “{person}”.")
        if not found.sample:
            raise Failure(f"“{person}” is no sample person: links sign in nobody else.")
        now = datetime.now(UTC)
        return await Identities(pool).new_link(person, now), now + LINK_LASTS


def token(
    person: PersonId,
    name: Annotated[str, typer.Option("--name", help="What the token is for.")],
    scope: Annotated[list[Scope], typer.Option("--scope", help="What it may be used for; again for more.")],
    days: Annotated[int, typer.Option("--days", min=1, max=LONGEST_TOKEN.days, help="For how many days.")] = 90,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Make an API token for a person and print its secret, which is shown this once."""
    try:
        NAME.validate_python(name)
    except ValidationError:
        raise Failure("A token's name is one line of 1 to 300 characters.") from None
    line, secret = asyncio.run(_new_token(settings_for(data_dir).resolved(), person, name, scope, days))
    if as_json:
        print_json({"token": line, "secret": secret})
        return
    console().print(secret, soft_wrap=True, markup=False)


async def _new_token(
    settings: Settings, person: str, name: str, scopes: list[Scope], days: int
) -> tuple[TokenLine, str]:
    async with await connect_records(settings) as pool:
        if not await Identities(pool).person_known(person):
            raise Failure(f"There is no person “{person}”.")
        now = datetime.now(UTC)
        return await Identities(pool).new_token(person, name, scopes, now + timedelta(days=days), now)
