"""The same act for a selection of journeys: `look_ahead` says what it would move, `send_all` does it, one by one.

Both give a line for each journey. The id of a command comes from the act and its sender, so that the same again, after
a part of it failed, does what is left and nothing twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from api.desk import Desk, JourneyUnknown, Refused
from api.moves import Move, moves
from domain.errors import CalendarUnchanged, NotPaused, PausedAlready, Refusal
from domain.journey import act, catch_up
from domain.messages import Act, Actor, Command
from domain.model import Journey
from domain.shape import Frozen
from records.reading import Reading

AT_ONCE = 8
"""How many journeys are sent to at the same time."""
GIVEN_UP_AFTER = AT_ONCE
"""So many unknown outcomes in a row mean that the server is away: nothing more is sent."""

ALREADY = tuple(refusal.__name__ for refusal in (CalendarUnchanged, PausedAlready, NotPaused))
"""Refusals that say that a journey is already as wanted."""


class Outcome(StrEnum):
    """What became of the act in one journey, or would."""

    PLANNED = "planned"
    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class JourneyOutcome(Frozen):
    """One journey of the selection. `why` says what to do about everything but planned and done."""

    journey: str
    cohort: str
    region_code: str
    region_name: str
    outcome: Outcome
    why: str | None = None
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Undertaking:
    """An act that is wanted of many journeys; in each it may say something else, such as a region's own days off."""

    actor: Actor
    act_for: Callable[[Journey], Act]

    def command(self, journey: Journey) -> Command:
        """The command for one journey, with an id that says what it is."""
        deed = self.act_for(journey)
        draft = Command(id="draft", actor=self.actor, act=deed)
        return draft.model_copy(update={"id": f"{deed.kind.replace('_', '-')}-{draft.digest()[:24]}"})


@dataclass(frozen=True)
class Ahead:
    """A journey as recorded, the command it would be sent, and what is expected of it."""

    state: Journey
    command: Command
    expected: JourneyOutcome


async def look_ahead(
    reading: Reading, journeys: Sequence[str], undertaking: Undertaking, now: datetime, done: Callable[[], None]
) -> tuple[Ahead, ...]:
    """What the act would lead to in each journey as it is recorded; nothing is sent."""
    found: list[Ahead] = []
    for journey in journeys:
        state = await reading.state(journey)
        if state is not None:
            command = undertaking.command(state)
            found.append(Ahead(state, command, _expected(state, command, now)))
        done()
    return tuple(found)


def _expected(state: Journey, command: Command, now: datetime) -> JourneyOutcome:
    try:
        before = catch_up(state, now).journey
        after = act(before, command, now).journey
    except Refusal as refusal:
        return _outcome(state, *_refused(refusal.name, str(refusal)))
    return _outcome(state, Outcome.PLANNED).model_copy(update={"moves": moves(before, after, now)})


def _refused(name: str, message: str) -> tuple[Outcome, str]:
    return (Outcome.UNCHANGED, message) if name in ALREADY else (Outcome.REFUSED, f"{message} ({name})")


def _outcome(state: Journey, outcome: Outcome, why: str | None = None) -> JourneyOutcome:
    return JourneyOutcome(
        journey=state.id,
        cohort=state.cohort,
        region_code=state.region.code,
        region_name=state.region.name,
        outcome=outcome,
        why=why,
    )


async def send_all(desk: Desk, ahead: Sequence[Ahead], done: Callable[[], None]) -> tuple[JourneyOutcome, ...]:
    """Send the commands that are planned, a few at once, and say what became of each journey, in the same order."""
    gate = asyncio.Semaphore(AT_ONCE)
    unknown_in_a_row = 0

    async def one(of: Ahead) -> JourneyOutcome:
        nonlocal unknown_in_a_row
        if of.expected.outcome is not Outcome.PLANNED:
            return of.expected
        async with gate:
            outcome, why = await _send(desk, of) if unknown_in_a_row < GIVEN_UP_AFTER else NOT_SENT
            unknown_in_a_row = unknown_in_a_row + 1 if outcome is Outcome.UNKNOWN else 0
        done()
        return of.expected.model_copy(
            update={"outcome": outcome, "why": why, "moves": of.expected.moves if outcome is Outcome.DONE else ()}
        )

    return tuple(await asyncio.gather(*(one(of) for of in ahead)))


NOT_SENT = Outcome.UNKNOWN, "Not sent, as the server does not answer. Run the same command again."
REFUSALS = {refusal.__name__ for refusal in Refusal.__subclasses__()}


async def _send(desk: Desk, of: Ahead) -> tuple[Outcome, str | None]:
    try:
        answer = await desk.send(of.state.id, of.command)
    except Refused as refused:
        if refused.name in REFUSALS:
            return _refused(refused.name, str(refused))
        return Outcome.UNKNOWN, f"{refused} ({refused.name}). Run the same command again."
    except JourneyUnknown:
        return Outcome.REFUSED, "No workflow of this journey is running. Look for it with: bimtek records verify"
    except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowUpdateFailedError, OSError) as error:
        return Outcome.UNKNOWN, f"No answer came ({error}). Run the same command again."
    if answer.receipt.last_seq <= of.state.seq:
        # The receipt of an act of long ago, which something since has undone.
        entry = answer.receipt.last_seq
        return Outcome.REFUSED, f"Done before, up to entry {entry}, and undone since. Word it otherwise to do it again."
    return Outcome.DONE, None
