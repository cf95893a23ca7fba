"""Policies as cohorts have them: which there are, and the whole of one, as its journeys carry it."""

from __future__ import annotations

import asyncpg
from pydantic import Field

from domain.policy import Policy
from domain.shape import Frozen, Key
from records.reading import Reading
from records.statements import statements


class PolicyLine(Frozen):
    """A version of a policy, and the cohorts that have it."""

    name: Key = Field(examples=["intake-2019"])
    version: int = Field(examples=[3])
    title: str = Field(examples=["Angkatan 2019"])
    cohorts: tuple[Key, ...] = Field(examples=[["2019"]])


class Policies:
    """The policies that cohorts have."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("policies")

    async def used(self) -> tuple[PolicyLine, ...]:
        """Every version of every policy that a cohort has."""
        return tuple(PolicyLine(**dict(row)) for row in await self._pool.fetch(self._sql["used"]))

    async def find(self, name: str, version: int) -> Policy | None:
        """A policy, as the journey that opened last under it has it; None when no journey does."""
        journey = await self._pool.fetchval(self._sql["journey_under"], name, version)
        state = await Reading(self._pool).state(journey) if journey is not None else None
        return state.policy if state is not None else None
