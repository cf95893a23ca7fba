"""What operators do with people: roles in the whole programme, export and erasing; each with a reason in the audit."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.http.access import Operator
from api.http.description import own_problems
from api.http.problems import CannotBeDone, NoSuch, ReasonMissing
from api.http.routes.people import PersonId, ReasonGiven, hands
from api.http.serving import Serving
from domain.vocabulary import Role
from records.identity import PROGRAMME_ROLES, Identities, ProgrammeRole
from records.person_data import Erased, PersonData, PersonUnknown, StillHasParts

router = APIRouter(tags=["people"])

WideRole = StrEnum("WideRole", {role.name: role.value for role in PROGRAMME_ROLES})  # type: ignore[misc]
"""A role that may be held in the whole programme."""

RoleName = Annotated[WideRole, Path(description="A role in the whole programme.", examples=["director"])]


@router.get("/people/{person}/programme-roles/{role}", openapi_extra=own_problems(NoSuch))
async def programme_role(person: PersonId, role: RoleName, _caller: Operator, services: Serving) -> ProgrammeRole:
    """Say since when a person has a role in the whole programme, and who gave it."""
    found = await Identities(services.pool).programme_role(person, Role(role.value))
    if found is None:
        raise NoSuch(what="such role of", id=person)
    return found


@router.put("/people/{person}/programme-roles/{role}", openapi_extra=own_problems(NoSuch, ReasonMissing))
async def grant(
    person: PersonId, role: RoleName, caller: Operator, services: Serving, reason: ReasonGiven = None
) -> ProgrammeRole:
    """Give a person a role in the whole programme; one that is held already stays as it was given."""
    try:
        return await hands(services, caller, reason).grant(person, Role(role.value))
    except PersonUnknown:
        raise NoSuch(what="person", id=person) from None


@router.delete(
    "/people/{person}/programme-roles/{role}",
    status_code=204,
    response_class=Response,
    openapi_extra=own_problems(NoSuch, ReasonMissing),
)
async def revoke(
    person: PersonId, role: RoleName, caller: Operator, services: Serving, reason: ReasonGiven = None
) -> Response:
    """Take a role in the whole programme from a person; parts in journeys stay, and are changed by acts."""
    if not await hands(services, caller, reason).revoke(person, Role(role.value)):
        raise NoSuch(what="such role of", id=person)
    return Response(status_code=204)


@router.get("/people/{person}/export", openapi_extra=own_problems(NoSuch, ReasonMissing))
async def export(
    person: PersonId, response: Response, caller: Operator, services: Serving, reason: ReasonGiven = None
) -> PersonData:
    """Everything that is kept of a person, but for secrets: what he has a right to see."""
    response.headers["Cache-Control"] = "no-store"
    try:
        return await hands(services, caller, reason).export(person)
    except PersonUnknown:
        raise NoSuch(what="person", id=person) from None


@router.post("/people/{person}/erase", openapi_extra=own_problems(NoSuch, ReasonMissing, CannotBeDone))
async def erase(
    person: PersonId,
    caller: Operator,
    services: Serving,
    reason: ReasonGiven = None,
    dry_run: Annotated[bool, Query(description="Only say what would be done.")] = False,
) -> Erased:
    """Erase a person as far as an archive allows; the same again changes nothing.

    Journals keep the id and documents stay as they were made; the answer lists what stays. Refused while the person
    has a part in a journey in which something is still to happen.
    """
    try:
        return await hands(services, caller, reason).erase(person, datetime.now(UTC), preview=dry_run)
    except PersonUnknown:
        raise NoSuch(what="person", id=person) from None
    except StillHasParts as still:
        raise CannotBeDone(why=str(still)) from None
