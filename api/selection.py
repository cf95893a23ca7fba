"""The same act for a selection of journeys: `look_ahead` says what it would move, `send_all` does it, one by one.

Both give a line for each journey. The id of a command comes from the act, its sender and what it is about (or from an
id that the sender gives), so that the same again, after a part of it failed, does what is left and nothing twice.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Annotated

from pydantic import Field
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from api.desk import Desk, JourneyUnknown, Refused
from api.moves import Move, moves
from domain import errors, messages
from domain.deadlines import working_day
from domain.errors import Refusal
from domain.journey import act, catch_up
from domain.messages import Act, Actor, Command
from domain.model import Journey
from domain.shape import Frozen, Key
from records.reading import Reading
from records.selecting import Selecting

AT_ONCE = 8
"""How many journeys are sent to at the same time."""
GIVEN_UP_AFTER = AT_ONCE
"""So many unknown outcomes in a row mean that the server is away: nothing more is sent."""

LOOKED_AT_ONCE = 50
"""How many journeys' states are held at a time while looking ahead."""

ALREADY = tuple(
    refusal.__name__
    for refusal in (
        errors.AlreadyInRole,
        errors.CalendarUnchanged,
        errors.GateAlreadyPassed,
        errors.NoExtensionAsked,
        errors.NoReassignment,
        errors.NotPaused,
        errors.PausedAlready,
        errors.RemindedAlready,
    )
)
"""Refusals that say that a journey is already as wanted, or that there is nothing in it to decide."""

BulkAct = Annotated[
    messages.PassGates
    | messages.PassGateProvisionally
    | messages.PauseJourney
    | messages.ResumeJourney
    | messages.DecideExtension
    | messages.DecideReassignment
    | messages.GrantTime
    | messages.Remind
    | messages.AppointMember
    | messages.ReplaceMember
    | messages.ReleaseMember,
    Field(discriminator="kind"),
]
"""The acts that make sense with the same words in many journeys."""


class Outcome(StrEnum):
    """What became of the act in one journey, or would."""

    PLANNED = "planned"
    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class JourneyOutcome(Frozen):
    """One journey of the selection. `why` says what to do about everything but planned and done.

    Where a rule of the journey refused, `rule` is its name and `details` what fills the places of its text.
    """

    journey: str
    cohort: str
    region_code: str
    region_name: str
    outcome: Outcome
    why: str | None = None
    rule: str | None = Field(default=None, examples=["ExtensionsUsedUp"])
    details: dict[str, str] = Field(default={})
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Undertaking:
    """An act that is wanted of many journeys; in each it may say something else, such as a region's own days off.

    With an `id`, the sender's own, whatever was sent under it is not sent again; without one, the same words mean
    the same act as long as it is about the same thing.
    """

    actor: Actor
    act_for: Callable[[Journey], Act]
    id: Key | None = None

    def command(self, journey: Journey, now: datetime) -> Command:
        """The command for one journey, with an id that says what it is."""
        deed = self.act_for(journey)
        draft = Command(id=self.id or "draft", actor=self.actor, act=deed)
        if self.id is not None:
            return draft
        about = "".join(f"\n{part}" for part in _about(journey, deed, now))
        said = hashlib.sha256(f"{draft.digest()}{about}".encode()).hexdigest() if about else draft.digest()
        return draft.model_copy(update={"id": f"{deed.kind.replace('_', '-')}-{said[:24]}"})


def _about(journey: Journey, deed: Act, now: datetime) -> tuple[object, ...]:
    """What of a journey an act is about that does not say so itself: in another turn the same words are another act."""
    match deed:
        case messages.Remind():
            return (journey.turn.seq, working_day(journey, now))
        case messages.GrantTime():
            return (journey.turn.seq,)
        case messages.DecideExtension():
            return (journey.extension_request.seq if journey.extension_request else 0,)
        case messages.DecideReassignment():
            return (journey.reassignment.at.isoformat() if journey.reassignment else "",)
        case _:
            return ()


@dataclass(frozen=True)
class Ahead:
    """A journey as recorded, the command it would be sent, and what is expected of it."""

    state: Journey
    command: Command
    expected: JourneyOutcome


async def look_ahead(
    reading: Reading,
    journeys: Sequence[str],
    undertaking: Undertaking,
    now: datetime,
    done: Callable[[], None],
    *,
    selecting: Selecting | None = None,
    dates: bool = True,
) -> tuple[Ahead, ...]:
    """What the act would lead to in each journey as it is recorded; nothing is sent.

    With `selecting` it is also found out where it was done before. Without `dates` no moves are told, which is quicker.
    """
    found: list[Ahead] = []
    for some in _chunks(journeys):
        states = {journey: state for journey in some if (state := await reading.state(journey)) is not None}
        commands = {journey: undertaking.command(state, now) for journey, state in states.items()}
        before = await _done_before(selecting, commands)
        for journey in some:
            if journey in states:
                state, command, entry = states[journey], commands[journey], before.get(journey)
                # Not in the way of others who ask this process for something meanwhile.
                expected = await asyncio.to_thread(_expected, state, command, now, dates=dates)
                if entry is not None:
                    expected = _again(expected, entry, undertaking)
                found.append(Ahead(state, command, expected))
            done()
    return tuple(found)


