"""Two versions of a text compared word by word: `compare` gives the pieces that stayed, went and came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from domain.shape import Frozen

MOST_PAIRS = 2_000_000
"""Pairs of equal parts that are looked at; where there would be more, the stretch is shown as replaced whole."""

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
    pieces = _joined(_pieces(_PARAGRAPH.findall(old), _PARAGRAPH.findall(new), whole=False))
    counts = Counter(dict.fromkeys(PieceKind, 0))
    for piece in pieces:
        counts[piece.kind] += len(piece.text.split())
    return Comparison(
        pieces=tuple(pieces),
        words_removed=counts[PieceKind.REMOVED],
        words_added=counts[PieceKind.ADDED],
    )


def _pieces(old: Sequence[str], new: Sequence[str], *, whole: bool) -> Iterator[tuple[PieceKind, str]]:
    """The pieces of two lists of parts; what was replaced is looked at word by word unless the parts are words."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    yield PieceKind.SAME, "".join(old[:start])
    for tag, first, last, first_new, last_new in _steps(before, after):
        gone, come = "".join(before[first:last]), "".join(after[first_new:last_new])
        if tag == "equal":
            yield PieceKind.SAME, gone
        elif whole or not gone or not come:
            yield PieceKind.REMOVED, gone
            yield PieceKind.ADDED, come
        else:
            yield from _pieces(_WORD.findall(gone), _WORD.findall(come), whole=True)
    yield PieceKind.SAME, "".join(old[len(old) - end :])


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many parts are equal at the beginning."""
    return next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """The steps from one list to the other; one step where looking closer would cost too much."""
    there = Counter(new)
    if sum(count * there[part] for part, count in Counter(old).items()) > MOST_PAIRS:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _joined(pieces: Iterator[tuple[PieceKind, str]]) -> list[Piece]:
    """The pieces without empty ones, neighbours of a kind joined."""
    found: list[Piece] = []
    for kind, text in pieces:
        if text and found and found[-1].kind is kind:
            found[-1] = Piece(kind=kind, text=found[-1].text + text)
        elif text:
            found.append(Piece(kind=kind, text=text))
    return found
