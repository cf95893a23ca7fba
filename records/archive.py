"""The ledger of archived runs: which run of which workflow is kept where, with the hash of what is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import asyncpg
from pydantic import AwareDatetime

from domain.shape import Frozen, Sha256
from records.incidents import Incidents
from records.statements import statements


class ArchivedRun(Frozen):
    """An ended run; `sha256` and `bytes` are of the stored object, `events` counts its history."""

    workflow_id: str
    run_id: str
    sha256: Sha256
    events: int
    bytes: int
    closed_at: AwareDatetime
    object_key: str


class EndedRun(Protocol):
    """What is noted of a run: the fields of `ArchivedRun`, whoever hands them over."""

    @property
    def workflow_id(self) -> str:
        """The workflow."""

    @property
    def run_id(self) -> str:
        """The run."""

    @property
    def sha256(self) -> str:
        """The hash of the stored object."""

    @property
    def events(self) -> int:
        """How many events its history has."""

    @property
    def bytes(self) -> int:
        """The size of the stored object."""

    @property
    def closed_at(self) -> datetime:
        """When it ended."""

    @property
    def object_key(self) -> str:
        """Where it is kept."""


class ArchiveLedger:
    """Where the histories of ended runs are."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def note(self, run: EndedRun) -> None:
        """Note an archived run; one that is noted already stays as it is, unless this is a longer history of it."""
        await self._pool.execute(
            statements("outbox")["insert_archived_run"],
            run.workflow_id,
            run.run_id,
            run.sha256,
            run.events,
            run.bytes,
            run.closed_at,
            run.object_key,
        )
        await self._pool.execute(statements("outbox")["resolve_late_run"], run.workflow_id, run.run_id)

    async def late(self, workflow_id: str, run_id: str) -> None:
        """Report that a run has not been archived for more than a day; the incident is over once it is noted."""
        await Incidents(self._pool).report(workflow_id, "run_not_archived", run_id)

    async def runs(self, workflow_id: str) -> tuple[ArchivedRun, ...]:
        """The archived runs of a workflow, in the order in which they ended."""
        rows = await self._pool.fetch(statements("outbox")["archived_runs"], workflow_id)
        return tuple(ArchivedRun(**dict(row)) for row in rows)

    async def all_runs(self) -> tuple[ArchivedRun, ...]:
        """Every archived run, in the order in which they ended."""
        rows = await self._pool.fetch(statements("outbox")["all_archived_runs"])
        return tuple(ArchivedRun(**dict(row)) for row in rows)
