"""The people of a journey: who has which part, who had it, and mentor changes; contact data with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Form as Field

from api.forms.wanted import forms_for
from api.http.access import PROGRAMME_WIDE, OfJourney, OfPeople, Sees
from api.http.asking import JourneyId
from api.http.caller import Caller
from api.http.problems import NoSuch
from api.http.routes.people import PersonId, hands
from api.http.serving import Serving
from api.pages.appointing import appoints, hat_for
from api.pages.rendering import Showing
from api.pages.room import Room, room_of
from api.services import Services
from domain.model import REQUIRED_ROLES
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.identity import Identities
from records.people import MemberLine, People

router = APIRouter(include_in_schema=False)

LONGEST_REASON = 300


@dataclass(frozen=True)
class Part:
    """A part that somebody has now, and whether the visitor may give it to somebody else."""

    member: MemberLine
    may_change: bool


@dataclass(frozen=True)
class Held:
    """A role with those who hold it now; `needed` where it may not stay empty."""

    role: Role
    parts: tuple[Part, ...]
    needed: bool
    may_add: bool


@router.get("/journeys/{journey}/people")
async def show(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """Everybody who has a part in a journey, and everybody who had one."""
    room = await room_of(services, journey)
    members = await People(services.pool).members(journey)
    hat = await hat_for(services, caller, room.state, "appoint_member")
    acting = hat.role if hat is not None else None
    change = room.state.mentor_change
    shown = {change.outgoing, change.incoming} if change else set()
    if room.state.mentor_change_by is not None:
        shown.add(room.state.mentor_change_by)
    return await pages.page(
        "room/people.html",
        caller,
        line=room.line,
        state=room.state,
        held=held(room, members, acting),
        past=[member for member in members if member.until is not None],
        acting=acting,
        forms={form.packed.act: form.packed.key for form in forms_for(room.state, caller.person) if form.now},
        names=await People(services.pool).names(sorted(shown)),
        sees_contacts=await sees_contacts(services, caller),
    )


def held(room: Room, members: tuple[MemberLine, ...], acting: Role | None) -> tuple[Held, ...]:
    """The roles in the order of the vocabulary, those that nobody holds and nobody needs or may give left out."""
    found = []
    for role in Role:
        parts = tuple(
            Part(member, may_change=appoints(room, acting, role))
            for member in members
            if member.role is role and member.until is None
        )
        needed = role in REQUIRED_ROLES and not room.state.ended
        if parts or needed:
            found.append(Held(role, parts, needed, may_add=appoints(room, acting, role)))
    return tuple(found)


async def sees_contacts(services: Services, caller: Caller) -> bool:
    """Whether somebody may look at other people's contact data, with a reason."""
    held_everywhere = await Identities(services.pool).programme_roles(caller.person)
    return bool(held_everywhere & set(PROGRAMME_WIDE[Sees.PEOPLE]))


@router.get("/journeys/{journey}/people/{person}/contact")
async def contact_form(
    journey: JourneyId, person: PersonId, caller: OfPeople, services: Serving, pages: Showing
) -> Response:
    """Ask for the reason for which somebody's contact data are wanted."""
    room = await room_of(services, journey)
    return await pages.page(
        "room/contact.html",
        caller,
        line=room.line,
        member=await _member(services, journey, person),
        known=None,
        reason="",
    )


@router.post("/journeys/{journey}/people/{person}/contact")
async def contact(
    journey: JourneyId,
    person: PersonId,
    caller: OfPeople,
    services: Serving,
    pages: Showing,
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = "",
) -> Response:
    """Show somebody's contact data once; who looked, and why, is in the audit before."""
    room = await room_of(services, journey)
    member = await _member(services, journey, person)
    why = " ".join(reason.split())
    if not why:
        missing = Phrase("Tulis alasannya; tercatat dalam audit.", "Say why; it is kept in the audit.")
        said = missing.into(await pages.language(caller))
        return await pages.page(
            "room/contact.html",
            caller,
            status=422,
            line=room.line,
            member=member,
            known=None,
            reason=reason,
            errors={"reason": said},
        )
    known = await hands(services, caller, why).look(person)
    return await pages.page(
        "room/contact.html", caller, cached=False, line=room.line, member=member, known=known, reason=why
    )


async def _member(services: Services, journey: str, person: str) -> MemberLine:
    """A known person with a part in a journey, present or past. Raises `NoSuch`."""
    for member in await People(services.pool).members(journey):
        if member.person == person and member.name is not None:
            return member
    raise NoSuch(what="member", id=person)
