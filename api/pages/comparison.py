"""Any two submissions, or versions of a chapter, word by word; what did not change is folded."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.comparing import Comparison, Piece, PieceKind, compare
from api.http.access import OfDossier, sees_whole
from api.http.asking import JourneyId
from api.http.problems import NoSuch, NotForYou
from api.http.routes.chapters import text_of
from api.http.routes.submissions import chapters_of
from api.http.serving import Serving
from api.pages.rendering import Showing
from api.pages.writing_room import chapter_of, writing_room
from api.services import Services
from domain.model import Journey
from domain.values import ChapterName, Document
from domain.words.phrase import Phrase

router = APIRouter(include_in_schema=False)

NOW = "now"
"""The books as they are now, submitted or not."""
SHOWN_AROUND = 25
"""Words that are shown of an unchanged stretch, on each side of what changed."""
WORD = re.compile(r"\s*\S+|\s+$")
SIDE = r"^(now|s\d{1,4}|v\d{1,7})$"
Side = Annotated[str | None, Query(pattern=SIDE)]
Name = Annotated[str | None, Query(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]
Texts = dict[ChapterName, Document]


@dataclass(frozen=True)
class Shown:
    """A piece of a comparison as a page shows it; of a folded one `text` is hidden between its two ends."""

    kind: PieceKind
    text: str
    folded: bool = False
    before: str = ""
    after: str = ""
    words: int = 0


@dataclass(frozen=True)
class Difference:
    """What became of a chapter; `comparison` is None where nothing changed."""

    name: ChapterName
    title: str
    change: Phrase
    tone: str
    comparison: Comparison | None
    pieces: tuple[Shown, ...]


UNCHANGED, CHANGED = Phrase("tidak berubah", "unchanged"), Phrase("berubah", "changed")
ADDED, REMOVED = Phrase("baru", "new"), Phrase("dihapus", "removed")


@router.get("/journeys/{journey}/compare")
async def compared(
    journey: JourneyId,
    caller: OfDossier,
    services: Serving,
    pages: Showing,
    left: Side = None,
    right: Side = None,
    book: Name = None,
    chapter: Name = None,
) -> Response:
    """Two submissions, or two versions of one chapter. Agencies compare what was submitted."""
    room = await writing_room(services, caller, journey)
    whole = await sees_whole(services, caller, journey)
    sides = sides_of(room.state, whole)
    only = ChapterName(book=book, chapter=chapter) if book and chapter else None
    if only is not None:
        chapter_of(room.state, only.book, only.chapter)
    newest = changed_sides(room.state, sides)
    left, right = left or (newest[-2] if len(newest) > 1 else None), right or (newest[-1] if newest else None)
    differences: tuple[Difference, ...] = ()
    if left is not None and right is not None:
        if not whole and not (left.startswith("s") and right.startswith("s")):
            raise NotForYou(allowed="people of the region, mentors and the programme; agencies see what was submitted")
        old, new = (_texts(room.state, side, only) for side in (left, right))
        differences = tuple(
            [await _difference(services, room.state, name, old, new) for name in _names(old, new, only)]
        )
    return await pages.page(
        "books/compare.html",
        caller,
        line=room.line,
        room=room,
        sides=sides,
        left=left,
        right=right,
        only=chapter_of(room.state, only.book, only.chapter)[1] if only else None,
        whole=whole,
        differences=differences,
    )


def sides_of(state: Journey, whole: bool) -> list[str]:
    """What can be compared in a journey, the oldest first; the books as they are now only for who sees them."""
    submitted = [f"s{submission.number}" for submission in state.submissions]
    return [*submitted, NOW] if whole and state.chapters else submitted


def changed_sides(state: Journey, sides: list[str]) -> list[str]:
    """The sides without the books as they are now, where those are what was submitted last and there is more."""
    if len(sides) > 2 and sides[-1] == NOW and _texts(state, NOW, None) == _texts(state, sides[-2], None):
        return sides[:-1]
    return sides


def _texts(state: Journey, side: str, only: ChapterName | None) -> Texts:
    """The chapters of one side."""
    if side.startswith("v"):
        found = state.chapter(only) if only else None
        number = int(side[1:])
        if found is None or not 1 <= number <= found.version:
            raise NoSuch(what="version", id=side[1:])
        return {found.name: found.versions[number - 1]}
    if side == NOW:
        texts = {chapter.name: chapter.versions[-1] for chapter in state.chapters}
    else:
        submission = next((s for s in state.submissions if s.number == int(side[1:])), None)
        if submission is None:
            raise NoSuch(what="submission", id=side[1:])
        texts = {
            ChapterName(book=found.book, chapter=found.chapter): found.document
            for found in chapters_of(state, submission)
        }
    return {name: text for name, text in texts.items() if only in (None, name)}


def _names(old: Texts, new: Texts, only: ChapterName | None) -> Iterable[ChapterName]:
    return [only] if only else dict.fromkeys((*new, *old))


async def _difference(services: Services, state: Journey, name: ChapterName, old: Texts, new: Texts) -> Difference:
    title = chapter_of(state, name.book, name.chapter)[1].title
    before, after = old.get(name), new.get(name)
    if before is not None and after is not None and before.sha256 == after.sha256:
        return Difference(name, title, UNCHANGED, "plain", None, ())
    texts = [(await text_of(services, document)).decode() if document else "" for document in (before, after)]
    comparison = await asyncio.to_thread(compare, *texts)
    change, tone = (ADDED, "good") if before is None else (REMOVED, "bad") if after is None else (CHANGED, "info")
    return Difference(name, title, change, tone, comparison, folded(comparison))


def folded(comparison: Comparison) -> tuple[Shown, ...]:
    """The pieces of a comparison, what stayed cut down to the words around what changed."""
    pieces = _joined(_settled(comparison.pieces))
    last = len(pieces) - 1
    return tuple(
        _fold(piece, first=place == 0, last=place == last)
        if piece.kind is PieceKind.SAME
        else Shown(piece.kind, piece.text)
        for place, piece in enumerate(pieces)
    )


def _settled(pieces: tuple[Piece, ...]) -> Iterator[Piece]:
    """The pieces without words that went and came again because only the space after them changed."""
    places = iter(range(len(pieces)))
    for place in places:
        piece, after = pieces[place], pieces[place + 1] if place + 1 < len(pieces) else None
        if piece.kind is not PieceKind.REMOVED or after is None or after.kind is not PieceKind.ADDED:
            yield piece
            continue
        next(places)
        gone, come = WORD.findall(piece.text), WORD.findall(after.text)
        pairs = zip(gone, come, strict=False)
        stayed = sum(1 for _ in takewhile(lambda pair: pair[0].strip() == pair[1].strip(), pairs))
        yield Piece(kind=PieceKind.SAME, text="".join(come[:stayed]))
        yield Piece(kind=PieceKind.REMOVED, text="".join(gone[stayed:]))
        yield Piece(kind=PieceKind.ADDED, text="".join(come[stayed:]))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces without empty ones, neighbours of a kind joined."""
    filled = (piece for piece in pieces if piece.text)
    return [
        Piece(kind=kind, text="".join(piece.text for piece in same))
        for kind, same in groupby(filled, key=lambda piece: piece.kind)
    ]


def _fold(piece: Piece, *, first: bool, last: bool) -> Shown:
    words = WORD.findall(piece.text)
    head, tail = 0 if first else SHOWN_AROUND, 0 if last else SHOWN_AROUND
    hidden = words[head : len(words) - tail]
    if len(hidden) <= 2 * SHOWN_AROUND:
        return Shown(piece.kind, piece.text)
    return Shown(
        piece.kind,
        "".join(hidden).strip("\n"),
        folded=True,
        before="".join(words[:head]),
        after="".join(words[len(words) - tail :]),
        words=len(hidden),
    )
