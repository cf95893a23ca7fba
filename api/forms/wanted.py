"""Which forms a person gets: those of the acts that his roles do in this stage of the journey, or in the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from api.forms.asked import ActForm
from api.forms.layout import Choices, Option
from api.forms.words import TITLES, name_of_member
from domain.decisions.record import ADOPTION
from domain.model import Journey, SessionState
from domain.roles import RULES, Phase, party_of, side
from domain.stages import open_steps
from domain.values import ChapterName
from domain.vocabulary import ApprovalKind, Pillar, Role, Stage, Status
from domain.words.phrase import Language
from domain.words.times import spell_days

ROWS = dict[str, tuple[dict[str, str | int], ...]]
SHOWN = Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Wanted:
    """One form of an act: what is fixed in it, what is filled in already, and what its rows are called."""

    about: str = ""
    """What it is about, where an act has several forms."""
    only: tuple[str, ...] = ()
    fixed: dict[str, str | int] = field(default_factory=dict)
    rows: ROWS = field(default_factory=dict)
    shown: SHOWN = field(default_factory=dict)
    """By table: what stands in front of each of its fixed rows."""
    filled: dict[str, str] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    """What the form says at its head, besides region and role."""


@dataclass(frozen=True)
class Form:
    """A form that goes into a pack, with what only its reader needs."""

    packed: ActForm
    wanted: Wanted
    now: bool
    """Whether its act belongs to the stage that the journey is in."""


@dataclass(frozen=True)
class Asking:
    """Who gets a pack: a person in one role, in a journey."""

    journey: Journey
    person: str
    role: Role


def choices_of(journey: Journey, names: Mapping[str, str]) -> Choices:
    """What there is to choose in a journey: chapters, people, sessions."""
    chapters = tuple(
        Option(f"{book.key}/{chapter.key}", chapter_title(journey, ChapterName(book=book.key, chapter=chapter.key)))
        for book in journey.policy.books
        for chapter in book.chapters
    )
    members = dict.fromkeys(member.person for member in journey.members if member.until is None)
    people = tuple(Option(person, f"{names.get(person, person)} [{person}]") for person in members)
    sessions = tuple(Option(str(session.number), session.title) for session in journey.policy.sessions)
    return Choices(chapters=chapters, people=people, sessions=sessions)


def chapter_title(journey: Journey, name: ChapterName) -> str:
    """A chapter with its book, as people say it."""
    for volume, book in enumerate(journey.policy.books, 1):
        for number, chapter in enumerate(book.chapters, 1):
            if (book.key, chapter.key) == (name.book, name.chapter):
                return f"Buku {volume} Bab {number} – {chapter.title}" if len(book.chapters) > 1 else book.title
    return str(name)


def forms_for(journey: Journey, person: str, role: Role | None = None) -> tuple[Form, ...]:
    """The forms for a person in his roles, or in one of them; in the order in which they are sent."""
    held = [member.role for member in journey.members if (member.person, member.until) == (person, None)]
    found: list[Form] = []
    for act, title in TITLES.items():
        roles = [allowed for allowed in RULES[act].roles if allowed in held and role in (None, allowed)]
        when = _when(journey, act)
        if not roles or when is None:
            continue
        for wanted in _WANTED[act](Asking(journey, person, roles[0])):
            called = f"{title}: {wanted.about}" if wanted.about else title
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
    """Whether an act belongs to the journey's stage (True), or to the next (False); None: to neither."""
    rule = RULES[act]
    if journey.status is Status.SCHEDULED:
        return None
    if (Phase.ENDED if journey.ended else Phase.OPEN) not in rule.phases:
        return None
    if journey.stage in rule.stages:
        return True
    stages = list(Stage)
    following = stages[stages.index(journey.stage) + 1 :][:1]
    return False if not journey.ended and following and following[0] in rule.stages else None


def _interest(asking: Asking) -> Iterator[Wanted]:
    if asking.person not in (interest.mentor for interest in asking.journey.interests):
        yield Wanted()


def _gates(asking: Asking) -> Iterator[Wanted]:
    missing = [gate for gate in asking.journey.policy.gates if not _passed(asking.journey, gate.name)]
    if missing:
        yield Wanted(
            rows={"gates": tuple({"gate": gate.name} for gate in missing)},
            shown={"gates": tuple((gate.title,) for gate in missing)},
        )


