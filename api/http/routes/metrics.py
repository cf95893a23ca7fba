"""Figures over HTTP: `/metrics`, for a Prometheus that has a token of an operator."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from api.http.access import Oversight
from api.http.metrics import MEDIA_TYPE, figures
from api.http.serving import Serving

router = APIRouter(include_in_schema=False)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request, _caller: Oversight, services: Serving) -> Response:
    """Everything that is counted, in Prometheus' text format."""
    content = await figures(services, request.app.state.requests, datetime.now(UTC))
    return Response(content, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
