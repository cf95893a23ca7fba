"""What is written over HTTP, checked and saved: a chapter's text, and a whole book with the chapters found in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from activities.documents.blocks import ChapterRefused
from activities.documents.blocks_reading import STORED, read_chapter
from activities.documents.chapters import find_chapters
from activities.documents.chapters_archive import BookRefused
from api.http.asking import state_of
from api.http.caller import Caller
from api.http.commands import ActAnswer, send
from api.http.known_files import his_or_seen, keep_as_his
from api.http.problems import FieldProblem, NoSuch, NotValid
from api.services import Services
from api.uploading import MARKDOWN, Upload, UploadRefused, check_texts
from domain.facts import ChapterFacts
from domain.messages import SaveChapters
from domain.values import ChapterName, Document
from domain.vocabulary import Role
from records.contents import Contents

MOST_PICTURES = 500
"""Pictures that a chapter may name."""
NOT_HIS = "Gambar ini belum Anda unggah dan tidak ada di daerah ini: {}. Unggah gambarnya dulu, atau hapus sebutannya."


class TextFault(Enum):
    """Why a text cannot be kept: nothing stands in it, it has a NUL, or it names too many pictures."""

    EMPTY = "empty"
    NUL = "nul"
    PICTURES = "pictures"


@dataclass(frozen=True)
class Draft:
    """A chapter's text as somebody wrote it, on top of which version; `title` None is the policy's."""

    name: ChapterName
    content: bytes
    based_on: int
    title: str | None = None


async def save_draft(
    services: Services,
    caller: Caller,
    key: str,
    journey: str,
    draft: Draft,
    role: Role,
    *,
    instead_of: str | None = None,
) -> tuple[ActAnswer, tuple[str, ...]]:
    """Save a chapter's new version; with the answer comes what its author should know of how it will look.

    Raises `NotValid` for a text that cannot be kept, and what `send` raises: refused when somebody was quicker.
    """
    notes = await check_text(services, caller, journey, draft.content)
    sha256 = await Contents(services.pool).put(draft.content, MARKDOWN)
    await keep_as_his(services, caller, [sha256])
    named = draft.title or await _title(services, journey, draft.name)
    document = Document(sha256=sha256, size=len(draft.content), title=named)
    act = SaveChapters(saves=(ChapterFacts(name=draft.name, document=document, based_on=draft.based_on),))
    return await send(services, caller, key, journey, act, role=role, instead_of=instead_of), notes


async def _title(services: Services, journey: str, name: ChapterName) -> str:
    """A chapter's title in the policy; its name where the policy does not have it, which the journey refuses then."""
    policy = (await state_of(services, journey)).policy
    titles = {(book.key, chapter.key): chapter.title for book in policy.books for chapter in book.chapters}
    return titles.get((name.book, name.chapter), str(name))


async def check_text(services: Services, caller: Caller, journey: str, content: bytes) -> tuple[str, ...]:
    """What the author of a text should know of how it will look; refuses one that could not be typeset."""
    try:
        markdown = content.decode()
    except UnicodeDecodeError as error:
        raise _refused_text("The text is not UTF-8.") from error
    match fault_in(markdown):
        case TextFault.EMPTY:
            raise _refused_text("The text is empty. Send the chapter as the body of the request.")
        case TextFault.NUL:
            raise _refused_text("The text has a character without a meaning (NUL). Take it out.")
        case TextFault.PICTURES:
            raise _refused_text(f"The text names too many pictures; a chapter may have {MOST_PICTURES}. Divide it.")
        case None:
            pass
    named = set(STORED.findall(markdown))
    foreign = named - await his_or_seen(services, caller, journey, named)
    if foreign:
        raise _refused_text(NOT_HIS.format(", ".join(f"sha256:{sha256[:12]}…" for sha256 in sorted(foreign))))
    try:
        return (await read_chapter(markdown, known=await stored_pictures(services, markdown))).notes
    except ChapterRefused as refused:
        raise _refused_text(refused.reason) from refused


def fault_in(markdown: str) -> TextFault | None:
    """Why a text cannot be kept, as far as that is seen without reading it as the books are."""
    if not markdown.strip():
        return TextFault.EMPTY
    if "\x00" in markdown:
        return TextFault.NUL
    return TextFault.PICTURES if len(set(STORED.findall(markdown))) > MOST_PICTURES else None


async def stored_pictures(services: Services, markdown: str) -> frozenset[str]:
    """Those of the pictures that a text names which are stored, by their hashes."""
    hashes = sorted(set(STORED.findall(markdown)))[:MOST_PICTURES]
    known = await Contents(services.pool).known(hashes) if hashes else set()
    return frozenset(known | {sha256 for sha256 in hashes if sha256 not in known and await services.files.has(sha256)})


def _refused_text(why: str) -> NotValid:
    return NotValid(errors=(FieldProblem(where="body", message=why),))


async def find_book(services: Services, journey: str, key: str, filename: str | None, content: bytes) -> Upload:
    """A book's file with the chapters found in it. Raises `NoSuch` for a book that there is not, and `NotValid`."""
    state = await state_of(services, journey)
    book = next((book for book in state.policy.books if book.key == key), None)
    if book is None:
        raise NoSuch(what="book", id=key)
    try:
        found = await find_chapters(content, book)
    except BookRefused as refused:
        raise _refused_file(refused.reason) from refused
    return Upload(name=_title_of(filename) or f"{key}.{found.form}", content=content, found=found)


def _title_of(filename: str | None) -> str:
    """A file's name as it can stand in lists: one line, not too long."""
    printable = "".join(c if c.isprintable() else " " for c in filename or "")
    return " ".join(printable.split())[:300].strip()


async def notes_on(upload: Upload) -> tuple[str, ...]:
    """What authors should know of how their chapters will look. Raises `NotValid` for one that cannot be typeset."""
    try:
        return await check_texts(upload)
    except UploadRefused as refused:
        raise _refused_file(str(refused)) from refused


def _refused_file(why: str) -> NotValid:
    return NotValid(errors=(FieldProblem(where="body.file", message=why),))
