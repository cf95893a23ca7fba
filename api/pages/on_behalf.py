"""Acts that are recorded for somebody who did them on paper: for whom one may record, and which forms there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.forms.wanted import Form, forms_for
from api.http.access import OfJourney
from api.http.asking import JourneyId, state_of
from api.http.problems import NotFound
from api.http.serving import Serving
from api.pages.rendering import Showing
from domain.model import Journey
from domain.roles import RECORDERS, REGIONAL_ROLES, RULES
from domain.vocabulary import Role
from domain.words.phrase import Language
from records.people import People

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Behalf:
    """Somebody in a role, for whom an act is recorded."""

    person: str
    role: Role

    def recorded_as(self, state: Journey, recorder: str) -> Role:
        """The role in which a recorder records for him. Raises `NotFound` for who may not."""
        roles = recording_roles(state, recorder, self.role)
        if not roles or self.person == recorder or not state.holds(self.person, self.role):
            raise NotFound
        return roles[0]

    @property
    def query(self) -> str:
        """What an address carries for him."""
        return f"?for={self.person}&as={self.role}"


def behalf_asked(
    person: Annotated[str | None, Query(alias="for", max_length=200)] = None,
    role: Annotated[Role | None, Query(alias="as")] = None,
) -> Behalf | None:
    """For whom a form is opened; None for the visitor himself."""
    return Behalf(person, role) if person is not None and role is not None else None


BehalfAsked = Annotated[Behalf | None, Depends(behalf_asked)]


def recording_roles(state: Journey, recorder: str, role: Role) -> tuple[Role, ...]:
    """The roles in which somebody may record for a role: the coordinator does for people of the region only."""
    return tuple(
        found
        for found in RECORDERS
        if state.holds(recorder, found) and (found is not Role.COORDINATOR or role in REGIONAL_ROLES)
    )


def forms_on_behalf(state: Journey, recorder: str, behalf: Behalf, language: Language) -> tuple[Form, ...]:
    """The forms that a recorder may fill in for somebody, now."""
    behalf.recorded_as(state, recorder)
    forms = forms_for(state, behalf.person, behalf.role, language=language)
    return tuple(form for form in forms if form.now and RULES[form.packed.act].on_behalf)


def recordable(state: Journey, recorder: str, language: Language) -> tuple[tuple[Behalf, tuple[Form, ...]], ...]:
    """Everybody for whom somebody may record now, with the forms."""
    found = []
    for member in state.members:
        behalf = Behalf(member.person, member.role)
        if member.until is None and member.person != recorder and recording_roles(state, recorder, member.role):
            forms = forms_on_behalf(state, recorder, behalf, language)
            found += [(behalf, forms)] if forms else []
    return tuple(found)


@router.get("/journeys/{journey}/behalf")
async def show(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """For whom the visitor may record which acts."""
    state = await state_of(services, journey)
    language = await pages.language(caller)
    found = recordable(state, caller.person, language)
    return await pages.page(
        "on_behalf.html",
        caller,
        state=state,
        found=found,
        records=any(state.holds(caller.person, role) for role in RECORDERS),
        names=await People(services.pool).names(sorted({behalf.person for behalf, _ in found})),
    )
