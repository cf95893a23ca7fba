"""What is under way and what was done, for the operations desk: messages, documents, the audit."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response
from pydantic import StringConstraints, TypeAdapter, ValidationError

from activities.notify.kinds import kind_of
from api.http.access import Operator, Oversight
from api.http.asking import After
from api.http.caller import Caller
from api.http.once import once, request_digest
from api.http.operating import message_of, note_passed_on
from api.http.operation_lists import audit_page, document_page, message_page
from api.http.serving import Serving
from api.pages.act_form import act_key
from api.pages.operations import A_PAGE, NO_REASON, REASON, Text, names_of
from api.pages.operations_words import VIA, state_of
from api.pages.rendering import Pages, Showing, with_query
from api.services import Services
from api.words.purposes import PURPOSES
from domain.shape import Person
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.operations import LedgerLine, MessageState
from records.people import People

router = APIRouter(include_in_schema=False)

MessageKey = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$"), Path(description="The message's key.")
]
PERSON: TypeAdapter[str] = TypeAdapter(Person)


class View(StrEnum):
    """Which messages a list shows."""

    BY_HAND = "by_hand"
    UNDER_WAY = "under_way"
    UNDELIVERED = "undelivered"
    ALL = "all"


VIEWS: dict[View, tuple[Phrase, tuple[MessageState, ...]]] = {
    View.BY_HAND: (Phrase("Menunggu disampaikan orang", "To be passed on by hand"), ()),
    View.UNDER_WAY: (Phrase("Dalam antrean", "Under way"), (MessageState.QUEUED,)),
    View.UNDELIVERED: (
        Phrase("Tidak sampai", "Not delivered"),
        (MessageState.REFUSED, MessageState.GIVEN_UP, MessageState.NO_RECEIVER),
    ),
    View.ALL: (Phrase("Semua", "All"), ()),
}
"""What each view is called, and the states it shows (none: any)."""


@router.get("/operations/messages")
async def messages(
    caller: Oversight,
    services: Serving,
    pages: Showing,
    view: View = View.BY_HAND,
    journey: Text = None,
    after: After = None,
) -> Response:
    """The ledger of messages, the newest first: to whom, what for, and what became of each."""
    journey = journey or None
    found = await message_page(
        services, states=VIEWS[view][1], journey=journey, by_hand=view is View.BY_HAND, after=after, limit=A_PAGE
    )
    return await pages.page(
        "operations/messages.html",
        caller,
        messages=found.items,
        names=await names_of(services, [each.journey for each in found.items]),
        people=await People(services.pool).names(sorted({each.person for each in found.items if each.person})),
        view=view,
        views=VIEWS,
        state_of=state_of,
        purpose=_purpose,
        journey=journey,
        by_hand=MessageState.QUEUED,
        next=with_query("/operations/messages", {"view": view, "journey": journey, "after": found.next})
        if found.next
        else None,
    )


def _purpose(template: str) -> Phrase:
    return PURPOSES[kind_of(template)]


@router.get("/operations/messages/{message}")
async def message(message: MessageKey, caller: Oversight, services: Serving, pages: Showing) -> Response:
    """One message and what became of it; without its text and its address."""
    return await _shown(pages, services, caller, await message_of(services, message))


@router.post("/operations/messages/{message}/passed-on")
async def passed_on(
    message: MessageKey,
    request: Request,
    caller: Operator,
    services: Serving,
    pages: Showing,
    reason: Annotated[str, Form(max_length=10_000)] = "",
    by: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Note that somebody has passed a message on by hand: nothing else is tried."""
    found = await message_of(services, message)
    language = await pages.language(caller)
    errors: dict[str, str] = {}
    try:
        why = REASON.validate_python(reason)
    except ValidationError:
        errors["reason"] = NO_REASON.into(language)
    who = by.strip() or caller.person
    if not await _known(services, who):
        unknown = Phrase("Orang dengan id ini tidak dikenal.", "Nobody with this id is known.")
        errors["by"] = unknown.into(language)
    if errors:
        return await _shown(pages, services, caller, found, reason=reason, by=by, errors=errors)

    async def do() -> LedgerLine:
        return await note_passed_on(services, caller, message, who, why)

    key = act_key(message, 0, (who, why))
    await once(services, caller, key, request_digest(request, who, why), do, answer=LedgerLine)
    done = Phrase("Tercatat: pesan sudah disampaikan.", "Noted: the message has been passed on.")
    return pages.go("/operations/messages", done.into(language))


async def _known(services: Services, person: str) -> bool:
    try:
        return bool(await People(services.pool).names([PERSON.validate_python(person)]))
    except ValidationError:
        return False


async def _shown(
    pages: Pages,
    services: Services,
    caller: Caller,
    found: LedgerLine,
    *,
    reason: str = "",
    by: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    """The page of a message, with what was written in its form."""
    names = await names_of(services, [found.journey])
    people = [person for person in (found.person, found.passed_on_by) if person]
    return await pages.page(
        "operations/message.html",
        caller,
        status=422 if errors else 200,
        message=found,
        journey_name=names.get(found.journey),
        people=await People(services.pool).names(people),
        state_of=state_of,
        purpose=_purpose,
        passed_on=found.by_hand == MessageState.SENT_BY_HAND or found.state is MessageState.SENT_BY_HAND,
        operator=Role.OPERATOR,
        reason=reason,
        by=by,
        errors=errors or {},
        problems=list((errors or {}).values()),
    )


@router.get("/operations/documents")
async def documents(
    caller: Oversight,
    services: Serving,
    pages: Showing,
    failed: bool = False,
    journey: Text = None,
    after: After = None,
) -> Response:
    """Documents that were asked for and are not made yet, the oldest first."""
    journey = journey or None
    found = await document_page(services, journey=journey, failed=failed, after=after, limit=A_PAGE)
    return await pages.page(
        "operations/documents.html",
        caller,
        documents=found.items,
        names=await names_of(services, [each.journey for each in found.items]),
        failed=failed,
        journey=journey,
        next=with_query(
            "/operations/documents", {"failed": "true" if failed else "", "journey": journey, "after": found.next}
        )
        if found.next
        else None,
    )


@router.get("/operations/audit")
async def audit(
    caller: Oversight,
    services: Serving,
    pages: Showing,
    subject: Text = None,
    person: Text = None,
    after: After = None,
) -> Response:
    """Who read whose personal data, what operators did, and why; the newest first."""
    subject, person = subject or None, person or None
    found = await audit_page(services, subject=subject, person=person, after=after, limit=A_PAGE)
    return await pages.page(
        "operations/audit.html",
        caller,
        lines=found.items,
        subject=subject,
        person=person,
        via=VIA,
        cached=False,
        next=with_query("/operations/audit", {"subject": subject, "person": person, "after": found.next})
        if found.next
        else None,
    )
