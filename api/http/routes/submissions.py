"""Submissions: numbered snapshots of all books, compared with one another; submitting is an act."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
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


class ChapterChange(Frozen):
    """What became of a chapter between two submissions; versions None where it was not part of one."""

    book: Key
    chapter: Key
    old_version: int | None
    new_version: int | None
    changed: bool


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
    """What changed between two submissions, chapter by chapter."""
    state = await state_of(services, journey)
    old, new = ({(c.book, c.chapter): c for c in chapters_of(state, _submission(state, n))} for n in (number, other))
    return tuple(
        ChapterChange(
            book=book,
            chapter=chapter,
            old_version=(before := old.get((book, chapter))) and before.version,
            new_version=(after := new.get((book, chapter))) and after.version,
            changed=(before and before.document.sha256) != (after and after.document.sha256),
        )
        for book, chapter in dict.fromkeys((*old, *new))
    )


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
    texts = []
    for n in (number, other):
        found = {(c.book, c.chapter): c.document for c in chapters_of(state, _submission(state, n))}
        document = found.get((book, chapter))
        texts.append((await text_of(services, document)).decode() if document else "")
    return await asyncio.to_thread(compare, *texts)


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
