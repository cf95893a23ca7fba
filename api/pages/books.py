"""The books of a region: how far each chapter is, whole books uploaded and checked before they are taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from api.desk import Refused
from api.http.access import OfJourney
from api.http.asking import BookKey, JourneyId
from api.http.caller import Caller
from api.http.commands import actor_for, command_id
from api.http.known_files import his_own, keep_as_his
from api.http.problems import HttpProblem, NotForYou, NotValid
from api.http.serving import Serving
from api.http.writing import find_book, notes_on
from api.pages.act_form import HASH
from api.pages.chapter_html import readable_chapter
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing
from api.pages.writing_room import WritingRoom, writing_room
from api.services import Services
from api.uploading import MEDIA, Upload, upload_book
from domain.model import ChapterState
from domain.policy import BookPolicy, ChapterPolicy
from domain.values import ChapterName, Document
from domain.words.phrase import Phrase
from records.identity import Hat
from records.people import People
from records.writing import ChapterSave, JourneyFiles

router = APIRouter(include_in_schema=False)

FIRST_WORDS = 45
"""Words of a chapter that are shown so that one sees whether the right text was found."""
NO_FILE = Phrase("Pilih berkas buku dulu (.docx atau .pdf).", "Choose the book's file first (.docx or .pdf).")
FILE_GONE = Phrase("Berkas tidak ditemukan lagi; unggah sekali lagi.", "The file is not there any more; send it again.")


@dataclass(frozen=True)
class ChapterLine:
    """A chapter in the list of books; `saved` is None for what nobody here has saved."""

    policy: ChapterPolicy
    state: ChapterState | None
    saved: ChapterSave | None


@dataclass(frozen=True)
class BookLine:
    """A book in the list: its chapters, and the file that is its official form while nobody changes a chapter."""

    policy: BookPolicy
    chapters: tuple[ChapterLine, ...]
    official: Document | None

    @property
    def written(self) -> int:
        """How many chapters have a text."""
        return sum(1 for chapter in self.chapters if chapter.state is not None)

    @property
    def touched(self) -> datetime | None:
        """When a chapter was saved last."""
        return max((chapter.saved.at for chapter in self.chapters if chapter.saved), default=None)


@router.get("/journeys/{journey}/books")
async def books(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """Every book with its chapters, and what the plan says besides."""
    room = await writing_room(services, caller, journey)
    return await _list(services, pages, caller, room)


@router.get("/journeys/{journey}/books-notices")
async def notices(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """What authors should know of how their chapters will look; reading them all takes a moment."""
    room = await writing_room(services, caller, journey)
    found = []
    for chapter in room.state.chapters:
        read = await readable_chapter(services, journey, chapter.versions[-1])
        found.append((chapter.name, chapter.versions[-1].title, read))
    return await pages.page("books/notices.html", caller, line=room.line, room=room, found=found)


@router.post("/journeys/{journey}/books/{book}")
async def take(
    journey: JourneyId, book: BookKey, request: Request, caller: OfJourney, services: Serving, pages: Showing
) -> Response:
    """Check a file that was chosen and show how its chapters were found; or take over the one that was checked."""
    room = await writing_room(services, caller, journey)
    hat, closed = room.hat("upload_book"), room.closed
    if hat is None:
        raise NotForYou(allowed="the region's writers while its journey lasts")
    if closed is not None:
        return await _list(services, pages, caller, room, {f"file-{book}": closed.into(await pages.language(caller))})
    form = await request.form()
    if sha256 := str(form.get("sha256", "")):
        return await _accept(services, pages, caller, room, hat, book, sha256, str(form.get("name", "")))
    return await _check(services, pages, caller, room, book, form)


async def _check(
    services: Services, pages: Pages, caller: Caller, room: WritingRoom, book: str, form: FormData
) -> Response:
    """How the chapters are found in the file that was chosen; the file is kept, so that it is sent only once."""
    chosen = await _chosen(form)
    if chosen is None:
        said = NO_FILE.into(await pages.language(caller))
        return await _list(services, pages, caller, room, {f"file-{book}": said})
    name, content = chosen
    try:
        upload = await find_book(services, room.state.id, book, name, content)
        notes = await notes_on(upload) if upload.found.chapters else ()
    except NotValid as wrong:
        return await _list(services, pages, caller, room, {f"file-{book}": _said(wrong)})
    stored = await services.files.put(content, MEDIA[upload.found.form])
    await keep_as_his(services, caller, [stored.sha256])
    return await _checked(pages, caller, room, upload, notes, stored.sha256)


async def _chosen(form: FormData) -> tuple[str, bytes] | None:
    """The name and the bytes of the file that was sent; None without one."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    return file.filename.replace("\\", "/").rpartition("/")[2], await file.read()


