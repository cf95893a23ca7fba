"""What is asked of the programme's table: filters, order, page, and the day as of which deadlines are looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.http.asking import EARLIEST, LATEST
from domain.calendar import end_of_day
from domain.shape import Key, Line
from domain.vocabulary import Party, Stage, Status, TimeZone
from records.journey_list import Direction, JourneyQuery, Sort

FIRST_DAY, LAST_DAY = EARLIEST.date(), LATEST.date()
SIMPLE = ("cohort", "status", "stage", "party", "overdue")
"""The filters that also select journeys for an act in many; province and text only narrow what is shown."""


def _none_if_empty(value: object) -> object:
    """A form sends every field: an empty one says nothing."""
    return None if value == "" else value


Blank = BeforeValidator(_none_if_empty)


class TableAsked(BaseModel):
    """What the address of a table says."""

    model_config = ConfigDict(frozen=True)

    cohort: Annotated[Key | None, Blank] = None
    status: Annotated[Status | None, Blank] = None
    stage: Annotated[Stage | None, Blank] = None
    party: Annotated[Party | None, Blank] = None
    overdue: Annotated[bool | None, Blank] = None
    province: Annotated[Annotated[str, Field(pattern=r"^[0-9]{2}$")] | None, Blank] = None
    q: Annotated[Line | None, Blank] = None
    sort: Annotated[Sort | None, Blank] = None
    direction: Annotated[Direction | None, Blank] = None
    as_of: Annotated[Annotated[date, Field(ge=FIRST_DAY, lt=LAST_DAY)] | None, Blank] = None
    after: Annotated[Annotated[str, Field(max_length=1000)] | None, Blank] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50

    @property
    def instant(self) -> datetime:
        """The end of work of the day asked about, or now."""
        return datetime.now(UTC) if self.as_of is None else end_of_day(self.as_of, TimeZone.WIB)

    @property
    def journeys(self) -> JourneyQuery:
        """The same as lists of journeys are asked."""
        return JourneyQuery(
            cohort=self.cohort,
            status=(self.status,) if self.status else (),
            stage=(self.stage,) if self.stage else (),
            party=self.party,
            overdue=self.overdue,
            province=self.province,
            q=self.q,
            sort=self.sort or Sort.REGION_CODE,
            direction=self.direction or Direction.ASCENDING,
            after=self.after,
            limit=self.limit,
        )

    def query(self, **other: object) -> dict[str, object]:
        """The parts of the address, some of them another; what says nothing is left out."""
        said = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True) | other
        return {name: _written(value) for name, value in said.items() if value not in (None, "")}

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return any(getattr(self, name) is not None for name in (*SIMPLE, "province", "q"))


def _written(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


TableQuery = Annotated[TableAsked, Query()]
