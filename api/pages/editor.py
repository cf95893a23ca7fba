"""The editor of one chapter: Markdown, saved on top of the version one started from, never over somebody else's."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import FormData, UploadFile

from activities.documents.blocks import ChapterRefused
from api.comparing import Comparison, compare
from api.desk import Refused
from api.file_kinds import kind_of
from api.http.access import OfJourney
from api.http.asking import BookKey, ChapterKey, JourneyId
from api.http.caller import Caller
from api.http.known_files import keep_as_his
from api.http.problems import HttpProblem, NoSuch, NotForYou, NotValid
from api.http.routes.chapters import text_of
from api.http.serving import Serving
from api.http.writing import MOST_PICTURES, Draft, TextFault, fault_in, save_draft
from api.pages.act_form import act_key
from api.pages.chapter_html import readable_chapter, shown_text
from api.pages.comparison import folded
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing
from api.pages.stand_in import fitting_hat
from api.pages.writing_room import WritingRoom, chapter_of, writing_room
from api.services import Services
from domain.errors import ChapterChangedMeanwhile
from domain.model import ChapterState
from domain.policy import BookPolicy, ChapterPolicy
from domain.values import ChapterName
from domain.words.phrase import Phrase
from records.people import People
from records.writing import ChapterSave, JourneyFiles

router = APIRouter(include_in_schema=False)

PICTURES = ("image/png", "image/jpeg")
LONGEST_ALT = 200
SAVED = Phrase("Bab tersimpan sebagai versi {}.", "The chapter is saved as version {}.")
RESTORED = Phrase("Versi {} dikembalikan sebagai versi {}.", "Version {} is back as version {}.")
NO_PICTURE = Phrase("Pilih berkas gambar dulu (PNG atau JPEG).", "Choose a picture first (PNG or JPEG).")
FAULTS = {
    TextFault.EMPTY: Phrase("Naskahnya kosong. Tulis dulu isinya.", "The text is empty. Write something first."),
    TextFault.NUL: Phrase(
        "Naskah memuat tanda tanpa makna (NUL). Hapus tanda itu.",
        "The text has a character without a meaning (NUL). Take it out.",
    ),
    TextFault.PICTURES: Phrase(
        f"Naskah menyebut terlalu banyak gambar; satu bab paling banyak {MOST_PICTURES}. Bagilah.",
        f"The text names too many pictures; a chapter may have {MOST_PICTURES}. Divide it.",
    ),
}
Version = Annotated[int, Query(ge=0, le=10_000_000)]


@dataclass(frozen=True)
class Desk:
    """One chapter on somebody's desk."""

    room: WritingRoom
    book: BookPolicy
    chapter: ChapterPolicy
    state: ChapterState | None

    @property
    def name(self) -> ChapterName:
        """The chapter's name."""
        return ChapterName(book=self.book.key, chapter=self.chapter.key)

    @property
    def version(self) -> int:
        """The newest version, 0 for none."""
        return self.state.version if self.state else 0

    @property
    def address(self) -> str:
        """Where the chapter is written."""
        return f"/journeys/{self.room.state.id}/books/{self.book.key}/{self.chapter.key}"


@dataclass(frozen=True)
class Written:
    """What a form of the editor brought: the text, the version it was made from, where the caret stood."""

    text: str
    based_on: int
    caret: int | None

    def with_picture(self, alt: str, sha256: str) -> Written:
        """The text with a picture where the caret stood, else at its end."""
        at = len(self.text) if self.caret is None else min(self.caret, len(self.text))
        before, after = self.text[:at].rstrip("\n"), self.text[at:].lstrip("\n")
        picture = f"![{alt}](sha256:{sha256})"
        return Written("\n\n".join(part for part in (before, picture, after) if part), self.based_on, None)


async def desk_of(services: Services, caller: Caller, journey: str, book: str, chapter: str) -> Desk:
    """A chapter as somebody finds it. Raises `NoSuch`."""
    room = await writing_room(services, caller, journey)
    found = chapter_of(room.state, book, chapter)
    return Desk(room, *found, room.state.chapter(ChapterName(book=book, chapter=chapter)))


