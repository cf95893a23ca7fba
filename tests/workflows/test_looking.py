"""Looking at a workflow leaves no trace in it, also when no worker was there and something happened meanwhile."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio.service import RPCStatusCode

from activities.documents.making import MadeDocuments
from api.replaying import why_not
from domain.cohort import Cohort
from domain.ids import cohort_workflow_id
from domain.model import Journey
from domain.values import MadeDocument
from domain.vocabulary import DocumentKind, Status
from tests.domain.builders import document
from tests.workflows.cohorts import cohort, place
from tests.workflows.world import World, eventually
from workers.looking import look
from workflows.cohort import CohortInput, CohortOfRegions
from workflows.looking import View
from workflows.region_journey import Head, RegionJourney


async def test_looking_adds_no_event(world: World) -> None:
    """State and head are those of the workflow, and the history is as long as before."""
    handle = await world.open()
    await world.at_rest(handle)
    before = (await handle.describe()).history_length
    state, head = await look(handle, View.STATE, Journey), await look(handle, View.HEAD, Head)
    assert state == await handle.query(RegionJourney.state) and (head.seq, head.hash) == (state.seq, state.head)
    assert (await handle.describe()).history_length == before


async def test_a_look_that_waited_for_a_worker(idle_world: World) -> None:
    """A timer fires and documents are made while a look waits for a worker; what the worker does then replays.

    A query in its place has the timer fire at the time of the task before, and its history never replays again.
    """
    async with idle_world.working():
        beginning = idle_world.start()
        opens_at = datetime.now(UTC) + timedelta(seconds=3)
        handle = await idle_world.open_as(beginning.model_copy(update={"opens_at": opens_at}))
        assert (await look(handle, View.STATE, Journey)).status is Status.SCHEDULED
        await idle_world.at_rest(handle)
    looking = asyncio.create_task(look(handle, View.STATE, Journey, within=timedelta(seconds=40)))
    await asyncio.sleep(4)
    made = MadeDocument(seq=1, document=DocumentKind.CERTIFICATE, key="certificate.1", pdf=document("x"))
    await handle.signal(RegionJourney.documents_made, MadeDocuments(journey=handle.id, documents=(made,)))
    async with idle_world.working():
        assert (await looking).status is Status.OPEN
        await idle_world.at_rest(handle)
        state = await look(handle, View.STATE, Journey)
        assert [one.key for one in state.documents] == ["certificate.1"]
    history = await handle.fetch_history()
    assert await why_not(history) is None


async def test_looks_without_a_worker_end(idle_world: World) -> None:
    """They end with the error of a server that does not answer, and keep no act of a person away afterwards."""
    async with idle_world.working():
        handle = await idle_world.open()
        await idle_world.at_rest(handle)
    soon = timedelta(seconds=1)
    found = await asyncio.gather(
        *(look(handle, View.HEAD, Head, within=soon) for _ in range(15)), return_exceptions=True
    )
    assert {getattr(each, "status", None) for each in found} == {RPCStatusCode.DEADLINE_EXCEEDED}
    async with idle_world.working():
        assert (await look(handle, View.HEAD, Head)).seq > 0
        await idle_world.turn_over(handle)
        await idle_world.at_rest(handle)
    assert await why_not(await handle.fetch_history()) is None


async def test_a_cohort_is_looked_at(world: World) -> None:
    """As it is, with its places."""
    handle = await world.client.start_workflow(
        CohortOfRegions.run,
        CohortInput(cohort=cohort(world, place(1)), batch=1),
        id=cohort_workflow_id(world.queue),
        task_queue=world.queue,
    )

    async def shown() -> bool:
        return len((await look(handle, View.STATE, Cohort)).places) == 1

    await eventually(shown)
