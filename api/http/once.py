"""A command that no journey keeps, done once for each `Idempotency-Key`: `once(services, caller, key, digest, do)`.

What is done has to be repeatable: when a server dies between the doing and the keeping of its answer, the same request
does it again. So ids are derived from the person and the key, and what is there already is taken for done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel

from api.desk import AWAY, Refused
from api.http.caller import Caller
from api.http.problems import HttpProblem, KeyReused, StillUnderWay
from api.http.refusals import STATUS_OF_REFUSALS
from api.services import Services
from domain.errors import Refusal
from records.answered import Answers, Claim, KnownAnswer, Standing

A = TypeVar("A", bound=BaseModel)

SERVER_FAULTS = 500
"""Statuses from here on say nothing about whether it was done."""


def request_digest(request: Request, *parts: str | bytes | BaseModel | None) -> str:
    """The SHA-256 of what is asked: method, address, and the parts of the body, files by their bytes.

    The bytes of a form are not taken as they came: each sending draws another boundary.
    """
    whole = hashlib.sha256()
    query = f"?{request.url.query}" if request.url.query else ""
    for part in (f"{request.method} {request.url.path}{query}", *parts):
        whole.update(hashlib.sha256(_bytes(part)).digest())
    return whole.hexdigest()


def _bytes(part: str | bytes | BaseModel | None) -> bytes:
    match part:
        case None:
            return b"\x00"
        case bytes():
            return b"b" + part
        case str():
            return b"s" + part.encode()
        case _:
            return b"m" + part.model_dump_json().encode()


async def once(
    services: Services,
    caller: Caller,
    key: str,
    digest: str,
    do: Callable[[], Awaitable[A]],
    *,
    answer: type[A],
    status: int = 200,
) -> A:
    """Do a command once for a caller's key, and give what it was answered with the first time.

    `do` may be called again after a crash or an unknown outcome, never twice at a time. Raises `StillUnderWay`,
    `KeyReused`, and what `do` raises: after a refusal the key is free again, after anything else the same may be sent.
    """
    answers = Answers(services.pool)
    claim = Claim(caller.person, key, digest)
    known = await answers.begin(claim, datetime.now(UTC))
    if known is Standing.UNDER_WAY:
        raise StillUnderWay
    if known is Standing.ANOTHER:
        raise KeyReused(key=key)
    if isinstance(known, KnownAnswer):
        return answer.model_validate_json(known.answer)
    try:
        done = await do()
    except Exception as error:
        with suppress(*AWAY):  # what cannot be let go now is free again after a minute
            await (answers.forget(claim) if _refused(error) else answers.let_go(claim, datetime.now(UTC)))
        raise
    with suppress(*AWAY):  # it is done; without its answer the same again finds that out by itself
        await answers.keep(claim, KnownAnswer(status=status, answer=done.model_dump_json()))
    return done


def _refused(error: Exception) -> bool:
    """Whether an error says that nothing was done."""
    match error:
        case HttpProblem(status=status):
            return status < SERVER_FAULTS
        case Refused(name=name):
            return name in STATUS_OF_REFUSALS
        case _:
            return isinstance(error, Refusal)
