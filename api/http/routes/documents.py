"""Documents over HTTP: is this file one of ours; what a QR code leads to; a journey's documents; signing a letter."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime, Field, SecretStr

from activities.documents.certificates import CertificateFailed, PassphraseWrong
from activities.documents.pdf_signature import MOST_BYTES, FileTooLarge, SigningRefused
from activities.documents.qr import BookCode
from activities.documents.signer import SignerAway
from api.book_standing import BookStanding, book_behind
from api.checking import Verdict, check_file
from api.file_kinds import kind_of
from api.http.access import Acting, MaybeSignedIn, OfJourney
from api.http.asking import BookKey, FileHash, InLanguage, JourneyId
from api.http.commands import IdempotencyKey, role_for
from api.http.description import own_problems
from api.http.downloads import FILE, UNKNOWN, attachment, content_of
from api.http.once import once, request_digest
from api.http.problems import (
    BodyTooLarge,
    CannotBeDone,
    NoSuch,
    OfficeNotSaid,
    PassphraseNotRight,
    SealsUnknown,
    SigningServiceAway,
)
from api.http.serving import Serving
from api.pages.rendering import Showing
from api.pages.verdict_tones import TONES
from api.services import Services
from api.signing import LetterSigned, LetterToSign, OfficeMissing, Signing
from domain.messages import Actor
from domain.shape import Frozen, Key, Line, Sha256
from domain.vocabulary import DocumentKind, Role
from domain.words.phrase import Language
from records.documents import DocumentLine, Documents
from records.letter_numbers import MOST, NumberGiven, NumbersBusy
from records.reading import JourneyLine, Reading
from workers.local.certificate import has_its_own_database, people_signer, seal_roots

router = APIRouter(tags=["documents"])
check_page = APIRouter(tags=["documents"])
"""The address that QR codes bear; it stands outside the API, and is printed for ever."""

ANY_FILE = {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
LONGEST_NAME = 120
"""Characters of a document's title in the name of its file."""


class Form(StrEnum):
    """Which of a document's files is wanted."""

    PDF = "pdf"
    DOCX = "docx"
    SIGNED = "signed"
    ORIGINAL = "original"


DocumentKey = Annotated[Key, Path(description="The document's key, as listed.", examples=["kickoff-invitation.1"])]
FileForm = Annotated[Form, Path(description="The file wanted: `signed` is a letter as signed, `original` an upload.")]


class Checked(Frozen):
    """What a file turned out to be, in a sentence and with everything that is known of it."""

    sentence: str = Field(examples=["Bukan berkas kami: tidak tercatat, dan tidak menyebut dokumen kami."])
    verdict: Verdict


class DocumentShown(Frozen):
    """A document of a journey; `forms` are the files that there are, `pdf` the hash of the official one."""

    key: str = Field(examples=["kickoff-invitation.1"])
    kind: DocumentKind
    about: str = Field(examples=[""])
    title: Line = Field(examples=["Undangan kickoff"])
    made_at: AwareDatetime
    pdf: Sha256
    pdf_size: int
    forms: tuple[Form, ...] = Field(examples=[["pdf", "docx"]])
    sealed: bool
    number: str | None = Field(examples=[None])
    signed_at: AwareDatetime | None
    signed_by: str | None = Field(examples=["Direktur (contoh)"])


class JourneyDocuments(Frozen):
    """Every document of a journey, in the order in which they were made."""

    items: tuple[DocumentShown, ...]


class SignRequest(Frozen):
    """How a letter is signed: the passphrase of one's certificate, used for this and kept nowhere.

    `office` stands above the name; left out it is the director's. `number` None takes the next one.
    """

    passphrase: SecretStr = Field(min_length=1, max_length=300, examples=["simulasi"])
    role: Role | None = Field(default=None, examples=["director"])
    office: Line | None = Field(default=None, examples=[None])
    number: int | None = Field(default=None, ge=1, le=MOST, examples=[None])


class SignAnswer(Frozen):
    """A signed letter, and the journey as lists show it; None where they do not show the signature yet."""

    signed: LetterSigned
    journey: JourneyLine | None


@router.post("/documents/check", openapi_extra={**own_problems(SealsUnknown), "requestBody": ANY_FILE})
async def check(request: Request, lang: InLanguage, _caller: MaybeSignedIn, services: Serving) -> Checked:
    """Say whether a file is one of ours and unchanged, when and for whom it was published, and who sealed it."""
    try:
        roots = seal_roots(services.settings)
    except CertificateFailed as failed:
        raise SealsUnknown from failed
    try:
        verdict = await check_file(await request.body(), Documents(services.pool), roots)
    except FileTooLarge:
        raise BodyTooLarge(most=MOST_BYTES) from None
    return Checked(sentence=verdict.sentence(lang), verdict=verdict)


@router.get("/documents/{sha256}/{book}", openapi_extra=own_problems(NoSuch))
async def published_book(
    sha256: FileHash, book: BookKey, lang: InLanguage, _caller: MaybeSignedIn, services: Serving
) -> BookStanding:
    """What the QR code of a published book leads to: whether it counts, and the hash of the genuine file."""
    return await _standing(services, sha256, book, lang)


