"""One run week by week: messages for each role, steps of the ladders, and what each mentor has to do.

Weeks go from Monday to Sunday in WIB; the first is the one in which the first journey opens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from api.rehearsal.simulate import Life
from domain.calendar import local_date
from domain.events import LadderStepTaken, TurnPassed
from domain.policy import LadderAction
from domain.vocabulary import Party, Role, TimeZone

WEEK = timedelta(days=7)
Weekly = tuple[int, ...]
"""A number for each week."""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class RungWeeks:
    """How often a step of a ladder was taken: whose ladder, which step, what it does, for whom."""

    party: Party
    step: str
    action: LadderAction
    to: Role
    taken: Weekly


@dataclass(frozen=True)
class MentorWeeks:
    """A mentor's load. `open` counts the regions in which it was the mentors' turn at some time of the week."""

    mentor: str
    regions: int
    open: Weekly
    acts: Weekly
    session_days: Weekly

    def load(self, week: int) -> int:
        """What a week asks of him: turns and days on the spot."""
        return self.open[week] + self.session_days[week]


@dataclass(frozen=True)
class Tally:
    """A run week by week; `mondays` are the weeks, and every `Weekly` has one number for each."""

    mondays: tuple[date, ...]
    messages: dict[Role, Weekly]
    ladders: tuple[RungWeeks, ...]
    mentors: tuple[MentorWeeks, ...]


def tally(lives: Sequence[Life]) -> Tally:
    """Count a run."""
    first = min(_monday(_day(life.journey.opens_at)) for life in lives)
    messages = Counter((_monday(_day(told.at)), told.notice.role) for life in lives for told in life.told)
    rungs = Counter(rung for life in lives for rung in _rungs(life))
    acts = Counter(act for life in lives for act in _acts(life))
    turns = Counter(turn for life in lives for turn in _open_turns(life))
    sessions = Counter(day for life in lives for day in _session_days(life))
    counted = (*messages, *rungs, *acts, *turns, *sessions)
    last = max((monday for monday, _ in counted), default=first)
    mondays = tuple(first + n * WEEK for n in range((last - first) // WEEK + 1))
    regions = Counter(mentor for life in lives for mentor in {m for held in life.turns for m in held.mentors})
    return Tally(
        mondays=mondays,
        messages={role: _weekly(mondays, messages, role) for role in _kept(list(Role), messages)},
        ladders=tuple(RungWeeks(*rung, _weekly(mondays, rungs, rung)) for rung in _in_order(rungs)),
        mentors=tuple(
            MentorWeeks(
                mentor=mentor,
                regions=regions[mentor],
                open=_weekly(mondays, turns, mentor),
                acts=_weekly(mondays, acts, mentor),
                session_days=_weekly(mondays, sessions, mentor),
            )
            for mentor in sorted(regions, key=lambda name: (len(name), name))
        ),
    )


Rung = tuple[Party, str, LadderAction, Role]


def _rungs(life: Life) -> Iterator[tuple[date, Rung]]:
    party = Party.NOBODY
    for entry in life.entries:
        event = entry.event
        if isinstance(event, TurnPassed):
            party = event.party
        elif isinstance(event, LadderStepTaken):
            yield _monday(_day(entry.at)), (party, event.step, event.action, event.to)


def _acts(life: Life) -> Iterator[tuple[date, str]]:
    for play in life.plays:
        if play.command.actor.role is Role.MENTOR:
            yield _monday(_day(play.at)), play.command.actor.person


def _open_turns(life: Life) -> Iterator[tuple[date, str]]:
    """Each week of each turn of the mentors, for each of them, once for a region."""
    found: dict[tuple[date, str], None] = {}
    for held, following in zip(life.turns, life.turns[1:], strict=False):
        if held.party is Party.MENTORS:
            monday, last = _monday(_day(held.since)), _day(following.since)
            while monday <= last:
                found.update(dict.fromkeys((monday, mentor) for mentor in held.mentors))
                monday += WEEK
    yield from found


def _session_days(life: Life) -> Iterator[tuple[date, str]]:
    for session in life.journey.sessions:
        if session.plan is not None and session.record is not None:
            for day in session.record.held_on:
                for mentor in session.plan.mentors:
                    yield _monday(day), mentor


def _day(instant: datetime) -> date:
    return local_date(instant, TimeZone.WIB)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weekly(mondays: Sequence[date], counted: Counter[tuple[date, K]], key: K) -> Weekly:
    return tuple(counted[monday, key] for monday in mondays)


def _kept(keys: Sequence[K], counted: Counter[tuple[date, K]]) -> Iterator[K]:
    found = {key for _, key in counted}
    return (key for key in keys if key in found)


def _in_order(rungs: Counter[tuple[date, Rung]]) -> list[Rung]:
    """By party, then from the gentlest step to the hardest."""
    order = list(Party), list(LadderAction)
    found = {rung for _, rung in rungs}
    return sorted(found, key=lambda rung: (order[0].index(rung[0]), order[1].index(rung[2]), rung[3], rung[1]))
