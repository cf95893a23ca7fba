"""A journey whose documents are looked at: a revision, a late region, then publication; `papers()` gives them all."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from activities.documents.gather import gather
from activities.documents.models import Model
from domain.documents import DocumentOrder, ordered
from domain.evolve import evolve
from domain.model import Journey
from domain.vocabulary import DocumentKind, Role, Task
from tests.domain.acts_of_time import overdue
from tests.domain.builders import comment, policy, shipped_policy, start, verdict
from tests.domain.cast import Play

AT = datetime(2019, 11, 4, 3, 0, tzinfo=UTC)
MADE_ELSEWHERE = (DocumentKind.BOOK, DocumentKind.CLOSING_REPORT)
PEOPLE = {
    "director": "Drs. H. Ahmad Fauzi, M.Si.",
    "mentor-a": "Prof. Dr. Ir. Sri Wahyuningsih Kusumawardhani-Hadiningrat, M.Sc., Ph.D.",
    "mentor-b": "Dr. Budi Santoso, M.T.",
    "team-chair": "Dra. Endang Lestari",
    "ministry-officer": "Rina Marlina",
}


class Ordered(NamedTuple):
    """An order with the state after its entry, and that entry's instant."""

    order: DocumentOrder
    journey: Journey
    at: datetime


@cache
def ordered_papers() -> tuple[Ordered, ...]:
    """Every order of the journey, in order, but for those made elsewhere."""
    documents = shipped_policy().documents
    assert documents is not None
    kinds = tuple(kind for kind in DocumentKind if kind not in MADE_ELSEWHERE)
    rules = policy(documents=documents.model_copy(update={"kinds": kinds}).model_dump(), mentors_minimum=2)
    play = Play(start(policy=rules))
    play.until(Task.GIVE_VERDICTS)
    comments = tuple(comment(f"k-{n}", f"Perjelas sasaran nomor {n} dengan data tiga tahun.") for n in range(3))
    play.do(verdict(1, accept=False, comments=comments), Role.MENTOR, "mentor-a")
    overdue(play, 13)
    play.until()
    found: list[Ordered] = []
    state: Journey | None = None
    for entry in play.entries:
        state = evolve(state, entry)
        found += [Ordered(order, state, entry.effective) for order in ordered(state, entry)]
    return tuple(found)


def paper(kind: DocumentKind) -> Model:
    """The first document of a kind in the journey."""
    order, journey, at = ordered_of(kind)
    return gather(order, journey, PEOPLE, at=at)


def ordered_of(kind: DocumentKind) -> Ordered:
    """The first order of a kind in the journey."""
    return next(found for found in ordered_papers() if found.order.kind is kind)


def papers() -> tuple[Model, ...]:
    """One document of every kind."""
    return tuple(paper(kind) for kind in DocumentKind if kind not in MADE_ELSEWHERE)
