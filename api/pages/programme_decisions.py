"""What a programme manager decides one by one: requests for more time, proposed reassignments, rounds used up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from api.desk import Refused
from api.http.access import Manager, OfProgramme
from api.http.asking import JourneyId, state_of
from api.http.caller import Caller
from api.http.commands import send
from api.http.problems import HttpProblem
from api.http.serving import Serving
from api.journey_time import journey_now
from api.moves import Move, moves
from api.pages.act_form import act_key
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing
from api.services import Services
from domain.errors import Refusal
from domain.facts import ExtensionChoice
from domain.journey import act, catch_up
from domain.messages import Actor, Command, DecideExtension, DecideReassignment
from domain.model import Journey
from domain.vocabulary import Role
from domain.words.phrase import Language, Phrase
from records.people import People
from records.programme import Decision, Programme
from records.reading import Reading

router = APIRouter(include_in_schema=False)

MOST = 100
"""Decisions that a page shows; the others follow when these are made."""
LONGEST_REASON, MOST_DAYS, MOST_SEQ = 2000, 250, 10_000_000
EXTENSION, REASSIGNMENT = "extension_asked", "reassignment_proposed"
"""What a decision is about, as `Decision.kind` says it."""
CHOICES: Mapping[str, Mapping[str, Phrase]] = {
    EXTENSION: {
        ExtensionChoice.GRANT: Phrase("Kabulkan", "Grant"),
        ExtensionChoice.GRANT_LESS: Phrase("Kabulkan sebagian", "Grant fewer"),
        ExtensionChoice.REFUSE: Phrase("Tolak", "Refuse"),
    },
    REASSIGNMENT: {"approve": Phrase("Setujui", "Approve"), "reject": Phrase("Tolak", "Refuse")},
}
"""What can be decided, by what it is about."""
Deed = DecideExtension | DecideReassignment


@dataclass(frozen=True)
class Waiting:
    """Something to decide, with the journey it is about; `effect` are the dates that a grant would move."""

    decision: Decision
    state: Journey
    effect: tuple[Move, ...]

    @property
    def is_still_open(self) -> bool:
        """Whether the journey, read a moment later, still waits for it."""
        if self.decision.kind == EXTENSION:
            return self.state.extension_request is not None
        return self.decision.kind != REASSIGNMENT or self.state.reassignment is not None


@dataclass(frozen=True)
class Tried:
    """A decision that was sent and not taken: what was written, and what is wrong."""

    state: Journey
    kind: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    problems: tuple[str, ...]

    @property
    def choice(self) -> Phrase | None:
        """What was chosen; None for nothing, or for what cannot be chosen."""
        return CHOICES[self.kind].get(self.values.get("choice", ""))

    def is_about(self, one: Waiting) -> bool:
        """Whether it was this that was to be decided."""
        return (one.state.id, one.decision.kind) == (self.state.id, self.kind)


@router.get("/programme/extensions")
async def decisions(caller: OfProgramme, services: Serving, pages: Showing) -> Response:
    """What waits for a decision, with its reason and what a grant would move."""
    return await _page(pages, services, caller, None)


@router.post("/programme/extensions/{journey}")
async def decide_extension(
    journey: JourneyId, request: Request, caller: Manager, services: Serving, pages: Showing
) -> Response:
    """Decide a request for more time."""
    said = Phrase("Permintaan waktu diputus.", "The request for time is decided.")
    return await _decide(pages, services, caller, journey, EXTENSION, await _values(request), said)


@router.post("/programme/reassignments/{journey}")
async def decide_reassignment(
    journey: JourneyId, request: Request, caller: Manager, services: Serving, pages: Showing
) -> Response:
    """Decide a proposed reassignment."""
    said = Phrase("Usulan penggantian diputus.", "The reassignment is decided.")
    return await _decide(pages, services, caller, journey, REASSIGNMENT, await _values(request), said)


async def _values(request: Request) -> dict[str, str]:
    form = await request.form(max_fields=20)
    # Browsers count a line's end as one character and send two.
    return {name: value.replace("\r\n", "\n").strip() for name, value in form.items() if isinstance(value, str)}


def deed_in(kind: str, values: Mapping[str, str], language: Language) -> Deed | dict[str, str]:
    """The decision that a form was filled in to, or what is wrong, by field."""
    errors = _mistakes(kind, values, language)
    if errors:
        return errors
    choice, reason = values["choice"], values["reason"]
    try:
        if kind == REASSIGNMENT:
            return DecideReassignment(approve=choice == "approve", reason=reason)
        days = int(values["days"]) if choice == ExtensionChoice.GRANT_LESS else None
        return DecideExtension(choice=ExtensionChoice(choice), days=days, reason=reason)
    except ValidationError:
        # The rest is checked above: only what a reason is made of can still be wrong.
        said = Phrase("Ada tanda yang tidak dapat disimpan; ketik ulang.", "Some signs cannot be kept; type it anew.")
        return {"reason": said.into(language)}


def _mistakes(kind: str, values: Mapping[str, str], language: Language) -> dict[str, str]:
    found: dict[str, Phrase] = {}
    if values.get("choice") not in CHOICES[kind]:
        found["choice"] = Phrase("Pilih putusannya.", "Choose a decision.")
    if values.get("choice") == ExtensionChoice.GRANT_LESS and _number(values.get("days"), MOST_DAYS) is None:
        found["days"] = Phrase(
            f"Tulis berapa hari kerja, 1 sampai {MOST_DAYS}.", f"Say how many working days, 1 to {MOST_DAYS}."
        )
    reason = values.get("reason", "")
    if not reason:
        found["reason"] = Phrase("Tulis alasannya.", "Write the reason.")
    elif len(reason) > LONGEST_REASON:
        found["reason"] = Phrase(
            f"Alasan ini {len(reason)} huruf; paling banyak {LONGEST_REASON}. Ringkaslah.",
            f"This reason has {len(reason)} characters; at most {LONGEST_REASON} are kept. Shorten it.",
        )
    return {name: said.into(language) for name, said in found.items()}


def _number(text: str | None, most: int) -> int | None:
    """A number from 1 to `most`; None for anything else."""
    if text is None or not text.isdecimal() or len(text) > len(str(most)):
        return None
    return int(text) if 0 < int(text) <= most else None


async def _decide(
    pages: Pages, services: Services, caller: Caller, journey: str, kind: str, values: Mapping[str, str], said: Phrase
) -> Response:
    state, language = await state_of(services, journey), await pages.language(caller)
    deed = deed_in(kind, values, language)
    if isinstance(deed, dict):
        return await _page(pages, services, caller, Tried(state, kind, values, deed, tuple(deed.values())))
    seq = _number(values.get("seq"), MOST_SEQ) or state.seq
    try:
        await send(services, caller, act_key(journey, seq, deed), journey, deed, role=Role.PROGRAMME_MANAGER)
    except (Refused, HttpProblem) as refused:
        tried = Tried(state, kind, values, {}, (refusal_text(refused, language),))
        return await _page(
            pages, services, caller, tried, status=refused.status if isinstance(refused, HttpProblem) else 409
        )
    return pages.go("/programme/extensions", f"{state.region.name}: {said.into(language)}")


async def _page(
    pages: Pages, services: Services, caller: Caller, tried: Tried | None, *, status: int = 422
) -> Response:
    found = await Programme(services.pool).decisions(MOST)
    states = await Reading(services.pool).states([one.journey_id for one in found])
    waiting = await asyncio.to_thread(_waiting, found, states, caller.person)
    people = {who for one in waiting for who in _people(one.state)}
    return await pages.page(
        "programme/decisions.html",
        caller,
        status=200 if tried is None else status,
        waiting=waiting,
        names=await People(services.pool).names(sorted(people)),
        tried=tried,
        # Somebody else may have decided it meanwhile: then no form is left in which to say so.
        gone=tried is not None and not any(tried.is_about(one) for one in waiting),
        longest=LONGEST_REASON,
        acts=Role.PROGRAMME_MANAGER,
    )


def _waiting(found: Sequence[Decision], states: Mapping[str, Journey], person: str) -> list[Waiting]:
    """What still waits for a decision. What a grant would move takes its time: so not on the loop that serves all."""
    waiting = (
        Waiting(one, states[one.journey_id], _effect(states[one.journey_id], person))
        for one in found
        if one.journey_id in states
    )
    return [one for one in waiting if one.is_still_open]


def _people(state: Journey) -> tuple[str, ...]:
    request, proposal = state.extension_request, state.reassignment
    asked = (request.by or "", request.recorded_by or "") if request else ()
    return tuple(who for who in (*asked, *((proposal.outgoing, proposal.incoming) if proposal else ())) if who)


def _effect(state: Journey, person: str) -> tuple[Move, ...]:
    """What granting the whole request would move; nothing where a rule would refuse that."""
    if state.extension_request is None:
        return ()
    now: datetime = journey_now(state)
    deed = DecideExtension(choice=ExtensionChoice.GRANT, reason="-")
    draft = Command(id="draft", actor=Actor(person=person, role=Role.PROGRAMME_MANAGER), act=deed)
    try:
        before = catch_up(state, now).journey
        return moves(before, act(before, draft, now).journey, now)
    except Refusal:
        return ()
