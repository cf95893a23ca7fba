"""Worker Versioning: makes the released version the current one; tells which versions there are and who runs them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime
from temporalio.api.enums.v1 import TaskQueueType, WorkerDeploymentVersionStatus, WorkerStatus
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeWorkerDeploymentRequest,
    ListWorkersRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode

from domain.shape import Frozen
from workers.build import DEPLOYMENT, this_version

WITHIN = 30.0
GONE_AFTER = timedelta(seconds=150)
"""A worker that has not asked for so long was killed, or is cut off."""
BOUND = 'TemporalWorkflowVersioningBehavior = "Pinned"'
ENDING = (WorkerStatus.WORKER_STATUS_SHUTTING_DOWN, WorkerStatus.WORKER_STATUS_SHUTDOWN)


async def make_current(client: Client, version: WorkerDeploymentVersion | None = None) -> None:
    """Set a version, this code's own unless given, as the current one, once the server has heard of it from a worker.

    Raises `RPCError` when the server does not know the version within 30 s.
    """
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace,
        deployment_name=DEPLOYMENT,
        build_id=(version or this_version()).build_id,
        identity="bimtek",
        ignore_missing_task_queues=True,
    )
    loop = asyncio.get_running_loop()
    deadline = loop.time() + WITHIN
    while True:
        try:
            await client.workflow_service.set_worker_deployment_current_version(request)
            return
        except RPCError as error:
            unknown = error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION)
            if not unknown or loop.time() > deadline:
                raise
        await asyncio.sleep(0.1)


class Polling(Frozen):
    """A worker that asks for work, and when it did so last."""

    identity: str
    last_seen: AwareDatetime


class DeployedVersion(Frozen):
    """A version that workers ran: its standing with the server, the runs that it ran last, the workers that run it.

    Of these runs all go on with the current version at their next step, but for the `bound_runs`, which an operator has
    bound to this version.
    """

    version: str
    current: bool
    standing: str
    """As the server calls it: current, ramping, draining, drained or inactive."""
    since: AwareDatetime
    open_runs: int
    bound_runs: int = 0
    workers: tuple[Polling, ...] = ()

    @property
    def may_go(self) -> bool:
        """Whether its workers can be stopped: no run is bound to it, and nothing new is sent to it."""
        return not self.current and self.bound_runs == 0

    @property
    def is_incident(self) -> bool:
        """Whether runs wait for somebody: for this version's workers, of which there are none."""
        return not self.workers and (self.current or self.bound_runs > 0)


async def deployed(client: Client, task_queue: str) -> tuple[DeployedVersion, ...]:
    """Every version that the server knows of, the newest first; empty before the first worker."""
    request = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=DEPLOYMENT)
    try:
        answer = await client.workflow_service.describe_worker_deployment(request)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return ()
        raise
    info = answer.worker_deployment_info
    current = info.routing_config.current_deployment_version.build_id
    polling = await pollers(client, task_queue)
    found = []
    for summary in info.version_summaries:
        version = summary.deployment_version.build_id
        ran = f'ExecutionStatus = "Running" and TemporalWorkerDeploymentVersion = "{DEPLOYMENT}:{version}"'
        found.append(
            DeployedVersion(
                version=version,
                current=version == current,
                standing=_standing(summary.status),
                since=summary.create_time.ToDatetime(tzinfo=UTC),
                open_runs=(await client.count_workflows(ran)).count,
                bound_runs=(await client.count_workflows(f"{ran} and {BOUND}")).count,
                workers=polling.get(version, ()),
            )
        )
    return tuple(sorted(found, key=lambda each: each.since, reverse=True))


async def pollers(client: Client, task_queue: str) -> dict[str, tuple[Polling, ...]]:
    """The workers that ask for workflow tasks, by their version.

    The server remembers whoever asked within five minutes. Left out is who said that it ends, and who has not asked for
    `GONE_AFTER`: a worker asks at least once a minute.
    """
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    ended = await _ended(client, task_queue)
    now = datetime.now(UTC)
    found: defaultdict[str, list[Polling]] = defaultdict(list)
    for poller in (await client.workflow_service.describe_task_queue(request)).pollers:
        seen: datetime = poller.last_access_time.ToDatetime(tzinfo=UTC)
        version = poller.deployment_options.build_id
        gone = ended.get((version, poller.identity))
        if now - seen < GONE_AFTER and (gone is None or seen > gone):
            found[version].append(Polling(identity=poller.identity, last_seen=seen))
    return {version: tuple(workers) for version, workers in found.items()}


async def _ended(client: Client, task_queue: str) -> dict[tuple[str, str], datetime]:
    """When workers of a queue said that they end, by version and identity; none where the server keeps no such list."""
    found: dict[tuple[str, str], datetime] = {}
    page = b""
    while True:
        request = ListWorkersRequest(namespace=client.namespace, page_size=1000, next_page_token=page)
        try:
            answer = await client.workflow_service.list_workers(request)
        except RPCError as error:
            if error.status is not RPCStatusCode.UNIMPLEMENTED:
                raise
            return {}
        for info in answer.workers_info:
            worker = info.worker_heartbeat
            if worker.task_queue == task_queue and worker.status in ENDING:
                of = worker.deployment_version.build_id, worker.worker_identity
                said = worker.heartbeat_time.ToDatetime(tzinfo=UTC)
                found[of] = max(said, found.get(of, said))
        page = answer.next_page_token
        if not page:
            return found


def _standing(status: int) -> str:
    name = WorkerDeploymentVersionStatus.Name(status)  # type: ignore[arg-type]
    return name.removeprefix("WORKER_DEPLOYMENT_VERSION_STATUS_").lower()
