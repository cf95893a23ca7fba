"""The programme's desk: progress to the target, what needs a decision, and the table of regions by stages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from fastapi import APIRouter, Response

from api.http.access import OfProgramme
from api.http.asking import broken_cursor
from api.http.serving import Serving
from api.pages.programme_counts import counts_of
from api.pages.programme_query import SIMPLE, TableAsked, TableQuery
from api.pages.programme_table import RegionRow, row_of
from api.pages.rendering import Showing, with_query
from api.services import Services
from domain.model import Journey
from domain.seats import outstanding
from domain.vocabulary import Role
from records.cursor import CursorBroken
from records.journey_list import Direction, JourneyList, JourneyPage, Sort
from records.people import People
from records.programme import Programme
from records.reading import CohortLine, JourneyLine, Reading

router = APIRouter(include_in_schema=False)

TARGET = 100
"""Regions with a plan that the movement is named for."""


@router.get("/programme")
async def desk(asked: TableQuery, caller: OfProgramme, services: Serving, pages: Showing) -> Response:
    """The programme's desk."""
    programme = Programme(services.pool)
    waiting, counted, provinces, page = await asyncio.gather(
        programme.waiting(),
        counts_of(pages.request.app, services.pool, asked.as_of),
        programme.provinces(),
        _page(services, caller.person, asked),
    )
    cohorts = counted.cohorts
    return await pages.page(
        "programme/desk.html",
        caller,
        asked=asked,
        waiting=waiting,
        counted=counted,
        target=TARGET,
        cohorts=cohorts,
        provinces=provinces,
        rows=await rows_of(services, page.items, asked.instant),
        more=with_query("/programme", asked.query(after=page.next)) if page.next else "",
        at=lambda **other: with_query("/programme", asked.query(after=None, **other)),
        turned=lambda sort: _turned(asked, Sort(sort)),
        all_of_them=_selection(asked, cohorts),
        acts=Role.PROGRAMME_MANAGER,
    )


async def _page(services: Services, person: str, asked: TableAsked) -> JourneyPage:
    try:
        return await JourneyList(services.pool).page(person, asked.journeys, asked.instant, everything=True)
    except CursorBroken as broken:
        raise broken_cursor(broken) from None


async def rows_of(services: Services, lines: Sequence[JourneyLine], as_of: datetime) -> tuple[RegionRow, ...]:
    """The rows of journeys, with the names of those who are outstanding."""
    states = await Reading(services.pool).states([line.journey_id for line in lines])
    people = {who for state in states.values() for who in outstanding(state)}
    names = await People(services.pool).names(sorted(people))
    # Days are counted for every row: not on the loop that serves all.
    return await asyncio.to_thread(_rows, lines, states, as_of, names)


def _rows(
    lines: Sequence[JourneyLine], states: Mapping[str, Journey], as_of: datetime, names: Mapping[str, str]
) -> tuple[RegionRow, ...]:
    return tuple(row_of(line, states.get(line.journey_id), as_of, names) for line in lines)


def _turned(asked: TableAsked, sort: Sort) -> tuple[str, str]:
    """Where the head of a column leads, and how the table is sorted by it now, as `aria-sort` says it."""
    current = (asked.sort or Sort.REGION_CODE) is sort
    down = asked.direction is Direction.DESCENDING
    direction = Direction.DESCENDING if current and not down else Direction.ASCENDING
    address = with_query("/programme", asked.query(after=None, sort=sort.value, direction=direction.value))
    return address, ("descending" if down else "ascending") if current else "none"


def _selection(asked: TableAsked, cohorts: Sequence[CohortLine]) -> str:
    """Where all journeys that fit lead to be acted on, on other pages too; "" where a selection cannot say which."""
    cohort = asked.cohort or (cohorts[0].cohort if len(cohorts) == 1 else None)
    if cohort is None or asked.province is not None or asked.q is not None:
        return ""
    said = {name: value for name, value in asked.query().items() if name in (*SIMPLE, "as_of")}
    return with_query("/programme/bulk", said | {"cohort": cohort})
