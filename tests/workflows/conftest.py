"""A server with short histories beside the shared one, and a world with a worker for each test."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.conftest import temporal_server
from tests.workflows.world import World, running


@pytest.fixture(scope="session")
async def short_env() -> AsyncIterator[WorkflowEnvironment]:
    """A server that suggests a new run after a few dozen events."""
    async with temporal_server("limit.historyCount.suggestContinueAsNew=60") as env:
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
