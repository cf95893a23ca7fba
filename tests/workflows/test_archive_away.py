"""An object store that takes nothing, as a full disk does: the archive waits for it, and no ended run is lost."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import LocalStore
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle

from activities.archive import compress, decompress
from domain.messages import Withdraw
from domain.vocabulary import Role
from tests.workflows.world import World, eventually, running
from workflows.archive_run import ArchiveRun


async def test_archive_waits_for_the_store(idle_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journey ends while the store fails; its run is tried again, seen by operators, and archived once it can be."""
    obstacle = tmp_path / "histories"
    obstacle.write_bytes(b"")
    store = LocalStore(tmp_path)
    monkeypatch.setattr(idle_world, "store", store)
    async with running(idle_world) as world:
        handle = await world.open()
        run_id = (await handle.describe()).run_id
        await world.do(handle, Withdraw(reason="Pergantian pimpinan."), Role.PROGRAMME_MANAGER)
        await world.pass_time(handle, timedelta(days=400))
        await asyncio.wait_for(handle.result(), 30)
        archiving = world.client.get_workflow_handle_for(ArchiveRun.run, f"archive-{handle.id}-{run_id}")
        await eventually(lambda: _tried_again(archiving))
        assert world.ledger.runs == []

        obstacle.unlink()
        await asyncio.wait_for(archiving.result(), 30)
        (kept,) = world.ledger.runs
        stored = bytes(await (await store.get_async(kept.object_key)).bytes_async())
    assert (kept.run_id, kept.sha256) == (run_id, hashlib.sha256(stored).hexdigest())
    assert "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED" in decompress(stored)


async def _tried_again(archiving: WorkflowHandle[ArchiveRun, None]) -> bool:
    """Whether an attempt has failed at the store, and the workflow waits for the next one."""
    described = await archiving.describe()
    assert described.status is WorkflowExecutionStatus.RUNNING
    waiting = described.raw_description.pending_activities
    return any(one.attempt > 1 and one.last_failure.message.startswith("Generic LocalFileSystem") for one in waiting)


def test_equal_histories_are_stored_equally() -> None:
    """The order of keys, which is another in every process, is not kept: a retry stores what is there already."""
    assert compress('{"events": [{"a": 1, "b": 2}]}') == compress('{"events":[{"b":2,"a":1}]}')
