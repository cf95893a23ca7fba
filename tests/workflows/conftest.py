"""One real server for all tests of workflows, one with short histories, and a world with a worker for each test."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from tests.workflows.world import World, running
from workers.connections import data_converter
from workers.local.temporal import DYNAMIC_CONFIG, SEARCH_ATTRIBUTES, temporal_program


@asynccontextmanager
async def server(*settings: str) -> AsyncIterator[WorkflowEnvironment]:
    """A real server that can skip time for one workflow, ended by its own handle."""
    words: list[str] = []
    for attribute in SEARCH_ATTRIBUTES:
        words += ["--search-attribute", attribute]
    for setting in (*DYNAMIC_CONFIG, *settings):
        words += ["--dynamic-config-value", setting]
    env = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        data_converter=data_converter(),
        dev_server_existing_path=temporal_program(),
        dev_server_extra_args=words,
    )
    try:
        yield env
    finally:
        await env.shutdown()


@pytest.fixture(scope="session")
async def temporal_env() -> AsyncIterator[WorkflowEnvironment]:
    """The server most tests share."""
    async with server() as env:
        yield env


@pytest.fixture(scope="session")
async def short_env() -> AsyncIterator[WorkflowEnvironment]:
    """A server that suggests a new run after a few dozen events."""
    async with server("limit.historyCount.suggestContinueAsNew=60") as env:
        yield env


def _queue(request: pytest.FixtureRequest) -> str:
    return re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[:60]


@pytest.fixture
async def world(temporal_env: WorkflowEnvironment, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """A world with a worker running."""
    async with running(World(temporal_env, _queue(request))) as world:
        yield world


@pytest.fixture
async def short_world(short_env: WorkflowEnvironment, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """A world whose runs are short."""
    async with running(World(short_env, _queue(request))) as world:
        yield world


@pytest.fixture
def idle_world(temporal_env: WorkflowEnvironment, request: pytest.FixtureRequest) -> World:
    """A world without a worker; the test runs its own."""
    return World(temporal_env, _queue(request))
