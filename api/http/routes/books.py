"""Whole books as DOCX or PDF: how their chapters are found, then taken over; the file stays the official one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile

from activities.documents.chapters import FoundBook, find_chapters
from activities.documents.chapters_archive import BookRefused
from api.http.access import Acting, OfJourney
from api.http.asking import BookKey, JourneyId, state_of
from api.http.commands import ActAnswer, answered, role_for
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
    upload = await _read(services, journey, book, file)
    notes = await _notes(upload) if upload.found.chapters else ()
    return CheckedBook(found=upload.found, complete=upload.found.complete, notes=notes)


@router.put("/journeys/{journey}/books/{book}", openapi_extra=own_problems(NoSuch))
async def take_over(
    journey: JourneyId,
    book: BookKey,
    file: BookFile,
    caller: Acting,
    services: Serving,
    role: Annotated[Role | None, Query(description="In which role, where several fit.")] = None,
) -> ActAnswer:
    """Take a whole book over. The same file by the same person again is done once, whatever the key."""
    upload = await _read(services, journey, book, file)
    await _notes(upload)
    acting = role or await role_for(services, caller.person, journey, "upload_book")
    actor = Actor(person=caller.person, role=acting)
    taken = await upload_book(services.desk, services.pool, services.files, journey, upload, actor)
    return await answered(services, journey, taken.answer)


async def _read(services: Services, journey: str, key: str, file: UploadFile) -> Upload:
    state = await state_of(services, journey)
    book = next((book for book in state.policy.books if book.key == key), None)
    if book is None:
        raise NoSuch(what="book", id=key)
    content = await file.read()
    try:
        found = await find_chapters(content, book)
    except BookRefused as refused:
        raise NotValid(errors=(FieldProblem(where="body.file", message=refused.reason),)) from refused
    return Upload(name=file.filename or f"{key}.{found.form}", content=content, found=found)


async def _notes(upload: Upload) -> tuple[str, ...]:
    try:
        return await check_texts(upload)
    except UploadRefused as refused:
        raise NotValid(errors=(FieldProblem(where="body.file", message=str(refused)),)) from refused
