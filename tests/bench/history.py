"""Measure (a): how many events, and how many bytes, the history of a whole journey has, told apart by their cause."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.cast.plays import next_play
from api.cast.traits import Traits
from api.desk import update_id
from domain import journey as rules
from domain.errors import Refusal
from domain.messages import Command
from domain.model import Journey
from domain.policy_file import parse_policy
from domain.vocabulary import Task
from records.contents import Contents
from tests.bench.acts import start_bare
from tests.bench.bare import Bare
from tests.bench.bench_stack import POLICY, Bench
from tests.bench.results import Goal, Reading, Result, Value
from workflows.region_journey import RegionJourney

ROUNDS = 5
REVISIONS = 2
A_MOMENT = timedelta(seconds=1)
FLOOR_ACTS = 10
A_WHILE = 0.3
"""Seconds in which the activity after an update is certainly over."""
LONG_ENOUGH = timedelta(days=600)
HARD_STOP_BYTES = 50 * 2**20


class Cause(StrEnum):
    """Why an event is in a history. A workflow task woken by several things belongs to the first of these."""

    ACT = "acts"
    RECORDING_ACT = "recording of acts"
    RECORDING_OWN = "recording of what the engine does by itself"
    MESSAGE = "messages"
    DOCUMENT = "documents"
    TIMER = "timers"
    LIFE = "start, end, archive, search attribute"
    SKIPPING = "time skipping"


@dataclass
class Count:
    """Events and bytes by cause."""

    events: dict[Cause, int] = field(default_factory=lambda: defaultdict(int))
    size: dict[Cause, int] = field(default_factory=lambda: defaultdict(int))
    acts: int = 0

    def add(self, cause: Cause, event: HistoryEvent) -> None:
        """Count one event."""
        self.events[cause] += 1
        self.size[cause] += event.ByteSize()


E = EventType
_UPDATE = (E.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, E.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED)
_TIMER = (E.EVENT_TYPE_TIMER_STARTED, E.EVENT_TYPE_TIMER_FIRED, E.EVENT_TYPE_TIMER_CANCELED)
_SKIPPING = (
    E.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    E.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
)
_WAKING = (
    E.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    E.EVENT_TYPE_TIMER_FIRED,
    E.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
    E.EVENT_TYPE_ACTIVITY_TASK_FAILED,
    E.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
    E.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED,
    E.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    E.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED,
    *_SKIPPING,
)
_ACTIVITY = "EVENT_TYPE_ACTIVITY_TASK_"
_TASK = "EVENT_TYPE_WORKFLOW_TASK_"


def count(events: Sequence[HistoryEvent]) -> Count:
    """Tell the events of one run apart.

    Every event that is not part of a workflow task has its cause in itself; a workflow task has that of what woke it,
    or of the update that it answered.
    """
    causes = _causes(events)
    counted = Count()
    for event in events:
        counted.add(causes[event.event_id], event)
        counted.acts += event.event_type == E.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
    return counted


def _causes(events: Sequence[HistoryEvent]) -> dict[int, Cause]:
    causes: dict[int, Cause] = {}
    waking: list[Cause] = []
    task: list[int] = []
    for event in events:
        name = EventType.Name(event.event_type)
        if not name.startswith(_TASK):
            cause = causes[event.event_id] = _own_cause(event, causes)
            if event.event_type in _WAKING:
                waking.append(cause)
            elif event.event_type == E.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
                # The task that answered an update is the one just completed, whatever else it had been woken by.
                causes.update(dict.fromkeys(task, Cause.ACT))
            continue
        if event.event_type == E.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED:
            task = []
        elif event.event_type == E.EVENT_TYPE_WORKFLOW_TASK_STARTED:
            woken = min(waking, key=list(Cause).index, default=Cause.ACT)
            waking = []
            causes.update(dict.fromkeys(task, woken))
        causes[event.event_id] = causes[task[0]] if task else Cause.LIFE
        task.append(event.event_id)
    return causes


def _own_cause(event: HistoryEvent, causes: dict[int, Cause]) -> Cause:
    kind = event.event_type
    if kind in _UPDATE:
        return Cause.ACT
    if kind in _TIMER:
        return Cause.TIMER
    if kind in _SKIPPING:
        return Cause.SKIPPING
    if kind == E.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
        return Cause.DOCUMENT
    name = EventType.Name(kind)
    if not name.startswith(_ACTIVITY):
        return Cause.LIFE
    if kind == E.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
        return _activity_cause(event)
    attributes = getattr(event, f"{name.removeprefix('EVENT_TYPE_').lower()}_event_attributes")
    return causes[attributes.scheduled_event_id]


def _activity_cause(event: HistoryEvent) -> Cause:
    attributes = event.activity_task_scheduled_event_attributes
    match attributes.activity_type.name:
        case "record":
            batch = json.loads(attributes.input.payloads[0].data)
            if any(entry.get("command") for entry in batch["entries"]):
                return Cause.RECORDING_ACT
            made = all(entry["event"]["kind"] == "documents_made" for entry in batch["entries"])
            return Cause.DOCUMENT if made else Cause.RECORDING_OWN
        case "deliver" | "give_up":
            return Cause.MESSAGE
        case _:
            return Cause.LIFE


async def measure_history(bench: Bench) -> list[Result]:
    """Carry five journeys with two revision rounds each to their end in virtual time, and count."""
    names = [f"riwayat-{number}" for number in range(ROUNDS)]
    documents = parse_policy(POLICY.read_text(encoding="utf-8")).documents
    journeys = await bench.open(names, policy=bench.policy.model_copy(update={"documents": documents}))
    skipper = TimeSkipper(bench.client, config=TimeSkippingConfig(enabled=False))
    # Three apart: each has its own mentor, and all keep the same pace.
    traits = [Traits(number=3 * number, revisions=REVISIONS) for number in range(ROUNDS)]
    counts = await asyncio.gather(*(_one(bench, skipper, *which) for which in zip(journeys, traits, strict=True)))
    floor = await _floor(bench)
    acting = (Cause.ACT, Cause.RECORDING_ACT)
    everything = tuple(cause for cause in Cause if cause is not Cause.SKIPPING)
    rounds = f"a journey of the default policy with {REVISIONS} revision rounds"
    return [
        Value(
            "history: events of acts and their recording",
            tuple(sum(c.events[cause] for cause in acting) for c in counts),
            "events",
            f"the budget set for {rounds}",
            Goal.AT_MOST,
            250,
        ),
        Value(
            "history: events in all",
            tuple(sum(c.events[cause] for cause in everything) for c in counts),
            "events",
            f"the budget set for {rounds}, with every message and document",
            Goal.AT_MOST,
            600,
        ),
        Value(
            "history: bytes in all",
            tuple(sum(c.size[cause] for cause in everything) for c in counts),
            "bytes",
            "a fiftieth of the server's hard stop for one run, 50 MiB",
            Goal.AT_MOST,
            HARD_STOP_BYTES / 50,
        ),
        Value(
            "history: events of one act and its recording, against bare",
            tuple(sum(c.events[cause] for cause in acting) / c.acts / floor for c in counts),
            "ratio",
            "one update and one no-op activity of a bare workflow",
            Goal.AT_MOST,
            1.0,
        ),
        Reading("history: events of one update and one activity, bare", (floor,), "events"),
        Reading("history: number of acts", tuple(c.acts for c in counts), "acts"),
        *(Reading(f"history: events of {cause}", tuple(c.events[cause] for c in counts), "events") for cause in Cause),
        Reading(
            "history: bytes of acts and their recording",
            tuple(sum(c.size[cause] for cause in acting) for c in counts),
            "bytes",
        ),
    ]


async def _one(bench: Bench, skipper: TimeSkipper, journey_id: str, traits: Traits) -> Count:
    """Play one journey, each act as soon as the rules take it, and count its history."""
    handle = bench.client.get_workflow_handle_for(RegionJourney.run, journey_id)
    contents = Contents(bench.pool)
    while True:
        journey = await handle.query(RegionJourney.state)
        play = next_play(journey, traits)
        if play is None and journey.turn.task is Task.PUBLISH:
            await asyncio.sleep(A_WHILE)  # the books are being made, in real time
            continue
        if play is None:
            break
        now = await skipper.get_current_time(handle)
        if play.at > now and not _taken(journey, play.command, now):
            await skipper.fast_forward(handle, play.at - now + A_MOMENT)
        for paper in play.papers:
            # The books are made of what the chapters say: a text that is not kept would hold them up.
            await contents.put(paper.content)
        await handle.execute_update(RegionJourney.act, play.command, id=update_id(play.command))
    while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
        await skipper.fast_forward(handle, LONG_ENOUGH)
    history = await handle.fetch_history()
    return count(history.events)


async def _floor(bench: Bench) -> float:
    """Events that one update with one activity costs a bare workflow, when updates come one at a time."""
    handle = await start_bare(bench, "bare-history", FLOOR_ACTS)
    before = (await handle.describe()).history_length
    for number in range(FLOOR_ACTS):
        await handle.execute_update(Bare.act, number, id=f"act-{number}")
        await asyncio.sleep(A_WHILE)
    await handle.result()
    return ((await handle.describe()).history_length - before - 1) / FLOOR_ACTS


def _taken(journey: Journey, command: Command, now: datetime) -> bool:
    """Whether the rules take the command already."""
    try:
        rules.act(journey, command, now)
    except Refusal:
        return False
    return True
