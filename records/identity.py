"""Who is who: sign-ins with a browser, API tokens, roles in the whole programme; of secrets only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

import asyncpg
from pydantic import AwareDatetime

from domain.messages import Actor
from domain.roles import IN_PERSON_ROLES
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


ENDED_SHOWN = timedelta(days=30)
"""For how long a token that has ended is still listed."""
MOST_LISTED = 200
"""Tokens in a list."""

LINK_LASTS = timedelta(minutes=15)
"""How long a sign-in link works."""
LONGEST_TOKEN = timedelta(days=366)
"""How long a token may hold at most."""

Method = Literal["oidc", "link"]
"""How somebody signed in with a browser."""


class Scope(StrEnum):
    """What a token may be used for; a person signed in with a browser may use all."""

    READ = "read"
    ACT = "act"
    MANAGE = "manage"
    OPERATE = "operate"


class TokenLine(Frozen):
    """A token in its owner's list, without its secret; `made_by` is the token that it was made with."""

    id: Key
    name: Line
    scopes: tuple[Scope, ...]
    made_at: AwareDatetime
    expires_at: AwareDatetime
    last_used_at: AwareDatetime | None = None
    revoked_at: AwareDatetime | None = None
    made_by: Key | None = None


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


@dataclass(frozen=True)
class SignIn:
    """A sign-in with a browser that holds."""

    person: str
    method: Method
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class SignInLink:
    """A link that signs a sample person in, or did."""

    person: str
    name: str
    used_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True)
class Hat:
    """A role in a journey in which somebody may act, and whose it is: his own, or that of whom he stands in for."""

    person: str
    role: Role

    def worn_by(self, person: str) -> Actor:
        """The actor of what a person does with it."""
        return Actor(person=self.person, role=self.role, deputy=None if person == self.person else person)


