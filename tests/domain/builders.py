"""Ready-made starts, people and acts: import `Play` to drive a journey through the pure rules, turn by turn."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays

from domain import facts, journey, messages
from domain.calendar import WorkingCalendar, local_date
from domain.entry import Entry
from domain.messages import Act, Actor, Command, StartJourney
from domain.model import Journey
from domain.policy import Policy, parse_policy
from domain.values import (
    Answer,
    ChapterName,
    Comment,
    Distinctiveness,
    Document,
    Member,
    OnBehalf,
    PillarScore,
    ProgrammeRow,
    QuickWin,
    RegionOfJourney,
    Signatory,
)
from domain.vocabulary import (
    SUB_DIMENSIONS,
    ApprovalKind,
    HeadCapacity,
    Outcome,
    Party,
    Pillar,
    RegulationForm,
    Role,
    Stage,
    Task,
    TimeZone,
    Verdict,
)

ROOT = Path(__file__).resolve().parents[2]
POLICY_FILE = ROOT / "deploy" / "policies" / "intake-2019.toml"
OPENS_AT = datetime(2019, 5, 15, 2, 0, tzinfo=UTC)
OPENS_ON = OPENS_AT.date()
REGION = RegionOfJourney(id="kab-sleman", name="Kabupaten Sleman", code="34.04", zone=TimeZone.WIB)
MENTORS = ("mentor-a", "mentor-b")
AGENCIES = ("kemendagri", "bappenas", "pupr")
STANDING_ROLES = tuple(role for role in Role if role not in (Role.MENTOR, Role.EXAMINER, Role.AGENCY, Role.PUBLIC))
HOUR = timedelta(hours=1)

Deed = tuple[Role, str, Act]
"""What somebody does: the role, the person, the act."""


@cache
def default_policy() -> Policy:
    """The policy of the 2019 intake."""
    return parse_policy(POLICY_FILE.read_text(encoding="utf-8"))


def policy(**changes: Any) -> Policy:
    """The default policy with some fields changed, validated again."""
    return Policy.model_validate({**default_policy().model_dump(), **changes})


def review(**changes: Any) -> dict[str, Any]:
    """The default review rules with some fields changed."""
    return {**default_policy().review.model_dump(), **changes}


def with_endorsements(**changes: Any) -> Policy:
    """The default policy with the partner agencies asked together with the examination."""
    steps = [step.model_dump() for step in default_policy().approvals]
    for step in steps:
        if step["kind"] == ApprovalKind.ENDORSEMENTS:
            step |= {"enabled": True, "parallel_with_previous": True, **changes}
    return policy(approvals=steps)


@cache
def calendar(first: int = 2017, last: int = 2024) -> WorkingCalendar:
    """The official days off of Indonesia, shared leave included."""
    official = holidays.country_holidays(
        "ID", categories=("public", "government"), language="id", years=range(first, last + 1)
    )
    return WorkingCalendar(days_off=tuple(sorted(official)), official_until=date(last, 12, 31))


def document(title: str = "Dokumen") -> Document:
    """A document, told from others by its title."""
    return Document(sha256=hashlib.sha256(title.encode()).hexdigest(), size=len(title), title=title)


def person(role: Role) -> str:
    """The person who holds a standing role in the sample."""
    return role.value.replace("_", "-")


def members(since: date = OPENS_ON) -> tuple[Member, ...]:
    """One member for each standing role, and one for each agency."""
    standing = tuple(Member(person=person(role), role=role, since=since) for role in STANDING_ROLES)
    return (*standing, *(Member(person=name, role=Role.AGENCY, since=since, agency=name) for name in AGENCIES))


def start(**changes: Any) -> StartJourney:
    """A start under the default policy, with some fields changed."""
    fields: dict[str, Any] = {
        "cohort": "2019",
        "region": REGION,
        "policy": default_policy(),
        "calendar": calendar(),
        "opens_at": OPENS_AT,
        "members": members(),
        "simulated": True,
    }
    return StartJourney(**{**fields, **changes})


def chapter(book: str = "buku-1", key: str = "bab-1") -> ChapterName:
    """A chapter of the default policy."""
    return ChapterName(book=book, chapter=key)


def chapters_of(rules: Policy) -> tuple[ChapterName, ...]:
    """Every chapter of a policy."""
    return tuple(ChapterName(book=book, chapter=key) for book, key in rules.chapters())


def comment(name: str = "k-1", text: str = "Perjelas bagian ini.") -> Comment:
    """A comment on the first chapter."""
    return Comment(id=name, chapter=chapter(), text=text)


def scores(value: int = 4) -> tuple[PillarScore, ...]:
    """The same score for every pillar."""
    return tuple(PillarScore(pillar=pillar, score=value) for pillar in Pillar)


def save(state: Journey, name: ChapterName, text: str) -> facts.ChapterFacts:
    """A new version of a chapter, made from the newest one."""
    known = state.chapter(name)
    return facts.ChapterFacts(name=name, document=document(text), based_on=known.version if known else 0)


def plan(number: int, first: date, days: int = 2, mentors: Sequence[str] = ()) -> facts.SessionPlanFacts:
    """A session plan of consecutive working days from the first on or after `first`."""
    chosen = [calendar().after(first, 0)]
    while len(chosen) < days:
        chosen.append(calendar().after(chosen[-1], 1))
    return facts.SessionPlanFacts(number=number, days=tuple(chosen), place="Sleman", mentors=tuple(mentors))


def action_plan() -> facts.ActionPlanFacts:
    """A rencana aksi with one row for each pillar."""
    return facts.ActionPlanFacts(
        rows=tuple(
            ProgrammeRow(
                name=f"Program {pillar}",
                pillar=pillar,
                sub_dimension=SUB_DIMENSIONS[pillar][0],
                rpjmd_goal="Sasaran 1",
                responsible_opd="Dinas Kominfo",
                first_year=2019,
                last_year=2023,
                budget=1_000_000_000,
                indicator="Indeks",
            )
            for pillar in Pillar
        )
    )


def quick_wins() -> facts.QuickWinsFacts:
    """Three quick wins."""
    return facts.QuickWinsFacts(
        quick_wins=tuple(QuickWin(name=f"Quick win {pillar}", pillar=pillar, months=6) for pillar in list(Pillar)[:3])
    )


def distinctiveness() -> facts.DistinctivenessFacts:
    """A kekhasan daerah that names a quick win and a programme of the sample."""
    return facts.DistinctivenessFacts(
        distinctiveness=Distinctiveness(
            statement="Kota pelajar",
            quick_wins=("Quick win governance",),
            programmes=("Program governance",),
        )
    )


def whole_plan() -> messages.SavePlan:
    """Everything a submission needs besides chapters."""
    return messages.SavePlan(action_plan=action_plan(), quick_wins=quick_wins(), distinctiveness=distinctiveness())


def gate(name: str = "mou", passed_on: date = OPENS_ON) -> facts.GateFacts:
    """A gate passed."""
    return facts.GateFacts(gate=name, passed_on=passed_on, evidence=document(name))


def session_record(number: int, days: tuple[date, ...]) -> messages.RecordSession:
    """A session recorded as held."""
    return messages.RecordSession(
        number=number,
        held_on=days,
        attendance=40,
        attendance_list=document(f"hadir {number}"),
        minutes=document(f"berita acara {number}"),
    )


def commitment(signed_on: date, head: str = "regional-head") -> messages.RecordCommitment:
    """The komitmen as recorded."""
    return messages.RecordCommitment(
        signed_on=signed_on,
        head=head,
        capacity=HeadCapacity.DEFINITIF,
        signatories=(Signatory(person=head, office="Bupati"),),
        scan=document("komitmen"),
    )


def verdict(number: int, accept: bool = True, comments: tuple[Comment, ...] = ()) -> messages.GiveVerdict:
    """A verdict with scores."""
    chosen = Verdict.ACCEPT if accept else Verdict.REVISE
    return messages.GiveVerdict(round=number, verdict=chosen, scores=scores(), comments=comments)


def modification(*names: str) -> dict[str, Any]:
    """The fields of a required modification."""
    return {"outcome": Outcome.REQUIRES_MODIFICATION, "corrections": tuple(comment(name) for name in names)}


def examination(**judgement: Any) -> messages.RecordExamination:
    """The examination as recorded; a yes unless told otherwise."""
    return messages.RecordExamination(
        **{"outcome": Outcome.YES, "score_sheet": document("nilai"), "scores": scores(), **judgement}
    )


def adoption(dated: date) -> messages.RecordAdoption:
    """The adopting regulation."""
    return messages.RecordAdoption(
        form=RegulationForm.PERBUP, number="12 Tahun 2019", dated=dated, document=document("perbup")
    )


def behalf(role: Role, happened_on: date, who: str | None = None) -> OnBehalf:
    """An act on paper of the holder of a role."""
    return OnBehalf(person=who or person(role), role=role, happened_on=happened_on, evidence=document("pindaian"))


def command(act: Act, role: Role, who: str | None = None, *, name: str, on_behalf: OnBehalf | None = None) -> Command:
    """A command of the sample's holder of a role, or of `who`."""
    return Command(id=name, actor=Actor(person=who or person(role), role=role), act=act, on_behalf=on_behalf)


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
    first = state.calendar.after(_today(state, now), 5)
    proposal = plan(number, first, mentors=state.holders(Role.MENTOR))
    for later in reversed(state.sessions):
        if later.number > number and later.plan is not None and later.plan.days[0] <= proposal.days[-1]:
            moved = plan(later.number, state.calendar.after(first, 10 * (later.number - number)))
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
    yield _by(Role.COORDINATOR, state, commitment(_today(state, now), state.holders(Role.REGIONAL_HEAD)[0]))


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

    def turn_over(self) -> None:
        """Do what the turn asks for, or wait for the agreed date."""
        deed = dutiful_deed(self.journey, self.now)
        if deed is not None:
            role, who, act = deed
            self.do(act, role, who)
            return
        due = self.journey.turn.due or self.journey.opens_at
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
