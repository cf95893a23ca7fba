"""The first attempt at sending: short, made while recording, and left out for a while after it failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic

import structlog

from activities.notifications import Outbox, Sender

log = structlog.get_logger()

TRY_WITHIN = 2.0
"""Seconds the relay has for all messages of a recording together."""
ROOM = 1.0
"""A message is begun only while so many seconds are left: one cut off may have been taken all the same."""
REST = 30.0
"""Seconds without attempts after one that failed; twice as long after each further failure."""
LONGEST_REST = 3600.0


class FirstAttempt:
    """One try at sending what has just been recorded; shared by all recordings of a worker process.

    A relay that is away would cost every recording its two seconds. One that always needs longer than that might take
    a message and not be heard, so that the message is sent again: hence it is asked ever more rarely.
    """

    def __init__(self, outbox: Outbox, sender: Sender, clock: Callable[[], float] = monotonic) -> None:
        self._outbox = outbox
        self._sender = sender
        self._clock = clock
        self._rest = REST
        self._resting_until = clock()

    async def attempt(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Try to send these messages and give the keys of those that are settled. Never raises."""
        if self._clock() < self._resting_until:
            return ()
        settled: list[str] = []
        loop = asyncio.get_running_loop()
        until = loop.time() + TRY_WITHIN
        try:
            for message in await self._outbox.load(keys):
                if loop.time() > until - ROOM:
                    break
                await self._sender.send(message, until)
                if not self._sender.endpoints:
                    # Endpoints are told by the delivery: one that is away must hold up no recording.
                    settled.append(message.key)
        except Exception as error:
            # Whatever it was: what is recorded is recorded, and the ordinary delivery brings the matter up again.
            log.warning("first_attempt_failed", error=type(error).__name__, settled=len(settled), of=len(keys))
            self._begin_rest()
        else:
            self._rest = REST
        return tuple(settled)

    def _begin_rest(self) -> None:
        """Rest, but once for all recordings that failed at the same time."""
        if self._clock() >= self._resting_until:
            self._resting_until = self._clock() + self._rest
            self._rest = min(self._rest * 2, LONGEST_REST)
