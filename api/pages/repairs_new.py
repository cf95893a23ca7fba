"""A new repair, step by step: which journeys, which kind, its one choice, what it would lead to, why; then it is sent.

Until the last step everything is only read and stands in the address, but for a correction: it has its own form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import Operator
from api.http.caller import Caller
from api.http.once import SERVER_FAULTS
from api.http.problems import HttpProblem, NotFound, RehearsalChanged
from api.http.serving import Serving
from api.pages.act_form import Sent, read_sent
from api.pages.acts import MOST_FIELDS, MOST_FILES
from api.pages.programme_query import Blank as Empty
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing, with_query
from api.pages.repair_correction import Corrected, Correction, corrected_in, correction_of
from api.pages.repair_fields import NOTHING, Blank, blank_of, spec_in
from api.pages.repair_shown import Looked, looked_page, told_after, why_in
from api.pages.repair_words import KINDS, title_of
from api.repairs import engine
from api.services import Services
from domain.model import Journey
from domain.repairs import Spec
from domain.shape import Key
from domain.vocabulary import Party, RepairKind, Stage, Status
from domain.words.phrase import Language, Phrase
from records.programme import NamedJourney, Programme
from records.reading import Reading
from records.repairs import Repairs
from records.selecting import Selecting, Selection

router = APIRouter(include_in_schema=False)

HERE = "/operations/repairs/new"
MOST_JOURNEYS = 500
"""Journeys of one repair."""
GONE = Phrase(
    "Pilihan itu tidak ada lagi; mungkin sudah beres sendiri. Pilih lagi.",
    "That is not there any more; it may have been settled by itself. Choose again.",
)


class Asked(BaseModel):
    """What the address says so far: journeys by name or as a selection of a cohort's, and the kind."""

    model_config = ConfigDict(frozen=True)

    journey: list[Key] = Field(default=[], max_length=MOST_JOURNEYS)
    kind: Annotated[RepairKind | None, Empty] = None
    cohort: Annotated[Key | None, Empty] = None
    in_stage: Annotated[Stage | None, Empty] = None
    party: Annotated[Party | None, Empty] = None
    overdue: Annotated[bool | None, Empty] = None


@dataclass(frozen=True)
class Choice:
    """A kind and the journeys it is meant for, with what it asks for and what was chosen there."""

    kind: RepairKind
    meant: tuple[NamedJourney, ...]
    states: tuple[Journey, ...]
    blank: Blank | None
    value: str

    @property
    def journeys(self) -> list[str]:
        """The ids of the journeys."""
        return [one.journey for one in self.meant]

    def address(self, **more: str) -> str:
        """The address of this choice, up to its kind, and more."""
        named = [("journey", journey) for journey in self.journeys]
        return with_query(HERE, dict(named) | more) if len(named) == 1 else HERE


@router.get(HERE)
async def choose(
    request: Request, asked: Annotated[Asked, Query()], caller: Operator, services: Serving, pages: Showing
) -> Response:
    """The next step: which journeys, which kind, what it is told, or what it would lead to."""
    meant = await _meant(services, asked)
    if not meant:
        return await _which(pages, services, caller, asked)
    if asked.kind is None or (len(meant) > 1 and not KINDS[asked.kind].many):
        return await _kinds(pages, caller, meant)
    language = await pages.language(caller)
    choice = await _choice(services, asked.kind, meant, language)
    given = request.query_params.get(choice.blank.name, "") if choice.blank else ""
    choice = Choice(choice.kind, meant, choice.states, choice.blank, given)
    if choice.blank is not None and not given:
        return await _ask(pages, caller, choice)
    if asked.kind is RepairKind.CORRECT:
        correction = await correction_of(services, choice.states[0], caller.person, given, language)
        if correction is None:
            return await _ask(pages, caller, choice, GONE.into(language))
        return await _correct(pages, caller, choice, correction, correction.as_recorded())
    spec = await spec_in(services, asked.kind, choice.blank, given)
    if spec is None:
        return await _ask(pages, caller, choice, GONE.into(language))
    return await looked_page(pages, caller, await _look(services, choice, spec))


