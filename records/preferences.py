"""Preferences: how a person wants to be told, and the secret address of his calendar, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets

import asyncpg

from domain.shape import Frozen, Person
from domain.vocabulary import TimeZone
from domain.words.phrase import Language
from records.statements import statements


class PreferencesRecord(Frozen):
    """What a person prefers; None leaves it to the programme: its language, the zone where he works."""

    person: Person
    language: Language | None = None
    zone: TimeZone | None = None
    digest: bool = False
    muted: tuple[str, ...] = ()


class Preferences:
    """The preferences of everybody."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("notify")

    async def of(self, person: str) -> PreferencesRecord:
        """What a person prefers."""
        row = await self._pool.fetchrow(self._sql["preferences"], person)
        return PreferencesRecord(**dict(row)) if row else PreferencesRecord(person=person)

    async def save(self, wanted: PreferencesRecord) -> None:
        """Replace what a person prefers; his calendar's address stays."""
        muted = sorted(set(wanted.muted))
        await self._pool.execute(
            self._sql["save_preferences"], wanted.person, wanted.language, wanted.zone, wanted.digest, muted
        )

    async def new_calendar_address(self, person: str) -> str:
        """Make a secret for the address of a person's calendar; the one before is not valid any more.

        It is given here and never again: only its hash is kept.
        """
        secret = secrets.token_urlsafe(32)
        await self._pool.execute(self._sql["save_calendar_address"], person, _hash(secret))
        return secret

    async def person_of_calendar_address(self, secret: str) -> str | None:
        """Whose calendar a secret shows, None when it is nobody's."""
        person: str | None = await self._pool.fetchval(self._sql["person_of_calendar_address"], _hash(secret))
        return person


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
