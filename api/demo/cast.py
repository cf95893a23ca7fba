"""The scripted cast: `next_play` says which command which sample person sends next, and on which day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from api.demo import sample
from api.demo.sample import Paper
from domain import facts, messages
from domain.calendar import local_date, noon
from domain.messages import Actor, Command
from domain.model import Journey
from domain.stages import next_session
from domain.values import Answer, ChapterName, Comment, Document, OnBehalf, Signatory
from domain.vocabulary import HeadCapacity, Outcome, Party, RegulationForm, Role, Status, Task, Verdict


@dataclass(frozen=True)
class Traits:
    """How the people of one region behave. `number` is the region's place in the cohort."""

    number: int
    late_tasks: tuple[Task, ...] = ()
    revisions: int = 0
    requires_modification: bool = False
    withdraws: bool = False
    replaces_coordinator: bool = False
    new_head: bool = False
    changes_mentor: bool = False
    provisional_gate: bool = False
    moves_session: bool = False
    on_behalf: bool = False
    corrects: bool = False
    adopts: bool = True


@dataclass(frozen=True)
class Play:
    """A command, the instant it is sent at (never before the turn began), and the papers it refers to."""

    at: datetime
    command: Command
    papers: tuple[Paper, ...] = ()


def traits_for(number: int) -> Traits:
    """The traits of the region in a place of the list: fixed, so that every demonstration shows the same."""
    return Traits(
        number=number,
        late_tasks=((Task.HAND_IN,), (Task.GIVE_VERDICTS,), (Task.PASS_GATES,))[number % 3] if number % 4 == 1 else (),
        revisions={2: 1, 6: 2, 10: 1, 14: 3, 18: 1, 22: 1}.get(number, 0),
        requires_modification=number == 8,
        withdraws=number == 4,
        replaces_coordinator=number == 7,
        new_head=number == 11,
        changes_mentor=number == 12,
        provisional_gate=number == 3,
        moves_session=number == 15,
        on_behalf=number in (16, 20),
        corrects=number == 19,
        adopts=number != 24,
    )


