"""What reads are asked with: an instant, a language, a page; and the answer for what has not changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Header, Path, Query
from pydantic import AfterValidator, AwareDatetime

from api.http.problems import FieldProblem, NoSuchJourney, NotValid
from api.http.serving import Serving
from api.services import Services
from domain.model import Journey
from domain.shape import Key, Sha256
from domain.words.phrase import Language
from records.cursor import CursorBroken
from records.reading import JourneyLine, Reading

JourneyId = Annotated[Key, Path(description="The journey's id.", examples=["journey-2019-kab-klaten"])]
FileHash = Annotated[Sha256, Path(description="The SHA-256 of the file's bytes.", examples=["0" * 64])]
BookKey = Annotated[Key, Path(description="The book's key in the policy.", examples=["buku-2"])]
ChapterKey = Annotated[Key, Path(description="The chapter's key in the policy.", examples=["bab-1"])]
CohortId = Annotated[Key, Path(description="The cohort's id.", examples=["2019"])]


EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _countable(at: datetime) -> datetime:
    """An instant to which days can be counted in every zone, in a time that nobody else notices."""
    if not EARLIEST <= at <= LATEST:
        raise ValueError(f"the instant has to be between {EARLIEST:%Y} and {LATEST:%Y}")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(_countable)]
"""An instant that is asked about."""


def as_of(
    as_of: Annotated[
        Instant | None,
        Query(description="What is due or overdue is asked as of this instant; now if left out."),
    ] = None,
) -> datetime:
    """The instant asked about."""
    return as_of or datetime.now(UTC)


AsOf = Annotated[datetime, Depends(as_of)]


def language(
    services: Serving, lang: Annotated[Language | None, Query(description="The language of texts.")] = None
) -> Language:
    """The language asked for, or the installation's."""
    return lang or Language(services.settings.language)


InLanguage = Annotated[Language, Depends(language)]
Limit = Annotated[int, Query(ge=1, le=200, description="The most items of a page.")]
After = Annotated[str | None, Query(max_length=1000, description="The `next` of the page before.")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=200)]


async def line_of(services: Services, journey: str, at: datetime) -> JourneyLine:
    """A journey as in a list, overdue at an instant or not. Raises `NoSuchJourney`."""
    line = await Reading(services.pool).line(journey, at)
    if line is None:
        raise NoSuchJourney(journey=journey)
    return line


async def state_of(services: Services, journey: str) -> Journey:
    """A journey's whole state as recorded. Raises `NoSuchJourney`."""
    state = await Reading(services.pool).state(journey)
    if state is None:
        raise NoSuchJourney(journey=journey)
    return state


def broken_cursor(error: CursorBroken, where: str = "query.after") -> NotValid:
    """The problem of a page that is asked for from nowhere."""
    return NotValid(errors=(FieldProblem(where=where, message=str(error)),))
