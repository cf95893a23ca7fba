"""One's own settings: language and time zone, what one is told, API tokens, sessions, what is kept of oneself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response
from pydantic import ValidationError

from activities.notify.kinds import OBLIGATORY, Kind
from api.erasing import OnBehalfOf
from api.file_kinds import FileKind
from api.http.access import Myself
from api.http.caller import Caller
from api.http.downloads import attachment
from api.http.handlers import field_problem
from api.http.problems import CannotBeDone, NoSuch, TokenTooWide
from api.http.routes.people import Wishes, save_wishes, wishes_of
from api.http.routes.tokens import NewToken, TokenId, TokenRequest, make_token
from api.http.serving import Serving
from api.identity.sessions import clear_cookie
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing
from api.pages.settings_words import KINDS, SCOPES, Spoken
from api.pages.visitor import LANGUAGE_COOKIE
from api.services import Services
from domain.vocabulary import TimeZone
from domain.words.phrase import Language, Phrase
from records.identity import Identities, Scope
from records.people import People
from records.person_data import PersonUnknown

router = APIRouter(include_in_schema=False)

DAYS = (30, 90, 180, 365)
"""How many days a token is offered for."""
OWN_DATA = "Data sendiri, diunduh dari halaman pengaturan."
"""The reason that the audit keeps when somebody takes out what is kept of himself."""
JSON_FILE = FileKind("application/json", "json")

SAVED = Phrase("Pengaturan tersimpan.", "Your settings are saved.")
REVOKED = Phrase("Token dicabut.", "The token is revoked.")
NAME_IT = Phrase("Beri nama, misalnya untuk apa token ini.", "Give it a name, such as what it is for.")
CHOOSE = Phrase("Pilih paling sedikit satu izin.", "Choose at least one permission.")
SIGNED_OUT = Phrase("Anda sudah keluar di {ended} peramban.", "You are signed out in {ended} browsers.")


@router.get("/settings")
async def settings(caller: Myself, services: Serving, pages: Showing) -> Response:
    """Everything that one may set for oneself."""
    return await _page(pages, services, caller)


@router.post("/settings/preferences")
async def prefer(
    caller: Myself,
    services: Serving,
    pages: Showing,
    told: Annotated[list[Kind], Form()] = [],  # noqa: B006 - FastAPI copies it
    language: Annotated[str, Form()] = "",
    zone: Annotated[str, Form()] = "",
    digest: Annotated[bool, Form()] = False,
) -> Response:
    """Keep language, zone and what one wants to be told; the language holds in this browser from now on too."""
    muted = tuple(kind for kind in Kind if kind not in OBLIGATORY and kind not in told)
    wishes = Wishes(
        language=Language(language) if language in tuple(Language) else None,
        zone=TimeZone(zone) if zone in tuple(TimeZone) else None,
        digest=digest,
        muted=muted,
    )
    saved = await save_wishes(services, caller.person, wishes)
    answer = pages.go("/settings", SAVED.into(saved.language or await pages.language(caller)))
    answer.delete_cookie(LANGUAGE_COOKIE, path="/")
    return answer


@router.post("/settings/tokens")
async def new_token(
    caller: Myself,
    services: Serving,
    pages: Showing,
    name: Annotated[str, Form(max_length=300)] = "",
    scopes: Annotated[list[Scope], Form()] = [],  # noqa: B006 - FastAPI copies it
    days: Annotated[int, Form()] = DAYS[1],
) -> Response:
    """Make an API token; its secret stands on the page that answers, and nowhere after."""
    language = await pages.language(caller)
    try:
        made = await make_token(services, caller, TokenRequest(name=name.strip(), scopes=tuple(scopes), days=days))
    except ValidationError as wrong:
        said = {"name": NAME_IT.into(language), "scopes": CHOOSE.into(language)}
        found = [field_problem(error) for error in wrong.errors()]
        errors = {one.where: said.get(one.where, one.message) for one in found}
        return await _page(pages, services, caller, name=name, errors=errors)
    except (CannotBeDone, TokenTooWide) as refused:
        return await _page(pages, services, caller, name=name, errors={"name": refusal_text(refused, language)})
    return await _page(pages, services, caller, made=made)


@router.post("/settings/tokens/{token}/revoke")
async def revoke(token: TokenId, caller: Myself, services: Serving, pages: Showing) -> Response:
    """Revoke one of one's tokens for good."""
    if not await Identities(services.pool).revoke_token(caller.person, token, datetime.now(UTC)):
        raise NoSuch(what="token", id=token)
    return pages.go("/settings#tokens", REVOKED.into(await pages.language(caller)))


@router.post("/settings/sign-out-everywhere")
async def sign_out_everywhere(caller: Myself, services: Serving, pages: Showing) -> Response:
    """End every session of one's own, this one too."""
    language = await pages.language(caller)
    ended = await Identities(services.pool).end_sign_ins(caller.person, datetime.now(UTC))
    answer = pages.go("/sign-in", SIGNED_OUT.into(language).format(ended=ended))
    clear_cookie(answer, services)
    return answer


@router.get("/settings/my-data.json")
async def my_data(caller: Myself, services: Serving) -> Response:
    """Everything that is kept of oneself, but for secrets, as a file; the audit notes it."""
    hands = OnBehalfOf(services.pool, by=caller.person, via=caller.via, reason=OWN_DATA)
    try:
        data = await hands.export(caller.person)
    except PersonUnknown:
        raise NoSuch(what="person", id=caller.person) from None
    content = json.dumps(data.model_dump(mode="json"), ensure_ascii=False, indent=2).encode()
    answer = attachment(content, JSON_FILE, f"{caller.person}.json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _page(
    pages: Pages,
    services: Services,
    caller: Caller,
    *,
    made: NewToken | None = None,
    name: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    people, identities = People(services.pool), Identities(services.pool)
    now = datetime.now(UTC)
    return await pages.page(
        "settings/settings.html",
        caller,
        status=422 if errors else 200,
        cached=False,
        known=(await people.find([caller.person])).get(caller.person),
        parts=await people.parts(caller.person),
        wishes=await wishes_of(services, caller.person),
        kinds=[Spoken(kind, KINDS[kind], kind in OBLIGATORY) for kind in Kind],
        scopes=SCOPES,
        days=[(number, str(number)) for number in DAYS],
        zones=[(zone, zone) for zone in TimeZone],
        tokens=await identities.tokens(caller.person, now),
        now=now,
        made=made,
        name=name,
        errors=errors or {},
    )
