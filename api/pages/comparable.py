"""Published programmes of comparable regions, for who is writing: what others do, and which office to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BeforeValidator

from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.serving import Serving
from api.pages.rendering import Showing
from api.pages.writing_room import writing_room
from domain.values import RegionOfJourney
from domain.vocabulary import Pillar
from domain.words.phrase import Phrase
from records.catalogue import Catalogue, CatalogueEntry, CatalogueQuery, PublishedProgramme, PublishedQuickWin

router = APIRouter(include_in_schema=False)

MOST_LOOKED_AT = 200
MOST_SHOWN = 8
FIRST_CITY = 71
"""From this number on the second half of a region's code is that of a kota."""


@dataclass(frozen=True)
class Comparable:
    """A published region with what it does in the pillars asked for, and why it is comparable."""

    entry: CatalogueEntry
    why: tuple[Phrase, ...]
    programmes: tuple[PublishedProgramme, ...]
    quick_wins: tuple[PublishedQuickWin, ...]


@router.get("/journeys/{journey}/comparable")
async def comparable(
    journey: JourneyId,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    pillar: Annotated[Pillar | None, Query(), BeforeValidator(lambda chosen: chosen or None)] = None,
    q: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The published regions nearest to this one: of its province and of its type first."""
    room = await writing_room(services, caller, journey)
    catalogue = Catalogue(services.pool)
    # A simulated region learns from real ones too; a real one never from what is made up.
    simulated = None if room.state.simulated else False
    page = await catalogue.search(CatalogueQuery(text=q, pillar=pillar, simulated=simulated, limit=MOST_LOOKED_AT))
    others = [entry for entry in page.entries if entry.region_id != room.state.region.id]
    nearest = sorted(others, key=lambda entry: -len(reasons(room.state.region, entry)))[:MOST_SHOWN]
    found = []
    for entry in nearest:
        whole = await catalogue.entry(entry.journey_id)
        if whole is not None:
            programmes = tuple(row for row in whole.programmes if pillar in (None, row.pillar))
            wins = tuple(win for win in whole.quick_wins if pillar in (None, win.pillar))
            found.append(Comparable(entry, reasons(room.state.region, entry), programmes, wins))
    return await pages.page(
        "books/comparable.html",
        caller,
        line=room.line,
        found=found,
        total=len(others),
        pillar=pillar,
        q=q,
    )


def reasons(own: RegionOfJourney, other: CatalogueEntry) -> tuple[Phrase, ...]:
    """What another region has in common with one, by their codes."""
    found = []
    if own.code[:2] == other.region_code[:2]:
        found.append(Phrase("satu provinsi", "same province"))
    if _is_city(own.code) == _is_city(other.region_code):
        city = _is_city(own.code)
        found.append(Phrase("sesama kota", "a city too") if city else Phrase("sesama kabupaten", "a regency too"))
    return tuple(found)


def _is_city(code: str) -> bool:
    return int(code[3:]) >= FIRST_CITY
