"""Who is who: sign-ins with a browser, API tokens, roles in the whole programme; of secrets only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import asyncpg
from pydantic import AwareDatetime

from domain.shape import Frozen, Key, Line, Person
from domain.vocabulary import Role
from records.statements import statements

TOKEN_PREFIX = "bimtek_"
"""How every API token begins, so that one that leaks is recognised."""

PROGRAMME_ROLES = (
    Role.PROGRAMME_MANAGER,
    Role.DIRECTOR,
    Role.OPERATOR,
    Role.MINISTRY_OFFICER,
    Role.MENTOR_LEAD,
)
"""Roles that may be held in the whole programme."""


class Scope(StrEnum):
    """What a token may be used for; a person signed in with a browser may use all."""

    READ = "read"
    ACT = "act"
    MANAGE = "manage"
    OPERATE = "operate"


class TokenLine(Frozen):
    """A token in its owner's list, without its secret."""

    id: Key
    name: Line
    scopes: tuple[Scope, ...]
    made_at: AwareDatetime
    expires_at: AwareDatetime
    last_used_at: AwareDatetime | None = None
    revoked_at: AwareDatetime | None = None


class ProgrammeRole(Frozen):
    """A role in the whole programme, and who gave it."""

    person: Person
    role: Role
    granted_by: str
    granted_at: AwareDatetime


@dataclass(frozen=True)
class FoundToken:
    """What a secret was found to be."""

    id: str
    person: str
    scopes: frozenset[Scope]
    expires_at: datetime
    revoked_at: datetime | None


class Identities:
    """Sign-ins, tokens and programme roles in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("identity")

    async def person_of_sign_in(self, cookie: str, now: datetime) -> str | None:
        """Who is signed in with this cookie; None when nobody is, or no longer."""
        person: str | None = await self._pool.fetchval(self._sql["person_of_sign_in"], hash_of(cookie), now)
        return person

    async def token(self, secret: str, now: datetime) -> FoundToken | None:
        """The token with this secret, also one that has expired or was revoked; None when there is none."""
        row = await self._pool.fetchrow(self._sql["token"], hash_of(secret))
        if row is None:
            return None
        await self._pool.execute(self._sql["token_used"], row["id"], now)
        return FoundToken(
            id=row["id"],
            person=row["person"],
            scopes=frozenset(Scope(scope) for scope in row["scopes"]),
            expires_at=row["expires_at"],
            revoked_at=row["revoked_at"],
        )

    async def new_token(
        self, person: str, name: str, scopes: Sequence[Scope], expires_at: datetime, now: datetime
    ) -> tuple[TokenLine, str]:
        """A new token and its secret, which is given here and never again."""
        secret = f"{TOKEN_PREFIX}{secrets.token_urlsafe(32)}"
        line = TokenLine(
            id=f"token-{secrets.token_hex(6)}",
            name=name,
            scopes=tuple(dict.fromkeys(scopes)),
            made_at=now,
            expires_at=expires_at,
        )
        await self._pool.execute(
            self._sql["save_token"], line.id, person, line.name, hash_of(secret), list(line.scopes), now, expires_at
        )
        return line, secret

    async def tokens(self, person: str) -> tuple[TokenLine, ...]:
        """A person's tokens, the newest first."""
        return tuple(TokenLine(**dict(row)) for row in await self._pool.fetch(self._sql["tokens_of"], person))

    async def revoke_token(self, person: str, token: str, now: datetime) -> bool:
        """Revoke a token for good; False when the person has none with this id."""
        return await self._pool.fetchval(self._sql["revoke_token"], person, token, now) is not None

    async def programme_roles(self, person: str) -> frozenset[Role]:
        """The roles a person has in the whole programme."""
        rows = await self._pool.fetch(self._sql["programme_roles"], person)
        return frozenset(Role(row["role"]) for row in rows)

    async def all_programme_roles(self) -> tuple[ProgrammeRole, ...]:
        """Everybody who has a role in the whole programme."""
        rows = await self._pool.fetch(self._sql["all_programme_roles"])
        return tuple(ProgrammeRole(**dict(row)) for row in rows)

    async def grant(self, person: str, role: Role, by: str) -> None:
        """Give a person a role in the whole programme; one that is held already stays as it was given."""
        await self._pool.execute(self._sql["grant_programme_role"], person, role, by)

    async def revoke(self, person: str, role: Role) -> bool:
        """Take a role in the whole programme from a person; False when it was not held."""
        return await self._pool.fetchval(self._sql["revoke_programme_role"], person, role) is not None

    async def roles_in(self, journey: str, person: str) -> frozenset[Role]:
        """The roles a person holds in a journey now."""
        rows = await self._pool.fetch(self._sql["roles_in_journey"], journey, person)
        return frozenset(Role(row["role"]) for row in rows)

    async def journey_known(self, journey: str) -> bool:
        """Whether the read tables have this journey."""
        return bool(await self._pool.fetchval(self._sql["journey_known"], journey))


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that one round suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()
