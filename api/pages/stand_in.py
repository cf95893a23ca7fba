"""Acting in somebody's stead on pages: the query `instead_of` names him, and is checked against the substitutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

from api.http.caller import Caller
from api.http.problems import NotFound
from api.services import Services
from domain.roles import RULES
from domain.shape import Person
from records.identity import Hat, Identities

InsteadOf = Annotated[Person | None, Query(description="For whom one stands in.")]
"""Whom a page's act is for; None: for oneself."""


async def acting_person(services: Services, caller: Caller, journey: str, instead_of: str | None) -> str:
    """Whose forms a visitor is shown: his own, or those of whom he stands in for. Raises `NotFound` for others'."""
    if instead_of is None or instead_of == caller.person:
        return caller.person
    hats = await Identities(services.pool).hats(journey, caller.person, datetime.now(UTC))
    if instead_of not in {hat.person for hat in hats}:
        raise NotFound
    return instead_of


def fitting_hat(hats: Iterable[Hat], person: str, act: str) -> Hat | None:
    """In which role, and whose, somebody does an act: his own before one in which he stands in; None for no role."""
    allowed = RULES[act].roles
    fitting = (hat for hat in hats if hat.role in allowed)
    return min(fitting, key=lambda hat: (hat.person != person, allowed.index(hat.role), hat.person), default=None)
