"""The catalogue of published plans for the public: search and filters, and a page for each region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from markupsafe import Markup
from pydantic import ValidationError

from activities.documents.blocks import ChapterRefused
from activities.documents.qr import BookCode, check_url, qr_svg
from api.forms.words import name_of_member
from api.http.access import MaybeSignedIn
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.pages.chapter_html import shown_chapter
from api.pages.rendering import Showing, with_query
from api.services import Services
from domain.model import Journey
from domain.shape import Key
from domain.values import ChapterName
from domain.vocabulary import DocumentKind, Pillar
from records.catalogue import (
    Catalogue,
    CataloguePage,
    CatalogueQuery,
    PublishedDocument,
    PublishedProgramme,
    WholeEntry,
)
from records.cursor import CursorBroken
from records.reading import Reading

router = APIRouter(include_in_schema=False)

FILTERS = ("text", "province", "pillar", "cohort", "type")
PASSAGES = 5
"""Paragraphs of a chapter that a region's page shows; the whole is in the book."""
SUMMARY, VISION = "ringkasan", "visi"
"""What the titles of the chapters hold in which a region says its plan in short, and what it wants to become."""

RegionId = Annotated[Key, Path(description="The region's id.")]


@dataclass(frozen=True)
class PillarPlan:
    """What a plan has for one pillar."""

    pillar: Pillar
    entry: WholeEntry

    @property
    def programmes(self) -> list[PublishedProgramme]:
        """The programmes of this pillar."""
        return [line for line in self.entry.programmes if line.pillar is self.pillar]

    @property
    def budget(self) -> int:
        """Whole rupiah over all years."""
        return sum(line.budget for line in self.programmes)


@dataclass(frozen=True)
class BookShown:
    """A published book, the page that checks it, and the QR code that leads there."""

    document: PublishedDocument
    check: str
    code: Markup


@router.get("/catalogue")
async def catalogue(request: Request, caller: MaybeSignedIn, services: Serving, pages: Showing) -> Response:
    """Search the published plans; what a filter does not know is left out, so that no address is wrong."""
    asked = query_of(request.query_params)
    records = Catalogue(services.pool)
    found, asked = await _found(records, asked)
    given = {name: getattr(asked, name) for name in FILTERS}
    choices = await records.choices()
    following = with_query("/catalogue", {**_shown(asked), "after": found.next}) if found.next else None
    return await pages.page(
        "public/catalogue.html",
        caller,
        asked=asked,
        found=found,
        provinces=[(name, name) for name in choices.provinces],
        cohorts=[(cohort, cohort) for cohort in choices.cohorts],
        pillars=[(pillar, name_of_member(pillar)) for pillar in Pillar],
        narrowed=any(given.values()) or asked.include_withdrawn,
        following=following,
    )


@router.get("/catalogue/{region}")
async def region_page(
    region: RegionId,
    caller: MaybeSignedIn,
    services: Serving,
    pages: Showing,
    cohort: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """What a region has published: its plan that counts, or the one of the cohort that is asked for."""
    entries = await Catalogue(services.pool).of_region(region)
    entry = next((one for one in entries if cohort is None or one.cohort == cohort), None)
    if entry is None:
        raise NoSuch(what="published plan of", id=region)
    state = await Reading(services.pool).state(entry.journey_id)
    return await pages.page(
        "public/region.html",
        caller,
        entry=entry,
        others=[one for one in entries if one is not entry],
        zone=state.region.zone if state else "WIB",
        pillars=[PillarPlan(pillar, entry) for pillar in Pillar],
        summary=await _passages(services, state, SUMMARY),
        vision=await _passages(services, state, VISION),
        books=_books(services, entry),
        certificates=[one for one in entry.documents if one.kind is not DocumentKind.BOOK],
    )


def query_of(given: Mapping[str, str]) -> CatalogueQuery:
    """What an address asks for; empty fields of a form, and values that there are not, are left out."""
    wanted = {name: given[name] for name in (*FILTERS, "include_withdrawn", "after") if given.get(name)}
    try:
        return CatalogueQuery.model_validate(wanted)
    except ValidationError as wrong:
        left_out = {str(error["loc"][0]) for error in wrong.errors()}
        return CatalogueQuery.model_validate({name: value for name, value in wanted.items() if name not in left_out})


async def _found(records: Catalogue, asked: CatalogueQuery) -> tuple[CataloguePage, CatalogueQuery]:
    """A page of the search; from its beginning where the address says a place that there is not."""
    try:
        return await records.search(asked), asked
    except CursorBroken:
        first = asked.model_copy(update={"after": None})
        return await records.search(first), first


def _shown(asked: CatalogueQuery) -> dict[str, object]:
    """The query of an address for what was asked."""
    return {**{name: getattr(asked, name) for name in FILTERS}, "include_withdrawn": asked.include_withdrawn or None}


async def _passages(services: Services, state: Journey | None, title: str) -> list[Markup]:
    """The first paragraphs of the published chapter whose title holds a word; none where there is no such chapter."""
    if state is None or state.publication is None:
        return []
    later = [edition for edition in state.editions if edition.at is not None]
    versions = later[-1].versions if later else state.submissions[state.publication.submission - 1].versions
    titles = [(book.key, chapter.key, chapter.title) for book in state.policy.books for chapter in book.chapters]
    for (book, key, called), version in zip(titles, versions, strict=False):
        chapter = state.chapter(ChapterName(book=book, chapter=key))
        if title in called.lower().split() and chapter is not None and version:
            try:
                found = await shown_chapter(services, state.id, chapter.versions[version - 1])
            except (ChapterRefused, NoSuch):
                return []  # the book itself is there to be read
            return [passage.html for passage in found.passages if passage.counts][:PASSAGES]
    return []


def _books(services: Services, entry: WholeEntry) -> list[BookShown]:
    """The published books, those of the newest edition first."""
    hashes = {edition.number: edition.sha256 for edition in entry.editions}
    found = []
    for document in sorted(entry.documents, key=lambda one: (-one.edition, one.about)):
        if document.kind is DocumentKind.BOOK:
            code = BookCode(books=hashes[document.edition], book=document.about)
            address = check_url(services.settings.public_url, code)
            found.append(BookShown(document, f"/check/{code.books}/{code.book}", Markup(qr_svg(address))))
    return found
