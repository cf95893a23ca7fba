"""The daily removing of what is past its time; every process that serves sees to it, and one at a time does it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import structlog

from api.desk import AWAY
from api.services import Services
from records.retention import Retention

EVERY = timedelta(days=1)
LOOKS_EVERY = 600.0
"""Seconds between two looks whether it is time."""

log = structlog.get_logger()


class Retaining:
    """Removes what is past its time once a day (records/retention.py)."""

    def __init__(self, services: Services) -> None:
        self._retention = Retention(services.pool, services.settings.terms())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """See to it meanwhile."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.look(datetime.now(UTC))
            except (asyncpg.PostgresError, *AWAY) as error:
                # The doctor says so when it does not come to it for days.
                log.warning("retention_interrupted", error=type(error).__name__)
            except Exception as error:
                log.error("retention_failed", exc_info=error)
            await asyncio.sleep(LOOKS_EVERY)

    async def look(self, now: datetime) -> bool:
        """Remove what is past its time if it was not done today; gives whether it was done here and now."""
        last = await self._retention.last_run()
        if last is not None and now - last.ran_at < EVERY:
            return False
        removed = await self._retention.remove(now)
        if removed is None:
            return False
        log.info("retention_done", **{each.name: sum(each.rows.values()) for each in removed})
        return True
