"""Saves drafts while somebody writes: a small answer that says so, for the forms of both desks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.http.access import OfDossier
from api.http.asking import JourneyId, state_of
from api.http.serving import Serving
from api.pages.judging import begun, keep, read_form
from api.pages.rendering import Showing

router = APIRouter(include_in_schema=False)

WorkKey = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_.-]{0,199}$")]


@router.post("/journeys/{journey}/drafts/{key}")
async def autosave(
    journey: JourneyId, key: WorkKey, request: Request, caller: OfDossier, services: Serving, pages: Showing
) -> Response:
    """Keep what stands in a form of judging; an older window is told and overwrites nothing."""
    sent = await read_form(request, services, caller, reading=False)
    state = await state_of(services, journey)
    await begun(services, state, caller, key)
    version = await keep(services, caller, journey, key, sent)
    return await pages.page(
        "review/draft_said.html",
        caller,
        cached=False,
        version=version,
        saved_at=datetime.now(UTC),
        zone=state.region.zone,
    )