@router.get("/journeys/{journey}/books/{book}/{chapter}")
async def show(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    version: Version | None = None,
    read: bool = False,
) -> Response:
    """A chapter: to be written by who may write now, else to be read; a version of before is always read."""
    desk = await desk_of(services, caller, journey, book, chapter)
    if desk.room.writes("save_chapters") is None or version is not None or read:
        return await _reader(services, pages, caller, desk, version)
    text = (await text_of(services, desk.state.versions[-1])).decode() if desk.state else ""
    return await _editor(services, pages, caller, desk, Written(text, desk.version, None))


@router.get("/journeys/{journey}/books/{book}/{chapter}/others")
async def others(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    based_on: Version = 0,
) -> Response:
    """Whether somebody else has saved a newer version than the one that is being written on."""
    desk = await desk_of(services, caller, journey, book, chapter)
    saves, names = await _saves(services, desk)
    newer = [save for save in saves if save.version > based_on and save.person != caller.person]
    return await pages.page(
        "books/others.html", caller, line=desk.room.line, desk=desk, newer=newer[-1] if newer else None, names=names
    )


@router.post("/journeys/{journey}/books/{book}/{chapter}")
async def save(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    request: Request,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
) -> Response:
    """Save what was written, look at it first, or bring back a version of before, as the button says."""
    desk = await desk_of(services, caller, journey, book, chapter)
    form = await request.form()
    if form.get("act") == "restore":
        return await _restore(services, pages, caller, desk, form)
    written = _written(form)
    if form.get("act") == "preview":
        return await _preview(services, pages, caller, desk, written)
    said = SAVED.into(await pages.language(caller)).format(written.based_on + 1)
    return await _save(services, pages, caller, desk, written, said)


@router.post("/journeys/{journey}/books/{book}/{chapter}/picture")
async def picture(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    request: Request,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
) -> Response:
    """Store a picture, put it into the text, and save that."""
    desk = await desk_of(services, caller, journey, book, chapter)
    if desk.room.role("save_chapters") is None:
        raise NotForYou(allowed="the region's writers while its journey lasts")
    form = await request.form()
    written, file = _written(form), form.get("picture")
    content = await file.read() if isinstance(file, UploadFile) else b""
    kind = await asyncio.to_thread(kind_of, content)
    language = await pages.language(caller)
    if kind is None or kind.media_type not in PICTURES:
        errors = {"picture": NO_PICTURE.into(language)}
        return await _editor(services, pages, caller, desk, written, errors=errors)
    stored = await services.files.put(content, kind.media_type)
    await keep_as_his(services, caller, [stored.sha256])
    alt = " ".join(str(form.get("alt", "")).replace("[", "(").replace("]", ")").split())[:LONGEST_ALT]
    said = SAVED.into(language).format(written.based_on + 1)
    return await _save(services, pages, caller, desk, written.with_picture(alt, stored.sha256), said)


def _written(form: FormData) -> Written:
    based_on, caret = str(form.get("based_on", "")), str(form.get("caret", ""))
    return Written(
        text=str(form.get("text", "")).replace("\r\n", "\n").replace("\r", "\n"),
        based_on=int(based_on) if based_on.isdigit() else 0,
        caret=int(caret) if caret.isdigit() else None,
    )


async def _save(services: Services, pages: Pages, caller: Caller, desk: Desk, written: Written, said: str) -> Response:
    hat, closed = desk.room.hat("save_chapters"), desk.room.closed
    language = await pages.language(caller)
    if hat is None and closed is not None and fitting_hat(desk.room.hats, caller.person, "save_chapters"):
        # It ended while he was writing.
        errors = {"text": closed.into(language)}
        return await _editor(services, pages, caller, desk, written, errors=errors, status=409)
    if hat is None:
        raise NotForYou(allowed="the region's writers while its journey lasts")
    fault = fault_in(written.text)
    if fault is not None:
        return await _editor(services, pages, caller, desk, written, errors={"text": FAULTS[fault].into(language)})
    draft = Draft(desk.name, written.text.encode(), written.based_on)
    journey = desk.room.state.id
    try:
        key = act_key(journey, written.based_on, draft)
        await save_draft(services, caller, key, journey, draft, hat.role, instead_of=hat.person)
    except NotValid as wrong:
        # What is left to be wrong is said to authors, in Indonesian, by what reads the text as the books are.
        errors = {"text": " ".join(error.message for error in wrong.errors)}
        return await _editor(services, pages, caller, desk, written, errors=errors)
    except HttpProblem as problem:
        errors = {"text": refusal_text(problem, language)}
        return await _editor(services, pages, caller, desk, written, errors=errors, status=problem.status)
    except Refused as refused:
        if refused.name == ChapterChangedMeanwhile.__name__:
            return await _conflict(services, pages, caller, desk, written)
        errors = {"text": refusal_text(refused, language)}
        return await _editor(services, pages, caller, desk, written, errors=errors, status=409)
    return pages.go(desk.address, said)


