"""What the forms of the acts of each stage ask, hold and are filled in with: `STAGE_ACTS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from api.forms.asking import ROWS, Asking, Wanted, chapter_title
from api.forms.words import name_of_member
from domain.decisions.record import ADOPTION
from domain.model import Journey, SessionState
from domain.roles import party_of, side
from domain.stages import open_steps
from domain.values import ChapterName
from domain.vocabulary import ApprovalKind, Pillar, Role, Status
from domain.words.times import spell_days


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
        shown = tuple((f"{title}: {spell_days(plan.days, asking.language)}, {plan.place}",) for title, _, plan in open_)
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
    yield Wanted(about=asking.say("rencana aksi", "action plan"), only=("action_plan",), filled=rows)
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
    current = asking.journey.round
    number = 1
    if current is not None:
        if any(verdict.mentor == asking.person for verdict in current.verdicts) and current.accepted is None:
            return
        number = current.number if current.accepted is None else current.number + 1
    yield _scored(asking, Wanted(about=asking.say(f"putaran {number}", f"round {number}"), fixed={"round": number}))


def _scored(asking: Asking, wanted: Wanted) -> Wanted:
    """A form with a row for the score of each pillar, where the policy asks for them; else without scores."""
    review = asking.journey.policy.review
    pillars = tuple(Pillar) if review.scores_per_pillar else ()
    scale = asking.say(
        f"{review.lowest_score} (terendah) sampai {review.highest_score} (tertinggi)",
        f"{review.lowest_score} (lowest) to {review.highest_score} (highest)",
    )
    return Wanted(
        about=wanted.about,
        fixed=wanted.fixed,
        rows={**wanted.rows, "scores": tuple({"pillar": pillar.value} for pillar in pillars)},
        shown={**wanted.shown, "scores": tuple((name_of_member(pillar),) for pillar in pillars)},
        facts=((asking.say("Skala nilai", "Scale"), scale),) if pillars else (),
        scale=(review.lowest_score, review.highest_score) if pillars else None,
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
        yield _scored(asking, Wanted())


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
        yield Wanted(facts=((asking.say("Tugas", "Task"), asking.named(turn.task)),))


def _once(_asking: Asking) -> Iterator[Wanted]:
    yield Wanted()


STAGE_ACTS: dict[str, Callable[[Asking], Iterator[Wanted]]] = {
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
