"""Lists of journeys, a page at a time: what a person may see, filtered, sorted; the cost of a page does not grow."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

import asyncpg
from pydantic import AwareDatetime, Field

from domain.roles import IN_PERSON_ROLES
from domain.shape import Frozen, Key, Line
from domain.vocabulary import Outcome, Party, Role, Stage, Status, Task
from records.cursor import CursorBroken, read, written
from records.reading import JourneyLine
from records.statements import statements


class Sort(StrEnum):
    """What a list is sorted by."""

    REGION_CODE = "region_code"
    NAME = "name"
    DUE = "due"
    SINCE = "since"


class Direction(StrEnum):
    """Which end comes first."""

    ASCENDING = "asc"
    DESCENDING = "desc"


# Each of these has an index, and no null: what has no due date comes as if it were due at the end of time.
COLUMNS: dict[Sort, tuple[str, str]] = {
    Sort.REGION_CODE: ("j.region_code", "text"),
    Sort.NAME: ("j.region_name", "text"),
    Sort.DUE: ("coalesce(j.turn_due, timestamptz 'infinity')", "timestamptz"),
    Sort.SINCE: ("j.turn_since", "timestamptz"),
}
"""The expression that a list is sorted by, and its type."""


FILTERS = ("cohort", "status", "stage", "party", "task", "region", "province", "q", "simulated")
"""The fields of a query that are conditions with a value, by the names of their statements."""
GIVEN = 5
"""Values that every page is given before those of its conditions."""


class JourneyQuery(Frozen):
    """What is asked for; None means any."""

    cohort: Key | None = Field(default=None, description="Only of a cohort, by its id.", examples=["2019"])
    status: tuple[Status, ...] = Field(default=(), max_length=10, description="Only with one of these statuses.")
    stage: tuple[Stage, ...] = Field(default=(), max_length=10, description="Only in one of these stages.")
    party: Party | None = Field(default=None, description="Only where it is this party's turn.")
    task: Task | None = Field(default=None, description="Only where the turn is for this task.")
    region: Key | None = Field(default=None, description="Only of a region, by its code or id.", examples=["33.10"])
    province: str | None = Field(
        default=None, pattern=r"^[0-9]{2}$", description="Only of a province, by its code.", examples=["33"]
    )
    q: Line | None = Field(default=None, description="A part of the region's name, large or small.", examples=["klat"])
    simulated: bool | None = Field(default=None, description="Only what is simulated, or only what is real.")
    overdue: bool | None = Field(default=None, description="Only what is overdue as of `as_of`, or only what is not.")
    mine: bool = Field(
        default=False, description="Only where one holds a role in the journey, for those who may see all too."
    )
    sort: Sort = Field(default=Sort.REGION_CODE, description="What the list is sorted by; without a due date is last.")
    direction: Direction = Field(default=Direction.ASCENDING, description="Which end comes first.")
    after: str | None = Field(default=None, max_length=1000, description="The `next` of the page before.")
    limit: int = Field(default=50, ge=1, le=200, description="The most journeys of a page.")


class JourneyOfPerson(JourneyLine):
    """A journey in a person's list, with the roles that he has in it, those included of people he stands in for."""

    my_roles: tuple[Role, ...] = Field(default=(), examples=[["coordinator"]])


class JourneyPage(Frozen):
    """A page of a list; `next` leads to the following one, None at the end."""

    items: tuple[JourneyOfPerson, ...]
    next: str | None = Field(examples=["eyJzb3J0IjoicmVnaW9uX2NvZGUifQ"])


class AgencyRequest(Frozen):
    """A journey in which a person speaks for an agency, and what that agency has answered last; None: nothing yet."""

    journey_id: Key
    cohort: Key
    region_name: Line
    status: Status
    stage: Stage
    agency: Key
    due: AwareDatetime | None
    """Until when the approvers' turn lasts; None while it is not theirs."""
    outcome: Outcome | None


class _Place(Frozen):
    """Where a page ended; another order has no such place."""

    sort: Sort
    direction: Direction
    value: str = Field(max_length=400, pattern=r"^[^\x00]*$")
    journey: Key


class JourneyList:
    """Pages of journeys from the read tables."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def page(self, person: str, query: JourneyQuery, as_of: datetime, *, everything: bool) -> JourneyPage:
        """A page of the journeys in which a person has a role, or stands in for somebody who has one; or of all of
        them where he may see `everything`.

        Raises `CursorBroken` when `after` is not the `next` of a page in the same order.
        """
        statement, values = asked(query, everything=everything)
        now, in_person = datetime.now(UTC), list(IN_PERSON_ROLES)
        rows = await self._pool.fetch(statement, person, as_of, query.limit + 1, now, in_person, *values)
        shown = rows[: query.limit]
        items = tuple(JourneyOfPerson(**{k: v for k, v in row.items() if k != "place"}) for row in shown)
        return JourneyPage(items=items, next=_next(query, shown[-1]) if len(rows) > len(shown) else None)

    async def asked_of_agency(self, person: str) -> tuple[AgencyRequest, ...]:
        """Everything asked of the agencies a person speaks for; what waits for an answer first."""
        rows = await self._pool.fetch(statements("journey_list")["asked_of_agency"], person)
        return tuple(AgencyRequest(**dict(row)) for row in rows)


def asked(query: JourneyQuery, *, everything: bool) -> tuple[str, list[object]]:
    """The statement with only the conditions that were asked for, and their values."""
    sql = statements("journey_list")
    sort, type_ = COLUMNS[query.sort]
    conditions: list[str] = [] if everything and not query.mine else [sql["mine"]]
    values: list[object] = []

    def place_of(value: object) -> str:
        values.append(value)
        return f"${len(values) + GIVEN}"

    for name in FILTERS:
        wanted = getattr(query, name)
        if wanted is not None and wanted != ():
            value = list(wanted) if isinstance(wanted, tuple) else wanted
            conditions.append(sql[name].format(value=place_of(value)))
    if query.overdue is not None:
        conditions.append(sql["overdue" if query.overdue else "not_overdue"])
    place = _place(query)
    if place is not None:
        beyond = ">" if query.direction is Direction.ASCENDING else "<"
        value, journey = place_of(place.value), place_of(place.journey)
        conditions.append(sql["after"].format(sort=sort, beyond=beyond, value=value, type=type_, journey=journey))
    where = "\n    and ".join(conditions or ["true"])
    return sql["page"].format(sort=sort, conditions=where, direction=query.direction), values


def _place(query: JourneyQuery) -> _Place | None:
    if query.after is None:
        return None
    place = read(query.after, _Place)
    if (place.sort, place.direction) != (query.sort, query.direction):
        raise CursorBroken("the place is one of a list in another order")
    if COLUMNS[place.sort][1] == "timestamptz" and place.value != "infinity":
        try:
            datetime.fromisoformat(place.value)
        except ValueError as error:
            raise CursorBroken("the place is no instant") from error
    return place


def _next(query: JourneyQuery, row: asyncpg.Record) -> str:
    place = _Place(sort=query.sort, direction=query.direction, value=row["place"], journey=row["journey_id"])
    return written(place)
