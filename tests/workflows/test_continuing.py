"""Continue-as-new under load: no act is lost, none is done twice, every ended run is archived."""

from __future__ import annotations

import asyncio

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.facts import ChapterFacts
from domain.messages import Receipt, SaveChapters
from domain.values import ChapterName
from domain.vocabulary import Role, Stage
from tests.domain.builders import chapters_of, document
from tests.workflows.world import JourneyHandle, World, eventually, refusal, send
from workflows.region_journey import RegionJourney

SENDERS = 4
ACTS = 40


async def _keep_saving(world: World, handle: JourneyHandle, name: ChapterName) -> list[Receipt]:
    """One sender: saves version after version of its own chapter, each command sent twice.

    The rests are of many lengths, so that acts arrive before, while and after a run ends.
    """
    receipts = []
    for number in range(ACTS):
        fact = ChapterFacts(name=name, document=document(f"{name} {number}"), based_on=number)
        sent = world.command(SaveChapters(saves=(fact,)), Role.COORDINATOR)
        first = await send(handle, sent)
        again = await handle.execute_update(RegionJourney.act, sent)
        assert again == first
        receipts.append(first)
        await asyncio.sleep((37 * number + 61 * len(str(name))) % 400 / 1000)
    return receipts


async def test_no_act_lost(short_world: World) -> None:
    """Concurrent senders across many runs: every act is done once, in order, with a receipt of its own."""
    world = short_world
    handle = await world.open()
    state = await world.until(handle, lambda journey: journey.stage is Stage.DRAFTING)
    names = chapters_of(state.policy)[:SENDERS]
    given = await asyncio.gather(*(_keep_saving(world, handle, name) for name in names))
    receipts = [receipt for of_one in given for receipt in of_one]
    after = await handle.query(RegionJourney.state)
    for name in names:
        saved = after.chapter(name)
        assert saved is not None
        assert [version.title for version in saved.versions] == [f"{name} {number}" for number in range(ACTS)]
    seqs = sorted(receipt.last_seq for receipt in receipts)
    assert len(set(seqs)) == SENDERS * ACTS
    await world.recorded(handle)
    kinds = [entry.event.kind for entry in world.journal.entries[handle.id]]
    assert kinds.count("chapter_saved") == SENDERS * ACTS
    ended = await ended_runs(world, handle)
    assert len(ended) >= 2, f"only {len(ended)} runs ended: the test did not test anything"
    await eventually(lambda: _archived(world, ended))


async def ended_runs(world: World, handle: JourneyHandle) -> list[str]:
    """The runs of a journey that have ended, the newest first: each begins with the name of the one before."""
    runs: list[str] = []
    run = (await handle.describe()).run_id
    while True:
        history = await world.client.get_workflow_handle(handle.id, run_id=run).fetch_history()
        run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run:
            return runs
        runs.append(run)


async def _archived(world: World, runs: list[str]) -> bool:
    return set(runs) <= {run.run_id for run in world.ledger.runs}


async def test_repeat_in_a_later_run(short_world: World) -> None:
    """A command sent again in a later run gets its first receipt; its id with other content is refused there too."""
    world = short_world
    handle = await world.open()
    state = await world.until(handle, lambda journey: journey.stage is Stage.DRAFTING)
    name = chapters_of(state.policy)[0]
    fact = ChapterFacts(name=name, document=document("pertama"), based_on=0)
    sent = world.command(SaveChapters(saves=(fact,)), Role.COORDINATOR)
    first = await send(handle, sent)
    run = (await handle.describe()).run_id
    number = 0
    while (await handle.describe()).run_id == run:
        number += 1
        fact = ChapterFacts(name=name, document=document(f"versi {number}"), based_on=number)
        await world.do(handle, SaveChapters(saves=(fact,)), Role.COORDINATOR)
        await asyncio.sleep(0.05)
    assert await send(handle, sent) == first
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await send(handle, sent.model_copy(update={"act": SaveChapters(saves=(fact,))}))
    assert refusal(failed).type == "CommandIdReused"


async def test_journal_away_across_runs(short_world: World) -> None:
    """What could not be recorded in one run is recorded in a later one."""
    world = short_world
    handle = await world.open()
    state = await world.until(handle, lambda journey: journey.stage is Stage.DRAFTING)
    await world.recorded(handle)
    run = (await handle.describe()).run_id
    world.journal.away = True
    name = chapters_of(state.policy)[0]
    number = 0
    async with asyncio.timeout(60):
        while (await handle.describe()).run_id == run:
            fact = ChapterFacts(name=name, document=document(f"versi {number}"), based_on=number)
            await world.do(handle, SaveChapters(saves=(fact,)), Role.COORDINATOR)
            number += 1
            await asyncio.sleep(0.3)
    world.journal.away = False
    await world.recorded(handle)
    kinds = [entry.event.kind for entry in world.journal.entries[handle.id]]
    assert kinds.count("chapter_saved") == number
