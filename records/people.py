"""People: the only place where names and addresses are kept; everything else carries their ids."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from domain.shape import Frozen, Line, Person
from records.statements import statements


class PersonRecord(Frozen):
    """A person. `sample` marks one who is made up."""

    id: Person
    name: Line
    email: str | None = None
    phone: str | None = None
    sample: bool = False


class People:
    """The people of the programme and the regions."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def save(self, people: Sequence[PersonRecord]) -> None:
        """Add people, or replace what is known of those with the same id; all or none."""
        unique = {person.id: person for person in people}.values()
        await self._pool.execute(
            statements("reading")["save_people"],
            [p.id for p in unique],
            [p.name for p in unique],
            [p.email for p in unique],
            [p.phone for p in unique],
            [p.sample for p in unique],
        )

    async def find(self, ids: Sequence[str]) -> dict[str, PersonRecord]:
        """The people with these ids; an id nobody has is left out."""
        rows = await self._pool.fetch(statements("reading")["people"], list(ids))
        return {row["id"]: PersonRecord(**dict(row)) for row in rows}

    async def names(self, ids: Sequence[str]) -> dict[str, str]:
        """The names of those people who are known, by id."""
        return {id_: person.name for id_, person in (await self.find(ids)).items()}
