"""For how long each class of record is kept, and the removing of what is past its time: `CLASSES`, `Retention`.

Every table belongs to one class. What a proof or a rebuilding needs is kept for ever; the rest goes when its term is
over, in small batches, so that nobody waits for it. Stopped half way, it goes on the next time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from domain.projection import TABLES
from domain.shape import Frozen
from records import answered, changes, identity
from records.statements import statements

BATCH = 500
"""Rows that are removed at once."""
LOCK = 7_240_125_503
"""PostgreSQL's advisory lock of whoever removes."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RecordClass:
    """A class of record. `term` is how long it is kept once it is over, None for ever, or until `until` removes it."""

    name: str
    tables: tuple[str, ...]
    over: str
    """From when on the term counts; for what is kept for ever, why it is, or who removes it."""
    term: timedelta | None = None
    setting: str | None = None
    """The setting that changes the term, without its prefix."""


CLASSES: tuple[RecordClass, ...] = (
    RecordClass("journal", ("journal",), "what happened; everything else is made from it"),
    RecordClass("read tables", (*TABLES, "snapshots"), "made from the journal"),
    RecordClass(
        "programme",
        ("cohorts", "cohort_regions", "regions", "region_names", "region_codes", "region_lineage", "programme_roles"),
        "who takes part; a role until it is taken back",
    ),
    RecordClass(
        "texts and files",
        ("contents", "stored_files", "marked_texts", "text_marks"),
        "journals name them by their SHA-256",
    ),
    RecordClass(
        "documents",
        ("document_orders", "seals", "letter_numbers", "closing_reports"),
        "published and signed; the register of letters",
    ),
    RecordClass("archive", ("archived_runs",), "the histories that the server has forgotten"),
    RecordClass("audit", ("audit",), "who read and did what, and why"),
    RecordClass("repairs", ("repairs", "repair_items"), "who had what repaired, and why"),
    RecordClass(
        "people",
        ("people", "identities", "preferences", "saved_filters", "substitutes"),
        "until a person is erased (`bimtek people erase`)",
    ),
    RecordClass(
        "messages",
        ("deliveries", "messages", "digests"),
        "since they were queued, once the journey has ended",
        timedelta(days=1825),
        "keep_messages",
    ),
    RecordClass("incidents", ("incidents",), "since they were resolved", timedelta(days=730), "keep_incidents"),
    RecordClass(
        "drafts",
        ("review_drafts",),
        "since they were last saved, once the journey has ended",
        timedelta(days=180),
        "keep_drafts",
    ),
    RecordClass("claims", ("claims", "mentor_bookings"), "since they ceased to hold", timedelta(days=30)),
    RecordClass(
        "sign-ins", ("sign_ins", "sign_in_links", "api_tokens"), "since they ceased to hold", identity.ENDED_SHOWN
    ),
    RecordClass("answers", ("answered",), "since the command was sent", answered.KEPT),
    RecordClass("stream of changes", ("changes",), "since they were recorded", changes.KEPT),
    RecordClass("runs of this job", ("retention_runs",), "since they were", timedelta(days=365)),
)
"""Every class, those kept for ever first. `docs/retention.md` has the same table; the schema's tests hold it whole."""


class PastTerm(Frozen):
    """How many rows of a class are past their time, or were removed; by table."""

    name: str
    rows: Mapping[str, int]


class LastRun(Frozen):
    """When the last run ended, and what it removed."""

    ran_at: datetime
    removed: tuple[PastTerm, ...]


class Retention:
    """Counts and removes what is past its time. `terms` are in days, by setting; a setting left out has its default."""

    def __init__(self, pool: asyncpg.Pool, terms: Mapping[str, int] | None = None) -> None:
        self._pool = pool
        self._terms = terms or {}
        self._sql = statements("retention")

    def term(self, kept: RecordClass) -> timedelta | None:
        """How long a class is kept here."""
        days = self._terms.get(kept.setting) if kept.setting else None
        return kept.term if days is None else timedelta(days=days)

    def removable(self) -> list[tuple[RecordClass, timedelta]]:
        """The classes that are not kept for ever, with their terms."""
        return [(kept, term) for kept in CLASSES if (term := self.term(kept)) is not None]

    async def past_term(self, now: datetime) -> tuple[PastTerm, ...]:
        """How many rows of each class are past their time."""
        return tuple(
            [PastTerm(name=kept.name, rows=await self._count(kept, now - term)) for kept, term in self.removable()]
        )

    async def _count(self, kept: RecordClass, before: datetime) -> dict[str, int]:
        return {
            table: await self._pool.fetchval(f"select count(*) from ({self._sql[table]}) as due", before)
            for table in kept.tables
        }

    async def remove(self, now: datetime) -> tuple[PastTerm, ...] | None:
        """Remove what is past its time, and note it; gives what was removed, None while another process is at it."""
        async with self._pool.acquire() as connection:
            if not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):
                return None
            try:
                removed = [
                    PastTerm(name=kept.name, rows=await self._remove(connection, kept.tables, now - term))
                    for kept, term in self.removable()
                ]
                await connection.execute(
                    self._sql["save_run"], now, json.dumps([each.model_dump() for each in removed])
                )
            finally:
                if not connection.is_closed():
                    await connection.fetchval("select pg_advisory_unlock($1)", LOCK)
        return tuple(removed)

    async def _remove(self, connection: PoolConnectionProxy, tables: Sequence[str], before: datetime) -> dict[str, int]:
        """Remove rows table after table, what others hang on last; gives how many of each."""
        removed = dict.fromkeys(tables, 0)
        for table in tables:
            # Each batch is a transaction of its own. A row that was changed meanwhile is another one, and stays.
            batch = f"delete from {table} where ctid = any(array({self._sql[table]} limit {BATCH}))"
            while (count := int((await connection.execute(batch, before)).split()[-1])) > 0:
                removed[table] += count
        return removed

    async def last_run(self) -> LastRun | None:
        """The last run that came to its end; None before the first."""
        row = await self._pool.fetchrow(self._sql["last_run"])
        if row is None:
            return None
        return LastRun(ran_at=row["ran_at"], removed=tuple(PastTerm(**each) for each in json.loads(row["removed"])))
