"""A command over HTTP: its `Idempotency-Key` becomes the update's id, its answer is read-your-own-write."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from api.desk import AWAY, Answer
from api.http.caller import Caller
from api.http.known_files import nameable
from api.http.problems import (
    BadRequest,
    FileNotStored,
    NoRoleForAct,
    NoSuchJourney,
    ReasonMissing,
    RoleAmbiguous,
)
from api.services import Services
from domain.messages import Act, Actor, Command, Receipt
from domain.roles import RULES
from domain.shape import Frozen
from domain.values import Document, OnBehalf
from domain.vocabulary import Role
from records.audit import Audit
from records.identity import Hat, Identities
from records.reading import JourneyLine, Reading

KEY_HEADER = "Idempotency-Key"
READABLE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
MAY_LAG = "It is done. Lists and pages may show it a little later."


class ActAnswer(Frozen):
    """What became of an act: the entries it led to, and the journey after it.

    `recorded` False means that lists do not show it yet; `journey` is then left out, and `receipt` says where the
    journey stands.
    """

    receipt: Receipt
    recorded: bool
    journey: JourneyLine | None = None
    notice: str | None = None


def idempotency_key(
    request: Request,
    response: Response,
    key: Annotated[
        str | None,
        Header(
            alias=KEY_HEADER,
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="The same request with the same key is done once; left out, one is made and answered.",
        ),
    ] = None,
) -> str:
    """The request's key: as given, or a new one; every answer carries it."""
    given = (key or secrets.token_hex(12)).strip('"')
    if not given:
        raise BadRequest(why="the header Idempotency-Key is empty.")
    request.state.idempotency_key = given
    response.headers[KEY_HEADER] = given
    return given


IdempotencyKey = Annotated[str, Depends(idempotency_key)]


def command_id(person: str, key: str) -> str:
    """The id of a person's command: the key stays readable where it can, and is nobody else's."""
    whole = hashlib.sha256(f"{person}\n{key}".encode()).hexdigest()
    return f"{key}.{whole[:12]}" if READABLE.fullmatch(key) else f"k-{whole[:40]}"


async def send(
    services: Services,
    caller: Caller,
    key: str,
    journey: str,
    act: Act,
    *,
    role: Role | None = None,
    on_behalf: OnBehalf | None = None,
    reason: str | None = None,
    instead_of: str | None = None,
) -> ActAnswer:
    """Send a caller's act to a journey. `role` None means the only one in which he may do it.

    `instead_of` is for whom he stands in; left out, that is found where he has not the role himself.

    Raises the problems of a missing role, file or reason, and what `Desk.send` raises.
    """
    actor = await actor_for(services, caller.person, journey, act.kind, role, instead_of=instead_of)
    if actor.role is Role.OPERATOR:
        if reason is None:
            raise ReasonMissing(where="send `reason` beside the act")
        await Audit(services.pool).note(
            person=caller.person, via=caller.via, action=f"act {act.kind}", subject=journey, reason=reason
        )
    await check_files(services, caller, journey, act, on_behalf)
    command = Command(id=command_id(caller.person, key), actor=actor, act=act, on_behalf=on_behalf)
    return await answered(services, journey, await services.desk.send(journey, command))


async def answered(services: Services, journey: str, found: Answer) -> ActAnswer:
    """The answer to an act, with the journey as lists show it, as soon as they do."""
    line = None
    if found.recorded:
        try:
            line = await Reading(services.pool).line(journey, datetime.now(UTC))
        except AWAY:
            line = None
    notice = None if line is not None else MAY_LAG
    return ActAnswer(receipt=found.receipt, recorded=line is not None, journey=line, notice=notice)


async def role_for(
    services: Services,
    person: str,
    journey: str,
    kind: str,
    wanted: Role | None = None,
    *,
    instead_of: str | None = None,
) -> Role:
    """The one role in which a person may do an act of a kind in a journey, or the `wanted` one if he has it.

    `instead_of` is for whom he stands in, where he does so for several.

    Raises `NoRoleForAct`, `RoleAmbiguous` where several fit, and `NoSuchJourney`.
    """
    return (await _hat_for(services, person, journey, kind, wanted, instead_of)).role


async def actor_for(
    services: Services, person: str, journey: str, kind: str, role: Role | None = None, *, instead_of: str | None = None
) -> Actor:
    """Whose act it is when a person does one: his own, or that of somebody for whom he stands in.

    With a `role` nothing is refused here: the journey does that, and while the database is away it is taken for his
    own. Raises what `role_for` raises.
    """
    if role is None or instead_of is not None:
        return (await _hat_for(services, person, journey, kind, role, instead_of)).worn_by(person)
    try:
        hats = await Identities(services.pool).hats(journey, person, datetime.now(UTC))
    except AWAY:
        hats = ()
    found = [hat for hat in hats if hat.role is role]
    _check_one(found, person, kind)
    return found[0].worn_by(person) if found else Actor(person=person, role=role)


async def _hat_for(
    services: Services, person: str, journey: str, kind: str, wanted: Role | None, instead_of: str | None = None
) -> Hat:
    allowed = RULES[kind].roles
    identities = Identities(services.pool)
    held = [
        hat
        for hat in await identities.hats(journey, person, datetime.now(UTC))
        if hat.role in allowed and wanted in (None, hat.role) and instead_of in (None, hat.person)
    ]
    if not held and not await identities.journey_known(journey):
        raise NoSuchJourney(journey=journey)
    if not held:
        raise NoRoleForAct(act=kind, allowed=", ".join(allowed))
    _check_one(held, person, kind)
    return held[0]


def _check_one(held: Sequence[Hat], person: str, kind: str) -> None:
    """Raise `RoleAmbiguous` where several fit: one's own go before those of others."""
    own = [hat for hat in held if hat.person == person]
    if len(own or held) > 1:
        names = [hat.role if hat.person == person else f"{hat.role} for {hat.person}" for hat in own or held]
        raise RoleAmbiguous(act=kind, roles=", ".join(names))


async def check_files(services: Services, caller: Caller, journey: str, act: Act, on_behalf: OnBehalf | None) -> None:
    """Refuse an act that names a file nobody has stored, or one that the caller neither stored nor may see there.

    While the database is away this is left to the journey's end of the line, where a missing file is an incident: an
    act must not wait for it.
    """
    wanted = {found.sha256 for part in (act, on_behalf) if part is not None for found in documents_in(part)}
    try:
        missing = wanted - await nameable(services, caller, journey, wanted)
    except AWAY:
        return
    for sha256 in sorted(missing):
        raise FileNotStored(sha256=sha256, journey=journey)


def documents_in(value: object) -> list[Document]:
    """Every document that a value names, however deep."""
    if isinstance(value, Document):
        return [value]
    if isinstance(value, BaseModel):
        return [found for name in type(value).model_fields for found in documents_in(getattr(value, name))]
    if isinstance(value, tuple):
        return [found for part in value for found in documents_in(part)]
    return []
