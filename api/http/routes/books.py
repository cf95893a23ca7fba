"""Whole books as DOCX or PDF: how their chapters are found, then taken over; the file stays the official one."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, File, Query, Request, Response, UploadFile

from activities.documents.chapters import FoundBook, find_chapters
from activities.documents.chapters_archive import BookRefused
from api.http.access import Acting, OfJourney
from api.http.asking import BookKey, JourneyId, state_of
from api.http.commands import KEY_HEADER, ActAnswer, IdempotencyKey, answered, command_id, role_for
from api.http.description import own_problems
from api.http.problems import FieldProblem, NoSuch, NotValid
from api.http.serving import Serving
from api.services import Services
from api.uploading import Upload, UploadRefused, check_texts, upload_book
from domain.messages import Actor
from domain.shape import Frozen
from domain.vocabulary import Role

router = APIRouter(tags=["books"])

BookFile = Annotated[UploadFile, File(description="The book as DOCX or PDF.")]


class CheckedBook(Frozen):
    """How a book's chapters were found, and what its authors should know of how they will look."""

    found: FoundBook
    complete: bool
    notes: tuple[str, ...]


@router.post("/journeys/{journey}/books/{book}/check", openapi_extra=own_problems(NoSuch))
async def check(
    journey: JourneyId, book: BookKey, file: BookFile, _caller: OfJourney, services: Serving
) -> CheckedBook:
    """Show how the chapters are found in a file; nothing is kept."""
    upload = await _found(services, journey, book, file, await file.read())
    notes = await _notes(upload) if upload.found.chapters else ()
    return CheckedBook(found=upload.found, complete=upload.found.complete, notes=notes)


@router.put("/journeys/{journey}/books/{book}", openapi_extra=own_problems(NoSuch))
async def take_over(
    journey: JourneyId,
    book: BookKey,
    file: BookFile,
    key: IdempotencyKey,
    request: Request,
    response: Response,
    caller: Acting,
    services: Serving,
    role: Annotated[Role | None, Query(description="In which role, where several fit.")] = None,
) -> ActAnswer:
    """Take a whole book over. Without an `Idempotency-Key` the same file is taken over once in a journey."""
    actor = Actor(person=caller.person, role=await role_for(services, caller.person, journey, "upload_book", role))
    content = await file.read()
    if KEY_HEADER not in request.headers:
        key = f"upload-{book}-{hashlib.sha256(content).hexdigest()[:24]}"
        request.state.idempotency_key = response.headers[KEY_HEADER] = key
    upload = await _found(services, journey, book, file, content)
    await _notes(upload)
    command = command_id(caller.person, key)
    taken = await upload_book(services.desk, services.pool, services.files, journey, upload, actor, command=command)
    return await answered(services, journey, taken.answer)


async def _found(services: Services, journey: str, key: str, file: UploadFile, content: bytes) -> Upload:
    state = await state_of(services, journey)
    book = next((book for book in state.policy.books if book.key == key), None)
    if book is None:
        raise NoSuch(what="book", id=key)
    try:
        found = await find_chapters(content, book)
    except BookRefused as refused:
        raise NotValid(errors=(FieldProblem(where="body.file", message=refused.reason),)) from refused
    return Upload(name=_title(file.filename) or f"{key}.{found.form}", content=content, found=found)


def _title(filename: str | None) -> str:
    """A file's name as it can stand in lists: one line, not too long."""
    printable = "".join(c if c.isprintable() else " " for c in filename or "")
    return " ".join(printable.split())[:300].strip()


async def _notes(upload: Upload) -> tuple[str, ...]:
    try:
        return await check_texts(upload)
    except UploadRefused as refused:
        raise NotValid(errors=(FieldProblem(where="body.file", message=str(refused)),)) from refused
