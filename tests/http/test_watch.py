"""The watch on a running stack: what nobody reports becomes an incident by itself, and is over by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from api import watch
from api.incidents import looks
from api.incidents.names import BACKLOG, DIFFER, NO_WORKER, NOBODY_ACTS, STUCK, SYSTEM
from api.watch import Watch
from records.incidents import Incident, Incidents
from tests.http.door import Door
from workers.versions import DeployedVersion

JOURNEY = "journey-2019-kota-batu"


async def _open(door: Door, kind: str) -> tuple[Incident, ...]:
    return await Incidents(door.services.pool).page(kind=kind)


async def test_nothing_is_amiss(door: Door) -> None:
    """A look around a stack that is well reports nothing, and goes from journey to journey."""
    kept = Watch(door.services)
    await kept.look_around()
    following = await kept.check_next()
    assert following is not None and await kept.check_next() != following
    assert [each for kind in (NO_WORKER, BACKLOG, STUCK, DIFFER, NOBODY_ACTS) for each in await _open(door, kind)] == []


async def test_records_that_differ(door: Door) -> None:
    """A row that was changed by hand is an incident of its journey, and none any more once it is as it was."""
    kept = Watch(door.services)
    moved = "update memberships set since = since + $2::integer where journey_id = $1 and role = 'sekda'"
    await door.services.pool.execute(moved, JOURNEY, 7)
    try:
        while await kept.check_next() != JOURNEY:
            pass
        (found,) = await _open(door, DIFFER)
        assert found.journey_id == JOURNEY
        assert found.detail.startswith("row_differs")
    finally:
        await door.services.pool.execute(moved, JOURNEY, -7)
    while await kept.check_next() != JOURNEY:
        pass
    assert await _open(door, DIFFER) == ()


async def test_a_version_without_workers(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that wait for a worker that is not there are one incident of the system, until there is one."""
    kept = Watch(door.services)
    alone = DeployedVersion(version="9.9.9", current=True, standing="current", since=datetime.now(UTC), open_runs=3)

    async def deployed(*_: object) -> tuple[DeployedVersion, ...]:
        return (alone,)

    with monkeypatch.context() as patched:
        patched.setattr(looks, "deployed", deployed)
        await kept.look_around()
        await kept.look_around()
    (found,) = await _open(door, NO_WORKER)
    assert (found.journey_id, found.occurrences) == (SYSTEM, 2)
    assert "9.9.9" in found.detail
    await kept.look_around()
    assert await _open(door, NO_WORKER) == ()


async def test_a_workflow_whose_code_does_not_go_on(door: Door) -> None:
    """A run whose tasks fail, here for want of its code, is named with the server's word for why, until it is gone."""
    kept = Watch(door.services)
    queue = door.office.settings.task_queue
    handle = await door.services.client.start_workflow("NobodyKnowsThis", id="stuck-for-a-test", task_queue=queue)
    try:
        async with asyncio.timeout(90):
            while not (found := await _open(door, STUCK)):
                await asyncio.sleep(0.5)
                await kept.look_around()
        assert {each.journey_id for each in found} == {"stuck-for-a-test"}
        assert "WorkflowTaskFailed" in found[0].detail
    finally:
        await handle.terminate()
    async with asyncio.timeout(30):
        while await _open(door, STUCK):
            await asyncio.sleep(0.5)
            await kept.look_around()


async def test_one_keeps_the_watch(door: Door) -> None:
    """While another process holds the lock nothing is looked at twice; when it lets go, this one takes over."""
    kept = Watch(door.services)
    async with door.services.pool.acquire() as other:
        await other.fetchval("select pg_advisory_lock($1)", watch.LOCK)
        try:
            await asyncio.wait_for(kept._keep(), 5)
            assert kept._checked == ""
        finally:
            await other.fetchval("select pg_advisory_unlock($1)", watch.LOCK)
    async with kept.running():
        async with asyncio.timeout(30):
            while not kept._checked:
                await asyncio.sleep(0.1)
