"""The books of a pack: as working copies in Word whose chapters are found again, and what was changed in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from activities.documents.blocks_reading import STORED
from activities.documents.book import gather_book
from activities.documents.book_docx import write_docx
from activities.documents.chapters import FoundBook, FoundChapter, find_chapters
from activities.documents.chapters_archive import BookRefused
from activities.documents.files import ObjectFiles
from activities.documents.making import DOCX
from api.pack.manifest import Manifest, PackedBook, PackedChapter, PackRefused
from domain.model import Journey
from domain.policy import BookPolicy
from domain.values import ChapterName, Document
from domain.words.phrase import Language
from records.contents import Contents

ZIP = b"PK\x03\x04"


class TextMissing(Exception):
    """A text is named by its hash, and is not kept here: an operator has to put it back."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"The text {sha256} is not in the store. Put it back, then make the pack again.")


@dataclass(frozen=True)
class BookFiles:
    """Where texts and files are kept."""

    contents: Contents
    objects: ObjectFiles

    async def get(self, sha256: str) -> bytes | None:
        """The bytes with a hash; None where there are none."""
        found = await self.contents.get(sha256)
        return found.content if found else await self.objects.get(sha256)

    async def text(self, document: Document) -> str:
        """A chapter's text. Raises `TextMissing`."""
        content = await self.get(document.sha256)
        if content is None:
            raise TextMissing(document.sha256)
        return content.decode(errors="replace")


def book_files(pool: asyncpg.Pool, objects: ObjectFiles) -> BookFiles:
    """The stores of an installation."""
    return BookFiles(Contents(pool), objects)


def chapters_shown(journey: Journey, *, whole: bool) -> tuple[PackedChapter, ...]:
    """The newest version of every chapter; for those who do not see the whole journey, the one last submitted."""
    names = [ChapterName(book=book, chapter=key) for book, key in journey.policy.chapters()]
    if not whole:
        if not journey.submissions:
            return tuple(PackedChapter(name=name) for name in names)
        versions: Sequence[int] = journey.submissions[-1].versions
    else:
        states = [journey.chapter(name) for name in names]
        versions = [state.version if state else 0 for state in states]
    found = []
    for name, version in zip(names, versions, strict=True):
        state = journey.chapter(name)
        document = state.versions[version - 1] if state and version else None
        found.append(PackedChapter(name=name, version=version if document else 0, document=document))
    return tuple(found)


async def write_books(
    journey: Journey, chapters: Sequence[PackedChapter], files: BookFiles, at: datetime
) -> Mapping[PackedBook, bytes]:
    """Every book of the policy as DOCX; each is kept in the object store, to be compared with when it comes back.

    Raises `TextMissing` and pandoc's failures.
    """
    made: dict[PackedBook, bytes] = {}
    for book in journey.policy.books:
        own = {chapter.name.chapter: chapter for chapter in chapters if chapter.name.book == book.key}
        content = await _original(journey, book, own, files)
        original = content is not None
        if content is None:
            content = await _working_copy(journey, book, own, files, at)
        stored = await files.objects.put(content, DOCX)
        made[PackedBook(file=f"buku/{book.key}.docx", book=book.key, sha256=stored.sha256, original=original)] = content
    return made


async def _original(
    journey: Journey, book: BookPolicy, chapters: Mapping[str, PackedChapter], files: BookFiles
) -> bytes | None:
    """The region's own file, where it says what the chapters say and is a DOCX."""
    versions = {key: chapter.version for key, chapter in chapters.items()}
    upload = journey.upload_of(book.key, versions)
    content = await files.objects.get(upload.file.sha256) if upload else None
    return content if content is not None and content.startswith(ZIP) else None


async def _working_copy(
    journey: Journey, book: BookPolicy, chapters: Mapping[str, PackedChapter], files: BookFiles, at: datetime
) -> bytes:
    """A book with its chapters alone: what the system adds to a book would be taken for text when it comes back."""
    texts = {key: await files.text(chapter.document) for key, chapter in chapters.items() if chapter.document}
    hashes = sorted({sha256 for text in texts.values() for sha256 in STORED.findall(text)})
    images = {sha256: content for sha256 in hashes if (content := await files.get(sha256)) is not None}
    gathered = await gather_book(journey, book.key, texts, images, at=at, check_url=None, language=Language.ID)
    bare = tuple(chapter.model_copy(update={"parts": ()}) for chapter in gathered.chapters)
    return await write_docx(gathered.model_copy(update={"chapters": bare, "annexes": (), "sha256": None}))


@dataclass(frozen=True)
class ChangedBook:
    """A book that came back otherwise than it was sent out."""

    packed: PackedBook
    found: FoundBook
    """Every chapter that it has; those that nobody changed with the text that they had before."""
    changed: tuple[PackedChapter, ...]
    """The chapters that were changed, with the version they were made from."""
    whole: bool
    """Whether every chapter of it can be kept: none was lost in the file."""
    notes: tuple[str, ...]

    def text(self, chapter: PackedChapter) -> FoundChapter:
        """What a changed chapter says now."""
        return next(found for found in self.found.chapters if found.key == chapter.name.chapter)


async def changed_book(
    manifest: Manifest, packed: PackedBook, content: bytes, journey: Journey, files: BookFiles
) -> ChangedBook | None:
    """What was changed in a book; None for nothing. Raises `PackRefused` for a file that cannot be read as the book."""
    book = next((book for book in journey.policy.books if book.key == packed.book), None)
    before = await files.objects.get(packed.sha256)
    if book is None or before is None:
        raise PackRefused(
            "Buku asal paket ini tidak tersimpan lagi. Unduh paket baru, lalu salin perubahannya ke sana."
        )
    found = await _read(content, book)
    old = {chapter.key: chapter.markdown for chapter in (await _read(before, book)).chapters}
    versions = {chapter.name.chapter: chapter for chapter in manifest.chapters if chapter.name.book == packed.book}
    kept: list[FoundChapter] = []
    changed: list[PackedChapter] = []
    for chapter in found.chapters:
        known = versions[chapter.key]
        if _words(chapter.markdown) != _words(old.get(chapter.key, "")):
            changed.append(known)
            kept.append(chapter)
        elif known.document is not None:
            kept.append(chapter.model_copy(update={"markdown": await files.text(known.document)}))
    if not changed:
        return None
    written = {key for key, chapter in versions.items() if chapter.document is not None}
    return ChangedBook(
        packed=packed,
        found=found.model_copy(update={"chapters": tuple(kept)}),
        changed=tuple(changed),
        whole=written <= {chapter.key for chapter in kept},
        notes=found.notes,
    )


def _words(markdown: str) -> str:
    return " ".join(markdown.split())


async def _read(content: bytes, book: BookPolicy) -> FoundBook:
    try:
        return await find_chapters(content, book)
    except BookRefused as refused:
        raise PackRefused(refused.reason) from refused
