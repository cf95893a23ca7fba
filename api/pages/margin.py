"""Where a comment stands beside a text: `placed` finds the paragraph it quotes or counts, also after a revision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from api.pages.chapter_html import Passage

QUOTED = re.compile(r"“([^”]{8,})”|\"([^\"\n]{8,})\"|«([^»]{8,})»|^>[ \t]*(.{8,})$", re.MULTILINE)
COUNTED = re.compile(r"\b(?:paragraf|alinea|paragraph)\s+(?:ke-?\s*)?(\d{1,3})\b", re.IGNORECASE)
WORD = re.compile(r"\w+")
ALIKE = 0.5
"""The share of common words from which on a paragraph is taken for the revised form of another."""
QUOTES = 0.6
"""The share of a quotation's pairs of words that a paragraph has to hold."""


class Standing(StrEnum):
    """How a comment's paragraph was found."""

    CHAPTER = "chapter"
    """It is about the whole chapter."""
    FOUND = "found"
    """It stands there as it was."""
    CHANGED = "changed"
    """It was changed since the comment was made."""
    LOST = "lost"
    """It quotes a paragraph that is there no more."""


@dataclass(frozen=True)
class Place:
    """Where a comment stands: at which passage of the text, None for the head of the chapter."""

    standing: Standing
    passage: int | None = None


def placed(comment: str, then: Sequence[Passage], now: Sequence[Passage]) -> Place:
    """The place of a comment on the text as it was `then` beside the text as it is `now`."""
    quotes = [next(filter(None, match.groups())) for match in QUOTED.finditer(comment)]
    counted = COUNTED.search(comment)
    if not quotes and counted is None:
        return Place(Standing.CHAPTER)
    before = _quoting(quotes, then)
    if before is None and counted is not None:
        before = _counted(int(counted[1]), then)
    if before is not None and (place := _same(then[before], before, now)) is not None:
        return place
    after = _quoting(quotes, now)
    if after is not None:
        return Place(Standing.FOUND, after)
    if before is None:
        # A quotation of something else, such as a regulation or another book, is no place in this chapter.
        return Place(Standing.CHAPTER)
    return Place(Standing.LOST)


def _same(passage: Passage, number: int, now: Sequence[Passage]) -> Place | None:
    """The passage of the new text that another of the old one became; of several equal ones the nearest."""
    words = _words(passage.text)
    equal = [place for place, other in enumerate(now) if _words(other.text) == words]
    if equal:
        return Place(Standing.FOUND, min(equal, key=lambda place: abs(place - number)))
    alike = [(_alike(words, _words(other.text)), -abs(place - number), place) for place, other in enumerate(now)]
    best = max(alike, default=None)
    return Place(Standing.CHANGED, best[2]) if best is not None and best[0] >= ALIKE else None


def _quoting(quotes: Sequence[str], passages: Sequence[Passage]) -> int | None:
    """The passage that holds most of one of the quotations."""
    best: tuple[float, int] | None = None
    for quote in quotes:
        wanted = _pairs(_words(quote))
        for place, passage in enumerate(passages):
            held = _pairs(_words(passage.text))
            share = len(wanted & held) / len(wanted) if wanted else 0.0
            if share >= QUOTES and (best is None or share > best[0]):
                best = (share, place)
    return best[1] if best else None


def _counted(number: int, passages: Sequence[Passage]) -> int | None:
    places = [place for place, passage in enumerate(passages) if passage.counts]
    return places[number - 1] if 1 <= number <= len(places) else None


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _pairs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return set(pairwise(words)) or {(word,) for word in words}


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if one and other else 0.0
