"""How a decision is told as a table: a situation, an act, and what it leads to or how it is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from domain.errors import Refusal
from domain.policy import Policy
from domain.vocabulary import Stage, Task
from tests.domain.builders import default_policy, documented_policy, policy, review, start, with_endorsements
from tests.domain.cast import Play

VARIANTS: dict[str, Callable[[], Policy]] = {
    "default": default_policy,
    "quorum 2": lambda: policy(mentors_minimum=2, review=review(quorum=2)),
    "one round": lambda: policy(review=review(maximum_rounds=1)),
    "no scores": lambda: policy(review=review(scores_per_pillar=False)),
    "documented": documented_policy,
    "agencies": with_endorsements,
    "agencies never void": lambda: with_endorsements(void_on_modification=False),
    "no examination": lambda: policy(
        approvals=[
            {**step.model_dump(), "enabled": step.name in ("komitmen", "pemilik-program")}
            for step in default_policy().approvals
        ]
    ),
}
"""Policies that differ from the default in one thing."""


@dataclass(frozen=True)
class Refused:
    """`when`, done in the situation, is refused by this rule; the message has these words."""

    given: Callable[[], Play]
    when: Callable[[Play], Any]
    refusal: type[Refusal]
    words: str = ""

    def check(self) -> None:
        """Run the case, and see that the refusal changed nothing."""
        play = self.given()
        before = play.journey
        with pytest.raises(self.refusal) as refused:
            self.when(play)
        assert type(refused.value) is self.refusal
        assert self.words in str(refused.value)
        assert play.journey == before


@dataclass(frozen=True)
class Leads:
    """`when` leads to exactly these events, but for turns passing, and then it is the turn of this task."""

    given: Callable[[], Play]
    when: Callable[[Play], Any]
    kinds: tuple[str, ...]
    task: Task | None = None

    def check(self) -> Play:
        """Run the case."""
        play = self.given()
        before = len(play.entries)
        self.when(play)
        kinds = tuple(e.event.kind for e in play.entries[before:] if e.event.kind != "turn_passed")
        assert kinds == self.kinds
        if self.task is not None:
            assert play.journey.turn.task is self.task
        return play


@cache
def _reached(task: Task | None, stage: Stage | None, variant: str) -> Play:
    return Play(start(policy=VARIANTS[variant]())).until(task, stage=stage)


def at(
    task: Task | None = None,
    *,
    stage: Stage | None = None,
    variant: str = "default",
    then: Callable[[Play], Any] | None = None,
) -> Callable[[], Play]:
    """A situation: a dutiful cast has come to a task, a stage or the end, and then something more happened."""

    def situation() -> Play:
        play = copy.copy(_reached(task, stage, variant))
        play.entries = list(play.entries)
        if then is not None:
            then(play)
        return play

    return situation


def one_after_another(*steps: Callable[[Play], Any]) -> Callable[[Play], None]:
    """Several acts as one."""

    def run(play: Play) -> None:
        for step in steps:
            step(play)

    return run
