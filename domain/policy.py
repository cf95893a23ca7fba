"""A policy: every number and list of a cohort, validated; write one as TOML and read it with `domain.policy_file`."""

from __future__ import annotations

import json
from datetime import time
from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator, model_validator

from domain.shape import Frozen, Key, Line, WorkingDays
from domain.vocabulary import ApprovalKind, DocumentKind, Party, Role, Stage, Task, TimeZone


class GatePolicy(Frozen):
    """A named thing a stage needs before it can close."""

    name: Key
    title: Line
    stage: Stage = Stage.KICKOFF


class ObligationPolicy(Frozen):
    """Something due that blocks nothing: counted in working days from a session or from publication."""

    name: Key
    title: Line
    due_before_session: int | None = Field(default=None, ge=1)
    within_after_publication: WorkingDays | None = None
    months_after_publication: int | None = Field(default=None, ge=1, le=60)
    lapses_after: WorkingDays | None = 60
    """Working days past the due date after which nobody is asked any more; it then stays visible as unmet.

    Left out where `asked_again_every` is given: never.
    """
    asked_before: WorkingDays | None = None
    """Working days before the due date on which the region is asked for it."""
    asked_again_every: int | None = Field(default=None, ge=5, le=250)
    """Working days after the due date, and then again and again, on which it is asked for once more."""
    checks_quick_wins: bool = False
    """Whether it is met by checking the quick wins, each of them."""

    @model_validator(mode="before")
    @classmethod
    def _asked_until_it_comes(cls, raw: Any) -> Any:
        # A TOML file cannot say that there is no such day.
        if isinstance(raw, dict) and raw.get("asked_again_every") is not None:
            return {"lapses_after": None, **raw}
        return raw

    @model_validator(mode="after")
    def _one_anchor(self) -> ObligationPolicy:
        anchors = (self.due_before_session, self.within_after_publication, self.months_after_publication)
        if sum(anchor is not None for anchor in anchors) != 1:
            raise ValueError(
                "give exactly one of due_before_session, within_after_publication and months_after_publication"
            )
        if self.lapses_after is None and self.asked_again_every is None:
            raise ValueError("one that never lapses has to be asked for again: give asked_again_every, or lapses_after")
        return self


class SessionPolicy(Frozen):
    """One of the bimtek sessions; its output is the book or books worked on, with no duty to be complete."""

    number: int = Field(ge=1, le=12)
    title: Line
    output: tuple[Key, ...] = ()
    asks_for: tuple[Key, ...] = ()
    """Names of obligations that this session asks the region for."""


class ChapterPolicy(Frozen):
    """One chapter of a book."""

    key: Key
    title: Line


class BookPolicy(Frozen):
    """One book and its chapters."""

    key: Key
    title: Line
    chapters: tuple[ChapterPolicy, ...] = Field(min_length=1)


class ReviewPolicy(Frozen):
    """How mentors review a submission."""

    quorum: int = Field(default=1, ge=1, le=5)
    scores_per_pillar: bool = False
    lowest_score: int = 1
    highest_score: int = 5
    maximum_rounds: int = Field(default=3, ge=1, le=20)

    @model_validator(mode="after")
    def _scale(self) -> ReviewPolicy:
        if self.lowest_score >= self.highest_score:
            raise ValueError("lowest_score must be below highest_score")
        return self


class ApprovalPolicy(Frozen):
    """One approval step. `parallel_with_previous` steps are asked for together."""

    name: Key
    title: Line
    kind: ApprovalKind
    agencies: tuple[Key, ...] = ()
    minimum: int = Field(default=0, ge=0)
    """Endorsements: how many of `agencies` have to agree."""
    void_on_modification: bool = True
    """Whether this step's answer becomes void when a later step requires modification; never so for a komitmen."""
    parallel_with_previous: bool = False
    enabled: bool = True

    @model_validator(mode="after")
    def _fits_kind(self) -> ApprovalPolicy:
        if self.kind is ApprovalKind.ENDORSEMENTS and not 1 <= self.minimum <= len(self.agencies):
            raise ValueError("endorsements need agencies and a minimum between 1 and their number")
        if self.kind is ApprovalKind.COMMITMENT and self.void_on_modification:
            raise ValueError("a komitmen is never void: set void_on_modification = false")
        return self


class LadderAction(StrEnum):
    """What a ladder step does."""

    REMIND = "remind"
    ESCALATE = "escalate"
    PROPOSE_REASSIGNMENT = "propose_reassignment"
    REASSIGN = "reassign"
    OPEN_DECISION = "open_decision"
    DRAFT_LETTER = "draft_letter"


REASSIGNING = (LadderAction.PROPOSE_REASSIGNMENT, LadderAction.REASSIGN)
"""Steps that put somebody else in the place of a late one: proposed to `to`, or at once."""


