"""Plain reads for the command line and the doors: cohorts, journeys, journals, messages; see `Reading`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
from pydantic import AwareDatetime, Field

from domain.entry import Entry
from domain.model import Journey
from domain.projection import TABLES, Row
from domain.shape import Frozen
from records import read_tables
from records.arrivals import Arrivals
from records.chain import read_entry
from records.journal import load_state, load_states
from records.statements import statements


class CohortLine(Frozen):
    """A cohort in a list, with how many of its journeys are where."""

    cohort: str
    title: str | None
    state: str
    closed_at: AwareDatetime | None
    journeys: int
    under_way: int
    published: int
    completed_outside: int
    withdrawn: int
    overdue: int
    simulated: bool


class JourneyLine(Frozen):
    """A journey in a list."""

    journey_id: str = Field(examples=["journey-2019-kab-klaten"])
    cohort: str = Field(examples=["2019"])
    region_id: str = Field(examples=["kab-klaten"])
    region_name: str = Field(examples=["Kabupaten Klaten"])
    region_code: str = Field(examples=["33.10"])
    zone: str = Field(examples=["WIB"])
    status: str = Field(examples=["open"])
    stage: str = Field(examples=["drafting"])
    turn_party: str = Field(examples=["region"])
    turn_task: str = Field(examples=["submit"])
    turn_since: AwareDatetime = Field(examples=["2019-05-16T02:00:00Z"])
    turn_due: AwareDatetime | None = Field(examples=["2019-07-30T09:00:00Z"])
    overdue: bool
    rounds: int = Field(examples=[0])
    chapters: int = Field(examples=[13])
    problems: int = Field(examples=[0])
    opens_at: AwareDatetime = Field(examples=["2019-05-15T01:00:00Z"])
    ended_at: AwareDatetime | None = Field(examples=[None])
    simulated: bool
    imported: bool
    catch_up: bool
    substitute_for: str | None = Field(examples=[None])
    seq: int = Field(examples=[42])
    turn_first_due: AwareDatetime | None = None
    """What was due first, where the date has moved."""
    paused_until: date | None = None


class StageStay(Frozen):
    """One stay of a journey in a stage."""

    journey_id: str
    stage: str
    opened: AwareDatetime
    closed: AwareDatetime | None


class JourneyRows(Frozen):
    """A journey with all its rows, by read table."""

    journey: dict[str, Any]
    parts: dict[str, tuple[dict[str, Any], ...]]


class RecordedEntry(Frozen):
    """An entry of the journal and when the database took it."""

    entry: Entry
    recorded_at: AwareDatetime


class MessageLine(Frozen):
    """A message and what became of it; `leaves_at` None means at once."""

    key: str
    seq: int
    person: str | None
    role: str
    template: str
    facts: dict[str, str]
    leaves_at: AwareDatetime | None
    state: str
    attempts: int
    queued_at: AwareDatetime
    sent_at: AwareDatetime | None
    last_answer: str | None


class ClockCount(Frozen):
    """How often something happened about time; `variant` is the ladder's action or what was decided."""

    kind: str
    variant: str
    to_role: str
    times: int


