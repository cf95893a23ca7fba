"""The worker process: `python -m workers`. Takes tasks until SIGTERM, then finishes what it has."""

from __future__ import annotations

import asyncio
import os
import signal

import structlog

from records.incidents import Incidents
from workers.build import activities, build_document_worker, build_worker, document_activities, this_version
from workers.connections import connect_records, connect_temporal, end_process, set_up_logging
from workers.failing import ReportsFailures
from workers.settings import Settings
from workers.versions import make_current

log = structlog.get_logger()


async def main() -> None:
    """Run a worker until the process is asked to end."""
    settings = Settings().resolved()
    set_up_logging(settings)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    client = await connect_temporal(settings, metrics=settings.metrics)
    pool = await connect_records(settings)
    watched = (ReportsFailures(Incidents(pool)),)
    try:
        async with (
            build_worker(client, settings, activities(client, pool, settings), watched=watched),
            build_document_worker(client, settings, document_activities(pool, settings), watched=watched),
        ):
            await make_current(client)
            if settings.ready_file is not None:
                settings.ready_file.write_text(str(os.getpid()), encoding="ascii")
            log.info("worker_ready", task_queue=settings.task_queue, version=this_version().build_id)
            await stopped.wait()
    finally:
        await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
    end_process(0)
