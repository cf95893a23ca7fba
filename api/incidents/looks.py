"""What the watch looks at: workers, queues that grow, workflows in trouble, the installation, ladders used up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.documents.making import documents_queue
from api.doctor.finding import Health
from api.doctor.patient import Patient
from api.doctor.temporal import TYPES
from api.doctor.visit import examine
from api.incidents.names import IN_TROUBLE, PROBLEMS, SYSTEM
from api.journey_time import journey_now
from domain.deadlines import ladder_used_up
from domain.words.names import name_of
from records.incidents import Incident
from records.reading import Reading
from workers.versions import deployed

MOST_STUCK = 200
GONE_AFTER = timedelta(seconds=150)
"""A worker that has not asked for work for so long is gone: one that lives asks again after each minute at most."""
LEDGERS_AT_ONCE = 100
"""Overdue journeys that one look reads."""
SEEN_OTHERWISE = ("versions", "backlog", "in_trouble", "incidents", "unmade")
"""What the doctor finds and the watch reports by kinds of its own."""


async def without_workers(client: Client, task_queue: str, now: datetime) -> dict[str, str]:
    """The versions that runs wait for and no worker runs."""
    found = [
        each.version
        for each in await deployed(client, task_queue)
        if (each.current or each.bound_runs > 0)
        and not any(now - worker.last_seen < GONE_AFTER for worker in each.workers)
    ]
    return {SYSTEM: f"no worker runs version {', '.join(found)}"} if found else {}


class Queues:
    """The queues' backlogs from one look to the next: what grows is what was too old before and is older now."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._queues = (task_queue, documents_queue(task_queue))
        self._before: dict[tuple[str, int], timedelta] = {}

    async def growing(self, limit: timedelta) -> dict[str, str]:
        """The queues that have workers and whose oldest task waits for longer than `limit`, and longer than before."""
        found: list[str] = []
        for queue in self._queues:
            for kind in TYPES:
                request = DescribeTaskQueueRequest(
                    namespace=self._client.namespace,
                    task_queue=TaskQueue(name=queue),
                    task_queue_type=kind,
                    report_stats=True,
                )
                told = await self._client.workflow_service.describe_task_queue(request)
                age = told.stats.approximate_backlog_age.ToTimedelta()
                before = self._before.get((queue, kind), timedelta(0))
                self._before[queue, kind] = age
                if told.pollers and told.stats.approximate_backlog_count and age > before > limit:
                    found.append(queue)
        return {SYSTEM: f"tasks wait, and longer and longer, on {', '.join(sorted(set(found)))}"} if found else {}


async def stuck(client: Client) -> dict[str, str]:
    """The workflows whose tasks fail, with the server's own word for why."""
    try:
        found = [each async for each in client.list_workflows(IN_TROUBLE, limit=MOST_STUCK)]
    except RPCError as error:
        if error.status is not RPCStatusCode.INVALID_ARGUMENT:
            raise
        return {}  # a server that does not report them; the doctor says so
    return {each.id: ", ".join(_reasons(each)) for each in found}


def _reasons(execution: WorkflowExecution) -> Iterable[str]:
    return sorted(str(one) for one in execution.search_attributes.get(PROBLEMS, ()))


async def _runs(client: Client, journey: str) -> bool:
    """Whether a journey has a workflow that runs; one that was brought in from a file has none."""
    try:
        return (await client.get_workflow_handle(journey).describe()).status is WorkflowExecutionStatus.RUNNING
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False


async def still_failing(client: Client, found: Incident) -> bool:
    """Whether the activity that an incident says keeps failing is still tried; a run that was ended tries nothing."""
    try:
        described = await client.get_workflow_handle(found.journey_id).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    called = found.detail.partition(":")[0]
    return any(each.activity_type.name == called for each in described.raw_description.pending_activities)


async def installation(patient: Patient) -> dict[str, str]:
    """The parts that the doctor finds to need somebody now, by name only: what he sees of them changes all the time."""
    found = await examine(patient)
    bad = [each.name for each in found if each.health is Health.BAD and each.name not in SEEN_OTHERWISE]
    return {SYSTEM: f"see to it now: {', '.join(bad)}"} if bad else {}


async def nobody_acts(client: Client, reading: Reading, journeys: tuple[str, ...]) -> dict[str, str]:
    """Of some journeys, those that run, whose turn is overdue and whose ladder has nothing more."""
    found: dict[str, str] = {}
    for journey, state in (await reading.states(journeys)).items():
        if state.turn.due is not None and ladder_used_up(state, journey_now(state)) and await _runs(client, journey):
            due = state.turn.due.astimezone(UTC)
            party, task = name_of(state.turn.party).en, name_of(state.turn.task).en
            found[journey] = f"{party} was to {task} by {due:%Y-%m-%d %H:%M} UTC"
    return found