async def _restore(services: Services, pages: Pages, caller: Caller, desk: Desk, form: FormData) -> Response:
    """An old text becomes the newest version; what lies between stays in the list."""
    wanted, written = str(form.get("version", "")), _written(form)
    if desk.state is None or not wanted.isdigit() or not 1 <= int(wanted) <= desk.version:
        raise NoSuch(what="version", id=wanted)
    old = (await text_of(services, desk.state.versions[int(wanted) - 1])).decode()
    said = RESTORED.into(await pages.language(caller)).format(wanted, written.based_on + 1)
    return await _save(services, pages, caller, desk, Written(old, written.based_on, None), said)


async def _preview(services: Services, pages: Pages, caller: Caller, desk: Desk, written: Written) -> Response:
    try:
        shown = await shown_text(services, desk.room.state.id, written.text) if written.text.strip() else None
    except ChapterRefused as refused:
        return await _editor(services, pages, caller, desk, written, errors={"text": refused.reason})
    if pages.request.headers.get("HX-Request"):
        return await pages.page("books/preview.html", caller, cached=False, preview=shown, asked=True)
    return await _editor(services, pages, caller, desk, written, preview=shown, asked=True)


async def _saves(services: Services, desk: Desk) -> tuple[list[ChapterSave], dict[str, str]]:
    """Who saved which version of this chapter, and the people's names."""
    saves = [save for save in await JourneyFiles(services.pool).saves(desk.room.state.id) if save.name == desk.name]
    return saves, await People(services.pool).names(sorted({save.person for save in saves if save.person}))


async def _editor(
    services: Services,
    pages: Pages,
    caller: Caller,
    desk: Desk,
    written: Written,
    *,
    errors: dict[str, str] | None = None,
    status: int | None = None,
    **preview: object,
) -> Response:
    saves, names = await _saves(services, desk)
    notes: tuple[str, ...] = ()
    if desk.state is not None and not preview and not errors:
        notes = (await readable_chapter(services, desk.room.state.id, desk.state.versions[-1])).notes
    return await pages.page(
        "books/editor.html",
        caller,
        status=status or (422 if errors else 200),
        line=desk.room.line,
        desk=desk,
        written=written,
        saves={save.version: save for save in saves},
        names=names,
        notes=notes,
        comments=[comment for comment in desk.room.state.open_comments if comment.chapter == desk.name],
        errors=errors or {},
        preview=preview.get("preview"),
        asked=preview.get("asked", False),
    )


async def _reader(services: Services, pages: Pages, caller: Caller, desk: Desk, version: int | None) -> Response:
    number = version or desk.version
    if number > desk.version:
        raise NoSuch(what="version", id=number)
    saves, names = await _saves(services, desk)
    shown = None
    if desk.state is not None:
        shown = await readable_chapter(services, desk.room.state.id, desk.state.versions[number - 1])
    return await pages.page(
        "books/chapter.html",
        caller,
        line=desk.room.line,
        desk=desk,
        number=number,
        shown=shown,
        saves={save.version: save for save in saves},
        names=names,
    )


async def _conflict(services: Services, pages: Pages, caller: Caller, desk: Desk, written: Written) -> Response:
    """Somebody was quicker: both texts and what differs, word by word; nothing of either is lost."""
    fresh = await desk_of(services, caller, desk.room.state.id, desk.book.key, desk.chapter.key)
    saves, names = await _saves(services, fresh)
    theirs = (await text_of(services, fresh.state.versions[-1])).decode() if fresh.state else ""
    differs: Comparison = await asyncio.to_thread(compare, theirs, written.text)
    return await pages.page(
        "books/conflict.html",
        caller,
        status=409,
        line=fresh.room.line,
        desk=fresh,
        written=written,
        theirs=theirs,
        differs=differs,
        folded=folded(differs),
        saves={save.version: save for save in saves},
        names=names,
    )
