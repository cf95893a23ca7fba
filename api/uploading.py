"""Taking a whole book over: the file is kept as it is, its chapters beside it, then the journey is told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import asyncpg

from activities.documents.blocks import ChapterRefused
from activities.documents.blocks_reading import STORED, read_chapter
from activities.documents.chapters import FoundBook
from activities.documents.files import ObjectFiles
from activities.documents.making import DOCX, PDF
from api.desk import Answer, Desk
from domain.messages import Actor, Command, UploadBook
from domain.values import Document
from records.contents import Contents

MEDIA = {"docx": DOCX, "pdf": PDF}
MARKDOWN = "text/markdown; charset=utf-8"
NAMES_A_FILE = "teksnya menyebut berkas dengan “sha256:…”. Masukkan gambarnya sendiri ke dalam dokumen."


class UploadRefused(Exception):
    """A chapter of the file cannot be typeset; the message says which and why."""


@dataclass(frozen=True)
class Upload:
    """A book's file with what was found in it."""

    name: str
    content: bytes
    found: FoundBook


@dataclass(frozen=True)
class TakenOver:
    """A book that was taken over: its file as it is kept, and the journey's answer."""

    file: Document
    answer: Answer


async def check_texts(upload: Upload) -> tuple[str, ...]:
    """What authors should know of how their chapters will look.

    Raises `UploadRefused` for one that cannot be typeset, and when there is none at all.
    """
    if not upload.found.chapters:
        raise UploadRefused("no chapter of the policy was found in it. Give its chapters the titles of the policy.")
    notes: list[str] = []
    for chapter in upload.found.chapters:
        if not set(STORED.findall(chapter.markdown)) <= set(upload.found.pictures):
            raise UploadRefused(f"{chapter.title}: {NAMES_A_FILE}")
        try:
            text = await read_chapter(chapter.markdown, known=set(upload.found.pictures))
        except ChapterRefused as refused:
            raise UploadRefused(f"{chapter.title}: {refused.reason}") from refused
        notes += [f"{chapter.title}: {note}" for note in text.notes]
    return tuple(notes)


async def upload_book(
    desk: Desk,
    pool: asyncpg.Pool,
    files: ObjectFiles,
    journey: str,
    upload: Upload,
    actor: Actor,
    *,
    command: str | None = None,
) -> TakenOver:
    """Keep the file and its parts, then tell the journey.

    `command` is the command's id; None: one of the file and the person, so that the same again is the same command.

    Raises what `Desk.send` raises. What was kept for an act that is refused is named by nothing, and harms nobody.
    """
    book = upload.found.book
    stored = await files.put(upload.content, MEDIA[upload.found.form])
    file = Document(sha256=stored.sha256, size=stored.size, title=upload.name[:300])
    for picture in upload.found.pictures.values():
        await files.put(picture, "application/octet-stream")
    contents = Contents(pool)
    found: list[tuple[str, Document]] = []
    for chapter in upload.found.chapters:
        text = chapter.markdown.encode()
        sha256 = await contents.put(text, MARKDOWN)
        found.append((chapter.key, Document(sha256=sha256, size=len(text), title=chapter.title)))
    by = hashlib.sha256(actor.person.encode()).hexdigest()[:8]
    id_ = command or f"upload-{book}-{file.sha256[:24]}-{by}"
    act = UploadBook(book=book, file=file, found=tuple(found))
    return TakenOver(file, await desk.send(journey, Command(id=id_, actor=actor, act=act)))
