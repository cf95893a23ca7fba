"""The page of an act: its form in a visitor's language, what is asked beside it, and what became of what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Response

from api.desk import Refused
from api.forms.asked import ActForm
from api.forms.asking import Circle, Wanted
from api.forms.explained import EXPLAINED
from api.forms.filled import FormMistake
from api.forms.layout import Cell, Choices, Option, Part, Said, parts_of
from api.forms.wanted import Form, choices_of, forms_for
from api.forms.words import TITLES, name_of_member
from api.http.caller import Caller
from api.http.problems import HttpProblem, NotFound
from api.http.refusals import STATUS_OF_REFUSALS
from api.pages.act_form import Sent, act_in, below, rows_of
from api.pages.on_behalf import Behalf, forms_on_behalf
from api.pages.rendering import Pages
from api.services import Services
from api.words.problems import said_of
from domain.errors import Refusal
from domain.messages import Act
from domain.model import Journey
from domain.roles import RECORDERS
from domain.shape import Frozen
from domain.values import OnBehalf
from domain.vocabulary import Role
from domain.words.phrase import Language, Phrase
from records.people import People

NOTHING = "Belum ada yang diisi."
NOTHING_SAID = Phrase(NOTHING, "Nothing has been filled in yet.")
BEHALF, AUDIT = "on_behalf", "audit"
"""What is asked beside an act, with what the names of its fields begin with."""
CIRCLES: Mapping[Circle, Role | None] = {
    Circle.MENTORS: Role.MENTOR,
    Circle.EXAMINERS: Role.EXAMINER,
    Circle.OFFICERS: Role.MINISTRY_OFFICER,
    Circle.ANYBODY: None,
}


@dataclass(frozen=True)
class Beside:
    """Something asked beside an act; the names of its fields begin with `prefix`."""

    prefix: str
    form: ActForm
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ActPage:
    """A form as a visitor sees it; `role` is the one in which it is sent, `behalf` for whom it is recorded."""

    state: Journey
    form: Form
    parts: tuple[Part, ...]
    names: Mapping[str, str]
    language: Language
    role: Role
    behalf: Behalf | None = None
    beside: tuple[Beside, ...] = ()
    person: str = ""
    """Whose form it is: the visitor's own, or that of whom he stands in for."""
    explains: str = ""
    """The act that the page explains, where that is not the one of the form."""


@dataclass(frozen=True)
class Deed:
    """What was filled in: the act with what was asked beside it, or mistakes; without both nobody filled it in."""

    act: Act | None = None
    beside: Mapping[str, Frozen] = field(default_factory=dict)
    mistakes: tuple[FormMistake, ...] = ()

    @property
    def on_behalf(self) -> OnBehalf | None:
        """For whom it is recorded."""
        found = self.beside.get(BEHALF)
        return found if isinstance(found, OnBehalf) else None

    def reason(self, kind: str = AUDIT) -> str | None:
        """The reason that was asked beside the act."""
        found = self.beside.get(kind)
        return found.reason if isinstance(found, Said) else None


async def form_of(
    services: Services, state: Journey, person: str, key: str, language: Language = Language.ID
) -> tuple[Form, tuple[Part, ...]]:
    """A person's form by its key, with its parts. Raises `NotFound` for one that he does not have now."""
    form = _by_key(forms_for(state, person, language=language), key)
    names = await names_in(services, state)
    return form, await _parts(services, state, form, names, language)


async def open_page(
    services: Services, state: Journey, person: str, key: str, language: Language, behalf: Behalf | None
) -> ActPage:
    """The page of a form by its key. Raises `NotFound` for one that the person does not have in this state."""
    if behalf is None:
        form = _by_key(forms_for(state, person, language=language), key)
    else:
        form = _by_key(forms_on_behalf(state, person, behalf, language), key)
    return await page_of(services, state, person, form, language, behalf)


async def page_of(
    services: Services, state: Journey, person: str, form: Form, language: Language, behalf: Behalf | None = None
) -> ActPage:
    """The page of a form."""
    names = await names_in(services, state)
    role = form.packed.role if behalf is None else behalf.recorded_as(state, person)
    beside = []
    if behalf is not None:
        fixed: dict[str, str | int] = {"person": behalf.person, "role": behalf.role}
        beside.append(beside_of(BEHALF, role, language, fixed))
    if role is Role.OPERATOR:
        beside.append(beside_of(AUDIT, role, language))
    parts = await _parts(services, state, form, names, language)
    return ActPage(state, form, parts, names, language, role, behalf, tuple(beside), person)


def beside_of(kind: str, role: Role, language: Language, fixed: dict[str, str | int] | None = None) -> Beside:
    """Something to be asked beside an act."""
    form = ActForm(file="-", act=kind, role=role, title=kind, fixed=fixed or {})
    return Beside(kind, form, parts_of(form, Choices(language=language, on_page=True)))


