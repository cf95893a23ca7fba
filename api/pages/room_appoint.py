"""Giving, passing on and taking parts in a journey, with somebody known or somebody new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.desk import Refused
from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.caller import Caller
from api.http.commands import send
from api.http.problems import NoRoleForAct
from api.http.serving import Serving
from api.pages.act_form import act_key
from api.pages.appointing import (
    GIVEN_BY_HAND,
    EmailTaken,
    NewPerson,
    agencies_of,
    appoints,
    candidates,
    hat_for,
    known_by,
    make_known,
    read_new,
)
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing
from api.pages.room import Room, room_of
from api.services import Services
from domain import journey as rules
from domain.errors import Refusal
from domain.messages import (
    Act,
    AppointMember,
    Command,
    ReleaseMember,
    ReplaceMember,
)
from domain.roles import REGIONAL_ROLES, RULES
from domain.shape import PRINTABLE_LINE
from domain.vocabulary import Role
from domain.words.phrase import Language, Phrase
from records.identity import Hat, Identities
from records.people import People

router = APIRouter(include_in_schema=False)

NEW, BY_ID = "-new", "-id"
"""What is chosen instead of a person: somebody new, or somebody by his id. No id begins so."""
KINDS = {"appoint": "appoint_member", "replace": "replace_member", "release": "release_member"}
Doing = Annotated[str, Path(pattern=r"^(appoint|replace|release)$")]
Word = Annotated[str, Query(max_length=100, pattern=PRINTABLE_LINE)]


@dataclass(frozen=True)
class Written:
    """What stands in the form: whose part it is about, who was chosen, why."""

    doing: str
    role: str = ""
    person: str = ""
    """Who holds the part now."""
    agency: str = ""
    q: str = ""
    chosen: str = ""
    id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    reason: str = ""
    seq: str = ""


@dataclass
class Wrong:
    """What is wrong with a form, by field; what is about no field is under the empty name."""

    errors: dict[str, str] = field(default_factory=dict)
    language: Language = Language.ID

    def say(self, name: str, indonesian: str, english: str) -> None:
        """Note what is wrong with a field."""
        self.errors[name] = Phrase(indonesian, english).into(self.language)


@router.get("/journeys/{journey}/people/{doing}")
async def show(
    journey: JourneyId,
    doing: Doing,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    role: Word = "",
    person: Word = "",
    q: Word = "",
) -> Response:
    """The form by which a part is given, passed on or taken."""
    room = await room_of(services, journey)
    return await _form(services, pages, caller, room, Written(doing, role=role, person=person, q=q.strip()))


@router.post("/journeys/{journey}/people/{doing}")
async def do(
    journey: JourneyId, doing: Doing, request: Request, caller: OfJourney, services: Serving, pages: Showing
) -> Response:
    """Give, pass on or take a part; with mistakes the form comes back as it was written."""
    room = await room_of(services, journey)
    written = _written(doing, dict(await request.form()))
    wrong = Wrong(language=await pages.language(caller))
    hat = await _hat(services, room, caller, doing)
    _check_part(room, hat.role, written, wrong)
    somebody = None if doing == "release" else await _somebody(services, written, wrong)
    if not written.reason:
        wrong.say("reason", "Tulis alasannya; tercatat dalam riwayat.", "Say why; it stands in the story.")
    if wrong.errors:
        return await _form(services, pages, caller, room, written, wrong)
    try:
        # The rules are asked first, so that nobody becomes known by an act that is refused.
        stand_in = somebody if isinstance(somebody, str) else f"{room.state.region.id}.orang-baru"
        rules.decide(room.state, _command(caller, hat, _act(written, stand_in)), room.now)
        if isinstance(somebody, NewPerson):
            somebody = await make_known(services, caller, room, somebody, written.reason)
        act = _act(written, somebody)
        seq = int(written.seq) if written.seq.isdigit() else room.state.seq
        key, whose = act_key(journey, seq, act), hat.person
        await send(services, caller, key, journey, act, role=hat.role, instead_of=whose, reason=written.reason)
    except (Refused, Refusal) as refused:
        wrong.errors[""] = refusal_text(refused, wrong.language)
        return await _form(services, pages, caller, room, written, wrong, status=409)
    names = await People(services.pool).names([id_ for id_ in (somebody, written.person) if id_])
    # Who gave his own part away may have none left here.
    back = "/journeys" if written.person == caller.person else f"/journeys/{journey}/people"
    return pages.go(back, _done(written, names, somebody).into(wrong.language))


def _written(doing: str, form: Mapping[str, object]) -> Written:
    given = {name: str(value).strip() for name, value in form.items() if name in Written.__dataclass_fields__}
    return Written(**{**given, "doing": doing})


async def _hat(services: Services, room: Room, caller: Caller, doing: str) -> Hat:
    """In which role parts are given, and whose that is. Raises `NoRoleForAct`."""
    found = await hat_for(services, caller, room.state, KINDS[doing])
    if found is None:
        raise NoRoleForAct(act=KINDS[doing], allowed=", ".join(RULES[KINDS[doing]].roles))
    return found


def _check_part(room: Room, acting: Role, written: Written, wrong: Wrong) -> None:
    """Note what is wrong with the part that is to be given, passed on or taken."""
    if written.role not in set(Role) or not appoints(room, acting, Role(written.role)):
        wrong.say("role", "Pilih peran yang dapat Anda berikan.", "Choose a role that is yours to give.")
    elif written.role == Role.AGENCY and written.doing == "appoint" and written.agency not in agencies_of(room.state):
        wrong.say("agency", "Pilih kementerian/lembaga yang diwakilinya.", "Choose the agency that is spoken for.")
    elif written.doing != "appoint" and not room.state.holds(written.person, Role(written.role)):
        wrong.say("", "Orang ini tidak (lagi) memegang peran itu.", "This person does not hold that role (any more).")


async def _somebody(services: Services, written: Written, wrong: Wrong) -> str | NewPerson | None:
    """Who was chosen: the id of somebody known, or somebody new; None after what is wrong was noted."""
    if written.chosen == NEW:
        new = read_new(written.name, written.email, written.phone)
        if isinstance(new, dict):
            wrong.errors |= {name: said.into(wrong.language) for name, said in new.items()}
            return None
        try:
            return await known_by(services, new) or new
        except EmailTaken:
            wrong.say(
                "email",
                "Alamat surel ini milik orang lain yang sudah dikenal. Periksa namanya, atau tanya pengelola program.",
                "This e-mail address is somebody else's who is known. Check the name, or ask the programme manager.",
            )
            return None
    person = written.id if written.chosen == BY_ID else written.chosen
    if not person:
        wrong.say("chosen", "Pilih orangnya.", "Choose the person.")
    elif not await Identities(services.pool).person_known(person):
        field_ = "id" if written.chosen == BY_ID else "chosen"
        wrong.say(field_, "ID ini tidak dikenal. Periksa ejaannya.", "Nobody has this id. Check how it is written.")
    else:
        return person
    return None


def _act(written: Written, person: str | None) -> AppointMember | ReplaceMember | ReleaseMember:
    role = Role(written.role)
    agency = written.agency or None if role is Role.AGENCY else None
    match written.doing:
        case "appoint":
            return AppointMember(person=person or "", role=role, agency=agency)
        case "replace":
            return ReplaceMember(role=role, outgoing=written.person, incoming=person or "", reason=written.reason)
        case _:
            return ReleaseMember(role=role, person=written.person, reason=written.reason)


def _command(caller: Caller, hat: Hat, act: Act) -> Command:
    return Command(id="asked-before-sending", actor=hat.worn_by(caller.person), act=act)


def _done(written: Written, names: Mapping[str, str], somebody: str | None) -> Phrase:
    new, old = names.get(somebody or "", somebody), names.get(written.person, written.person)
    match written.doing:
        case "appoint":
            return Phrase(f"{new} sekarang memegang peran ini.", f"{new} holds this role now.")
        case "replace":
            return Phrase(f"{new} sekarang menggantikan {old}.", f"{new} is in the place of {old} now.")
        case _:
            return Phrase(f"{old} tidak lagi memegang peran ini.", f"{old} does not hold this role any more.")


async def _form(
    services: Services,
    pages: Pages,
    caller: Caller,
    room: Room,
    written: Written,
    wrong: Wrong | None = None,
    *,
    status: int | None = None,
) -> Response:
    acting = (await _hat(services, room, caller, written.doing)).role
    errors = wrong.errors if wrong else {}
    role = Role(written.role) if written.role in set(Role) else None
    regional = acting is Role.COORDINATOR or role in REGIONAL_ROLES
    found = await candidates(services, caller, room, written.q, role, regional=regional)
    return await pages.page(
        "room/appoint.html",
        caller,
        status=status or (422 if errors else 200),
        line=room.line,
        state=room.state,
        written=written,
        role=role,
        agencies=agencies_of(room.state),
        roles=[one for one in GIVEN_BY_HAND if appoints(room, acting, one)],
        found=found,
        # A name is looked up only for who holds the part here: an address must not tell who anybody is.
        names=await People(services.pool).names(
            [written.person] if role and room.state.holds(written.person, role) else []
        ),
        errors=errors,
        problems=list(errors.values()),
    )
