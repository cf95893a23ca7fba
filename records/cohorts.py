"""Cohorts as the database shows them; the cohort's workflow is the truth and saves itself here."""

from __future__ import annotations

import json
from collections.abc import Sequence

import asyncpg
from pydantic import AwareDatetime, JsonValue

from domain.shape import Frozen
from records.statements import statements


class CohortRegion(Frozen):
    """A region's place in a cohort; `substitute_for` is the region it stands in for."""

    region_id: str
    journey_id: str
    substitute_for: str | None = None


class CohortRecord(Frozen):
    """A cohort and its policy; `state` is open or closed."""

    id: str
    title: str
    policy: str
    policy_version: int
    state: str = "open"
    simulated: bool = False
    closed_at: AwareDatetime | None = None
    summary: dict[str, JsonValue] | None = None


class Cohorts:
    """The cohorts' rows. Saving the same again changes nothing."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def save(self, cohort: CohortRecord, regions: Sequence[CohortRegion]) -> None:
        """Save a cohort and its regions in one transaction."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(
                statements("reading")["save_cohort"],
                cohort.id,
                cohort.title,
                cohort.policy,
                cohort.policy_version,
                cohort.simulated,
                cohort.state,
                cohort.closed_at,
                json.dumps(cohort.summary) if cohort.summary is not None else None,
            )
            await connection.execute(
                statements("reading")["save_cohort_regions"],
                cohort.id,
                [r.region_id for r in regions],
                [r.journey_id for r in regions],
                [r.substitute_for for r in regions],
            )

    async def find(self, cohort: str) -> CohortRecord | None:
        """The cohort with this id."""
        row = await self._pool.fetchrow(statements("reading")["cohort"], cohort)
        if row is None:
            return None
        return CohortRecord(**{**dict(row), "summary": json.loads(row["summary"]) if row["summary"] else None})

    async def ids(self) -> tuple[str, ...]:
        """The cohorts by id, the latest first; of very many not all."""
        return tuple(row["id"] for row in await self._pool.fetch(statements("reading")["cohort_ids"]))

    async def ended(self, cohort: str) -> dict[str, str]:
        """The journeys of a cohort that have ended, with the status in which they did."""
        rows = await self._pool.fetch(statements("reading")["ended_journeys"], cohort)
        return {row["journey_id"]: row["status"] for row in rows}
