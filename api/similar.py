"""Passages that two texts share nearly word for word: `prints_of` marks a text, `passages` compares two by their marks.

A mark is the hash of six words in a row; of every ten in a row the smallest is kept (winnowing, Schleimer et al. 2003),
so that fifteen equal words in a row are always found, and a text is compared with many by looking up few numbers.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

SHINGLE = 6
"""Words that are hashed together."""
WINDOW = 10
"""Hashes in a row of which one is kept."""
SHORTEST = 25
"""Words of the shortest passage that is shown."""
LIKENESS = 0.8
"""How much of two passages has to be equal: names of regions and numbers may differ."""
GAP = 40
"""Words that may lie between two marks of one passage."""
SHIFT = 6
"""Words that one passage may have more than the other between two marks."""
MOST_MARKS = 5000
"""Common marks that are looked at; a text copied whole has enough of them at its beginning."""
MOST_REPEATED = 4
"""How often a mark may stand in one text; what is repeated more often says nothing."""
MOST_CHAINS = 60
"""Passages that are followed at a time."""

_WORD = re.compile(r"\w+")
_NOT_COMPARED = re.compile(
    r"^[ \t]*#.*$"  # headings: the policy gives them to everybody
    r"|^[ \t]*>.*$"  # what is quoted as such
    r"|“[^”\n]{1,300}”|\"[^\"\n]{1,300}\""
    r"|\]\([^)\n]*\)|sha256:[0-9a-f]{64}|https?://\S+",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Words:
    """The words of a text that are compared, with where each begins and ends in it."""

    text: str
    said: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def excerpt(self, first: int, last: int) -> str:
        """The text from one word to another, the last not included."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]


class Mark(NamedTuple):
    """A kept hash, and the number of the word at which its words begin."""

    print: int
    word: int


class Passage(NamedTuple):
    """Words of one text that are nearly those of another; ends are not included. `percent` says how alike they are."""

    start: int
    end: int
    other_start: int
    other_end: int
    percent: int


def words_of(text: str) -> Words:
    """The words of a Markdown text without headings, quotations and addresses, in lower case."""
    bare = _NOT_COMPARED.sub(lambda found: " " * len(found[0]), text)
    found = [(word[0].casefold(), word.span()) for word in _WORD.finditer(bare)]
    return Words(text, tuple(said for said, _ in found), tuple(span for _, span in found))


def prints_of(words: Words) -> tuple[Mark, ...]:
    """The marks of a text, in order; none where it is shorter than one mark needs."""
    said = words.said
    hashes = [_hash(said[n : n + SHINGLE]) for n in range(len(said) - SHINGLE + 1)]
    kept: dict[int, None] = {}
    for start in range(max(len(hashes) - WINDOW + 1, 1 if hashes else 0)):
        window = hashes[start : start + WINDOW]
        least = min(window)
        kept[start + len(window) - 1 - window[::-1].index(least)] = None
    often = Counter(hashes[n] for n in kept)
    return tuple(Mark(hashes[n], n) for n in sorted(kept) if often[hashes[n]] <= MOST_REPEATED)


def _hash(words: Sequence[str]) -> int:
    """63 bits, so that a database takes it for a positive number."""
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()) >> 1


def commonplace(places: Iterable[tuple[int, str]], most: int) -> set[int]:
    """The marks that stand in the texts of more than `most` regions: nobody has them from anybody."""
    where: defaultdict[int, set[str]] = defaultdict(set)
    for mark, region in places:
        where[mark].add(region)
    return {mark for mark, regions in where.items() if len(regions) > most}


def passages(words: Words, other: Words, common: Collection[tuple[int, int]]) -> tuple[Passage, ...]:
    """The passages around marks that both texts have, given as pairs of words' numbers; the longest first."""
    found = [_measured(words, other, chain) for chain in _chains(sorted(common)[:MOST_MARKS])]
    kept = [passage for passage in found if passage.percent >= LIKENESS * 100]
    kept = [passage for passage in kept if passage.end - passage.start >= SHORTEST]
    return tuple(_apart(sorted(kept, key=lambda one: (one.start - one.end, one.start))))


class _Chain(NamedTuple):
    """Marks that follow one another in both texts: the first and the last pair."""

    first: tuple[int, int]
    last: tuple[int, int]


def _chains(common: Sequence[tuple[int, int]]) -> list[_Chain]:
    done: list[_Chain] = []
    going: list[_Chain] = []
    for here, there in common:
        done += [chain for chain in going if here - chain.last[0] > GAP]
        going = [chain for chain in going if here - chain.last[0] <= GAP][-MOST_CHAINS:]
        for n, chain in enumerate(going):
            step, other_step = here - chain.last[0], there - chain.last[1]
            if step > 0 and other_step > 0 and abs(step - other_step) <= SHIFT:
                going[n] = _Chain(chain.first, (here, there))
                break
        else:
            going.append(_Chain((here, there), (here, there)))
    return done + going


def _measured(words: Words, other: Words, chain: _Chain) -> Passage:
    """The passage of a chain, made longer at both ends as far as the words are equal."""
    (start, other_start), (last, other_last) = chain
    end, other_end = last + SHINGLE, other_last + SHINGLE
    while start and other_start and words.said[start - 1] == other.said[other_start - 1]:
        start, other_start = start - 1, other_start - 1
    while end < len(words.said) and other_end < len(other.said) and words.said[end] == other.said[other_end]:
        end, other_end = end + 1, other_end + 1
    likeness = _likeness(words.said[start:end], other.said[other_start:other_end])
    return Passage(start, end, other_start, other_end, int(likeness * 100))


def _likeness(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """The share of pairs of neighbouring words that two passages have in common; linear, whatever they are."""
    pairs, others = (Counter(pairwise(said)) for said in (mine, theirs))
    return 2 * (pairs & others).total() / (pairs.total() + others.total())


def _apart(found: Iterable[Passage]) -> Iterator[Passage]:
    """Passages that do not lie in longer ones of the same two texts."""
    taken: list[Passage] = []
    for passage in found:
        if all(passage.end <= one.start or passage.start >= one.end for one in taken):
            taken.append(passage)
            yield passage
