"""The progress of the whole programme as anybody may see it: how many regions of each cohort are where, and which."""

from __future__ import annotations

import asyncpg

from domain.shape import Frozen
from domain.vocabulary import Stage, Status
from records.statements import statements


class ProgressCount(Frozen):
    """How many regions of a cohort are in a stage; `stage` None where they have yet to begin."""

    cohort: str
    title: str | None
    simulated: bool
    status: Status
    stage: Stage | None
    regions: int


class RegionProgress(Frozen):
    """Where a region of a cohort is; `published` says whether the catalogue has its plan."""

    region_id: str
    region_name: str
    region_code: str
    province: str | None
    simulated: bool
    status: Status
    stage: Stage
    published: bool


class Progress:
    """Reads how far the programme is."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("progress")

    async def counts(self) -> tuple[ProgressCount, ...]:
        """The regions of every cohort by status and stage; what is simulated stands apart."""
        return tuple(ProgressCount(**dict(row)) for row in await self._pool.fetch(self._sql["counts"]))

    async def regions(self, cohort: str) -> tuple[RegionProgress, ...]:
        """The regions of a cohort that have begun, by their codes."""
        return tuple(RegionProgress(**dict(row)) for row in await self._pool.fetch(self._sql["regions"], cohort))
