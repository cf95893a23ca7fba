"""A journey's whole history as a file: `take_out` writes one, `bring_in` keeps what `api/archive_check.py` found sound.

What is brought in is a record: the journal with its read tables, the archived histories, the files. No workflow is
started and nothing is sent.
"""

from __future__ import annotations

import hashlib
import json
from asyncio import sleep
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import asyncpg
from obstore.store import ObjectStore
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.documents.files import FileDamaged, ObjectFiles
from activities.recording import RecordBatch
from api.exits import Failure
from domain.entry import Entry
from domain.evolve import fold
from domain.shape import Frozen
from domain.vocabulary import Status
from records.archive import ArchivedRun, ArchiveLedger
from records.bundle import (
    JOURNAL,
    LEDGER,
    Bundle,
    FilePart,
    Manifest,
    RunPart,
    contained,
    journal_text,
    named_files,
    writing,
)
from records.contents import Contents
from records.histories import ArchiveDamaged
from records.journal import Records
from records.reading import MessageLine, Reading
from records.verify import LOOKS_AGAIN, PAUSE, compare_with_history, read_journal
from workers.build import this_version
from workers.histories import Histories, StoredRun, entries_of

ENDINGS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
}
OF_A_MESSAGE = {"key", "seq", "person", "role", "template", "leaves_at", "state", "attempts", "sent_at"}
"""What a file tells of a message: ids and times. What servers answered may name addresses and is left out."""


@dataclass(frozen=True)
class Installation:
    """Where journeys are: PostgreSQL, Temporal, the object store."""

    pool: asyncpg.Pool
    client: Client
    store: ObjectStore
    histories: Histories


class BroughtIn(Frozen):
    """What was brought in, and how much of it was new here; `running` says whether its workflow runs here: never."""

    journey: str
    status: Status
    entries: int
    entries_new: int
    runs: int
    runs_new: int
    files: int
    files_new: int
    absent: int
    running: bool = False


def history_key(sha256: str) -> str:
    """Where the object store keeps a run's history."""
    return f"histories/{sha256[:2]}/{sha256}.json.zst"


async def take_out(here: Installation, journey: str, target: Path, *, with_files: bool = True) -> Manifest:
    """Write a journey's whole history to a file. Raises `Failure` where its records do not agree, OSError."""
    runs, entries = await _agreeing(here, journey)
    messages = await Reading(here.pool).messages(journey)
    parts = [run_part(run) for run in runs]
    files: list[FilePart] = []
    absent: list[str] = []
    with writing(target) as bundle:
        for sha256 in named_files(entries):
            found = await _file(here, sha256) if with_files else None
            if found is None:
                absent.append(sha256)
                continue
            file, content = found
            bundle.add(file.name, content)
            files.append(file)
        for part, run in sorted(zip(parts, runs, strict=True), key=lambda pair: pair[0].name):
            bundle.add(part.name, run.stored)
        bundle.add(JOURNAL, journal_text(entries))
        bundle.add(LEDGER, _ledger(messages))
        made_by = f"bimtek {this_version().build_id}"
        return bundle.finish(contained(fold(entries), entries[-1], made_by, parts, files, absent))


async def _agreeing(here: Installation, journey: str) -> tuple[list[StoredRun], list[Entry]]:
    """The runs and the journal of a journey once they agree: for a moment a recording may be on its way."""
    what = ""
    for _ in range(LOOKS_AGAIN + 1):
        try:
            runs = await here.histories.stored_runs(journey)
        except ArchiveDamaged as damaged:
            raise Failure(f"{journey}: {damaged}. Bring the object store back from a backup.") from damaged
        entries = await _journal(here.pool, journey)
        findings = compare_with_history(entries, await entries_of([run.history for run in runs]), None)
        if entries and not findings:
            return runs, entries
        what = findings[0].detail if findings else "nothing is recorded of it yet"
        await sleep(PAUSE)
    raise Failure(f"{journey}: its records do not agree ({what}). See `bimtek records verify`.")


async def _journal(pool: asyncpg.Pool, journey: str) -> list[Entry]:
    """The journal of a journey. Raises `Failure` where it is damaged."""
    async with pool.acquire() as connection:
        entries, findings = await read_journal(connection, journey)
    if findings:
        raise Failure(f"{journey}: its journal here is damaged ({findings[0].detail}). See `bimtek records verify`.")
    return entries


