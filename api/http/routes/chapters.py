"""Chapters in Markdown: read, saved on top of the version one started from, their versions compared word by word."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from api.comparing import Comparison, compare
from api.http.access import Acting, OfJourney
from api.http.asking import BookKey, ChapterKey, IfNoneMatch, JourneyId, state_of
from api.http.commands import ActAnswer, IdempotencyKey, role_for
from api.http.description import own_problems
from api.http.downloads import content_of
from api.http.limits import MOST_BODY
from api.http.problems import ConditionMissing, FieldProblem, MediaTypeNotSupported, NoSuch, NotValid
from api.http.routes.journeys import NOT_MODIFIED
from api.http.serving import Serving
from api.http.writing import Draft, save_draft
from api.services import Services
from api.uploading import MARKDOWN
from domain.model import ChapterState, Journey
from domain.shape import Frozen, Key, Line, Person
from domain.values import ChapterName, Document
from domain.vocabulary import Role

router = APIRouter(tags=["chapters"])

TEXT: dict[int | str, dict[str, object]] = {
    200: {"description": "The chapter.", "content": {"text/markdown": {"schema": {"type": "string"}}}}
}
TEXT_TYPES = ("text/markdown", "text/plain", "application/octet-stream")
VERSION = re.compile(r'"(0|[1-9][0-9]{0,6})"')
MARKDOWN_BODY = {"required": True, "content": {"text/markdown": {"schema": {"type": "string", "maxLength": MOST_BODY}}}}
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
    responses={**TEXT, **NOT_MODIFIED},
    openapi_extra=own_problems(NoSuch),
)
async def text(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    _caller: OfJourney,
    services: Serving,
    version: Version | None = None,
    known: IfNoneMatch = None,
) -> Response:
    """A chapter's text, its newest version or another; its version is the ETag."""
    found = await _chapter(services, journey, book, chapter)
    number = version or found.version
    headers = {"ETag": f'"{number}"', "Content-Disposition": "attachment", "Cache-Control": "private, no-cache"}
    if known == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content = await _text(services, found, number)
    return Response(content, media_type=MARKDOWN, headers=headers)


@router.put(
    "/journeys/{journey}/chapters/{book}/{chapter}",
    openapi_extra={**own_problems(ConditionMissing, MediaTypeNotSupported), "requestBody": MARKDOWN_BODY},
)
async def save(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    request: Request,
    key: IdempotencyKey,
    caller: Acting,
    services: Serving,
    response: Response,
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", max_length=20, description="The version one started from, as ETag; “0” for none."),
    ] = None,
    title: Annotated[Line | None, Query(description="The chapter's title; the policy's if left out.")] = None,
    role: Annotated[Role | None, Query(description="In which role, where several fit.")] = None,
    instead_of: Annotated[Person | None, Query(description="For whom one stands in, where several fit.")] = None,
) -> ActAnswer:
    """Save a chapter's new version on top of the one it was made from; refused when somebody else was quicker.

    `notice` tells the author what could not be taken as it was written, such as a picture that nobody has stored.
    """
    acting = await role_for(services, caller.person, journey, "save_chapters", role, instead_of=instead_of)
    based_on = _version_in(if_match)
    if request.headers.get("Content-Type", "text/markdown").partition(";")[0].strip().lower() not in TEXT_TYPES:
        raise MediaTypeNotSupported(wanted="text/markdown in UTF-8")
    content = await request.body()
    draft = Draft(ChapterName(book=book, chapter=chapter), content, based_on, title)
    answer, notes = await save_draft(services, caller, key, journey, draft, acting, instead_of=instead_of)
    response.headers["ETag"] = f'"{based_on + 1}"'
    said = (*notes, answer.notice) if answer.notice else notes
    return answer.model_copy(update={"notice": " ".join(said) or None})


def _version_in(if_match: str | None) -> int:
    """The version that the header If-Match names. Raises `ConditionMissing` without one, `NotValid`."""
    if if_match is None:
        raise ConditionMissing
    match = VERSION.fullmatch(if_match.strip())
    if match is None:
        raise NotValid(errors=(FieldProblem(where="header.If-Match", message="Give the version in quotes: “3”."),))
    return int(match[1])


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