class LadderStep(Frozen):
    """One step of a ladder: `offset` working days from the due date, negative before it.

    A step that reassigns relieves the holder of the role `relieves` and puts the holder of `stand_in` in his place; it
    is taken only in turns in which `relieves` has to act.
    """

    name: Key
    offset: int = Field(ge=-60, le=250)
    action: LadderAction
    to: Role
    turns_of_at_least: WorkingDays = 0
    """Taken only in turns that long: a reminder seven days before the end makes no sense in one of five."""
    relieves: Role | None = None
    stand_in: Role | None = None


class Ladder(Frozen):
    """The ladder for one late party, in one stage or (None) in all that have none of their own; in order of offset."""

    party: Party
    stage: Stage | None = None
    steps: tuple[LadderStep, ...] = Field(min_length=1)
    ends: int | None = Field(default=None, ge=0, le=250)
    """Working days past the due date after which the ladder has nothing more; no step may lie beyond."""

    @model_validator(mode="after")
    def _in_order(self) -> Ladder:
        offsets = [step.offset for step in self.steps]
        if offsets != sorted(offsets):
            raise ValueError(f"the ladder of {self.party} is not in order of its offsets")
        names = [step.name for step in self.steps]
        if len(set(names)) != len(names):
            raise ValueError(f"the ladder of {self.party} names a step twice")
        return self


class QuietHours(Frozen):
    """Messages leave on working days from `opens` until before `closes`, in the receiver's zone."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> QuietHours:
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")
        return self


class ExtensionPolicy(Frozen):
    """How far deadlines may be extended, in working days."""

    longest: WorkingDays = 10
    """Days that one request may ask for."""
    per_turn: int = Field(default=1, ge=0, le=10)
    """How often more time may be asked for in one turn."""
    per_journey: int = Field(default=4, ge=0, le=40)
    """How often it may be granted in one journey."""


class PlanPolicy(Frozen):
    """What the plan of a journey assumes about dates that people still have to agree on, in working days."""

    session_after: WorkingDays = 10
    """From the confirmation of the sessions to the first day of the first one."""
    session_every: WorkingDays = 20
    """From the first day of a session to that of the next."""
    session_length: int = Field(default=2, ge=1, le=5)
    examination_after: WorkingDays = 10
    """From the presentation being ready to the examination."""
    give_back_days: bool = False
    """Whether a stage's agreed date moves by the days that parties other than the one responsible for it were late."""


class DocumentsPolicy(Frozen):
    """Which documents are made by the system, and what stands on the programme's letters."""

    kinds: tuple[DocumentKind, ...] = tuple(DocumentKind)
    unit: Line
    """The unit that writes, below the ministry in the letterhead."""
    address: Line | None = None
    place: Line = "Jakarta"
    letter_number: Line
    """The pattern of letter numbers, with {serial}, {month} and {year}; the number is given when a letter is signed."""
    signatory: Line
    """The office of who signs the programme's letters."""

    @field_validator("letter_number", mode="after")
    @classmethod
    def _pattern(cls, pattern: str) -> str:
        try:
            filled = pattern.format(serial=1, month="01", year=2019)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError("letter_number may hold {serial}, {month} and {year}, and no other place") from error
        if "{serial}" not in pattern or filled == pattern:
            raise ValueError("letter_number has no {serial}: two letters would get the same number")
        return pattern


