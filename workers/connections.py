"""How processes reach the world: the data converter, the Temporal client, the pool of connections, logging."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import asyncpg
import structlog
from asyncpg.pool import PoolAcquireContext

from workers.settings import Settings

if TYPE_CHECKING:
    # Read in once it is needed: every command imports this module, and Temporal's library takes a third of a second.
    from temporalio.client import Client
    from temporalio.converter import DataConverter

ANSWERED_WITHIN = 20.0
"""Seconds within which the database has to answer a worker or a command."""
HASTILY = 5.0
"""The same for somebody who waits at a door."""
GIVEN_WITHIN = 4.0
"""Seconds within which a connection has to be there for somebody at a door, or to be taken back from him."""


class HastyPool(asyncpg.Pool):
    """A pool whose users wait no longer than `GIVEN_WITHIN` for a connection, nor for one that is taken back.

    A database that stands still takes new connections and does not answer, and without a limit they wait for ever.
    """

    def acquire(self, *, timeout: float | None = None) -> PoolAcquireContext:
        """A connection. Raises `TimeoutError` when there is none within the time."""
        return super().acquire(timeout=GIVEN_WITHIN if timeout is None else timeout)


@dataclass
class NotConfigured(Exception):
    """A part is neither running locally nor given by a setting."""

    part: str
    setting: str

    def __str__(self) -> str:
        return (
            f"{self.part} was not found: start the local stack with `bimtek up`, or set {self.setting} "
            f"to an existing server."
        )


@dataclass
class NotReachable(Exception):
    """A server is known by its address, and does not answer there or lets nobody in."""

    part: str
    said: str

    def __str__(self) -> str:
        return f"{self.part} does not answer ({self.said}). Is the local stack running? Start it with `bimtek up`."


def data_converter() -> DataConverter:
    """The one data converter that every client, worker and test uses: pydantic's JSON."""
    from temporalio.contrib.pydantic import pydantic_data_converter

    return pydantic_data_converter


async def connect_temporal(settings: Settings, *, lazily: bool = False, metrics: str | None = None) -> Client:
    """A client of Temporal; one made `lazily` connects when it is first used. `metrics` is where it shows its figures.

    Raises `NotConfigured` when there is no address, `NotReachable` when nobody answers.
    """
    if settings.temporal_address is None:
        raise NotConfigured("Temporal", "BIMTEK_TEMPORAL_ADDRESS")
    from temporalio.client import Client
    from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

    from workers.lazy_service import LazyService

    key = settings.temporal_api_key
    runtime = Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=metrics))) if metrics else None
    try:
        client = await Client.connect(
            settings.temporal_address,
            namespace=settings.temporal_namespace,
            data_converter=data_converter(),
            tls=settings.temporal_tls,
            api_key=key.get_secret_value() if key else None,
            lazy=lazily,
            runtime=runtime,
        )
    except RuntimeError as error:  # the client's core raises nothing more exact
        raise NotReachable("Temporal", f"{settings.temporal_address}: {error}") from error
    if not lazily:
        return client
    config = client.config()
    config["service_client"] = LazyService(client.service_client)
    return Client(**config)


async def connect_records(
    settings: Settings, *, largest: int = 10, lazily: bool = False, hastily: bool = False
) -> asyncpg.Pool:
    """A pool of connections to PostgreSQL; one made `lazily` connects when it is first used.

    One that is used `hastily` gives up on a database that does not answer within `GIVEN_WITHIN` and `HASTILY`.
    Raises `NotConfigured` without a DSN, `NotReachable` without an answer.
    """
    if settings.postgres_dsn is None:
        raise NotConfigured("PostgreSQL", "BIMTEK_POSTGRES_DSN")
    kind = HastyPool if hastily else asyncpg.Pool
    pool = kind(
        settings.postgres_dsn.get_secret_value(),
        min_size=0 if lazily else 1,
        max_size=largest,
        max_queries=50_000,
        max_inactive_connection_lifetime=300.0,
        loop=None,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        command_timeout=HASTILY if hastily else ANSWERED_WITHIN,
        server_settings={"application_name": "bimtek", "timezone": "UTC"},
    )
    try:
        await pool
    except (
        OSError,
        asyncpg.CannotConnectNowError,
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.PostgresConnectionError,
    ) as error:
        raise NotReachable("PostgreSQL", str(error)) from error
    return pool


def set_up_logging(settings: Settings) -> None:
    """Send structlog's events to standard error: names and fields, JSON where it is asked for."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    # Every call that needs a connection says so itself when there is none; the pool's own attempts are not news.
    logging.getLogger("asyncpg.pool").setLevel(logging.ERROR)
    logging.basicConfig(level=max(level, logging.WARNING), format="%(levelname)s %(name)s %(message)s")
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if settings.log_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Asked for anew at every line: whoever runs this within another program may have changed it since.
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )


def end_process(code: int) -> NoReturn:
    """End a process that has had a Temporal client, without taking the interpreter down first.

    A thread of the client's core that still hands over an answer at that moment aborts the process, and a command
    that had done its work would end with SIGABRT (seen once in continuous integration; temporalio/sdk-python, #300).
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it has gone
            stream.flush()
    os._exit(code)
