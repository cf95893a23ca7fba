"""Help: a page for each desk, and the programme's words explained."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.http.access import MaybeSignedIn
from api.http.problems import NotFound
from api.pages.help_terms import TERMS
from api.pages.help_texts import PAGES, help_page
from api.pages.rendering import Showing

router = APIRouter(include_in_schema=False)


@router.get("/help")
async def index(caller: MaybeSignedIn, pages: Showing) -> Response:
    """Every help, and the words."""
    return await pages.page("help/index.html", caller, helps=PAGES, terms=TERMS)


@router.get("/help/{page:path}")
async def show(page: str, caller: MaybeSignedIn, pages: Showing) -> Response:
    """The help of a desk; a page below it has the desk's."""
    found = help_page(page[:200])
    if found is None:
        raise NotFound
    used = [term for term in TERMS if term.anchor in found.terms]
    return await pages.page("help/page.html", caller, help=found, helps=PAGES, terms=used)
