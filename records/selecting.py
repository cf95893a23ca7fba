"""Which journeys an act for many is meant for: `Selecting` finds them, and where the same was done before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg
from pydantic import Field

from domain.shape import Frozen, Key
from domain.vocabulary import Party, Role, Stage, Status, Task
from records.statements import statements


class Selection(Frozen):
    """Journeys of one cohort: those that fit everything that is given; None and () mean any.

    `member` and `member_role` are a person and a role held now; one of them alone is enough.
    """

    cohort: Key = Field(examples=["2019"])
    status: tuple[Status, ...] = Field(default=(Status.SCHEDULED, Status.OPEN), min_length=1, max_length=10)
    stage: tuple[Stage, ...] = Field(default=(), max_length=10)
    party: Party | None = None
    task: Task | None = Field(default=None, examples=["submit"])
    overdue: bool | None = None
    member: Key | None = Field(default=None, examples=["pembimbing-01"])
    member_role: Role | None = Field(default=None, examples=["mentor"])


class Selecting:
    """Reads about selections of journeys."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("selection")

    async def journeys(self, wanted: Selection, as_of: datetime) -> tuple[str, ...]:
        """The journeys that fit, by id, in the order of their regions' codes; overdue is asked as of an instant."""
        rows = await self._pool.fetch(
            self._sql["selected"],
            wanted.cohort,
            list(wanted.status),
            list(wanted.stage),
            wanted.party,
            wanted.task,
            wanted.overdue,
            as_of,
            wanted.member,
            wanted.member_role,
        )
        return tuple(row["journey_id"] for row in rows)

    async def known(self, journeys: Sequence[str]) -> set[str]:
        """Which of these journeys are recorded."""
        rows = await self._pool.fetch(self._sql["known"], list(journeys))
        return {row["journey_id"] for row in rows}

    async def cohort_known(self, cohort: str) -> bool:
        """Whether there is such a cohort, also one that was imported."""
        return bool(await self._pool.fetchval(self._sql["cohort_known"], cohort))

    async def done(self, commands: Mapping[str, str]) -> dict[str, int]:
        """Of commands by journey those that are in the journal, with the number of their last entry."""
        rows = await self._pool.fetch(self._sql["done"], list(commands), list(commands.values()))
        return {row["journey_id"]: row["seq"] for row in rows}
