"""People over HTTP: who has which part in a journey; oneself; others, with a reason that goes into the audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import Field, StringConstraints

from activities.notify.kinds import Kind, KindIsObligatory, mutable
from api.erasing import OnBehalfOf
from api.http.access import Manager, Myself, OfJourney, OfPeople
from api.http.asking import After, JourneyId, Limit, broken_cursor
from api.http.caller import Caller
from api.http.description import own_problems
from api.http.problems import CannotBeDone, FieldProblem, NoSuch, NotValid, ReasonMissing
from api.http.serving import Serving
from api.services import Services
from domain.shape import PRINTABLE_LINE, Frozen, Key, Line, Person
from domain.vocabulary import Role, TimeZone
from domain.words.phrase import Language
from records.cursor import CursorBroken, read, written
from records.identity import Identities
from records.people import MemberLine, Part, People, PersonErased, PersonLine, PersonRecord
from records.person_data import PersonUnknown
from records.preferences import Preferences

router = APIRouter(tags=["people"])

PersonId = Annotated[Key, Path(description="The person's id.", examples=["kab-banjar.coordinator"])]
ReasonGiven = Annotated[
    Line | None,
    Header(
        alias="X-Reason",
        description="Why; it is kept in the audit.",
        examples=["Nomor telepon diminta koordinator untuk undangan kickoff."],
    ),
]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+() ./-]{5,40}$")]


class Members(Frozen):
    """Everybody who has or had a part in a journey, in the order of appointment."""

    items: tuple[MemberLine, ...]


class Wishes(Frozen):
    """How one wants to be told; None leaves it to the programme: its language, the zone where one works.

    `digest`: one mail a working day instead of each by itself. `muted`: kinds that are not sent at all.
    """

    language: Language | None = Field(default=None, examples=["id"])
    zone: TimeZone | None = Field(default=None, examples=["WITA"])
    digest: bool = False
    muted: tuple[Kind, ...] = Field(default=(), max_length=len(Kind), examples=[["news"]])


class Me(Frozen):
    """What is known of oneself; `known` None for somebody who is not among the people of the programme."""

    person: Person = Field(examples=["kab-banjar.coordinator"])
    known: PersonRecord | None
    programme_roles: tuple[Role, ...] = Field(examples=[[]])
    parts: tuple[Part, ...]
    preferences: Wishes


class PeoplePage(Frozen):
    """People by their ids, without contact data; `next` leads to the following page."""

    items: tuple[PersonLine, ...]
    next: str | None = Field(examples=[None])


class PersonWanted(Frozen):
    """What is to be known of a person: name and addresses."""

    name: Line = Field(examples=["Siti Aminah (contoh)"])
    email: Email | None = Field(default=None, examples=["siti.aminah@example.go.id"])
    phone: Phone | None = Field(default=None, examples=["0811 222 333"])


class PersonShown(Frozen):
    """A person with contact data, roles in the whole programme and parts in journeys."""

    person: PersonRecord
    programme_roles: tuple[Role, ...] = Field(examples=[[]])
    parts: tuple[Part, ...]


class _Place(Frozen):
    """Where a page ended."""

    id: Key


@router.get("/journeys/{journey}/members")
async def members(journey: JourneyId, _caller: OfJourney, services: Serving) -> Members:
    """List who has, and who had, which part in a journey; without contact data."""
    return Members(items=await People(services.pool).members(journey))


@router.get("/people/me")
async def me(response: Response, caller: Myself, services: Serving) -> Me:
    """Show what is known of yourself: name, addresses, roles everywhere, how you want to be told."""
    response.headers["Cache-Control"] = "no-store"
    people = People(services.pool)
    return Me(
        person=caller.person,
        known=(await people.find([caller.person])).get(caller.person),
        programme_roles=tuple(sorted(await Identities(services.pool).programme_roles(caller.person))),
        parts=await people.parts(caller.person),
        preferences=await wishes_of(services, caller.person),
    )


@router.put("/people/me/preferences", openapi_extra=own_problems(NoSuch))
async def prefer(body: Wishes, caller: Myself, services: Serving) -> Wishes:
    """Say how you want to be told. Kinds that ask for an answer of somebody senior cannot be muted."""
    return await save_wishes(services, caller.person, body)


async def save_wishes(services: Services, person: str, body: Wishes) -> Wishes:
    """Keep how a person wants to be told. Raises `NotValid` for a kind that cannot be muted, and `NoSuch`."""
    errors = tuple(_obligatory(number, kind) for number, kind in enumerate(body.muted))
    if found := tuple(error for error in errors if error is not None):
        raise NotValid(errors=found)
    await check_known(services, person)
    preferences = Preferences(services.pool)
    await preferences.save((await preferences.of(person)).model_copy(update=body.model_dump()))
    return await wishes_of(services, person)


async def wishes_of(services: Services, person: str) -> Wishes:
    """How a person wants to be told."""
    found = await Preferences(services.pool).of(person)
    return Wishes(
        language=found.language,
        zone=found.zone,
        digest=found.digest,
        muted=tuple(kind for kind in Kind if kind in found.muted),
    )


@router.get("/people")
async def search(
    _caller: OfPeople,
    services: Serving,
    q: Annotated[
        str,
        Query(max_length=100, pattern=PRINTABLE_LINE, description="A part of the name or id.", examples=["banjar"]),
    ] = "",
    after: After = None,
    limit: Limit = 100,
) -> PeoplePage:
    """Find people by name or id: ids, names and roles, without contact data."""
    try:
        place = read(after, _Place).id if after is not None else ""
    except CursorBroken as broken:
        raise broken_cursor(broken) from None
    found = await People(services.pool).search(q.strip(), after=place, limit=limit + 1)
    last = found[limit - 1].id if len(found) > limit else None
    return PeoplePage(items=found[:limit], next=written(_Place(id=last)) if last else None)


@router.get("/people/{person}", openapi_extra=own_problems(NoSuch, ReasonMissing))
async def show(
    person: PersonId, response: Response, caller: OfPeople, services: Serving, reason: ReasonGiven = None
) -> PersonShown:
    """Show a person with contact data. Who looks at somebody else's says why in `X-Reason`, before it is shown."""
    response.headers["Cache-Control"] = "no-store"
    known = (await People(services.pool).find([person])).get(person)
    if known is None:
        raise NoSuch(what="person", id=person)
    if person != caller.person:
        known = await _look(services, caller, person, reason)
    return PersonShown(
        person=known,
        programme_roles=tuple(sorted(await Identities(services.pool).programme_roles(person))),
        parts=await People(services.pool).parts(person),
    )


