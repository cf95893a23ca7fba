"""Where everybody comes in: who is signed in is led to his inbox, the public is shown what this is."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from api.http.access import MaybeSignedIn
from api.http.serving import Serving
from api.pages.aim import aim_of
from api.pages.rendering import Showing
from records.catalogue import Catalogue, CatalogueQuery

router = APIRouter(include_in_schema=False)

NEWEST = 6
"""Publications that the start page shows."""
ROBOTS = """\
User-agent: *
Allow: /$
Allow: /catalogue
Allow: /progress
Allow: /check
Allow: /help
Allow: /static/
Disallow: /
"""
"""Search engines find what is for the public, and nothing else."""


@router.get("/")
async def start(caller: MaybeSignedIn, services: Serving, pages: Showing) -> Response:
    """The start page of the public."""
    if caller is not None:
        return RedirectResponse("/inbox", status_code=303)
    newest = await Catalogue(services.pool).search(CatalogueQuery(limit=NEWEST))
    return await pages.page("home.html", caller, aim=await aim_of(services.pool), newest=newest)


@router.get("/robots.txt")
async def robots(_caller: MaybeSignedIn) -> Response:
    """What search engines may look at."""
    return PlainTextResponse(ROBOTS)