def _chunks(journeys: Sequence[str]) -> Iterator[Sequence[str]]:
    left = iter(journeys)
    while some := tuple(islice(left, LOOKED_AT_ONCE)):
        yield some


async def _done_before(selecting: Selecting | None, commands: Mapping[str, Command]) -> Mapping[str, int]:
    if selecting is None:
        return {}
    return await selecting.done({journey: command.id for journey, command in commands.items()})


def _again(expected: JourneyOutcome, entry: int, undertaking: Undertaking) -> JourneyOutcome:
    """What is expected where the same command was done before, up to an entry of the journal."""
    if expected.outcome is Outcome.PLANNED and undertaking.id is None:
        return expected.model_copy(update={"outcome": Outcome.REFUSED, "why": _undone(entry), "moves": ()})
    why = f"Done before, up to entry {entry}."
    return expected.model_copy(update={"outcome": Outcome.UNCHANGED, "why": why, "moves": ()})


def _undone(entry: int) -> str:
    return f"Done before, up to entry {entry}, and undone since. Word it otherwise to do it again."


def _expected(state: Journey, command: Command, now: datetime, *, dates: bool) -> JourneyOutcome:
    try:
        before = catch_up(state, now).journey
        after = act(before, command, now).journey
    except Refusal as refusal:
        said = {name: str(value) for name, value in refusal.details.items()}
        return _with(_outcome(state, Outcome.PLANNED), _refused(refusal.name, str(refusal), said))
    moved = moves(before, after, now) if dates else ()
    return _outcome(state, Outcome.PLANNED).model_copy(update={"moves": moved})


@dataclass(frozen=True)
class _Answer:
    """What became of an act in a journey, or is expected to."""

    outcome: Outcome
    why: str | None = None
    rule: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def _refused(name: str, message: str, details: Mapping[str, str]) -> _Answer:
    if name in ALREADY:
        return _Answer(Outcome.UNCHANGED, message, name, details)
    return _Answer(Outcome.REFUSED, f"{message} ({name})", name, details)


def _with(expected: JourneyOutcome, answer: _Answer) -> JourneyOutcome:
    """What was expected of a journey, with what came; dates move only where it is done."""
    return expected.model_copy(
        update={
            "outcome": answer.outcome,
            "why": answer.why,
            "rule": answer.rule,
            "details": dict(answer.details),
            "moves": expected.moves if answer.outcome is Outcome.DONE else (),
        }
    )


def _outcome(state: Journey, outcome: Outcome) -> JourneyOutcome:
    return JourneyOutcome(
        journey=state.id,
        cohort=state.cohort,
        region_code=state.region.code,
        region_name=state.region.name,
        outcome=outcome,
    )


async def send_all(
    desk: Desk, ahead: Sequence[Ahead], done: Callable[[], None], *, within: timedelta | None = None
) -> tuple[JourneyOutcome, ...]:
    """Send the commands that are planned, a few at once, and say what became of each journey, in the same order.

    After `within`, and when the server does not answer, the rest is not sent: the same again does it.
    """
    gate = asyncio.Semaphore(AT_ONCE)
    unknown_in_a_row = 0
    clock = asyncio.get_running_loop().time
    deadline = clock() + within.total_seconds() if within is not None else None

    async def one(of: Ahead) -> JourneyOutcome:
        nonlocal unknown_in_a_row
        if of.expected.outcome is not Outcome.PLANNED:
            return of.expected
        async with gate:
            if unknown_in_a_row >= GIVEN_UP_AFTER:
                answer = NOT_SENT
            elif deadline is not None and clock() >= deadline:
                answer = NO_TIME
            else:
                answer = await _send(desk, of)
                unknown_in_a_row = unknown_in_a_row + 1 if answer.outcome is Outcome.UNKNOWN else 0
        done()
        return _with(of.expected, answer)

    return tuple(await asyncio.gather(*(one(of) for of in ahead)))


NOT_SENT = _Answer(Outcome.UNKNOWN, "Not sent, as the server does not answer. Send the same again.")
NO_TIME = _Answer(Outcome.UNKNOWN, "Not sent, as the time was up. Send the same again.")
REFUSALS = {refusal.__name__ for refusal in Refusal.__subclasses__()}


async def _send(desk: Desk, of: Ahead) -> _Answer:
    try:
        answer = await desk.send(of.state.id, of.command)
    except Refused as refused:
        if refused.name in REFUSALS:
            return _refused(refused.name, str(refused), refused.details)
        return _Answer(Outcome.UNKNOWN, f"{refused} ({refused.name}). Send the same again.")
    except JourneyUnknown:
        return _Answer(
            Outcome.REFUSED, "No workflow of this journey is running. Look for it with: bimtek records verify"
        )
    except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowUpdateFailedError, OSError) as error:
        return _Answer(Outcome.UNKNOWN, f"No answer came ({error}). Send the same again.")
    if answer.receipt.last_seq <= of.state.seq:
        # The receipt of an act of long ago, which something since has undone.
        return _Answer(Outcome.REFUSED, _undone(answer.receipt.last_seq))
    return _Answer(Outcome.DONE)
