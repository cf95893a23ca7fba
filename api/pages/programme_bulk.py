"""The same act in many journeys from a page: choose, fill in, look at what would become of it, do, see what did."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.forms.layout import Cell, Part
from api.forms.wanted import Form
from api.http.access import Manager
from api.http.bulk import MOST_JOURNEYS, BulkAnswer, OfNamed, carry_out
from api.http.caller import Caller
from api.http.problems import NotFound
from api.http.serving import Serving
from api.pages.act_form import Sent, act_in, read_sent, rows_of
from api.pages.programme_acts import ACTS, ManyAct, act_of, form_of, why_in_words
from api.pages.programme_query import TableAsked
from api.pages.rendering import Pages, Showing
from api.services import Services
from domain.shape import Key
from domain.vocabulary import Role, Status
from domain.words.phrase import Language, Phrase
from records.people import People
from records.programme import NamedJourney, Programme
from records.reading import Reading
from records.selecting import Selecting, Selection

router = APIRouter(include_in_schema=False)

MOST_FIELDS, MOST_FILES = 2000, 10
NOTHING = Phrase("Belum ada yang diisi.", "Nothing is filled in yet.")
BESIDE = ("step", "key", "journey", "act", "csrf_token", "more")
"""Fields of these pages that are none of the act's form."""


class BulkAsked(TableAsked):
    """Which journeys are meant, named or selected, and the act, as far as they are chosen."""

    journey: list[Key] = Field(default=[], max_length=MOST_JOURNEYS)
    act: str | None = None


@dataclass(frozen=True)
class Choice:
    """Journeys and the act that is to be done in them, with its form."""

    meant: tuple[NamedJourney, ...]
    act: ManyAct
    form: Form
    parts: tuple[Part, ...]

    @property
    def journeys(self) -> tuple[str, ...]:
        """The ids of the journeys."""
        return tuple(one.journey for one in self.meant)


@router.get("/programme/bulk")
async def choose(asked: Annotated[BulkAsked, Query()], caller: Manager, services: Serving, pages: Showing) -> Response:
    """Choose the journeys and the act, then fill in its form."""
    meant = await _meant(services, asked)
    act = act_of(asked.act)
    if not meant or act is None:
        return await pages.page(
            "programme/bulk_choose.html",
            caller,
            asked=asked,
            meant=meant[:MOST_JOURNEYS],
            too_many=len(meant) if len(meant) > MOST_JOURNEYS else 0,
            acts=ACTS,
            cohorts=await Reading(services.pool).cohorts(asked.instant),
        )
    return await _form(
        pages, caller, await _choice(services, meant[:MOST_JOURNEYS], act, await pages.language(caller)), Sent()
    )


@router.post("/programme/bulk")
async def act(request: Request, caller: Manager, services: Serving, pages: Showing) -> Response:
    """Look at what an act would lead to, change its form, or do it; the same key goes on where it stopped."""
    sent = await read_sent(await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES), services, caller)
    chosen, named = act_of(sent.texts.get("act")), sent.texts.get("journey", "").split("\n")
    meant = await Programme(services.pool).named(named[:MOST_JOURNEYS])
    if chosen is None or not meant:
        raise NotFound
    language = await pages.language(caller)
    choice = await _choice(services, meant, chosen, language)
    step = sent.texts.get("step", "preview")
    if step == "change" or "more" in sent.texts:
        return await _form(pages, caller, choice, sent)
    filled = act_in(sent, choice.parts, choice.form.packed, "bulk", language=language)
    if filled.act is None:
        known = {mistake.path: f"{mistake.wrong} {mistake.todo}" for mistake in filled.mistakes}
        problems = [f"{mistake.label}: {mistake.wrong}" for mistake in filled.mistakes]
        return await _form(pages, caller, choice, sent, known, problems or [NOTHING.into(language)])
    key = sent.texts.get("key") or f"page-{secrets.token_hex(12)}"
    wish = OfNamed.model_validate(
        {
            "act": filled.act,
            "role": Role.PROGRAMME_MANAGER,
            "preview": step != "do",
            "journeys": choice.journeys,
        }
    )
    answer = await carry_out(services, caller, key, _digest(wish), wish)
    return await _answered(pages, caller, choice, sent, key, answer)


def _digest(wish: OfNamed) -> str:
    return hashlib.sha256(b"page\n" + wish.model_dump_json().encode()).hexdigest()


async def _meant(services: Services, asked: BulkAsked) -> tuple[NamedJourney, ...]:
    """The journeys that are named, or those of a cohort that fit."""
    programme = Programme(services.pool)
    if asked.journey:
        return await programme.named(asked.journey)
    if asked.cohort is None:
        return ()
    selection = Selection(
        cohort=asked.cohort,
        status=(asked.status,) if asked.status else (Status.SCHEDULED, Status.OPEN),
        stage=(asked.stage,) if asked.stage else (),
        party=asked.party,
        overdue=asked.overdue,
    )
    return await programme.named(await Selecting(services.pool).journeys(selection, asked.instant))


async def _choice(services: Services, meant: Sequence[NamedJourney], act: ManyAct, language: Language) -> Choice:
    sample = await Reading(services.pool).state(meant[0].journey)
    if sample is None:
        raise NotFound
    people = sorted({member.person for member in sample.members if member.until is None})
    form, parts = form_of(act, sample, await People(services.pool).names(people), language)
    return Choice(tuple(meant), act, form, parts)


async def _form(
    pages: Pages,
    caller: Caller,
    choice: Choice,
    sent: Sent,
    errors: Mapping[str, str] | None = None,
    problems: Sequence[str] = (),
) -> Response:
    counts = {part.path: _rows(sent, part, choice.form) for part in choice.parts}
    return await pages.page(
        "programme/bulk_form.html",
        caller,
        status=422 if problems else 200,
        choice=choice,
        values=sent.texts,
        kept=sent.kept,
        counts=counts,
        errors=errors or {},
        problems=problems,
    )


def _rows(sent: Sent, part: Part, form: Form) -> int:
    if isinstance(part, Cell):
        return 0
    fixed = form.packed.rows.get(part.path)
    return len(fixed) if fixed is not None else rows_of(sent.texts, part, form.packed) + 1


async def _answered(pages: Pages, caller: Caller, choice: Choice, sent: Sent, key: str, answer: BulkAnswer) -> Response:
    language = await pages.language(caller)
    carried = {name: text for name, text in sent.texts.items() if name not in BESIDE and name not in sent.kept}
    return await pages.page(
        "programme/bulk_answer.html",
        caller,
        cached=False,
        choice=choice,
        answer=answer,
        key=key,
        because=lambda one: why_in_words(one, language),
        carried=carried | {f"{name}.kept": value for name, value in sent.kept.items()},
    )
