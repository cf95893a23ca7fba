"""Submissions: numbered snapshots of all books, compared with one another; submitting is an act."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, Field

from api.comparing import Comparison, compare
from api.http.access import Acting, OfDossier
from api.http.asking import BookKey, ChapterKey, JourneyId, state_of
from api.http.commands import ActAnswer, IdempotencyKey, send
from api.http.description import own_problems
from api.http.problems import NoSuch
from api.http.routes.chapters import text_of
from api.http.serving import Serving
from api.services import Services
from domain.decisions.drafting import missing_for_submission
from domain.messages import Submit
from domain.model import Journey, Submission
from domain.shape import Frozen, Key, Sha256
from domain.values import ChapterName, Document
from domain.vocabulary import Role

router = APIRouter(tags=["submissions"])

Number = Annotated[int, Path(ge=1, le=1000, description="The number of a submission.", examples=[1])]


class SubmittedChapter(Frozen):
    """A chapter as it was submitted."""

    book: Key
    chapter: Key
    version: int
    document: Document


class SubmissionLine(Frozen):
    """A submission; `sha256` is over all its chapters."""

    number: int
    at: AwareDatetime
    sha256: Sha256


class WholeSubmission(SubmissionLine):
    """A submission with its chapters in the policy's order."""

    chapters: tuple[SubmittedChapter, ...]


class Submissions(Frozen):
    """A journey's submissions, the oldest first, and what the next one still lacks, in words."""

    items: tuple[SubmissionLine, ...]
    missing: tuple[str, ...]


class ChangeKind(StrEnum):
    """What became of a chapter."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class ChapterChange(Frozen):
    """What became of a chapter between two submissions, in words; versions None where it was not part of one."""

    book: Key
    chapter: Key
    change: ChangeKind
    old_version: int | None
    new_version: int | None
    words_removed: int
    words_added: int


class SubmitRequest(Frozen):
    """In which role one submits, where several fit."""

    role: Role | None = Field(default=None, examples=["coordinator"])


@router.get("/journeys/{journey}/submissions")
async def submissions(journey: JourneyId, _caller: OfDossier, services: Serving) -> Submissions:
    """Every submission, and what the next one still lacks."""
    state = await state_of(services, journey)
    items = tuple(SubmissionLine(number=s.number, at=s.at, sha256=s.sha256) for s in state.submissions)
    return Submissions(items=items, missing=missing_for_submission(state))


@router.post("/journeys/{journey}/submissions")
async def submit(
    journey: JourneyId, key: IdempotencyKey, caller: Acting, services: Serving, body: SubmitRequest | None = None
) -> ActAnswer:
    """Submit all books for review; refused with a list while anything is missing."""
    return await send(services, caller, key, journey, Submit(), role=body.role if body else None)


@router.get("/journeys/{journey}/submissions/{number}", openapi_extra=own_problems(NoSuch))
async def submission(journey: JourneyId, number: Number, _caller: OfDossier, services: Serving) -> WholeSubmission:
    """A submission with the version and hash of each chapter."""
    state = await state_of(services, journey)
    found = _submission(state, number)
    chapters = tuple(chapters_of(state, found))
    return WholeSubmission(number=number, at=found.at, sha256=found.sha256, chapters=chapters)


@router.get("/journeys/{journey}/submissions/{number}/compare/{other}", openapi_extra=own_problems(NoSuch))
async def compared(
    journey: JourneyId, number: Number, other: Number, _caller: OfDossier, services: Serving
) -> tuple[ChapterChange, ...]:
    """What changed between two submissions, chapter by chapter, and how many words went and came."""
    state = await state_of(services, journey)
    old, new = (_chapters(state, _submission(state, n)) for n in (number, other))
    names = dict.fromkeys((*old, *new))
    return tuple([await _change(services, old.get(name), new.get(name)) for name in names])


async def _change(services: Services, old: SubmittedChapter | None, new: SubmittedChapter | None) -> ChapterChange:
    found = new or old
    assert found is not None  # its name comes from one of the two
    kind = _kind(old.document.sha256 if old else None, new.document.sha256 if new else None)
    words = await _compare(services, old, new) if kind is not ChangeKind.UNCHANGED else None
    return ChapterChange(
        book=found.book,
        chapter=found.chapter,
        change=kind,
        old_version=old.version if old else None,
        new_version=new.version if new else None,
        words_removed=words.words_removed if words else 0,
        words_added=words.words_added if words else 0,
    )


def _kind(old: str | None, new: str | None) -> ChangeKind:
    if old == new:
        return ChangeKind.UNCHANGED
    if old is None:
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if new is None else ChangeKind.CHANGED


async def _compare(services: Services, old: SubmittedChapter | None, new: SubmittedChapter | None) -> Comparison:
    texts = [(await text_of(services, found.document)).decode() if found else "" for found in (old, new)]
    return await asyncio.to_thread(compare, *texts)


@router.get(
    "/journeys/{journey}/submissions/{number}/compare/{other}/{book}/{chapter}", openapi_extra=own_problems(NoSuch)
)
async def chapter_compared(
    journey: JourneyId,
    number: Number,
    other: Number,
    book: BookKey,
    chapter: ChapterKey,
    _caller: OfDossier,
    services: Serving,
) -> Comparison:
    """One chapter of two submissions, word by word; one that was not part of a submission counts as empty."""
    state = await state_of(services, journey)
    old, new = (_chapters(state, _submission(state, n)).get((book, chapter)) for n in (number, other))
    if old is None and new is None:
        raise NoSuch(what="chapter", id=f"{book}/{chapter}")
    return await _compare(services, old, new)


def _chapters(journey: Journey, submission: Submission) -> dict[tuple[str, str], SubmittedChapter]:
    return {(found.book, found.chapter): found for found in chapters_of(journey, submission)}


def _submission(journey: Journey, number: int) -> Submission:
    found = next((s for s in journey.submissions if s.number == number), None)
    if found is None:
        raise NoSuch(what="submission", id=number)
    return found


def chapters_of(journey: Journey, submission: Submission) -> Iterator[SubmittedChapter]:
    """The chapters of a submission, in the policy's order."""
    for (book, key), version in zip(journey.policy.chapters(), submission.versions, strict=False):
        chapter = journey.chapter(ChapterName(book=book, chapter=key))
        if chapter is not None and version:
            yield SubmittedChapter(book=book, chapter=key, version=version, document=chapter.versions[version - 1])
