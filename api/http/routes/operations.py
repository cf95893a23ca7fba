"""Operations: what is amiss, messages and documents under way, and the audit; what operators do here is audited."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field, StringConstraints

from api.http.access import OfProgramme, Operator, Oversight
from api.http.asking import After, Limit, broken_cursor
from api.http.commands import IdempotencyKey
from api.http.description import own_problems
from api.http.once import once, request_digest
from api.http.problems import CannotBeDone, NoSuch
from api.http.serving import Serving
from api.services import Services
from domain.shape import Frozen, Key, Paragraph, Person
from records.audit import Audit, AuditLine
from records.cursor import CursorBroken, P, read, written
from records.inbox import Inbox
from records.incidents import Incident, Incidents
from records.operations import LedgerLine, LedgerPlace, MessageState, Operations, OrdersPlace
from records.orders import WaitingDocument

router = APIRouter(tags=["operations"])

LARGEST = 2**63 - 1

IncidentNumber = Annotated[int, Path(ge=1, le=LARGEST, description="The incident's number.", examples=[17])]
MessageKey = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$"),
    Path(description="The message's key.", examples=["journey-2019-kab-klaten.12.1"]),
]
OfJourneyOnly = Annotated[Key | None, Query(description="Only of this journey.", examples=["journey-2019-kab-klaten"])]


class IncidentPage(Frozen):
    """Incidents that are not resolved, in the order in which they were first seen; `next` leads to the page after."""

    items: tuple[Incident, ...]
    next: str | None


class LedgerPage(Frozen):
    """Messages, the newest first; `next` leads to the page after."""

    items: tuple[LedgerLine, ...]
    next: str | None


class DocumentsPage(Frozen):
    """Documents that are not made yet, the oldest first; `next` leads to the page after."""

    items: tuple[WaitingDocument, ...]
    next: str | None


class AuditPage(Frozen):
    """Lines of the audit, the newest first; `next` leads to the page after."""

    items: tuple[AuditLine, ...]
    next: str | None


class Numbered(Frozen):
    """Where a page of what is numbered ended."""

    number: int = Field(ge=0, le=LARGEST)


class Resolution(Frozen):
    """Why an incident needs nothing more; kept in the audit."""

    reason: Paragraph = Field(examples=["Berkas sudah dibuat ulang setelah penyimpanan pulih."])


class PassedOn(Frozen):
    """Who sent a message by hand (you, if not said), and how; kept in the audit."""

    by: Person | None = Field(default=None, examples=["pengelola-program"])
    reason: Paragraph = Field(examples=["Dikirim lewat WhatsApp, alamat surel tidak berfungsi."])


def _place(after: str | None, kind: type[P]) -> P | None:
    """Where the page before ended. Raises `NotValid`."""
    try:
        return read(after, kind) if after is not None else None
    except CursorBroken as broken:
        raise broken_cursor(broken) from None


@router.get("/operations/incidents")
async def incidents(
    _caller: OfProgramme,
    services: Serving,
    kind: Annotated[Key | None, Query(description="Only of this kind.", examples=["document_not_made"])] = None,
    journey: OfJourneyOnly = None,
    after: After = None,
    limit: Limit = 50,
) -> IncidentPage:
    """What somebody has to look at: everything reported and not resolved."""
    place = _place(after, Numbered)
    found = await Incidents(services.pool).page(
        kind=kind, journey=journey, after=place.number if place else 0, limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    return IncidentPage(items=items, next=written(Numbered(number=items[-1].id)) if more else None)


@router.post("/operations/incidents/{incident}/resolve", openapi_extra=own_problems(NoSuch))
async def resolve(
    incident: IncidentNumber,
    body: Resolution,
    request: Request,
    key: IdempotencyKey,
    caller: Operator,
    services: Serving,
) -> Incident:
    """Say that an incident needs nothing more, and why. Seen again, it is reported as a new one."""
    incidents = Incidents(services.pool)

    async def do() -> Incident:
        found = await incidents.find(incident)
        if found is None:
            raise NoSuch(what="incident", id=incident)
        if found.resolved_at is None:
            await Audit(services.pool).note(
                person=caller.person,
                via=caller.via,
                action=f"resolve incident {incident} ({found.kind})",
                subject=found.journey_id,
                reason=body.reason,
            )
            await incidents.resolve(incident)
        return await incidents.find(incident) or found

    return await once(services, caller, key, request_digest(request, body), do, answer=Incident)


@router.get("/operations/messages")
async def messages(
    _caller: OfProgramme,
    services: Serving,
    state: Annotated[
        tuple[MessageState, ...], Query(max_length=len(MessageState), description="Only in one of these states.")
    ] = (),
    journey: OfJourneyOnly = None,
    by_hand: Annotated[bool, Query(description="Only what somebody has to pass on by hand.")] = False,
    after: After = None,
    limit: Limit = 50,
) -> LedgerPage:
    """The ledger of messages: to whom, what about, and what became of each; without texts and addresses."""
    found = await Operations(services.pool).messages(
        states=state, journey=journey, by_hand=by_hand, before=_place(after, LedgerPlace), limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    last = LedgerPlace(queued_at=items[-1].queued_at, key=items[-1].key) if more else None
    return LedgerPage(items=items, next=written(last) if last else None)


@router.post("/operations/messages/{message}/passed-on", openapi_extra=own_problems(NoSuch, CannotBeDone))
async def passed_on(
    message: MessageKey,
    body: PassedOn,
    request: Request,
    key: IdempotencyKey,
    caller: Operator,
    services: Serving,
) -> LedgerLine:
    """Note that somebody has passed a message on by hand: nothing else is tried. Who did so first stays noted."""

    async def do() -> LedgerLine:
        found = await _message(services, message)
        if found.person is None:
            raise CannotBeDone(why=f"The message has no receiver: nobody held the role {found.role}.")
        if found.by_hand != MessageState.SENT_BY_HAND:
            await Audit(services.pool).note(
                person=caller.person,
                via=caller.via,
                action=f"message {message} passed on by {body.by or caller.person}",
                subject=found.person,
                reason=body.reason,
            )
            await Inbox(services.pool).passed_on(message, body.by or caller.person, datetime.now(UTC))
        return await _message(services, message)

    return await once(services, caller, key, request_digest(request, body), do, answer=LedgerLine)


async def _message(services: Services, key: str) -> LedgerLine:
    found = await Operations(services.pool).message(key)
    if found is None:
        raise NoSuch(what="message", id=key)
    return found


@router.get("/operations/documents")
async def documents(
    _caller: OfProgramme,
    services: Serving,
    journey: OfJourneyOnly = None,
    failed: Annotated[bool, Query(description="Only what was tried in vain.")] = False,
    after: After = None,
    limit: Limit = 50,
) -> DocumentsPage:
    """Documents that have been asked for and are not made yet, with how often that was tried and why it failed."""
    found = await Operations(services.pool).documents(
        journey=journey, failed=failed, after=_place(after, OrdersPlace), limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    last = items[-1] if more else None
    place = OrdersPlace(ordered_at=last.ordered_at, journey=last.journey, key=last.key) if last else None
    return DocumentsPage(items=items, next=written(place) if place else None)


@router.get("/operations/audit")
async def audit(
    _caller: Oversight,
    services: Serving,
    subject: Annotated[
        Key | None, Query(description="Only about this person, journey or part.", examples=["kab-klaten.coordinator"])
    ] = None,
    person: Annotated[Key | None, Query(description="Only what this person did.", examples=["operator"])] = None,
    after: After = None,
    limit: Limit = 50,
) -> AuditPage:
    """Who read whose personal data, what operators did, and why."""
    place = _place(after, Numbered)
    found = await Audit(services.pool).lines(
        subject=subject, person=person, before=place.number if place else None, limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    return AuditPage(items=items, next=written(Numbered(number=items[-1].id)) if more else None)
