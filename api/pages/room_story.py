"""The story of a journey: its history in plain words, filtered and by pages, with what Temporal did below each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.pages.rendering import Showing, with_query
from api.pages.room import room_of
from api.pages.story_groups import KINDS, NAMES, Group
from api.technical import TechnicalLine, by_line, technical_story
from domain.entry import Entry
from domain.shape import PRINTABLE_LINE
from domain.story import StoryLine, people_of, story, tell
from records.people import People
from records.reading import Reading, RecordedEntry
from workers.histories import Histories

router = APIRouter(include_in_schema=False)

LINES = 60
Text = Annotated[str, Query(max_length=100, pattern=PRINTABLE_LINE)]


@dataclass(frozen=True)
class Asked:
    """Which lines of a story are wanted; what is empty is not asked about. `entry` is one act with what it led to."""

    group: str = ""
    person: str = ""
    q: str = ""
    entry: int | None = None

    @property
    def filters(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.group or self.person or self.q or self.entry)


@router.get("/journeys/{journey}/story")
async def show(
    journey: JourneyId,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    group: Text = "",
    person: Text = "",
    q: Text = "",
    order: Text = "newest",
    entry: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """The story, a page at a time."""
    room = await room_of(services, journey)
    language = await pages.language(caller)
    recorded = await Reading(services.pool).entries(journey)
    entries = [line.entry for line in recorded]
    names = await People(services.pool).names(sorted(people_of(entries)))
    asked = Asked(group, person, q.strip(), entry)
    found = list(wanted(story(entries, language, names), entries, asked))
    if order != "oldest":
        found = newest_first(found)
    shown = found[(page - 1) * LINES : page * LINES]
    address = f"/journeys/{journey}/story"
    query = {
        "group": group,
        "person": person,
        "q": asked.q,
        "order": order if order == "oldest" else "",
        "entry": entry,
    }
    return await pages.page(
        "room/story.html",
        caller,
        line=room.line,
        shown=shown,
        count=len(found),
        all=len(entries),
        asked=asked,
        order=order,
        page=page,
        groups=[(one.value, NAMES[one].into(language)) for one in Group],
        people=sorted(((id_, names.get(id_, id_)) for id_ in people_of(entries)), key=lambda pair: pair[1]),
        older=with_query(address, {**query, "page": page + 1}) if len(found) > page * LINES else None,
        newer=with_query(address, {**query, "page": page - 1}) if page > 1 else None,
    )


def wanted(lines: Sequence[StoryLine], entries: Sequence[Entry], asked: Asked) -> Iterator[StoryLine]:
    """The lines that are asked for, in their order."""
    kinds = KINDS[Group(asked.group)] if asked.group in set(Group) else None
    sought = asked.q.casefold()
    for line, entry in zip(lines, entries, strict=True):
        if kinds is not None and line.kind not in kinds:
            continue
        if asked.person and asked.person not in people_of([entry]):
            continue
        if sought and sought not in line.text.casefold():
            continue
        if asked.entry is not None and asked.entry not in (line.seq, line.under):
            continue
        yield line


def newest_first(lines: Sequence[StoryLine]) -> list[StoryLine]:
    """Lines with the newest act first; what an act led to stays below it, in its order."""
    return sorted(lines, key=lambda line: (-(line.under or line.seq), line.seq))


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
    recorded = await Reading(services.pool).entries(journey)
    found = next((line for line in recorded if line.entry.seq == seq), None)
    if found is None:
        raise NoSuch(what="entry", id=seq)
    names = await People(services.pool).names(sorted(people_of([found.entry])))
    histories = Histories(services.client, services.pool, services.settings)
    return await pages.page(
        "room/technical.html",
        caller,
        line=room.line,
        recorded=found,
        told=tell(found.entry, room.state, await pages.language(caller), names),
        lines=then(recorded, found, await technical_story(services.client, histories, journey)),
    )


def then(
    recorded: Sequence[RecordedEntry], found: RecordedEntry, lines: Sequence[TechnicalLine]
) -> tuple[TechnicalLine, ...]:
    """What Temporal did from the instant of an entry until the next one."""
    written = [line.entry.at for line in recorded]
    together = [number for number, at in enumerate(written) if at == found.entry.at]
    below = by_line(written, lines)
    return tuple(line for number in together for line in below.get(number, ()))
