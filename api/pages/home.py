"""Where everybody comes in: who is signed in is led to his inbox, the public is shown what this is."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.http.access import MaybeSignedIn
from api.pages.rendering import Showing

router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(caller: MaybeSignedIn, pages: Showing) -> Response:
    """The start page of the public."""
    if caller is not None:
        return RedirectResponse("/inbox", status_code=303)
    return await pages.page("home.html", caller)
