"""The room of a region: what all its pages stand on, and the overview, which says where the journey stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Response

from api.forms.wanted import Form, forms_for
from api.http.access import OfDossier, sees_whole
from api.http.asking import JourneyId, state_of
from api.http.caller import Caller
from api.http.problems import NoSuchJourney
from api.http.serving import Serving
from api.journey_time import days_left, journey_now, turn_days_left
from api.pages.rendering import Showing, with_query
from api.pages.room_glance import Look, glance
from api.pages.turn_words import ANSWERS, WHY, place_of
from api.services import Services
from api.story import Wish, story_of
from domain.model import Journey
from domain.roles import RECORDERS
from domain.seats import acting_role, outstanding
from domain.vocabulary import Party
from domain.words.phrase import Language
from records.identity import Identities
from records.people import People
from records.reading import JourneyLine, Reading

router = APIRouter(include_in_schema=False)

LAST_EVENTS = 8


@dataclass(frozen=True)
class Room:
    """A journey as its pages show it: its line, its whole state, and the instant to which its days are counted."""

    line: JourneyLine
    state: Journey
    now: datetime


async def room_of(services: Services, journey: str) -> Room:
    """The room of a journey. Raises `NoSuchJourney`."""
    state = await state_of(services, journey)
    now = journey_now(state)
    line = await Reading(services.pool).line(journey, now)
    if line is None:
        raise NoSuchJourney(journey=journey)
    return Room(line, state, now)


@dataclass(frozen=True)
class Doing:
    """An act that somebody can do: what it is called, where it is done, and in whose stead; None: one's own."""

    title: str
    address: str
    stead: str | None = None


@dataclass(frozen=True)
class Doings:
    """What somebody can do: what answers the turn, what is possible too, what belongs to the next stage."""

    asked: tuple[Doing, ...]
    possible: tuple[Doing, ...]
    later: tuple[Doing, ...]


@router.get("/journeys/{journey}")
async def overview(journey: JourneyId, caller: OfDossier, services: Serving, pages: Showing) -> Response:
    """Where a journey stands, what is asked of whom, and what the visitor can do; agencies see less."""
    room = await room_of(services, journey)
    state, now = room.state, room.now
    whole = await sees_whole(services, caller, journey)
    seen = glance(state, now)
    names = await People(services.pool).names(sorted(seen.people))
    language = await pages.language(caller)
    latest = Wish(language=language, newest=True, limit=LAST_EVENTS)
    return await pages.page(
        "room/overview.html",
        caller,
        line=room.line,
        state=state,
        now=now,
        whole=whole,
        doings=await _doings(services, caller, state, language),
        records=any(state.holds(caller.person, role) for role in RECORDERS) and not state.ended,
        turn=turn_look(state, now),
        glance=seen,
        names=names,
        left=lambda due: days_left(state, due, now),
        events=(await story_of(services, room.line, latest)).lines if whole else (),
    )


async def _doings(services: Services, caller: Caller, state: Journey, language: Language) -> Doings:
    """What a visitor can do, for himself and for those in whose stead he acts now."""
    hats = await Identities(services.pool).hats(state.id, caller.person, datetime.now(UTC))
    others = sorted({hat.person for hat in hats} - {caller.person})
    found = [doings(forms_for(state, caller.person, language=language), state)]
    found += [doings(forms_for(state, other, language=language), state, stead=other) for other in others]
    return Doings(
        asked=tuple(one for part in found for one in part.asked),
        possible=tuple(one for part in found for one in part.possible),
        later=tuple(one for part in found for one in part.later),
    )


def doings(forms: tuple[Form, ...], state: Journey, *, stead: str | None = None) -> Doings:
    """A person's forms in groups. An act that has a page of its own is named once."""
    asked: dict[str, Doing] = {}
    possible: dict[str, Doing] = {}
    later: dict[str, Doing] = {}
    answers = ANSWERS.get(state.turn.task, ()) if state.pause is None else ()
    # What answers the turn comes in the order in which it is done: the comments are answered, then it is submitted.
    order = {act: number for number, act in enumerate(answers)}
    for form in sorted(forms, key=lambda form: order.get(form.packed.act, len(order))):
        act = form.packed.act
        group = later if not form.now else asked if act in answers else possible
        address = with_query(place_of(state.id, act, form.packed.key), {"instead_of": stead})
        group.setdefault(address, Doing(form.packed.title, address, stead))
    return Doings(tuple(asked.values()), tuple(possible.values()), tuple(later.values()))


def turn_look(state: Journey, now: datetime) -> Look:
    """The turn in what a page shows of it: who acts, why, how long it lasts still."""
    turn = state.turn
    waits = turn.party in (Party.NOBODY, Party.SESSION)
    role = None if waits else acting_role(turn.party, turn.task)
    return {
        "why": WHY[turn.task],
        "left": turn_days_left(state, now),
        "role": role,
        "holders": state.holders(role) if role is not None else (),
        "outstanding": outstanding(state),
        "waits": waits,
    }
