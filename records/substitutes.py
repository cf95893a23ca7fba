"""Who stands in for whom, and when: `Substitutes`. Acts done so carry both names in the journal."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

import asyncpg
from pydantic import AwareDatetime, Field

from domain.calendar import DAY, local_date, start_of_day
from domain.shape import Frozen, Key, Line, Paragraph, Person
from domain.vocabulary import TimeZone
from records.statements import statements

LONGEST = timedelta(days=184)
"""From the first day to the last one, at most."""
SHOWN = timedelta(days=90)
"""For how long one that has ended is still listed."""
MOST_SHOWN = 100


class SubstituteLine(Frozen):
    """Somebody who stands in, with the days as they were given and since when and until when it holds.

    `ended_by` is who ended it before its last day was over; None where nobody did.
    """

    id: Key = Field(examples=["substitute-1a2b3c4d5e6f"])
    person: Person = Field(examples=["kab-banjar.coordinator"])
    person_name: Line | None = Field(default=None, examples=["Koordinator Kabupaten Banjar (contoh)"])
    substitute: Person = Field(examples=["kab-banjar.team-chair"])
    substitute_name: Line | None = Field(default=None, examples=["Ketua Tim Kabupaten Banjar (contoh)"])
    first_day: date
    last_day: date
    zone: TimeZone
    reason: Paragraph = Field(examples=["Diklat kepemimpinan."])
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    given_at: AwareDatetime
    ended_by: Person | None = Field(default=None, examples=[None])


class StoodInFor(Frozen):
    """Somebody for whom one stands in now."""

    person: Person
    name: Line | None


class SubstituteWanted(Frozen):
    """Who is to stand in for one, from the first day to the last one, and why."""

    substitute: Person = Field(examples=["kab-banjar.team-chair"])
    first_day: date = Field(examples=["2026-12-01"])
    last_day: date = Field(examples=["2026-12-11"])
    reason: Paragraph = Field(examples=["Diklat kepemimpinan."])


class SubstituteNotPossible(Exception):
    """Nobody can stand in as it is wanted; `field` is where that lies, `why` its stable name."""

    def __init__(self, field: str, why: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.why = why


class Substitutes:
    """Who stands in for whom, in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("inbox")

    async def give(self, person: str, wanted: SubstituteWanted, zone: TimeZone, now: datetime) -> SubstituteLine:
        """Hand one's tasks over; the same again gives what is there. Raises `SubstituteNotPossible`."""
        _check(person, wanted, local_date(now, zone))
        # From now on where it begins today: what was ended earlier today is over.
        starts_at = max(now, start_of_day(wanted.first_day, zone)).astimezone(UTC)
        ends_at = start_of_day(wanted.last_day + DAY, zone).astimezone(UTC)
        async with self._pool.acquire() as connection, connection.transaction():
            known = {row["id"] for row in await connection.fetch(self._sql["lock_people"], [person, wanted.substitute])}
            if wanted.substitute not in known:
                raise SubstituteNotPossible("substitute", "unknown", f"There is no person “{wanted.substitute}”.")
            found = await connection.fetchrow(self._sql["overlapping"], person, starts_at, ends_at)
            if found is not None:
                there = SubstituteLine(**dict(found))
                if all(getattr(there, name) == getattr(wanted, name) for name in SubstituteWanted.model_fields):
                    return there
                message = f"{there.substitute} stands in from {there.first_day} to {there.last_day} already."
                raise SubstituteNotPossible("first_day", "taken", message)
            line = SubstituteLine(
                id=f"substitute-{secrets.token_hex(6)}",
                person=person,
                zone=zone,
                starts_at=starts_at,
                ends_at=ends_at,
                given_at=now,
                **wanted.model_dump(),
            )
            await connection.execute(self._sql["save_substitute"], *_values(line))
        return line

    async def of(self, person: str, now: datetime) -> tuple[SubstituteLine, ...]:
        """What a person gave and got, the latest first; what ended more than `SHOWN` ago is left out."""
        rows = await self._pool.fetch(self._sql["substitutes_of"], person, now - SHOWN, MOST_SHOWN)
        return tuple(SubstituteLine(**dict(row)) for row in rows)

    async def end(self, id_: str, person: str, now: datetime) -> bool:
        """End it before its time, as either of the two; False when there is nothing to end."""
        return await self._pool.fetchval(self._sql["end_substitute"], id_, person, now) is not None

    async def stood_in_for(self, person: str, now: datetime) -> tuple[StoodInFor, ...]:
        """Everybody for whom a person stands in now."""
        rows = await self._pool.fetch(self._sql["stood_in_for"], person, now)
        return tuple(StoodInFor(**dict(row)) for row in rows)

    async def colleagues(self, person: str) -> dict[str, str]:
        """Whom a person may think of, by id: who has a part where he has one."""
        return {row["id"]: row["name"] for row in await self._pool.fetch(self._sql["colleagues"], person)}


def _check(person: str, wanted: SubstituteWanted, today: date) -> None:
    if wanted.substitute == person:
        raise SubstituteNotPossible("substitute", "self", "Nobody stands in for himself. Name somebody else.")
    if wanted.first_day < today:
        raise SubstituteNotPossible("first_day", "past", "The first day has passed. Begin today or later.")
    if wanted.last_day < wanted.first_day:
        raise SubstituteNotPossible("last_day", "order", "The last day lies before the first one.")
    if wanted.last_day - wanted.first_day > LONGEST or wanted.first_day - today > 2 * LONGEST:
        raise SubstituteNotPossible("last_day", "long", f"At most {LONGEST.days} days, and not more than a year ahead.")


def _values(line: SubstituteLine) -> tuple[object, ...]:
    return (
        line.id,
        line.person,
        line.substitute,
        line.first_day,
        line.last_day,
        line.zone,
        line.reason,
        line.starts_at,
        line.ends_at,
        line.given_at,
    )
