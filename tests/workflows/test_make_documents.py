"""Documents are made beside the journey: once, whatever fails, and a plan is published when its books are there."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

from temporalio.service import RPCError

from activities.documents.making import AT_ONCE, DocumentBatch, DocumentStarter
from domain.documents import DocumentOrder
from domain.journey import note_documents
from domain.messages import Withdraw
from domain.vocabulary import DocumentKind, Role, Status, Task
from tests.domain.builders import documented_policy
from tests.workflows.world import World
from workflows.make_documents import MakeDocuments
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
        (pending,) = (await documents.describe()).raw_description.pending_activities
        assert pending.last_failure.message == "assessment-letter.2: ValueError"
        world.sketcher.broken = set()
        await world.pass_time(documents, timedelta(minutes=10))
        await documents.result()
        while len((await handle.query(RegionJourney.state)).documents) < 2:
            await asyncio.sleep(0.1)
    assert [lasting for _, _, lasting in world.orders.failures] == [False, False, True]


def _orders(journey: str, *seqs: int) -> tuple[DocumentOrder, ...]:
    return tuple(DocumentOrder(journey=journey, seq=seq, kind=DocumentKind.SESSION_MINUTES, about="1") for seq in seqs)


async def test_documents_that_wait_hold_up_no_recording(world: World) -> None:
    """While far more documents wait than a worker takes tasks, another journey is recorded as ever."""
    handle = await world.open()
    await world.recorded(handle)
    world.sketcher.busy = True
    many = DocumentBatch(journey=handle.id, orders=_orders(handle.id, *range(1, 151)))
    making = await world.client.start_workflow(
        MakeDocuments.run, many, id=f"documents-{handle.id}-150", task_queue=world.queue
    )
    async with asyncio.timeout(20):
        while len(world.sketcher.drafted) < AT_ONCE:
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    other = await world.open(cohort=f"{world.queue}-2")
    async with asyncio.timeout(10):
        await world.recorded(other)
    assert len(world.sketcher.drafted) == AT_ONCE
    await making.terminate()


async def test_a_batch_that_has_grown_is_made_whole(idle_world: World) -> None:
    """What is new in a batch that the next run records again, longer by then, is made as well."""
    starter = DocumentStarter(idle_world.client, idle_world.queue)
    journey = f"journey-{idle_world.queue}"
    for seqs in ((5, 8), (5, 8), (5, 8, 11)):
        await starter.begin(journey, _orders(journey, *seqs))
    begun = set()
    for seq in (5, 8, 11):
        handle = idle_world.client.get_workflow_handle(f"documents-{journey}-{seq}")
        try:
            history = await handle.fetch_history()
        except RPCError:
            continue
        (given,) = history.events[0].workflow_execution_started_event_attributes.input.payloads
        begun |= {order["seq"] for order in json.loads(given.data)["orders"]}
        await handle.terminate()
    assert begun == {5, 8, 11}


async def test_what_a_finished_journey_cannot_name_is_put_before_an_operator(world: World) -> None:
    """Documents that are told of only after the end are kept, and noted as ones that no journal names."""
    world.sketcher.broken = {DocumentKind.ASSESSMENT_LETTER}
    handle = await world.open(policy=documented_policy(quiet_hours=None))
    await world.do(handle, Withdraw(reason="Pergantian pimpinan."), Role.PROGRAMME_MANAGER)
    making = world.client.get_workflow_handle(f"documents-{handle.id}-2")
    async with asyncio.timeout(60):
        while not world.orders.failures:
            await asyncio.sleep(0.1)
        await world.pass_time(handle, timedelta(days=400))
        await handle.result()
        world.sketcher.broken = set()
        await world.pass_time(making, timedelta(minutes=10))
        await making.result()
    assert world.orders.unrecorded == ["assessment-letter.2", "kickoff-invitation.2"]
    assert {world.orders.kept[f"{handle.id} {key}"].pdf.sha256 for key in world.orders.unrecorded} <= set(
        world.files.kept
    )
