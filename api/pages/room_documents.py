"""The documents of a journey: what was made, what is being made, letters to sign and how one signs, uploaded books."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Form as Field
from pydantic import SecretStr, ValidationError

from api.desk import Refused
from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.caller import Caller
from api.http.commands import role_for
from api.http.once import once, request_digest
from api.http.problems import CannotBeDone, NoRoleForAct, NoSuch, OfficeNotSaid, PassphraseNotRight
from api.http.routes.documents import DocumentKey, Form, SignAnswer, SignRequest, files_of, signed_letter
from api.http.serving import Serving
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing
from api.pages.room import Room, room_of
from api.services import Services
from api.signing import LetterToSign
from domain.documents import LETTERS
from domain.errors import Refusal
from domain.messages import Actor
from domain.policy import Policy
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.documents import DocumentLine, Documents
from records.orders import DocumentOrders

router = APIRouter(include_in_schema=False)

SIGNERS = (Role.DIRECTOR, Role.PROGRAMME_MANAGER)
"""Who signs, in the order in which somebody who holds several roles does."""
TRIED_OFTEN = 3
"""Attempts after which a document is said to fail rather than to be on its way."""


@dataclass(frozen=True)
class Paper:
    """A document with the files that are given out of it; `to_sign` for a letter that is a draft still."""

    line: DocumentLine
    forms: tuple[Form, ...]
    letter: bool

    @property
    def to_sign(self) -> bool:
        """Whether it waits for a signature."""
        return self.letter and self.line.signed_at is None


@router.get("/journeys/{journey}/documents")
async def show(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """Every document of a journey."""
    room = await room_of(services, journey)
    papers = [
        Paper(line, tuple(files_of(line)), line.kind in LETTERS)
        for line in await Documents(services.pool).of_journey(journey)
    ]
    return await pages.page(
        "room/documents.html",
        caller,
        line=room.line,
        state=room.state,
        papers=papers,
        waiting=await DocumentOrders(services.pool).waiting_of(journey),
        often=TRIED_OFTEN,
        signs=signing_role(room, caller) is not None,
    )


@router.get("/journeys/{journey}/documents/{document}/sign")
async def sign_form(
    journey: JourneyId, document: DocumentKey, caller: OfJourney, services: Serving, pages: Showing
) -> Response:
    """The form by which a letter is signed."""
    room = await room_of(services, journey)
    return await _form(pages, caller, room, await _letter(services, journey, document))


@router.post("/journeys/{journey}/documents/{document}/sign")
async def sign(
    journey: JourneyId,
    document: DocumentKey,
    request: Request,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    passphrase: Annotated[SecretStr | None, Field(max_length=300)] = None,
    office: Annotated[str, Field(max_length=300)] = "",
    number: Annotated[str, Field(max_length=10)] = "",
) -> Response:
    """Sign a letter with one's own certificate. The passphrase goes to the signer and is in no answer."""
    room = await room_of(services, journey)
    letter = await _letter(services, journey, document)
    language = await pages.language(caller)
    try:
        body = SignRequest(
            passphrase=passphrase or SecretStr(""),
            role=signing_role(room, caller) or await role_for(services, caller.person, journey, "sign_document"),
            office=office.strip() or None,
            number=int(number) if number.strip().isdigit() else None,
        )
    except ValidationError:
        said = Phrase("Isi frasa sandi sertifikat Anda.", "Give the passphrase of your certificate.").into(language)
        return await _form(pages, caller, room, letter, {"passphrase": said}, office=office, number=number)
    asked = LetterToSign(
        journey=journey,
        key=document,
        actor=Actor(person=caller.person, role=body.role or Role.DIRECTOR),
        office=body.office,
        number=body.number,
    )

    async def do() -> SignAnswer:
        return await signed_letter(services, asked, body.passphrase)

    try:
        done = await once(services, caller, _key(room, letter), request_digest(request, body), do, answer=SignAnswer)
    except PassphraseNotRight as problem:
        return await _form(
            pages, caller, room, letter, {"passphrase": refusal_text(problem, language)}, office=office, number=number
        )
    except OfficeNotSaid as problem:
        return await _form(
            pages, caller, room, letter, {"office": refusal_text(problem, language)}, office=office, number=number
        )
    except (CannotBeDone, Refused, Refusal) as refused:
        return await _form(
            pages, caller, room, letter, general=refusal_text(refused, language), office=office, number=number
        )
    said = Phrase("Surat ditandatangani dengan nomor ", "The letter is signed, with the number ").into(language)
    return pages.go(f"/journeys/{journey}/documents", f"{said}{done.signed.letter.number}.")


def signing_role(room: Room, caller: Caller) -> Role | None:
    """The role in which somebody signs letters here; None for who does not."""
    return next((role for role in SIGNERS if room.state.holds(caller.person, role)), None)


def default_office(policy: Policy) -> str:
    """The office in which the director signs."""
    return policy.documents.signatory if policy.documents else policy.ministry


def _key(room: Room, letter: DocumentLine) -> str:
    return "page-sign-" + hashlib.sha256(f"{room.state.id}\n{letter.key}\n{room.state.seq}".encode()).hexdigest()[:32]


async def _letter(services: Services, journey: str, document: str) -> DocumentLine:
    for line in await Documents(services.pool).of_journey(journey):
        if line.key == document and line.kind in LETTERS:
            return line
    raise NoSuch(what="letter", id=document)


async def _form(
    pages: Pages,
    caller: Caller,
    room: Room,
    letter: DocumentLine,
    errors: dict[str, str] | None = None,
    *,
    general: str | None = None,
    office: str = "",
    number: str = "",
) -> Response:
    role = signing_role(room, caller)
    if role is None:
        raise NoRoleForAct(act="sign_document", allowed=", ".join(SIGNERS))
    problems = [*(errors or {}).values(), *([general] if general else [])]
    return await pages.page(
        "room/sign.html",
        caller,
        status=422 if problems else 200,
        cached=False,
        line=room.line,
        letter=letter,
        role=role,
        default=default_office(room.state.policy),
        office=office,
        number=number,
        errors=errors or {},
        problems=problems,
    )
