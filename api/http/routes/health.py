"""Whether this server lives, and whether it can do its work: for whoever watches it, and for who sends it requests."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from importlib.metadata import version
from typing import Literal

import structlog
from fastapi import APIRouter, Response
from pydantic import Field
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.service import RPCError

from api.desk import AWAY
from api.http.access import MaybeSignedIn
from api.http.caller import Caller
from api.http.description import own_problems
from api.http.problems import NotReady
from api.http.serving import Serving
from api.services import Services
from domain.shape import Frozen
from domain.vocabulary import Role
from records.identity import Identities
from records.wellbeing import Wellbeing

router = APIRouter(tags=["health"])

WITHIN = 2.0
"""Seconds within which everything has to answer."""

log = structlog.get_logger()


class Alive(Frozen):
    """The server lives."""

    status: Literal["ok"] = "ok"


class Versions(Frozen):
    """What runs here; for operators."""

    bimtek: str = Field(examples=["0.5.0"])
    postgresql: str = Field(examples=["17.6"])
    temporal: str = Field(examples=["1.29.1"])


class Ready(Frozen):
    """The server can do its work; `versions` are shown to operators."""

    status: Literal["ready"] = "ready"
    versions: Versions | None = None


@router.get("/health")
async def health(_caller: MaybeSignedIn, response: Response) -> Alive:
    """Whether the server lives; asks nobody else, so send no token."""
    response.headers["Cache-Control"] = "no-store"
    return Alive()


@router.get("/ready", openapi_extra=own_problems(NotReady))
async def ready(caller: MaybeSignedIn, services: Serving, response: Response) -> Ready:
    """Whether the workflow server and the database answer; names what does not."""
    response.headers["Cache-Control"] = "no-store"
    temporal, postgresql = await asyncio.gather(
        _answered("the workflow server", _temporal_version(services)),
        _answered("the database", Wellbeing(services.pool).server_version()),
    )
    away = [name for name, found in (temporal, postgresql) if found is None]
    if away:
        raise NotReady(away=" and ".join(away))
    if not await _is_operator(services, caller):
        return Ready()
    versions = Versions(bimtek=version("bimtek"), postgresql=postgresql[1] or "", temporal=temporal[1] or "")
    return Ready(versions=versions)


async def _is_operator(services: Services, caller: Caller | None) -> bool:
    return caller is not None and Role.OPERATOR in await Identities(services.pool).programme_roles(caller.person)


async def _answered(name: str, asked: Coroutine[None, None, str]) -> tuple[str, str | None]:
    """A part and what it answered; None when it did not in time."""
    task = asyncio.create_task(asked)
    done, _ = await asyncio.wait({task}, timeout=WITHIN)
    if not done:
        # Not waited for: a connection that does not answer takes its time to be given back, too.
        task.cancel()
        task.add_done_callback(lambda late: late.cancelled() or late.exception())
        log.warning("not_ready", part=name, error="no answer in time")
        return name, None
    try:
        return name, task.result()
    except (RPCError, *AWAY) as error:
        log.warning("not_ready", part=name, error=type(error).__name__)
        return name, None


async def _temporal_version(services: Services) -> str:
    info = await services.client.workflow_service.get_system_info(
        GetSystemInfoRequest(), timeout=timedelta(seconds=WITHIN)
    )
    return info.server_version
