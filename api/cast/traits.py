"""How the people of one region behave: their `Traits`, fixed for the demonstration, and their `Pace`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from api.cast import sample
from domain.facts import ExtensionChoice
from domain.model import Turn
from domain.vocabulary import Task


def begun(turn: Turn) -> datetime:
    """Since when those whose turn it is have it: it begins again for one who takes another's place."""
    return turn.armed_since or turn.since


SOON = 4
"""Working days after which the demonstration's people have done what they were given more time for."""


class Pace(Protocol):
    """How long people take over their tasks."""

    def days(self, turn: Turn) -> int:
        """How many working days after it began a turn is taken: the same, however often it is asked about."""


class Diary(Protocol):
    """Where the mentors are on which day, over all regions."""

    def free(self, mentor: str, day: date) -> bool:
        """Whether a mentor has nowhere else to be."""


@dataclass(frozen=True)
class Traits:
    """How the people of one region behave, and a `Pace` of their own; `number` is the region's place in the cohort."""

    number: int
    late_tasks: tuple[Task, ...] = ()
    late_by: int = 8
    """Working days by which they are late."""
    asks_extension: Task | None = None
    extension: ExtensionChoice = ExtensionChoice.REFUSE
    """How a request for more time is decided."""
    approves_reassignment: bool | None = None
    """How a proposed reassignment is decided; None: nobody decides it."""
    paused_in: Task | None = None
    decree_in: Task | None = None
    revisions: int = 0
    requires_modification: bool = False
    withdraws: bool = False
    replaces_coordinator: bool = False
    new_head: bool = False
    changes_mentor: bool = False
    provisional_gate: bool = False
    moves_session: bool = False
    on_behalf: bool = False
    corrects: bool = False
    adopts: bool = True
    adopts_after: int | None = None
    """Working days from publication to the adopting regulation; None for 40 and the region's number."""
    mentors: int = sample.MENTORS
    """How many mentors the cohort has."""

    def days(self, turn: Turn) -> int:
        """Most of the time given, or more when they are late."""
        allowance = turn.allowance or 1
        if turn.armed_since is not None:
            # Somebody who was given more time, or who took over, does not wait for its end.
            return SOON
        if turn.task in self.late_tasks:
            return allowance + self.late_by
        return max(1, allowance * (2 + self.number % 3) // 6)


LATE: dict[int, Task] = {
    1: Task.GIVE_VERDICTS,
    5: Task.PASS_GATES,
    9: Task.HAND_IN,
    13: Task.GIVE_VERDICTS,
    17: Task.PASS_GATES,
    21: Task.HAND_IN,
    23: Task.PROPOSE_SESSION,
}
"""Who is late with what, by the region's place in the list."""


def traits_for(number: int) -> Traits:
    """The traits of the region in a place of the list: fixed, so that every demonstration shows the same."""
    return Traits(
        number=number,
        late_tasks=(LATE[number],) if number in LATE else (),
        late_by=14 if number == 17 else 8,
        asks_extension=Task.HAND_IN if number in (9, 21) else Task.SUBMIT if number == 2 else None,
        extension={9: ExtensionChoice.GRANT, 2: ExtensionChoice.GRANT_LESS}.get(number, ExtensionChoice.REFUSE),
        approves_reassignment={1: True, 13: False}.get(number),
        paused_in=Task.HAND_IN if number == 10 else None,
        decree_in=Task.PASS_GATES if number == 18 else None,
        revisions={2: 1, 6: 2, 10: 1, 14: 3, 18: 1, 22: 1}.get(number, 0),
        requires_modification=number == 8,
        withdraws=number == 4,
        replaces_coordinator=number == 7,
        new_head=number == 11,
        changes_mentor=number == 12,
        provisional_gate=number == 3,
        moves_session=number == 15,
        on_behalf=number in (16, 20),
        corrects=number == 19,
        adopts=number != 24,
    )
