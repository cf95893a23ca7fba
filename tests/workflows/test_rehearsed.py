"""The rehearsal tells the truth: its acts, sent to a real workflow in skipped time, lead to the same journey."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from api.cast import sample
from api.cast.scene import Play
from api.cast.traits import Traits
from api.rehearsal.chances import DrawnPace
from api.rehearsal.simulate import Life, Opening, Part, live
from domain.entry import Entry
from domain.events import JourneyEvent, LadderStepTaken, RevisionRequested
from domain.policy import LadderAction
from domain.vocabulary import Status
from tests.api.rehearsed import CALENDAR, late, region
from tests.domain.builders import default_policy, policy
from tests.workflows.world import JourneyHandle, World, send

WAKES_WITHIN = timedelta(seconds=2)
"""A skipped timer fires up to about a second after its instant: time goes on at its own pace while the server skips."""
ACTS_WITHIN = timedelta(seconds=5)
"""An act is sent a moment after its instant, and takes its time to arrive."""
A_MOMENT = timedelta(milliseconds=200)
LONG_ENOUGH = timedelta(days=600)
ONE_SESSION = policy(
    sessions=({**default_policy().sessions[0].model_dump(), "asks_for": ()},),
    obligations=tuple(promise for promise in default_policy().obligations if promise.due_before_session is None),
)
"""One session instead of four, as each skipped timer costs a second."""


async def test_same_journey_on_the_server(world: World) -> None:
    """Late people, a revision and an adoption: the same events at the same instants, and the same messages."""
    opens_at = datetime.now(UTC) + timedelta(minutes=5)
    start = world.start(
        region=region(4),
        policy=ONE_SESSION,
        calendar=CALENDAR,
        opens_at=opens_at,
        members=sample.members(region(4).id, opens_at.date()),
    )
    handle = await world.open_as(start)
    traits = Traits(number=4, revisions=1, adopts_after=10)
    opening = Opening.of(start, opens_at - timedelta(minutes=5))
    (life,) = live([Part(opening, traits, DrawnPace(late(0.4), "7/1/kab-4"))])
    _worth_comparing(life)
    await _act_out(world, handle, life.plays)
    await world.recorded(handle)
    lived = world.journal.entries[handle.id]
    assert _events(lived) == _events(life.entries)
    acted = {play.at for play in life.plays}
    for real, rehearsed in zip(lived[1:], life.entries[1:], strict=True):
        if rehearsed.at in acted:
            assert timedelta(0) <= real.at - rehearsed.at < ACTS_WITHIN, real.event.kind
        else:
            assert real.effective == rehearsed.effective, real.event.kind
            assert timedelta(0) <= real.at - rehearsed.at < WAKES_WITHIN, real.event.kind
    written = {notice.key: notice for notice in (*(told.notice for told in life.told), *life.withdrawn)}
    assert world.journal.notices == written


def _worth_comparing(life: Life) -> None:
    """The journey has what is worth comparing."""
    events = [entry.event for entry in life.entries]
    taken = [event.action for event in events if isinstance(event, LadderStepTaken)]
    assert {LadderAction.REMIND, LadderAction.ESCALATE} <= set(taken)
    assert any(isinstance(event, RevisionRequested) for event in events)
    assert life.journey.status is Status.PUBLISHED
    assert life.journey.adoption is not None


def _events(entries: Sequence[Entry]) -> list[JourneyEvent]:
    return [entry.event for entry in entries]


async def _act_out(world: World, handle: JourneyHandle, plays: Sequence[Play]) -> None:
    """Send each act at its instant, and let the journey end."""
    for play in plays:
        while (left := play.at - await world.env.get_current_time(handle)) > timedelta(0):
            await _pass_time(world, handle, left + A_MOMENT)
        await send(handle, play.command)
    while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
        await _pass_time(world, handle, LONG_ENOUGH)


async def _pass_time(world: World, handle: JourneyHandle, duration: timedelta) -> None:
    """Let time pass; skipping that is never answered, as at the end of a workflow, is asked for again."""
    with suppress(TimeoutError, RPCError):
        await asyncio.wait_for(world.pass_time(handle, duration), timeout=20)