class Identities:
    """Sign-ins, tokens and programme roles in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("identity")

    async def sign_in(self, cookie: str, now: datetime) -> SignIn | None:
        """The sign-in with this cookie; None when nobody is signed in with it, or no longer."""
        row = await self._pool.fetchrow(self._sql["sign_in"], hash_of(cookie), now)
        return SignIn(**dict(row)) if row else None

    async def new_sign_in(self, person: str, method: Method, expires_at: datetime, now: datetime) -> str:
        """Sign a person in; gives the cookie, which is new. What has expired of anybody is forgotten."""
        cookie = secrets.token_urlsafe(32)
        await self._pool.execute(self._sql["forget_old_sign_ins"], now)
        await self._pool.execute(self._sql["save_sign_in"], hash_of(cookie), person, method, now, expires_at)
        return cookie

    async def end_sign_in(self, cookie: str) -> None:
        """Sign out what has this cookie; one that nobody has is no error."""
        await self._pool.execute(self._sql["end_sign_in"], hash_of(cookie))

    async def end_sign_ins(self, person: str, now: datetime) -> int:
        """Sign a person out everywhere; gives how many sign-ins still held."""
        ended: int = await self._pool.fetchval(self._sql["end_sign_ins"], person, now)
        return ended

    async def new_link(self, person: str, now: datetime) -> str:
        """A new link that signs a sample person in once; gives its secret. Those that ended long ago are forgotten."""
        secret = secrets.token_urlsafe(32)
        await self._pool.execute(self._sql["forget_old_links"], now - ENDED_SHOWN)
        await self._pool.execute(self._sql["save_link"], hash_of(secret), person, now, now + LINK_LASTS)
        return secret

    async def link(self, secret: str) -> SignInLink | None:
        """The link with this secret, also one that was used or has expired; None when no sample person has it."""
        row = await self._pool.fetchrow(self._sql["link"], hash_of(secret))
        return SignInLink(**dict(row)) if row else None

    async def use_link(self, secret: str, now: datetime) -> str | None:
        """Use a link up; gives its person, None when it cannot be used (any more)."""
        person: str | None = await self._pool.fetchval(self._sql["use_link"], hash_of(secret), now)
        return person

    async def person_of_account(self, issuer: str, subject: str) -> str | None:
        """Whom a provider's account was linked with; None when with nobody, or with somebody who was erased."""
        person: str | None = await self._pool.fetchval(self._sql["person_of_account"], issuer, subject)
        return person

    async def people_with_email(self, email: str) -> tuple[str, ...]:
        """The people with an e-mail address, whatever the case of its letters; of several only two."""
        return tuple(row["id"] for row in await self._pool.fetch(self._sql["people_with_email"], email))

    async def link_account(self, issuer: str, subject: str, person: str) -> None:
        """Note whose a provider's account is; one that is linked already stays so."""
        await self._pool.execute(self._sql["link_account"], issuer, subject, person)

    async def person_known(self, person: str) -> bool:
        """Whether there is a person with this id who was not erased."""
        return bool(await self._pool.fetchval(self._sql["person_known"], person))

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
        self,
        person: str,
        name: str,
        scopes: Sequence[Scope],
        expires_at: datetime,
        now: datetime,
        *,
        made_by: str | None = None,
    ) -> tuple[TokenLine, str]:
        """A new token and its secret, which is given here and never again; `made_by` is the token that asks for it."""
        secret = f"{TOKEN_PREFIX}{secrets.token_urlsafe(32)}"
        line = TokenLine(
            id=f"token-{secrets.token_hex(6)}",
            name=name,
            scopes=tuple(dict.fromkeys(scopes)),
            made_at=now,
            expires_at=expires_at,
            made_by=made_by,
        )
        kept = (line.id, person, line.name, hash_of(secret), list(line.scopes), now, expires_at, made_by)
        await self._pool.execute(self._sql["save_token"], *kept)
        return line, secret

    async def tokens(self, person: str, now: datetime) -> tuple[TokenLine, ...]:
        """A person's tokens, the newest first; those that ended more than `ENDED_SHOWN` ago are left out."""
        rows = await self._pool.fetch(self._sql["tokens_of"], person, now - ENDED_SHOWN, MOST_LISTED)
        return tuple(TokenLine(**dict(row)) for row in rows)

    async def live_tokens(self, person: str, now: datetime) -> int:
        """How many tokens of a person may be used."""
        count: int = await self._pool.fetchval(self._sql["live_tokens"], person, now)
        return count

    async def revoke_token(self, person: str, token: str, now: datetime) -> bool:
        """Revoke a token, and what was made with it, for good; False when the person has none with this id."""
        return await self._pool.fetchval(self._sql["revoke_token"], person, token, now) is not None

    async def programme_roles(self, person: str) -> frozenset[Role]:
        """The roles a person has in the whole programme."""
        rows = await self._pool.fetch(self._sql["programme_roles"], person)
        return frozenset(Role(row["role"]) for row in rows)

    async def programme_role(self, person: str, role: Role) -> ProgrammeRole | None:
        """A role in the whole programme as it was given to a person; None when it is not held."""
        row = await self._pool.fetchrow(self._sql["programme_role"], person, role)
        return ProgrammeRole(**dict(row)) if row else None

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

    async def hats(self, journey: str, person: str, now: datetime) -> tuple[Hat, ...]:
        """As whom, and in which roles, a person may act in a journey: his own, then those he stands in for."""
        rows = await self._pool.fetch(self._sql["hats"], journey, person, now, list(IN_PERSON_ROLES))
        return tuple(Hat(row["person"], Role(row["role"])) for row in rows)

    async def roles_in(self, journey: str, person: str) -> frozenset[Role]:
        """The roles in which a person may act in a journey now, those included in which he stands in for somebody."""
        return frozenset(hat.role for hat in await self.hats(journey, person, datetime.now(UTC)))

    async def journey_known(self, journey: str) -> bool:
        """Whether the read tables have this journey."""
        return bool(await self._pool.fetchval(self._sql["journey_known"], journey))


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that one round suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()
