"""Who may ask for what: every route has one `Guard`, which says so by a member of `Sees`.

For reads, and for what has no journey, the tables here say who may; for acts it is `domain.roles.RULES`, which the
journey itself applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Request

from api.http.caller import Caller, caller_of, cookie_name
from api.http.problems import NoSuchJourney, NotForYou, NotSignedIn, ScopeMissing, SignInNotValid
from api.http.serving import services_of
from api.services import Services
from domain.roles import REGIONAL_ROLES
from domain.vocabulary import Role
from records.identity import PROGRAMME_ROLES, Identities, Scope


class Sees(StrEnum):
    """Who may use a route."""

    ANYBODY = "anybody"
    """The public too."""
    NOBODY = "nobody"
    """The public too, and nobody is asked who he is: what never differs."""
    SELF = "self"
    """Everybody who is signed in, for what is his own."""
    ACTS = "acts"
    """Everybody who is signed in; the journey decides by the rules of its acts."""
    JOURNEY = "journey"
    """Who has a part in the journey, but for agencies; and the programme."""
    DOSSIER = "dossier"
    """Who has any part in the journey, agencies too; and the programme."""
    PROGRAMME = "programme"
    """Who has a role in the whole programme."""
    PEOPLE = "people"
    """Who may look at other people's contact data, with a reason."""
    OVERSIGHT = "oversight"
    """Programme managers and operators."""
    MANAGER = "manager"
    """Programme managers."""
    OPERATOR = "operator"
    """Operators."""


JOURNEY_ROLES = (
    *REGIONAL_ROLES,
    Role.MENTOR,
    Role.MENTOR_LEAD,
    Role.EXAMINER,
    Role.MINISTRY_OFFICER,
    Role.PROGRAMME_MANAGER,
    Role.DIRECTOR,
    Role.OPERATOR,
    Role.DATA_PROTECTION_OFFICER,
)
"""Roles in a journey that see the whole of it."""

PROGRAMME_WIDE: dict[Sees, tuple[Role, ...]] = {
    Sees.JOURNEY: PROGRAMME_ROLES,
    Sees.DOSSIER: PROGRAMME_ROLES,
    Sees.PROGRAMME: PROGRAMME_ROLES,
    Sees.PEOPLE: (Role.PROGRAMME_MANAGER, Role.MINISTRY_OFFICER, Role.OPERATOR),
    Sees.OVERSIGHT: (Role.PROGRAMME_MANAGER, Role.OPERATOR),
    Sees.MANAGER: (Role.PROGRAMME_MANAGER,),
    Sees.OPERATOR: (Role.OPERATOR,),
}
"""The roles in the whole programme that may use a route."""

IN_JOURNEY: dict[Sees, tuple[Role, ...]] = {
    Sees.JOURNEY: JOURNEY_ROLES,
    Sees.DOSSIER: (*JOURNEY_ROLES, Role.AGENCY),
}
"""The roles in the journey of the address that may use a route."""

WRITES: dict[Sees, Scope] = {
    Sees.SELF: Scope.ACT,
    Sees.ACTS: Scope.ACT,
    Sees.JOURNEY: Scope.ACT,
    Sees.DOSSIER: Scope.ACT,
    Sees.PROGRAMME: Scope.MANAGE,
    Sees.PEOPLE: Scope.MANAGE,
    Sees.OVERSIGHT: Scope.MANAGE,
    Sees.MANAGER: Scope.MANAGE,
    Sees.OPERATOR: Scope.OPERATE,
}
"""The scope that a token needs for a request that changes something; one that only reads needs `read`."""

_READS = ("GET", "HEAD")


@dataclass(frozen=True)
class Guard:
    """Lets a request through or raises why not; gives the caller, or None where anybody may call."""

    sees: Sees

    async def __call__(self, request: Request) -> Caller | None:
        """Check a request: who calls, with which scope, in which role."""
        if self.sees is Sees.NOBODY:
            return None
        services = services_of(request)
        caller = await caller_of(request, services)
        if self.sees is Sees.ANYBODY:
            return caller
        if caller is None:
            if request.method not in _READS and cookie_name(services) in request.cookies:
                raise SignInNotValid(why="You are not signed in any more.")
            raise NotSignedIn
        scope = Scope.READ if request.method in _READS else WRITES[self.sees]
        if scope not in caller.scopes:
            raise ScopeMissing(scope=scope)
        if self.sees not in (Sees.SELF, Sees.ACTS):
            await self._check_role(services, caller, request.path_params.get("journey"))
        return caller

    async def _check_role(self, services: Services, caller: Caller, journey: str | None) -> None:
        identities = Identities(services.pool)
        inside = IN_JOURNEY.get(self.sees, ())
        if inside and journey is not None:
            if set(inside) & await identities.roles_in(journey, caller.person):
                return
            if not await identities.journey_known(journey):
                raise NoSuchJourney(journey=journey)
        if not set(PROGRAMME_WIDE[self.sees]) & await identities.programme_roles(caller.person):
            raise NotForYou(allowed=allowed(self.sees))


async def sees_whole(services: Services, caller: Caller, journey: str) -> bool:
    """Whether somebody who may see a journey's dossier may see the whole of the journey too."""
    identities = Identities(services.pool)
    if set(JOURNEY_ROLES) & await identities.roles_in(journey, caller.person):
        return True
    return bool(await identities.programme_roles(caller.person))


def allowed(sees: Sees) -> str:
    """Who may use a route: the roles in the whole programme, behind those who are in the journey."""
    wide = ", ".join(PROGRAMME_WIDE[sees])
    if sees is Sees.JOURNEY:
        return f"people of this journey but agencies, {wide}"
    if sees is Sees.DOSSIER:
        return f"people of this journey, {wide}"
    return wide


Nobody = Annotated[None, Depends(Guard(Sees.NOBODY))]
MaybeSignedIn = Annotated[Caller | None, Depends(Guard(Sees.ANYBODY))]
Myself = Annotated[Caller, Depends(Guard(Sees.SELF))]
Acting = Annotated[Caller, Depends(Guard(Sees.ACTS))]
OfJourney = Annotated[Caller, Depends(Guard(Sees.JOURNEY))]
OfDossier = Annotated[Caller, Depends(Guard(Sees.DOSSIER))]
OfProgramme = Annotated[Caller, Depends(Guard(Sees.PROGRAMME))]
OfPeople = Annotated[Caller, Depends(Guard(Sees.PEOPLE))]
Oversight = Annotated[Caller, Depends(Guard(Sees.OVERSIGHT))]
Manager = Annotated[Caller, Depends(Guard(Sees.MANAGER))]
Operator = Annotated[Caller, Depends(Guard(Sees.OPERATOR))]
