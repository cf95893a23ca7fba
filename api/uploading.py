"""Taking a whole book over: the file is kept as it is, its chapters beside it, then the journey is told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from activities.documents.blocks import ChapterRefused
from activities.documents.blocks_reading import read_chapter
from activities.documents.chapters import FoundBook
from activities.documents.files import ObjectFiles
from api.desk import Answer, Desk
from domain.messages import Actor, Command, UploadBook
from domain.values import Document
from records.contents import Contents

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
MARKDOWN = "text/markdown; charset=utf-8"


class UploadRefused(Exception):
    """A chapter of the file cannot be typeset; the message says which and why."""


@dataclass(frozen=True)
class Upload:
    """A book's file with what was found in it."""

    name: str
    content: bytes
    found: FoundBook

    @property
    def file(self) -> Document:
        """The file by its hash."""
        return Document(sha256=_hash(self.content), size=len(self.content), title=self.name[:300])


async def check_texts(upload: Upload) -> tuple[str, ...]:
    """What authors should know of how their chapters will look. Raises `UploadRefused` for one that is not typeset."""
    notes: list[str] = []
    for chapter in upload.found.chapters:
        try:
            text = await read_chapter(chapter.markdown, known=set(upload.found.pictures))
        except ChapterRefused as refused:
            raise UploadRefused(f"{chapter.title}: {refused.reason}") from refused
        notes += [f"{chapter.title}: {note}" for note in text.notes]
    return tuple(notes)


async def upload_book(
    desk: Desk, pool: asyncpg.Pool, files: ObjectFiles, journey: str, upload: Upload, actor: Actor
) -> Answer:
    """Keep the file and its parts, then tell the journey; the same file by the same person again is the same command.

    Raises what `Desk.send` raises. What was kept for an act that is refused is named by nothing, and harms nobody.
    """
    await files.put(upload.content, MEDIA[upload.found.form])
    for picture in upload.found.pictures.values():
        await files.put(picture, "application/octet-stream")
    contents = Contents(pool)
    texts: Mapping[str, bytes] = {chapter.key: chapter.markdown.encode() for chapter in upload.found.chapters}
    for text in texts.values():
        await contents.put(text, MARKDOWN)
    titles = {chapter.key: chapter.title for chapter in upload.found.chapters}
    act = UploadBook(
        book=upload.found.book,
        file=upload.file,
        found=tuple(
            (key, Document(sha256=_hash(text), size=len(text), title=titles[key])) for key, text in texts.items()
        ),
    )
    id_ = f"upload-{upload.found.book}-{upload.file.sha256[:24]}-{_hash(actor.person.encode())[:8]}"
    return await desk.send(journey, Command(id=id_, actor=actor, act=act))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
