"""What happened to a journey's clock: plan, pauses, extensions, calendars, workplaces, reassignments."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from domain import facts
from domain.event import Event
from domain.shape import Paragraph, Person
from domain.values import PlannedDate
from domain.vocabulary import Party, Role, Task


class PlanBaselined(Event):
    """The plan as it was when the journey opened: the last day of each stage, the due day of each obligation."""

    kind: Literal["plan_baselined"] = "plan_baselined"
    dates: tuple[PlannedDate, ...]


class JourneyPaused(facts.PauseFacts, Event):
    """The clock stands still."""

    kind: Literal["journey_paused"] = "journey_paused"


class JourneyResumed(Event):
    """The clock goes on, by hand with a reason or by itself on the day expected; `working_days` were stopped."""

    kind: Literal["journey_resumed"] = "journey_resumed"
    reason: Paragraph | None = None
    working_days: int


class ExaminationReleased(Event):
    """The examination's slot fell into the time stopped: another has to be set."""

    kind: Literal["examination_released"] = "examination_released"


class DueMoved(Event):
    """The current turn is due at another time than before, because days count otherwise than it was thought."""

    kind: Literal["due_moved"] = "due_moved"
    task: Task
    due: AwareDatetime
    before: AwareDatetime


class ExtensionAsked(facts.ExtensionFacts, Event):
    """A party asked for more time."""

    kind: Literal["extension_asked"] = "extension_asked"
    party: Party
    task: Task
    due: AwareDatetime


class ExtensionDecided(facts.ExtensionDecisionFacts, Event):
    """A request for more time was decided; `due` is what counts from now on, `granted` the working days given."""

    kind: Literal["extension_decided"] = "extension_decided"
    task: Task
    asked: int
    granted: int = 0
    counts_from: date | None = None
    counts_days: int | None = None
    """The working days after `counts_from` in which the turn is due now."""
    due: AwareDatetime


class TimeGranted(facts.ExtensionFacts, Event):
    """More time was given without a request; `due` is what counts from now on, instead of `before`."""

    kind: Literal["time_granted"] = "time_granted"
    task: Task
    counts_from: date
    counts_days: int
    """The working days after `counts_from` in which the turn is due now."""
    due: AwareDatetime
    before: AwareDatetime


class Reminded(facts.ReminderFacts, Event):
    """Somebody had those reminded whose turn it is; `to` is the role that was written to."""

    kind: Literal["reminded"] = "reminded"
    to: Role
    task: Task
    due: AwareDatetime


class CalendarChanged(facts.CalendarFacts, Event):
    """A decree changed the days off."""

    kind: Literal["calendar_changed"] = "calendar_changed"


class WorkplacesRecorded(facts.WorkplacesFacts, Event):
    """It is known where people work."""

    kind: Literal["workplaces_recorded"] = "workplaces_recorded"


class ReassignmentDecided(facts.ReassignmentDecisionFacts, Event):
    """The ladder's proposal was decided."""

    kind: Literal["reassignment_decided"] = "reassignment_decided"
    role: Role
    outgoing: Person
    incoming: Person
    since: date


ClockEvent = (
    PlanBaselined
    | JourneyPaused
    | JourneyResumed
    | ExaminationReleased
    | DueMoved
    | ExtensionAsked
    | ExtensionDecided
    | TimeGranted
    | Reminded
    | CalendarChanged
    | WorkplacesRecorded
    | ReassignmentDecided
)
