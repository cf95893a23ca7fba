"""Two versions of a text compared word by word: `compare` gives the pieces that stayed, went and came."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from domain.shape import Frozen

MOST_EFFORT = 4_000_000
"""Parts that are looked at in all; what is left once they are spent is shown as replaced whole."""
STRETCH = 60
"""What a stretch costs of that effort: nobody reads a comparison in a hundred thousand pieces."""

_PARAGRAPH = re.compile(r"(?:[^\n]*\n)+?(?:[ \t]*\n)+|[\s\S]+?\Z")
_WORD = re.compile(r"\S+\s*|\s+")


class PieceKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(Frozen):
    """A piece of one or of both texts."""

    kind: PieceKind
    text: str


class Comparison(Frozen):
    """Two texts compared: what stayed and what went is the old one, what stayed and what came is the new one."""

    pieces: tuple[Piece, ...]
    words_removed: int
    words_added: int


def compare(old: str, new: str) -> Comparison:
    """Compare two texts word by word, paragraph for paragraph; the cost is bounded whatever the texts are."""
    pieces = _joined(_compared(old, new))
    counts = Counter(dict.fromkeys(PieceKind, 0))
    for piece in pieces:
        counts[piece.kind] += len(piece.text.split())
    return Comparison(
        pieces=tuple(pieces),
        words_removed=counts[PieceKind.REMOVED],
        words_added=counts[PieceKind.ADDED],
    )


class _Stretch(NamedTuple):
    """Parts of the old and of the new text that stand for one another; `same` when they are equal."""

    same: bool
    old: Sequence[str]
    new: Sequence[str]


@dataclass
class _Effort:
    """How many parts may still be looked at."""

    left: int = MOST_EFFORT

    def allows(self, cost: int) -> bool:
        """Spend so much, if it is there."""
        if cost > self.left:
            return False
        self.left -= cost
        return True


def _compared(old: str, new: str) -> Iterator[tuple[PieceKind, str]]:
    effort = _Effort()
    for paragraphs in _stretches(_PARAGRAPH.findall(old), _PARAGRAPH.findall(new), effort):
        gone, come = "".join(paragraphs.old), "".join(paragraphs.new)
        if paragraphs.same:
            yield PieceKind.SAME, gone
            continue
        for words in _stretches(_WORD.findall(gone), _WORD.findall(come), effort):
            if words.same:
                yield PieceKind.SAME, "".join(words.old)
            else:
                yield PieceKind.REMOVED, "".join(words.old)
                yield PieceKind.ADDED, "".join(words.new)


def _stretches(old: Sequence[str], new: Sequence[str], effort: _Effort) -> Iterator[_Stretch]:
    """The stretches of two lists of parts, in order.

    Parts that are there once in both lists hold the lists together (patience diff); between them the same is done
    again, and where there are none, the lists are compared part by part as long as that is cheap.
    """
    waiting = [_Stretch(False, old, new)]
    while waiting:
        stretch = waiting.pop()
        whole = stretch.same or not stretch.old or not stretch.new
        alone = len(stretch.old) <= 1 and len(stretch.new) <= 1 and stretch.old != stretch.new
        if whole or alone or not effort.allows(len(stretch.old) + len(stretch.new)):
            yield stretch
        else:
            found = _split(stretch.old, stretch.new, effort)
            if len(found) == 1 or not effort.allows(STRETCH * len(found)):
                yield stretch
            else:
                waiting += reversed(found)


def _split(old: Sequence[str], new: Sequence[str], effort: _Effort) -> list[_Stretch]:
    """Two lists as smaller stretches; as one that differs when there is nothing to hold on to."""
    start = _common(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - start
    end = min(rest, _common(zip(reversed(old), reversed(new), strict=False)))
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if start or end:
        ends = [_Stretch(True, part, part) for part in (old[:start], old[len(old) - end :])]
        middle = [_Stretch(False, before, after)] if before or after else []
        return [ends[0], *middle, ends[1]]
    return _by_anchors(before, after) or _by_pairs(before, after, effort)


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs are of equals before the first that is not."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _by_anchors(old: Sequence[str], new: Sequence[str]) -> list[_Stretch]:
    """The stretches between the parts that are there once in both lists; none without such parts."""
    found: list[_Stretch] = []
    at, at_new, begun = 0, 0, 0
    for n, m in _in_order(_once(old), _once(new)):
        if (n, m) != (at, at_new):
            found += [_Stretch(True, old[begun:at], old[begun:at]), _Stretch(False, old[at:n], new[at_new:m])]
            begun = n
        at, at_new = n + 1, m + 1
    if not at:
        return []
    return [*found, _Stretch(True, old[begun:at], old[begun:at]), _Stretch(False, old[at:], new[at_new:])]


def _once(parts: Sequence[str]) -> dict[str, int]:
    """The parts that are there once, each with its place."""
    counts = Counter(parts)
    return {part: place for place, part in enumerate(parts) if counts[part] == 1}


def _in_order(old: dict[str, int], new: dict[str, int]) -> list[tuple[int, int]]:
    """The longest run of common parts that stand in the same order in both, by their places."""
    ends: list[int] = []
    last: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for part, place in old.items():
        if part not in new:
            continue
        pair = (place, new[part])
        length = bisect_left(ends, pair[1])
        before[pair] = last[length - 1] if length else None
        ends[length : length + 1] = [pair[1]]
        last[length : length + 1] = [pair]
    run: list[tuple[int, int]] = []
    pair_or_none = last[-1] if last else None
    while pair_or_none is not None:
        run.append(pair_or_none)
        pair_or_none = before[pair_or_none]
    return run[::-1]


def _by_pairs(old: Sequence[str], new: Sequence[str], effort: _Effort) -> list[_Stretch]:
    """The stretches of two lists whose parts come several times, compared by pairs of equals while that is cheap."""
    there = Counter(new)
    pairs = sum(count * there[part] for part, count in Counter(old).items())
    if not pairs or not effort.allows(pairs * min(len(old), len(new))):
        return [_Stretch(False, old, new)]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [_Stretch(tag == "equal", old[a:b], new[c:d]) for tag, a, b, c, d in steps]


def _joined(pieces: Iterator[tuple[PieceKind, str]]) -> list[Piece]:
    """The pieces without empty ones, neighbours of a kind joined."""
    found: list[tuple[PieceKind, list[str]]] = []
    for kind, text in pieces:
        if text and found and found[-1][0] is kind:
            found[-1][1].append(text)
        elif text:
            found.append((kind, [text]))
    return [Piece(kind=kind, text="".join(texts)) for kind, texts in found]
