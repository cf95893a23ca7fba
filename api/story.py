"""The story of a journey for every door: `story_of` gives the lines that are wished for, a page or all of them.

What was done and when comes from the journal; what Temporal did below it from Temporal and the archive.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import asyncpg
from pydantic import Field
from temporalio.client import Client

from api.behind import GAPS, Gap, behind
from api.technical import TechnicalLine
from domain.calendar import local_date
from domain.entry import Entry
from domain.events import FactCorrected
from domain.shape import Frozen
from domain.story import SCENE_CHANGES, Names, StoryLine, people_of, story
from domain.story_kinds import GROUP_OF, Group
from domain.vocabulary import Role, Stage, TimeZone
from domain.words.phrase import Language
from records.people import People
from records.reading import JourneyLine, Reading
from workers.histories import Histories
from workers.settings import Settings

OF_ROLES = ("role", "to", "relieves")
"""The fields of events that hold a role."""


class Sources(Protocol):
    """What a story is read from."""

    @property
    def pool(self) -> asyncpg.Pool:
        """PostgreSQL, with the journal."""

    @property
    def client(self) -> Client | None:
        """Temporal, which is asked for technical lines only and may be away; None where its address is not known."""

    @property
    def settings(self) -> Settings:
        """Where the archive is."""


class Wish(Frozen):
    """Which lines of a story are wanted and how they are told; what is left out is not asked about.

    `since` and `until` are days in the region's zone, both included. `q` are words that a line has in either language.
    `entry` is one entry with all that it led to. `limit` is the most lines of a page, None for all; a page comes
    `after` an entry, or is the last one `before` one. What an act led to is not torn from it, unless it is more than a
    page by itself.
    """

    language: Language = Language.ID
    about: tuple[Group, ...] = ()
    person: str = ""
    role: Role | None = None
    stage: Stage | None = None
    since: date | None = None
    until: date | None = None
    acts: bool = False
    troubles: bool = False
    q: str = ""
    entry: int | None = None
    technical: bool = False
    newest: bool = False
    after: int | None = None
    before: int | None = None
    limit: int | None = None

    @property
    def filters(self) -> bool:
        """Whether not every line is wanted; one entry is found by its place."""
        asked = (self.about, self.person, self.role, self.stage, self.since, self.until, self.acts, self.troubles)
        return any(asked) or bool(self.q)


class ToldLine(StoryLine):
    """A line with whose act it was, what it is about, and what Temporal did from its act on, if that was asked for."""

    about: Group
    person: str | None
    role: Role | None
    technical: tuple[TechnicalLine, ...] = ()


class Story(Frozen):
    """The lines of a journey's story that were wished for, in the order wished for.

    `entries` counts the whole journal, `found` the lines that are wanted, None where only a page of all was read.
    `next` is the entry to go on after, `before` the one to go back before; None where nothing follows.
    """

    journey: str = Field(examples=["journey-2019-kab-klaten"])
    region: str = Field(examples=["Kabupaten Klaten (33.10)"])
    cohort: str = Field(examples=["2019"])
    simulated: bool
    language: Language
    entries: int = Field(examples=[126])
    found: int | None = Field(examples=[None])
    lines: tuple[ToldLine, ...]
    next: int | None = Field(examples=[200])
    before: int | None = Field(default=None, examples=[None])
    gaps: tuple[Gap, ...] = ()
    gaps_told: tuple[str, ...] = ()
    """Why technical lines are missing, in words."""


async def story_of(sources: Sources, line: JourneyLine, wish: Wish) -> Story:
    """The story of a journey as wished for. Raises asyncpg's errors while PostgreSQL is away.

    While Temporal or the archive is away the story is whole all the same, and `gaps` says what is missing below it.
    """
    read = await _read(Reading(sources.pool), line, wish)
    names = await People(sources.pool).names(sorted(people_of(read.entries)))
    wanted, heads = await asyncio.to_thread(_wanted, read, names, wish, TimeZone(line.zone))
    below, gaps = await _below(sources, line.journey_id, heads) if wish.technical else ({}, ())
    if wish.troubles:
        wanted = [one for one in wanted if one.trouble or any(t.trouble for t in below.get(one.seq, ()))]
    shown = _page(wanted, wish)
    first, last = read.ends if read.in_part or not wanted else (wanted[0].seq, wanted[-1].seq)
    return Story(
        journey=line.journey_id,
        region=f"{line.region_name} ({line.region_code})",
        cohort=line.cohort,
        simulated=line.simulated,
        language=wish.language,
        entries=read.ends[1],
        found=None if read.in_part else len(wanted),
        lines=tuple(_with_technical(newest_first(shown) if wish.newest else shown, below)),
        next=shown[-1].seq if shown and shown[-1].seq < last else None,
        before=shown[0].seq if shown and shown[0].seq > first else None,
        gaps=gaps,
        gaps_told=tuple(GAPS[gap].into(wish.language) for gap in gaps),
    )


@dataclass(frozen=True)
class _Read:
    """Entries of a journal: all, or a stretch with whole instants, and then what set the scene before it."""

    entries: tuple[Entry, ...]
    ends: tuple[int, int]
    in_part: bool
    earlier: tuple[Entry, ...] = ()


async def _read(reading: Reading, line: JourneyLine, wish: Wish) -> _Read:
    """What the wish needs of the journal: all of it only where lines are looked for."""
    journey, last = line.journey_id, line.seq
    if wish.filters or (wish.limit is None and wish.entry is None):
        entries = tuple(found.entry for found in await reading.entries(journey))
        return _Read(entries=entries, ends=(1, max(last, len(entries))), in_part=False)
    if wish.entry is not None:
        from_, to = wish.entry, wish.entry
    elif _from_the_end(wish):
        to = min(last, wish.before - 1 if wish.before is not None else last)
        from_ = max(1, to - (wish.limit or 0))
    else:
        from_ = (wish.after or 0) + 1
        to = min(last, from_ + (wish.limit or 0))
    entries = tuple(found.entry for found in await reading.stretch(journey, from_, to))
    earlier: tuple[Entry, ...] = ()
    if entries and entries[0].seq > 1:
        scene = await reading.entries_of(journey, SCENE_CHANGES)
        earlier = tuple(found.entry for found in scene if found.entry.seq < entries[0].seq)
    return _Read(entries=entries, earlier=earlier, ends=(1, last), in_part=wish.entry is None)


def _from_the_end(wish: Wish) -> bool:
    return wish.before is not None or (wish.newest and wish.after is None)


def _wanted(read: _Read, names: Names, wish: Wish, zone: TimeZone) -> tuple[list[ToldLine], dict[int, int]]:
    """The lines that are wanted, the oldest first, and under which entry each one that was read is folded."""
    told = story(read.entries, wish.language, names, read.earlier)
    other = Language.EN if wish.language is Language.ID else Language.ID
    also = story(read.entries, other, names, read.earlier) if wish.q else told
    sought = wish.q.casefold().split()
    lines = []
    for entry, line, translated in zip(read.entries, told, also, strict=True):
        if not _fits(entry, line, wish, zone):
            continue
        text = f"{line.when} {line.text} {translated.when} {translated.text}".casefold()
        if all(word in text for word in sought):
            lines.append(_told(entry, line))
    return lines, {line.seq: line.head for line in told}


def _told(entry: Entry, line: StoryLine) -> ToldLine:
    actor = entry.on_behalf or entry.actor
    return ToldLine(
        **line.model_dump(), about=GROUP_OF[line.kind], person=entry.whose, role=actor.role if actor else None
    )


def _fits(entry: Entry, line: StoryLine, wish: Wish, zone: TimeZone) -> bool:
    """Whether a line is asked for; its words and its troubles are looked at elsewhere."""
    day = local_date(entry.at, zone)
    return (
        (not wish.about or GROUP_OF[line.kind] in wish.about)
        and (not wish.person or wish.person in people_of([entry]))
        and (wish.role is None or wish.role in _roles_of(entry))
        and (wish.stage is None or line.stage is wish.stage)
        and (wish.since is None or day >= wish.since)
        and (wish.until is None or day <= wish.until)
        and (not wish.acts or line.act)
        and (wish.entry is None or wish.entry in (line.seq, line.under))
    )


def _roles_of(entry: Entry) -> set[Role]:
    """The roles in which somebody did this, or that it is about."""
    found = {who.role for who in (entry.actor, entry.on_behalf) if who is not None}
    told = entry.event.fact if isinstance(entry.event, FactCorrected) else entry.event
    return found | {role for name in OF_ROLES if isinstance(role := getattr(told, name, None), Role)}


def _page(lines: Sequence[ToldLine], wish: Wish) -> list[ToldLine]:
    """The page that is asked for, the oldest line first; what an act led to stays with it where that fits a page."""
    if wish.entry is not None:
        return list(lines)
    rest = [
        line
        for line in lines
        if (wish.after is None or line.seq > wish.after) and (wish.before is None or line.seq < wish.before)
    ]
    if wish.limit is None or len(rest) <= wish.limit:
        return rest
    if _from_the_end(wish):
        kept, torn = rest[-wish.limit :], rest[-wish.limit - 1].head
    else:
        kept, torn = rest[: wish.limit], rest[wish.limit].head
    return [line for line in kept if line.head != torn] or kept


def newest_first(lines: Sequence[ToldLine]) -> list[ToldLine]:
    """Lines with the newest act first; what an act led to stays below it, in its order."""
    return sorted(lines, key=lambda line: (-line.head, line.seq))


async def _below(
    sources: Sources, journey: str, heads: Mapping[int, int]
) -> tuple[dict[int, list[TechnicalLine]], tuple[Gap, ...]]:
    """What Temporal did from each act until the next, by the act's number; and why some of it is missing."""
    if sources.client is None:
        return {}, (Gap.TEMPORAL_AWAY,)
    histories = Histories(sources.client, sources.pool, sources.settings)
    found = await behind(sources.client, histories, journey)
    written = await Reading(sources.pool).written(journey)
    below: dict[int, list[TechnicalLine]] = {}
    for line in found.lines:
        seq = max(bisect_right(written, line.at), 1)
        below.setdefault(heads.get(seq, seq), []).append(line)
    return below, found.gaps


def _with_technical(lines: Iterable[ToldLine], below: dict[int, list[TechnicalLine]]) -> Iterator[ToldLine]:
    """The lines, the first of each act with what Temporal did from it on."""
    left = dict(below)
    for line in lines:
        yield line.model_copy(update={"technical": tuple(left.pop(line.head, ()))})
