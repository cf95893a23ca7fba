"""Who calls: from the cookie of a sign-in, or from a bearer token; `caller_of` finds out."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from fastapi import Request

from api.http.problems import CrossSite, SignInNotValid, SignInRefused
from api.identity.bearer import claims_of, ends_at, scopes_of
from api.identity.person import person_in, person_of_account
from api.identity.provider import EMAIL_CLAIM, provider_of
from api.services import Services
from records.identity import TOKEN_PREFIX, Identities, Scope

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SAFE = ("GET", "HEAD", "OPTIONS")
EVERYTHING = frozenset(Scope)


class Via(StrEnum):
    """By what somebody was recognised."""

    SESSION = "session"
    TOKEN = "token"
    BEARER = "bearer"


@dataclass(frozen=True)
class Caller:
    """A person, by what he was recognised, what that may be used for, until when it holds, and which token it is."""

    person: str
    via: Via
    scopes: frozenset[Scope]
    until: datetime | None = None
    token: str | None = None

    @property
    def is_token(self) -> bool:
        """Whether a program calls, with a token, rather than a person at a browser."""
        return self.via is not Via.SESSION


async def caller_of(request: Request, services: Services) -> Caller | None:
    """Who calls; None when nobody says who he is.

    Raises `SignInNotValid` for a token that is not valid (any more), `CrossSite` for a cookie without its CSRF token
    on a request that changes something or comes from elsewhere, `ProviderAway`, and asyncpg's errors when the
    database, which knows the tokens, is away.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        return await _by_header(request, scheme, secret.strip(), services)
    cookie = request.cookies.get(cookie_name(services))
    if cookie is None:
        return None
    sign_in = await Identities(services.pool).sign_in(cookie, datetime.now(UTC))
    if request.method not in SAFE:
        check_origin(request, services)
    if sign_in is None:
        return None  # what anybody may see or do, he may too, signing in first of all
    if request.method not in SAFE:
        given = await csrf_given(request)
        if not hmac.compare_digest(given.encode(), csrf_token(services.secret, sign_in.person).encode()):
            raise CrossSite
    return Caller(sign_in.person, Via.SESSION, EVERYTHING, until=sign_in.expires_at)


async def _by_header(request: Request, scheme: str, secret: str, services: Services) -> Caller:
    if scheme.lower() != "bearer" or not secret:
        raise SignInNotValid(why="The header Authorization is not “Bearer” and a token.")
    now = datetime.now(UTC)
    if not secret.startswith(TOKEN_PREFIX):
        return await _by_provider(request, secret, services, now)
    token = await Identities(services.pool).token(secret, now)
    if token is None:
        raise SignInNotValid(why="This token is not known.")
    if token.revoked_at is not None:
        raise SignInNotValid(why="This token was revoked.")
    if token.expires_at <= now:
        raise SignInNotValid(why=f"This token expired on {token.expires_at:%Y-%m-%d} at {token.expires_at:%H:%M} UTC.")
    return Caller(token.person, Via.TOKEN, token.scopes, until=token.expires_at, token=token.id)


async def _by_provider(request: Request, secret: str, services: Services, now: datetime) -> Caller:
    """The caller of a provider's token. With a claim that holds the person's id, this asks no database."""
    provider = provider_of(request)
    if provider is None or provider.audience is None:
        raise SignInNotValid(why="This bearer token is not one of ours.")
    claims = await claims_of(secret, provider.keys, issuer=provider.issuer, audience=provider.audience, now=now)
    try:
        if provider.person_claim == EMAIL_CLAIM:
            person = await person_of_account(claims, provider.issuer, Identities(services.pool))
        else:
            person = person_in(claims, provider.person_claim)
    except SignInRefused as refused:
        raise SignInNotValid(why=str(refused)) from refused
    return Caller(person, Via.BEARER, scopes_of(claims), until=ends_at(claims, now))


def check_origin(request: Request, services: Services) -> None:
    """Raise `CrossSite` when a browser says that a request comes from another site's page.

    Browsers of today say so in `Sec-Fetch-Site`; those before in `Origin`; programs say nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CrossSite
        return
    origin = request.headers.get("Origin")
    if origin is None:
        return
    ours = (request.headers.get("Host"), urlsplit(services.settings.public_url).netloc)
    if origin.partition("://")[2] not in ours:
        raise CrossSite


async def csrf_given(request: Request) -> str:
    """The CSRF token that a request brings: in its header, or in the field `csrf_token` of a page's form."""
    header = request.headers.get(CSRF_HEADER)
    if header is not None or not request.headers.get("Content-Type", "").startswith(FORMS):
        return header or ""
    field = (await request.form()).get(CSRF_FIELD)
    return field if isinstance(field, str) else ""


def cookie_name(services: Services) -> str:
    """The name of the cookie; with TLS one that browsers only take over TLS, for this host and the whole of it."""
    return "__Host-bimtek" if is_secure(services) else "bimtek"


def is_secure(services: Services) -> bool:
    """Whether people reach this door over TLS."""
    return services.settings.public_url.startswith("https://")


def csrf_token(secret: str, person: str) -> str:
    """What a page of ours sends back to show that a request comes from it.

    It is the person's and not the cookie's: a form that was filled in when a sign-in ended is sent after the next.
    """
    return hmac.new(secret.encode(), f"csrf {person}".encode(), hashlib.sha256).hexdigest()
