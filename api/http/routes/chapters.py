"""Chapters in Markdown: read, saved on top of the version one started from, their versions compared word by word."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Body, Header, Query, Response

from activities.documents.blocks import ChapterRefused
from activities.documents.blocks_reading import read_chapter
from api.comparing import Comparison, compare
from api.http.access import Acting, OfJourney
from api.http.asking import BookKey, ChapterKey, JourneyId, state_of
from api.http.commands import ActAnswer, IdempotencyKey, send
from api.http.description import own_problems
from api.http.downloads import content_of
from api.http.problems import ConditionMissing, FieldProblem, NoSuch, NotValid
from api.http.serving import Serving
from api.services import Services
from api.uploading import MARKDOWN
from domain.facts import ChapterFacts
from domain.messages import SaveChapters
from domain.model import ChapterState, Journey
from domain.shape import Frozen, Key, Line
from domain.values import ChapterName, Document
from domain.vocabulary import Role
from records.contents import Contents

router = APIRouter(tags=["chapters"])

TEXT: dict[int | str, dict[str, object]] = {
    200: {"description": "The chapter.", "content": {"text/markdown": {"schema": {"type": "string"}}}}
}
VERSION = re.compile(r'"(0|[1-9][0-9]{0,6})"')
HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
Version = Annotated[int, Query(ge=1, le=10_000_000, description="The number of a version.")]


class ChapterLine(Frozen):
    """A chapter of the policy and its newest version; 0 and nothing where none is written yet."""

    book: Key
    chapter: Key
    title: Line
    version: int
    document: Document | None = None


class ChapterVersion(Frozen):
    """One version of a chapter."""

    version: int
    document: Document


@router.get("/journeys/{journey}/chapters")
async def chapters(journey: JourneyId, _caller: OfJourney, services: Serving) -> tuple[ChapterLine, ...]:
    """Every chapter that the policy asks for, in order, with its newest version."""
    state = await state_of(services, journey)
    return tuple(
        _line(state, ChapterName(book=book.key, chapter=chapter.key), chapter.title)
        for book in state.policy.books
        for chapter in book.chapters
    )


def _line(journey: Journey, name: ChapterName, title: str) -> ChapterLine:
    found = journey.chapter(name)
    return ChapterLine(
        book=name.book,
        chapter=name.chapter,
        title=title,
        version=found.version if found else 0,
        document=found.versions[-1] if found else None,
    )


@router.get(
    "/journeys/{journey}/chapters/{book}/{chapter}",
    response_class=Response,
    responses=TEXT,
    openapi_extra=own_problems(NoSuch),
)
async def text(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    _caller: OfJourney,
    services: Serving,
    version: Version | None = None,
) -> Response:
    """A chapter's text, its newest version or another; its version is the ETag."""
    found = await _chapter(services, journey, book, chapter)
    number = version or found.version
    content = await _text(services, found, number)
    headers = {"ETag": f'"{number}"', "Content-Disposition": "attachment"}
    return Response(content, media_type=MARKDOWN, headers=headers)


@router.put(
    "/journeys/{journey}/chapters/{book}/{chapter}",
    openapi_extra=own_problems(ConditionMissing),
)
async def save(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    content: Annotated[bytes, Body(media_type="text/markdown", max_length=1_000_000)],
    key: IdempotencyKey,
    caller: Acting,
    services: Serving,
    response: Response,
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", max_length=20, description="The version one started from, as ETag; “0” for none."),
    ] = None,
    title: Annotated[Line | None, Query(description="The chapter's title; the key if left out.")] = None,
    role: Annotated[Role | None, Query(description="In which role, where several fit.")] = None,
) -> ActAnswer:
    """Save a chapter's new version on top of the one it was made from. Refused when somebody else was quicker."""
    if if_match is None:
        raise ConditionMissing
    match = VERSION.fullmatch(if_match.strip())
    if match is None:
        raise NotValid(errors=(FieldProblem(where="header.If-Match", message="Give the version in quotes: “3”."),))
    based_on = int(match[1])
    await _check_text(services, content)
    sha256 = await Contents(services.pool).put(content, MARKDOWN)
    document = Document(sha256=sha256, size=len(content), title=title or f"{book}/{chapter}")
    saved = ChapterFacts(name=ChapterName(book=book, chapter=chapter), document=document, based_on=based_on)
    answer = await send(services, caller, key, journey, SaveChapters(saves=(saved,)), role=role)
    response.headers["ETag"] = f'"{based_on + 1}"'
    return answer


@router.get("/journeys/{journey}/chapters/{book}/{chapter}/versions", openapi_extra=own_problems(NoSuch))
async def versions(
    journey: JourneyId, book: BookKey, chapter: ChapterKey, _caller: OfJourney, services: Serving
) -> tuple[ChapterVersion, ...]:
    """Every version of a chapter, the oldest first."""
    found = await _chapter(services, journey, book, chapter)
    return tuple(ChapterVersion(version=n, document=document) for n, document in enumerate(found.versions, start=1))


@router.get("/journeys/{journey}/chapters/{book}/{chapter}/compare", openapi_extra=own_problems(NoSuch))
async def compared(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    _caller: OfJourney,
    services: Serving,
    old: Annotated[Version, Query(alias="from")],
    new: Annotated[Version, Query(alias="to")],
) -> Comparison:
    """Two versions of a chapter, word by word."""
    found = await _chapter(services, journey, book, chapter)
    before, after = await _text(services, found, old), await _text(services, found, new)
    return await asyncio.to_thread(compare, before.decode(), after.decode())


async def _chapter(services: Services, journey: str, book: str, chapter: str) -> ChapterState:
    state = await state_of(services, journey)
    found = state.chapter(ChapterName(book=book, chapter=chapter))
    if found is None:
        raise NoSuch(what="chapter", id=f"{book}/{chapter}")
    return found


async def _text(services: Services, chapter: ChapterState, version: int) -> bytes:
    if version > chapter.version:
        raise NoSuch(what="version", id=version)
    return await text_of(services, chapter.versions[version - 1])


async def text_of(services: Services, document: Document) -> bytes:
    """The text of a chapter's version. Raises `NoSuch` where it is not stored."""
    content = await content_of(services, document.sha256)
    if content is None:
        raise NoSuch(what="text", id=document.sha256)
    return content


async def _check_text(services: Services, content: bytes) -> None:
    """Refuse a text that could not be typeset, with the reason for its author."""
    try:
        markdown = content.decode()
        if "\x00" in markdown:
            raise ChapterRefused("The text has a character without a meaning (NUL). Take it out.")
        hashes = sorted(set(HASH.findall(markdown)))
        known = await Contents(services.pool).known(hashes) if hashes else set()
        known |= {sha256 for sha256 in hashes if sha256 not in known and await services.files.has(sha256)}
        await read_chapter(markdown, known=known)
    except UnicodeDecodeError as error:
        raise NotValid(errors=(FieldProblem(where="body", message="The text is not UTF-8."),)) from error
    except ChapterRefused as refused:
        raise NotValid(errors=(FieldProblem(where="body", message=refused.reason),)) from refused
