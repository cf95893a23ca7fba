"""A run that could not be archived for a day is put before an operator."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from obstore.store import MemoryStore
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment

from activities.archive import ArchiveActivities, Run
from tests.fakes import MemoryLedger


class Away(Exception):
    """The server does not answer."""


class ClientAway:
    """A client whose server is away."""

    def get_workflow_handle(self, workflow_id: str, *, run_id: str) -> Any:
        """A handle that answers nothing."""

        async def describe() -> None:
            raise Away

        return SimpleNamespace(describe=describe)


@pytest.mark.parametrize(
    ("tried_for", "overdue"),
    [
        pytest.param(timedelta(hours=23), [], id="within the first day nobody is called"),
        pytest.param(timedelta(hours=25), ["run-1"], id="after it somebody is"),
    ],
)
async def test_a_late_archive_is_reported(tried_for: timedelta, overdue: list[str]) -> None:
    """The report comes with an attempt that fails all the same, once a day has passed since the first."""
    ledger = MemoryLedger()
    archive = ArchiveActivities(cast(Client, ClientAway()), MemoryStore(), ledger, "queue")
    environment = ActivityEnvironment()
    begun = environment.info.scheduled_time
    environment.info = dataclasses.replace(environment.info, started_time=begun + tried_for)
    with pytest.raises(Away):
        await environment.run(archive.archive, Run(workflow_id="journey-x", run_id="run-1"))
    assert ledger.overdue == overdue
