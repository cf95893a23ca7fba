"""Journeys at random: `lived` lets people, decrees and pauses happen to one that opens anywhere, any time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain import clock_events as ck
from domain import errors, messages
from domain import events as ev
from domain.entry import Entry
from domain.facts import ExtensionChoice
from domain.messages import Act
from domain.model import Journey
from domain.roles import RULES
from domain.seats import ACTING
from domain.values import Workplace
from domain.vocabulary import Party, Role, StopCause, Task, TimeZone
from tests.domain.acts_of_time import clock
from tests.domain.builders import REGION, behalf, members, start
from tests.domain.cast import Play, dutiful_deed

MANY = settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
FAST = settings(MANY, max_examples=500)

ZONES = st.sampled_from(TimeZone)
OPENS_ON = st.dates(date(2018, 1, 2), date(2020, 6, 30))
HOURS = st.integers(0, 23)
COUNTED = (Task.PASS_GATES, Task.ASSIGN_MENTORS, Task.PROPOSE_SESSION, Task.HAND_IN, Task.SUBMIT, Task.GIVE_VERDICTS)
"""Tasks whose days are counted, of every party that has a ladder of its own at some time."""


def opened(zone: TimeZone, day: date, **changes: Any) -> Play:
    """A journey of a region in a zone that opens at nine on a day."""
    region = REGION.model_copy(update={"zone": zone})
    return Play(start(region=region, opens_at=clock(day, 9, zone), members=members(day), **changes))


def send(play: Play, act: Act, role: Role, who: str | None = None) -> tuple[Entry, ...]:
    """Do an act without letting time pass."""
    now = play.now
    entries = play.do(act, role, who)
    play.now = now
    return entries


def pause(play: Play, resumes_on: date) -> None:
    """Stop the clock now."""
    act = messages.PauseJourney(
        cause=StopCause.DISASTER, reason="Gempa bumi.", approved_by="Bupati", resumes_on=resumes_on
    )
    send(play, act, Role.PROGRAMME_MANAGER)


def resume(play: Play) -> ck.JourneyResumed:
    """Let the clock go on now."""
    entries = send(play, messages.ResumeJourney(reason="Selesai."), Role.PROGRAMME_MANAGER)
    return next(e.event for e in entries if isinstance(e.event, ck.JourneyResumed))


def ask(play: Play, days: int) -> None:
    """The party whose turn it is asks for more time."""
    turn = play.journey.turn
    # A programme manager who has to act himself does not ask himself: the officer asks for the programme.
    role = Role.MINISTRY_OFFICER if turn.party is Party.PROGRAMME else ACTING[turn.task]
    send(play, messages.AskExtension(days=days, reason="Banjir."), role)


def grant(play: Play) -> None:
    """The time asked for is granted by somebody of another party."""
    role = Role.DIRECTOR if play.journey.turn.party is Party.PROGRAMME else Role.PROGRAMME_MANAGER
    send(play, messages.DecideExtension(choice=ExtensionChoice.GRANT, reason="Setuju."), role)


def give(play: Play, days: int) -> None:
    """Those whose turn it is are given more time without having asked."""
    role = Role.DIRECTOR if play.journey.turn.party is Party.PROGRAMME else Role.PROGRAMME_MANAGER
    send(play, messages.GrantTime(days=days, reason="Banjir."), role)


def remind(play: Play) -> None:
    """Those whose turn it is are reminded."""
    send(play, messages.Remind(), Role.PROGRAMME_MANAGER)


def steps_taken(entries: Sequence[Entry]) -> list[tuple[ev.LadderStepTaken, Entry]]:
    """The ladder steps among entries."""
    return [(entry.event, entry) for entry in entries if isinstance(entry.event, ev.LadderStepTaken)]


def due(play: Play) -> datetime:
    """When the current turn is due."""
    assert play.journey.turn.due is not None
    return play.journey.turn.due


# --- people and decrees at random ---------------------------------------------------------------------------------


def _duty(play: Play, n: int) -> None:
    for _ in range(n % 5 + 1):
        deed = dutiful_deed(play.journey, play.now)
        if deed is not None:
            play.do(deed[2], deed[0], deed[1])
        elif play.journey.turn.due is not None:
            play.wait(max(play.journey.turn.due, play.now))


def _behalf(play: Play, n: int) -> None:
    deed = dutiful_deed(play.journey, play.now)
    if deed is not None and RULES[deed[2].kind].on_behalf:
        on_behalf = behalf(deed[0], play.today - timedelta(days=n), deed[1])
        play.do(deed[2], Role.PROGRAMME_MANAGER, on_behalf=on_behalf)


def _calendar(play: Play, n: int) -> None:
    day = play.today + timedelta(days=3 * n - 10)
    fields = {"off": (day,)} if n % 3 == 0 else {"regional_off": (day,)} if n % 3 == 1 else {"working": (day,)}
    play.do(messages.ChangeCalendar(decree="SKB", **fields), Role.PROGRAMME_MANAGER)


def _workplace(play: Play, n: int) -> None:
    who = ("mentor-a", "mentor-b", "ministry-officer", "examiner-a")[n % 4]
    off = (play.today + timedelta(days=n),) if n % 2 else ()
    place = Workplace(person=who, zone=list(TimeZone)[n % 3], days_off=off)
    play.do(messages.RecordWorkplaces(workplaces=(place,)), Role.MINISTRY_OFFICER)


HAPPENINGS: tuple[Callable[[Play, int], object], ...] = (
    _duty,
    _duty,
    _duty,
    _behalf,
    lambda p, n: p.wait(days=n * 2),
    lambda p, n: p.wait(p.now + timedelta(hours=5 * n + 1)),
    lambda p, n: pause(p, p.today + timedelta(days=2 * n + 1)),
    lambda p, n: resume(p),
    lambda p, n: ask(p, n % 10 + 1),
    lambda p, n: grant(p),
    lambda p, n: give(p, n % 10 + 1),
    lambda p, n: remind(p),
    _calendar,
    _workplace,
)
"""What may happen; refused when it does not fit."""

HISTORIES = st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 15)), min_size=5, max_size=40)


@dataclass(frozen=True)
class Moment:
    """A journey, caught up, at an instant, with its entries so far."""

    journey: Journey
    now: datetime
    entries: tuple[Entry, ...]


def lived(zone: TimeZone, day: date, history: Sequence[tuple[Callable[[Play, int], object], int]]) -> list[Moment]:
    """The moments after each thing that happened; what is refused has not happened."""
    play = opened(zone, day)
    found = [Moment(play.journey, play.now, tuple(play.entries))]
    for happening, number in history:
        try:
            happening(play, number)
        except (errors.Refusal, KeyError, ValidationError):
            continue
        play.wait()
        found.append(Moment(play.journey, play.now, tuple(play.entries)))
    return found