@router.put("/people/{person}", openapi_extra=own_problems(ReasonMissing, CannotBeDone))
async def save(
    person: PersonId,
    body: PersonWanted,
    response: Response,
    caller: Manager,
    services: Serving,
    reason: ReasonGiven = None,
) -> PersonRecord:
    """Make a person known, or replace name and addresses. Parts in journeys are changed by acts."""
    response.headers["Cache-Control"] = "no-store"
    known = (await People(services.pool).find([person])).get(person)
    wanted = PersonRecord(id=person, sample=known.sample if known else False, **body.model_dump())
    try:
        return await hands(services, caller, reason).save(wanted)
    except PersonErased:
        raise CannotBeDone(why=f"“{person}” was erased and is not known again by this id. Take a new id.") from None


def hands(services: Services, caller: Caller, reason: str | None) -> OnBehalfOf:
    """People's data in the hands of a caller who says why. Raises `ReasonMissing`."""
    if reason is None:
        raise ReasonMissing(where="send the header X-Reason")
    return OnBehalfOf(services.pool, by=caller.person, via=caller.via, reason=reason)


async def check_known(services: Services, person: str) -> None:
    """Raise `NoSuch` for somebody who is not among the people of the programme, or was erased."""
    if not await Identities(services.pool).person_known(person):
        raise NoSuch(what="person", id=person)


async def _look(services: Services, caller: Caller, person: str, reason: str | None) -> PersonRecord:
    try:
        return await hands(services, caller, reason).look(person)
    except PersonUnknown:
        raise NoSuch(what="person", id=person) from None


def _obligatory(number: int, kind: Kind) -> FieldProblem | None:
    try:
        mutable(kind)
    except KindIsObligatory as obligatory:
        return FieldProblem(where=f"body.muted.{number}", message=str(obligatory))
    return None
