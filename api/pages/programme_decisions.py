"""What a programme manager decides one by one: requests for more time, proposed reassignments, rounds used up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from api.desk import Refused
from api.http.access import Manager, OfProgramme
from api.http.asking import JourneyId, state_of
from api.http.caller import Caller
from api.http.commands import send
from api.http.serving import Serving
from api.moves import Move, moves
from api.pages.act_form import act_key
from api.pages.clock import journey_now
from api.pages.rendering import Pages, Showing
from api.services import Services
from api.words.problems import said_of
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


@dataclass(frozen=True)
class Waiting:
    """Something to decide, with the journey it is about; `effect` are the dates that a grant would move."""

    decision: Decision
    state: Journey
    effect: tuple[Move, ...]

    @property
    def is_still_open(self) -> bool:
        """Whether the journey, read a moment later, still waits for it."""
        match self.decision.kind:
            case "extension_asked":
                return self.state.extension_request is not None
            case "reassignment_proposed":
                return self.state.reassignment is not None
            case _:
                return True


@dataclass(frozen=True)
class Tried:
    """A decision that was sent and not taken: what was written, and what is wrong."""

    journey: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    problems: tuple[str, ...]


@router.get("/programme/extensions")
async def decisions(caller: OfProgramme, services: Serving, pages: Showing) -> Response:
    """What waits for a decision, with its reason and what a grant would move."""
    return await _page(pages, services, caller, None)


@router.post("/programme/extensions/{journey}")
async def decide_extension(
    journey: JourneyId, request: Request, caller: Manager, services: Serving, pages: Showing
) -> Response:
    """Decide a request for more time."""
    values = await _values(request)
    language = await pages.language(caller)
    raw = {"choice": values.get("choice"), "reason": values.get("reason")}
    if values.get("choice") == ExtensionChoice.GRANT_LESS:
        raw["days"] = values.get("days") or None
    errors = _missing(values, language)
    if errors:
        return await _refused(pages, services, caller, Tried(journey, values, errors, tuple(errors.values())))
    said = Phrase("Permintaan waktu diputus.", "The request for time is decided.").into(language)
    return await _send(pages, services, caller, journey, values, DecideExtension.model_validate(raw), said)


@router.post("/programme/reassignments/{journey}")
async def decide_reassignment(
    journey: JourneyId, request: Request, caller: Manager, services: Serving, pages: Showing
) -> Response:
    """Decide a proposed reassignment."""
    values = await _values(request)
    language = await pages.language(caller)
    errors = _missing(values, language)
    if errors:
        return await _refused(pages, services, caller, Tried(journey, values, errors, tuple(errors.values())))
    deed = DecideReassignment(approve=values["choice"] == "approve", reason=values["reason"])
    said = Phrase("Usulan penggantian diputus.", "The reassignment is decided.").into(language)
    return await _send(pages, services, caller, journey, values, deed, said)


async def _values(request: Request) -> dict[str, str]:
    form = await request.form(max_fields=20)
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def _missing(values: Mapping[str, str], language: Language) -> dict[str, str]:
    """What is not filled in, by field."""
    found = {}
    if values.get("choice") not in (*ExtensionChoice, "approve", "reject"):
        found["choice"] = Phrase("Pilih putusannya.", "Choose a decision.").into(language)
    days = values.get("days", "")
    if values.get("choice") == ExtensionChoice.GRANT_LESS and not (days.isdecimal() and 0 < int(days) <= 250):
        found["days"] = Phrase("Tulis berapa hari kerja, 1 sampai 250.", "Say how many, 1 to 250.").into(language)
    if not values.get("reason"):
        found["reason"] = Phrase("Tulis alasannya.", "Write the reason.").into(language)
    return found


async def _send(
    pages: Pages,
    services: Services,
    caller: Caller,
    journey: str,
    values: Mapping[str, str],
    deed: DecideExtension | DecideReassignment,
    said: str,
) -> Response:
    state = await state_of(services, journey)
    seq = int(values["seq"]) if values.get("seq", "").isdecimal() else state.seq
    try:
        await send(services, caller, act_key(journey, seq, deed), journey, deed, role=Role.PROGRAMME_MANAGER)
    except Refused as refused:
        text = said_of(refused.name, refused.details, await pages.language(caller), str(refused))
        return await _refused(pages, services, caller, Tried(journey, values, {}, (text,)))
    return pages.go("/programme/extensions", f"{state.region.name}: {said}")


async def _refused(pages: Pages, services: Services, caller: Caller, tried: Tried) -> Response:
    return await _page(pages, services, caller, tried)


async def _page(pages: Pages, services: Services, caller: Caller, tried: Tried | None) -> Response:
    found = await Programme(services.pool).decisions(MOST)
    states = await Reading(services.pool).states([one.journey_id for one in found])
    waiting = [
        Waiting(one, states[one.journey_id], _effect(states[one.journey_id], caller.person))
        for one in found
        if one.journey_id in states
    ]
    waiting = [one for one in waiting if one.is_still_open]
    people = {who for one in waiting for who in _people(one.state)}
    return await pages.page(
        "programme/decisions.html",
        caller,
        status=200 if tried is None else 422 if tried.errors else 409,
        waiting=waiting,
        names=await People(services.pool).names(sorted(people)),
        tried=tried,
        acts=Role.PROGRAMME_MANAGER,
    )


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