def _passed(journey: Journey, gate: str) -> bool:
    state = journey.gate(gate)
    return state is not None and state.fact is not None


def _sessions(journey: Journey) -> list[tuple[str, SessionState]]:
    return [(policy.title, journey.session(policy.number)) for policy in journey.policy.sessions]


def _proposals(asking: Asking) -> Iterator[Wanted]:
    open_ = [(title, session) for title, session in _sessions(asking.journey) if session.plan is None]
    if open_:
        yield Wanted(
            rows={"plans": tuple({"number": session.number} for _, session in open_)},
            shown={"plans": tuple((title,) for title, _ in open_)},
        )


def _confirmations(asking: Asking) -> Iterator[Wanted]:
    open_ = [
        (title, session, session.plan)
        for title, session in _sessions(asking.journey)
        if session.plan is not None and not session.confirmed and session.proposed_by is not side(asking.role)
    ]
    if open_:
        shown = tuple((f"{title}: {spell_days(plan.days, Language.ID)}, {plan.place}",) for title, _, plan in open_)
        rows: ROWS = {"numbers": tuple({"value": session.number} for _, session, _ in open_)}
        yield Wanted(rows=rows, shown={"numbers": shown})


def _record(asking: Asking) -> Iterator[Wanted]:
    for title, session in _sessions(asking.journey):
        if session.record is None:
            days = ", ".join(f"{day:%d-%m-%Y}" for day in session.plan.days) if session.plan else ""
            yield Wanted(about=title, fixed={"number": session.number}, filled={"held_on": days})
            return