async def _file(here: Installation, sha256: str) -> tuple[FilePart, bytes] | None:
    """A file that the journal names, from the contents or the object store; None when neither has it."""
    damaged = Failure(f"The stored file {sha256} is damaged. Bring it back from a backup, or give --without-files.")
    kept = await Contents(here.pool).get(sha256)
    if kept is not None:
        if hashlib.sha256(kept.content).hexdigest() != sha256:
            raise damaged
        return FilePart(sha256=sha256, media_type=kept.media_type), kept.content
    try:
        content = await ObjectFiles(here.store).get(sha256)
    except FileDamaged as error:
        raise damaged from error
    return None if content is None else (FilePart(sha256=sha256), content)


def run_part(run: StoredRun) -> RunPart:
    """What a file tells of a run."""
    last = run.history.events[-1]
    return RunPart(
        run_id=run.history.run_id,
        sha256=hashlib.sha256(run.stored).hexdigest(),
        events=len(run.history.events),
        closed=last.event_type in ENDINGS,
        until=last.event_time.ToDatetime(UTC),
    )


def _ledger(messages: Sequence[MessageLine]) -> bytes:
    """The ledger of messages as a part: a line of JSON for each."""
    rows = [message.model_dump(mode="json", include=OF_A_MESSAGE) for message in messages]
    return "".join(json.dumps(row, sort_keys=True) + "\n" for row in rows).encode()


async def bring_in(here: Installation, bundle: Bundle, entries: Sequence[Entry]) -> BroughtIn:
    """Keep what a checked file holds here; what is here already stays as it is, so that it can be done again.

    The journal comes last: it may say nothing whose history is not there. Raises `Failure` where the journey runs here
    or has another journal here.
    """
    manifest = bundle.manifest
    if await is_running(here.client, manifest.journey):
        raise Failure(
            f"{manifest.journey} is running here: its own history goes on, and a file cannot add to it. "
            "A file can be brought in where the journey is unknown or has ended."
        )
    known = await _journal(here.pool, manifest.journey)
    _refuse_fork(manifest.journey, known, entries)
    files_new = [await _keep_file(here, bundle, file) for file in manifest.files].count(True)
    runs_new = [await _keep_run(here, bundle, run) for run in manifest.runs].count(True)
    if len(known) < len(entries):
        # Without notices: nobody is told of what others were told long ago.
        await Records(here.pool).record(RecordBatch(journey=manifest.journey, entries=tuple(entries)))
    return BroughtIn(
        journey=manifest.journey,
        status=manifest.status,
        entries=len(entries),
        entries_new=max(len(entries) - len(known), 0),
        runs=len(manifest.runs),
        runs_new=runs_new,
        files=len(manifest.files),
        files_new=files_new,
        absent=len(manifest.absent),
    )


async def is_running(client: Client, workflow_id: str) -> bool:
    """Whether a workflow runs here."""
    try:
        description = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return description.status is WorkflowExecutionStatus.RUNNING


def _refuse_fork(journey: str, known: Sequence[Entry], given: Sequence[Entry]) -> None:
    """Raise `Failure` unless one of the two journals is the beginning of the other."""
    for here, there in zip(known, given, strict=False):
        if here.hash != there.hash:
            raise Failure(
                f"{journey} has another journal here: from entry {here.seq} on it is not the one in the file. "
                "Nothing was changed. Both happened somewhere: bring the file into another installation."
            )


async def _keep_file(here: Installation, bundle: Bundle, file: FilePart) -> bool:
    """Keep a file where it was kept; whether it was new."""
    if file.media_type is None:
        files = ObjectFiles(here.store)
        if await files.has(file.sha256):
            return False
        await files.put(bundle.read(file.name), "application/octet-stream")
        return True
    contents = Contents(here.pool)
    if await contents.get(file.sha256) is not None:
        return False
    await contents.put(bundle.read(file.name), file.media_type)
    return True


async def _keep_run(here: Installation, bundle: Bundle, run: RunPart) -> bool:
    """Archive a run's history as if it had ended here; whether it was new."""
    ledger = ArchiveLedger(here.pool)
    noted = {found.run_id: found.events for found in await ledger.runs(bundle.manifest.journey)}
    if noted.get(run.run_id, 0) >= run.events:
        return False
    stored = bundle.read(run.name)
    key = history_key(run.sha256)
    await here.store.put_async(key, stored)
    await ledger.note(
        ArchivedRun(
            workflow_id=bundle.manifest.journey,
            run_id=run.run_id,
            sha256=run.sha256,
            events=run.events,
            bytes=len(stored),
            closed_at=run.until,
            object_key=key,
        )
    )
    return True
