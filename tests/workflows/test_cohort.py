"""A cohort on the real server: opens its journeys, knows which have ended, takes substitutes, closes."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError

from activities.journeys import EndedJourneys
from domain.cohort import ChangeCohortCalendar, CloseCohort, CohortSummary, Place, SubstituteRegion
from domain.facts import CalendarFacts
from domain.ids import cohort_workflow_id, journey_id
from domain.messages import Withdraw
from domain.vocabulary import Role, Status
from tests.workflows.cohorts import cohort, place
from tests.workflows.world import World, eventually, refusal
from workflows.cohort import CohortInput, CohortOfRegions
from workflows.region_journey import JourneyEnded, RegionJourney

CohortHandle = WorkflowHandle[CohortOfRegions, CohortSummary]


async def opened(world: World, given: CohortInput) -> CohortHandle:
    """A running cohort."""
    return await world.client.start_workflow(
        CohortOfRegions.run, given, id=cohort_workflow_id(world.queue), task_queue=world.queue
    )


async def test_opens_and_closes(world: World) -> None:
    """A cohort opens its journeys in batches, hears of their ends, and closes only when all have ended."""
    places = [place(number) for number in range(1, 4)]
    handle = await opened(world, CohortInput(cohort=cohort(world, *places), batch=2))
    await eventually(lambda: _all_open(handle))
    for one in places:
        journey = world.client.get_workflow_handle_for(RegionJourney.run, journey_id(world.queue, one.region.id))
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await handle.execute_update(CohortOfRegions.close, CloseCohort(id="tutup"))
        assert refusal(failed).type == "JourneysStillOpen"
        await world.do(journey, Withdraw(reason="Pergantian pimpinan."), Role.PROGRAMME_MANAGER)
    await eventually(lambda: _ended(handle, 3))
    summary = await handle.execute_update(CohortOfRegions.close, CloseCohort(id="tutup"))
    assert (summary.journeys, summary.by_status) == (3, {"withdrawn": 3})
    assert await asyncio.wait_for(handle.result(), 20) == summary
    assert world.cohorts.saved[-1].summary == summary


async def _all_open(handle: CohortHandle) -> bool:
    return not (await handle.query(CohortOfRegions.state)).unopened


async def _ended(handle: CohortHandle, count: int) -> bool:
    state = await handle.query(CohortOfRegions.state)
    return sum(1 for one in state.places if one.status is not None) == count


async def test_substitute(world: World) -> None:
    """A region that withdrew can be substituted once; the substitute's journey opens on a catch-up plan."""
    first, second, third = place(1), place(2), place(3)
    handle = await opened(world, CohortInput(cohort=cohort(world, first)))
    await eventually(lambda: _all_open(handle))
    change = SubstituteRegion(id="ganti", withdrawn=first.region.id, place=second)
    assert await refused_as(handle, change) == "NotWithdrawn"
    assert await refused_as(handle, change.model_copy(update={"withdrawn": "kab-lain"})) == "NotInCohort"
    journey = world.client.get_workflow_handle_for(RegionJourney.run, journey_id(world.queue, first.region.id))
    await world.do(journey, Withdraw(reason="Pergantian pimpinan."), Role.PROGRAMME_MANAGER)
    await eventually(lambda: _ended(handle, 1))
    assert await refused_as(handle, change.model_copy(update={"place": first})) == "RegionInOpenCohort"
    name = await handle.execute_update(CohortOfRegions.substitute, change)
    await eventually(lambda: _all_open(handle))
    newcomer = world.client.get_workflow_handle_for(RegionJourney.run, name)
    assert (await newcomer.query(RegionJourney.state)).catch_up
    assert await handle.execute_update(CohortOfRegions.substitute, change) == name, "the same again, the same answer"
    assert await refused_as(handle, change.model_copy(update={"place": third})) == "CommandIdReused"
    assert await refused_as(handle, change.model_copy(update={"id": "ganti-2"})) == "AlreadySubstituted"


async def refused_as(handle: CohortHandle, change: SubstituteRegion) -> str | None:
    """The name of the rule that a substitution breaks."""
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await handle.execute_update(CohortOfRegions.substitute, change)
    return refusal(failed).type


async def test_reconciles(world: World) -> None:
    """A journey whose signal was lost is found in the read tables, daily."""
    one = place(1)
    handle = await opened(world, CohortInput(cohort=cohort(world, one)))
    await eventually(lambda: _all_open(handle))
    world.cohorts.found = EndedJourneys(statuses={one.region.id: Status.PUBLISHED})
    await world.env.fast_forward(handle, timedelta(days=1, minutes=1))
    await eventually(lambda: _ended(handle, 1))


async def test_no_signal_lost(short_world: World) -> None:
    """Signals and updates sent while runs of the cohort end are all heard, each once."""
    world = short_world
    places = [place(number) for number in range(1, 31)]
    handle = await opened(world, CohortInput(cohort=cohort(world, *places), batch=10))
    await eventually(lambda: _all_open(handle))

    async def end(one: Place, after: float) -> None:
        await asyncio.sleep(after)
        ended = JourneyEnded(
            journey=journey_id(world.queue, one.region.id), region=one.region.id, status=Status.WITHDRAWN
        )
        await handle.signal(CohortOfRegions.journey_ended, ended)

    async def swap(number: int, after: float) -> str:
        await asyncio.sleep(after)
        withdrawn = places[number].region.id
        change = SubstituteRegion(id=f"ganti-{number}", withdrawn=withdrawn, place=place(50 + number))
        return await handle.execute_update(CohortOfRegions.substitute, change)

    await asyncio.gather(*(end(one, number * 0.05) for number, one in enumerate(places[:10])))
    given = await asyncio.gather(
        *(end(one, number * 0.17) for number, one in enumerate(places[10:])),
        *(swap(number, number * 0.31) for number in range(10)),
    )
    names = [name for name in given if name is not None]
    await eventually(lambda: _all_open(handle))
    state = await handle.query(CohortOfRegions.state)
    assert [one.status for one in state.places[:30]] == [Status.WITHDRAWN] * 30
    # In which order they were taken in is the server's affair.
    assert sorted(state.journey(one) for one in state.places[30:]) == sorted(names)
    run = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    assert run.continued_execution_run_id, "the test did not reach a second run"


async def test_a_substitute_begins_by_the_changed_calendar(world: World) -> None:
    """A decree reaches the cohort once, however often it is sent, and every journey that begins after it."""
    handle = await opened(world, CohortInput(cohort=cohort(world, place(1))))
    off = date(2026, 12, 28)
    command = ChangeCohortCalendar(id="skb", change=CalendarFacts(decree="SKB (SIMULASI)", off=(off,)))
    for _ in range(2):
        await handle.execute_update(CohortOfRegions.change_calendar, command)
    changed = (await handle.query(CohortOfRegions.state)).calendar
    assert changed.days_off.count(off) == 1
    await eventually(lambda: _all_open(handle))
    first = world.client.get_workflow_handle_for(RegionJourney.run, journey_id(world.queue, place(1).region.id))
    await world.do(first, Withdraw(reason="Pergantian pimpinan."), Role.PROGRAMME_MANAGER)
    await eventually(lambda: _ended(handle, 1))
    change = SubstituteRegion(id="ganti", withdrawn=place(1).region.id, place=place(2))
    journey = await handle.execute_update(CohortOfRegions.substitute, change)
    await eventually(lambda: _all_open(handle))
    state = await world.client.get_workflow_handle_for(RegionJourney.run, journey).query(RegionJourney.state)
    assert state.calendar == changed
