"""A region's journey on the real server: acts, refusals, repeats, its end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.archive import decompress
from domain import journey as rules
from domain.evolve import fold
from domain.messages import PassGates, Submit
from domain.vocabulary import Role, Stage, Status
from tests.domain.builders import gate
from tests.workflows.world import World, events, eventually, refusal, send
from workflows.region_journey import RegionJourney

GATES = PassGates(gates=(gate("mou"),))


async def test_whole_journey(world: World) -> None:
    """A dutiful cast carries a journey to publication; it completes, recorded and archived, when it owes nothing."""
    handle = await world.open()
    ended = await world.until(handle, lambda journey: journey.ended)
    assert ended.status is Status.PUBLISHED
    await world.at_rest(handle)
    state = await handle.query(RegionJourney.state)
    assert fold(world.journal.entries[handle.id]) == state
    assert sorted(world.mailer.sent) == sorted(set(world.mailer.sent)), "a message was sent twice"
    await world.pass_time(handle, timedelta(days=400))
    assert await asyncio.wait_for(handle.result(), 30) is Status.PUBLISHED
    entries = world.journal.entries[handle.id]
    assert entries[-1].seq > state.seq
    assert entries[-1].event.kind == "obligation_lapsed"
    await eventually(lambda: _archived(world, handle.id, 1))
    kept = world.ledger.runs[0]
    stored = bytes(await (await world.store.get_async(kept.object_key)).bytes_async())
    assert "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED" in decompress(stored)
    with pytest.raises(RPCError) as gone:
        await world.do(handle, GATES, Role.COORDINATOR)
    assert gone.value.status is RPCStatusCode.NOT_FOUND


async def test_refusal_leaves_no_trace(world: World) -> None:
    """A refused act names the rule and its facts, and adds nothing to the history."""
    handle = await world.open()
    await world.do(handle, GATES, Role.COORDINATOR)
    await world.at_rest(handle)
    before = await events(handle)
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await world.do(handle, GATES, Role.COORDINATOR)
    assert refusal(failed).type == "GateAlreadyPassed"
    assert refusal(failed).details[0] == {"gate": "mou"}
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await world.do(handle, Submit(), Role.COORDINATOR)
    assert refusal(failed).type == "WrongStage"
    assert await events(handle) == before


async def test_same_command_twice(world: World) -> None:
    """The same command again gets the receipt of the first time, under any update id; other content is refused."""
    handle = await world.open()
    sent = world.command(GATES, Role.COORDINATOR)
    first = await send(handle, sent)
    assert await send(handle, sent) == first
    assert await handle.execute_update(RegionJourney.act, sent, id="another-update") == first
    other = sent.model_copy(update={"act": PassGates(gates=(gate("sk-dewan"),))})
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await send(handle, other)
    assert refusal(failed).type == "CommandIdReused"
    state = await handle.query(RegionJourney.state)
    assert state.seq == first.last_seq


async def test_bug_is_no_refusal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act that meets a bug waits until the bug is mended and is then done, whole and once."""
    handle = await world.open()
    await world.at_rest(handle)
    mended = rules.act

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(rules, "act", broken)
    sending = asyncio.create_task(world.do(handle, GATES, Role.COORDINATOR))
    await asyncio.sleep(1)
    assert not sending.done()
    monkeypatch.setattr(rules, "act", mended)
    receipt = await asyncio.wait_for(sending, 30)
    assert receipt.kinds[0] == "gate_passed"


async def _archived(world: World, workflow_id: str, count: int) -> bool:
    return len([run for run in world.ledger.runs if run.workflow_id == workflow_id]) == count


async def test_opened_again(world: World) -> None:
    """Opening a journey that is there already, running or ended, changes nothing."""
    beginning = world.start()
    handle = await world.open_as(beginning)
    first = await handle.describe()
    await world.open_as(beginning)
    assert (await handle.describe()).run_id == first.run_id
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_waits_to_open(world: World) -> None:
    """A journey with a later opening date refuses acts until then and opens by itself."""
    beginning = world.start()
    later = beginning.model_copy(update={"opens_at": beginning.opens_at + timedelta(days=3)})
    handle = await world.open_as(later)
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await world.do(handle, GATES, Role.COORDINATOR)
    assert refusal(failed).type == "JourneyNotOpen"
    await world.pass_time(handle, timedelta(days=3, hours=1))
    state = await handle.query(RegionJourney.state)
    assert (state.status, state.stage) == (Status.OPEN, Stage.KICKOFF)
