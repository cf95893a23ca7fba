"""What operators do with people's data, for every door: look, export, erase, grant roles; each noted in the audit."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from domain.vocabulary import Role
from records.audit import Audit
from records.identity import Identities, ProgrammeRole
from records.people import People, PersonRecord
from records.person_data import Erased, PersonData, PersonRecords, PersonUnknown


class NotAnOperator(Exception):
    """Somebody who is no operator is named as the one who looks at or changes people's data."""

    def __init__(self, person: str) -> None:
        super().__init__(
            f"“{person}” is no operator of the programme. `bimtek people grant {person} operator` makes one."
        )


class OnBehalfOf:
    """People's data in the hands of one operator, or programme manager, with one reason.

    `by` is his person id, `via` the door he came by. Every method notes what it does in the audit before it does it,
    and raises `PersonUnknown` for an id that nobody has.
    """

    def __init__(self, pool: asyncpg.Pool, *, by: str, via: str, reason: str) -> None:
        self._pool = pool
        self._by = by
        self._via = via
        self._reason = reason

    async def look(self, person: str) -> PersonRecord:
        """A person with his addresses."""
        found = await self._known(person)
        await self._note("read person", person)
        return found

    async def save(self, wanted: PersonRecord) -> PersonRecord:
        """Make a person known, or replace what is known of him. Raises `records.people.PersonErased`."""
        await self._note("save person", wanted.id)
        await People(self._pool).save([wanted])
        return wanted

    async def add(self, wanted: PersonRecord) -> bool:
        """Make somebody new known; False, and nobody changed, where somebody has or had that id."""
        await self._note("add person", wanted.id)
        return await People(self._pool).add(wanted)

    async def export(self, person: str) -> PersonData:
        """Everything that is kept of a person, but for secrets."""
        await self._known(person)
        await self._note("export person", person)
        return await PersonRecords(self._pool).of(person)

    async def erase(self, person: str, now: datetime, *, preview: bool = False) -> Erased:
        """Erase a person as far as an archive allows. Raises `records.person_data.StillHasParts`."""
        await self._known(person)
        await self._note("preview erasing person" if preview else "erase person", person)
        return await PersonRecords(self._pool).erase(person, now, preview=preview)

    async def grant(self, person: str, role: Role) -> ProgrammeRole:
        """Give a person a role in the whole programme; one that is held already stays as it was given.

        Raises `records.person_data.PersonUnknown` for one who was erased, too.
        """
        identities = Identities(self._pool)
        if not await identities.person_known(person):
            raise PersonUnknown(person)
        await self._note(f"grant {role}", person)
        await identities.grant(person, role, self._by)
        held = await identities.programme_role(person, role)
        return held or await self.grant(person, role)  # taken away again in this very moment

    async def revoke(self, person: str, role: Role) -> bool:
        """Take a role in the whole programme from a person; False when it was not held."""
        await self._note(f"revoke {role}", person)
        return await Identities(self._pool).revoke(person, role)

    async def _known(self, person: str) -> PersonRecord:
        found = (await People(self._pool).find([person])).get(person)
        if found is None:
            raise PersonUnknown(person)
        return found

    async def _note(self, action: str, subject: str) -> None:
        await Audit(self._pool).note(
            person=self._by, via=self._via, action=action, subject=subject, reason=self._reason
        )


async def check_operator(pool: asyncpg.Pool, person: str) -> None:
    """Raise `NotAnOperator` unless a person is an operator of the whole programme."""
    if Role.OPERATOR not in await Identities(pool).programme_roles(person):
        raise NotAnOperator(person)