def _by_key(forms: tuple[Form, ...], key: str) -> Form:
    form = next((form for form in forms if form.packed.key == key), None)
    if form is None:
        raise NotFound
    return form


async def names_in(services: Services, state: Journey) -> dict[str, str]:
    """The names of everybody who has or had a part in a journey, by id."""
    return await People(services.pool).names(sorted({member.person for member in state.members}))


async def _parts(
    services: Services, state: Journey, form: Form, names: dict[str, str], language: Language
) -> tuple[Part, ...]:
    circles = {
        who: await _circle(services, who, language) for who in form.wanted.people.values() if isinstance(who, Circle)
    }
    others = sorted({person for _, person in form.wanted.facts_of_people} - set(names))
    names |= await People(services.pool).names(others)
    return parts_of(form.packed, choices_of(state, names, form.wanted, circles, language))


async def _circle(services: Services, circle: Circle, language: Language) -> tuple[Option, ...]:
    """The people of a circle by name, with the roles that they hold."""
    found = []
    for person in await People(services.pool).outside_regions(CIRCLES[circle]):
        held = dict.fromkeys((*person.roles, *person.programme_roles))
        roles = ", ".join(name_of_member(role, language) for role in held)
        label = f"{person.name} – {roles}" if roles else person.name
        found.append(Option(person.id, f"{label} [{person.id}]" if circle is Circle.ANYBODY else label))
    return tuple(found)


def deed_in(page: ActPage, sent: Sent, made: str) -> Deed:
    """What was filled in on a page."""
    beside: dict[str, Frozen] = {}
    mistakes: list[FormMistake] = []
    filled = act_in(sent, page.parts, page.form.packed, made, language=page.language)
    for one in page.beside:
        found = act_in(below(sent, one.prefix), one.parts, one.form, made, language=page.language, must=True)
        mistakes += [wrong.model_copy(update={"path": f"{one.prefix}.{wrong.path}"}) for wrong in found.mistakes]
        if found.act is not None:
            beside[one.prefix] = found.act
    if filled.act is None and not filled.mistakes:
        return Deed()
    if filled.act is None or filled.mistakes or mistakes:
        return Deed(mistakes=(*filled.mistakes, *mistakes))
    return Deed(act=filled.act, beside=beside)


def said_of_refusal(refused: Refused | Refusal | HttpProblem, page: ActPage) -> str:
    """Why an act was refused, in the page's language. Raises again what is no rule but a failure of ours."""
    if isinstance(refused, Refused) and refused.name not in STATUS_OF_REFUSALS:
        raise refused
    details = {name: str(value) for name, value in refused.details.items()}
    return said_of(refused.name, details, page.language, str(refused), page.names)


async def show_page(
    pages: Pages,
    caller: Caller,
    page: ActPage,
    sent: Sent,
    mistakes: tuple[FormMistake, ...] = (),
    *,
    general: str | None = None,
    status: int | None = None,
    seq: int | None = None,
    stale: bool = False,
) -> Response:
    """The form as a page, with what was written and what is wrong with it.

    `seq` is what it was shown as of before; `stale`: whether things have changed since.
    """
    problems = [f"{mistake.label}: {mistake.wrong}" for mistake in mistakes] or ([general] if general else [])
    wanted: Wanted = page.form.wanted
    return await pages.page(
        "act.html",
        caller,
        status=status or (422 if problems else 200),
        state=page.state,
        seq=page.state.seq if seq is None else seq,
        stale=stale,
        form=page.form,
        parts=page.parts,
        beside=page.beside,
        behalf=page.behalf,
        role=page.role,
        instead_of=page.names.get(page.person, page.person) if page.person not in ("", caller.person) else "",
        names=page.names,
        records=page.behalf is None and any(page.state.holds(caller.person, role) for role in RECORDERS),
        facts=(*wanted.facts, *((called, page.names.get(person, person)) for called, person in wanted.facts_of_people)),
        explained=EXPLAINED[page.explains or page.form.packed.act].into(page.language),
        titles=TITLES,
        values=sent.texts,
        kept=sent.kept,
        counts={part.path: _count(sent.texts, part, page.form) for part in page.parts},
        errors={mistake.path: f"{mistake.wrong} {mistake.todo}" for mistake in mistakes},
        problems=problems,
    )


def _count(texts: Mapping[str, str], part: Part, form: Form) -> int:
    """How many rows are shown of a table: the fixed ones, or one more than are filled in."""
    if isinstance(part, Cell):
        return 0
    fixed = form.packed.rows.get(part.path)
    if fixed is not None:
        return len(fixed)
    return min(rows_of(texts, part, form.packed) + 1, part.most)
