"""Worker Versioning: makes the released version the current one, so that acts go to workers that know it."""

from __future__ import annotations

import asyncio

from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workers.build import DEPLOYMENT, this_version

WITHIN = 30.0


async def make_current(client: Client) -> None:
    """Set this version as the current one, as soon as the server has heard of it from a worker.

    Raises `RPCError` when the server does not know the version within 30 s.
    """
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace,
        deployment_name=DEPLOYMENT,
        build_id=this_version().build_id,
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
