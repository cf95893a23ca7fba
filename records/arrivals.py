"""Waits until an entry is recorded: one listening connection, open only while somebody waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from records.statements import statements

CHANNEL = "journal"
"""Where the recording announces `<journey>:<seq>`."""

LOOK_AGAIN = 0.5
"""Seconds after which a waiting reader looks by itself, in case an announcement was lost with its connection."""


@dataclass(eq=False)
class _Waiting:
    journey: str
    seq: int
    heard: asyncio.Event = field(default_factory=asyncio.Event)


class Arrivals:
    """Readers who wait for their own act to be recorded. However many wait, they take one connection of the pool."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._waiting: list[_Waiting] = []
        self._listener: PoolConnectionProxy | None = None
        self._door = asyncio.Lock()

    async def wait_for(self, journey: str, seq: int, within: timedelta) -> bool:
        """Wait until the journal has reached entry `seq`; False when it has not `within` the time given."""
        clock = asyncio.get_running_loop().time
        until = clock() + within.total_seconds()
        if await self.head(journey) >= seq:
            return True
        waiting = _Waiting(journey, seq)
        await self._join(waiting)
        try:
            # Listening before looking: what is recorded in between is heard.
            while await self.head(journey) < seq:
                left = until - clock()
                if left <= 0:
                    return False
                try:
                    await asyncio.wait_for(waiting.heard.wait(), min(left, LOOK_AGAIN))
                except TimeoutError:
                    continue
        finally:
            await self._leave(waiting)
        return True

    async def head(self, journey: str) -> int:
        """The number of the newest recorded entry, 0 when there is none."""
        return int(await self._pool.fetchval(statements("reading")["head"], journey) or 0)

    def _hear(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        journey, _, seq = str(payload).rpartition(":")
        for waiting in self._waiting:
            if waiting.journey == journey and waiting.seq <= int(seq):
                waiting.heard.set()

    def _lost(self, _connection: object) -> None:
        # The pool takes the connection back by itself. Who waits now looks by himself; who comes next listens anew.
        self._listener = None

    async def _join(self, waiting: _Waiting) -> None:
        async with self._door:
            if self._listener is None:
                listener = await self._pool.acquire()
                listener.add_termination_listener(self._lost)
                await listener.add_listener(CHANNEL, self._hear)
                self._listener = listener
            self._waiting.append(waiting)

    async def _leave(self, waiting: _Waiting) -> None:
        async with self._door:
            self._waiting.remove(waiting)
            if self._waiting or self._listener is None:
                return
            listener, self._listener = self._listener, None
            listener.remove_termination_listener(self._lost)
            await listener.remove_listener(CHANNEL, self._hear)
            await self._pool.release(listener)
