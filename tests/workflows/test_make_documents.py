"""Documents are made beside the journey: once, whatever fails, and a plan is published when its books are there."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from domain.journey import note_documents
from domain.vocabulary import DocumentKind, Status, Task
from tests.domain.builders import documented_policy
from tests.workflows.world import World
from workflows.region_journey import RegionJourney

BOOKS = {"buku-1", "buku-2", "buku-3"}


async def test_a_plan_is_published_once_its_books_are_made(world: World) -> None:
    """The journey waits for its books, names every document in its journal, and each was made and sealed once."""
    handle = await world.open(policy=documented_policy(quiet_hours=None))
    await world.until(handle, lambda journey: journey.turn.task is Task.PUBLISH or journey.ended)
    async with asyncio.timeout(30):
        while (state := await handle.query(RegionJourney.state)).status is not Status.PUBLISHED:
            await asyncio.sleep(0.1)
        while len(state.documents) < len(world.orders.kept):
            await asyncio.sleep(0.1)
            state = await handle.query(RegionJourney.state)
    books = [made for made in state.documents if made.document is DocumentKind.BOOK]
    assert {made.about for made in books} == BOOKS
    assert all(made.unsealed and world.orders.seals[made.unsealed] == made.pdf.sha256 for made in books)
    assert all(made.pdf.sha256 in world.files.kept for made in state.documents)
    assert set(world.sketcher.drafted.values()) == {1}
    assert note_documents(state, state.documents, state.turn.since).entries == ()


async def test_a_document_that_cannot_be_made_holds_up_no_other(world: World) -> None:
    """Its failures are noted, the third as lasting; the others are made, and it is too once the cause is gone."""
    world.sketcher.broken = {DocumentKind.ASSESSMENT_LETTER}
    handle = await world.open(policy=documented_policy(quiet_hours=None))
    documents = world.client.get_workflow_handle(f"documents-{handle.id}-2")
    async with asyncio.timeout(30):
        while not any(lasting for _, _, lasting in world.orders.failures):
            await asyncio.sleep(0.1)
        assert [key.partition(".")[0] for key in world.orders.kept] == [f"{handle.id} kickoff-invitation"]
        world.sketcher.broken = set()
        await world.pass_time(documents, timedelta(minutes=10))
        await documents.result()
        while len((await handle.query(RegionJourney.state)).documents) < 2:
            await asyncio.sleep(0.1)
    assert [lasting for _, _, lasting in world.orders.failures] == [False, False, True]
