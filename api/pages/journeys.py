"""The list of regions that somebody may see: filtered, sorted, by pages, as things stood on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from api.http.access import Myself
from api.http.asking import EARLIEST, LATEST
from api.http.serving import Serving
from api.pages.rendering import Showing, with_query
from domain.calendar import end_of_day
from domain.vocabulary import TimeZone
from domain.words.phrase import Phrase
from records.cursor import CursorBroken
from records.identity import Identities
from records.journey_list import JourneyList, JourneyQuery
from records.saved_filters import SavedFilters

router = APIRouter(include_in_schema=False)

HERE = "/journeys"
FIELDS = ("q", "stage", "status", "party", "cohort", "overdue", "mine", "sort", "after")
"""What the form and the links of the page ask with, besides the day."""
SEVERAL = ("stage", "status")
AS_OF = "as_of"


class NotAsked(Exception):
    """The list was asked for in a way that it cannot be; the words are for the page, by field."""

    def __init__(self, errors: Mapping[str, Phrase]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


@router.get("/journeys")
async def journeys(request: Request, caller: Myself, services: Serving, pages: Showing) -> Response:
    """The regions one may see: one's own, or all with a role in the whole programme."""
    given = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    everything = bool(await Identities(services.pool).programme_roles(caller.person))
    errors: dict[str, Phrase] = {}
    try:
        query, at = query_in(given), instant_in(given)
        found = await JourneyList(services.pool).page(caller.person, query, at, everything=everything)
    except CursorBroken:
        return pages.go(with_query(HERE, {name: value for name, value in given.items() if name != "after"}))
    except NotAsked as wrong:
        errors = wrong.errors
        query, at = JourneyQuery(), datetime.now(UTC)
        found = await JourneyList(services.pool).page(caller.person, query, at, everything=everything)
    language = await pages.language(caller)
    said = {name: phrase.into(language) for name, phrase in errors.items()}
    return await pages.page(
        "journeys/list.html",
        caller,
        status=422 if errors else 200,
        items=found.items,
        given={name: given.get(name, "") for name in (*FIELDS, AS_OF)},
        filtered=any(given.get(name) for name in (*FIELDS, AS_OF) if name not in ("sort", "after")),
        everything=everything,
        at=at,
        next=with_query(HERE, {**given, "after": found.next}) if found.next else None,
        first=with_query(HERE, {**given, "after": ""}) if given.get("after") else None,
        query=urlencode({name: value for name, value in given.items() if name in (*FIELDS, AS_OF) and name != "after"}),
        saved=await SavedFilters(services.pool).of(caller.person, HERE),
        errors=said,
        problems=list(said.values()),
    )


def query_in(given: Mapping[str, str]) -> JourneyQuery:
    """What is asked of the list. Raises `NotAsked`."""
    asked: dict[str, Any] = {name: given[name] for name in FIELDS if name in given}
    asked |= {name: (asked[name],) for name in SEVERAL if name in asked}
    try:
        return JourneyQuery.model_validate(asked)
    except ValidationError as error:
        wrong = Phrase("Saringan ini tidak dikenal.", "There is no such filter.")
        raise NotAsked({str(one["loc"][0]): wrong for one in error.errors(include_url=False)}) from None


def instant_in(given: Mapping[str, str]) -> datetime:
    """The instant as of which is asked: the end of the day given, or now. Raises `NotAsked`."""
    if AS_OF not in given:
        return datetime.now(UTC)
    try:
        at = end_of_day(date.fromisoformat(given[AS_OF]), TimeZone.WIB)
    except ValueError:
        at = LATEST.replace(year=LATEST.year + 1)
    if not EARLIEST <= at <= LATEST:
        wrong = Phrase("Tulis tanggal seperti 2027-01-05.", "Give a day such as 2027-01-05.")
        raise NotAsked({AS_OF: wrong})
    return at
