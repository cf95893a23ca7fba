"""Finding the chapters of a policy among the lines of a book: by their number and by how alike their titles are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from domain.policy import BookPolicy

LONGEST_HEADING = 160
NUMBERED = re.compile(r"^\s*(?:bab|chapter)\s*[.:–-]?\s*([ivxlc]+|\d{1,2})\b\s*[.:–-]*\s*", re.IGNORECASE)
PLAIN_NUMBER = re.compile(r"^\s*([ivxlc]+|\d{1,2})[.)]\s+(?=\S)", re.IGNORECASE)
IN_CONTENTS = re.compile(r"(\.{3,}|…|·{3,}|\t|\s{3,}|(\. ){3,})\s*[ivxlc\d]+\s*$", re.IGNORECASE)
"""A line of a table of contents ends with a leader and a page."""
CLOSING = re.compile(r"^\s*(daftar pustaka|lampiran|bibliography|references|annex(es)?|appendix)\b", re.IGNORECASE)
SIMILAR = 0.75
"""How alike a title has to be when its number says nothing."""
RESEMBLING = 0.6
"""How alike it has to be when the number fits; less is taken too, and said."""
BODY_WORDS = 15
"""A heading in a list of contents has fewer words before the next one."""


@dataclass(frozen=True)
class Line:
    """A paragraph or a line of a book. `level` is that of its heading style; `words` are those of all that it holds."""

    text: str
    words: int
    place: str
    level: int | None = None
    contents: bool = False
    """Whether its style says that it belongs to the table of contents."""


@dataclass(frozen=True)
class Candidate:
    """A line that may begin a chapter, with the one after it where the heading has two lines."""

    line: int
    length: int
    number: int | None
    title: str
    level: int | None
    body: int = 0
    """Words until the next candidate."""

    @property
    def after(self) -> int:
        """The line with which the text below it begins."""
        return self.line + self.length


@dataclass(frozen=True)
class Span:
    """A chapter found: its heading, and the lines of its text."""

    key: str
    heading: str
    line: int
    first: int
    end: int
    alike: bool
    """Whether its title resembles that of the policy."""


@dataclass(frozen=True)
class Spans:
    """The chapters found in a book, and headings that belong to no chapter of the policy."""

    spans: tuple[Span, ...]
    left_over: tuple[str, ...]
    doubtful: bool = False
    """Whether so many titles are others that it is hardly this book; their chapters are then not found."""


def find_spans(lines: Sequence[Line], book: BookPolicy) -> Spans:
    """The chapters of a book among its lines, in the policy's order."""
    candidates = _with_bodies(lines, _candidates(lines, book))
    chosen = _choose(candidates, book)
    titles = {chapter.key: chapter.title for chapter in book.chapters}
    by_number = [key for key, c in chosen.items() if c.title and likeness(c.title, titles[key]) < RESEMBLING]
    doubtful = len(by_number) * 3 > len(titles)
    if doubtful:
        chosen = {key: candidate for key, candidate in chosen.items() if key not in by_number}
    ends = _ends(candidates, chosen, len(lines), lines)
    spans = tuple(
        Span(
            key=key,
            heading=_heading(lines, candidate),
            line=candidate.line,
            first=candidate.after,
            end=ends[candidate.line],
            alike=key not in by_number,
        )
        for key, candidate in chosen.items()
    )
    return Spans(spans=spans, left_over=_left_over(lines, candidates, chosen), doubtful=doubtful)


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1, whatever their case; words in another order count for less."""
    first, second = _plain(one), _plain(other)
    if not first or not second:
        return 0.0
    return max(SequenceMatcher(None, first, second).ratio(), _shared(first, second) - 0.05)


def _shared(first: str, second: str) -> float:
    """The share of words that both have, of the longer one's."""
    one, other = set(first.split()), set(second.split())
    return len(one & other) / max(len(one), len(other))


