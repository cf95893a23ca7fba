"""Messages on the real server: sent while recording, delivered afterwards, or kept until their hour."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from activities.first_attempt import FirstAttempt
from domain.entry import Entry
from domain.events import LadderStepTaken
from domain.facts import ChapterFacts
from domain.messages import AppointMember, PassGates, SaveChapters, StartJourney, Withdraw
from domain.notices import Notice
from domain.vocabulary import IANA, Role, Stage, Status, TimeZone
from tests.bench.history import Cause, count
from tests.domain.builders import chapters_of, document, gate, policy
from tests.replay.transcript import transcript
from tests.workflows.world import JourneyHandle, World, events, eventually
from workflows.region_journey import RegionJourney

WIB = ZoneInfo(IANA[TimeZone.WIB])
HOURS = {"opens": "08:00:00", "closes": "16:00:00"}
EVENING = time(20)
MORNING = time(8)
MINUTE = timedelta(minutes=1)
REMINDER_AT_MOST = 12
"""Events of a step of the ladder with its recording and its message."""


async def test_sent_while_recording(world: World) -> None:
    """Messages that are sent by the recording need no activity of their own."""
    handle = await world.open()
    await world.at_rest(handle)
    assert world.mailer.sent == sorted(world.journal.notices)
    assert await _activities(handle) == Counter(record=1)


async def test_cost_of_a_reminder(world: World) -> None:
    """A reminder costs few events of the history: its timer, its recording, and nothing for its message."""
    handle = await world.open()
    await world.at_rest(handle)
    before = await _cost(handle)
    while not (steps := _steps(world, handle)):
        await world.pass_time(handle, timedelta(days=1))
        await world.at_rest(handle)
    assert len(steps) == 1
    assert {notice.template for notice in world.journal.notices.values()} == {"your_turn", "reminder"}
    assert len(world.mailer.sent) == len(world.journal.notices)
    assert await _cost(handle) - before <= REMINDER_AT_MOST


async def test_mail_away_while_recording(world: World) -> None:
    """What the recording cannot send is delivered, tried again until it succeeds, and sent once; recording goes on."""
    world.mailer.away = True
    handle = await world.open()
    await world.recorded(handle)
    (key,) = world.journal.notices
    await eventually(lambda: _tried(world, key, 2))
    await world.do(handle, _appoint("orang-baru"), Role.PROGRAMME_MANAGER)
    await world.recorded(handle)
    world.mailer.away = False
    await world.at_rest(handle)
    assert sorted(world.mailer.sent) == sorted(world.journal.notices)
    found = await _activities(handle)
    assert (found["record"], found["deliver"]) == (2, 2), "the second recording made no attempt: the worker rested"
    assert not found["give_up"]


async def test_recording_repeated(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording whose worker died after it had sent sends nothing again."""
    attempt = FirstAttempt.attempt
    tries: list[Sequence[str]] = []

    async def dying(post: FirstAttempt, keys: Sequence[str]) -> tuple[str, ...]:
        settled = await attempt(post, keys)
        tries.append(keys)
        if len(tries) == 1:
            raise RuntimeError("the worker died")
        return settled

    monkeypatch.setattr(FirstAttempt, "attempt", dying)
    handle = await world.open()
    await eventually(lambda: _happened(tries, 2))
    await world.at_rest(handle)
    assert world.mailer.sent == list(world.journal.notices)
    assert await _activities(handle) == Counter(record=1)


async def test_waits_for_its_hour(world: World) -> None:
    """Messages of a night leave together in the morning and not before, with one timer and one delivery."""
    handle = await _open_in_the_evening(world)
    await world.do(handle, _appoint("orang-baru"), Role.PROGRAMME_MANAGER)
    await world.do(handle, _appoint("orang-lain"), Role.PROGRAMME_MANAGER)
    await world.recorded(handle)
    told = world.journal.notices
    morning = await _coming(world, handle, MORNING)
    assert [notice.leaves_at for notice in told.values()] == [morning] * 3
    await world.pass_time(handle, morning - await _now(world, handle) - MINUTE)
    assert not world.mailer.sent
    timers = (await events(handle))["TIMER_STARTED"]
    await world.pass_time(handle, 2 * MINUTE)
    await world.at_rest(handle)
    assert sorted(world.mailer.sent) == sorted(told)
    found = await _activities(handle)
    assert (found["deliver"], timers) == (1, 3), "timers: for the opening, for the ladder, for the post"


async def test_withdrawn_when_its_turn_passed(world: World) -> None:
    """A message that urges on a turn taken in the night is withdrawn; what is still true is sent."""
    handle = await _open_in_the_evening(world)
    await world.recorded(handle)
    (urging,) = world.journal.notices.values()
    assert urging.turn is not None
    gates = [one.name for one in policy().gates]
    now = (await _now(world, handle)).astimezone(WIB).date()
    await world.do(handle, PassGates(gates=tuple(gate(name, now) for name in gates)), Role.COORDINATOR)
    await world.recorded(handle)
    await world.pass_time(handle, timedelta(hours=13))
    await world.at_rest(handle)
    later = set(world.journal.notices) - {urging.key}
    assert later
    assert world.outbox.states == {urging.key: "withdrawn", **dict.fromkeys(later, "sent")}
    assert set(world.mailer.sent) == later
    assert f" without {urging.key} (" in await transcript(await handle.fetch_history()), "it replays, too"


