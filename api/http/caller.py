"""Who calls: from the cookie of a sign-in, or from a bearer token; `caller_of` finds out."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from fastapi import Request

from api.http.problems import CrossSite, SignInNotValid
from api.services import Services
from records.identity import TOKEN_PREFIX, Identities, Scope

CSRF_HEADER = "X-CSRF-Token"
SAFE = ("GET", "HEAD", "OPTIONS")
EVERYTHING = frozenset(Scope)


class Via(StrEnum):
    """By what somebody was recognised."""

    SESSION = "session"
    TOKEN = "token"
    BEARER = "bearer"


@dataclass(frozen=True)
class Caller:
    """A person, by what he was recognised, and what that may be used for."""

    person: str
    via: Via
    scopes: frozenset[Scope]


async def caller_of(request: Request, services: Services) -> Caller | None:
    """Who calls; None when nobody says who he is.

    Raises `SignInNotValid` for a token that is not valid (any more), `CrossSite` for a cookie without its CSRF token
    on a request that changes something, and asyncpg's errors when the database, which knows the tokens, is away.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        return await _by_header(scheme, secret.strip(), services)
    cookie = request.cookies.get(cookie_name(services))
    if cookie is None:
        return None
    person = await Identities(services.pool).person_of_sign_in(cookie, datetime.now(UTC))
    if person is None:
        if request.method in SAFE:
            return None  # a page that anybody may see is shown to him too
        raise SignInNotValid(why="You are not signed in any more.")
    if request.method not in SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), csrf_token(services.secret, cookie).encode()):
            raise CrossSite
    return Caller(person, Via.SESSION, EVERYTHING)


async def _by_header(scheme: str, secret: str, services: Services) -> Caller:
    if scheme.lower() != "bearer" or not secret:
        raise SignInNotValid(why="The header Authorization is not “Bearer” and a token.")
    if not secret.startswith(TOKEN_PREFIX):
        raise SignInNotValid(why="This bearer token is not one of ours.")
    now = datetime.now(UTC)
    token = await Identities(services.pool).token(secret, now)
    if token is None:
        raise SignInNotValid(why="This token is not known.")
    if token.revoked_at is not None:
        raise SignInNotValid(why="This token was revoked.")
    if token.expires_at <= now:
        raise SignInNotValid(why=f"This token expired on {token.expires_at:%Y-%m-%d at %H:%M} UTC.")
    return Caller(token.person, Via.TOKEN, token.scopes)


def cookie_name(services: Services) -> str:
    """The name of the cookie; with TLS one that browsers only take over TLS, for this host and the whole of it."""
    return "__Host-bimtek" if is_secure(services) else "bimtek"


def is_secure(services: Services) -> bool:
    """Whether people reach this door over TLS."""
    return services.settings.public_url.startswith("https://")


def csrf_token(secret: str, cookie: str) -> str:
    """What a page of ours sends back to show that a request comes from it."""
    return hmac.new(secret.encode(), f"csrf {cookie}".encode(), hashlib.sha256).hexdigest()
