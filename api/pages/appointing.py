"""Who may give which role in a journey, who can be chosen for it, and how somebody new becomes known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from api.erasing import OnBehalfOf
from api.forms.layout import Option
from api.http.access import PROGRAMME_WIDE, Sees
from api.http.caller import Caller
from api.http.routes.people import Email, Phone
from api.pages.room import Room
from api.pages.stand_in import fitting_hat
from api.services import Services
from domain.journey import Finish, next_step
from domain.model import Journey
from domain.roles import REGIONAL_ROLES
from domain.shape import Line
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.identity import Hat, Identities
from records.people import People, PersonRecord

MOST_FOUND = 30
"""People that a search shows."""
LONGEST_SLUG = 40
GIVEN_BY_HAND = tuple(role for role in Role if role not in (Role.MENTOR, Role.PUBLIC))
"""Roles that are given one by one; mentors are assigned."""


class NewPerson(BaseModel):
    """Somebody whom the system has not seen, as a form says it."""

    model_config = ConfigDict(frozen=True)

    name: Line
    email: Email
    phone: Phone | None = None


class EmailTaken(Exception):
    """The e-mail address belongs to somebody who is known under another name."""


async def hat_for(services: Services, caller: Caller, state: Journey, act: str) -> Hat | None:
    """In which role, and whose, somebody does an act in a journey: his own before one in which he stands in."""
    hats = await Identities(services.pool).hats(state.id, caller.person, datetime.now(UTC))
    return fitting_hat(hats, caller.person, act)


def appoints(room: Room, acting: Role | None, role: Role) -> bool:
    """Whether somebody who acts as `acting` may give a role: the coordinator only those of the region."""
    if acting is None or role not in GIVEN_BY_HAND or isinstance(next_step(room.state, room.now), Finish):
        return False
    if role is Role.AGENCY and not agencies_of(room.state):
        return False
    return acting is not Role.COORDINATOR or role in REGIONAL_ROLES


def agencies_of(state: Journey) -> tuple[str, ...]:
    """The partner agencies that a policy asks for an endorsement."""
    return tuple(dict.fromkeys(agency for step in state.policy.approvals for agency in step.agencies))


async def candidates(
    services: Services, caller: Caller, room: Room, q: str, role: Role | None, *, regional: bool
) -> list[Option]:
    """Who can be chosen by name: whoever has or had a part here; for those who may search people, everybody.

    Names of people elsewhere are shown to nobody else. `regional`: of those here, only people of the region.
    """
    people = People(services.pool)
    wide = await Identities(services.pool).programme_roles(caller.person)
    if q and wide & set(PROGRAMME_WIDE[Sees.PEOPLE]):
        return [Option(one.id, one.name) for one in await people.search(q, limit=MOST_FOUND)]
    members = {
        member.person: member.name
        for member in await people.members(room.state.id)
        if member.name is not None and (not regional or member.role in REGIONAL_ROLES)
    }
    sought = q.casefold()
    found = [Option(id_, name) for id_, name in members.items() if sought in name.casefold() or sought in id_]
    held = set(room.state.holders(role)) if role is not None else set()
    return sorted((one for one in found if one.value not in held), key=lambda option: option.label)[:MOST_FOUND]


def read_new(name: str, email: str, phone: str) -> NewPerson | dict[str, Phrase]:
    """Somebody new as a form says it, or what is wrong, by field."""
    try:
        return NewPerson(name=name.strip(), email=email.strip(), phone=phone.strip() or None)
    except ValidationError as error:
        return {str(one["loc"][0]): WRONG[str(one["loc"][0])] for one in error.errors(include_url=False)}


WRONG = {
    "name": Phrase("Tulis nama lengkapnya.", "Give the whole name."),
    "email": Phrase(
        "Tulis alamat surel yang lengkap, seperti nama@contoh.go.id; dengan itu ia masuk.",
        "Give a whole e-mail address such as name@example.go.id; it is what the person signs in with.",
    ),
    "phone": Phrase("Tulis nomor telepon dengan angka saja.", "Give the telephone number in digits."),
}


async def known_by(services: Services, wanted: NewPerson) -> str | None:
    """The id of the person who is meant, where he is known already. Raises `EmailTaken`.

    Two people with one e-mail address could both not sign in any more, so that is refused.
    """
    found = await Identities(services.pool).people_with_email(wanted.email)
    if not found:
        return None
    records = await People(services.pool).find(found)
    same = [id_ for id_, record in records.items() if record.name.casefold() == wanted.name.casefold()]
    if len(found) == 1 and same:
        return same[0]
    raise EmailTaken


def ids_for(region: str, name: str) -> Iterator[str]:
    """Ids for somebody new of a region, the plainest first: `kab-kebumen.siti-aminah`, then with a number."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_SLUG].rstrip("-") or "orang"
    yield f"{region}.{slug}"
    yield from (f"{region}.{slug}-{number}" for number in range(2, 100))


async def make_known(services: Services, caller: Caller, room: Room, wanted: NewPerson, reason: str) -> str:
    """Make somebody new known, who takes over nobody's id; gives the id. Noted in the audit with who and why.

    In a simulated journey a made-up person makes up another: that one can be signed in as like the others.
    """
    people = People(services.pool)
    by = (await people.find([caller.person])).get(caller.person)
    hands = OnBehalfOf(services.pool, by=caller.person, via=caller.via, reason=reason)
    for id_ in ids_for(room.state.region.id, wanted.name):
        record = PersonRecord(
            id=id_,
            name=wanted.name,
            email=wanted.email,
            phone=wanted.phone,
            sample=room.state.simulated and by is not None and by.sample,
        )
        if await hands.add(record):
            return id_
    raise EmailTaken  # a hundred people of one name in one region: no such person is new