def _plan(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    rows = {
        f"action_plan.rows.{n}.{name}": _text(getattr(row, name))
        for n, row in enumerate(journey.programmes)
        for name in type(row).model_fields
    }
    yield Wanted(about="rencana aksi", only=("action_plan",), filled=rows)
    wins = {
        f"quick_wins.quick_wins.{n}.{name}": _text(getattr(win, name))
        for n, win in enumerate(journey.quick_wins)
        for name in type(win).model_fields
    }
    yield Wanted(about="quick win", only=("quick_wins",), filled=wins)
    said, path = journey.distinctiveness, "distinctiveness.distinctiveness"
    filled = {}
    if said is not None:
        filled = {f"{path}.{name}": _text(getattr(said, name)) for name in type(said).model_fields}
    yield Wanted(about="kekhasan daerah", only=("distinctiveness",), filled=filled)


def _text(value: object) -> str:
    match value:
        case tuple():
            return "\n".join(_text(part) for part in value)
        case Pillar():
            return value.value
        case _:
            return str(value)


def _hand_in(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    for policy in journey.policy.sessions:
        if not journey.session(policy.number).handed_in:
            names = [
                (book, key) for book, key in journey.policy.chapters() if not policy.output or book in policy.output
            ]
            titles = tuple((chapter_title(journey, ChapterName(book=book, chapter=key)),) for book, key in names)
            rows: ROWS = {"chapters": tuple({"value": f"{book}/{key}"} for book, key in names)}
            fixed: dict[str, str | int] = {"number": policy.number}
            yield Wanted(about=policy.title, fixed=fixed, rows=rows, shown={"chapters": titles})
            return


def _hand_in_comments(asking: Asking) -> Iterator[Wanted]:
    for title, session in _sessions(asking.journey):
        if session.handed_in and not session.complete:
            yield Wanted(about=title, fixed={"number": session.number})


def _verdict(asking: Asking) -> Iterator[Wanted]:
    journey, current = asking.journey, asking.journey.round
    number = 1
    if current is not None:
        if any(verdict.mentor == asking.person for verdict in current.verdicts) and current.accepted is None:
            return
        number = current.number if current.accepted is None else current.number + 1
    yield _scored(journey, Wanted(about=f"putaran {number}", fixed={"round": number}))


def _scored(journey: Journey, wanted: Wanted) -> Wanted:
    """A form with a row for the score of each pillar, where the policy asks for them; else without scores."""
    review = journey.policy.review
    pillars = tuple(Pillar) if review.scores_per_pillar else ()
    scale = (("Skala nilai", f"{review.lowest_score} (terendah) sampai {review.highest_score} (tertinggi)"),)
    return Wanted(
        about=wanted.about,
        fixed=wanted.fixed,
        rows={**wanted.rows, "scores": tuple({"pillar": pillar.value} for pillar in pillars)},
        shown={**wanted.shown, "scores": tuple((name_of_member(pillar),) for pillar in pillars)},
        facts=scale if pillars else (),
    )


def _answers(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    given = {answer.comment: answer.text for answer in journey.answers}
    if journey.open_comments:
        yield Wanted(
            rows={"answers": tuple({"comment": comment.id} for comment in journey.open_comments)},
            shown={"answers": tuple((chapter_title(journey, c.chapter), c.text) for c in journey.open_comments)},
            filled={f"answers.{n}.text": given.get(c.id, "") for n, c in enumerate(journey.open_comments)},
        )


def _commitment(asking: Asking) -> Iterator[Wanted]:
    if asking.journey.commitment is None:
        yield Wanted(filled={"head": next(iter(asking.journey.holders(Role.REGIONAL_HEAD)), "")})


def _presentation(asking: Asking) -> Iterator[Wanted]:
    examination = asking.journey.examination
    if examination is not None and examination.presentation is None:
        yield Wanted()


def _examination(asking: Asking) -> Iterator[Wanted]:
    if any(step.kind is ApprovalKind.EXAMINATION for step in open_steps(asking.journey)):
        yield _scored(asking.journey, Wanted())


def _endorsements(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    agencies = [m.agency for m in journey.members if (m.person, m.role, m.until) == (asking.person, Role.AGENCY, None)]
    for step in journey.policy.approvals:
        if step.enabled and step.kind is ApprovalKind.ENDORSEMENTS:
            for agency in agencies:
                if agency in step.agencies:
                    yield Wanted(about=f"{step.title} ({agency})", fixed={"step": step.name, "agency": agency})


def _owner(asking: Asking) -> Iterator[Wanted]:
    if any(step.kind is ApprovalKind.OWNER_DECISION for step in open_steps(asking.journey)):
        yield Wanted()


def _adoption(asking: Asking) -> Iterator[Wanted]:
    if asking.journey.adoption is None and asking.journey.status is Status.PUBLISHED:
        yield Wanted()


def _obligations(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    for promise in journey.policy.obligations:
        waits = promise.due_before_session is None and journey.publication is None
        if (
            promise.name != ADOPTION
            and not promise.checks_quick_wins
            and not waits
            and journey.still_asked(promise.name)
        ):
            yield Wanted(about=promise.title, fixed={"obligation": promise.name})


def _checks(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    wins = journey.published_plan.quick_wins
    for promise in journey.policy.obligations:
        if promise.checks_quick_wins and journey.publication is not None and journey.still_asked(promise.name):
            rows: ROWS = {"results": tuple({"name": win.name} for win in wins)}
            shown = {"results": tuple((win.name,) for win in wins)}
            yield Wanted(about=promise.title, fixed={"obligation": promise.name}, rows=rows, shown=shown)


def _extension(asking: Asking) -> Iterator[Wanted]:
    turn = asking.journey.turn
    if turn.due is not None and turn.party is party_of(asking.role):
        yield Wanted(facts=(("Tugas", name_of_member(turn.task)),))


def _once(_asking: Asking) -> Iterator[Wanted]:
    yield Wanted()


_WANTED: dict[str, Callable[[Asking], Iterator[Wanted]]] = {
    "declare_interest": _interest,
    "pass_gates": _gates,
    "propose_sessions": _proposals,
    "confirm_sessions": _confirmations,
    "record_session": _record,
    "save_plan": _plan,
    "hand_in": _hand_in,
    "comment_hand_in": _hand_in_comments,
    "submit": _once,
    "give_verdict": _verdict,
    "answer_comments": _answers,
    "record_commitment": _commitment,
    "prepare_presentation": _presentation,
    "record_examination": _examination,
    "endorse": _endorsements,
    "decide_as_owner": _owner,
    "record_adoption": _adoption,
    "meet_obligation": _obligations,
    "check_quick_wins": _checks,
    "ask_extension": _extension,
}
