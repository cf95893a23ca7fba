"""Signing in and out with a browser: through the OpenID provider, or with a link for sample people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import AwareDatetime, Field

from api.http.access import MaybeSignedIn, Myself
from api.http.caller import Via, check_origin, cookie_name, csrf_token
from api.http.description import own_problems
from api.http.problems import (
    LinkBroken,
    LinkUsedUp,
    ProviderAway,
    SignInNotFinished,
    SignInNotOffered,
    SignInRefused,
)
from api.http.serving import Serving
from api.identity.link_page import HEADERS, link_page
from api.identity.person import person_signing_in
from api.identity.provider import Provider, provider_of
from api.identity.sessions import Next, clear_cookie, start_session
from api.services import Services
from domain.shape import Frozen, Line, Person
from domain.vocabulary import Role
from records.identity import Identities, Scope, SignInLink
from records.people import People

router = APIRouter(tags=["session"])

HERE = "/api/v1/session"
OIDC_PATH = f"{HERE}/oidc"
INBOX = "/inbox"
"""Where a person goes after signing in who was on the way to nothing else."""
AFTERWARDS = "next"
"""Where the state cookie keeps what follows a sign-in."""

LinkSecret = Annotated[
    str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$", description="As the command line gave it.")
]


class Session(Frozen):
    """Who you are here, by what you were recognised, and until when that holds.

    `csrf_token` goes into the header `X-CSRF-Token` of every request of a browser that changes something.
    """

    person: Person = Field(examples=["kab-klaten.coordinator"])
    name: Line | None = Field(default=None, examples=["Koordinator Kabupaten Klaten (contoh)"])
    programme_roles: tuple[Role, ...] = Field(description="Your roles in the whole programme.", examples=[[]])
    method: Literal["oidc", "link", "token", "bearer"]
    scopes: tuple[Scope, ...] = Field(examples=[["read", "act"]])
    expires_at: AwareDatetime | None = None
    csrf_token: str | None = None


class Ended(Frozen):
    """How many sign-ins have been ended."""

    ended: int = Field(ge=0, examples=[2])


def _goes_to(status: int, said: str) -> dict[int | str, dict[str, Any]]:
    """The description of an answer that sends a browser on."""
    return {status: {"description": said, "headers": {"Location": {"schema": {"type": "string"}}}}}


@router.get("/session")
async def session(request: Request, response: Response, caller: Myself, services: Serving) -> Session:
    """Say who is signed in, and give the session's CSRF token."""
    response.headers["Cache-Control"] = "no-store"
    identities = Identities(services.pool)
    cookie = request.cookies.get(cookie_name(services)) if caller.via is Via.SESSION else None
    found = await identities.sign_in(cookie, datetime.now(UTC)) if cookie else None
    names = await People(services.pool).names([caller.person])
    return Session(
        person=caller.person,
        name=names.get(caller.person),
        programme_roles=tuple(sorted(await identities.programme_roles(caller.person))),
        method=found.method if found else ("token" if caller.via is Via.TOKEN else "bearer"),
        scopes=tuple(scope for scope in Scope if scope in caller.scopes),
        expires_at=caller.until,
        csrf_token=csrf_token(services.secret, caller.person) if cookie else None,
    )


@router.delete("/session", status_code=204, response_class=Response)
async def sign_out(request: Request, caller: Myself, services: Serving) -> Response:
    """Sign out: the session of this browser ends. A token stays as it is; DELETE /tokens/{token} revokes one."""
    answer = Response(status_code=204)
    cookie = request.cookies.get(cookie_name(services))
    if cookie is not None and caller.via is Via.SESSION:
        await Identities(services.pool).end_sign_in(cookie)
        clear_cookie(answer, services)
    return answer


@router.delete("/sessions")
async def sign_out_everywhere(response: Response, caller: Myself, services: Serving) -> Ended:
    """Sign out everywhere: all sessions of yours end, in every browser."""
    ended = await Identities(services.pool).end_sign_ins(caller.person, datetime.now(UTC))
    clear_cookie(response, services)
    return Ended(ended=ended)


