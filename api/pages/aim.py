"""What the whole programme is after: its name, its ministry, its target, and how many regions have reached it."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from records.policies import Policies
from records.reading import Reading

NAME, MINISTRY, TARGET = "Gerakan Menuju 100 Smart City", None, 100
"""What is said before the first cohort brings a policy that names them."""


@dataclass(frozen=True)
class Aim:
    """The programme's name and target, as its newest policy has them, and who counts; samples count apart."""

    programme: str
    ministry: str | None
    target: int
    real: int
    simulated: int


async def aim_of(pool: asyncpg.Pool) -> Aim:
    """The programme's aim, and how near it is."""
    policies, reading = Policies(pool), Reading(pool)
    used = await policies.used()
    newest = max(used, key=lambda line: (line.cohorts[-1], line.version), default=None)
    policy = await policies.find(newest.name, newest.version) if newest else None
    return Aim(
        programme=policy.programme if policy else NAME,
        ministry=policy.ministry if policy else MINISTRY,
        target=policy.target if policy else TARGET,
        real=await reading.regions_with_plan(simulated=False),
        simulated=await reading.regions_with_plan(simulated=True),
    )
