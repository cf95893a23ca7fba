"""Processes killed and frozen in the middle of acts: what was acknowledged stays, once; the rest is repeated."""

from __future__ import annotations

import asyncio

from tests.faults.office import Office
from workers.local.stack import worker_child


async def test_worker_killed(office: Office) -> None:
    """Every act acknowledged before, during or after a kill -9 of the worker is in the journal exactly once."""
    handle = await office.open()
    async with office.writing(handle) as work:
        for acts in (40, 25):
            await work.wrote(acts)
            await office.worker.kill()
            await office.worker.start()
        await work.wrote(20)
    await office.nothing_lost(work)


async def test_worker_and_temporal_killed(office: Office) -> None:
    """The same when Temporal's server is killed at the same moment and comes back before the worker."""
    handle = await office.open()
    async with office.writing(handle) as work:
        await work.wrote(40)
        await asyncio.gather(office.worker.kill(), office.temporal.kill())
        await office.temporal.start()
        await office.worker.start()
        await work.wrote(20)
    await office.nothing_lost(work)


async def test_worker_frozen_and_resumed(office: Office) -> None:
    """A worker that stands still while another takes over, and then goes on, overwrites and loses nothing."""
    handle = await office.open()
    second = worker_child(office.stack.settings, office.stack.folder, "second")
    try:
        async with office.writing(handle) as work:
            await work.wrote(40)
            office.worker.freeze()
            await second.start()
            await work.wrote(40)  # more than those whose answer was on its way, so the second worker has taken over
            office.worker.thaw()
            await work.wrote(40)
            # The second one goes, so that the resumed one has to answer again from what it knows.
            await second.kill()
            await work.wrote(20)
        await office.nothing_lost(work)
    finally:
        await second.kill()
