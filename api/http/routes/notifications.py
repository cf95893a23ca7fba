"""Notifications over HTTP: one's inbox, what one passes on by hand, a journey's ledger, and one's calendar feed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import AwareDatetime, Field

from activities.notify.by_hand import ready_text, whatsapp_link
from activities.notify.kinds import OBLIGATORY, Kind, kind_of
from activities.notify.letters import LetterIncomplete, Letters, letter_names
from api.http.access import MaybeSignedIn, Myself, OfJourney
from api.http.asking import After, AsOf, IfNoneMatch, JourneyId, Limit, broken_cursor
from api.http.description import own_problems
from api.http.problems import NoSuch
from api.http.routes.people import check_known
from api.http.serving import Serving
from api.person_calendar import calendar_of
from domain.shape import Frozen
from domain.words.phrase import Language
from records.agenda import Agenda
from records.cursor import CursorBroken, read, written
from records.identity import Identities
from records.inbox import Inbox, InboxMessage, Place, ToldLine, WaitingByHand
from records.outbox import Outbox, QueuedMessage
from records.preferences import Preferences

router = APIRouter(tags=["notifications"])
feed = APIRouter(tags=["notifications"])
"""The calendar's address, which stands outside the API: calendar programs have it, and it must not change."""

CALENDAR = "/calendar"
ICS = "text/calendar"

MessageKey = Annotated[
    str,
    Path(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$", description="Its key.", examples=["journey-2019-kab-banjar.1.1"]),
]
Lang = Annotated[Language | None, Query(description="The language of the texts; yours if left out.")]
CalendarSecret = Annotated[
    str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$", description="As it was given once.")
]


class InboxLine(Frozen):
    """A message to oneself in one's language; `text` None where the letter cannot be written out."""

    key: str = Field(examples=["journey-2019-kab-banjar.1.1"])
    at: AwareDatetime
    journey: str = Field(examples=["journey-2019-kab-banjar"])
    region: str | None = Field(examples=["Kabupaten Banjar"])
    role: str = Field(examples=["coordinator"])
    kind: Kind
    state: str = Field(examples=["sent"], description="What became of it as a mail.")
    subject: str = Field(examples=["[SIMULASI] Kabupaten Banjar: giliran Anda"])
    text: str | None = Field(examples=["Yth. Bapak/Ibu …"])


class InboxPage(Frozen):
    """One's messages, the newest first; `next` leads to older ones."""

    items: tuple[InboxLine, ...]
    next: str | None = Field(examples=[None])


class KindLine(Frozen):
    """A kind of messages, whether it can be muted, and its letters."""

    kind: Kind
    mutable: bool
    letters: tuple[str, ...] = Field(examples=[["your_turn", "taken_over"]])


class Kinds(Frozen):
    """Every kind of messages."""

    items: tuple[KindLine, ...]


class Errand(Frozen):
    """A message that one is to pass on: whose it is, the ready text, and a link that opens WhatsApp with it.

    `whatsapp` None where no telephone number is known; `text` None where the letter cannot be written out.
    """

    key: str = Field(examples=["journey-2019-kab-banjar.1.2"])
    journey: str = Field(examples=["journey-2019-kab-banjar"])
    person: str | None = Field(examples=["kab-banjar.team-chair"])
    name: str | None = Field(examples=["Ketua Tim Kabupaten Banjar (contoh)"])
    asked_at: AwareDatetime
    text: str | None = Field(examples=["*Giliran Anda*\n\nYth. Bapak/Ibu …"])
    whatsapp: str | None = Field(examples=["https://wa.me/62811222333?text=…"])


class Errands(Frozen):
    """What one is to pass on by hand, the oldest first; `next` leads to the following page."""

    items: tuple[Errand, ...]
    next: str | None = Field(examples=[None])


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
    found = await Inbox(services.pool).of(caller.person, at, limit + 1, _place(after))
    shown, letters = found[:limit], Letters(services.settings.language)
    last = shown[-1].message if len(found) > limit else None
    return InboxPage(items=tuple(_inbox_line(one, letters, lang) for one in shown), next=_next(last))


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
    found = await Inbox(services.pool).waiting_by_hand(caller.person, limit=limit + 1, after=_place(after))
    shown, letters = found[:limit], Letters(services.settings.language)
    following = written(Place(at=shown[-1].queued_at, key=shown[-1].message.key)) if len(found) > limit else None
    return Errands(items=tuple(_errand(one, letters) for one in shown), next=following)


@router.post("/notifications/by-hand/{key}", openapi_extra=own_problems(NoSuch))
async def pass_on(key: MessageKey, caller: Myself, services: Serving) -> PassedOn:
    """Note that you have passed a message on; whoever has a role in the whole programme may do so for others."""
    box = Inbox(services.pool)
    if not await box.is_errand_of(caller.person, key):
        known = [message for message in await Outbox(services.pool).load([key]) if message.person is not None]
        if not known or not await Identities(services.pool).programme_roles(caller.person):
            raise NoSuch(what="message to be passed on", id=key)
    return PassedOn(key=key, recorded=await box.passed_on(key, caller.person, datetime.now(UTC)))


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
    await check_known(services, caller.person)
    secret = await Preferences(services.pool).new_calendar_address(caller.person)
    response.headers["Cache-Control"] = "no-store"
    return CalendarAddress(address=f"{services.settings.public_url.rstrip('/')}{CALENDAR}/{secret}.ics")


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


def _place(after: str | None) -> Place | None:
    try:
        return read(after, Place) if after is not None else None
    except CursorBroken as broken:
        raise broken_cursor(broken) from None


def _next(last: QueuedMessage | None) -> str | None:
    if last is None or last.queued_at is None:
        return None
    return written(Place(at=last.queued_at, key=last.key))


def _inbox_line(found: InboxMessage, letters: Letters, lang: Language | None) -> InboxLine:
    message = found.message if lang is None else found.message.model_copy(update={"language": lang})
    try:
        letter = letters.write(message)
        subject, text = letter.subject, letter.text
    except LetterIncomplete as incomplete:
        subject, text = str(incomplete), None
    return InboxLine(
        key=message.key,
        at=found.at,
        journey=message.journey_id,
        region=message.region_name,
        role=message.role,
        kind=kind_of(message.template),
        state=message.state,
        subject=subject,
        text=text,
    )


def _errand(waiting: WaitingByHand, letters: Letters) -> Errand:
    message = waiting.message
    try:
        text = ready_text(message, letters)
    except LetterIncomplete:
        text = None  # said by an incident, and mended there
    return Errand(
        key=message.key,
        journey=message.journey_id,
        person=message.person,
        name=message.name,
        asked_at=waiting.queued_at,
        text=text,
        whatsapp=whatsapp_link(message.phone, text) if text is not None else None,
    )