@router.get(
    "/session/oidc",
    status_code=302,
    response_class=RedirectResponse,
    responses=_goes_to(302, "To the provider's sign-in page."),
    openapi_extra=own_problems(SignInNotOffered, ProviderAway),
)
async def begin(request: Request, _caller: MaybeSignedIn, services: Serving, goes_on: Next = INBOX) -> Response:
    """Sign in through the OpenID provider: sends the browser there."""
    provider = _provider(request)
    answer = await provider.begin(request, f"{services.settings.public_url.rstrip('/')}{OIDC_PATH}/callback")
    request.session[AFTERWARDS] = goes_on
    return answer


@router.get(
    "/session/oidc/callback",
    status_code=303,
    response_class=RedirectResponse,
    responses=_goes_to(303, "Signed in; to where the sign-in was begun for."),
    openapi_extra=own_problems(SignInNotOffered, SignInNotFinished, SignInRefused, ProviderAway),
)
async def come_back(
    request: Request,
    _caller: MaybeSignedIn,
    services: Serving,
    _code: Annotated[str | None, Query(alias="code", max_length=2000, description="From the provider.")] = None,
    state: Annotated[str | None, Query(max_length=200, description="As it was sent to the provider.")] = None,
) -> Response:
    """End a sign-in: the provider sends the browser here."""
    provider = _provider(request)
    if not state:
        raise SignInNotFinished(why="the address says nothing of one.")
    goes_on = str(request.session.pop(AFTERWARDS, INBOX))
    claims = await provider.finish(request)
    person = await person_signing_in(claims, provider.issuer, provider.person_claim, Identities(services.pool))
    return await start_session(request, services, person, "oidc", goes_on)


@router.get(
    "/session/link/{secret}",
    response_class=HTMLResponse,
    openapi_extra=own_problems(SignInNotOffered, LinkBroken, LinkUsedUp),
)
async def show_link(
    request: Request, secret: LinkSecret, caller: MaybeSignedIn, services: Serving, _goes_on: Next = INBOX
) -> HTMLResponse:
    """Show a button that signs in a sample person; opening the link does nothing yet."""
    link = await _link(services, secret)
    if link.used_at is not None or link.expires_at <= datetime.now(UTC):
        raise LinkUsedUp(person=link.person)
    cookie = request.cookies.get(cookie_name(services))
    csrf = csrf_token(services.secret, caller.person) if cookie and caller is not None else None
    answer = HTMLResponse(link_page(link.name, services.settings.language, csrf), headers=HEADERS)
    if cookie and caller is None:
        clear_cookie(answer, services)  # else the button would be refused, for the sake of a session that has ended
    return answer


@router.post(
    "/session/link/{secret}",
    status_code=303,
    response_class=RedirectResponse,
    responses=_goes_to(303, "Signed in; to `next`."),
    openapi_extra=own_problems(SignInNotOffered, LinkBroken, LinkUsedUp),
)
async def use_link(
    request: Request, secret: LinkSecret, _caller: MaybeSignedIn, services: Serving, goes_on: Next = INBOX
) -> Response:
    """Sign in a sample person with a link, which is used up by it."""
    check_origin(request, services)
    link = await _link(services, secret)
    person = await Identities(services.pool).use_link(secret, datetime.now(UTC))
    if person is None:
        raise LinkUsedUp(person=link.person)
    return await start_session(request, services, person, "link", goes_on)


def _provider(request: Request) -> Provider:
    found = provider_of(request)
    if found is None or not found.signs_in:
        raise SignInNotOffered(what="an OpenID provider")
    return found


async def _link(services: Services, secret: str) -> SignInLink:
    if not services.settings.sign_in_links:
        raise SignInNotOffered(what="links")
    link = await Identities(services.pool).link(secret)
    if link is None:
        raise LinkBroken
    return link
