"""Personal API tokens: listed, made, revoked by their owners; a secret is shown once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from api.http.access import Myself
from api.http.caller import Caller
from api.http.description import own_problems
from api.http.problems import CannotBeDone, NoSuch, TokenTooWide
from api.http.serving import Serving
from api.services import Services
from domain.shape import Frozen, Key, Line
from records.identity import LONGEST_TOKEN, Identities, Scope, TokenLine

router = APIRouter(tags=["tokens"])

MOST_LIVE = 100
"""Tokens of one person that may be used at a time."""

TokenId = Annotated[Key, Path(description="The token's id, as listed.", examples=["token-5f0c9a61d2be"])]


class TokenRequest(Frozen):
    """A token to be made: what it is for, what it may be used for, and for how many days."""

    name: Line = Field(examples=["Laporan mingguan"])
    scopes: tuple[Scope, ...] = Field(min_length=1, max_length=len(Scope), examples=[["read"]])
    days: int = Field(ge=1, le=LONGEST_TOKEN.days, examples=[90])


class Tokens(Frozen):
    """A person's tokens, the newest first; those that ended more than 30 days ago are left out."""

    items: tuple[TokenLine, ...]


class NewToken(Frozen):
    """A new token and its secret, to be sent as `Authorization: Bearer`; it is shown this once."""

    token: TokenLine
    secret: str = Field(examples=["bimtek_…"])


@router.get("/tokens")
async def tokens(caller: Myself, services: Serving) -> Tokens:
    """List your API tokens, without their secrets."""
    return Tokens(items=await Identities(services.pool).tokens(caller.person, datetime.now(UTC)))


@router.post("/tokens", status_code=201, openapi_extra=own_problems(TokenTooWide, CannotBeDone))
async def make(response: Response, body: TokenRequest, caller: Myself, services: Serving) -> NewToken:
    """Make an API token. One made with another token ends with it, may no more than it, and lasts no longer."""
    response.headers["Cache-Control"] = "no-store"
    return await make_token(services, caller, body)


async def make_token(services: Services, caller: Caller, body: TokenRequest) -> NewToken:
    """A new token of the caller. Raises `TokenTooWide`, and `CannotBeDone` for somebody who has too many."""
    identities, now = Identities(services.pool), datetime.now(UTC)
    expires_at = now + timedelta(days=body.days)
    _check_width(caller, body.scopes, expires_at, now)
    if await identities.live_tokens(caller.person, now) >= MOST_LIVE:
        raise CannotBeDone(why=f"You have {MOST_LIVE} tokens; revoke those that are not needed any more.")
    line, secret = await identities.new_token(
        caller.person, body.name, body.scopes, expires_at, now, made_by=caller.token
    )
    return NewToken(token=line, secret=secret)


def _check_width(caller: Caller, scopes: tuple[Scope, ...], expires_at: datetime, now: datetime) -> None:
    """Raise `TokenTooWide` when what calls is itself a token, and may less or ends sooner than what it asks for."""
    if not caller.is_token:
        return
    missing = [scope for scope in scopes if scope not in caller.scopes]
    if missing:
        raise TokenTooWide(why=f"it lacks {', '.join(missing)}.")
    if caller.until is not None and expires_at > caller.until:
        raise TokenTooWide(why=f"it has {(caller.until - now).days} whole days left.")


@router.delete("/tokens/{token}", status_code=204, response_class=Response, openapi_extra=own_problems(NoSuch))
async def revoke(token: TokenId, caller: Myself, services: Serving) -> Response:
    """Revoke a token of yours for good, and all that were made with it."""
    if not await Identities(services.pool).revoke_token(caller.person, token, datetime.now(UTC)):
        raise NoSuch(what="token", id=token)
    return Response(status_code=204)
