"""A rehearsal is many runs of one cohort: `Rehearsal` says of what and by which seed, `all_runs` lives them."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from api.rehearsal.chances import Chances, DrawnPace, drawn_traits
from api.rehearsal.simulate import Life, Opening, Part, live
from domain.calendar import local_date
from domain.events import LadderStepTaken
from domain.messages import StartJourney
from domain.policy import LadderAction
from domain.vocabulary import Status

PROCESSES = 2
WORTH_PROCESSES = 200
"""Journeys in all runs from which on starting more processes takes less time than it saves."""


@dataclass(frozen=True)
class Rehearsal:
    """What is rehearsed: the beginnings of the journeys, how people behave, the seed, and how many runs."""

    starts: tuple[StartJourney, ...]
    chances: Chances
    seed: int
    runs: int
    mentors: int

    def openings(self) -> tuple[Opening, ...]:
        """The journeys as they open, which is the same in every run."""
        return tuple(Opening.of(start) for start in self.starts)

    def live(self, openings: Sequence[Opening], run: int, ended: Callable[[], None] = lambda: None) -> list[Life]:
        """One run, counted from 1: the same whenever and wherever it is lived. Raises `CastRefused`."""
        parts = [self._part(opening, number, run) for number, opening in enumerate(openings)]
        with _no_looking_for_cycles():
            return live(parts, ended)

    def _part(self, opening: Opening, number: int, run: int) -> Part:
        name = f"{self.seed}/{run}/{opening.progress.journey.region.id}"
        traits = drawn_traits(self.chances, name, number, self.mentors)
        return Part(opening, traits, DrawnPace(self.chances, name))


@dataclass(frozen=True)
class Ended:
    """How one region's journey ended in one run; `day` None when it never did."""

    status: Status
    day: date | None
    rounds: int


@dataclass(frozen=True)
class RunFigures:
    """What is kept of a run: how each region ended, in the order of the file, and how much was sent."""

    run: int
    ended: tuple[Ended, ...]
    messages: int
    steps: tuple[tuple[LadderAction, int], ...]

    @property
    def last_day(self) -> date | None:
        """When the last region ended; None when one never did."""
        days = [one.day for one in self.ended if one.day is not None]
        return max(days) if len(days) == len(self.ended) else None


def figures(run: int, lives: Sequence[Life]) -> RunFigures:
    """What is kept of a run that was lived."""
    taken = [e.event.action for life in lives for e in life.entries if isinstance(e.event, LadderStepTaken)]
    return RunFigures(
        run=run,
        ended=tuple(_ended(life) for life in lives),
        messages=sum(len(life.told) for life in lives),
        steps=tuple((action, taken.count(action)) for action in LadderAction),
    )


def _ended(life: Life) -> Ended:
    journey = life.journey
    day = local_date(journey.ended_at, journey.region.zone) if journey.ended_at else None
    return Ended(journey.status, day, len(journey.rounds))


def all_runs(rehearsal: Rehearsal, seen: Callable[[int], None]) -> tuple[RunFigures, ...]:
    """The figures of every run, in order; `seen` is told of so many more journeys lived. Raises `CastRefused`."""
    size, runs = len(rehearsal.starts), range(1, rehearsal.runs + 1)
    if len(runs) == 1 or size * len(runs) < WORTH_PROCESSES:
        openings = rehearsal.openings()
        return tuple(figures(run, rehearsal.live(openings, run, lambda: seen(1))) for run in runs)
    found = []
    # Spawned, not forked: what this process has open and under way is none of their business.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, initializer=_prepare, initargs=(rehearsal,)) as pool:
        for one in pool.map(_figures_of, runs):
            found.append(one)
            seen(size)
    return tuple(found)


_prepared: list[tuple[Rehearsal, tuple[Opening, ...]]] = []
"""In a process that lives runs: the rehearsal it is for."""


def _prepare(rehearsal: Rehearsal) -> None:
    _prepared.append((rehearsal, rehearsal.openings()))


def _figures_of(run: int) -> RunFigures:
    rehearsal, openings = _prepared[-1]
    return figures(run, rehearsal.live(openings, run))


def middle_run(runs: Sequence[RunFigures]) -> RunFigures:
    """The run in the middle when they are put in order of the days on which their regions end on average."""
    never = date.max.toordinal()

    def days(figures: RunFigures) -> tuple[int, int]:
        return sum(one.day.toordinal() if one.day else never for one in figures.ended), figures.run

    return sorted(runs, key=days)[(len(runs) - 1) // 2]


@contextmanager
def _no_looking_for_cycles() -> Iterator[None]:
    """Values of the domain refer to none that came later, so looking for cycles among them takes time for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
