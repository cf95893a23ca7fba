"""Reads for the programme's desk: what counts towards the target, what waits for a decision; see `Programme`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from pydantic import AwareDatetime

from domain.shape import Frozen
from domain.vocabulary import Stage, Status
from records.statements import statements


class Waiting(Frozen):
    """How much waits for somebody of the programme."""

    extensions: int
    reassignments: int
    rounds: int
    escalated: int
    incidents: int

    @property
    def anything(self) -> bool:
        """Whether anything waits."""
        return any((self.extensions, self.reassignments, self.rounds, self.escalated, self.incidents))


class WithPlan(Frozen):
    """Regions that count towards the target; what was simulated counts only among itself."""

    real: int
    simulated: int


class Decision(Frozen):
    """Something a programme manager has to decide in a journey: `extension_asked`, `reassignment_proposed` or
    `rounds_used_up`.
    """

    journey_id: str
    cohort: str
    region_name: str
    region_code: str
    kind: str
    turn_since: AwareDatetime


class StageCount(Frozen):
    """How many journeys of a cohort are in a status and stage; some of them overdue or paused."""

    status: Status
    stage: Stage
    journeys: int
    overdue: int
    paused: int


class NamedJourney(Frozen):
    """A journey by its region's name."""

    journey: str
    name: str
    code: str
    cohort: str
    status: Status
    simulated: bool


class Programme:
    """What the programme's desk reads beside lists of journeys."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("programme")

    async def waiting(self) -> Waiting:
        """How much waits for a decision, and how many incidents are open."""
        (row,) = await self._pool.fetch(self._sql["waiting"])
        return Waiting(**dict(row))

    async def with_plan(self) -> WithPlan:
        """How many regions have a plan."""
        (row,) = await self._pool.fetch(self._sql["with_plan"])
        return WithPlan(**dict(row))

    async def decisions(self, most: int = 100) -> tuple[Decision, ...]:
        """What waits for a programme manager's decision, the longest waiting first."""
        return tuple(Decision(**dict(row)) for row in await self._pool.fetch(self._sql["decisions"], most))

    async def stages_of(self, cohort: str, as_of: datetime) -> tuple[StageCount, ...]:
        """Where the journeys of a cohort stand, counted."""
        rows = await self._pool.fetch(self._sql["stages_of_cohort"], cohort, as_of)
        return tuple(StageCount(**dict(row)) for row in rows)

    async def named(self, journeys: Sequence[str]) -> tuple[NamedJourney, ...]:
        """Those of some journeys that are recorded, by the names of their regions, in the order of their codes."""
        rows = await self._pool.fetch(self._sql["named"], list(journeys))
        return tuple(NamedJourney(**dict(row)) for row in rows)

    async def provinces(self) -> tuple[tuple[str, str], ...]:
        """Code and name of every province with a registered region, by name."""
        return tuple((row["code"], row["name"]) for row in await self._pool.fetch(self._sql["provinces"]))
