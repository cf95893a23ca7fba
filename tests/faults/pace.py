"""The pace of a fault run: acts and blows wait for each other, so that blows fall among acts from beginning to end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass
class Pace:
    """A blow is due after `acts_a_blow` more acts, or after `longest` seconds; acts run ahead by two blows at most."""

    acts_a_blow: float
    longest: float
    acts: int = 0
    """Acts that were acknowledged."""
    _sent: int = 0
    _fallen: int = 0
    _open: bool = False
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def turn(self) -> None:
        """Wait until one more act may be sent."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._open or self._sent < (self._fallen + 2) * self.acts_a_blow)
            self._sent += 1

    async def acknowledged(self) -> None:
        """One more act was acknowledged."""
        async with self._changed:
            self.acts += 1
            self._changed.notify_all()

    async def until_due(self, number: int) -> None:
        """Wait until the blow with this number is due."""
        async with self._changed:
            due = self._changed.wait_for(lambda: self.acts >= number * self.acts_a_blow)
            try:
                await asyncio.wait_for(due, self.longest)
            except TimeoutError:
                return  # long enough: people may be waiting for time to go by, or for what the blows before broke

    async def fell(self, number: int) -> None:
        """A blow has fallen: more acts may be sent."""
        async with self._changed:
            self._fallen = number
            self._changed.notify_all()

    async def open(self) -> None:
        """No more blows: acts need not wait any more."""
        async with self._changed:
            self._open = True
            self._changed.notify_all()
