"""The real servers that tests share: one PostgreSQL and one Temporal a session, and a fresh database a test."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from records.migrate import migrate
from tests.databases import Databases
from workers.connections import data_converter
from workers.local.child import free_ports
from workers.local.postgres import LocalPostgres
from workers.local.temporal import server_words, temporal_program

TEMPLATE = "migrated"
_numbers = itertools.count(1)


def remove_folder(folder: Path) -> None:
    """Remove what a stack of a test left, the copies of PostgreSQL's programs included."""
    for found in (folder, *folder.parent.glob(f"{folder.name}-programs-*")):
        shutil.rmtree(found, ignore_errors=True)


@pytest.fixture(scope="session")
async def local_postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalPostgres]:
    """A running PostgreSQL with one migrated database that others are copied from."""
    (port,) = free_ports(None)
    # What a test loses in a power cut is no loss; the fault tests run the stack itself, with its own options.
    unsafe = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    server = LocalPostgres(tmp_path_factory.mktemp("postgres"), port, options=unsafe)
    child = await asyncio.to_thread(server.child)
    try:
        await child.start()
        await server.ensure_database(TEMPLATE)
        await asyncio.to_thread(migrate, server.dsn(TEMPLATE))
        yield server
    finally:
        await child.stop()
        remove_folder(server.folder)


@contextlib.asynccontextmanager
async def fresh_database(server: LocalPostgres, template: str = TEMPLATE) -> AsyncIterator[str]:
    """The DSN of a new database, dropped afterwards whoever is still connected."""
    name = f"test_{next(_numbers)}"
    connection = await asyncpg.connect(server.dsn("postgres"))
    try:
        await connection.execute(f"create database {name} template {template}")
        try:
            yield server.dsn(name)
        finally:
            await connection.execute(f"drop database {name} with (force)")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
async def databases(local_postgres: LocalPostgres) -> AsyncIterator[Databases]:
    """The databases that tests have one after the other."""
    async with contextlib.AsyncExitStack() as stack:
        yield Databases(lambda: stack.enter_async_context(fresh_database(local_postgres)))


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[str]:
    """The DSN of an empty, migrated database for this test alone."""
    async with databases.empty() as dsn:
        yield dsn


@contextlib.asynccontextmanager
async def temporal_server(*dynamic: str) -> AsyncIterator[WorkflowEnvironment]:
    """A real Temporal server with more dynamic configuration (`name=value`), ended by its own handle.

    Each workflow has its own clock, moved by `fast_forward` with its handle.
    """
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        data_converter=data_converter(),
        dev_server_existing_path=temporal_program(),
        dev_server_extra_args=[
            *server_words(),
            *(word for value in dynamic for word in ("--dynamic-config-value", value)),
        ],
    )
    try:
        yield environment
    finally:
        await environment.shutdown()


@pytest.fixture(scope="session")
async def temporal_env() -> AsyncIterator[WorkflowEnvironment]:
    """The Temporal server that tests share."""
    async with temporal_server() as environment:
        yield environment


@pytest.fixture
def temporal(temporal_env: WorkflowEnvironment) -> Client:
    """A client of the shared server."""
    return temporal_env.client


@pytest.fixture
def stack_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for a local stack; what a stack of root keeps outside it is removed too."""
    folder = tmp_path_factory.mktemp("stack")
    try:
        yield folder
    finally:
        remove_folder(LocalPostgres(folder, 0).folder)
