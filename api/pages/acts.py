"""Acts from pages: the list of what a visitor can do in a journey, and a form for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.desk import Refused
from api.forms.filled import FormMistake
from api.forms.layout import Cell, Part, parts_of
from api.forms.wanted import Form, choices_of, forms_for
from api.http.access import OfDossier
from api.http.asking import JourneyId, state_of
from api.http.caller import Caller
from api.http.commands import send
from api.http.problems import NotFound
from api.http.serving import Serving
from api.pages.act_form import Sent, act_in, act_key, read_sent, rows_of
from api.pages.rendering import Pages, Showing
from api.services import Services
from domain.model import Journey
from records.people import People

router = APIRouter(include_in_schema=False)

FormKey = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_.-]{0,199}$")]
MOST_FIELDS, MOST_FILES = 2000, 60
NOTHING = "Belum ada yang diisi."


async def form_of(services: Services, state: Journey, person: str, key: str) -> tuple[Form, tuple[Part, ...]]:
    """A person's form by its key, with its parts. Raises `NotFound` for one that he does not have now."""
    form = next((form for form in forms_for(state, person) if form.packed.key == key), None)
    if form is None:
        raise NotFound
    names = await People(services.pool).names(sorted({member.person for member in state.members}))
    return form, parts_of(form.packed, choices_of(state, names))


@router.get("/journeys/{journey}/do/{key}")
async def show(journey: JourneyId, key: FormKey, caller: OfDossier, services: Serving, pages: Showing) -> Response:
    """The form of an act."""
    state = await state_of(services, journey)
    form, parts = await form_of(services, state, caller.person, key)
    return await _page(pages, caller, state, form, parts, Sent(texts=dict(form.packed.filled)))


@router.post("/journeys/{journey}/do/{key}")
async def do(
    journey: JourneyId, key: FormKey, request: Request, caller: OfDossier, services: Serving, pages: Showing
) -> Response:
    """Do the act of a form; with mistakes the form comes back with each beside its field."""
    sent = await read_sent(await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES), services.files)
    state = await state_of(services, journey)
    form, parts = await form_of(services, state, caller.person, key)
    if "more" in sent.texts:
        return await _page(pages, caller, state, form, parts, sent, status=200)
    seq = int(sent.texts["seq"]) if sent.texts.get("seq", "").isdigit() else state.seq
    filled = act_in(sent, parts, form.packed, f"c{seq}-{len(state.rounds)}")
    if filled.act is None:
        return await _page(pages, caller, state, form, parts, sent, filled.mistakes, general=NOTHING)
    try:
        await send(services, caller, act_key(journey, seq, filled.act), journey, filled.act, role=form.packed.role)
    except Refused as refused:
        return await _page(pages, caller, state, form, parts, sent, general=str(refused), status=409)
    return pages.go(f"/journeys/{journey}", f"{form.packed.title}: tercatat.")


async def _page(
    pages: Pages,
    caller: Caller,
    state: Journey,
    form: Form,
    parts: tuple[Part, ...],
    sent: Sent,
    mistakes: tuple[FormMistake, ...] = (),
    *,
    general: str | None = None,
    status: int | None = None,
) -> Response:
    known = {mistake.path: f"{mistake.wrong} {mistake.todo}" for mistake in mistakes}
    problems = [f"{mistake.label}: {mistake.wrong}" for mistake in mistakes] or ([general] if general else [])
    return await pages.page(
        "act.html",
        caller,
        status=status or (422 if problems else 200),
        state=state,
        form=form,
        parts=parts,
        values=sent.texts,
        kept=sent.kept,
        counts={part.path: _count(sent.texts, part, form) for part in parts},
        errors=known,
        problems=problems,
    )


def _count(texts: Mapping[str, str], part: Part, form: Form) -> int:
    """How many rows are shown of a table: the fixed ones, or one more than are filled in."""
    if isinstance(part, Cell):
        return 0
    fixed = form.packed.rows.get(part.path)
    if fixed is not None:
        return len(fixed)
    return min(rows_of(texts, part, form.packed) + 1, part.most)