class Reading:
    """Reads for lists and pages. Nothing here decides anything."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._arrivals = Arrivals(pool)
        self._sql = statements("reading")

    async def cohorts(self, as_of: datetime) -> tuple[CohortLine, ...]:
        """Every cohort; `overdue` counts the journeys whose turn ended before `as_of`."""
        rows = await self._pool.fetch(self._sql["cohorts"], as_of)
        return tuple(CohortLine(**dict(row)) for row in rows)

    async def cohort_journeys(self, cohort: str, as_of: datetime) -> tuple[JourneyLine, ...]:
        """The journeys of a cohort in the order of their regions' codes."""
        rows = await self._pool.fetch(self._sql["cohort_journeys"], cohort, as_of)
        return tuple(JourneyLine(**dict(row)) for row in rows)

    async def line(self, journey: str, as_of: datetime) -> JourneyLine | None:
        """One journey as in a list; None when it is not recorded."""
        row = await self._pool.fetchrow(self._sql["journey_line"], journey, as_of)
        return JourneyLine(**dict(row)) if row else None

    async def stage_stays(self, cohort: str) -> tuple[StageStay, ...]:
        """Every stay in a stage of the journeys of a cohort, in order."""
        rows = await self._pool.fetch(self._sql["cohort_stage_spans"], cohort)
        return tuple(StageStay(**dict(row)) for row in rows)

    async def clock_counts(self, cohort: str) -> tuple[ClockCount, ...]:
        """Ladder steps, pauses, extensions, reassignments, decrees of a cohort, counted."""
        rows = await self._pool.fetch(self._sql["clock_counts"], cohort)
        return tuple(ClockCount(**dict(row)) for row in rows)

    async def journey(self, journey: str) -> JourneyRows | None:
        """Everything the read tables hold of a journey; None when it is not recorded."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            rows = await read_tables.read(connection, journey)
        if not rows["journeys"]:
            return None
        parts = {table: tuple(_without_id(row) for row in rows[table]) for table in TABLES if table != "journeys"}
        return JourneyRows(journey=dict(rows["journeys"][0]), parts=parts)

    async def state(self, journey: str) -> Journey | None:
        """A journey's whole state as recorded; None when nothing is."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            return await load_state(connection, journey)

    async def states(self, journeys: Sequence[str]) -> dict[str, Journey]:
        """The whole states of some journeys; those that are not recorded are left out."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            return await load_states(connection, journeys)

    async def journeys_of_region(self, region: str) -> tuple[tuple[str, str, str], ...]:
        """(journey, cohort, status) of every journey of a region, the oldest first."""
        rows = await self._pool.fetch(self._sql["journeys_of_region"], region)
        return tuple((row["journey_id"], row["cohort"], row["status"]) for row in rows)

    async def entries(self, journey: str, *, after: int = 0, most: int | None = None) -> tuple[RecordedEntry, ...]:
        """The journal of a journey in order: all of it, or at `most` so many entries that come `after` one."""
        rows = await self._pool.fetch(self._sql["journal_page"], journey, after, most)
        return tuple(
            RecordedEntry(entry=read_entry(row["entry"], row["hash"]), recorded_at=row["recorded_at"]) for row in rows
        )

    async def stretch(self, journey: str, first: int, last: int) -> tuple[RecordedEntry, ...]:
        """The entries from `first` to `last` in order, with all that were written at the instants of these two."""
        rows = await self._pool.fetch(self._sql["journal_stretch"], journey, first, last)
        return tuple(
            RecordedEntry(entry=read_entry(row["entry"], row["hash"]), recorded_at=row["recorded_at"]) for row in rows
        )

    async def written(self, journey: str) -> tuple[datetime, ...]:
        """When each entry of a journal was written, in the workflow's time, in order."""
        rows = await self._pool.fetch(self._sql["journal_instants"], journey)
        return tuple(row["at"] for row in rows)

    async def actors(self, journey: str) -> tuple[str, ...]:
        """Everybody who ever acted in a journey."""
        rows = await self._pool.fetch(self._sql["journal_actors"], journey)
        return tuple(row["actor_person"] for row in rows)

    async def entries_of(self, journey: str, kinds: Sequence[str]) -> tuple[RecordedEntry, ...]:
        """The entries of some kinds of a journey's journal, in order."""
        rows = await self._pool.fetch(self._sql["entries_of_kinds"], journey, list(kinds))
        return tuple(
            RecordedEntry(entry=read_entry(row["entry"], row["hash"]), recorded_at=row["recorded_at"]) for row in rows
        )

    async def messages(self, journey: str) -> tuple[MessageLine, ...]:
        """The messages of a journey in the order of their entries."""
        rows = await self._pool.fetch(self._sql["messages_of_journey"], journey)
        return tuple(MessageLine(**{**dict(row), "facts": json.loads(row["facts"])}) for row in rows)

    async def message_counts(self) -> dict[str, int]:
        """How many messages are in which state."""
        return {row["state"]: row["messages"] for row in await self._pool.fetch(self._sql["message_counts"])}

    async def open_regions(self) -> dict[str, str]:
        """The regions that cannot start a journey now, each with the open cohort it is in."""
        return {row["region_id"]: row["cohort"] for row in await self._pool.fetch(self._sql["open_regions"])}

    async def with_deadlines(self, cohorts: Sequence[str] | None = None) -> tuple[str, ...]:
        """The journeys, of some cohorts or of all, to which anything may still fall due, by their regions' codes."""
        rows = await self._pool.fetch(self._sql["with_deadlines"], list(cohorts) if cohorts is not None else None)
        return tuple(row["journey_id"] for row in rows)

    async def not_opened(self, cohorts: Sequence[str] | None = None) -> tuple[str, ...]:
        """The journeys that open cohorts, some or all, have yet to open."""
        rows = await self._pool.fetch(self._sql["not_opened"], list(cohorts) if cohorts is not None else None)
        return tuple(row["journey_id"] for row in rows)

    async def regions_with_plan(self, *, simulated: bool) -> int:
        """How many distinct regions count towards the target: published here or completed outside."""
        return int(await self._pool.fetchval(self._sql["regions_with_plan"], simulated))

    async def known_journeys(self) -> tuple[str, ...]:
        """Every journey with a row, sorted."""
        return tuple(sorted(row["journey_id"] for row in await self._pool.fetch(self._sql["known_journeys"])))

    async def head(self, journey: str) -> int:
        """The number of the newest recorded entry, 0 when there is none."""
        return await self._arrivals.head(journey)

    async def wait_for(self, journey: str, seq: int, within: timedelta) -> bool:
        """Wait until the journal has reached entry `seq`; False when it has not `within` the time given."""
        return await self._arrivals.wait_for(journey, seq, within)


def _without_id(row: Row) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column != "journey_id"}
