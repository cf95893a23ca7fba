"""Deadlines that pass while the worker is down: they come first, marked late, and spare the turn that follows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from activities.journeys import open_journey
from api.desk import Answer
from domain.deadlines import ladder_instant
from domain.entry import Entry
from domain.events import LadderStepTaken
from domain.ids import journey_id
from domain.messages import PassGates
from domain.policy import LadderAction
from domain.vocabulary import Party, Role, Stage, Task
from tests.domain.builders import gate, policy, start
from tests.faults.office import Office
from tests.workflows.world import JourneyHandle
from workflows.region_journey import RegionJourney

ALL_GATES = PassGates(gates=(gate("mou"), gate("sk-dewan"), gate("sk-tim")))


async def test_deadline_passes_while_the_worker_is_down(office: Office) -> None:
    """The escalation that fell due comes before the act, with both its times; the turn is then not escalated again."""
    handle = await office.open()
    state = await office.state(handle)
    assert state.turn.due
    ladder = state.policy.ladder_for(state.turn.party, state.stage)
    number = next(n for n, step in enumerate(ladder) if step.action is LadderAction.ESCALATE)
    escalation, last = (
        ladder_instant(state, state.turn.party, state.turn.task, step, state.turn.due)
        for step in (ladder[number], ladder[-1])
    )
    await office.pass_time(handle, escalation - timedelta(seconds=3))
    await office.recorded(handle)
    await office.worker.kill()
    before = await office.reading.head(handle.id)
    while await office.skipper.get_current_time(handle) <= escalation + timedelta(seconds=1):
        await asyncio.sleep(0.2)
    await _act_at_a_closed_door(office, handle)

    entries = await office.entries(handle)
    late, *rest = entries[before:]
    assert isinstance(late.event, LadderStepTaken) and late.event.step == ladder[number].name
    assert late.event.fell_due == late.effective == escalation
    assert late.at >= escalation + timedelta(seconds=1)
    assert [entry.event.kind for entry in rest][:3] == ["gate_passed"] * 3

    await office.pass_time(handle, last + timedelta(days=1))
    await office.recorded(handle)
    assert [step.step for step in _steps(await office.entries(handle))] == [step.name for step in ladder[: number + 1]]
    await office.agree(handle)


async def test_two_months_without_a_worker(office: Office) -> None:
    """Every step that fell due in the meantime comes once, in order and marked late, and then the act."""
    opened = datetime.now(UTC) - timedelta(days=90)
    await office.worker.kill()
    rules = policy(quiet_hours=None)
    beginning = start(cohort=office.cohort, opens_at=opened, policy=rules)
    await open_journey(office.client, beginning, office.settings.task_queue)
    handle = office.client.get_workflow_handle_for(RegionJourney.run, journey_id(beginning.cohort, beginning.region.id))
    answer = await _act_at_a_closed_door(office, handle)
    assert answer.recorded or await office.recorded(handle)

    entries = await office.entries(handle)
    ladder = rules.ladder_for(Party.REGION, Stage.KICKOFF)
    assert [step.step for step in _steps(entries)] == [step.name for step in ladder]
    kinds = [entry.event.kind for entry in entries]
    assert kinds.index("gate_passed") > max(n for n, kind in enumerate(kinds) if kind == "ladder_step_taken")
    for entry in entries:
        if isinstance(entry.event, LadderStepTaken):
            assert entry.event.fell_due == entry.effective < entry.at - timedelta(days=1)
    steps = [m for m in await office.reading.messages(handle.id) if "step" in m.facts]
    assert {message.facts["sent_late"] for message in steps} == {"yes"}
    state = await office.state(handle)
    assert state.turn.task is Task.ASSIGN_MENTORS and not state.turn.steps_taken
    await office.agree(handle)


async def _act_at_a_closed_door(office: Office, handle: JourneyHandle) -> Answer:
    """Send the gates while nobody takes tasks, then start the worker; gives the answer."""
    acting = asyncio.create_task(office.do(handle, ALL_GATES, Role.COORDINATOR))
    try:
        await asyncio.sleep(0.5)
        assert not acting.done()
        await office.worker.start()
        answer = await acting
    finally:
        acting.cancel()
    await office.recorded(handle)
    return answer


def _steps(entries: Sequence[Entry]) -> list[LadderStepTaken]:
    """The steps of the ladder of the first turn that were taken."""
    events = [entry.event for entry in entries]
    return [event for event in events if isinstance(event, LadderStepTaken) and event.task is Task.PASS_GATES]
