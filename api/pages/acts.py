"""Acts from pages: a form for each act that a visitor can do in a journey, for himself or recorded for another."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.desk import Refused
from api.http.access import OfDossier
from api.http.asking import JourneyId, state_of
from api.http.commands import send
from api.http.problems import HttpProblem, NotFound
from api.http.serving import Serving
from api.pages.act_form import Sent, act_key, initials, read_sent
from api.pages.act_page import NOTHING, NOTHING_SAID, ActPage, deed_in, form_of, open_page, said_of_refusal, show_page
from api.pages.on_behalf import Behalf, BehalfAsked
from api.pages.rendering import Showing
from api.pages.stand_in import InsteadOf, acting_person
from api.services import Services
from domain.errors import Refusal
from domain.model import Journey
from domain.words.phrase import Language, Phrase
from records.states import States

__all__ = ["NOTHING", "form_of", "router"]
router = APIRouter(include_in_schema=False)

FormKey = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_.-]{0,199}$")]
SEQ = re.compile(r"[1-9][0-9]{0,8}")
MOST_FIELDS, MOST_FILES = 2000, 60
RECORDED = Phrase("tercatat", "recorded")


@router.get("/journeys/{journey}/do/{key}")
async def show(
    journey: JourneyId,
    key: FormKey,
    behalf: BehalfAsked,
    caller: OfDossier,
    services: Serving,
    pages: Showing,
    instead_of: InsteadOf = None,
) -> Response:
    """The form of an act, one's own or that of somebody for whom one stands in."""
    if key == "correct_fact":
        return pages.go(f"/journeys/{journey}/correct")
    state = await state_of(services, journey)
    person = await acting_person(services, caller, journey, instead_of)
    page = await open_page(services, state, person, key, await pages.language(caller), behalf)
    return await show_page(pages, caller, page, Sent(texts=dict(page.form.packed.filled)))


@router.post("/journeys/{journey}/do/{key}")
async def do(
    journey: JourneyId,
    key: FormKey,
    request: Request,
    behalf: BehalfAsked,
    caller: OfDossier,
    services: Serving,
    pages: Showing,
    instead_of: InsteadOf = None,
) -> Response:
    """Do the act of a form; with mistakes or a refusal the form comes back with what was written."""
    sent = await read_sent(await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES), services, caller)
    state = await state_of(services, journey)
    seq = seq_in(sent, state)
    stale = seq != state.seq
    language = await pages.language(caller)
    person = await acting_person(services, caller, journey, instead_of)
    page = await _as_shown(services, state, seq, person, key, language, behalf)
    if "more" in sent.texts:
        return await show_page(pages, caller, page, sent, status=200, seq=seq, stale=stale)
    deed = deed_in(page, sent, f"c{seq}-{initials(person)}")
    if deed.act is None:
        general = NOTHING_SAID.into(language)
        return await show_page(pages, caller, page, sent, deed.mistakes, general=general, seq=seq, stale=stale)
    content = deed.act if deed.on_behalf is None else (deed.act, deed.on_behalf)
    try:
        await send(
            services,
            caller,
            act_key(journey, seq, content),
            journey,
            deed.act,
            role=page.role,
            on_behalf=deed.on_behalf,
            reason=deed.reason(),
            instead_of=person if person != caller.person else None,
        )
    except (Refused, Refusal, HttpProblem) as refused:
        general = said_of_refusal(refused, page)
        return await show_page(pages, caller, page, sent, general=general, status=409, seq=seq, stale=stale)
    return pages.go(f"/journeys/{journey}", f"{page.form.packed.title}: {RECORDED.into(language)}.")


def seq_in(sent: Sent, state: Journey) -> int:
    """The entry after which a form was shown."""
    said = sent.texts.get("seq", "")
    return min(int(said), state.seq) if SEQ.fullmatch(said) else state.seq


async def _as_shown(
    services: Services, state: Journey, seq: int, person: str, key: str, language: Language, behalf: Behalf | None
) -> ActPage:
    """The form as it was shown: its rows are those of then, and what was written finds its place in it.

    Whether its act can still be done is for the journey to say.
    """
    if seq == state.seq:
        return await open_page(services, state, person, key, language, behalf)
    then, _ = await States(services.pool).after(state.id, seq)
    try:
        return await open_page(services, then, person, key, language, behalf)
    except NotFound:
        return await open_page(services, state, person, key, language, behalf)
