"""The story of a journey over HTTP: by pages, and whole as a file."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.file_kinds import OFFICE, TEXT, FileKind
from api.http.access import OfJourney
from api.http.asking import JourneyId, line_of
from api.http.downloads import attachment
from api.http.serving import Serving
from api.services import Services
from api.story import Story, Wish, story_of
from api.story_file import KindOfFile, written
from domain.shape import PRINTABLE_LINE, Frozen, Key
from domain.story_kinds import Group
from domain.vocabulary import Role, Stage
from domain.words.phrase import Language

router = APIRouter(tags=["journeys"])

FORMS = {
    KindOfFile.TXT: TEXT,
    KindOfFile.JSON: FileKind("application/json", "json"),
    KindOfFile.XLSX: OFFICE["xl/"],
}
EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            TEXT.media_type: {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
            OFFICE["xl/"].media_type: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class StoryAsked(Frozen):
    """Which lines of a story are wanted; what is left out is not asked about."""

    lang: Language | None = Field(default=None, description="The language of texts.")
    about: tuple[Group, ...] = Field(default=(), max_length=20, description="Only lines about this; may be said again.")
    person: Key | None = Field(default=None, description="Only lines that name somebody, by id.")
    role: Role | None = Field(default=None, description="Only what somebody did in a role, or what is about it.")
    stage: Stage | None = Field(default=None, description="Only what happened in a stage.")
    since: date | None = Field(default=None, description="Only from a day on, in the region's own time.")
    until: date | None = Field(default=None, description="Only up to a day, in the region's own time.")
    acts: bool = Field(default=False, description="Only what a person did.")
    troubles: bool = Field(default=False, description="Only what did not go as planned.")
    q: str = Field(
        default="", max_length=100, pattern=PRINTABLE_LINE, description="Words that a line has in either language."
    )
    entry: int | None = Field(default=None, ge=1, le=2**31 - 1, description="One entry with what it led to.")
    technical: bool = Field(default=False, description="Add what Temporal did below each line.")
    newest: bool = Field(default=False, description="The newest act first.")

    def wish(self, services: Services) -> Wish:
        """What is asked for, in the installation's language where none is asked for."""
        asked = self.model_dump(exclude={"lang", "person"})
        language = self.lang or Language(services.settings.language)
        return Wish(**asked, language=language, person=self.person or "")


class StoryPageAsked(StoryAsked):
    """A page of it."""

    after: int | None = Field(default=None, ge=0, le=2**31 - 1, description="Only what comes after this entry.")
    before: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="The last page before this entry, for going back from it."
    )
    limit: int = Field(default=200, ge=1, le=500, description="The most lines of a page.")


@router.get("/journeys/{journey}/history")
async def journey_history(
    journey: JourneyId, asked: Annotated[StoryPageAsked, Query()], _caller: OfJourney, services: Serving
) -> Story:
    """The story in plain words, one line an entry, in the region's own time: filtered, searched, by pages."""
    return await story_of(services, await line_of(services, journey, datetime.now(UTC)), asked.wish(services))


@router.get("/journeys/{journey}/history/export.{kind}", response_class=Response, responses=EXPORT)
async def history_file(
    journey: JourneyId,
    kind: Annotated[KindOfFile, Path(description="The form of the file.")],
    asked: Annotated[StoryAsked, Query()],
    _caller: OfJourney,
    services: Serving,
) -> Response:
    """The same as a file, whole: text, JSON, or a workbook in which nothing runs."""
    story = await story_of(services, await line_of(services, journey, datetime.now(UTC)), asked.wish(services))
    content = await asyncio.to_thread(written, story, kind)
    return attachment(content, FORMS[kind], f"{journey}-history.{kind}")