@cache
def _plain(title: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", title.casefold()).split())


def _candidates(lines: Sequence[Line], book: BookPolicy) -> list[Candidate]:
    titles = [chapter.title for chapter in book.chapters]
    found: list[Candidate] = []
    skip = -1
    for place, line in enumerate(lines):
        if place < skip or not _may_be_heading(line):
            continue
        candidate = _candidate(lines, place, titles)
        if candidate is not None:
            found.append(candidate)
            skip = candidate.after
    return found


def _may_be_heading(line: Line) -> bool:
    text = line.text.strip()
    return bool(text) and len(text) <= LONGEST_HEADING and not line.contents and not IN_CONTENTS.search(line.text)


def _candidate(lines: Sequence[Line], place: int, titles: Sequence[str]) -> Candidate | None:
    line = lines[place]
    text = " ".join(line.text.split())
    if match := NUMBERED.match(text):
        title = text[match.end() :].strip()
        # A sentence that speaks of a chapter (`Bab III membahas …`) is none.
        if title and line.level is None and not _like_title(title, titles):
            return None
        length = 1
        if not title and (after := _next(lines, place)) is not None:
            title, length = " ".join(lines[after].text.split()), after + 1 - place
        return Candidate(place, length, _number(match[1]), title, line.level)
    bare = PLAIN_NUMBER.match(text)
    title = text[bare.end() :] if bare else text
    alike = max(likeness(title, wanted) for wanted in titles)
    if line.level is not None and (line.level == 1 or alike >= SIMILAR):
        return Candidate(place, 1, _number(bare[1]) if bare else None, title, line.level)
    if alike >= 0.92 and (text.isupper() or bare or len(text.split()) >= 2):
        return Candidate(place, 1, _number(bare[1]) if bare else None, title, None)
    return None


def _like_title(title: str, titles: Sequence[str]) -> bool:
    """Whether what stands behind `BAB I` in a plain paragraph may be a title, and not the rest of a sentence."""
    return title.isupper() or (title[0].isupper() and not title.endswith((".", ";", ","))) or title in titles


def _next(lines: Sequence[Line], place: int) -> int | None:
    """The line with the title of a heading that begins with its number alone."""
    for after in range(place + 1, min(place + 4, len(lines))):
        if lines[after].text.strip():
            fits = _may_be_heading(lines[after]) and not NUMBERED.match(lines[after].text)
            return after if fits and not lines[after].text.rstrip().endswith(".") else None
    return None


def _number(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [values[sign] for sign in written.casefold()]
    return sum(-d if any(later > d for later in digits[n + 1 :]) else d for n, d in enumerate(digits))


def _with_bodies(lines: Sequence[Line], candidates: list[Candidate]) -> list[Candidate]:
    found = []
    for candidate, end in zip(candidates, [*(c.line for c in candidates), len(lines)][1:], strict=True):
        words = sum(line.words for line in lines[candidate.after : end])
        found.append(Candidate(**{**candidate.__dict__, "body": words}))
    return found


def _score(candidate: Candidate, number: int, title: str) -> float:
    """How well a candidate fits a chapter; 0 when it does not."""
    alike = likeness(candidate.title, title)
    same = candidate.number == number
    if not (alike >= SIMILAR or (same and (candidate.level is None or candidate.level == 1 or alike >= RESEMBLING))):
        return 0.0
    score = alike + (0.5 if same else 0.0) + (0.2 if candidate.level is not None else 0.0)
    return score + (0.6 if candidate.body >= BODY_WORDS else 0.0)


def _choose(candidates: Sequence[Candidate], book: BookPolicy) -> dict[str, Candidate]:
    """The best candidate for each chapter, all in order; a chapter that stands elsewhere is taken by its title."""
    chosen = dict(_in_order(candidates, book))
    used = {candidate.line for candidate in chosen.values()}
    for chapter in book.chapters:
        if chapter.key in chosen:
            continue
        rest = [c for c in candidates if c.line not in used and likeness(c.title, chapter.title) >= 0.85]
        if rest:
            best = max(rest, key=lambda c: (c.body >= BODY_WORDS, c.level is not None, -c.line))
            chosen[chapter.key] = best
            used.add(best.line)
    return {chapter.key: chosen[chapter.key] for chapter in book.chapters if chapter.key in chosen}


def _in_order(candidates: Sequence[Candidate], book: BookPolicy) -> list[tuple[str, Candidate]]:
    """The choice with the highest sum of scores in which chapters follow one another as in the policy."""
    best: list[tuple[float, list[tuple[str, Candidate]]]] = [(0.0, [])] * (len(candidates) + 1)
    for number, chapter in enumerate(book.chapters, 1):
        row = [best[0]]
        for place, candidate in enumerate(candidates, 1):
            options = [row[-1], best[place]]
            score = _score(candidate, number, chapter.title)
            if score > 0:
                before = best[place - 1]
                options.append((before[0] + score, [*before[1], (chapter.key, candidate)]))
            row.append(max(options, key=lambda option: option[0]))
        best = row
    return best[-1][1]


def _ends(
    candidates: Sequence[Candidate], chosen: dict[str, Candidate], last: int, lines: Sequence[Line]
) -> dict[int, int]:
    """Where the text of each chapter ends: at the next chapter, one of the policy or not, or at what closes a book."""
    picked = {candidate.line: candidate for candidate in chosen.values()}
    ends: dict[int, int] = {}
    for start, candidate in picked.items():
        ends[start] = last
        for other in candidates:
            if other.line <= start:
                continue
            again = other.number == candidate.number and likeness(other.title, candidate.title) >= 0.8
            explicit = bool(NUMBERED.match(lines[other.line].text)) and not again
            if other.line in picked or explicit or (other.level == 1 and CLOSING.match(other.title)):
                ends[start] = other.line
                break
    return ends


def _left_over(lines: Sequence[Line], candidates: Sequence[Candidate], chosen: dict[str, Candidate]) -> tuple[str, ...]:
    used = {candidate.line for candidate in chosen.values()}
    known = {_plain(candidate.title) for candidate in chosen.values()}
    names = [
        _heading(lines, candidate)
        for candidate in candidates
        if candidate.line not in used and _plain(candidate.title) not in known and candidate.body >= BODY_WORDS
    ]
    return tuple(dict.fromkeys(names))


def _heading(lines: Sequence[Line], candidate: Candidate) -> str:
    texts = (lines[place].text for place in range(candidate.line, candidate.after))
    return " ".join(" ".join(texts).split())
