"""What an installation takes while it is measured: memory of its parts, backlog of its queues, sizes on disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

from activities.documents.making import documents_queue
from tests.bench.bench_stack import Bench
from workers.local.child import Child

MIB = 2**20
EVERY = 5.0
"""Seconds between two looks."""
KINDS = (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)


@dataclass(frozen=True)
class Sizes:
    """Bytes on disk."""

    temporal: int
    """The SQLite file with its write-ahead log."""
    postgres: int
    objects: int
    logs: int

    def per_journey(self, before: Sizes, journeys: int) -> dict[str, float]:
        """KiB that each journey added."""
        return {
            name: (getattr(self, name) - getattr(before, name)) / journeys / 1024
            for name in ("temporal", "postgres", "objects", "logs")
        }


@dataclass
class Seen:
    """The highest of what was seen while somebody watched."""

    memory: dict[str, float] = field(default_factory=dict)
    """MiB by part."""
    backlog: int = 0
    """Tasks that waited for a worker."""

    def add(self, memory: Mapping[str, float], backlog: int) -> None:
        """Take note of one look."""
        for name, value in memory.items():
            self.memory[name] = max(value, self.memory.get(name, 0.0))
        self.backlog = max(self.backlog, backlog)


class Watched:
    """The parts of a bench's stack; the HTTP door too where it is given."""

    def __init__(self, bench: Bench, door: Child | None = None) -> None:
        self._bench = bench
        stack = bench.stack
        parts = {"Temporal": stack.temporal, "PostgreSQL": stack.postgres, "worker": stack.worker, "HTTP door": door}
        self._parts = {name: child for name, child in parts.items() if child is not None}

    def memory(self) -> dict[str, float]:
        """MiB of each part with its processes; what several share is counted once (proportional set size)."""
        return {name: sum(_pss(one) for one in _processes(child)) / MIB for name, child in self._parts.items()}

    def processor_seconds(self) -> dict[str, float]:
        """Processor time that each part has taken since it was started."""
        found = dict.fromkeys(self._parts, 0.0)
        for name, child in self._parts.items():
            for one in _processes(child):
                with suppress(psutil.NoSuchProcess):
                    times = one.cpu_times()
                    found[name] += times.user + times.system
        return found

    async def backlog(self) -> int:
        """Tasks that wait for a worker, in all queues."""
        waiting = 0
        queue, client = self._bench.settings.task_queue, self._bench.client
        for name in (queue, documents_queue(queue)):
            for kind in KINDS:
                request = DescribeTaskQueueRequest(
                    namespace=client.namespace,
                    task_queue=TaskQueue(name=name),
                    task_queue_type=kind,
                    report_stats=True,
                )
                answer = await client.workflow_service.describe_task_queue(request)
                waiting += answer.stats.approximate_backlog_count
        return waiting

    async def quiet(self, within: float) -> None:
        """Wait until no task waits, three times in a row. Raises `TimeoutError` after `within` seconds."""
        async with asyncio.timeout(within):
            times = 0
            while times < 3:
                times = 0 if await self.backlog() else times + 1
                await asyncio.sleep(0.5)

    async def sizes(self) -> Sizes:
        """What is on disk now."""
        folder = self._bench.settings.data_dir
        postgres = int(await self._bench.pool.fetchval("select pg_database_size(current_database())"))
        return Sizes(
            temporal=sum(path.stat().st_size for path in folder.glob("temporal.sqlite*")),
            postgres=postgres,
            objects=_below(folder / "objects"),
            logs=_below(folder / "logs"),
        )

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[Seen]:
        """Look every few seconds meanwhile, and once at the end."""
        seen = Seen()

        async def look() -> None:
            seen.add(await asyncio.to_thread(self.memory), await self.backlog())

        async def keep_looking() -> None:
            while True:
                await look()
                await asyncio.sleep(EVERY)

        task = asyncio.create_task(keep_looking())
        try:
            yield seen
        finally:
            task.cancel()
            (ended,) = await asyncio.gather(task, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended
        await look()


def _processes(child: Child) -> list[psutil.Process]:
    if child.pid is None:
        raise RuntimeError(f"{child.name} does not run")
    process = psutil.Process(child.pid)
    return [process, *process.children(recursive=True)]


def _pss(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):  # a process that ended meanwhile takes nothing
        return int(process.memory_full_info().pss)
    return 0


def _below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
