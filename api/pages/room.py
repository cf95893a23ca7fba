"""The room of a region: where its journey stands, and the ways to everything else of it."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Response

from api.forms.wanted import forms_for
from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.problems import NoSuchJourney
from api.http.serving import Serving
from api.journey_view import look
from api.pages.rendering import Showing
from records.reading import Reading

router = APIRouter(include_in_schema=False)


@router.get("/journeys/{journey}")
async def room(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """Where a journey stands."""
    now = datetime.now(UTC)
    line = await Reading(services.pool).line(journey, now)
    if line is None:
        raise NoSuchJourney(journey=journey)
    seen = await look(services.pool, line, now)
    forms = forms_for(seen.state, caller.person) if seen.state is not None else ()
    return await pages.page("room/overview.html", caller, line=line, view=seen.view, state=seen.state, forms=forms)
