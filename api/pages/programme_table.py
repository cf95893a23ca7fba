"""The rows of the programme's table: a region's stages against the plan, whose turn it is, how late and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from activities.documents.report_figures import days_in, planned_in
from api.journey_time import journey_now, turn_days_left
from domain.deadlines import AGREED
from domain.delay import delay_account
from domain.model import Journey
from domain.planned import STAGES
from domain.seats import outstanding
from domain.vocabulary import Party, Stage, Status, Task
from records.reading import JourneyLine


class Standing(StrEnum):
    """How a region stands to a stage."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class StageCell:
    """A stage of a region: the working days spent in it, and those that were planned."""

    stage: Stage
    standing: Standing
    days: int
    planned: int

    @property
    def over(self) -> int:
        """Working days beyond the plan."""
        return max(0, self.days - self.planned) if self.standing is not Standing.AHEAD else 0


@dataclass(frozen=True)
class Why:
    """Why a region is late: who is outstanding, the gates that are missing, and late days so far by account."""

    days: int
    people: tuple[str, ...]
    gates: tuple[str, ...]
    accounts: tuple[tuple[Party, int], ...]


@dataclass(frozen=True)
class RegionRow:
    """A region in the table. Without `stages` only the line is known: it was imported, or the records lag."""

    line: JourneyLine
    stages: tuple[StageCell, ...] = ()
    days_left: int | None = None
    why: Why | None = None
    asked_for_time: int | None = None
    """Working days that the region asks for and that wait to be decided."""

    @property
    def late(self) -> bool:
        """Whether its turn is overdue; an agreed date that has passed is nobody's delay."""
        return self.why is not None or (self.line.overdue and not self.stages)

    @property
    def ended(self) -> bool:
        """Whether nothing is expected of it any more."""
        return self.line.status not in (Status.SCHEDULED, Status.OPEN)


def row_of(line: JourneyLine, state: Journey | None, as_of: datetime, names: Mapping[str, str]) -> RegionRow:
    """The row of a journey as of an instant, or of the last thing that happened in it where that is later."""
    if state is None or state.imported is not None:
        return RegionRow(line)
    now = max(as_of, journey_now(state)) if state.simulated else as_of
    left = None if state.turn.task in AGREED else turn_days_left(state, now)
    late = left is not None and left < 0 and not state.ended and state.pause is None
    return RegionRow(
        line=line,
        stages=tuple(_cell(state, stage, now) for stage in STAGES),
        days_left=left,
        why=_why(state, now, -left, names) if late and left is not None else None,
        asked_for_time=state.extension_request.days if state.extension_request else None,
    )


def _cell(state: Journey, stage: Stage, now: datetime) -> StageCell:
    here, there = STAGES.index(state.stage), STAGES.index(stage)
    if state.status is Status.PUBLISHED or there < here:
        standing = Standing.DONE
    elif there > here or state.ended or state.status is Status.SCHEDULED:
        standing = Standing.AHEAD
    else:
        standing = Standing.NOW
    return StageCell(stage, standing, max(0, days_in(state, stage, state.ended_at or now)), planned_in(state, stage))


def _why(state: Journey, now: datetime, days: int, names: Mapping[str, str]) -> Why:
    account = delay_account(state, now)
    gates: tuple[str, ...] = ()
    if state.turn.task is Task.PASS_GATES:
        gates = tuple(g.title for g in state.policy.gates if g.stage is state.stage and state.gate(g.name) is None)
    return Why(
        days=days,
        people=tuple(names.get(who, who) for who in outstanding(state)),
        gates=gates,
        accounts=tuple((a.account, a.late_days) for a in account.accounts if a.late_days) if account else (),
    )
