"""Which forms a person gets: those of the acts that his roles do in this stage of the journey, or in the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.forms.asked import ActForm
from api.forms.asking import Asking, Circle, Wanted, chapter_title
from api.forms.layout import Choices, Option
from api.forms.other_acts import OTHER_ACTS
from api.forms.stage_acts import STAGE_ACTS
from api.forms.words import PACKED, TITLES
from domain.model import Journey
from domain.roles import RULES, Phase
from domain.values import ChapterName
from domain.vocabulary import Role, Stage, Status
from domain.words.phrase import Language

__all__ = ["Form", "Wanted", "chapter_title", "choices_of", "forms_for"]
_WANTED = {**STAGE_ACTS, **OTHER_ACTS}
NOBODY: Mapping[Circle, tuple[Option, ...]] = {}


@dataclass(frozen=True)
class Form:
    """A form as it is given out, with what only its reader needs."""

    packed: ActForm
    wanted: Wanted
    now: bool
    """Whether its act belongs to the stage that the journey is in."""


def choices_of(
    journey: Journey,
    names: Mapping[str, str],
    wanted: Wanted | None = None,
    circles: Mapping[Circle, tuple[Option, ...]] = NOBODY,
    language: Language = Language.ID,
) -> Choices:
    """What there is to choose in a journey, and in one form of it: chapters, people, sessions.

    `circles` are the people outside the journey that the form lets choose.
    """
    chapters = tuple(
        Option(f"{book.key}/{chapter.key}", chapter_title(journey, ChapterName(book=book.key, chapter=chapter.key)))
        for book in journey.policy.books
        for chapter in book.chapters
    )
    members = dict.fromkeys(member.person for member in journey.members if member.until is None)
    people = tuple(Option(person, f"{names.get(person, person)} [{person}]") for person in members)
    sessions = tuple(Option(str(session.number), session.title) for session in journey.policy.sessions)
    by_path: dict[str, tuple[Option, ...]] = dict(wanted.options) if wanted else {}
    free: set[str] = set()
    for path, who in (wanted.people if wanted else {}).items():
        if isinstance(who, Circle):
            found = circles.get(who, ())
            by_path[path] = (*people, *found) if who is Circle.ANYBODY else found
            free |= {path} if who is Circle.ANYBODY else set()
        else:
            by_path[path] = tuple(Option(person, names.get(person, person)) for person in who)
    return Choices(
        chapters=chapters,
        people=people,
        sessions=sessions,
        by_path=by_path,
        free=frozenset(free),
        zone=journey.region.zone,
        language=language,
        on_page=wanted is not None,
    )


def forms_for(
    journey: Journey, person: str, role: Role | None = None, *, language: Language = Language.ID
) -> tuple[Form, ...]:
    """The forms for a person in his roles, or in one of them; first those of a pack, in the order of sending."""
    held = [member.role for member in journey.members if (member.person, member.until) == (person, None)]
    found: list[Form] = []
    for act, title in TITLES.items():
        roles = [allowed for allowed in RULES[act].roles if allowed in held and role in (None, allowed)]
        when = _when(journey, act)
        if not roles or when is None:
            continue
        for wanted in _WANTED[act](Asking(journey, person, roles[0], language)):
            called = f"{title.into(language)}: {wanted.about}" if wanted.about else title.into(language)
            packed = ActForm(
                file=f"formulir/{len(found) + 1:02}-{_file(called)}.docx",
                act=act,
                role=roles[0],
                title=called[:300],
                only=wanted.only,
                fixed=wanted.fixed,
                rows=wanted.rows,
                filled={path: text for path, text in wanted.filled.items() if text},
            )
            found.append(Form(packed, wanted, when))
    return tuple(found)


def _file(title: str) -> str:
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in title.lower())
    return "-".join(part for part in letters.split("-") if part)[:60].rstrip("-")


def _when(journey: Journey, act: str) -> bool | None:
    """Whether an act belongs to the journey's stage (True), or to the next (False); None: to neither.

    Only what can go into a pack is given out ahead of its stage.
    """
    rule = RULES[act]
    if journey.status is Status.SCHEDULED:
        return True if Phase.SCHEDULED in rule.phases else None
    if (Phase.ENDED if journey.ended else Phase.OPEN) not in rule.phases:
        return None
    if journey.stage in rule.stages:
        return True
    stages = list(Stage)
    following = stages[stages.index(journey.stage) + 1 :][:1]
    early = act in PACKED and not journey.ended and following and following[0] in rule.stages
    return False if early else None
