"""A made-up journey that is walked from kickoff to publication by commands; take its entries from it at any point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain import facts, messages
from domain.calendar import WorkingCalendar
from domain.documents import DocumentOrder, ordered
from domain.entry import Entry
from domain.evolve import evolve
from domain.journey import Progress, act, begin, catch_up, note_documents
from domain.messages import Actor, Command, StartJourney
from domain.model import Journey
from domain.notices import Notice, notices
from domain.policy import Policy
from domain.policy_file import parse_policy
from domain.values import (
    Answer,
    ChapterName,
    Comment,
    Distinctiveness,
    Document,
    MadeDocument,
    Member,
    PillarScore,
    ProgrammeRow,
    QuickWin,
    QuickWinResult,
    RegionOfJourney,
    Signatory,
)
from domain.vocabulary import (
    SUB_DIMENSIONS,
    HeadCapacity,
    Outcome,
    Pillar,
    QuickWinOutcome,
    RegulationForm,
    Role,
    StopCause,
    TimeZone,
    Verdict,
)

POLICY_FILE = Path(__file__).parents[2] / "deploy" / "policies" / "intake-2019.toml"
OPENS = datetime(2019, 5, 15, 1, 0, tzinfo=UTC)
SCAN = Document(sha256="5c" * 32, size=120_000, title="Pindaian (contoh)")
SCORES = tuple(PillarScore(pillar=pillar, score=4) for pillar in Pillar)
TEAM = {
    "pm": Role.PROGRAMME_MANAGER,
    "director": Role.DIRECTOR,
    "coordinator": Role.COORDINATOR,
    "chair": Role.TEAM_CHAIR,
    "head": Role.REGIONAL_HEAD,
}


@dataclass(frozen=True)
class SampleBatch:
    """What the recording is handed."""

    journey: str
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...] = ()


def policy() -> Policy:
    """The policy of the 2019 intake."""
    return parse_policy(POLICY_FILE.read_text(encoding="utf-8"))


def start(region: str = "kab-sleman", name: str = "Kabupaten Sleman", code: str = "34.04") -> StartJourney:
    """A journey's start with a full cast of made-up people."""
    members = tuple(Member(person=person, role=role, since=date(2019, 5, 1)) for person, role in TEAM.items())
    return StartJourney(
        cohort="2019",
        region=RegionOfJourney(id=region, name=name, code=code, zone=TimeZone.WIB),
        policy=policy(),
        calendar=WorkingCalendar(days_off=(date(2019, 6, 5), date(2019, 6, 6))),
        opens_at=OPENS,
        members=members,
        simulated=True,
    )


