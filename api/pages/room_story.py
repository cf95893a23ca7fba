"""The story of a journey: its history in plain words, filtered and by pages, with what Temporal did below each line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.pages.rendering import Showing, with_query
from api.pages.room import room_of
from api.story import Wish, story_of
from api.story_file import KindOfFile
from domain.shape import PRINTABLE_LINE
from domain.story_kinds import NAMES, Group
from domain.vocabulary import Role, Stage
from domain.words.names import name_of
from domain.words.phrase import Language
from records.people import People
from records.reading import Reading

router = APIRouter(include_in_schema=False)

LINES = 60
Text = Annotated[str, Query(max_length=100, pattern=PRINTABLE_LINE)]
Entry = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class Asked:
    """A filter's fields as a form sends them: what is empty, or no word of ours, is not asked about."""

    group: str = ""
    person: str = ""
    role: str = ""
    stage: str = ""
    since: str = ""
    until: str = ""
    only: str = ""
    q: str = ""
    technical: str = ""
    order: str = ""
    entry: int | None = None

    @property
    def filters(self) -> bool:
        """Whether less than the whole is asked for."""
        return any(replace(self, technical="", order="").__dict__.values())

    def wish(self, language: Language) -> Wish:
        """The lines that are meant."""
        return Wish(
            language=language,
            about=(Group(self.group),) if self.group in set(Group) else (),
            person=self.person,
            role=Role(self.role) if self.role in set(Role) else None,
            stage=Stage(self.stage) if self.stage in set(Stage) else None,
            since=_day(self.since),
            until=_day(self.until),
            acts=self.only == "acts",
            troubles=self.only == "troubles",
            q=self.q.strip(),
            technical=bool(self.technical),
            newest=self.order != "oldest",
            entry=self.entry,
        )

    def query(self) -> dict[str, str | int | None]:
        """The same as the query of an address."""
        return dict(self.__dict__)

    def exported(self, language: Language) -> dict[str, str | int | bool | None]:
        """The same as the query of the address under which a story is exported."""
        wish = self.wish(language).model_dump(mode="json", exclude_defaults=True)
        about = wish.pop("about", [None])[0]
        return {**wish, "about": about, "lang": language.value, "language": None, "newest": None}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@router.get("/journeys/{journey}/story")
async def show(
    journey: JourneyId,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    group: Text = "",
    person: Text = "",
    role: Text = "",
    stage: Text = "",
    since: Text = "",
    until: Text = "",
    only: Text = "",
    q: Text = "",
    technical: Text = "",
    order: Text = "newest",
    entry: Entry = None,
    after: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    before: Entry = None,
) -> Response:
    """The story, a page at a time."""
    room = await room_of(services, journey)
    language = await pages.language(caller)
    asked = Asked(group, person, role, stage, since, until, only, q, technical, order, entry)
    wish = asked.wish(language)
    story = await story_of(
        services, room.line, wish.model_copy(update={"after": after, "before": before, "limit": LINES})
    )
    address, here = f"/journeys/{journey}/story", asked.query()
    on = with_query(address, {**here, "after": story.next}) if story.next is not None else None
    back = with_query(address, {**here, "before": story.before}) if story.before is not None else None
    return await pages.page(
        "room/story.html",
        caller,
        line=room.line,
        story=story,
        asked=asked,
        groups=[(one.value, NAMES[one].into(language)) for one in Group],
        roles=[(one.value, name_of(one).into(language)) for one in Role if one is not Role.PUBLIC],
        stages=[(one.value, name_of(one).into(language)) for one in Stage],
        people=await _people(services, journey, {member.person for member in room.state.members}),
        following=back if wish.newest else on,
        preceding=on if wish.newest else back,
        files=[
            (kind.value.upper(), _file(journey, kind, asked, language))
            for kind in (KindOfFile.TXT, KindOfFile.XLSX, KindOfFile.JSON)
        ],
    )


def _file(journey: str, kind: KindOfFile, asked: Asked, language: Language) -> str:
    return with_query(f"/api/v1/journeys/{journey}/history/export.{kind}", asked.exported(language))


async def _people(services: Serving, journey: str, members: set[str]) -> list[tuple[str, str]]:
    """Everybody who acted in a journey or belongs to it, by name."""
    ids = sorted({*members, *await Reading(services.pool).actors(journey)})
    names = await People(services.pool).names(ids)
    return sorted(((id_, names.get(id_, id_)) for id_ in ids), key=lambda pair: pair[1])


@router.get("/journeys/{journey}/story/{seq}/technical")
async def technical(
    journey: JourneyId,
    seq: Annotated[int, Path(ge=1, le=2**31 - 1)],
    caller: OfJourney,
    services: Serving,
    pages: Showing,
) -> Response:
    """What stands behind a line of the story: the entry as it is kept, and what Temporal did then."""
    room = await room_of(services, journey)
    found = await Reading(services.pool).entries(journey, after=seq - 1, most=1)
    if not found or found[0].entry.seq != seq:
        raise NoSuch(what="entry", id=seq)
    wish = Wish(language=await pages.language(caller), entry=seq, technical=True)
    story = await story_of(services, room.line, wish)
    return await pages.page(
        "room/technical.html",
        caller,
        line=room.line,
        recorded=found[0],
        told=next(line.text for line in story.lines if line.seq == seq),
        lines=[one for line in story.lines for one in line.technical],
        gaps=story.gaps_told,
    )
