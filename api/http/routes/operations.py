"""Operations: what is amiss, messages and documents under way, and the audit; what operators do here is audited."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field, StringConstraints

from api.http.access import OfProgramme, Operator, Oversight
from api.http.asking import After, Limit
from api.http.commands import IdempotencyKey
from api.http.description import own_problems
from api.http.once import once, request_digest
from api.http.operating import acknowledge_incident, explained, note_passed_on, resolve_incident
from api.http.operation_lists import (
    LARGEST,
    AuditPage,
    DocumentsPage,
    IncidentPage,
    LedgerPage,
    audit_page,
    document_page,
    incident_page,
    message_page,
)
from api.http.problems import CannotBeDone, NoSuch
from api.http.serving import Serving
from api.incidents.explain import Explained
from domain.shape import Frozen, Key, Paragraph, Person
from records.incidents import Incident
from records.operations import LedgerLine, MessageState

router = APIRouter(tags=["operations"])

IncidentNumber = Annotated[int, Path(ge=1, le=LARGEST, description="The incident's number.", examples=[17])]
MessageKey = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$"),
    Path(description="The message's key.", examples=["journey-2019-kab-klaten.12.1"]),
]
OfJourneyOnly = Annotated[Key | None, Query(description="Only of this journey.", examples=["journey-2019-kab-klaten"])]


class Resolution(Frozen):
    """Why an incident needs nothing more; kept in the audit."""

    reason: Paragraph = Field(examples=["Berkas sudah dibuat ulang setelah penyimpanan pulih."])


class Acknowledgement(Frozen):
    """What the one who sees to an incident has to say, if anything; kept in the audit."""

    reason: Paragraph | None = Field(default=None, examples=["Saya periksa server surelnya."])


class PassedOn(Frozen):
    """Who sent a message by hand (you, if not said), and how; kept in the audit."""

    by: Person | None = Field(default=None, examples=["pengelola-program"])
    reason: Paragraph = Field(examples=["Dikirim lewat WhatsApp, alamat surel tidak berfungsi."])


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
    return await incident_page(services, kind=kind, journey=journey, after=after, limit=limit)


@router.get("/operations/incidents/{incident}", openapi_extra=own_problems(NoSuch))
async def incident(incident: IncidentNumber, _caller: OfProgramme, services: Serving) -> Explained:
    """One incident: what it means, who is affected, what is being tried, who was told, and what to do, step by step."""
    return await explained(services, incident)


@router.post("/operations/incidents/{incident}/acknowledge", openapi_extra=own_problems(NoSuch))
async def acknowledge(
    incident: IncidentNumber,
    body: Acknowledgement,
    request: Request,
    key: IdempotencyKey,
    caller: Operator,
    services: Serving,
) -> Incident:
    """Say that you see to an incident: operators are not told of it again. Who said so first stays noted."""

    async def do() -> Incident:
        return await acknowledge_incident(services, caller, incident, body.reason)

    return await once(services, caller, key, request_digest(request, body), do, answer=Incident)


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

    async def do() -> Incident:
        return await resolve_incident(services, caller, incident, body.reason)

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
    return await message_page(services, states=state, journey=journey, by_hand=by_hand, after=after, limit=limit)


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
        return await note_passed_on(services, caller, message, body.by or caller.person, body.reason)

    return await once(services, caller, key, request_digest(request, body), do, answer=LedgerLine)


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
    return await document_page(services, journey=journey, failed=failed, after=after, limit=limit)


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
    return await audit_page(services, subject=subject, person=person, after=after, limit=limit)
