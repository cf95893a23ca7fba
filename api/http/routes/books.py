"""Whole books as DOCX or PDF: how their chapters are found, then taken over; the file stays the official one."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, File, Query, Request, Response, UploadFile

from activities.documents.chapters import FoundBook
from api.http.access import Acting, OfJourney
from api.http.asking import BookKey, JourneyId
from api.http.commands import KEY_HEADER, ActAnswer, IdempotencyKey, actor_for, answered, command_id, role_for
from api.http.description import own_problems
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.http.writing import find_book, notes_on
from api.uploading import upload_book
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
    upload = await find_book(services, journey, book, file.filename, await file.read())
    notes = await notes_on(upload) if upload.found.chapters else ()
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
    acting = await role_for(services, caller.person, journey, "upload_book", role)
    actor = await actor_for(services, caller.person, journey, "upload_book", acting)
    content = await file.read()
    if KEY_HEADER not in request.headers:
        key = f"upload-{book}-{hashlib.sha256(content).hexdigest()[:24]}"
        request.state.idempotency_key = response.headers[KEY_HEADER] = key
    upload = await find_book(services, journey, book, file.filename, content)
    await notes_on(upload)
    command = command_id(caller.person, key)
    taken = await upload_book(services.desk, services.pool, services.files, journey, upload, actor, command=command)
    return await answered(services, journey, taken.answer)
