"""Corrections of wrongly recorded facts: which entries can be corrected, and for each the form of what it recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from api.desk import Refused
from api.forms.asked import ActForm
from api.forms.asking import Wanted
from api.forms.layout import Cell, Part, Sort
from api.forms.wanted import Form
from api.forms.words import TITLES
from api.http.access import OfJourney
from api.http.asking import JourneyId, state_of
from api.http.commands import send
from api.http.problems import HttpProblem, NotFound
from api.http.serving import Serving
from api.pages.act_form import KEPT, Sent, act_key, read_sent
from api.pages.act_page import ActPage, beside_of, deed_in, page_of, said_of_refusal, show_page
from api.pages.acts import MOST_FIELDS, MOST_FILES, seq_in
from api.pages.rendering import Showing
from api.services import Services
from domain.decisions.record import ADOPTION, correctable
from domain.errors import Refusal
from domain.messages import (
    Correctable,
    CorrectFact,
    MeetObligation,
    PassGates,
    RecordAdoption,
    RecordCommitment,
    RecordSession,
)
from domain.model import Journey
from domain.roles import RULES
from domain.shape import carry
from domain.vocabulary import Role
from domain.words.phrase import Language, Phrase
from records.states import States

router = APIRouter(include_in_schema=False)

EntrySeq = Annotated[int, Path(ge=1, le=2**31 - 1)]
CORRECTION = "correction"
UNCHANGED = Phrase("Belum ada yang diubah.", "Nothing has been changed yet.")
CORRECTED = Phrase("Pembetulan tercatat.", "The correction is recorded.")


@dataclass(frozen=True)
class Fact:
    """A fact as it was recorded: by which entry, what it is called, and what stays as it is in its form."""

    seq: int
    title: str
    act: Correctable
    wanted: Wanted


def facts_of(state: Journey, language: Language) -> tuple[Fact, ...]:
    """The facts of a journey that can be corrected, in the order in which they were recorded."""
    known = correctable(state)
    return tuple(sorted((fact for fact in _facts(state, language) if fact.seq in known), key=lambda fact: fact.seq))


def _facts(state: Journey, language: Language) -> Iterator[Fact]:
    titles = {gate.name: gate.title for gate in state.policy.gates}
    for gate in state.gates:
        if gate.fact is not None:
            wanted = Wanted(
                rows={"gates": ({"gate": gate.name},)}, shown={"gates": ((titles.get(gate.name, gate.name),),)}
            )
            yield Fact(gate.seq, titles.get(gate.name, gate.name), PassGates(gates=(gate.fact,)), wanted)
    sessions = {session.number: session.title for session in state.policy.sessions}
    for session in state.sessions:
        if session.record is not None:
            act = carry(RecordSession, session.record)
            yield Fact(session.record_seq, sessions[session.number], act, Wanted(fixed={"number": session.number}))
    obligations = {one.name: one.title for one in state.policy.obligations}
    for one in state.obligations:
        if one.met_on is not None and one.evidence is not None and one.name != ADOPTION:
            met = MeetObligation(obligation=one.name, met_on=one.met_on, evidence=one.evidence)
            yield Fact(one.seq, obligations[one.name], met, Wanted(fixed={"obligation": one.name}))
    if state.commitment is not None:
        heads = Wanted(people={"head": state.holders(Role.REGIONAL_HEAD)})
        title = TITLES["record_commitment"].into(language)
        yield Fact(state.commitment.seq, title, carry(RecordCommitment, state.commitment), heads)
    if state.adoption is not None:
        title = TITLES["record_adoption"].into(language)
        yield Fact(state.adoption.seq, title, carry(RecordAdoption, state.adoption), Wanted())


def correcting_role(state: Journey, person: str) -> Role | None:
    """The role in which somebody may correct records of a journey."""
    return next((role for role in RULES["correct_fact"].roles if state.holds(person, role)), None)


async def _page(services: Services, state: Journey, person: str, seq: int, language: Language) -> tuple[ActPage, Fact]:
    """The form of a fact, with why it is corrected. Raises `NotFound` for who may not, and for what is no such fact."""
    role = correcting_role(state, person)
    fact = next((fact for fact in facts_of(state, language) if fact.seq == seq), None)
    if role is None or fact is None:
        raise NotFound
    title = f"{TITLES['correct_fact'].into(language)}: {fact.title}"
    wanted = fact.wanted
    asked = ActForm(file="-", act=fact.act.kind, role=role, title=title, fixed=wanted.fixed, rows=wanted.rows)
    page = await page_of(services, state, person, Form(asked, wanted, now=True), language)
    return replace(page, beside=(beside_of(CORRECTION, role, language),), explains="correct_fact"), fact


@router.get("/journeys/{journey}/correct")
async def choose(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """What can be corrected."""
    state = await state_of(services, journey)
    facts = facts_of(state, await pages.language(caller))
    may = correcting_role(state, caller.person) is not None
    return await pages.page("correct.html", caller, state=state, facts=facts if may else (), may=may, titles=TITLES)


@router.get("/journeys/{journey}/correct/{seq}")
async def show(journey: JourneyId, seq: EntrySeq, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """The form of what an entry recorded, filled in as it was recorded."""
    state = await state_of(services, journey)
    page, fact = await _page(services, state, caller.person, seq, await pages.language(caller))
    return await show_page(pages, caller, page, as_recorded(fact.act, page.parts))


@router.post("/journeys/{journey}/correct/{seq}")
async def do(
    journey: JourneyId, seq: EntrySeq, request: Request, caller: OfJourney, services: Serving, pages: Showing
) -> Response:
    """Correct what an entry recorded; with mistakes or a refusal the form comes back with what was written."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    sent = await read_sent(form, services, caller)
    state = await state_of(services, journey)
    shown_at, language = seq_in(sent, state), await pages.language(caller)
    then = state if shown_at == state.seq else (await States(services.pool).after(journey, shown_at))[0]
    page, fact = await _page(services, then, caller.person, seq, language)
    await take_recorded(services, sent, form, as_recorded(fact.act, page.parts))
    if "more" in sent.texts:
        return await show_page(pages, caller, page, sent, status=200, seq=shown_at)
    deed = deed_in(page, sent, "-")
    reason = deed.reason(CORRECTION)
    if deed.act is None or reason is None or deed.act == fact.act:
        general = UNCHANGED.into(language)
        return await show_page(pages, caller, page, sent, deed.mistakes, general=general, seq=shown_at)
    act = CorrectFact(seq=seq, fact=deed.act, reason=reason)
    try:
        await send(services, caller, act_key(journey, shown_at, act), journey, act, role=page.role, reason=reason)
    except (Refused, Refusal, HttpProblem) as refused:
        general = said_of_refusal(refused, page)
        return await show_page(pages, caller, page, sent, general=general, status=409, seq=shown_at)
    return pages.go(f"/journeys/{journey}", CORRECTED.into(language))


