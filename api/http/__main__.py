"""The HTTP door as a process: `python -m api.http`. Serves until SIGTERM, then lets running requests end."""

from __future__ import annotations

import asyncio

import structlog
import uvicorn

from api.http.app import build_app
from api.http.description import describe
from api.http.stream import Server
from api.repairs.running import Runner
from api.retaining import Retaining
from api.services import open_services
from api.watch import Watch
from workers.connections import end_process, set_up_logging
from workers.settings import Settings

DEFAULT = "127.0.0.1:8080"
ENDS_WITHIN = 5
"""Seconds that open requests and streams have to end."""

log = structlog.get_logger()


async def main() -> None:
    """Serve until the process is asked to end."""
    settings = Settings().resolved()
    set_up_logging(settings)
    host, _, port = (settings.http or DEFAULT).rpartition(":")
    async with open_services(settings) as services:
        app = build_app(services)
        config = uvicorn.Config(
            app,
            host=host,
            port=int(port),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=ENDS_WITHIN,
        )
        log.info("http_ready", address=f"{host}:{port}")
        # Made beside the first requests: it takes a second or more, and whoever asks for it would hold up all others.
        described = asyncio.create_task(asyncio.to_thread(describe, app))
        async with Watch(services).running(), Runner(services).running(), Retaining(services).running():
            await Server(config, app.state.hub).serve()
        await described


if __name__ == "__main__":
    asyncio.run(main())
    end_process(0)
