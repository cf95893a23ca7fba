"""Which stored files a caller may name in a journey: his own, and those he may see in it; a hash alone opens none."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from api.http.access import sees_whole
from api.http.caller import Caller
from api.services import Services
from records.contents import Contents
from records.writing import JourneyFiles, StoredFiles


async def keep_as_his(services: Services, caller: Caller, hashes: Iterable[str]) -> None:
    """Note that a caller stored files, so that he may name them.

    Raises asyncpg's errors while the database is away: a file that is answered for and cannot be named is none.
    """
    await StoredFiles(services.pool).note(caller.person, *hashes)


async def his_own(services: Services, caller: Caller, sha256: str) -> bytes | None:
    """The bytes of a file that a caller stored himself; None for any other hash."""
    if not await StoredFiles(services.pool).of(caller.person, [sha256]):
        return None
    return await services.files.get(sha256)


async def nameable(services: Services, caller: Caller, journey: str, hashes: Collection[str]) -> set[str]:
    """Those of some files that are stored, and that a caller may name in a journey.

    Raises asyncpg's errors while the database is away.
    """
    his = await his_or_seen(services, caller, journey, hashes)
    known = await Contents(services.pool).known(sorted(his)) if his else set()
    return known | {sha256 for sha256 in his - known if await services.files.has(sha256)}


async def his_or_seen(services: Services, caller: Caller, journey: str, hashes: Collection[str]) -> set[str]:
    """Those of some hashes under which a caller stored something, or that the journey names where he may see it."""
    if not hashes:
        return set()
    his = await StoredFiles(services.pool).of(caller.person, hashes)
    others = set(hashes) - his
    return his | await _seen(services, caller, journey, others) if others else his


async def _seen(services: Services, caller: Caller, journey: str, hashes: Collection[str]) -> set[str]:
    """Those of some files that a caller may see in a journey."""
    found = JourneyFiles(services.pool)
    if await sees_whole(services, caller, journey):
        return await found.named_of(journey, hashes)
    return {sha256 for sha256 in hashes if await found.in_dossier(journey, sha256)}
