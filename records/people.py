"""People: the only place where names and addresses are kept; everything else carries their ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import asyncpg
from pydantic import AwareDatetime, Field

from domain.roles import REGIONAL_ROLES
from domain.shape import Frozen, Key, Line, Person
from domain.vocabulary import Role
from records.statements import statements

MOST_SAMPLES = 2000
"""Sample people that are listed."""
ERASED_NAME = "(dihapus)"
"""What stands for the name of a person who was erased."""


class PersonErased(Exception):
    """Somebody is to be made known who was erased, and does not come back by that."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(
            f"{', '.join(ids)}: erased, and not known again by the same id. Nobody was saved. Give the person a new id."
        )
        self.ids = tuple(ids)


class PersonRecord(Frozen):
    """A person. `sample` marks one who is made up; `erased_at` one of whom nothing is kept but the id."""

    id: Person = Field(examples=["kab-klaten.coordinator"])
    name: Line = Field(examples=["Koordinator Kabupaten Klaten (contoh)"])
    email: str | None = Field(default=None, examples=["kab-klaten.coordinator@example.go.id"])
    phone: str | None = Field(default=None, examples=["0811 222 333"])
    sample: bool = False
    erased_at: AwareDatetime | None = Field(default=None, examples=[None])


class PersonLine(Frozen):
    """A person in a list: no contact data, but the roles held now, in the whole programme and in journeys."""

    id: Person = Field(examples=["pengelola-program"])
    name: Line = Field(examples=["Pengelola Program (contoh)"])
    sample: bool
    programme_roles: tuple[Role, ...] = Field(examples=[["programme_manager"]])
    roles: tuple[Role, ...] = Field(examples=[["programme_manager"]])


class SampleLine(PersonLine):
    """A person who is made up; `region` is the name of the region where his only part is."""

    region: Line | None = None


class MemberLine(Frozen):
    """A part in a journey, present or past; `name` None where the person is not known, `until` None while it lasts."""

    person: Person = Field(examples=["kab-banjar.coordinator"])
    name: Line | None = Field(examples=["Koordinator Kabupaten Banjar (contoh)"])
    role: Role = Field(examples=["coordinator"])
    agency: Key | None = Field(examples=[None])
    since: date
    until: date | None = Field(examples=[None])


class Part(Frozen):
    """A part that a person has in a journey now."""

    journey_id: str = Field(examples=["journey-2019-kab-banjar"])
    region_name: str = Field(examples=["Kabupaten Banjar"])
    cohort: str = Field(examples=["2019"])
    status: str = Field(examples=["open"])
    role: Role = Field(examples=["coordinator"])
    agency: Key | None = Field(examples=[None])
    since: date


class People:
    """The people of the programme and the regions."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("people")

    async def save(self, people: Sequence[PersonRecord]) -> None:
        """Add people, or replace what is known of those with the same id; all or none.

        Raises `PersonErased` when one of them was erased: an old file must not bring anybody back.
        """
        unique = {person.id: person for person in people}.values()
        async with self._pool.acquire() as connection, connection.transaction():
            rows = await connection.fetch(
                self._sql["save_people"],
                [p.id for p in unique],
                [p.name for p in unique],
                [p.email for p in unique],
                [p.phone for p in unique],
                [p.sample for p in unique],
            )
            if left := {p.id for p in unique} - {row["id"] for row in rows}:
                raise PersonErased(sorted(left))

    async def add(self, person: PersonRecord) -> bool:
        """Make somebody new known; False, and nothing done, where somebody has or had that id."""
        values = (person.id, person.name, person.email, person.phone, person.sample)
        return await self._pool.fetchval(self._sql["add_person"], *values) is not None

    async def find(self, ids: Sequence[str]) -> dict[str, PersonRecord]:
        """The people with these ids, those who were erased too; an id nobody has is left out."""
        rows = await self._pool.fetch(self._sql["people"], list(ids))
        return {row["id"]: PersonRecord(**dict(row)) for row in rows}

    async def names(self, ids: Sequence[str]) -> dict[str, str]:
        """The names of those people who are known, by id."""
        return {id_: person.name for id_, person in (await self.find(ids)).items()}

    async def search(self, text: str, *, after: str = "", limit: int = 100) -> tuple[PersonLine, ...]:
        """People by a part of their name or id, in the order of their ids, from behind `after` on."""
        rows = await self._pool.fetch(self._sql["search_people"], text, after, limit)
        return tuple(PersonLine(**dict(row)) for row in rows)

    async def outside_regions(self, role: Role | None = None, *, limit: int = 300) -> tuple[PersonLine, ...]:
        """People who hold no role of a region, by name; those first who hold `role` in some journey or programme."""
        sql = self._sql["people_outside_regions"]
        rows = await self._pool.fetch(sql, list(REGIONAL_ROLES), role, limit)
        return tuple(PersonLine(**dict(row)) for row in rows)

    async def members(self, journey: str) -> tuple[MemberLine, ...]:
        """Everybody who has or had a part in a journey, in the order of appointment."""
        rows = await self._pool.fetch(self._sql["members_of_journey"], journey)
        return tuple(MemberLine(**dict(row)) for row in rows)

    async def parts(self, person: str) -> tuple[Part, ...]:
        """The parts that a person has now, in every journey."""
        rows = await self._pool.fetch(self._sql["parts_of_person"], person)
        return tuple(Part(**dict(row)) for row in rows)

    async def samples(self) -> tuple[SampleLine, ...]:
        """The people who are made up, by id, with the roles that they hold now."""
        rows = await self._pool.fetch(self._sql["sample_people"], MOST_SAMPLES)
        return tuple(SampleLine(**dict(row)) for row in rows)
