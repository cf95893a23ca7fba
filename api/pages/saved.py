"""Filters that a visitor keeps under a name, for any page with filters in its address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, Response
from pydantic import StringConstraints

from api.http.access import Myself
from api.http.serving import Serving
from api.pages.rendering import Showing
from domain.shape import PRINTABLE_LINE
from domain.words.phrase import Phrase
from records.saved_filters import MOST, SavedFilter, SavedFilters

router = APIRouter(include_in_schema=False)

SAVED = Phrase("Saringan “{name}” disimpan.", "The filter “{name}” is kept.")
DROPPED = Phrase("Saringan “{name}” dihapus.", "The filter “{name}” is forgotten.")
FULL = Phrase(
    "Sudah ada {most} saringan untuk halaman ini. Hapus dulu yang tidak dipakai.",
    "There are {most} filters for this page already. Forget one first.",
)
UNNAMED = Phrase("Beri nama saringan itu dulu.", "Give the filter a name first.")

PagePath = Annotated[str, Form(max_length=100, pattern=r"^/[a-z0-9][a-z0-9/-]{0,98}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=PRINTABLE_LINE), Form()]
Query = Annotated[str, Form(max_length=1000, pattern=PRINTABLE_LINE)]


@router.post("/filters")
async def save(
    caller: Myself, services: Serving, pages: Showing, page: PagePath, query: Query, name: Name = ""
) -> Response:
    """Keep the filters of a page under a name; one of the same name is replaced."""
    language = await pages.language(caller)
    kept = urlencode([(field, value) for field, value in parse_qsl(query) if field != "after"])
    back = f"{page}?{kept}" if kept else page
    if not name:
        return pages.go(back, UNNAMED.into(language), tone="warn")
    done = await SavedFilters(services.pool).save(
        caller.person, page, SavedFilter(name=name, query=kept), datetime.now(UTC)
    )
    said = SAVED if done else FULL
    return pages.go(back, said.into(language).format(name=name, most=MOST), tone="good" if done else "warn")


@router.post("/filters/drop")
async def drop(caller: Myself, services: Serving, pages: Showing, page: PagePath, name: Name) -> Response:
    """Forget a filter."""
    await SavedFilters(services.pool).drop(caller.person, page, name)
    return pages.go(page, DROPPED.into(await pages.language(caller)).format(name=name))