async def take_recorded(services: Services, sent: Sent, form: FormData, recorded: Sent) -> None:
    """Take the files that the fact itself names and that the form left as they were, whoever stored them."""
    for name, value in recorded.kept.items():
        if name not in sent.texts and form.get(f"{name}{KEPT}") == value:
            sha256, _, called = value.partition(":")
            content = await services.files.get(sha256)
            if content is not None:
                sent.take(name, called, content)
                sent.kept[name] = f"{sha256}:{sent.texts[name]}"


def as_recorded(act: BaseModel, parts: tuple[Part, ...]) -> Sent:
    """A form filled in as an act was recorded; its files are those that are stored."""
    said = act.model_dump(mode="json")
    sent = Sent()
    for part in parts:
        if isinstance(part, Cell):
            _put(sent, part, part.path, _at(said, part.path))
        else:
            for number, row in enumerate(_at(said, part.path) or ()):
                for cell in part.cells:
                    _put(sent, cell, f"{part.path}.{number}.{cell.path}", _at(row, cell.path))
    return sent


def _at(said: Any, path: str) -> Any:
    names = path.split(".")
    if names[-1] == "file":
        names.pop()
    for name in names:
        said = said.get(name) if isinstance(said, dict) else None
    return said


def _put(sent: Sent, cell: Cell, name: str, value: Any) -> None:
    """Write a value into a field as people write it."""
    if value is None:
        return
    match cell.sort:
        case Sort.FILE:
            sent.texts[name] = value["title"]
            sent.kept[name] = f"{value['sha256']}:{value['title']}"
        case Sort.DAYS:
            sent.texts[name] = ", ".join(value)
        case Sort.LINES:
            sent.texts[name] = "\n".join(value)
        case Sort.CHOICE if isinstance(value, dict):
            sent.texts[name] = f"{value['book']}/{value['chapter']}"
        case _:
            sent.texts[name] = str(value)