class Policy(Frozen):
    """All numbers and lists of a cohort; `name` and `version` identify it."""

    name: Key
    version: int = Field(ge=1)
    title: Line
    programme: Line
    ministry: Line
    target: int = Field(default=100, ge=1)
    mentors_minimum: int = Field(default=1, ge=1)
    mentors_maximum: int = Field(default=2, ge=1)
    quick_wins_minimum: int = Field(default=3, ge=0)
    catch_up_percent: int = Field(default=60, ge=10, le=100)
    """A substitute's turns last this share of the ordinary ones, rounded up to a whole working day."""
    stays_after_end: WorkingDays = 60
    """Working days after the last act in which an ended journey still takes corrections, contests and the adoption."""
    gates: tuple[GatePolicy, ...] = Field(min_length=1)
    sessions: tuple[SessionPolicy, ...] = Field(min_length=1)
    obligations: tuple[ObligationPolicy, ...] = ()
    books: tuple[BookPolicy, ...] = Field(min_length=1)
    review: ReviewPolicy = ReviewPolicy()
    approvals: tuple[ApprovalPolicy, ...] = Field(min_length=1)
    turns: dict[Task, WorkingDays]
    """Working days each task may take."""
    ladders: tuple[Ladder, ...] = ()
    office_zone: TimeZone | None = None
    """Where people of no region work unless their workplace is recorded; None: taken for the region's zone."""
    quiet_hours: QuietHours | None = None
    """When messages may leave; None: always."""
    extensions: ExtensionPolicy = ExtensionPolicy()
    remind_outstanding_only: bool = False
    """Whether, of several people who act together, only those are reminded who have not acted yet."""
    seniors_reminded_through: Role | None = None
    """Who is reminded in the place of somebody senior who has to act; None: the senior himself."""
    longest_pause: WorkingDays = 250
    plan: PlanPolicy | None = None
    """With it, each journey's plan is put down at its opening as the baseline."""
    documents: DocumentsPolicy | None = None
    """With it, documents are made, and a plan is published once its books have been made and sealed."""

    @field_validator("gates", "obligations", "approvals", mode="after")
    @classmethod
    def _names_unique(
        cls, items: tuple[GatePolicy | ObligationPolicy | ApprovalPolicy, ...]
    ) -> tuple[GatePolicy | ObligationPolicy | ApprovalPolicy, ...]:
        names = [item.name for item in items]
        if len(set(names)) != len(names):
            raise ValueError(f"named twice: {', '.join(sorted({n for n in names if names.count(n) > 1}))}")
        return items

    @model_validator(mode="after")
    def _consistent(self) -> Policy:
        if self.mentors_minimum > self.mentors_maximum:
            raise ValueError("mentors_minimum is above mentors_maximum")
        if self.review.quorum > self.mentors_maximum:
            raise ValueError("review.quorum is above mentors_maximum: it could never be reached")
        if self.review.quorum > self.mentors_minimum:
            raise ValueError("review.quorum is above mentors_minimum: some journeys could never reach it")
        numbers = [session.number for session in self.sessions]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("sessions must be numbered 1, 2, 3 … in order")
        books = [book.key for book in self.books]
        if len(set(books)) != len(books):
            raise ValueError("a book key is used twice")
        for book in self.books:
            keys = [chapter.key for chapter in book.chapters]
            if len(set(keys)) != len(keys):
                raise ValueError(f"book {book.key}: a chapter key is used twice")
        known = {obligation.name for obligation in self.obligations}
        for session in self.sessions:
            if not set(session.asks_for) <= known:
                raise ValueError(f"session {session.number} asks for an obligation the policy does not define")
            if not set(session.output) <= set(books):
                raise ValueError(f"session {session.number} names a book the policy does not define")
        for obligation in self.obligations:
            if obligation.due_before_session is not None and obligation.due_before_session not in numbers:
                raise ValueError(f"obligation {obligation.name}: there is no session {obligation.due_before_session}")
        kinds = [step.kind for step in self.approvals if step.enabled]
        if not kinds:
            raise ValueError("at least one approval step must be enabled")
        for kind in (ApprovalKind.COMMITMENT, ApprovalKind.EXAMINATION, ApprovalKind.OWNER_DECISION):
            if kinds.count(kind) > 1:
                raise ValueError(f"only one enabled approval step may be of kind {kind}")
        if self.approvals[0].parallel_with_previous:
            raise ValueError("the first approval step has no previous one to be parallel with")
        missing = [task for task in Task if task not in self.turns and task not in UNTIMED]
        if missing:
            raise ValueError(f"turns: no working days given for {', '.join(missing)}")
        parties = [(ladder.party, ladder.stage) for ladder in self.ladders]
        if len(set(parties)) != len(parties):
            raise ValueError("ladders: a party has two ladders")
        return self

    def days_for(self, task: Task, *, catch_up: bool) -> int:
        """Working days the task may take, shortened on a catch-up plan."""
        days = self.turns[task]
        return -(-days * self.catch_up_percent // 100) if catch_up else days

    def ladder_for(self, party: Party, stage: Stage | None = None) -> tuple[LadderStep, ...]:
        """The ladder of a party in a stage: that stage's own, or the one for all; empty when the policy has none."""
        ladders = {ladder.stage: ladder.steps for ladder in self.ladders if ladder.party is party}
        return ladders.get(stage) or ladders.get(None, ())

    def approval_groups(self) -> tuple[tuple[ApprovalPolicy, ...], ...]:
        """The enabled approval steps in order; the steps of one inner tuple are asked for together."""
        groups: list[tuple[ApprovalPolicy, ...]] = []
        for step in self.approvals:
            if not step.enabled:
                continue
            if step.parallel_with_previous and groups:
                groups[-1] = (*groups[-1], step)
            else:
                groups.append((step,))
        return tuple(groups)

    def approval(self, kind: ApprovalKind) -> ApprovalPolicy | None:
        """The enabled step of a kind that occurs at most once, or None."""
        return next((step for step in self.approvals if step.enabled and step.kind is kind), None)

    def chapters(self) -> tuple[tuple[str, str], ...]:
        """Every (book key, chapter key), in order."""
        return tuple((book.key, chapter.key) for book in self.books for chapter in book.chapters)


UNTIMED = (Task.WAIT_TO_OPEN, Task.ATTEND_SESSION, Task.ATTEND_EXAMINATION, Task.PUBLISH, Task.NOTHING)
"""Tasks whose end is a date agreed with the parties, or that the engine does at once."""


def policy_schema() -> str:
    """The JSON Schema of a policy file as text, for editors; kept beside the policies as `policy.schema.json`."""
    return json.dumps(Policy.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
