"""Laws that hold for every sequence of acts: people at random, well-behaved and not, and what stays true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import facts, journey, messages
from domain.calendar import local_date
from domain.entry import GENESIS, Entry
from domain.errors import Refusal
from domain.evolve import fold
from domain.journey import Proceed
from domain.messages import Act
from domain.roles import RULES
from domain.stages import step_complete
from domain.values import Answer
from domain.vocabulary import Outcome, Role, Stage, Status, Task
from tests.domain.builders import (
    MENTORS,
    STANDING_ROLES,
    adoption,
    behalf,
    chapter,
    comment,
    commitment,
    document,
    examination,
    gate,
    modification,
    person,
    plan,
    quick_wins,
    save,
    scores,
    session_record,
    verdict,
)
from tests.domain.cases import VARIANTS, at
from tests.domain.cast import Play, dutiful_deed

STARTS: tuple[Task | None, ...] = (
    Task.PASS_GATES,
    Task.PROPOSE_SESSION,
    Task.HAND_IN,
    Task.SUBMIT,
    Task.GIVE_VERDICTS,
    Task.RECORD_COMMITMENT,
    Task.SCHEDULE_EXAMINATION,
    Task.DECIDE_AS_OWNER,
    None,
)
NO_EXAMINATION = (Task.SCHEDULE_EXAMINATION,)
PEOPLE = (*MENTORS, "mentor-c", "examiner-a", "orang-baru", *(person(role) for role in STANDING_ROLES))
ROLES = tuple(role for role in Role if role is not Role.PUBLIC)
JUDGING = (Task.GIVE_VERDICTS, Task.RECORD_EXAMINATION, Task.ENDORSE, Task.DECIDE_AS_OWNER)
AGREED = (Task.ATTEND_SESSION, Task.ATTEND_EXAMINATION)

people = st.sampled_from(PEOPLE)
roles = st.sampled_from(ROLES)

MISCHIEF: tuple[Callable[[Play, int], Act], ...] = (
    lambda p, n: messages.PassGates(gates=(gate(("mou", "sk-dewan", "sk-tim")[n % 3], p.today),)),
    lambda p, n: messages.PassGateProvisionally(
        gate=("mou", "sk-dewan", "sk-tim")[n % 3], reason="Menyusul.", due_on=p.today + timedelta(days=n + 1)
    ),
    lambda p, n: messages.AssignMentors(mentors=(PEOPLE[n % 4],), officer=person(Role.MINISTRY_OFFICER)),
    lambda p, n: messages.DeclareInterest(conflict=n % 2 == 0, statement="Pernyataan."),
    lambda p, n: messages.ProposeSessions(plans=(plan(n % 4 + 1, p.today + timedelta(days=7 * (n % 5))),)),
    lambda p, n: messages.ConfirmSessions(numbers=(n % 4 + 1,)),
    lambda p, n: messages.MoveSession(
        number=n % 4 + 1, days=plan(1, p.today + timedelta(days=n)).days, place="Sleman", reason="Bentrok."
    ),
    lambda p, n: session_record(n % 4 + 1, (p.today - timedelta(days=n % 3),)),
    lambda p, n: messages.HandIn(number=n % 4 + 1, chapters=(chapter(),)),
    lambda p, n: messages.CommentHandIn(number=n % 4 + 1),
    lambda p, n: messages.SaveChapters(saves=(save(p.journey, chapter(), f"versi {n}"),)),
    lambda p, n: messages.SavePlan(quick_wins=facts.QuickWinsFacts(quick_wins=quick_wins().quick_wins[: n % 3 + 1])),
    lambda p, n: messages.Submit(),
    lambda p, n: verdict(max(len(p.journey.rounds), 1), n % 2 == 0, (comment(f"k-{p.journey.seq}"),)),
    lambda p, n: messages.GiveVerdict(round=1, verdict="accept", scores=scores()),
    lambda p, n: messages.AnswerComments(answers=(Answer(comment=_first_comment(p), text="Sudah."),)),
    lambda p, n: messages.DecideRounds(choice=list(facts.RoundsChoice)[n % 2], reason="Ditimbang."),
    lambda p, n: commitment(p.today, PEOPLE[n % len(PEOPLE)]),
    lambda p, n: messages.ScheduleExamination(slot=p.now + timedelta(days=n - 2), examiners=(PEOPLE[n % 6],)),
    lambda p, n: messages.PreparePresentation(slides=document("paparan")),
    lambda p, n: examination(**(modification(f"p-{p.journey.seq}") if n % 2 else {})),
    lambda p, n: messages.Endorse(
        step="kementerian-mitra",
        agency=("kemendagri", "bappenas", "pupr")[n % 3],
        **(modification(f"p-{p.journey.seq}") if n % 2 else {"outcome": Outcome.YES}),
    ),
    lambda p, n: messages.DecideAsOwner(
        **(modification(f"p-{p.journey.seq}") if n % 3 == 0 else {"outcome": Outcome.YES_WITH_NOTES})
    ),
    lambda p, n: adoption(p.today),
    lambda p, n: messages.MeetObligation(obligation="rpjmd", met_on=p.today, evidence=document("rpjmd")),
    lambda p, n: messages.ChooseAsNewHead(choice=list(facts.HeadChoice)[n % 3], reason="Ditimbang."),
    lambda p, n: messages.ProposeMentorChange(
        outgoing=PEOPLE[n % 3], incoming=PEOPLE[(n + 1) % len(PEOPLE)], reason="Sakit."
    ),
    lambda p, n: messages.DecideMentorChange(approve=n % 3 != 0, reason="Ditimbang."),
    lambda p, n: messages.CorrectFact(seq=n + 1, fact=messages.PassGates(gates=(gate(),)), reason="Salah."),
    lambda p, n: messages.CorrectFact(seq=p.journey.seq, fact=commitment(p.today), reason="Salah."),
    lambda p, n: messages.ContestAct(seq=max(p.journey.seq - n, 1), reason="Bukan saya."),
    lambda p, n: messages.ResolveContest(seq=max(p.journey.seq - n, 1), upheld=n % 2 == 0, reason="Ditanyakan."),
)
"""Acts that are sometimes right and mostly not, made from the state and a number."""


def _first_comment(play: Play) -> str:
    return play.journey.open_comments[0].id if play.journey.open_comments else "k-0"


class PeopleAtRandom(RuleBasedStateMachine):
    """People who act at random; at the end of each run a dutiful cast has to be able to finish the journey."""

    @initialize(variant=st.sampled_from(sorted(VARIANTS)), task=st.sampled_from(STARTS))
    def begin(self, variant: str, task: Task | None) -> None:
        """Start somewhere along the way."""
        if variant == "no examination" and task in NO_EXAMINATION:
            task = Task.RECORD_COMMITMENT
        self.play = at(task, variant=variant)()
        self.checked = 0

    def attempt(self, act: Act, role: Role, who: str | None = None, **more: Any) -> None:
        """Do an act; a refusal is fine, and leaves everything as it was."""
        before, count = self.play.journey, len(self.play.entries)
        try:
            self.play.do(act, role, who, **more)
        except Refusal:
            assert self.play.journey is before
            assert len(self.play.entries) == count

    @rule(times=st.integers(1, 8))
    def people_do_their_duty(self, times: int) -> None:
        """Those whose turn it is do what they should, and wait for agreed dates."""
        for _ in range(times):
            deed = dutiful_deed(self.play.journey, self.play.now)
            if deed is not None:
                self.attempt(deed[2], deed[0], deed[1])
            elif self.play.journey.turn.due is not None:
                self.play.wait(max(self.play.journey.turn.due, self.play.now))

    @precondition(lambda self: self.play.journey.turn.task in JUDGING)
    @rule(notes=st.booleans())
    def whoever_judges_finds_fault(self, notes: bool) -> None:
        """A mentor sends back, an examiner, an agency or the owner requires a modification, or has notes."""
        fault = {"outcome": Outcome.YES_WITH_NOTES} if notes else modification(f"p-{self.play.journey.seq}")
        deed = dutiful_deed(self.play.journey, self.play.now)
        if deed is None:
            return
        role, who, act = deed
        if isinstance(act, messages.GiveVerdict):
            act = verdict(act.round, accept=False, comments=(comment(f"k-{self.play.journey.seq}"),))
        elif isinstance(act, messages.RecordExamination | messages.Endorse | messages.DecideAsOwner):
            act = act.model_copy(update=fault)
        self.attempt(act, role, who)

    @rule(days=st.integers(0, 20))
    def his_duty_is_recorded_by_another(self, days: int) -> None:
        """The one whose turn it is did it on paper, some days ago."""
        deed = dutiful_deed(self.play.journey, self.play.now)
        if deed is not None and RULES[deed[2].kind].on_behalf:
            on_behalf = behalf(deed[0], self.play.today - timedelta(days=days), deed[1])
            self.attempt(deed[2], Role.PROGRAMME_MANAGER, on_behalf=on_behalf)

    @rule(days=st.integers(0, 45))
    def time_passes(self, days: int) -> None:
        """Nobody does anything for some days."""
        self.play.wait(days=days)

    @precondition(lambda self: self.play.journey.turn.due is not None)
    @rule()
    def the_deadline_comes(self) -> None:
        """Nobody does anything until the deadline."""
        due = self.play.journey.turn.due
        assert due is not None
        self.play.wait(max(due, self.play.now))

    @rule(pick=st.integers(0, 1000), number=st.integers(0, 12))
    def somebody_who_may_does_something(self, pick: int, number: int) -> None:
        """Somebody with the right role does something that belongs to the stage, right or not."""
        stage = self.play.journey.stage
        acts = [act for act in (make(self.play, number) for make in MISCHIEF) if stage in RULES[act.kind].stages]
        act = acts[pick % len(acts)]
        held = [role for role in RULES[act.kind].roles if self.play.journey.holders(role)]
        if held:
            self.attempt(act, held[number % len(held)])

    @rule(make=st.sampled_from(MISCHIEF), number=st.integers(0, 12), role=roles, who=people)
    def anybody_does_anything(self, make: Callable[[Play, int], Act], number: int, role: Role, who: str) -> None:
        """Anybody claims any role and does anything."""
        self.attempt(make(self.play, number), role, who)

    @rule(role=roles, who=people, change=st.sampled_from(("appoint", "replace", "release")))
    def people_change(self, role: Role, who: str, change: str) -> None:
        """Somebody gets a role, takes another's place, or leaves it empty."""
        holder = (*self.play.journey.holders(role), "tidak-ada")[0]
        if change == "appoint":
            agency = "pupr" if role is Role.AGENCY else None
            act: Act = messages.AppointMember(person=who, role=role, agency=agency)
        elif change == "replace":
            act = messages.ReplaceMember(role=role, outgoing=holder, incoming=who, reason="Mutasi.")
        else:
            act = messages.ReleaseMember(role=role, person=holder, reason="Pensiun.")
        self.attempt(act, Role.PROGRAMME_MANAGER)

    @rule(choice=st.sampled_from(facts.HeadChoice))
    def a_new_head_comes(self, choice: facts.HeadChoice) -> None:
        """A new regional head takes office and chooses."""
        old = (*self.play.journey.holders(Role.REGIONAL_HEAD), "tidak-ada")[0]
        new = f"bupati-{self.play.journey.seq}"
        act = messages.ReplaceMember(role=Role.REGIONAL_HEAD, outgoing=old, incoming=new, reason="Pilkada.")
        self.attempt(act, Role.PROGRAMME_MANAGER)
        self.attempt(messages.ChooseAsNewHead(choice=choice, reason="Ditimbang."), Role.REGIONAL_HEAD, new)

    @precondition(lambda self: self.play.journey.stage is Stage.APPROVAL)
    @rule(days=st.integers(0, 9))
    def the_region_withdraws(self, days: int) -> None:
        """Late in the journey, the region leaves; rarely, so that other things are seen too."""
        if days == 0:
            self.attempt(messages.Withdraw(reason="Anggaran."), Role.PROGRAMME_MANAGER)

    @invariant()
    def entries_are_a_chain(self) -> None:
        """Numbers are dense from 1, each entry holds the hash of the one before, and JSON does not change a hash."""
        play = self.play
        fresh = play.entries[self.checked :]
        previous = play.entries[self.checked - 1].hash if self.checked else GENESIS
        for number, entry in enumerate(fresh, self.checked + 1):
            assert (entry.seq, entry.previous) == (number, previous)
            assert entry.hash == entry.true_hash()
            assert Entry.model_validate_json(entry.model_dump_json()).true_hash() == entry.hash
            previous = entry.hash
        self.checked = len(play.entries)
        assert (play.journey.seq, play.journey.head) == (self.checked, previous)

    @invariant()
    def the_engine_comes_to_rest(self) -> None:
        """Catching up twice adds nothing the second time, and then there is nothing to do at once."""
        caught_up = journey.catch_up(self.play.journey, self.play.now).journey
        assert journey.catch_up(caught_up, self.play.now).entries == ()
        assert not isinstance(journey.next_step(caught_up, self.play.now), Proceed)

    @invariant()
    def deadlines_are_working_days(self) -> None:
        """No turn ends on a day off, dates agreed among people aside."""
        state = self.play.journey
        if state.turn.due is not None and state.turn.task not in AGREED:
            assert state.calendar.is_working_day(local_date(state.turn.due, state.region.zone))

    @invariant()
    def somebody_can_act(self) -> None:
        """An open journey has a task that some role may do, and a programme manager who can appoint its holder."""
        state = self.play.journey
        assert state.holders(Role.PROGRAMME_MANAGER)
        if state.status is Status.OPEN and state.turn.task not in AGREED:
            deed = dutiful_deed(state, self.play.now)
            # An agency's seat may be empty; then the programme manager appoints somebody.
            assert deed is not None or state.turn.task is Task.ENDORSE, f"nobody can act: {state.turn}"
            assert deed is None or state.stage in RULES[deed[2].kind].stages

    def teardown(self) -> None:
        """The journal tells the whole state, and a dutiful cast can still bring the journey to its end."""
        if not hasattr(self, "play"):
            return
        assert fold(self.play.entries) == self.play.journey
        for _ in range(150):
            if self.play.journey.ended:
                break
            self.play.wait()
            self.play.fill_roles()
            self.play.turn_over()
        assert self.play.journey.ended, self.play.journey.turn
        self._ladders_step_once()
        if self.play.journey.status is Status.PUBLISHED:
            self._everything_was_done()

    def _ladders_step_once(self) -> None:
        taken: set[str] = set()
        for entry in self.play.entries:
            kind = entry.event.kind
            if kind == "turn_passed":
                taken.clear()
            if kind == "ladder_step_taken":
                step = getattr(entry.event, "step", "")
                assert step not in taken
                taken.add(step)

    def _everything_was_done(self) -> None:
        state = self.play.journey
        assert all(state.gate(policy.name) for policy in state.policy.gates)
        assert all(state.session(policy.number).complete for policy in state.policy.sessions)
        assert state.rounds[-1].accepted
        assert state.rounds[-1].submission == len(state.submissions)
        assert all(step_complete(state, step) for group in state.policy.approval_groups() for step in group)
        assert state.publication is not None
        assert state.publication.sha256 == state.submissions[-1].sha256
        kinds = self.play.kinds()
        assert kinds.count("published") == 1
        assert kinds.index("published") > max(i for i, kind in enumerate(kinds) if kind == "round_accepted")


TestPeopleAtRandom = PeopleAtRandom.TestCase
TestPeopleAtRandom.settings = settings(
    # The same runs every time; raise the numbers and drop `derandomize` to search for more.
    max_examples=100,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
