"""Acts on a journey: every command of `domain.messages` by one address, with the sender's role."""

from __future__ import annotations

import inspect
import json
from functools import cache
from importlib import resources
from typing import get_args

from fastapi import APIRouter
from fastapi.openapi.models import Example
from pydantic import Field

from api.http.access import Acting
from api.http.asking import JourneyId
from api.http.commands import ActAnswer, IdempotencyKey, send
from api.http.serving import Serving
from domain.messages import OrdinaryAct
from domain.shape import Frozen, Paragraph, Person
from domain.values import OnBehalf
from domain.vocabulary import Role

router = APIRouter(tags=["acts"])


@cache
def act_examples() -> dict[str, Example]:
    """An example of every act, by kind, with the sentence that says what it is for."""
    text = resources.files("api.http").joinpath("act_examples.json").read_text(encoding="utf-8")
    about = {
        kind.model_fields["kind"].default: inspect.getdoc(kind) or "" for kind in get_args(get_args(OrdinaryAct)[0])
    }
    return {kind: {"summary": about[kind], "value": value} for kind, value in json.loads(text).items()}


class ActRequest(Frozen):
    """An act and the role of its sender, which may be left out when only one of his fits.

    `on_behalf` records what somebody else did on paper. `reason` is asked of operators, and kept in the audit.
    """

    act: OrdinaryAct
    role: Role | None = Field(default=None, examples=["coordinator"])
    on_behalf: OnBehalf | None = None
    reason: Paragraph | None = None
    instead_of: Person | None = None
    """For whom the sender stands in; needed only where it is not clear."""


@router.post("/journeys/{journey}/acts")
async def act(
    journey: JourneyId, body: ActRequest, key: IdempotencyKey, caller: Acting, services: Serving
) -> ActAnswer:
    """Do an act in a journey: whatever the rules allow the caller's role, now, in this stage."""
    return await send(
        services,
        caller,
        key,
        journey,
        body.act,
        role=body.role,
        on_behalf=body.on_behalf,
        reason=body.reason,
        instead_of=body.instead_of,
    )