@check_page.get("/check/{sha256}/{book}", response_class=HTMLResponse, openapi_extra=own_problems(NoSuch))
async def published_book_page(
    sha256: FileHash, book: BookKey, caller: MaybeSignedIn, services: Serving, pages: Showing
) -> Response:
    """The same as a page: the address that QR codes bear."""
    standing = await _standing(services, sha256, book, await pages.language(caller))
    return await pages.page("public/book.html", caller, standing=standing, tone=TONES[standing.finding])


@router.get("/journeys/{journey}/documents")
async def documents(journey: JourneyId, _caller: OfJourney, services: Serving) -> JourneyDocuments:
    """List every document that was made for a journey."""
    return JourneyDocuments(items=tuple(map(_shown, await Documents(services.pool).of_journey(journey))))


@router.get(
    "/journeys/{journey}/documents/{document}/{form}",
    response_class=Response,
    responses=FILE,
    openapi_extra=own_problems(NoSuch),
)
async def document_file(
    journey: JourneyId, document: DocumentKey, form: FileForm, _caller: OfJourney, services: Serving
) -> Response:
    """A file of a document, to be saved."""
    for line in await Documents(services.pool).of_journey(journey):
        if line.key == document and (sha256 := files_of(line).get(form)) is not None:
            return await titled(services, sha256, line.title)
    raise NoSuch(what=f"{form} of a document", id=document)


@router.post(
    "/journeys/{journey}/documents/{document}/sign",
    openapi_extra=own_problems(CannotBeDone, OfficeNotSaid, PassphraseNotRight, SigningServiceAway),
)
async def sign(
    journey: JourneyId,
    document: DocumentKey,
    body: SignRequest,
    request: Request,
    key: IdempotencyKey,
    caller: Acting,
    services: Serving,
) -> SignAnswer:
    """Sign a letter with your own certificate: it gets its number, once and for ever, and the journal knows."""
    role = body.role or await role_for(services, caller.person, journey, "sign_document")
    asked = LetterToSign(
        journey=journey,
        key=document,
        actor=Actor(person=caller.person, role=role),
        office=body.office,
        number=body.number,
    )

    async def do() -> SignAnswer:
        return await signed_letter(services, asked, body.passphrase)

    # The digest sees no passphrase: pydantic writes stars for it.
    return await once(services, caller, key, request_digest(request, body), do, answer=SignAnswer)


async def titled(services: Services, sha256: str, title: str, *, public: bool = False) -> Response:
    """The file with a hash, to be saved under a document's title. Raises `NoSuch` where it is not stored."""
    content = await content_of(services, sha256)
    if content is None:
        raise NoSuch(what="file", id=sha256)
    kind = await asyncio.to_thread(kind_of, content) or UNKNOWN
    return attachment(content, kind, f"{title[:LONGEST_NAME]}.{kind.ending}", sha256=sha256, public=public)


async def _standing(services: Services, books: str, book: str, language: Language) -> BookStanding:
    found = await book_behind(BookCode(books=books, book=book), Documents(services.pool), language)
    if found is None:
        raise NoSuch(what="published book", id=book)
    return found


async def signed_letter(services: Services, asked: LetterToSign, passphrase: SecretStr) -> SignAnswer:
    """Sign a letter, for every door. Raises the problems of signing, and the refusals of the act."""
    signing = Signing(
        services.pool,
        services.desk,
        services.files,
        people_signer(services.settings),
        language=Language(services.settings.language),
        samples=has_its_own_database(services.settings),
    )
    now = datetime.now(UTC)
    try:
        signed = await signing.sign(asked, passphrase, now)
    except OfficeMissing as missing:
        raise OfficeNotSaid(signatory=missing.signatory) from None
    except PassphraseWrong:
        raise PassphraseNotRight from None
    except NumberGiven:
        raise CannotBeDone(why="This letter has a number already and keeps it. Leave `number` out.") from None
    except (CertificateFailed, SigningRefused, NumbersBusy) as refused:
        raise CannotBeDone(why=str(refused)) from None
    except SignerAway:
        raise SigningServiceAway from None
    line = await Reading(services.pool).line(asked.journey, now) if signed.answer_recorded else None
    return SignAnswer(signed=signed, journey=line)


def files_of(line: DocumentLine) -> dict[Form, str]:
    """The files of a document that are given out, by their form; the PDF before its seal is not."""
    files = {Form.PDF: line.pdf, Form.DOCX: line.docx, Form.SIGNED: line.signed_pdf, Form.ORIGINAL: line.original}
    return {form: sha256 for form, sha256 in files.items() if sha256 is not None}


def _shown(line: DocumentLine) -> DocumentShown:
    shared = {name: getattr(line, name) for name in DocumentShown.model_fields if name in DocumentLine.model_fields}
    return DocumentShown(**shared, forms=tuple(files_of(line)), sealed=line.sealed)
