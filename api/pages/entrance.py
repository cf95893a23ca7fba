"""The way in: signing in, as a sample person on a local stack, signing out, and the switch of the language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.http.access import MaybeSignedIn
from api.http.caller import Via, check_origin, cookie_name, is_secure
from api.http.problems import NoSuch, SignInNotOffered
from api.http.routes.session import OIDC_PATH
from api.http.serving import Serving
from api.identity.provider import provider_of
from api.identity.sessions import LOCAL_PATH, Next, clear_cookie, start_session
from api.pages.rendering import Showing
from api.pages.sample_people import of_programme, of_region, offered, one_of_each
from api.pages.visitor import LANGUAGE_COOKIE
from domain.shape import Person
from domain.words.phrase import Language
from records.identity import Identities
from records.people import People

router = APIRouter(include_in_schema=False)

A_YEAR = 366 * 24 * 3600
GoesOn = Annotated[str, Form(alias="next", max_length=500, pattern=LOCAL_PATH)]


@router.get("/sign-in")
async def sign_in(
    request: Request,
    caller: MaybeSignedIn,
    services: Serving,
    pages: Showing,
    goes_on: Next = "/inbox",
    wanted: Annotated[str, Query(alias="q", max_length=100)] = "",
) -> Response:
    """The ways to sign in: the organisation's account, and on a local stack the sample people."""
    provider = provider_of(request)
    people = offered(await People(services.pool).samples()) if services.settings.sign_in_links else []
    return await pages.page(
        "sign_in.html",
        caller,
        provider=OIDC_PATH if provider is not None and provider.signs_in else None,
        first=one_of_each(people),
        regions=of_region(people, wanted.strip()),
        others=of_programme(people, wanted.strip()),
        wanted=wanted.strip(),
        goes_on=goes_on,
        cached=False,
    )


@router.post("/sign-in")
async def sign_in_sample(
    request: Request,
    _caller: MaybeSignedIn,
    services: Serving,
    person: Annotated[Person, Form()],
    goes_on: GoesOn = "/inbox",
) -> Response:
    """Sign in as a sample person; only on a stack that offers it, and only those who are marked as made up."""
    check_origin(request, services)
    if not services.settings.sign_in_links:
        raise SignInNotOffered(what="sample people")
    if person not in {sample.id for sample in await People(services.pool).samples()}:
        raise NoSuch(what="sample person", id=person)
    return await start_session(request, services, person, "link", goes_on)


@router.post("/sign-out")
async def sign_out(request: Request, caller: MaybeSignedIn, services: Serving) -> Response:
    """Sign out in this browser."""
    answer = RedirectResponse("/", status_code=303)
    cookie = request.cookies.get(cookie_name(services))
    if cookie is not None and caller is not None and caller.via is Via.SESSION:
        await Identities(services.pool).end_sign_in(cookie)
    clear_cookie(answer, services)
    return answer


@router.post("/language")
async def switch(
    _caller: MaybeSignedIn, services: Serving, language: Annotated[Language, Form()], goes_on: GoesOn = "/"
) -> Response:
    """Show pages in this language from now on, in this browser."""
    answer = RedirectResponse(goes_on, status_code=303)
    answer.set_cookie(
        LANGUAGE_COOKIE, language, max_age=A_YEAR, path="/", samesite="lax", httponly=True, secure=is_secure(services)
    )
    return answer