@router.post(HERE)
async def send(request: Request, caller: Operator, services: Serving, pages: Showing) -> Response:
    """Look at what a correction would lead to, or have a repair done that was looked at."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    sent = await read_sent(form, services, caller)
    kind, named = _kind_in(sent), sent.texts.get("journey", "").split("\n")
    meant = await Programme(services.pool).named(named[:MOST_JOURNEYS])
    if kind is None or not meant or (len(meant) > 1 and not KINDS[kind].many):
        raise NotFound
    language = await pages.language(caller)
    choice = await _choice(services, kind, meant, language)
    value = sent.texts.get(choice.blank.name, "") if choice.blank else ""
    choice = Choice(kind, choice.meant, choice.states, choice.blank, value)
    spec: Spec | None
    if kind is RepairKind.CORRECT:
        correction = await correction_of(services, choice.states[0], caller.person, value, language)
        if correction is None:
            return await _ask(pages, caller, choice, GONE.into(language))
        sent = await correction.with_its_files(services, sent, form)
        corrected = corrected_in(correction, sent, language)
        if corrected.spec is None or "more" in sent.texts:
            return await _correct(pages, caller, choice, correction, sent, corrected)
        spec = corrected.spec
    else:
        spec = await spec_in(services, kind, choice.blank, value)
    if spec is None:
        return await _ask(pages, caller, choice, GONE.into(language))
    if sent.texts.get("step") != "do":
        return await looked_page(pages, caller, await _look(services, choice, spec, sent))
    return await _do(pages, services, caller, choice, spec, sent)


async def _do(pages: Pages, services: Services, caller: Caller, choice: Choice, spec: Spec, sent: Sent) -> Response:
    """Have a repair done, or shown anew with what was written and what is wrong."""
    why, language = why_in(sent), await pages.language(caller)
    if why.reason is None:
        return await looked_page(pages, caller, await _look(services, choice, spec, sent), why)
    try:
        repair = await engine.propose(
            services,
            caller,
            spec,
            choice.journeys,
            why.reason,
            digests=why.digests or {},
            pace=why.per_minute,
            key=why.key,
        )
    except RehearsalChanged:
        return await looked_page(pages, caller, await _look(services, choice, spec, sent), why, changed=True)
    except HttpProblem as problem:
        if problem.status >= SERVER_FAULTS:
            raise
        looked = await _look(services, choice, spec, sent)
        return await looked_page(pages, caller, looked, why, problem=refusal_text(problem, language))
    return await gone_to(pages, services, repair.number, language)


async def gone_to(pages: Pages, services: Services, number: int, language: Language) -> Response:
    """Lead on to a repair that was sent, and say what became of it."""
    repair = await engine.find(services, number)
    items = await Repairs(services.pool).items(number, limit=2)
    result = items[0].result if len(items) == 1 and repair.journeys == 1 else None
    said, tone = told_after(repair.state, number, language, result)
    return pages.go(f"/operations/repairs/{number}", said, tone=tone)


def _kind_in(sent: Sent) -> RepairKind | None:
    said = sent.texts.get("kind")
    return RepairKind(said) if said in set(RepairKind) else None


async def _meant(services: Services, asked: Asked) -> tuple[NamedJourney, ...]:
    """The journeys that are named, or those of a cohort that fit."""
    programme = Programme(services.pool)
    if asked.journey:
        return await programme.named(asked.journey)
    if asked.cohort is None:
        return ()
    selection = Selection(
        cohort=asked.cohort,
        status=(Status.SCHEDULED, Status.OPEN),
        stage=(asked.in_stage,) if asked.in_stage else (),
        party=asked.party,
        overdue=asked.overdue,
    )
    found = await Selecting(services.pool).journeys(selection, datetime.now(UTC))
    return await programme.named(found[:MOST_JOURNEYS])


async def _choice(services: Services, kind: RepairKind, meant: Sequence[NamedJourney], language: Language) -> Choice:
    found = await Reading(services.pool).states([one.journey for one in meant])
    states = tuple(found[one.journey] for one in meant if one.journey in found)
    if not states:
        raise NotFound
    return Choice(kind, tuple(meant), states, await blank_of(services, kind, states, language), "")


async def _look(services: Services, choice: Choice, spec: Spec, sent: Sent | None = None) -> Looked:
    """Rehearse what was chosen."""
    carried = [("kind", choice.kind.value), *(("journey", journey) for journey in choice.journeys)]
    if choice.blank is not None:
        carried.append((choice.blank.name, choice.value))
    if choice.kind is RepairKind.CORRECT and sent is not None:
        beside = {"kind", "journey", "step", "reason", "digest", "key", "pace", "csrf_token", "seq", *sent.kept}
        carried += [(name, text) for name, text in sent.texts.items() if name not in beside]
        carried += [(f"{name}.kept", value) for name, value in sent.kept.items()]
    return Looked(
        kind=choice.kind,
        told=choice.blank.said(choice.value) if choice.blank else "",
        journeys=choice.meant,
        rehearsals=await engine.rehearse(services, spec, choice.journeys),
        action=HERE,
        carried=tuple(carried),
        change=choice.address(kind=choice.kind),
    )


async def _which(pages: Pages, services: Services, caller: Caller, asked: Asked) -> Response:
    return await pages.page(
        "operations/repair_which.html",
        caller,
        asked=asked,
        cohorts=await Reading(services.pool).cohorts(datetime.now(UTC)),
    )


async def _kinds(pages: Pages, caller: Caller, meant: Sequence[NamedJourney]) -> Response:
    many = len(meant) > 1
    return await pages.page(
        "operations/repair_kinds.html",
        caller,
        meant=meant,
        many=many,
        kinds=[(kind, title_of(kind), words) for kind, words in KINDS.items() if words.many or not many],
        most=MOST_JOURNEYS,
    )


async def _ask(pages: Pages, caller: Caller, choice: Choice, problem: str | None = None) -> Response:
    """The page that asks for the one thing a kind has to be told."""
    return await pages.page(
        "operations/repair_field.html",
        caller,
        status=409 if problem else 200,
        choice=choice,
        title=title_of(choice.kind),
        words_of_kind=KINDS[choice.kind],
        back=choice.address(),
        nothing=NOTHING.get(choice.kind),
        problems=[problem] if problem else [],
    )


async def _correct(
    pages: Pages, caller: Caller, choice: Choice, correction: Correction, sent: Sent, corrected: Corrected | None = None
) -> Response:
    """The form of a correction."""
    more = "more" in sent.texts
    mistakes = corrected.mistakes if corrected and not more else ()
    general = corrected.general if corrected and not more else None
    problems = [f"{mistake.label}: {mistake.wrong}" for mistake in mistakes] or ([general] if general else [])
    return await pages.page(
        "operations/repair_correct.html",
        caller,
        status=422 if problems else 200,
        choice=choice,
        page=correction.page,
        fact=correction.fact,
        values=sent.texts,
        kept=sent.kept,
        counts=correction.counts(sent),
        back=choice.address(kind=choice.kind),
        errors={mistake.path: f"{mistake.wrong} {mistake.todo}" for mistake in mistakes},
        problems=problems,
    )
