"""Notifications over HTTP: one's inbox, what one passes on by hand, a journey's ledger, and one's calendar feed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from activities.notify.kinds import OBLIGATORY, Kind, kind_of
from activities.notify.letters import letter_names
from api.http.access import MaybeSignedIn, Myself, OfJourney
from api.http.asking import After, AsOf, IfNoneMatch, JourneyId, Limit, broken_cursor
from api.http.description import own_problems
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.http.told import (
    CALENDAR,
    Errands,
    InboxPage,
    check_errand,
    errands_shown,
    messages_shown,
    new_calendar_address,
    place_in,
)
from api.person_calendar import calendar_of
from domain.shape import Frozen
from domain.words.phrase import Language
from records.agenda import Agenda
from records.cursor import CursorBroken, read, written
from records.inbox import Inbox, ToldLine
from records.preferences import Preferences

router = APIRouter(tags=["notifications"])
feed = APIRouter(tags=["notifications"])
"""The calendar's address, which stands outside the API: calendar programs have it, and it must not change."""

ICS = "text/calendar"

MessageKey = Annotated[
    str,
    Path(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$", description="Its key.", examples=["journey-2019-kab-banjar.1.1"]),
]
Lang = Annotated[Language | None, Query(description="The language of the texts; yours if left out.")]
CalendarSecret = Annotated[
    str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$", description="As it was given once.")
]


class KindLine(Frozen):
    """A kind of messages, whether it can be muted, and its letters."""

    kind: Kind
    mutable: bool
    letters: tuple[str, ...] = Field(examples=[["your_turn", "taken_over"]])


class Kinds(Frozen):
    """Every kind of messages."""

    items: tuple[KindLine, ...]


class PassedOn(Frozen):
    """Whether it is noted now that a message was passed on; False: it was noted before."""

    key: str = Field(examples=["journey-2019-kab-banjar.1.2"])
    recorded: bool


class ToldPage(Frozen):
    """The messages of a journey in the order of its entries, without addresses; `next` leads to the following page."""

    items: tuple[ToldLine, ...]
    next: str | None = Field(examples=[None])


class CalendarAddress(Frozen):
    """The secret address of one's calendar, shown this once: whoever knows it can read the dates."""

    address: str = Field(examples=["https://bimtek.example.go.id/calendar/….ics"])


class _Told(Frozen):
    """Where a page of a journey's messages ended."""

    seq: int = Field(ge=0, le=2**31 - 1)
    key: str = Field(max_length=120, pattern=r"^[a-z0-9_.-]*$")


@router.get("/inbox")
async def inbox(
    at: AsOf, caller: Myself, services: Serving, lang: Lang = None, after: After = None, limit: Limit = 50
) -> InboxPage:
    """Your messages, the newest first, in your language, whatever way they went and whether muted or not."""
    found = await Inbox(services.pool).of(caller.person, at, limit + 1, place_in(after))
    return messages_shown(found, services, lang, limit)


@router.get("/notifications/kinds")
async def kinds(_caller: Myself) -> Kinds:
    """The kinds of messages: which can be muted, and which letters belong to each."""
    letters = {kind: tuple(name for name in letter_names() if kind_of(name) is kind) for kind in Kind}
    return Kinds(
        items=tuple(KindLine(kind=kind, mutable=kind not in OBLIGATORY, letters=letters[kind]) for kind in Kind)
    )


@router.get("/notifications/by-hand")
async def errands(
    caller: Myself, services: Serving, response: Response, after: After = None, limit: Limit = 50
) -> Errands:
    """What you are to pass on by hand, as no machine reached its receiver: ready for WhatsApp, in his language."""
    response.headers["Cache-Control"] = "no-store"
    found = await Inbox(services.pool).waiting_by_hand(caller.person, limit=limit + 1, after=place_in(after))
    return errands_shown(found, services, limit)


@router.post("/notifications/by-hand/{key}", openapi_extra=own_problems(NoSuch))
async def pass_on(key: MessageKey, caller: Myself, services: Serving) -> PassedOn:
    """Note that you have passed a message on; whoever has a role in the whole programme may do so for others."""
    await check_errand(services, caller.person, key)
    return PassedOn(key=key, recorded=await Inbox(services.pool).passed_on(key, caller.person, datetime.now(UTC)))


@router.get("/journeys/{journey}/messages")
async def told(
    journey: JourneyId, _caller: OfJourney, services: Serving, after: After = None, limit: Limit = 100
) -> ToldPage:
    """Who was told what in a journey, and what became of each message; without addresses."""
    try:
        place = read(after, _Told) if after is not None else _Told(seq=0, key="")
    except CursorBroken as broken:
        raise broken_cursor(broken) from None
    found = await Inbox(services.pool).of_journey(journey, limit + 1, after=(place.seq, place.key))
    last = found[limit - 1] if len(found) > limit else None
    return ToldPage(items=found[:limit], next=written(_Told(seq=last.seq, key=last.key)) if last else None)


@router.post("/people/me/calendar", status_code=201, openapi_extra=own_problems(NoSuch))
async def new_address(response: Response, caller: Myself, services: Serving) -> CalendarAddress:
    """Make the secret address by which calendar programs subscribe to your dates; the one before ends."""
    response.headers["Cache-Control"] = "no-store"
    return CalendarAddress(address=await new_calendar_address(services, caller.person))


@feed.get(
    f"{CALENDAR}/{{secret}}.ics",
    response_class=Response,
    responses={
        200: {"description": "The calendar.", "content": {ICS: {"schema": {"type": "string"}}}},
        304: {"description": "It is still as the ETag in If-None-Match says."},
    },
    openapi_extra=own_problems(NoSuch),
)
async def calendar(
    secret: CalendarSecret, _caller: MaybeSignedIn, services: Serving, known: IfNoneMatch = None
) -> Response:
    """The calendar of whoever was given this secret address: due dates, sessions, examinations, obligations."""
    preferences = Preferences(services.pool)
    person = await preferences.person_of_calendar_address(secret)
    if person is None:
        raise NoSuch(what="calendar", id=f"{secret[:4]}…")
    agenda = Agenda(services.pool)
    spoken = (await preferences.of(person)).language or Language(services.settings.language)
    content = calendar_of(await agenda.of(person), await agenda.zone_of(person), spoken)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer"}
    if known is not None and tag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=ICS, headers=headers)