async def _accept(
    services: Services,
    pages: Pages,
    caller: Caller,
    room: WritingRoom,
    hat: Hat,
    book: str,
    sha256: str,
    name: str,
) -> Response:
    """Take over the file that was checked, found again by its hash and checked once more."""
    language = await pages.language(caller)
    content = await his_own(services, caller, sha256) if HASH.fullmatch(sha256) else None
    if content is None:
        return await _list(services, pages, caller, room, {f"file-{book}": FILE_GONE.into(language)})
    try:
        upload = await find_book(services, room.state.id, book, name, content)
        if not upload.found.chapters:
            return await _checked(pages, caller, room, upload, (), sha256)
        notes = await notes_on(upload)
    except NotValid as wrong:
        return await _list(services, pages, caller, room, {f"file-{book}": _said(wrong)})
    command = command_id(caller.person, f"upload-{book}-{sha256[:24]}-{room.state.seq}")
    try:
        actor = await actor_for(services, caller.person, room.state.id, "upload_book", hat.role, instead_of=hat.person)
        await upload_book(services.desk, services.pool, services.files, room.state.id, upload, actor, command=command)
    except (Refused, HttpProblem) as refused:
        return await _checked(pages, caller, room, upload, notes, sha256, refusal_text(refused, language))
    said = Phrase(
        f"Buku diterima: {len(upload.found.chapters)} bab menjadi versi baru.",
        f"The book was taken over: {len(upload.found.chapters)} chapters have a new version.",
    )
    return pages.go(f"/journeys/{room.state.id}/books#{book}", said.into(language))


async def _checked(
    pages: Pages,
    caller: Caller,
    room: WritingRoom,
    upload: Upload,
    notes: tuple[str, ...],
    sha256: str,
    refused: str | None = None,
) -> Response:
    found = upload.found
    policy = next(book for book in room.state.policy.books if book.key == found.book)
    chapters = {chapter.key: chapter for chapter in found.chapters}
    versions = {
        chapter.key: room.state.chapter(ChapterName(book=found.book, chapter=chapter.key))
        for chapter in policy.chapters
    }
    return await pages.page(
        "books/check.html",
        caller,
        status=409 if refused else 200,
        cached=False,
        line=room.line,
        room=room,
        book=policy,
        found=found,
        chapters=chapters,
        versions=versions,
        begins={key: first_words(chapter.markdown) for key, chapter in chapters.items()},
        notes=notes,
        name=upload.name,
        sha256=sha256,
        problems=[refused] if refused else [],
    )


async def _list(
    services: Services, pages: Pages, caller: Caller, room: WritingRoom, errors: Mapping[str, str] | None = None
) -> Response:
    saves = await JourneyFiles(services.pool).saves(room.state.id)
    people = sorted({save.person for save in saves if save.person})
    return await pages.page(
        "books/list.html",
        caller,
        status=422 if errors else 200,
        line=room.line,
        room=room,
        books=book_lines(room, saves),
        names=await People(services.pool).names(people),
        errors=errors or {},
    )


def book_lines(room: WritingRoom, saves: tuple[ChapterSave, ...]) -> tuple[BookLine, ...]:
    """The books of the policy with what is written of them."""
    newest = {(save.name.book, save.name.chapter, save.version): save for save in saves}
    lines = []
    for book in room.state.policy.books:
        chapters = []
        for chapter in book.chapters:
            state = room.state.chapter(ChapterName(book=book.key, chapter=chapter.key))
            saved = newest.get((book.key, chapter.key, state.version)) if state else None
            chapters.append(ChapterLine(chapter, state, saved))
        versions = {line.policy.key: line.state.version for line in chapters if line.state is not None}
        upload = room.state.upload_of(book.key, versions)
        lines.append(BookLine(book, tuple(chapters), upload.file if upload else None))
    return tuple(lines)


def first_words(markdown: str) -> str:
    """How a text begins, without the signs of Markdown, so that its author recognises it."""
    words = [word for word in markdown.split() if word.strip("#*_|->:`=+")]
    shown = " ".join(word.strip("*_`#") for word in words[:FIRST_WORDS])
    return f"{shown} …" if len(words) > FIRST_WORDS else shown


def _said(wrong: NotValid) -> str:
    """Why a file is not taken; what reads books says so to authors, in Indonesian."""
    return " ".join(error.message for error in wrong.errors)
