"""Which generated parts stand in which chapter of which book: one rule, `parts_of`."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.policy import BookPolicy, Policy

ANNEX = ""
"""The place of parts for which no chapter is found: the annexes of a book."""


class Part(StrEnum):
    """A part of a book that is made from the journey's data."""

    DISTINCTIVENESS = "distinctiveness"
    PILLARS = "pillars"
    ACTION_PLAN = "action_plan"
    ROAD_MAP = "road_map"
    QUICK_WINS = "quick_wins"
    SUMMARY = "summary"


TITLES: dict[Part, re.Pattern[str]] = {
    Part.PILLARS: re.compile(r"\b(strategi|strategy|strategies)\b", re.IGNORECASE),
    Part.ACTION_PLAN: re.compile(r"\b(rencana aksi|action plan)\b", re.IGNORECASE),
    Part.ROAD_MAP: re.compile(r"\b(peta jalan|road ?map)\b", re.IGNORECASE),
}
"""What a chapter's title holds when the part belongs at its end."""


def parts_of(policy: Policy) -> dict[tuple[str, str], tuple[Part, ...]]:
    """The parts at the end of each (book key, chapter key); chapter key `ANNEX` stands for annexes of the book.

    - The distinctiveness closes the first chapter of the first book.
    - The six pillars, the action plan and the road map close the first chapter whose title names them, looked for in
      the plan's book before the others. The plan's book is the one with a chapter for the action plan, else the last
      but one; where no chapter fits, they are annexes of it.
    - Summary and quick wins close the last book that has a single chapter; where there is none, they are annexes of
      the plan's book too.
    """
    plan = _plan_book(policy)
    found: dict[tuple[str, str], list[Part]] = {}
    first = policy.books[0]
    found.setdefault((first.key, first.chapters[0].key), []).append(Part.DISTINCTIVENESS)
    for part in TITLES:
        found.setdefault(_place(policy, plan, part), []).append(part)
    single = [book for book in policy.books if len(book.chapters) == 1]
    last = (single[-1].key, single[-1].chapters[0].key) if single else (plan.key, ANNEX)
    found.setdefault(last, []).extend((Part.SUMMARY, Part.QUICK_WINS))
    return {place: tuple(parts) for place, parts in found.items()}


def _plan_book(policy: Policy) -> BookPolicy:
    wanted = TITLES[Part.ACTION_PLAN]
    named = [book for book in policy.books if any(wanted.search(chapter.title) for chapter in book.chapters)]
    return named[0] if named else policy.books[max(len(policy.books) - 2, 0)]


def _place(policy: Policy, plan: BookPolicy, part: Part) -> tuple[str, str]:
    for book in (plan, *policy.books):
        for chapter in book.chapters:
            if TITLES[part].search(chapter.title):
                return book.key, chapter.key
    return plan.key, ANNEX
