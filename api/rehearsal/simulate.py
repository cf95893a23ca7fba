"""The simulator: `live` takes the journeys of a cohort through one run, with the functions that the workflow asks.

Nothing here is real but the rules: no server, no database, no mail, no clock.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.cast.plays import next_play
from api.cast.scene import Play
from api.cast.traits import Pace, Traits
from domain import journey as rules
from domain.entry import Entry
from domain.errors import Refusal
from domain.journey import Finish, Proceed, Progress, Wait
from domain.messages import MoveSession, ProposeSessions, StartJourney
from domain.model import Journey
from domain.notices import Notice, notices, still_wanted
from domain.shape import Person
from domain.vocabulary import Party, Role, Task


class CastRefused(Exception):
    """The rules refuse what the sample people do: the policy asks for something they do not know."""

    def __init__(self, journey: Journey, play: Play, refusal: Refusal) -> None:
        super().__init__(f"{journey.region.name}: the sample people's {play.command.act.kind} is refused: {refusal}")


@dataclass(frozen=True)
class Opening:
    """A journey as it is when it begins at an instant: the same in every run."""

    at: datetime
    progress: Progress

    @classmethod
    def of(cls, start: StartJourney, at: datetime | None = None) -> Opening:
        """The opening of a start, at the instant it opens unless another is given."""
        instant = at or start.opens_at
        return cls(instant, rules.begin(start, instant))


@dataclass(frozen=True)
class Part:
    """One region's part in a run: how its journey opens, and how its people behave."""

    opening: Opening
    traits: Traits
    pace: Pace


@dataclass(frozen=True)
class Told:
    """A message and when it left."""

    at: datetime
    notice: Notice


@dataclass(frozen=True)
class Held:
    """Whose turn it was from an instant on, and who were the mentors then."""

    since: datetime
    party: Party
    task: Task
    mentors: tuple[Person, ...]


class MentorDiary:
    """On which days the mentors are taken, over all journeys of a run: first come, first served."""

    def __init__(self) -> None:
        self._taken: dict[tuple[Person, date], str] = {}
        self._of: dict[str, list[tuple[Person, date]]] = {}

    def free(self, mentor: Person, day: date) -> bool:
        """Whether a mentor has nowhere else to be."""
        return (mentor, day) not in self._taken

    def keep(self, journey: Journey) -> None:
        """Make the days of a journey those that its sessions ask for now."""
        for key in self._of.get(journey.id, []):
            self._taken.pop(key, None)
        plans = [session.plan for session in journey.sessions if session.plan is not None]
        days = [(mentor, day) for plan in plans for mentor in plan.mentors for day in plan.days]
        self._of[journey.id] = days
        self._taken.update(dict.fromkeys(days, journey.id))


class Life:
    """One journey while it is lived, and afterwards what it was: its entries, messages, acts and turns, in order."""

    def __init__(self, part: Part, diary: MentorDiary) -> None:
        self.entries: list[Entry] = []
        self.told: list[Told] = []
        self.withdrawn: list[Notice] = []
        self.plays: list[Play] = []
        self.turns: list[Held] = []
        self._part = part
        self._diary = diary
        self._waiting: list[Notice] = []
        self._now = part.opening.at
        self.journey = part.opening.progress.journey
        self._take(None, part.opening.progress)
        self._play = self._next_play()

    def settle(self) -> datetime | None:
        """Let the engine do what falls due before the cast's next act; gives its instant, None when all is over.

        The engine wakes at the very instants at which the workflow's timer would fire.
        """
        while True:
            match rules.next_step(self.journey, self._now):
                case Proceed():
                    self._wake(self._now)
                case Wait(until=until):
                    # An act at the very instant of an alarm catches up by itself.
                    if self._play is not None and (until is None or self._play.at <= until):
                        return self._play.at
                    if until is None:
                        break
                    self._wake(until)
                case Finish():
                    break
        self._leave(lambda notice: True)
        return None

    def act(self) -> None:
        """Do the cast's next act. Raises `CastRefused`."""
        play = self._play
        if play is None:
            raise ValueError("nobody has anything to do")
        if isinstance(play.command.act, ProposeSessions):
            # Others may have taken days since this was first thought of.
            play = self._next_play() or play
        try:
            progress = rules.act(self.journey, play.command, play.at)
        except Refusal as refusal:
            raise CastRefused(self.journey, play, refusal) from refusal
        self._go_on(play.at, progress)
        self.plays.append(play)
        if isinstance(play.command.act, ProposeSessions | MoveSession):
            self._diary.keep(self.journey)
        self._play = self._next_play()

    def _wake(self, at: datetime) -> None:
        """What the workflow does when its timer fires; the cast looks up when turn or people have changed."""
        before = self.journey
        self._go_on(at, rules.catch_up(before, at))
        if (before.turn.since, before.turn.task) != (self.journey.turn.since, self.journey.turn.task) or (
            before.members != self.journey.members
        ):
            self._play = self._next_play()

    def _next_play(self) -> Play | None:
        """What the cast does next; what it would have done before now, it does now."""
        play = next_play(self.journey, self._part.traits, pace=self._part.pace, diary=self._diary)
        return replace(play, at=max(play.at, self._now)) if play else None

    def _go_on(self, at: datetime, progress: Progress) -> None:
        self._leave(lambda notice: notice.leaves_at is None or notice.leaves_at < at)
        before, self.journey, self._now = self.journey, progress.journey, at
        self._take(before, progress)

    def _take(self, before: Journey | None, progress: Progress) -> None:
        self.entries += progress.entries
        for notice in notices(before, progress.entries):
            if notice.leaves_at is not None and notice.leaves_at > self._now:
                self._waiting.append(notice)
            else:
                self.told.append(Told(self._now, notice))
        turn, mentors = self.journey.turn, self.journey.holders(Role.MENTOR)
        last = self.turns[-1] if self.turns else None
        if last is None or before is None or before.turn.since != turn.since or last.task is not turn.task:
            self.turns.append(Held(turn.since, turn.party, turn.task, mentors))
        elif last.mentors != mentors:
            self.turns.append(Held(self._now, turn.party, turn.task, mentors))

    def _leave(self, due: Callable[[Notice], bool]) -> None:
        """Messages that waited for their hour leave, unless the turn they urge on is over."""
        if not self._waiting:
            return
        leaving = [notice for notice in self._waiting if due(notice)]
        self._waiting = [notice for notice in self._waiting if not due(notice)]
        for notice in leaving:
            if still_wanted(notice, self.journey):
                self.told.append(Told(notice.leaves_at or self._now, notice))
            else:
                self.withdrawn.append(notice)


def live(parts: Sequence[Part], ended: Callable[[], None] = lambda: None) -> list[Life]:
    """Live through one run: every journey to its end, acts in the order of their instants over all journeys.

    `ended` is called at the end of each journey. Raises `CastRefused`.
    """
    diary = MentorDiary()
    lives = [Life(part, diary) for part in parts]
    queue: list[tuple[datetime, int]] = []
    for number, life in enumerate(lives):
        _queue(queue, number, life, ended)
    while queue:
        _, number = heapq.heappop(queue)
        lives[number].act()
        _queue(queue, number, lives[number], ended)
    return lives


def _queue(queue: list[tuple[datetime, int]], number: int, life: Life, ended: Callable[[], None]) -> None:
    at = life.settle()
    if at is None:
        ended()
    else:
        heapq.heappush(queue, (at, number))
