"""The state of a journey's clock: pauses and days stopped, extensions, reassignments, what is charged to whom."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime

from domain import facts
from domain.shape import Frozen, Key, Line, Person
from domain.vocabulary import Party, Role, Stage, StopCause, Task


class Pause(facts.PauseFacts):
    """The clock stands still since an instant."""

    since: AwareDatetime


class Stop(Frozen):
    """The days, first to last, on whose end of work the clock stood still: none of them counts."""

    first: date
    last: date
    cause: StopCause


class ExtensionRequest(facts.ExtensionFacts):
    """A request for more time that waits for its decision."""

    party: Party
    task: Task
    by: Person | None
    recorded_by: Person | None
    """Who sent it: another than `by` where it was recorded on behalf."""
    seq: int
    at: AwareDatetime


class Extension(Frozen):
    """Working days that were granted for a task."""

    stage: Stage
    task: Task
    session: int | None = None
    """The session that the task was about."""
    days: int
    seq: int


class Reassignment(Frozen):
    """A proposal of the ladder to put somebody in the place of a late one."""

    step: Key
    role: Role
    outgoing: Person
    incoming: Person
    at: AwareDatetime


class Stretch(Frozen):
    """Time that is charged to one account: `party`, with `due` as it was then and those who were outstanding.

    `until` is None while it lasts. NOBODY is charged while the clock stands still.
    """

    party: Party
    task: Task
    stage: Stage
    since: AwareDatetime
    until: AwareDatetime | None = None
    due: AwareDatetime | None = None
    outstanding: tuple[Line, ...] = ()
