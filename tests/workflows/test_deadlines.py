"""Deadlines on the real server: they fire on their day, whoever is away, and before an act that comes later."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.messages import PassGates
from domain.vocabulary import Role, Status
from tests.domain.builders import gate
from tests.workflows.world import World, events, eventually, running
from workflows import post
from workflows.region_journey import RegionJourney

GATES = PassGates(gates=(gate("mou"),))


async def test_ladder(world: World) -> None:
    """Reminders and escalations leave when they fall due, each once, with their messages."""
    handle = await world.open()
    state = await handle.query(RegionJourney.state)
    steps = [step.name for step in state.policy.ladder_for(state.turn.party)]
    assert steps
    await world.pass_time(handle, timedelta(days=400))
    await world.recorded(handle)
    entries = world.journal.entries[handle.id]
    taken = [entry for entry in entries if entry.event.kind == "ladder_step_taken"]
    assert [getattr(entry.event, "step", "") for entry in taken] == steps
    for entry in taken:
        assert timedelta(0) <= entry.at - entry.effective < timedelta(minutes=1)
    told = {notice.template for notice in world.journal.notices.values()}
    assert {"your_turn", "reminder", "escalation"} <= told


async def test_deadline_before_act(idle_world: World) -> None:
    """What fell due while the worker was down comes before an act that was sent meanwhile."""
    world = idle_world
    async with running(world):
        handle = await world.open()
        await world.at_rest(handle)
    skipping = asyncio.create_task(world.pass_time(handle, timedelta(days=400)))
    await eventually(lambda: _woken(world, handle))
    acting = asyncio.create_task(world.do(handle, GATES, Role.COORDINATOR))
    await asyncio.sleep(0.5)
    async with running(world):
        receipt = await asyncio.wait_for(acting, 60)
        await asyncio.wait_for(skipping, 60)
        await world.recorded(handle)
    kinds = [entry.event.kind for entry in world.journal.entries[handle.id]]
    assert "ladder_step_taken" in kinds[: kinds.index("gate_passed")]
    assert receipt.kinds[-1] == "gate_passed"


async def _woken(world: World, handle: object) -> bool:
    return (await events(handle))["TIMER_FIRED"] > 0  # type: ignore[arg-type]


async def test_journal_away(world: World) -> None:
    """With the journal away for ten minutes acts are taken and deadlines fire, at a small cost; then it catches up."""
    beginning = world.start()
    beginning = beginning.model_copy(update={"opens_at": beginning.opens_at + timedelta(minutes=5)})
    handle = await world.open_as(beginning)
    await world.at_rest(handle)
    before = await events(handle)
    world.journal.away = True
    kept = len(world.journal.entries[handle.id])
    await world.pass_time(handle, timedelta(minutes=6))
    await eventually(lambda: _refused(world))
    opened = await handle.query(RegionJourney.state)
    assert opened.status is Status.OPEN, "the opening fell due while the journal was away"
    await world.do(handle, GATES, Role.COORDINATOR)
    await world.pass_time(handle, timedelta(minutes=4))
    await world.do(handle, PassGates(gates=(gate("sk-dewan"),)), Role.COORDINATOR)
    head = await handle.query(RegionJourney.head)
    assert head.recorded == kept == len(world.journal.entries[handle.id])
    spent = (await events(handle)) - before
    # What the test's own leaps in time add to the history is no cost of the journey.
    leaps = spent["WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED"] + spent["WORKFLOW_EXECUTION_OPTIONS_UPDATED"]
    assert sum(spent.values()) - leaps <= 20, f"too many events for two acts and a deadline: {spent}"
    world.journal.away = False
    await world.recorded(handle)


async def _refused(world: World) -> bool:
    return world.journal.refused > 0


async def test_mail_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead mail relay holds up its messages only: acts and recording go on, and in the end they are given up."""
    monkeypatch.setattr(post, "GIVE_UP_DELIVERY_AFTER", timedelta(seconds=2))
    world.mailer.away = True
    handle = await world.open()
    await world.do(handle, GATES, Role.COORDINATOR)
    await world.recorded(handle)
    assert world.journal.notices
    assert not world.mailer.sent
    await eventually(lambda: _given_up(world))
    await world.do(handle, PassGates(gates=(gate("sk-dewan"),)), Role.COORDINATOR)


async def _given_up(world: World) -> bool:
    return "given_up" in world.outbox.states.values()


async def test_one_receiver_away(world: World) -> None:
    """A message that its relay puts off does not hold up the next one."""
    world.mailer.greylisted = ("Giliran Anda",)
    handle = await world.open()
    await world.recorded(handle)
    await world.pass_time(handle, timedelta(days=400))
    await eventually(lambda: _sent(world))


async def _sent(world: World) -> bool:
    return bool(world.mailer.sent)
