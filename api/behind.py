"""What stands behind a story: all that Temporal did for a journey, as far as Temporal and the archive give it now."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum

import structlog
import zstandard
from obstore.exceptions import BaseError
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from api.technical import RESET, TechnicalLine, pending_lines, technical_lines
from domain.shape import Frozen
from domain.words.phrase import Phrase
from records.histories import ArchiveDamaged
from workers.histories import Histories, RunHistory

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=20)
"""How long Temporal may take for all runs of a journey."""
AWAY = (
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.UNAUTHENTICATED,
    RPCStatusCode.PERMISSION_DENIED,
)
"""What Temporal's client says when nobody answers, has time or lets us in."""


class Gap(StrEnum):
    """Why technical lines are missing from a story."""

    TEMPORAL_AWAY = "temporal_away"
    ARCHIVE_UNREADABLE = "archive_unreadable"
    NOT_KEPT = "not_kept"


GAPS: dict[Gap, Phrase] = {
    Gap.TEMPORAL_AWAY: Phrase(
        "Server Temporal tidak menjawab: peristiwa teknis dari proses yang sedang berjalan tidak tampak. Riwayatnya "
        "sendiri lengkap, dari jurnal. Buka lagi setelah server menjawab (`bimtek doctor`).",
        "The Temporal server does not answer: technical events of what still runs are missing. The story itself is "
        "whole, from the journal. Ask again once the server answers (`bimtek doctor`).",
    ),
    Gap.ARCHIVE_UNREADABLE: Phrase(
        "Sebagian arsip tidak terbaca: peristiwa teknis dari proses itu tidak tampak. Riwayatnya sendiri lengkap, dari "
        "jurnal. Periksa penyimpanan berkas: `bimtek records verify` menyebut objeknya.",
        "A part of the archive cannot be read: technical events of those runs are missing. The story itself is whole, "
        "from the journal. Look at the object store: `bimtek records verify` names the object.",
    ),
    Gap.NOT_KEPT: Phrase(
        "Temporal maupun arsip di sini tidak menyimpan semua proses: peristiwa teknis yang lebih awal tidak tampak. "
        "Riwayatnya sendiri lengkap, dari jurnal.",
        "Neither Temporal nor the archive here keeps every run: earlier technical events are missing. The story itself "
        "is whole, from the journal.",
    ),
}


class Behind(Frozen):
    """Temporal's events of a journey in the order of its runs, and why some are missing."""

    lines: tuple[TechnicalLine, ...]
    gaps: tuple[Gap, ...]


async def behind(client: Client, histories: Histories, journey: str) -> Behind:
    """What Temporal did in every run of a journey, and what it is trying now. A neighbour that is away leaves a gap."""
    archived = await histories.archived_runs(journey)
    gaps: list[Gap] = []
    live: list[RunHistory] = []
    trying: tuple[TechnicalLine, ...] = ()
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            live = await histories.live_runs(journey)
            trying = await _tried_now(client, journey)
    except (RPCError, TimeoutError) as error:
        if isinstance(error, RPCError) and error.status not in AWAY:
            raise
        log.warning("story_without_temporal", journey=journey, error=str(error))
        gaps.append(Gap.TEMPORAL_AWAY)
    runs: list[RunHistory] = []
    for run in archived:
        if run.run_id in {history.run_id for history in live}:
            continue
        try:
            runs.append(await histories.archived(run))
        except (ArchiveDamaged, BaseError, zstandard.ZstdError, ValueError) as error:
            log.warning("story_without_archive", journey=journey, object=run.object_key, error=str(error))
            gaps.append(Gap.ARCHIVE_UNREADABLE)
    runs += live
    if not gaps and not _from_the_start(runs):
        gaps.append(Gap.NOT_KEPT)
    known = {run.run_id for run in runs}
    return Behind(
        lines=(*(line for run in runs for line in _own_lines(run, known)), *trying), gaps=tuple(dict.fromkeys(gaps))
    )


def _own_lines(run: RunHistory, known: Collection[str]) -> Iterator[TechnicalLine]:
    """The lines of a run, but for those that a reset took over from a run that is told itself."""
    own = 0
    for event in run.events:
        failed = event.workflow_task_failed_event_attributes
        if failed.cause == RESET and run.before in known:
            own = event.event_id
    yield from (line for line in technical_lines(run) if max(line.events) >= own)


def _from_the_start(runs: Sequence[RunHistory]) -> bool:
    """Whether the first run went on from no other."""
    return bool(runs) and not runs[0].before


async def _tried_now(client: Client, journey: str) -> tuple[TechnicalLine, ...]:
    try:
        description = await client.get_workflow_handle(journey).describe()
    except RPCError as error:
        # The run has ended and Temporal keeps it no longer: nothing is being tried.
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return ()
    return pending_lines(description.run_id, description.raw_description.pending_activities)
