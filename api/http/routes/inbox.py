"""What waits for oneself over HTTP: tasks, claims on those that several share, substitutes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.http.access import Myself, OfDossier
from api.http.asking import JourneyId
from api.http.description import own_problems
from api.http.problems import CannotBeDone, NoSuch
from api.http.serving import Serving
from api.http.waiting import claim_task, give_substitute, people_of, waiting
from domain.shape import Frozen, Key, Paragraph
from records.claims import ClaimLine, Claims
from records.substitutes import StoodInFor, SubstituteLine, Substitutes, SubstituteWanted
from records.task_list import TaskPage, TaskQuery

router = APIRouter(tags=["inbox"])

TaskKey = Annotated[
    str, Query(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$", description="The task's key.", examples=["turn"])
]
SubstituteId = Annotated[Key, Path(description="Its id, as listed.", examples=["substitute-1a2b3c4d5e6f"])]


class ClaimRequest(Frozen):
    """A claim on a task, by its key; with a reason also on one that somebody else has claimed."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$", examples=["turn"])
    reason: Paragraph | None = Field(default=None, examples=["Ketua tim sedang cuti."])


class ClaimList(Frozen):
    """The claims in a journey that hold."""

    items: tuple[ClaimLine, ...]


class SubstituteList(Frozen):
    """Who stands in for oneself, and for whom one stands in; `now` are those for whom one does so now."""

    items: tuple[SubstituteLine, ...]
    now: tuple[StoodInFor, ...]


@router.get("/people/me/tasks")
async def tasks(caller: Myself, services: Serving, query: Annotated[TaskQuery, Query()]) -> TaskPage:
    """What waits for you and for those for whom you stand in, the earliest due first."""
    now = datetime.now(UTC)
    people = people_of(caller.person, await Substitutes(services.pool).stood_in_for(caller.person, now))
    return await waiting(services, people, query, now)


@router.get("/journeys/{journey}/claims")
async def claims(journey: JourneyId, _caller: OfDossier, services: Serving) -> ClaimList:
    """Who works on which task that several could do."""
    return ClaimList(items=await Claims(services.pool).of(journey, datetime.now(UTC)))


@router.post("/journeys/{journey}/claim", openapi_extra=own_problems(NoSuch, CannotBeDone))
async def claim(journey: JourneyId, body: ClaimRequest, caller: OfDossier, services: Serving) -> ClaimList:
    """Say that you work on a task that you share with others. It tells them, and keeps nobody from acting."""
    now = datetime.now(UTC)
    await claim_task(services, caller.person, journey, body.key, now, body.reason)
    return ClaimList(items=await Claims(services.pool).of(journey, now))


@router.delete(
    "/journeys/{journey}/claim", status_code=204, response_class=Response, openapi_extra=own_problems(NoSuch)
)
async def release(journey: JourneyId, caller: OfDossier, services: Serving, key: TaskKey = "turn") -> Response:
    """Let a task go that you have claimed."""
    if not await Claims(services.pool).release(journey, key, caller.person):
        raise NoSuch(what="claim of yours", id=key)
    return Response(status_code=204)


@router.get("/people/me/substitutes")
async def substitutes(caller: Myself, services: Serving) -> SubstituteList:
    """Who stands in for you, and for whom you do: now, later, and in the last 90 days."""
    now, store = datetime.now(UTC), Substitutes(services.pool)
    return SubstituteList(items=await store.of(caller.person, now), now=await store.stood_in_for(caller.person, now))


@router.post("/people/me/substitutes", status_code=201, openapi_extra=own_problems(NoSuch))
async def give(body: SubstituteWanted, caller: Myself, services: Serving) -> SubstituteLine:
    """Hand your tasks over for some days: acts are then done in your role, and both names stand in the journal.

    Not what a regional head or an operator does, nor a signature. The same again gives what is there.
    """
    return await give_substitute(services, caller.person, body, datetime.now(UTC))


@router.delete(
    "/people/me/substitutes/{substitute}",
    status_code=204,
    response_class=Response,
    openapi_extra=own_problems(NoSuch),
)
async def end(substitute: SubstituteId, caller: Myself, services: Serving) -> Response:
    """End it before its time, as either of the two."""
    if not await Substitutes(services.pool).end(substitute, caller.person, datetime.now(UTC)):
        raise NoSuch(what="substitute to end", id=substitute)
    return Response(status_code=204)
