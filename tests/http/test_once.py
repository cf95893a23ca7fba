"""Commands that no journey keeps are done once for a key: at the same time, after a crash, after a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.requests import Request

from api.http.caller import EVERYTHING, Caller, Via
from api.http.once import once, request_digest
from api.http.problems import CannotBeDone, HttpProblem, KeyReused, OutcomeUnknown, StillUnderWay
from domain.shape import Frozen
from tests.http.door import Door

CALLER = Caller("uji.sekali", Via.SESSION, EVERYTHING)
DIGEST, ANOTHER = "a" * 64, "b" * 64


class Made(Frozen):
    """An answer."""

    number: int


class Doing:
    """Something to be done once: counts how often it was, and fails as it is told."""

    def __init__(self, *failures: BaseException) -> None:
        self.times = 0
        self._failures = list(failures)

    async def __call__(self) -> Made:
        """Do it, slowly."""
        self.times += 1
        await asyncio.sleep(0.05)
        if self._failures:
            raise self._failures.pop(0)
        return Made(number=self.times)


def doing(door: Door, key: str, do: Callable[[], Awaitable[Made]], digest: str = DIGEST) -> Awaitable[Made]:
    """The command done once."""
    return once(door.services, CALLER, key, digest, do, answer=Made, status=201)


async def test_of_requests_at_the_same_time_one_is_done(door: Door) -> None:
    """The others are told so; afterwards all get the same answer."""
    told, do = asyncio.Event(), Doing()

    async def slowly() -> Made:
        await told.wait()
        return await do()

    async def ask() -> Made | None:
        try:
            return await doing(door, "bersamaan", slowly)
        except StillUnderWay:
            return None

    asked = [asyncio.create_task(ask()) for _ in range(8)]
    while sum(task.done() for task in asked) < 7:
        await asyncio.sleep(0.01)
    told.set()
    found = await asyncio.gather(*asked)
    assert [one for one in found if one is not None] == [Made(number=1)]
    assert await doing(door, "bersamaan", do) == Made(number=1)
    assert do.times == 1


async def test_another_request_with_the_same_key_is_refused(door: Door) -> None:
    """Done or under way, the key is for the first."""
    do = Doing()
    await doing(door, "terpakai", do)
    with pytest.raises(KeyReused):
        await doing(door, "terpakai", do, ANOTHER)
    assert do.times == 1


async def test_after_a_crash_it_is_done_again(door: Door) -> None:
    """A server that dies between the doing and the keeping leaves no answer: a minute later the same does it again."""
    crash = Doing(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await doing(door, "mati", crash)
    with pytest.raises(StillUnderWay):
        await doing(door, "mati", crash)
    await door.services.pool.execute("update answered set begun_at = begun_at - interval '61 s' where key = 'mati'")
    with pytest.raises(KeyReused):
        await doing(door, "mati", crash, ANOTHER)
    assert await doing(door, "mati", crash) == Made(number=2)
    assert await doing(door, "mati", crash) == Made(number=2)


async def test_after_an_unknown_outcome_the_same_may_be_sent_at_once(door: Door) -> None:
    """Only the same: its key stays taken."""
    do = Doing(OutcomeUnknown(), OSError("away"))
    for kind in (OutcomeUnknown, OSError):
        with pytest.raises(kind):
            await doing(door, "entah", do)
        with pytest.raises(KeyReused):
            await doing(door, "entah", do, ANOTHER)
    assert await doing(door, "entah", do) == Made(number=3)


async def test_after_a_refusal_the_key_is_free(door: Door) -> None:
    """Nothing was done, so another request may have it."""
    refusal: HttpProblem = CannotBeDone(why="Belum.")
    do = Doing(refusal)
    with pytest.raises(CannotBeDone):
        await doing(door, "ditolak", do)
    assert await doing(door, "ditolak", do, ANOTHER) == Made(number=2)


def test_a_digest_tells_requests_apart() -> None:
    """Method, address, query, every part and where it ends count; the boundary of a form does not come into it."""

    def asked(method: str = "POST", path: str = "/api/v1/cohorts", query: bytes = b"") -> Request:
        scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "query_string": query, "headers": []}
        return Request({**scope, "server": ("127.0.0.1", 80), "scheme": "http"})

    found = [
        request_digest(asked()),
        request_digest(asked("PUT")),
        request_digest(asked(path="/api/v1/cohorts/x")),
        request_digest(asked(query=b"a=1")),
        request_digest(asked(), "ab", "c"),
        request_digest(asked(), "a", "bc"),
        request_digest(asked(), b"ab", "c"),
        request_digest(asked(), None),
        request_digest(asked(), Made(number=1)),
        request_digest(asked(), Made(number=2)),
    ]
    assert len(set(found)) == len(found)
    assert request_digest(asked(), "ab", b"c") == request_digest(asked(), "ab", b"c")
