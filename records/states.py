"""Journeys as they were: the state after an entry, folded from the journal."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from domain.evolve import evolve
from domain.model import Journey
from records.chain import read_entry
from records.statements import statements


class States:
    """Reads states of the past."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def after(self, journey: str, seq: int) -> tuple[Journey, datetime]:
        """The state after entry `seq`, and the instant that it counts from. Raises `LookupError` for an unknown one."""
        lines = await self._pool.fetch(statements("journal")["entries_until"], journey, seq)
        if len(lines) != seq:
            raise LookupError(f"{journey} has no entry {seq} in the journal")
        state: Journey | None = None
        effective: datetime | None = None
        for line in lines:
            entry = read_entry(line["entry"], line["hash"])
            state, effective = evolve(state, entry), entry.effective
        if state is None or effective is None:
            raise LookupError(f"{journey} has no entry {seq} in the journal")
        return state, effective
