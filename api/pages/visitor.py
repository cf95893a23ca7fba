"""Who looks at a page, and in which language: `Visitor`, made from the caller that the route's guard let through."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from api.http.caller import Caller, Via, cookie_name, csrf_token
from api.services import Services
from domain.vocabulary import Role
from domain.words.phrase import Language
from records.identity import Identities
from records.people import People
from records.preferences import Preferences

LANGUAGE_COOKIE = "bimtek_language"


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in: his name, his roles in the whole programme, and the token that his forms carry."""

    person: str
    name: str
    roles: frozenset[Role]
    csrf: str

    def has(self, *roles: Role) -> bool:
        """Whether he has one of these roles in the whole programme."""
        return bool(self.roles & set(roles))


async def visitor_of(request: Request, services: Services, caller: Caller | None) -> Visitor | None:
    """The visitor behind a caller; None for the public."""
    if caller is None:
        return None
    cookie = request.cookies.get(cookie_name(services)) if caller.via is Via.SESSION else None
    names = await People(services.pool).names([caller.person])
    return Visitor(
        person=caller.person,
        name=names.get(caller.person, caller.person),
        roles=await Identities(services.pool).programme_roles(caller.person),
        csrf=csrf_token(services.secret, caller.person) if cookie else "",
    )


async def language_of(request: Request, services: Services, caller: Caller | None) -> Language:
    """The language of a page: as this browser was switched, as its person prefers, or the installation's."""
    switched = request.cookies.get(LANGUAGE_COOKIE)
    if switched in tuple(Language):
        return Language(switched)
    default = Language(services.settings.language)
    if caller is None:
        return default
    if not hasattr(request.state, "wished_language"):  # asked for by the route, and again by its template
        request.state.wished_language = (await Preferences(services.pool).of(caller.person)).language
    wished: Language | None = request.state.wished_language
    return wished or default
