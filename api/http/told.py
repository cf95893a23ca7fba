"""Messages to people as doors show them: one's own with its text, and those to pass on by hand, ready to send."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import AwareDatetime, Field

from activities.notify.by_hand import ready_text, whatsapp_link
from activities.notify.kinds import Kind, kind_of
from activities.notify.letters import LetterIncomplete, Letters
from api.http.asking import broken_cursor
from api.http.problems import NoSuch
from api.services import Services
from domain.shape import Frozen
from domain.words.phrase import Language
from records.cursor import CursorBroken, read, written
from records.identity import Identities
from records.inbox import Inbox, InboxMessage, Place, WaitingByHand
from records.outbox import Outbox, QueuedMessage
from records.preferences import Preferences

CALENDAR = "/calendar"


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


def messages_shown(
    found: Sequence[InboxMessage], services: Services, language: Language | None, limit: int
) -> InboxPage:
    """At most `limit` of the messages found, as they are shown; one more than `limit` means that there are others."""
    shown, letters = found[:limit], Letters(services.settings.language)
    last = shown[-1].message if len(found) > limit else None
    return InboxPage(items=tuple(_inbox_line(one, letters, language) for one in shown), next=_next(last))


def errands_shown(found: Sequence[WaitingByHand], services: Services, limit: int) -> Errands:
    """At most `limit` of the errands found, ready to pass on."""
    shown, letters = found[:limit], Letters(services.settings.language)
    following = written(Place(at=shown[-1].queued_at, key=shown[-1].message.key)) if len(found) > limit else None
    return Errands(items=tuple(_errand(one, letters) for one in shown), next=following)


async def check_errand(services: Services, person: str, key: str) -> None:
    """Raise `NoSuch` unless a message is the person's to pass on; a role in the whole programme may for others."""
    if await Inbox(services.pool).is_errand_of(person, key):
        return
    known = [message for message in await Outbox(services.pool).load([key]) if message.person is not None]
    if not known or not await Identities(services.pool).programme_roles(person):
        raise NoSuch(what="message to be passed on", id=key)


async def new_calendar_address(services: Services, person: str) -> str:
    """A new secret address of a person's calendar; the one before ends. Raises `NoSuch` for nobody known."""
    if not await Identities(services.pool).person_known(person):
        raise NoSuch(what="person", id=person)
    secret = await Preferences(services.pool).new_calendar_address(person)
    return f"{services.settings.public_url.rstrip('/')}{CALENDAR}/{secret}.ics"


def place_in(after: str | None) -> Place | None:
    """Where a page of messages goes on; None from the start. Raises `NotValid` for what is no such place."""
    try:
        return read(after, Place) if after is not None else None
    except CursorBroken as broken:
        raise broken_cursor(broken) from None


def _next(last: QueuedMessage | None) -> str | None:
    if last is None or last.queued_at is None:
        return None
    return written(Place(at=last.queued_at, key=last.key))


def _inbox_line(found: InboxMessage, letters: Letters, language: Language | None) -> InboxLine:
    message = found.message if language is None else found.message.model_copy(update={"language": language})
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
