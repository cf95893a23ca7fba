"""The same act for many journeys over HTTP: looked at with `preview`, then sent, with what became of each journey."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.http.access import OfProgramme
from api.http.bulk import BulkAnswer, BulkRequest, carry_out
from api.http.commands import IdempotencyKey
from api.http.description import own_problems
from api.http.once import request_digest
from api.http.problems import CannotBeDone, FileNotStored, NoRoleForAct, NoSuch, ReasonMissing
from api.http.serving import Serving

router = APIRouter(tags=["acts"])


@router.post("/bulk", openapi_extra=own_problems(NoSuch, CannotBeDone, NoRoleForAct, ReasonMissing, FileNotStored))
async def bulk(
    body: BulkRequest, request: Request, key: IdempotencyKey, caller: OfProgramme, services: Serving
) -> BulkAnswer:
    """Do the same act in up to 500 journeys, or with `preview` say what would become of it.

    Each journey decides for itself. Sent again with the same key, nothing is done twice and what is left is done.
    """
    return await carry_out(services, caller, key, request_digest(request, body), body)
