"""A worker killed while documents are being made: each is made once all the same, and the journal names it once."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.client import WorkflowHandle

from domain.document_events import DocumentsMade
from domain.vocabulary import DocumentKind
from tests.domain.builders import documented_policy
from tests.faults.office import Office, eventually
from tests.workflows.world import JourneyHandle

ORDERS = "select count(*) from document_orders where journey_id = any($1::text [])"
OPENING = {DocumentKind.ASSESSMENT_LETTER, DocumentKind.KICKOFF_INVITATION}


async def test_worker_killed_while_it_makes_documents(office: Office) -> None:
    """Every document has one row, the files that the journal names and no other, and one line in the journal."""
    before = _names(office)
    journeys = [await office.open(policy=documented_policy(quiet_hours=None)) for _ in range(2)]
    names = [journey.id for journey in journeys]
    making = [office.client.get_workflow_handle(f"documents-{name}-2") for name in names]
    await eventually(lambda: _under_way(making))
    await office.worker.kill()
    assert await _made(office, names) < len(OPENING) * len(names)
    await office.worker.start()
    stored = set()
    for journey in journeys:
        stored |= await _files_named_once(office, journey)
    assert await _made(office, names) == await _ordered(office, names) == len(OPENING) * len(names)
    assert _names(office) == before | stored
    await office.agree(*journeys)


async def _under_way(making: list[WorkflowHandle[object, object]]) -> bool:
    """Whether a worker has begun to make a document, and has not made it yet."""
    found = await asyncio.gather(*(handle.describe() for handle in making))
    states = [pending.state for one in found for pending in one.raw_description.pending_activities]
    return PendingActivityState.PENDING_ACTIVITY_STATE_STARTED in states


async def _ordered(office: Office, journeys: list[str]) -> int:
    return int(await office.pool.fetchval(ORDERS, journeys))


async def _made(office: Office, journeys: list[str]) -> int:
    return int(await office.pool.fetchval(f"{ORDERS} and state = 'made'", journeys))


async def _files_named_once(office: Office, journey: JourneyHandle) -> set[str]:
    """The files that a journey names, once its journal has every document of its opening."""

    async def noted() -> bool:
        return len((await office.state(journey)).documents) == len(OPENING)

    await eventually(noted)
    await office.recorded(journey)
    events = [entry.event for entry in await office.entries(journey)]
    documents = [made for event in events if isinstance(event, DocumentsMade) for made in event.documents]
    assert Counter(made.document for made in documents) == dict.fromkeys(OPENING, 1)
    return {file.sha256 for made in documents for file in (made.pdf, made.docx) if file is not None}


def _names(office: Office) -> set[str]:
    """The files in the store, by their hashes."""
    return {path.name for path in _documents(office).rglob("*") if path.is_file()}


def _documents(office: Office) -> Path:
    return office.settings.data_dir / "objects" / "documents"
