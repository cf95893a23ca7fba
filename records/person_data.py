"""What is kept of a person: all of it at once, and its erasing. The journals carry ids only, and stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime, BaseModel, Field, JsonValue

from domain.entry import Entry
from domain.shape import Frozen, Line, Person
from domain.vocabulary import DocumentKind, Role
from records.chain import read_entry
from records.people import ERASED_NAME, PersonRecord
from records.statements import statements

HELD = "held_"
"""How the statements begin that each give one part of what is kept of a person."""


class OpenPart(Frozen):
    """A part that somebody has in a journey in which something is still to happen."""

    journey_id: str = Field(examples=["journey-2019-kab-banjar"])
    role: Role = Field(examples=["coordinator"])


class NamedEntry(Frozen):
    """An entry of a journal that a person made, that was recorded in his name, or that is about him."""

    by_person: bool
    entry: Entry


class PersonData(Frozen):
    """Everything that is kept of a person.

    `held` are the rows of each part, such as `preferences`, `messages`, `tokens` (without secrets) or `audit`;
    `entries` what journals say by his id.
    """

    person: PersonRecord
    held: dict[str, tuple[dict[str, JsonValue], ...]]
    entries: tuple[NamedEntry, ...]


class StayingDocument(Frozen):
    """A document of the archive that a person signed (`signed`), or that may name him, and stays as it was made."""

    journey_id: str = Field(examples=["journey-2019-kab-banjar"])
    key: str = Field(examples=["kickoff-invitation.1"])
    kind: DocumentKind
    title: Line = Field(examples=["Undangan kickoff"])
    made_at: AwareDatetime
    signed: bool


class Erased(Frozen):
    """What was done to erase a person: rows changed or removed, part by part, and what stays.

    `entries` counts what journals say by his id, which they keep.
    """

    person: Person
    erased_at: AwareDatetime
    changed: dict[str, int] = Field(examples=[{"people": 1, "preferences": 1, "tokens": 2}])
    entries: int
    documents: tuple[StayingDocument, ...]


class PersonUnknown(Exception):
    """There is no person with an id."""

    def __init__(self, person: str) -> None:
        super().__init__(f"There is no person “{person}”.")
        self.person = person


class StillHasParts(Exception):
    """A person cannot be erased while something is still his to do."""

    def __init__(self, person: str, parts: tuple[OpenPart, ...]) -> None:
        named = ", ".join(f"{part.role.replace('_', ' ')} in {part.journey_id}" for part in parts)
        super().__init__(f"“{person}” still is {named}. Replace or release him there first; nothing was erased.")
        self.parts = parts


class _OnlyAPreview(Exception):
    """Ends a transaction whose changes are not wanted."""


class PersonRecords:
    """What PostgreSQL keeps of people."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("person_data")

    async def of(self, person: str) -> PersonData:
        """Everything about a person, as of one moment, but for secrets and their hashes. Raises `PersonUnknown`."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            row = await connection.fetchrow(statements("people")["people"], [person])
            if row is None:
                raise PersonUnknown(person)
            held: dict[str, tuple[dict[str, JsonValue], ...]] = {}
            for name, sql in self._sql.items():
                if name.startswith(HELD):
                    rows = await connection.fetch(sql, person)
                    held[name.removeprefix(HELD)] = tuple(json.loads(found["line"]) for found in rows)
            entries = await self._entries(connection, person)
        return PersonData(person=PersonRecord(**dict(row)), held=held, entries=entries)

    async def erase(self, person: str, now: datetime, *, preview: bool = False) -> Erased:
        """Erase a person as far as an archive allows, all or nothing; the same again changes nothing more.

        With `preview` it says what would be done and does nothing. Raises `PersonUnknown` and `StillHasParts`.
        """
        found: Erased | None = None
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                found = await self._erase(connection, person, now)
                if preview:
                    raise _OnlyAPreview
        except _OnlyAPreview:
            pass
        assert found is not None  # else something was raised
        return found

    async def _erase(self, connection: PoolConnectionProxy, person: str, now: datetime) -> Erased:
        row = await connection.fetchrow(self._sql["lock_person"], person)
        if row is None:
            raise PersonUnknown(person)
        known = PersonRecord(**dict(row))
        parts = tuple(OpenPart(**dict(part)) for part in await connection.fetch(self._sql["open_parts"], person))
        if parts:
            raise StillHasParts(person, parts)
        documents = await connection.fetch(self._sql["documents_that_stay"], person)
        changed = {
            "preferences": await self._change(connection, "erase_preferences", person),
            "sign_ins": await self._change(connection, "erase_sign_ins", person),
            "sign_in_links": await self._change(connection, "erase_sign_in_links", person),
            "identities": await self._change(connection, "erase_identities", person),
            "programme_roles": await self._change(connection, "erase_programme_roles", person),
            "tokens": await self._change(connection, "erase_tokens", person, ERASED_NAME, now),
            "messages_not_sent": await self._change(connection, "erase_queued_messages", person, ERASED_NAME),
            "messages": await self._change(connection, "erase_answers", person, ERASED_NAME),
            "deliveries_not_sent": await self._change(connection, "erase_queued_deliveries", person),
            "deliveries": await self._change(connection, "erase_delivery_answers", person, ERASED_NAME),
            "errands": await self._change(connection, "erase_errands", person),
            "digests_not_sent": await self._change(connection, "erase_queued_digests", person),
            "digests": await self._change(connection, "erase_digest_answers", person, ERASED_NAME),
            "incidents": await self._change(connection, "erase_incidents", person, ERASED_NAME, now),
            "drafts": await self._change(connection, "erase_drafts", person),
            "stored_files": await self._change(connection, "erase_stored_files", person),
            "claims": await self._change(connection, "erase_claims", person),
            "substitutes": await self._change(connection, "erase_substitutes", person, ERASED_NAME, now),
            "saved_filters": await self._change(connection, "erase_saved_filters", person),
            "commands": await self._change(connection, "erase_commands", person),
        }
        for address in (known.email, known.phone):
            if address:
                changed["commands"] += await self._change(connection, "erase_repeated_answers", address)
        changed["people"] = await self._change(connection, "erase_people", person, ERASED_NAME, now)
        return Erased(
            person=person,
            erased_at=known.erased_at or now,
            changed={name: count for name, count in changed.items() if count},
            entries=len(await self._entries(connection, person)),
            documents=tuple(StayingDocument(**dict(found)) for found in documents),
        )

    async def _change(self, connection: PoolConnectionProxy, statement: str, *values: object) -> int:
        """Run a statement that changes rows; gives how many."""
        said = await connection.execute(self._sql[statement], *values)
        return int(said.rpartition(" ")[2])

    async def _entries(self, connection: PoolConnectionProxy, person: str) -> tuple[NamedEntry, ...]:
        rows = await connection.fetch(self._sql["entries_with"], person)
        read = (read_entry(row["entry"], row["hash"]) for row in rows)
        return tuple(
            NamedEntry(by_person=_is_by(entry, person), entry=entry) for entry in read if person in set(_texts(entry))
        )


def _is_by(entry: Entry, person: str) -> bool:
    return entry.whose == person or (entry.actor is not None and person in (entry.actor.person, entry.actor.deputy))


def _texts(value: object) -> Iterator[str]:
    """Every text in a value; a role such as “operator” is none, though a person may have the same id."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)
    elif type(value) is str:
        yield value
