"""The newest entries of all journals in one order: what streams of changes are read from, see `Changes`.

An entry is given only once every transaction that could still add an entry before it has ended, so that a reader who
goes on from the last place he was given misses nothing, however late a transaction ends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime, Field

from domain.roles import IN_PERSON_ROLES
from domain.shape import Frozen
from domain.vocabulary import Role
from records.statements import statements

KEPT = timedelta(days=7)
"""For how long changes are kept."""
PLACE = r"^[0-9]{1,18}-[0-9]{1,18}$"
"""How a place is written."""
A_PAGE = 500
"""The most changes that are read at once."""

Connection = PoolConnectionProxy | asyncpg.Pool


@dataclass(frozen=True, order=True)
class Place:
    """A place in the changes: what comes after it is new to whoever was there. Written `<xact>-<position>`."""

    xact: int
    position: int

    def __str__(self) -> str:
        return f"{self.xact}-{self.position}"


def place_of(text: str) -> Place:
    """The place that a text stands for. Raises `ValueError` for one that is not written like a place."""
    if not re.fullmatch(PLACE, text):
        raise ValueError(f"“{text[:80]}” is no place in the changes")
    xact, _, position = text.partition("-")
    return Place(int(xact), int(position))


class Change(Frozen):
    """A new entry in the journal of a journey; `at` is the journey's time. The cohort and code are those it has now."""

    journey: str = Field(examples=["journey-2019-kab-klaten"])
    cohort: str | None = Field(examples=["2019"])
    region_code: str | None = Field(examples=["33.10"])
    seq: int = Field(examples=[42])
    kind: str = Field(examples=["chapter_saved"])
    at: AwareDatetime = Field(examples=["2019-07-01T03:12:00Z"])


@dataclass(frozen=True)
class Placed:
    """A change with its place; `roles` are those that the person it was read for holds in its journey."""

    place: Place
    change: Change
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Batch:
    """Settled changes in order. `more` when there are others at once, `unsettled` when some will be in a moment."""

    changes: tuple[Placed, ...]
    more: bool
    unsettled: bool


@dataclass(frozen=True)
class Wanted:
    """Which changes are read: those of the journeys of a person (None: of everybody), of one journey, of a cohort."""

    person: str | None = None
    journey: str | None = None
    cohort: str | None = None


class Changes:
    """The changes in PostgreSQL, read over a pool or a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sql = statements("changes")

    async def now(self) -> Place:
        """The place after everything that may be given now."""
        return Place(int(await self._connection.fetchval(self._sql["now"])), 0)

    async def since(self, place: Place) -> Batch:
        """What came after a place."""
        rows = await self._connection.fetch(self._sql["since"], str(place.xact), place.position, A_PAGE)
        settled = tuple(_placed(row) for row in rows if row["settled"])
        unsettled = len(settled) < len(rows)
        return Batch(settled, more=len(settled) == A_PAGE, unsettled=unsettled)

    async def between(self, after: Place, until: Place, wanted: Wanted, now: datetime) -> Batch:
        """What is wanted of what came after a place and not after another one, which has been settled.

        A person's journeys are those in which he has a role at `now`, or stands in for somebody who has one.
        """
        rows = await self._connection.fetch(
            self._sql["between"],
            str(after.xact),
            after.position,
            str(until.xact),
            until.position,
            A_PAGE,
            wanted.person,
            wanted.journey,
            wanted.cohort,
            now,
            list(IN_PERSON_ROLES),
        )
        return Batch(tuple(_placed(row) for row in rows), more=len(rows) == A_PAGE, unsettled=False)

    async def members(self, journeys: Sequence[str], now: datetime) -> Mapping[str, Mapping[str, frozenset[Role]]]:
        """By journey and person, the roles at `now`, those included in which somebody stands in for another."""
        found: defaultdict[str, defaultdict[str, set[Role]]] = defaultdict(lambda: defaultdict(set))
        for row in await self._connection.fetch(self._sql["members"], list(journeys), now, list(IN_PERSON_ROLES)):
            found[row["journey_id"]][row["person"]].add(Role(row["role"]))
        return {
            journey: {person: frozenset(roles) for person, roles in people.items()} for journey, people in found.items()
        }

    async def is_kept(self, place: Place, now: datetime) -> bool:
        """Whether everything after a place is still here, so that one can go on from it."""
        kept: bool = await self._connection.fetchval(self._sql["is_kept"], str(place.xact), place.position, now - KEPT)
        return kept

    async def clear_away(self, now: datetime) -> None:
        """Delete what is older than `KEPT`."""
        await self._connection.execute(self._sql["clear_away"], now - KEPT)


def _placed(row: asyncpg.Record) -> Placed:
    fields = {name: row[name] for name in Change.model_fields}
    roles = frozenset(Role(role) for role in row["roles"]) if "roles" in row else frozenset()
    return Placed(Place(int(row["xact"]), row["position"]), Change(**fields), roles)
