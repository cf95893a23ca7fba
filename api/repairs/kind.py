"""What each kind of repair has to know how to do: `Kind`. The kinds are put together in `api.repairs.kinds`."""

from __future__ import annotations

from typing import Protocol, TypeVar

from api.services import Services
from domain.repairs import Doing, Rehearsal
from domain.shape import Frozen
from domain.words.phrase import Phrase

S = TypeVar("S", bound=Frozen, contravariant=True)


class CannotRepair(Exception):
    """The repair cannot be done, or not any more; `why` tells the operator what to do instead."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(why.en)
        self.why = why


class Kind(Protocol[S]):
    """One kind of repair."""

    async def rehearse(self, services: Services, journey: str, spec: S) -> Rehearsal:
        """What it would lead to, in plain words; a repair that cannot be done is a rehearsal with `refused`.

        Raises `NoSuch` for a journey that nobody knows, and `RPCError` or asyncpg's errors when a server is away.
        """
        ...

    async def do(self, services: Services, journey: str, spec: S, doing: Doing) -> Phrase:
        """Do it, and say what became of it. Doing it again under the same `doing.key` changes nothing more.

        Raises `CannotRepair`, and `RPCError` or asyncpg's errors when a server is away: then do it again.
        """
        ...
