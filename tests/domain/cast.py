"""A dutiful cast: `dutiful_deed` says what the one whose turn it is does, `Play` drives a journey turn by turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from domain import facts, journey, messages
from domain.calendar import local_date
from domain.deadlines import resumes_at
from domain.documents import DocumentOrder, certificate_awaited, ordered
from domain.entry import Entry
from domain.evolve import evolve
from domain.messages import Act, StartJourney
from domain.model import Journey
from domain.seats import regional_calendar
from domain.values import Answer, OnBehalf
from domain.vocabulary import ApprovalKind, DocumentKind, Outcome, Party, Role, Stage, Task
from tests.domain.builders import (
    HOUR,
    MENTORS,
    STANDING_ROLES,
    action_plan,
    chapter,
    chapters_of,
    command,
    comment,
    commitment,
    distinctiveness,
    document,
    examination,
    gate,
    made,
    person,
    plan,
    quick_wins,
    save,
    session_record,
    start,
    verdict,
    whole_plan,
)

Deed = tuple[Role, str, Act]
"""What somebody does: the role, the person, the act."""


def dutiful_deed(state: Journey, now: datetime) -> Deed | None:
    """What a dutiful cast does next in the turn a journey is in; None where it can only wait."""
    make = _DEEDS.get(state.turn.task)
    return next(make(state, now), None) if make else None


def _today(state: Journey, now: datetime) -> date:
    return local_date(now, state.region.zone)


def _by(role: Role, state: Journey, act: Act) -> Deed:
    holders = state.holders(role)
    return role, holders[0] if holders else person(role), act


def _pass_gates(state: Journey, now: datetime) -> Iterator[Deed]:
    missing = [g.name for g in state.policy.gates if g.stage is state.stage and state.gate(g.name) is None]
    passed = tuple(gate(name, _today(state, now)) for name in missing)
    yield _by(Role.COORDINATOR, state, messages.PassGates(gates=passed))


def _assign_mentors(state: Journey, now: datetime) -> Iterator[Deed]:
    refused = {i.mentor for i in state.interests if i.conflict} | {m.person for m in state.members}
    spare = [name for name in (*MENTORS, *(f"mentor-{n}" for n in range(20))) if name not in refused]
    lacking = state.policy.mentors_minimum - len(state.holders(Role.MENTOR))
    officer = (*state.holders(Role.MINISTRY_OFFICER), person(Role.MINISTRY_OFFICER))[0]
    act = messages.AssignMentors(mentors=tuple(spare[:lacking]), officer=officer)
    yield _by(Role.PROGRAMME_MANAGER, state, act)


def _declare(state: Journey, now: datetime) -> Iterator[Deed]:
    declared = {interest.mentor for interest in state.interests}
    for mentor in state.holders(Role.MENTOR):
        if mentor not in declared:
            yield Role.MENTOR, mentor, messages.DeclareInterest(conflict=False, statement="Tidak ada.")


def _open_session(state: Journey) -> int:
    return next(s.number for s in state.policy.sessions if not state.session(s.number).complete)


def _propose(state: Journey, now: datetime) -> Iterator[Deed]:
    number = _open_session(state)
    days = regional_calendar(state)
    first = days.after(_today(state, now), 5)
    proposal = plan(number, first, mentors=state.holders(Role.MENTOR), by=days)
    for later in reversed(state.sessions):
        if later.number > number and later.plan is not None and later.plan.days[0] <= proposal.days[-1]:
            moved = plan(later.number, days.after(first, 10 * (later.number - number)), by=days)
            act = messages.MoveSession(number=later.number, days=moved.days, place=moved.place, reason="Bergeser.")
            yield _by(Role.MINISTRY_OFFICER, state, act)
    yield _by(Role.MINISTRY_OFFICER, state, messages.ProposeSessions(plans=(proposal,)))


def _confirm(state: Journey, now: datetime) -> Iterator[Deed]:
    role = Role.COORDINATOR if state.turn.party is Party.REGION else Role.MINISTRY_OFFICER
    yield _by(role, state, messages.ConfirmSessions(numbers=(_open_session(state),)))


def _record(state: Journey, now: datetime) -> Iterator[Deed]:
    number = _open_session(state)
    planned = state.session(number).plan
    assert planned is not None
    before = state.session(number - 1).record if number > 1 else None
    late = before is not None and before.held_on[-1] > planned.days[0]
    days = (_today(state, now),) if late else planned.days
    yield _by(Role.MINISTRY_OFFICER, state, session_record(number, days))


def _hand_in(state: Journey, now: datetime) -> Iterator[Deed]:
    number = _open_session(state)
    name = chapters_of(state.policy)[number - 1]
    saves = (save(state, name, f"{name} sesi {number}"),)
    yield _by(Role.COORDINATOR, state, messages.HandIn(number=number, chapters=(name,), saves=saves))


def _comment_hand_in(state: Journey, now: datetime) -> Iterator[Deed]:
    yield _by(Role.MENTOR, state, messages.CommentHandIn(number=_open_session(state), comments=(comment(),)))


def _submit(state: Journey, now: datetime) -> Iterator[Deed]:
    written = (state.programmes, state.quick_wins, state.distinctiveness)
    if written != (action_plan().rows, quick_wins().quick_wins, distinctiveness().distinctiveness):
        yield _by(Role.COORDINATOR, state, whole_plan())
    missing = [name for name in chapters_of(state.policy) if state.chapter(name) is None]
    if missing:
        saves = tuple(save(state, name, f"{name} versi 1") for name in missing)
        yield _by(Role.COORDINATOR, state, messages.SaveChapters(saves=saves))
    yield _by(Role.COORDINATOR, state, messages.Submit())


def _verdicts(state: Journey, now: datetime) -> Iterator[Deed]:
    assert state.round is not None
    given = {v.mentor for v in state.round.verdicts}
    for mentor in state.holders(Role.MENTOR):
        if mentor not in given:
            yield Role.MENTOR, mentor, verdict(state.round.number)


def _revise(state: Journey, now: datetime) -> Iterator[Deed]:
    answered = {answer.comment for answer in state.answers}
    missing = tuple(Answer(comment=c.id, text="Sudah diperbaiki.") for c in state.open_comments if c.id not in answered)
    if missing:
        saves = (save(state, chapter(), f"perbaikan {len(state.rounds)}"),)
        yield _by(Role.COORDINATOR, state, messages.AnswerComments(answers=missing, saves=saves))
    yield from _submit(state, now)


def _decide_rounds(state: Journey, now: datetime) -> Iterator[Deed]:
    act = messages.DecideRounds(choice=facts.RoundsChoice.ACCEPT_AS_IT_IS, reason="Cukup.")
    yield _by(Role.PROGRAMME_MANAGER, state, act)


def _choose(state: Journey, now: datetime) -> Iterator[Deed]:
    act = messages.ChooseAsNewHead(choice=facts.HeadChoice.KEEP, reason="Dilanjutkan.")
    yield _by(Role.REGIONAL_HEAD, state, act)


def _commit(state: Journey, now: datetime) -> Iterator[Deed]:
    head = (*state.holders(Role.REGIONAL_HEAD), person(Role.REGIONAL_HEAD))[0]
    yield _by(Role.COORDINATOR, state, commitment(_today(state, now), head))


def _schedule(state: Journey, now: datetime) -> Iterator[Deed]:
    others = {m.person for m in state.members if m.role is not Role.EXAMINER}
    examiner = next(name for name in (f"examiner-{letter}" for letter in "abcdefgh") if name not in others)
    act = messages.ScheduleExamination(slot=now + timedelta(days=7), examiners=(examiner,))
    yield _by(Role.MINISTRY_OFFICER, state, act)


def _prepare(state: Journey, now: datetime) -> Iterator[Deed]:
    yield _by(Role.COORDINATOR, state, messages.PreparePresentation(slides=document("paparan")))


def _examine(state: Journey, now: datetime) -> Iterator[Deed]:
    yield _by(Role.EXAMINER, state, examination())


def _endorse(state: Journey, now: datetime) -> Iterator[Deed]:
    for step in state.policy.approvals:
        if step.enabled and step.kind is ApprovalKind.ENDORSEMENTS:
            answered = {j.agency for j in state.judgements_on(step.name) if j.agrees}
            for agency in step.agencies:
                speakers = [m.person for m in state.members if m.agency == agency and m.until is None]
                if agency not in answered and speakers:
                    act = messages.Endorse(step=step.name, agency=agency, outcome=Outcome.YES)
                    yield Role.AGENCY, speakers[0], act


def _decide_as_owner(state: Journey, now: datetime) -> Iterator[Deed]:
    yield _by(Role.DIRECTOR, state, messages.DecideAsOwner(outcome=Outcome.YES))


_DEEDS: dict[Task, Callable[[Journey, datetime], Iterator[Deed]]] = {
    Task.PASS_GATES: _pass_gates,
    Task.ASSIGN_MENTORS: _assign_mentors,
    Task.DECLARE_INTERESTS: _declare,
    Task.PROPOSE_SESSION: _propose,
    Task.CONFIRM_SESSION: _confirm,
    Task.RECORD_SESSION: _record,
    Task.HAND_IN: _hand_in,
    Task.COMMENT_HAND_IN: _comment_hand_in,
    Task.SUBMIT: _submit,
    Task.GIVE_VERDICTS: _verdicts,
    Task.REVISE: _revise,
    Task.DECIDE_ROUNDS: _decide_rounds,
    Task.CHOOSE_AS_NEW_HEAD: _choose,
    Task.RECORD_COMMITMENT: _commit,
    Task.SCHEDULE_EXAMINATION: _schedule,
    Task.PREPARE_PRESENTATION: _prepare,
    Task.RECORD_EXAMINATION: _examine,
    Task.ENDORSE: _endorse,
    Task.DECIDE_AS_OWNER: _decide_as_owner,
}
"""How the dutiful cast does each task that somebody has to do."""


class Play:
    """A journey under way: `now`, the state, and every entry so far. Each act takes an hour."""

    def __init__(self, beginning: StartJourney | None = None, now: datetime | None = None) -> None:
        beginning = beginning or start()
        self.now = now or beginning.opens_at
        progress = journey.begin(beginning, self.now)
        self.journey = progress.journey
        self.entries: list[Entry] = list(progress.entries)

    @property
    def today(self) -> date:
        """The day in the region's zone."""
        return _today(self.journey, self.now)

    def do(
        self, act: Act, role: Role, who: str | None = None, *, on_behalf: OnBehalf | None = None
    ) -> tuple[Entry, ...]:
        """Do an act and go an hour on; gives the new entries. Raises a refusal and changes nothing."""
        name = f"cmd-{self.journey.seq}"
        sent = command(act, role, who or self._holder(role), name=name, on_behalf=on_behalf)
        progress = journey.act(self.journey, sent, self.now)
        self.journey = progress.journey
        self.entries += progress.entries
        self.now += HOUR
        return progress.entries

    def _holder(self, role: Role) -> str:
        holders = self.journey.holders(role)
        return holders[0] if holders else person(role)

    def wait(self, to: datetime | None = None, *, days: int = 0) -> tuple[Entry, ...]:
        """Let time pass; gives what the engine did meanwhile."""
        self.now = to if to is not None else self.now + timedelta(days=days)
        progress = journey.catch_up(self.journey, self.now)
        self.journey = progress.journey
        self.entries += progress.entries
        return progress.entries

    def orders(self) -> tuple[DocumentOrder, ...]:
        """The documents that the entries so far asked for, in their order."""
        state: Journey | None = None
        found: list[DocumentOrder] = []
        for entry in self.entries:
            state = evolve(state, entry)
            found += ordered(state, entry)
        return tuple(found)

    def books_to_make(self) -> tuple[DocumentOrder, ...]:
        """The books that were asked for and not made yet."""
        known = {document.key for document in self.journey.documents}
        return tuple(o for o in self.orders() if o.kind is DocumentKind.BOOK and o.key not in known)

    def certify(self) -> Play:
        """The system has made the certificate, where the journey waits for it."""
        if certificate_awaited(self.journey):
            self.note(*(order for order in self.orders() if order.kind is DocumentKind.CERTIFICATE))
        return self

    def note(self, *orders: DocumentOrder) -> tuple[Entry, ...]:
        """The system has made these documents; gives the new entries."""
        progress = journey.note_documents(self.journey, [made(order) for order in orders], self.now)
        self.journey = progress.journey
        self.entries += progress.entries
        return progress.entries

    def turn_over(self) -> None:
        """Do what the turn asks for, or wait for the agreed date; books are made by the system."""
        deed = dutiful_deed(self.journey, self.now)
        if deed is not None:
            role, who, act = deed
            self.do(act, role, who)
            return
        if self.awaits(Task.PUBLISH):
            self.note(*self.books_to_make())
            return
        due = resumes_at(self.journey) or self.journey.turn.due or self.journey.opens_at
        assert due > self.now, f"nobody can act: {self.journey.turn}"
        self.wait(due)

    def awaits(self, task: Task) -> bool:
        """Whether it is the turn of this task."""
        return self.journey.turn.task is task

    def fill_roles(self) -> None:
        """Let the programme manager appoint somebody to every role that is empty and that the journey needs."""
        rules = self.journey.policy
        wanted: list[tuple[Role, str | None]] = [(role, None) for role in STANDING_ROLES]
        wanted += [(Role.AGENCY, agency) for step in rules.approvals if step.enabled for agency in step.agencies]
        if self.journey.turn.task is Task.RECORD_EXAMINATION:
            wanted.append((Role.EXAMINER, None))
        for role, agency in wanted:
            held = [m for m in self.journey.members if (m.role, m.agency, m.until) == (role, agency, None)]
            if not held:
                newcomer = f"{person(role)}-{self.journey.seq}"
                act = messages.AppointMember(person=newcomer, role=role, agency=agency)
                self.do(act, Role.PROGRAMME_MANAGER)

    def until(self, task: Task | None = None, *, stage: Stage | None = None) -> Play:
        """Go on dutifully until a task's turn, a stage, or (with neither) the end."""
        for _ in range(300):
            state = self.journey
            if (task is not None and state.turn.task is task) or (stage is not None and state.stage is stage):
                return self
            if state.ended:
                assert task is None, f"the journey ended without a turn of {task}"
                assert stage is None, f"the journey ended before {stage}"
                return self
            self.turn_over()
        raise AssertionError(f"the journey does not end: {self.journey.turn}")

    def kinds(self) -> list[str]:
        """The kinds of all events so far."""
        return [entry.event.kind for entry in self.entries]
