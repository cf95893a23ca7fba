"""A provider's keys, kept: fetched when first needed, when one is unknown, and once an hour."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from joserfc.jwk import KeySet

from api.http.problems import ProviderAway

FRESH_FOR = 3600.0
"""Seconds after which keys are fetched again, so that one that was withdrawn does not count for ever."""
PAUSE = 60.0
"""Seconds between two attempts while there are keys: a token with a made-up key must not keep the provider busy."""
PAUSE_WITHOUT = 5.0
"""Seconds between two attempts while there are none."""

log = structlog.get_logger()


class Keys:
    """The keys of one provider. `fetch` gets them and raises `ProviderAway`."""

    def __init__(self, fetch: Callable[[], Awaitable[KeySet]]) -> None:
        self._fetch = fetch
        self._kept: KeySet | None = None
        self._fetched_at = 0.0
        self._rests_until = float("-inf")
        self._lock = asyncio.Lock()

    async def current(self, *, lacking: KeySet | None = None) -> KeySet:
        """The keys; newer ones than `lacking`, in which one was not found, if it is time to ask for them.

        While the provider is away the keys that are known count on. Raises `ProviderAway` when none are.
        """
        async with self._lock:
            now = asyncio.get_running_loop().time()
            wanted = self._kept is None or self._kept is lacking or now - self._fetched_at > FRESH_FOR
            if wanted and now >= self._rests_until:
                await self._try(now)
            if self._kept is None:
                raise ProviderAway
            return self._kept

    async def _try(self, now: float) -> None:
        """Fetch the keys. The first success is followed by no rest: the provider may be changing its keys just now."""
        first = self._kept is None
        self._rests_until = now + (PAUSE_WITHOUT if first else PAUSE)
        try:
            self._kept = await self._fetch()
        except ProviderAway:
            if first:
                raise
            log.warning("provider_keys_kept", age=round(now - self._fetched_at))
            return
        self._fetched_at = now
        if first:
            self._rests_until = now
