"""Passages of a chapter that stand nearly so in another region's plan: `copied_in`, within bounds of time and size."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from api.http.downloads import content_of
from api.services import Services
from api.similar import Mark, Words, commonplace, passages, prints_of, words_of
from records.passages import MarkPlace, OtherText, TextMarks

EVERYBODYS = 3
"""Regions in which a passage may stand besides this one; what more of them have is boilerplate."""
MOST_SHOWN = 12
LONGEST_SHOWN = 700
"""Characters of a passage that are shown."""
MOST_BYTES = 1_000_000
"""The longest text that is compared."""
PATIENCE = 2.0
"""Seconds in which texts that have no marks yet get them; the others are for the next time."""


_MARKUP = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+|[*_`|]+|\[\^\w+\]:?|!?\[([^\]]*)\]\([^)]*\)", re.MULTILINE)
"""Marks of Markdown, which say nothing where a passage is shown on one line."""


@dataclass(frozen=True)
class CopiedPassage:
    """A passage, and as it stands in the other region's plan."""

    own: str
    other: str
    of: OtherText
    words: int
    percent: int


@dataclass(frozen=True)
class Copied:
    """What was found, the longest first; `compared` of `texts` chapters of other regions have been looked at."""

    passages: tuple[CopiedPassage, ...]
    compared: int
    texts: int

    @property
    def complete(self) -> bool:
        """Whether every text was looked at."""
        return self.compared == self.texts


async def copied_in(services: Services, journey: str, sha256: str) -> Copied:
    """Compare a chapter with the newest submissions of all other regions, published ones among them."""
    marks = TextMarks(services.pool)
    others = await marks.others(journey)
    wanted = list(dict.fromkeys(other.sha256 for other in others))
    compared = await _mark_missing(services, marks, wanted)
    words = await _words(services, sha256)
    done = sum(1 for other in others if other.sha256 in compared)
    if words is None or not compared:
        return Copied((), done, len(others))
    own = await asyncio.to_thread(prints_of, words)
    places = await marks.common([mark.print for mark in own], sorted(compared), most_texts=8 * EVERYBODYS)
    found = await _passages(services, words, own, places, others)
    return Copied(found, done, len(others))


async def _mark_missing(services: Services, marks: TextMarks, texts: Sequence[str]) -> set[str]:
    """Mark the texts that are not marked yet, as far as the time reaches; gives all that are."""
    marked = await marks.marked(texts)
    end = time.monotonic() + PATIENCE
    for sha256 in texts:
        if sha256 in marked:
            continue
        if time.monotonic() > end:
            break
        words = await _words(services, sha256)
        found = await asyncio.to_thread(prints_of, words) if words is not None else ()
        await marks.note(sha256, found)
        marked.add(sha256)
    return marked


async def _words(services: Services, sha256: str) -> Words | None:
    """The words of a stored text; None where it is not stored or too long."""
    content = await content_of(services, sha256)
    if content is None or len(content) > MOST_BYTES:
        return None
    return await asyncio.to_thread(words_of, content.decode(errors="replace"))


async def _passages(
    services: Services, words: Words, own: Sequence[Mark], places: Sequence[MarkPlace], others: Sequence[OtherText]
) -> tuple[CopiedPassage, ...]:
    regions: defaultdict[str, dict[str, OtherText]] = defaultdict(dict)
    for other in others:
        regions[other.sha256].setdefault(other.region_id, other)
    everybodys = commonplace(
        ((place.print, region) for place in places for region in regions[place.sha256]), EVERYBODYS
    )
    here: defaultdict[int, list[int]] = defaultdict(list)
    for mark in own:
        here[mark.print].append(mark.word)
    common: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for place in places:
        if place.print not in everybodys:
            common[place.sha256] |= {(word, place.word) for word in here[place.print]}
    found: list[CopiedPassage] = []
    for sha256, pairs in sorted(common.items(), key=lambda entry: -len(entry[1]))[:MOST_SHOWN]:
        theirs = await _words(services, sha256)
        if theirs is None:
            continue
        for passage in await asyncio.to_thread(passages, words, theirs, pairs):
            said = _shown(words.excerpt(passage.start, passage.end))
            copied = _shown(theirs.excerpt(passage.other_start, passage.other_end))
            length = passage.end - passage.start
            found += [CopiedPassage(said, copied, of, length, passage.percent) for of in regions[sha256].values()]
    return tuple(sorted(found, key=lambda one: -one.words)[:MOST_SHOWN])


def _shown(text: str) -> str:
    said = " ".join(_MARKUP.sub(" ", text).split())
    return said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN].rsplit(' ', 1)[0]} …"
