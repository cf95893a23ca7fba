"""Does what repairs are waiting for, journey by journey: `work_off` for one repair, `Runner` for all that are running.

Whoever works on a repair holds a lock of PostgreSQL meanwhile, which goes with its connection: when a process dies,
another goes on. What may have been done is done again under the same key, which changes nothing more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, runtime_checkable

import structlog
from asyncpg import Pool
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from activities.documents.files import StoreFailed
from api.desk import AWAY
from api.repairs.kind import CannotRepair
from api.repairs.kinds import KINDS
from api.repairs.noting import NotNoted, doing_of, note
from api.services import Services
from domain.repairs import Doing
from domain.words.phrase import Phrase
from records.repairs import By, ItemState, Repair, RepairItem, Repairs, RepairState

EVERY = 2.0
"""Seconds between two looks for repairs that are running."""
SLICE = 1.0
"""Seconds after which somebody who waits looks whether the repair was stopped."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries while a server is away, at most."""
GIVEN_UP_AFTER = 8
"""So many tries without an answer make an item a failed one; it is tried again when the repair goes on."""
LOCK = 724_012_550
"""The first number of PostgreSQL's advisory locks on repairs; the second is the repair's."""
VIA = "repair"
NO_ANSWER = (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError, StoreFailed, *AWAY)
"""What is raised when it is not known whether something was done: the same is tried again."""

log = structlog.get_logger()


@runtime_checkable
class Remembers(Protocol):
    """A kind of repair of which the journey itself knows whether it was done."""

    async def was_done(self, services: Services, journey: str, doing: Doing) -> bool:
        """Whether it was done under this key."""
        ...


async def work_off(services: Services, number: int, *, once: bool = False) -> None:
    """Do what waits in a repair, at its pace, until nothing waits or it was stopped; `once` tries the next item only.

    Does nothing while somebody else works on it. Raises asyncpg's errors when PostgreSQL is away.
    """
    async with _alone(services.pool, number) as mine:
        if not mine:
            return
        repairs, unknown = Repairs(services.pool), 0
        while (repair := await repairs.find(number)) is not None and repair.state is RepairState.RUNNING:
            begun = await repairs.next(repair)
            if begun is None:
                await repairs.end(number)
                return
            waits = begun.waits.total_seconds()
            if waits > 0:
                await asyncio.sleep(min(waits, SLICE))
                continue
            known = await _do(services, repair, await repairs.item(number, begun.place))
            unknown = 0 if known else unknown + 1
            if once:
                await repairs.end(number)
                return
            await asyncio.sleep(min(2.0**unknown, LONGEST_PAUSE) if unknown else 0)


async def _do(services: Services, repair: Repair, item: RepairItem) -> bool:
    """Try an item, and keep what became of it; False when no answer came."""
    repairs = Repairs(services.pool)
    attempts = await repairs.begin(item)
    if attempts is None:
        return True
    try:
        if await _differs(services, repair, item):
            return True
        await repairs.doing(item, By(repair.proposed_by, VIA, repair.reason))
        said = await KINDS[item.spec.kind].do(services, item.journey, item.spec, doing_of(repair, item))
        said = await note(services, repair, item, said, last=attempts % GIVEN_UP_AFTER == 0)
    except CannotRepair as cannot:
        await repairs.settle(item, ItemState.REFUSED, cannot.why)
    except NotNoted as missing:
        await repairs.settle(item, ItemState.WAITING, missing.said)
        return False
    except NO_ANSWER as error:
        state = ItemState.FAILED if attempts % GIVEN_UP_AFTER == 0 else ItemState.WAITING
        await repairs.settle(item, state, _away(error))
        return False
    except Exception as error:
        log.error("repair_failed", repair=repair.number, journey=item.journey, exc_info=error)
        await repairs.settle(item, ItemState.FAILED, _broken(error))
    else:
        await repairs.settle(item, ItemState.DONE, said)
    return True


async def _differs(services: Services, repair: Repair, item: RepairItem) -> bool:
    """Whether an item would lead to something else than was agreed to; it is left out then.

    One that was done already, or may have been, is not asked: what was done shows in the journey.
    """
    kind = KINDS[item.spec.kind]
    if item.doing_at is not None:
        if not isinstance(kind, Remembers):
            return False
        if await kind.was_done(services, item.journey, doing_of(repair, item)):
            return False
    anew = await kind.rehearse(services, item.journey, item.spec)
    if anew.digest() == item.digest:
        return False
    await Repairs(services.pool).found_otherwise(item, anew, anew.refused or DIFFERS)
    return True


DIFFERS = Phrase(
    "Tidak dikerjakan: akibatnya sekarang lain daripada yang disetujui. Lihat akibatnya lagi, lalu usulkan yang baru.",
    "Not done: it would lead to something else now than was agreed to. Rehearse it again, and propose it anew.",
)


def _away(error: Exception) -> Phrase:
    what = f"{type(error).__name__}: {error}"[:300]
    return Phrase(
        f"Belum ada jawaban ({what}); dicoba lagi, dan tidak dikerjakan dua kali.",
        f"No answer came ({what}); it is tried again, and not done twice.",
    )


def _broken(error: Exception) -> Phrase:
    what = f"{type(error).__name__}: {error}"[:300]
    return Phrase(
        f"Ada kesalahan pada sistem kami ({what}). Setelah dibetulkan: lanjutkan perbaikan ini.",
        f"Something went wrong on our side ({what}). Once that is mended, resume the repair.",
    )


@asynccontextmanager
async def _alone(pool: Pool, number: int) -> AsyncIterator[bool]:
    """Whether nobody else works on a repair, and nobody else does meanwhile."""
    async with pool.acquire() as connection:
        if not await connection.fetchval("select pg_try_advisory_lock($1, $2)", LOCK, number):
            yield False
            return
        try:
            yield True
        finally:
            if not connection.is_closed():
                await connection.fetchval("select pg_advisory_unlock($1, $2)", LOCK, number)


class Runner:
    """Works off the repairs that are running, one beside the other, each in one process at a time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tasks: dict[int, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do so meanwhile."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            tasks = [task, *self._tasks.values()]
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._look()
            except AWAY as error:
                log.warning("repairs_interrupted", error=type(error).__name__)
            except Exception as error:
                log.error("repairs_failed", exc_info=error)
            await asyncio.sleep(EVERY)

    async def _look(self) -> None:
        """Begin to work off what nobody here works off yet."""
        self._tasks = {number: task for number, task in self._tasks.items() if not task.done()}
        for number in await Repairs(self._services.pool).under_way():
            if number not in self._tasks:
                self._tasks[number] = asyncio.create_task(self._work_off(number))

    async def _work_off(self, number: int) -> None:
        try:
            await work_off(self._services, number)
        except AWAY as error:
            log.warning("repair_interrupted", repair=number, error=type(error).__name__)
        except Exception as error:
            log.error("repair_interrupted", repair=number, exc_info=error)