async def test_waits_across_runs(short_world: World) -> None:
    """A run that continues hands over what waits, without waiting for it; it is sent once, in its hour."""
    world = short_world
    handle = await world.open_as(world.start(policy=policy(quiet_hours=HOURS)))
    state = await world.until(handle, lambda journey: journey.stage is Stage.DRAFTING)
    await _pass_to(world, handle, EVENING)
    await world.at_rest(handle)
    sent, settled = set(world.mailer.sent), set(world.outbox.states)
    await world.do(handle, _appoint("orang-baru"), Role.PROGRAMME_MANAGER)
    run = (await handle.describe()).run_id
    name = chapters_of(state.policy)[0]
    number = 0
    async with asyncio.timeout(60):
        while (await handle.describe()).run_id == run:
            fact = ChapterFacts(name=name, document=document(f"versi {number}"), based_on=number)
            await world.do(handle, SaveChapters(saves=(fact,)), Role.COORDINATOR)
            number += 1
    await world.recorded(handle)
    told = [notice for notice in world.journal.notices.values() if notice.template == "appointed"]
    assert told and not {notice.key for notice in told} & set(world.mailer.sent)
    assert set(world.mailer.sent) == sent
    held = set(world.journal.notices) - settled  # opened in the evening, it has also withdrawn messages
    morning = await _coming(world, handle, MORNING)
    await world.pass_time(handle, morning - await _now(world, handle) - MINUTE)
    assert set(world.mailer.sent) == sent
    await world.pass_time(handle, 2 * MINUTE)
    await world.at_rest(handle)
    handed_over = world.client.get_workflow_handle(handle.id, run_id=run)
    assert f", waiting {len(held)}\n" in await transcript(await handed_over.fetch_history())
    counted = Counter(world.mailer.sent)
    assert {counted[notice.key] for notice in told} == {1}


async def test_end_waits_for_the_post(world: World) -> None:
    """A journey that has nothing left to do ends only when the messages of its last evening have left."""
    handle = await _open_in_the_evening(world, stays_after_end=0)
    await world.do(handle, Withdraw(reason="Pergantian pimpinan."), Role.PROGRAMME_MANAGER)
    await world.recorded(handle)
    await world.pass_time(handle, timedelta(hours=8))
    state = await handle.query(RegionJourney.state)
    assert state.ended
    waiting = _waiting(world)
    assert {notice.template for notice in waiting} >= {"journey_ended"}
    assert not world.mailer.sent
    await world.pass_time(handle, timedelta(hours=5))
    assert await asyncio.wait_for(handle.result(), 30) is Status.WITHDRAWN
    assert not _waiting(world)
    assert {notice.template for notice in world.journal.notices.values() if notice.key in world.mailer.sent} == {
        "journey_ended"
    }, "nobody is urged on any more"


def _waiting(world: World) -> list[Notice]:
    return [notice for key, notice in world.journal.notices.items() if key not in world.outbox.states]


def _steps(world: World, handle: JourneyHandle) -> list[Entry]:
    return [entry for entry in world.journal.entries[handle.id] if isinstance(entry.event, LadderStepTaken)]


def _appoint(person: str) -> AppointMember:
    return AppointMember(person=person, role=Role.COUNCIL)


async def _tried(world: World, key: str, times: int) -> bool:
    return world.outbox.attempts[key] >= times


async def _happened(what: Sequence[object], times: int) -> bool:
    return len(what) >= times


async def _activities(handle: JourneyHandle) -> Counter[str]:
    """How often each activity was scheduled in a run."""
    history = await handle.fetch_history()
    scheduled = (event.activity_task_scheduled_event_attributes for event in history.events)
    return Counter(one.activity_type.name for one in scheduled if one.activity_type.name)


async def _cost(handle: JourneyHandle) -> int:
    """The events of a run, less what moving the clock of a test adds to it."""
    counted = count((await handle.fetch_history()).events)
    return sum(number for cause, number in counted.events.items() if cause is not Cause.SKIPPING)


def _next_working(day: datetime, at: time, start: StartJourney) -> datetime:
    """The first moment from `day` on that is a working day at a time of day, in Western Indonesian Time."""
    local = day.astimezone(WIB)
    found = datetime.combine(local.date(), at, WIB)
    while found < local or start.calendar.after(found.date(), 0) != found.date():
        found += timedelta(days=1)
    return found.astimezone(UTC)


async def _open_in_the_evening(world: World, **changes: object) -> JourneyHandle:
    """A journey that has just opened at eight in the evening of a working day that another one follows."""
    rules = policy(quiet_hours=HOURS, **changes)
    beginning = world.start(policy=rules)
    evening = _next_working(beginning.opens_at + timedelta(hours=1), EVENING, beginning)
    while _next_working(evening, MORNING, beginning) - evening > timedelta(days=1):
        evening = _next_working(evening + timedelta(days=1), EVENING, beginning)
    handle = await world.open_as(beginning.model_copy(update={"opens_at": evening}))
    await world.pass_time(handle, evening - await _now(world, handle) + MINUTE)
    return handle


async def _now(world: World, handle: JourneyHandle) -> datetime:
    return await world.env.get_current_time(handle)


async def _coming(world: World, handle: JourneyHandle, at: time) -> datetime:
    """When it is next a time of day on a working day, for a journey."""
    return _next_working(await _now(world, handle), at, world.start())


async def _pass_to(world: World, handle: JourneyHandle, at: time) -> None:
    """Let time pass to a time of day."""
    await world.pass_time(handle, await _coming(world, handle, at) - await _now(world, handle))