class _Scene:
    """One look at a journey: what its people would send next."""

    def __init__(self, journey: Journey, traits: Traits) -> None:
        self.journey = journey
        self.traits = traits
        self.papers: list[Paper] = []

    def cite(self, paper: Paper) -> Document:
        self.papers.append(paper)
        return paper.reference

    def paper(self, title: str, *about: object) -> Document:
        return self.cite(sample.paper(title, self.journey.region.name, *about))

    def after(self, working_days: int) -> datetime:
        """Noon of the day so many working days after the turn began; never before it did."""
        zone = self.journey.region.zone
        since = self.journey.turn.since
        day = self.journey.calendar.after(local_date(since, zone), working_days)
        return max(noon(day, zone), since + timedelta(minutes=1))

    def days(self, task: Task) -> int:
        """How many working days people take over a task: most of the time given, or more when they are late."""
        allowance = self.journey.turn.allowance or 1
        if task in self.traits.late_tasks:
            return allowance + 8
        return max(1, allowance * (2 + self.traits.number % 3) // 6)

    def play(self, at: datetime, role: Role, act: messages.Act, on_behalf: OnBehalf | None = None) -> Play:
        holder = self.journey.holders(role)[0]
        number = self.journey.seq + 1
        command = Command(
            id=f"{self.journey.region.id}.{number:04}",
            actor=Actor(person=holder, role=role),
            act=act,
            on_behalf=on_behalf,
        )
        return Play(at, command, tuple(self.papers))

    def saves(self, names: Iterator[ChapterName] | tuple[ChapterName, ...]) -> tuple[facts.ChapterFacts, ...]:
        """A new version of each chapter."""
        found = []
        for name in names:
            state = self.journey.chapter(name)
            version = state.version if state else 0
            document = self.cite(sample.chapter(self.journey, name, version + 1))
            found.append(facts.ChapterFacts(name=name, document=document, based_on=version))
        return tuple(found)


def next_play(journey: Journey, traits: Traits) -> Play | None:
    """The next command of the cast, or None when nobody has anything left to send."""
    scene = _Scene(journey, traits)
    if journey.ended:
        return _after_the_end(scene)
    side_act = _beside_the_turn(scene)
    return side_act or _turn(scene)


def _after_the_end(scene: _Scene) -> Play | None:
    journey = scene.journey
    publication = journey.publication
    if journey.status is not Status.PUBLISHED or journey.adoption is not None or not scene.traits.adopts:
        return None
    if publication is None or publication.at is None or journey.obligation("adoption").lapsed:
        return None
    day = journey.calendar.after(local_date(publication.at, journey.region.zone), 40 + scene.traits.number)
    form = RegulationForm.PERWALI if journey.region.name.startswith("Kota") else RegulationForm.PERBUP
    act = messages.RecordAdoption(
        form=form,
        number=f"{scene.traits.number + 10} ({sample.MARK})",
        dated=day,
        document=scene.paper("Peraturan penetapan masterplan"),
    )
    return scene.play(noon(day, journey.region.zone), Role.COORDINATOR, act)


def _beside_the_turn(scene: _Scene) -> Play | None:
    """Acts that do not wait for their turn: people change, a region withdraws, a fact is corrected."""
    journey, traits = scene.journey, scene.traits
    region = journey.region.id
    first = journey.session(1)
    at = scene.after(1)
    if traits.withdraws and first.complete:
        return scene.play(at, Role.PROGRAMME_MANAGER, messages.Withdraw(reason=f"Alasan non teknis ({sample.MARK})"))
    if traits.replaces_coordinator and first.complete and not _came(journey, Role.COORDINATOR):
        return scene.play(at, Role.MINISTRY_OFFICER, _replacement(region, Role.COORDINATOR))
    if traits.new_head and journey.commitment is not None and not _came(journey, Role.REGIONAL_HEAD):
        return scene.play(at, Role.COORDINATOR, _replacement(region, Role.REGIONAL_HEAD))
    if traits.corrects and first.record is not None and not _corrected(journey, first.record_seq):
        wrong = first.record
        fact = messages.RecordSession(**{**wrong.model_dump(), "attendance": wrong.attendance + 5})
        act = messages.CorrectFact(seq=first.record_seq, fact=fact, reason="Daftar hadir kedua tertinggal")
        return scene.play(at, Role.COORDINATOR, act)
    if journey.obligation("rpjmd").met_on is None and first.record is not None:
        met = messages.MeetObligation(
            obligation="rpjmd", met_on=local_date(at, journey.region.zone), evidence=scene.paper("RPJMD")
        )
        return scene.play(at, Role.BAPPEDA, met)
    if traits.provisional_gate and (gate := journey.gate("sk-tim")) and gate.fact is None and first.record is not None:
        passed = facts.GateFacts(
            gate="sk-tim", passed_on=local_date(at, journey.region.zone), evidence=scene.paper("SK Tim Pelaksana")
        )
        return scene.play(at, Role.COORDINATOR, messages.PassGates(gates=(passed,)))
    return _mentor_change(scene, at)


def _came(journey: Journey, role: Role) -> bool:
    return journey.holds(sample.successor(journey.region.id, role), role)


def _corrected(journey: Journey, record_seq: int) -> bool:
    held = journey.session(1).record
    return held is None or held.attendance > ATTENDANCE


ATTENDANCE = 80


def _replacement(region: str, role: Role) -> messages.ReplaceMember:
    return messages.ReplaceMember(
        role=role,
        outgoing=sample.person(region, role),
        incoming=sample.successor(region, role),
        reason=f"Mutasi jabatan ({sample.MARK})",
    )


def _mentor_change(scene: _Scene, at: datetime) -> Play | None:
    journey = scene.journey
    if not scene.traits.changes_mentor or not journey.session(2).complete:
        return None
    outgoing, incoming = sample.mentor(scene.traits.number), sample.mentor(scene.traits.number + 6)
    if journey.mentor_change is not None:
        decision = messages.DecideMentorChange(approve=True, reason="Beban pembimbing")
        return scene.play(at, Role.PROGRAMME_MANAGER, decision)
    if journey.holds(outgoing, Role.MENTOR):
        proposal = messages.ProposeMentorChange(outgoing=outgoing, incoming=incoming, reason="Beban pembimbing")
        return scene.play(at, Role.MENTOR_LEAD, proposal)
    return None


def _turn(scene: _Scene) -> Play | None:
    """What the party whose turn it is sends."""
    task = scene.journey.turn.task
    at = scene.after(scene.days(task))
    match task:
        case Task.PASS_GATES | Task.ASSIGN_MENTORS | Task.DECLARE_INTERESTS:
            return _kickoff(scene, task, at)
        case Task.PROPOSE_SESSION | Task.CONFIRM_SESSION | Task.ATTEND_SESSION | Task.RECORD_SESSION:
            return _session(scene, task, at)
        case Task.HAND_IN | Task.COMMENT_HAND_IN:
            return _hand_in(scene, task, at)
        case Task.SUBMIT | Task.GIVE_VERDICTS | Task.REVISE | Task.DECIDE_ROUNDS:
            return _review(scene, task, at)
        case Task.WAIT_TO_OPEN | Task.NOTHING | Task.PUBLISH:
            return None
        case (
            Task.CHOOSE_AS_NEW_HEAD
            | Task.RECORD_COMMITMENT
            | Task.SCHEDULE_EXAMINATION
            | Task.PREPARE_PRESENTATION
            | Task.ATTEND_EXAMINATION
            | Task.RECORD_EXAMINATION
            | Task.ENDORSE
            | Task.DECIDE_AS_OWNER
        ):
            return _approval(scene, task, at)
        case never:
            assert_never(never)


def _kickoff(scene: _Scene, task: Task, at: datetime) -> Play:
    journey, number = scene.journey, scene.traits.number
    today = local_date(at, journey.region.zone)
    if task is Task.ASSIGN_MENTORS:
        assign = messages.AssignMentors(mentors=(sample.mentor(number),), officer=sample.officer(number))
        return scene.play(at, Role.MENTOR_LEAD, assign)
    if task is Task.DECLARE_INTERESTS:
        declare = messages.DeclareInterest(conflict=False, statement="Tidak ada benturan kepentingan")
        return scene.play(at, Role.MENTOR, declare)
    missing = [gate.name for gate in journey.policy.gates if journey.gate(gate.name) is None]
    if scene.traits.provisional_gate and missing == ["sk-tim"]:
        later = messages.PassGateProvisionally(
            gate="sk-tim", reason="SK masih di bagian hukum", due_on=today + timedelta(days=21)
        )
        return scene.play(at, Role.PROGRAMME_MANAGER, later)
    if scene.traits.provisional_gate:
        missing.remove("sk-tim")
    passed = tuple(facts.GateFacts(gate=name, passed_on=today, evidence=scene.paper("Bukti", name)) for name in missing)
    return scene.play(at, Role.COORDINATOR, messages.PassGates(gates=passed))


def _plans(scene: _Scene, first: date) -> tuple[facts.SessionPlanFacts, ...]:
    """All sessions at once, about a month apart; a mentor's two regions fall on different days."""
    calendar, number = scene.journey.calendar, scene.traits.number
    shift = 3 if number >= sample.MENTORS else 0
    found = []
    for policy in scene.journey.policy.sessions:
        start = calendar.after(first, shift + 18 * (policy.number - 1))
        days = (start, calendar.after(start, 1))
        mentors = (scene.journey.holders(Role.MENTOR)[0],)
        found.append(
            facts.SessionPlanFacts(
                number=policy.number, days=days, place=f"Kantor Bappeda {scene.journey.region.name}", mentors=mentors
            )
        )
    return tuple(found)


def _session(scene: _Scene, task: Task, at: datetime) -> Play:
    journey = scene.journey
    session = next_session(journey)
    if session is None:
        raise ValueError("no session is open")
    zone = journey.region.zone
    if task is Task.PROPOSE_SESSION:
        plans = _plans(scene, journey.calendar.after(local_date(at, zone), 6))
        return scene.play(at, Role.MINISTRY_OFFICER, messages.ProposeSessions(plans=plans))
    if task is Task.CONFIRM_SESSION:
        open_numbers = tuple(s.number for s in journey.sessions if s.plan is not None and not s.confirmed)
        role = Role.COORDINATOR if session.proposed_by is Party.PROGRAMME else Role.MINISTRY_OFFICER
        return scene.play(at, role, messages.ConfirmSessions(numbers=open_numbers))
    plan = session.plan
    if plan is None:
        raise ValueError("the session has no plan")
    if task is Task.ATTEND_SESSION and scene.traits.moves_session and session.number == 2 and _as_planned(scene):
        days = tuple(journey.calendar.after(day, 4) for day in plan.days)
        moved = messages.MoveSession(**{**plan.model_dump(), "days": days}, reason="Rapat paripurna DPRD")
        return scene.play(journey.turn.since + timedelta(minutes=1), Role.COORDINATOR, moved)
    record = messages.RecordSession(
        number=session.number,
        held_on=plan.days,
        attendance=ATTENDANCE,
        attendance_list=scene.paper("Daftar hadir bimtek", session.number),
        minutes=scene.paper("Berita acara bimtek", session.number),
        output=scene.paper("Keluaran bimtek", session.number),
    )
    recorded_on = noon(journey.calendar.after(plan.days[-1], 1), zone)
    return scene.play(max(at, recorded_on), Role.MINISTRY_OFFICER, record)


def _as_planned(scene: _Scene) -> bool:
    plans = [s.plan for s in scene.journey.sessions if s.number in (1, 2) and s.plan is not None]
    gap = scene.journey.calendar.between(plans[0].days[0], plans[1].days[0])
    return gap <= 18


def _hand_in(scene: _Scene, task: Task, at: datetime) -> Play:
    journey = scene.journey
    session = next_session(journey)
    if session is None:
        raise ValueError("no session is open")
    books = journey.policy.sessions[session.number - 1].output
    names = tuple(ChapterName(book=b, chapter=c) for b, c in journey.policy.chapters() if b in books)
    if task is Task.HAND_IN:
        new = tuple(name for name in names if journey.chapter(name) is None) or names[:1]
        act = messages.HandIn(number=session.number, chapters=names, saves=scene.saves(new))
        return scene.play(at, Role.TEAM_CHAIR, act)
    comment = Comment(id=f"s{session.number}-1", chapter=names[0], text="Perjelas data dasar")
    return scene.play(at, Role.MENTOR, messages.CommentHandIn(number=session.number, comments=(comment,)))


def _review(scene: _Scene, task: Task, at: datetime) -> Play:
    journey, traits = scene.journey, scene.traits
    if task is Task.SUBMIT:
        if not journey.programmes:
            plan = messages.SavePlan(
                action_plan=sample.action_plan(journey),
                quick_wins=sample.quick_wins(),
                distinctiveness=sample.distinctiveness(journey),
            )
            return scene.play(scene.after(1), Role.TEAM_CHAIR, plan)
        return scene.play(at, Role.TEAM_CHAIR, messages.Submit())
    if task is Task.DECIDE_ROUNDS:
        choice = messages.DecideRounds(choice=facts.RoundsChoice.ANOTHER_ROUND, reason="Tinggal satu bab")
        return scene.play(at, Role.PROGRAMME_MANAGER, choice)
    if task is Task.REVISE:
        answered = {answer.comment for answer in journey.answers}
        unanswered = [comment for comment in journey.open_comments if comment.id not in answered]
        if not unanswered:
            return scene.play(at, Role.TEAM_CHAIR, messages.Submit())
        answers = tuple(Answer(comment=comment.id, text="Sudah diperbaiki pada bab terkait") for comment in unanswered)
        names = tuple(dict.fromkeys(comment.chapter for comment in unanswered))
        reply = messages.AnswerComments(answers=answers, saves=scene.saves(names))
        return scene.play(scene.after(1), Role.TEAM_MEMBER, reply)
    number = len(journey.rounds)
    revise = sum(1 for earlier in journey.rounds if earlier.accepted is False) < traits.revisions
    comments = (
        Comment(id=f"r{number}-1", chapter=ChapterName(book="buku-2", chapter="bab-3"), text="Strategi belum terukur"),
        Comment(id=f"r{number}-2", chapter=ChapterName(book="buku-2", chapter="bab-4"), text="Lengkapi indikator"),
    )
    verdict = messages.GiveVerdict(
        round=number,
        verdict=Verdict.REVISE if revise else Verdict.ACCEPT,
        scores=sample.scores(3 if revise else 4),
        comments=comments if revise else (),
    )
    return scene.play(at, Role.MENTOR, verdict)


def _approval(scene: _Scene, task: Task, at: datetime) -> Play:
    journey, traits = scene.journey, scene.traits
    zone = journey.region.zone
    match task:
        case Task.CHOOSE_AS_NEW_HEAD:
            choice = messages.ChooseAsNewHead(choice=facts.HeadChoice.KEEP, reason="Melanjutkan komitmen")
            signed = scene.paper("Surat pernyataan kepala daerah")
            behalf = OnBehalf(
                person=journey.holders(Role.REGIONAL_HEAD)[0],
                role=Role.REGIONAL_HEAD,
                happened_on=local_date(at, zone),
                evidence=signed,
            )
            return scene.play(at, Role.COORDINATOR, choice, behalf)
        case Task.RECORD_COMMITMENT:
            return scene.play(at, Role.COORDINATOR, _commitment(scene, local_date(at, zone)))
        case Task.SCHEDULE_EXAMINATION:
            slot = noon(journey.calendar.after(local_date(at, zone), 12), zone)
            panel = (sample.examiner(traits.number), sample.examiner(traits.number + 1))
            return scene.play(at, Role.MINISTRY_OFFICER, messages.ScheduleExamination(slot=slot, examiners=panel))
        case Task.PREPARE_PRESENTATION:
            slides = messages.PreparePresentation(slides=scene.paper("Salindia paparan"), video=scene.paper("Video"))
            return scene.play(at, Role.COORDINATOR, slides)
        case Task.DECIDE_AS_OWNER:
            notes = "Disetujui dengan catatan" if traits.number % 5 == 0 else None
            outcome = Outcome.YES_WITH_NOTES if notes else Outcome.YES
            return scene.play(at, Role.DIRECTOR, messages.DecideAsOwner(outcome=outcome, notes=notes))
        case _:
            return _examination(scene, at)


def _commitment(scene: _Scene, day: date) -> messages.RecordCommitment:
    head = scene.journey.holders(Role.REGIONAL_HEAD)[0]
    return messages.RecordCommitment(
        signed_on=day,
        head=head,
        capacity=HeadCapacity.DEFINITIF,
        signatories=(Signatory(person=head, office="Kepala daerah"),),
        scan=scene.paper("Lembar komitmen"),
    )


def _examination(scene: _Scene, at: datetime) -> Play:
    journey, traits = scene.journey, scene.traits
    plan = journey.examination.plan if journey.examination else None
    if plan is None:
        raise ValueError("no examination is planned")
    modify = traits.requires_modification and not any(j.void for j in journey.judgements)
    correction = Comment(id="p-1", chapter=ChapterName(book="buku-2", chapter="bab-5"), text="Peta jalan belum rinci")
    act = messages.RecordExamination(
        outcome=Outcome.REQUIRES_MODIFICATION if modify else Outcome.YES,
        corrections=(correction,) if modify else (),
        score_sheet=scene.paper("Lembar nilai"),
        scores=sample.scores(4),
    )
    held = max(at, plan.slot + timedelta(hours=2))
    if not traits.on_behalf:
        return scene.play(held, Role.EXAMINER, act)
    behalf = OnBehalf(
        person=plan.examiners[0],
        role=Role.EXAMINER,
        happened_on=local_date(plan.slot, journey.region.zone),
        evidence=scene.paper("Lembar nilai bertanda tangan"),
    )
    late = noon(journey.calendar.after(local_date(held, journey.region.zone), 2), journey.region.zone)
    return scene.play(late, Role.MINISTRY_OFFICER, act, behalf)
