"""What can go wrong, as a list: every problem with its type, its status and its text."""

from __future__ import annotations

from fastapi import APIRouter

from api.http.access import MaybeSignedIn
from api.http.problems import all_problems, type_of
from domain.shape import Frozen

router = APIRouter(tags=["problems"])


class ProblemLine(Frozen):
    """A problem that can be answered; places that are filled in stand in braces."""

    name: str
    type: str
    status: int
    text: str


@router.get("/problems")
async def problems(_caller: MaybeSignedIn) -> list[ProblemLine]:
    """Every problem that this API can answer, by name."""
    return [
        ProblemLine(name=name, type=type_of(name), status=status, text=text)
        for name, (status, text) in all_problems().items()
    ]