@dataclass
class Walk:
    """A journey under way: `send` an act, `wait` some days; `batches` are what would be recorded, one per step."""

    start: StartJourney = field(default_factory=start)
    now: datetime = OPENS
    batches: list[SampleBatch] = field(default_factory=list)
    journey: Journey = field(init=False)
    _sent: int = 0

    def __post_init__(self) -> None:
        self._take(None, begin(self.start, self.now))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry so far."""
        return tuple(entry for batch in self.batches for entry in batch.entries)

    def _take(self, before: Journey | None, progress: Progress) -> None:
        self.journey = progress.journey
        told = notices(before, progress.entries)
        self.batches.append(SampleBatch(self.journey.id, progress.entries, told))
        self._make(before, progress)

    def _make(self, before: Journey | None, progress: Progress) -> None:
        """Make at once what the entries ask for."""
        state, orders = before, list[DocumentOrder]()
        for entry in progress.entries:
            state = evolve(state, entry)
            orders += ordered(state, entry)
        made = tuple(
            MadeDocument(key=o.key, seq=o.seq, document=o.kind, about=o.about, pdf=SCAN, docx=SCAN) for o in orders
        )
        if made:
            self._take(self.journey, note_documents(self.journey, made, self.now))

    def send(self, person: str, role: Role, deed: messages.Act) -> None:
        """Send one act now."""
        self._sent += 1
        command = Command(id=f"c-{self._sent}", actor=Actor(person=person, role=role), act=deed)
        self._take(self.journey, act(self.journey, command, self.now))

    def wait(self, days: int) -> None:
        """Let days pass; what falls due meanwhile happens."""
        self.now += timedelta(days=days)
        progress = catch_up(self.journey, self.now)
        if progress.entries:
            self._take(self.journey, progress)

    def day(self, ahead: int) -> date:
        """A working day at least so many days ahead."""
        return self.journey.calendar.after((self.now + timedelta(days=ahead)).date(), 0)

    def kick_off(self) -> None:
        """Pass the gates, assign a mentor, declare no interest."""
        self.wait(1)
        gates = tuple(
            facts.GateFacts(gate=gate.name, passed_on=self.now.date(), evidence=SCAN)
            for gate in self.journey.policy.gates
        )
        self.send("coordinator", Role.COORDINATOR, messages.PassGates(gates=gates))
        self.send("pm", Role.PROGRAMME_MANAGER, messages.AssignMentors(mentors=("mentor",), officer="officer"))
        no_conflict = messages.DeclareInterest(conflict=False, statement="Tidak ada.")
        self.send("mentor", Role.MENTOR, no_conflict)

    def propose(self, number: int, ahead: int = 3) -> None:
        """Propose a session of one day."""
        plan = facts.SessionPlanFacts(number=number, days=(self.day(ahead),), place="Pendopo", mentors=("mentor",))
        self.send("officer", Role.MINISTRY_OFFICER, messages.ProposeSessions(plans=(plan,)))

    def hold(self, number: int) -> None:
        """Confirm and hold a proposed session, hand in one chapter, comment on it."""
        self.send("coordinator", Role.COORDINATOR, messages.ConfirmSessions(numbers=(number,)))
        plan = self.journey.session(number).plan
        assert plan is not None
        self.wait((plan.days[-1] - self.now.date()).days + 1)
        record = messages.RecordSession(
            number=number, held_on=plan.days, attendance=40, attendance_list=SCAN, minutes=SCAN
        )
        self.send("officer", Role.MINISTRY_OFFICER, record)
        name = ChapterName(book="buku-1", chapter="bab-1")
        hand_in = messages.HandIn(number=number, chapters=(name,), saves=(self.save(name),))
        self.send("coordinator", Role.COORDINATOR, hand_in)
        comment = Comment(id="k-1", chapter=name, text="Perjelas latar belakang.")
        self.send("mentor", Role.MENTOR, messages.CommentHandIn(number=number, comments=(comment,)))

    def save(self, name: ChapterName) -> facts.ChapterFacts:
        """A next version of a chapter."""
        state = self.journey.chapter(name)
        version = state.version if state else 0
        text = Document(sha256=f"{version + 1:064x}", size=1000 + version, title=str(name))
        return facts.ChapterFacts(name=name, document=text, based_on=version)

    def lose_time(self) -> None:
        """Get more time for the present task, then let the clock stand still for some days."""
        self.send("coordinator", Role.COORDINATOR, messages.AskExtension(days=3, reason="Data menyusul."))
        granted = messages.DecideExtension(choice=facts.ExtensionChoice.GRANT, reason="Wajar.")
        self.send("pm", Role.PROGRAMME_MANAGER, granted)
        pause = messages.PauseJourney(
            cause=StopCause.DISASTER,
            reason="Banjir.",
            approved_by="Direktur",
            resumes_on=self.now.date() + timedelta(days=7),
        )
        self.send("pm", Role.PROGRAMME_MANAGER, pause)
        self.wait(8)

    def write_books(self) -> None:
        """Write every chapter, the rencana aksi, the quick wins and the kekhasan."""
        names = [ChapterName(book=book, chapter=chapter) for book, chapter in self.journey.policy.chapters()]
        saves = tuple(self.save(name) for name in names)
        self.send("coordinator", Role.COORDINATOR, messages.SaveChapters(saves=saves))
        summary = (("ringkasan", SCAN),)
        upload = messages.UploadBook(book="buku-3", file=SCAN, found=summary)
        self.send("coordinator", Role.COORDINATOR, upload)
        rows = tuple(
            ProgrammeRow(
                name=f"Program {pillar}",
                pillar=pillar,
                sub_dimension=SUB_DIMENSIONS[pillar][0],
                rpjmd_goal="Sasaran 1",
                responsible_opd="Dinas Kominfo",
                first_year=2020,
                last_year=2024,
                budget=5_000_000_000,
                indicator="Indeks",
            )
            for pillar in Pillar
        )
        wins = tuple(QuickWin(name=f"Quick win {n}", pillar=Pillar.LIVING, months=6) for n in (1, 2, 3))
        special = Distinctiveness(statement="Salak pondoh.", quick_wins=(wins[0].name,), programmes=(rows[0].name,))
        plan = messages.SavePlan(
            action_plan=facts.ActionPlanFacts(rows=rows),
            quick_wins=facts.QuickWinsFacts(quick_wins=wins),
            distinctiveness=facts.DistinctivenessFacts(distinctiveness=special),
        )
        self.send("coordinator", Role.COORDINATOR, plan)

    def review(self) -> None:
        """Submit, be asked to revise, answer, submit again, be accepted."""
        self.send("coordinator", Role.COORDINATOR, messages.Submit())
        name = ChapterName(book="buku-2", chapter="bab-2")
        comment = Comment(id="t-1", chapter=name, text="Sasaran belum terukur.")
        self.verdict(1, Verdict.REVISE, (comment,))
        answers = messages.AnswerComments(
            answers=(Answer(comment="t-1", text="Sudah diukur."),), saves=(self.save(name),)
        )
        self.send("coordinator", Role.COORDINATOR, answers)
        self.send("coordinator", Role.COORDINATOR, messages.Submit())
        self.verdict(2, Verdict.ACCEPT, ())

    def verdict(self, number: int, verdict: Verdict, comments: Sequence[Comment]) -> None:
        """Give the mentor's verdict with scores."""
        deed = messages.GiveVerdict(round=number, verdict=verdict, scores=SCORES, comments=tuple(comments))
        self.send("mentor", Role.MENTOR, deed)

    def approve(self) -> None:
        """Record the komitmen, examine, decide; the plan is published by itself."""
        commitment = messages.RecordCommitment(
            signed_on=self.now.date(),
            head="head",
            capacity=HeadCapacity.DEFINITIF,
            signatories=(Signatory(person="head", office="Bupati"),),
            scan=SCAN,
        )
        self.send("coordinator", Role.COORDINATOR, commitment)
        slot = self.now + timedelta(days=3)
        plan = messages.ScheduleExamination(slot=slot, examiners=("examiner",))
        self.send("pm", Role.PROGRAMME_MANAGER, plan)
        self.send("coordinator", Role.COORDINATOR, messages.PreparePresentation(slides=SCAN))
        self.wait(4)
        examined = messages.RecordExamination(outcome=Outcome.YES, score_sheet=SCAN, scores=SCORES)
        self.send("examiner", Role.EXAMINER, examined)
        self.send("director", Role.DIRECTOR, messages.DecideAsOwner(outcome=Outcome.YES_WITH_NOTES, notes="Baik."))

    def adopt(self) -> None:
        """Record the adopting regulation."""
        self.wait(10)
        adoption = messages.RecordAdoption(
            form=RegulationForm.PERBUP, number="12 Tahun 2020", dated=self.now.date(), document=SCAN
        )
        self.send("coordinator", Role.COORDINATOR, adoption)

    def check(self) -> None:
        """Check the quick wins before the first six months are over."""
        self.wait(120)
        results = tuple(
            QuickWinResult(name=win.name, outcome=QuickWinOutcome.ACHIEVED) for win in self.journey.quick_wins
        )
        deed = messages.CheckQuickWins(obligation="quick-wins-6", checked_on=self.now.date(), results=results)
        self.send("coordinator", Role.COORDINATOR, deed)

    def all_the_way(self) -> Walk:
        """From kickoff to the adopted plan."""
        self.kick_off()
        for session in self.journey.policy.sessions:
            self.propose(session.number)
            self.hold(session.number)
        self.lose_time()
        self.write_books()
        self.review()
        self.approve()
        self.adopt()
        self.check()
        return self
