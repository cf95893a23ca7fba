"""Proves that histories, journal and read tables agree: `verify` reports every place where they do not."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import ValidationError, computed_field

from domain.entry import Entry
from domain.evolve import fold
from domain.projection import TABLES, Rows, project
from domain.shape import Frozen
from records import read_tables
from records.chain import check_chain, read_entry
from records.errors import EntryBroken
from records.histories import ArchiveDamaged, HistorySource
from records.statements import statements


class Finding(Frozen):
    """Something that does not agree; `kind` is stable, for machines."""

    kind: str
    detail: str


def archive_damaged(damaged: ArchiveDamaged) -> Finding:
    """What is found where the archive does not have a history as it was archived."""
    return Finding(kind="archive_damaged", detail=str(damaged))


class JourneyReport(Frozen):
    """What was found for one journey; no findings means that all of it agrees."""

    journey: str
    entries: int
    findings: tuple[Finding, ...] = ()


class Report(Frozen):
    """What was checked and found."""

    journeys: tuple[JourneyReport, ...]
    histories_checked: bool

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not any(journey.findings for journey in self.journeys)


PASSING = ("not_in_history", "not_recorded", "head_differs")
"""What a recording that is on its way looks like for a moment."""
LOOKS_AGAIN = 3
PAUSE = 0.5


async def verify(
    pool: asyncpg.Pool, histories: HistorySource | None = None, only: Sequence[str] | None = None
) -> Report:
    """Check every journey, or `only` these: the hash chain, the read tables, the journal against the histories.

    Each journey is read in one snapshot of the database. Without `histories` the third check is left out.
    """
    reports: list[JourneyReport] = []
    for journey in await known_journeys(pool) if only is None else only:
        report = await _one(pool, histories, journey)
        # On a live system an act may fall between two reads, and a recording may be on its way: only what lasts counts.
        for _ in range(LOOKS_AGAIN):
            if histories is None or not any(finding.kind in PASSING for finding in report.findings):
                break
            await asyncio.sleep(PAUSE)
            report = await _one(pool, histories, journey)
        reports.append(report)
    return Report(journeys=tuple(reports), histories_checked=histories is not None)


async def _one(pool: asyncpg.Pool, histories: HistorySource | None, journey: str) -> JourneyReport:
    """Check one journey once."""
    damage: list[Finding] = []
    told, head = None, None
    if histories is not None:
        try:
            told, head = await histories.entries(journey), await histories.head(journey)
        except ArchiveDamaged as damaged:
            damage.append(archive_damaged(damaged))
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        report = await _journey(connection, journey, told, head)
    return report.model_copy(update={"findings": (*damage, *report.findings)})


async def known_journeys(pool: asyncpg.Pool) -> tuple[str, ...]:
    """Every journey that the journal, a cohort or any read table knows, sorted."""
    found = {row["journey_id"] for row in await pool.fetch(statements("reading")["known_journeys"])}
    for table in TABLES:
        found |= {row["journey_id"] for row in await pool.fetch(f"select distinct journey_id from {table}")}
    return tuple(sorted(found))


async def read_journal(connection: PoolConnectionProxy, journey: str) -> tuple[list[Entry], list[Finding]]:
    """The entries of a journey as far as they can be trusted, and what is wrong with the one after them."""
    entries: list[Entry] = []
    for row in await connection.fetch(statements("reading")["journal_rows"], journey):
        place = f"entry {row['seq']}"
        if hashlib.sha256(row["entry"].encode()).hexdigest() != row["hash"]:
            return entries, [Finding(kind="hash_wrong", detail=f"{place}: its text does not have the hash beside it")]
        try:
            entry = read_entry(row["entry"], row["hash"])
        except ValidationError as error:
            return entries, [Finding(kind="entry_unreadable", detail=f"{place}: {error.error_count()} faults")]
        try:
            check_chain(journey, [*entries[-1:], entry])
        except EntryBroken as broken:
            return entries, [Finding(kind="chain_broken", detail=str(broken))]
        columns = {name: row[name] for name in _columns(entry)}
        if columns != _columns(entry) or (not entries and entry.seq != 1):
            return entries, [
                Finding(kind="columns_differ", detail=f"{place}: its columns do not say what its text says")
            ]
        entries.append(entry)
    return entries, []


def _columns(entry: Entry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "effective": entry.effective,
        "kind": entry.event.kind,
        "actor_person": entry.actor.person if entry.actor else None,
        "actor_role": entry.actor.role.value if entry.actor else None,
        "command_id": entry.command,
        "previous": entry.previous,
    }


async def _journey(
    connection: PoolConnectionProxy, journey: str, told: Sequence[Entry] | None, head: tuple[int, str] | None
) -> JourneyReport:
    entries, findings = await read_journal(connection, journey)
    if not findings:
        expected = project(fold(entries)) if entries else read_tables.nothing()
        findings += _compare_rows(await read_tables.read(connection, journey), expected)
        if not entries and told is None:
            findings.append(Finding(kind="journal_empty", detail="nothing is recorded of this journey"))
    if told is not None:
        findings += compare_with_history(entries, told, head)
    return JourneyReport(journey=journey, entries=len(entries), findings=tuple(findings))


def _compare_rows(actual: Rows, expected: Rows) -> list[Finding]:
    found: list[Finding] = []
    for table, key in TABLES.items():
        have, want = read_tables.keyed(table, actual[table]), read_tables.keyed(table, expected[table])
        for place in dict.fromkeys([*want, *have]):
            if have.get(place) == want.get(place):
                continue
            name = ", ".join(str(part) for part in place[1:]) or "the row"
            if place not in have:
                found.append(Finding(kind="row_missing", detail=f"{table}: {name}"))
            elif place not in want:
                found.append(Finding(kind="row_unexpected", detail=f"{table}: {name}"))
            else:
                wrong = [column for column in want[place] if have[place].get(column) != want[place][column]]
                found.append(Finding(kind="row_differs", detail=f"{table}: {name}: {', '.join(wrong) or key}"))
    return found


def compare_with_history(
    entries: Sequence[Entry], told: Sequence[Entry], head: tuple[int, str] | None
) -> list[Finding]:
    """Where the journal is not what the history says it must be."""
    recorded = {entry.seq: entry.hash for entry in entries}
    known = {entry.seq: entry.hash for entry in told}
    found: list[Finding] = []
    for seq in sorted(recorded.keys() | known.keys()):
        if seq not in known:
            found.append(Finding(kind="not_in_history", detail=f"entry {seq} is in the journal only"))
        elif seq not in recorded:
            found.append(Finding(kind="not_recorded", detail=f"entry {seq} is in the history only"))
        elif recorded[seq] != known[seq]:
            found.append(Finding(kind="history_differs", detail=f"entry {seq} is another in the history"))
    if any(entry.hash != entry.true_hash() for entry in told):
        found.append(Finding(kind="history_hash_wrong", detail="an entry of the history does not have its hash"))
    last = (entries[-1].seq, entries[-1].hash) if entries else (0, "")
    if head is not None and tuple(head) != last:
        found.append(
            Finding(kind="head_differs", detail=f"the workflow is at entry {head[0]}, the journal at {last[0]}")
        )
    return found
