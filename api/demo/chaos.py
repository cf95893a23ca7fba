"""Trouble on purpose: kills each part of the stack the hard way in the middle of the demonstration."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from workers.local.child import Child
from workers.local.stack import LocalStack

FIRST, LAST = 0.15, 0.75
"""Between which shares of the journeys' stages the blows fall."""


class Chaos:
    """Blows at moments drawn from a seed: kill -9 of the worker, then of Temporal, of PostgreSQL, of the HTTP door."""

    def __init__(self, stack: LocalStack, seed: int, say: Callable[[str], None]) -> None:
        draw = random.Random(seed)
        parts = (stack.worker, stack.temporal, stack.postgres, stack.http)
        self._victims = [part for part in parts if part is not None]
        self._moments = sorted(draw.uniform(FIRST, LAST) for _ in self._victims)
        self._outages = [draw.uniform(0.2, 2.0) for _ in self._victims]
        self._say = say
        self.blows: list[str] = []

    async def watch(self, progress: Callable[[], float]) -> None:
        """Strike when the progress (0 to 1) reaches each moment."""
        for moment, outage, victim in zip(self._moments, self._outages, self._victims, strict=True):
            while progress() < moment:  # noqa: ASYNC110  # progress is a number to look at, not an event
                await asyncio.sleep(0.05)
            await self._strike(victim, outage, progress())

    async def _strike(self, victim: Child, outage: float, at: float) -> None:
        blow = f"kill -9 {victim.name} at {at:.0%}, away for {outage:.1f} s"
        self._say(blow)
        self.blows.append(blow)
        await victim.kill()
        await asyncio.sleep(outage)
        await victim.start()
