"""The catalogue of published plans over HTTP, for anybody: search, whole entries, counts, exports, published files."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.catalogue_file import KindOfFile, exported
from api.file_kinds import OFFICE, FileKind
from api.http.access import MaybeSignedIn
from api.http.asking import FileHash, JourneyId, broken_cursor
from api.http.description import own_problems
from api.http.downloads import FILE, attachment
from api.http.problems import NoSuch
from api.http.routes.documents import titled
from api.http.serving import Serving
from domain.regions import RegionKind
from domain.shape import PRINTABLE_LINE, Frozen
from domain.vocabulary import Pillar
from records.catalogue import Catalogue, CatalogueCounts, CatalogueEntry, CatalogueQuery, WholeEntry
from records.cursor import CursorBroken

router = APIRouter(tags=["catalogue"])

FORMS = {KindOfFile.JSON: FileKind("application/json", "json"), KindOfFile.XLSX: OFFICE["xl/"]}
EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            OFFICE["xl/"].media_type: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class CatalogueAsked(CatalogueQuery):
    """What is looked for: words, phrases in quotes, `or`, `-` before a word to leave out; filters; the page."""

    text: str = Field(default="", max_length=300, description="Words to look for.", examples=['"salak pondoh"'])
    pillar: Pillar | None = Field(default=None, description="Only plans with something of this pillar.")
    province: str | None = Field(
        default=None,
        max_length=100,
        pattern=PRINTABLE_LINE,
        description="A province's code or name.",
        examples=["Jawa Tengah"],
    )
    cohort: str | None = Field(default=None, max_length=80, pattern=PRINTABLE_LINE, examples=["2019"])
    adopted: bool | None = Field(default=None, description="Whether a regulation has adopted the plan; left out: both.")
    include_withdrawn: bool = Field(default=False, description="Withdrawn publications too.")
    simulated: bool | None = Field(default=None, description="Only what is simulated, or only what is real.")
    type: RegionKind | None = Field(default=None, description="Only kota, or only kabupaten.")
    after: str | None = Field(default=None, max_length=1000, description="The `next` of the page before.")


class CatalogueItems(Frozen):
    """A page of a search, the best first; `total` counts all that match, `next` leads to the following page."""

    total: int = Field(examples=[1])
    items: tuple[CatalogueEntry, ...]
    next: str | None = Field(examples=[None])


@router.get("/catalogue")
async def search(
    query: Annotated[CatalogueAsked, Query()], _caller: MaybeSignedIn, services: Serving
) -> CatalogueItems:
    """Search the published plans: names of regions, quick wins, programmes, kekhasan daerah."""
    try:
        page = await Catalogue(services.pool).search(query)
    except CursorBroken as broken:
        raise broken_cursor(broken) from None
    return CatalogueItems(total=page.total, items=page.entries, next=page.next)


@router.get("/catalogue/counts")
async def counts(
    _caller: MaybeSignedIn,
    services: Serving,
    simulated: Annotated[bool, Query(description="Count what is simulated instead of what is real.")] = False,
) -> CatalogueCounts:
    """Count the regions with a published plan, by province and pillar; what is simulated is counted apart."""
    return await Catalogue(services.pool).counts(simulated=simulated)


@router.get("/catalogue/export.{kind}", response_class=Response, responses=EXPORT)
async def export(
    kind: Annotated[KindOfFile, Path(description="The form of the file.")], _caller: MaybeSignedIn, services: Serving
) -> Response:
    """The whole catalogue as a file, withdrawn publications too; in the workbook nothing runs."""
    entries = await Catalogue(services.pool).everything()
    content = await asyncio.to_thread(exported, entries, kind)
    return attachment(content, FORMS[kind], f"catalogue.{kind}")


@router.get("/catalogue/{journey}", openapi_extra=own_problems(NoSuch))
async def entry(journey: JourneyId, _caller: MaybeSignedIn, services: Serving) -> WholeEntry:
    """Show a published plan whole: quick wins, programmes, adopting regulation, editions, documents with hashes."""
    found = await Catalogue(services.pool).entry(journey)
    if found is None:
        raise NoSuch(what="published plan of", id=journey)
    return found


@router.get(
    "/catalogue/{journey}/files/{sha256}",
    response_class=Response,
    responses=FILE,
    openapi_extra=own_problems(NoSuch),
)
async def published_file(journey: JourneyId, sha256: FileHash, _caller: MaybeSignedIn, services: Serving) -> Response:
    """A published book or certificate, by its hash; nothing of a publication that was withdrawn."""
    found = await Catalogue(services.pool).entry(journey)
    documents = found.documents if found is not None and found.withdrawn_at is None else ()
    for document in documents:
        if sha256 in (document.pdf, document.docx, document.original):
            return await titled(services, sha256, document.title, public=True)
    raise NoSuch(what="published file", id=sha256)
