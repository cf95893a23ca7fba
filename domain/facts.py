"""What an act says, once: the fields a command and the event it leads to have in common."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from domain.shape import Frozen, Key, Line, Paragraph, Person, WorkingDays
from domain.values import (
    Answer,
    ChapterName,
    Comment,
    Distinctiveness,
    Document,
    PillarScore,
    ProgrammeRow,
    QuickWin,
    QuickWinResult,
    Signatory,
    Workplace,
)
from domain.vocabulary import HeadCapacity, Outcome, RegulationForm, Role, StopCause, Verdict


class GateFacts(Frozen):
    """A gate passed on a day, with the document that shows it."""

    gate: Key
    passed_on: date
    evidence: Document


class ProvisionalGateFacts(Frozen):
    """A gate passed provisionally: why, and until when the real thing is due."""

    gate: Key
    reason: Paragraph
    due_on: date


class MentorsFacts(Frozen):
    """The mentors of a journey and the ministry's officer who accompanies them."""

    mentors: tuple[Person, ...] = Field(min_length=1, max_length=5)
    officer: Person


class InterestFacts(Frozen):
    """A mentor's declaration of interest."""

    conflict: bool
    statement: Paragraph


class SessionPlanFacts(Frozen):
    """The days (sorted by the caller), place and mentors of a session."""

    number: int = Field(ge=1, le=12)
    days: tuple[date, ...] = Field(min_length=1, max_length=5)
    place: Line
    mentors: tuple[Person, ...] = ()


class SessionMoveFacts(SessionPlanFacts):
    """A session's new plan and why it moved."""

    reason: Paragraph


class SessionRecordFacts(Frozen):
    """A session as it was held: the days, how many attended, the minutes (berita acara), list and output."""

    number: int = Field(ge=1, le=12)
    held_on: tuple[date, ...] = Field(min_length=1, max_length=5)
    attendance: int = Field(ge=1, le=5000)
    attendance_list: Document
    minutes: Document
    output: Document | None = None


class HandInFacts(Frozen):
    """The chapters handed in after a session."""

    number: int = Field(ge=1, le=12)
    chapters: tuple[ChapterName, ...] = Field(min_length=1, max_length=60)


class HandInCommentsFacts(Frozen):
    """A mentor's comments on a hand-in; none means that nothing needs to change."""

    number: int = Field(ge=1, le=12)
    comments: tuple[Comment, ...] = Field(default=(), max_length=100)


class ObligationFacts(Frozen):
    """An obligation met on a day, with its document."""

    obligation: Key
    met_on: date
    evidence: Document


class ChapterFacts(Frozen):
    """A new version of a chapter's text. `based_on` is the version it was made from, 0 for the first."""

    name: ChapterName
    document: Document
    based_on: int = Field(ge=0)


class ActionPlanFacts(Frozen):
    """The whole rencana aksi; it replaces the one before."""

    rows: tuple[ProgrammeRow, ...] = Field(min_length=1, max_length=120)


class QuickWinsFacts(Frozen):
    """All quick wins; they replace the ones before."""

    quick_wins: tuple[QuickWin, ...] = Field(min_length=1, max_length=20)


class DistinctivenessFacts(Frozen):
    """The kekhasan daerah statement; it replaces the one before."""

    distinctiveness: Distinctiveness


class VerdictFacts(Frozen):
    """A mentor's verdict on the submission of a round."""

    round: int = Field(ge=1)
    verdict: Verdict
    scores: tuple[PillarScore, ...] = Field(default=(), max_length=6)
    comments: tuple[Comment, ...] = Field(default=(), max_length=100)


class AnswersFacts(Frozen):
    """Rows of the matriks tindak lanjut; an answer given again replaces the one before."""

    answers: tuple[Answer, ...] = Field(min_length=1, max_length=300)


class RoundsChoice(StrEnum):
    """What the programme manager can decide once the rounds are used up."""

    ANOTHER_ROUND = "another_round"
    ACCEPT_AS_IT_IS = "accept_as_it_is"
    END_WITHOUT_PLAN = "end_without_plan"


class RoundsFacts(Frozen):
    """The programme manager's decision past the maximum of rounds."""

    choice: RoundsChoice
    reason: Paragraph


class CommitmentFacts(Frozen):
    """The komitmen as read from the scan: who signed it, the head's capacity, the day."""

    signed_on: date
    head: Person
    capacity: HeadCapacity
    signatories: tuple[Signatory, ...] = Field(min_length=1, max_length=120)
    scan: Document


class ExaminationPlanFacts(Frozen):
    """When a region presents, and to whom."""

    slot: AwareDatetime
    examiners: tuple[Person, ...] = Field(min_length=1, max_length=12)


class PresentationFacts(Frozen):
    """What the region shows at the examination."""

    slides: Document
    video: Document | None = None


class JudgementFacts(Frozen):
    """An approver's outcome; with requires_modification, the corrections say what has to change."""

    outcome: Outcome
    notes: Paragraph | None = None
    corrections: tuple[Comment, ...] = Field(default=(), max_length=100)


class ExaminationFacts(JudgementFacts):
    """An examination as it was held, with its score sheet."""

    score_sheet: Document
    scores: tuple[PillarScore, ...] = Field(default=(), max_length=6)


class EndorsementFacts(JudgementFacts):
    """A partner agency's answer to a step of the policy."""

    step: Key
    agency: Key


class AdoptionFacts(Frozen):
    """The regulation by which the region adopted its plan."""

    form: RegulationForm
    number: Line
    dated: date
    document: Document


class WithdrawalFacts(Frozen):
    """Why a region leaves the cohort."""

    reason: Paragraph
    evidence: Document | None = None


class AppointmentFacts(Frozen):
    """A person takes a role."""

    person: Person
    role: Role
    agency: Key | None = None


class ReplacementFacts(Frozen):
    """A person takes another's place for good."""

    role: Role
    outgoing: Person
    incoming: Person
    reason: Paragraph


class ReleaseFacts(Frozen):
    """A person leaves a role, which may stay empty."""

    role: Role
    person: Person
    reason: Paragraph


class HeadChoice(StrEnum):
    """What a new regional head does with the work of the one before."""

    KEEP = "keep"
    SIGN_AGAIN = "sign_again"
    REVISE = "revise"


class HeadChoiceFacts(Frozen):
    """A new regional head's choice."""

    choice: HeadChoice
    reason: Paragraph


class MentorChangeFacts(Frozen):
    """A proposal to put one mentor in the place of another."""

    outgoing: Person
    incoming: Person
    reason: Paragraph


class MentorChangeDecisionFacts(Frozen):
    """The decision on the open mentor change."""

    approve: bool
    reason: Paragraph


class ContestFacts(Frozen):
    """The person in whose name entry `seq` was recorded says that it is wrong."""

    seq: int = Field(ge=1)
    reason: Paragraph


class ContestResolutionFacts(Frozen):
    """Whether a contest of entry `seq` was right."""

    seq: int = Field(ge=1)
    upheld: bool
    reason: Paragraph


class PauseFacts(Frozen):
    """Why the clock stops, who approved it, and the day on which work goes on."""

    cause: StopCause
    reason: Paragraph
    approved_by: Line
    """Person and office, or the letter's number."""
    resumes_on: date


class ResumptionFacts(Frozen):
    """Why the clock goes on before the day expected."""

    reason: Paragraph


class ExtensionFacts(Frozen):
    """A request for more time: so many working days."""

    days: int = Field(ge=1, le=250)
    reason: Paragraph


class ExtensionChoice(StrEnum):
    """The decision on a request for more time."""

    GRANT = "grant"
    GRANT_LESS = "grant_less"
    REFUSE = "refuse"


class ExtensionDecisionFacts(Frozen):
    """The decision on the open request; `days` only where less is granted."""

    choice: ExtensionChoice
    days: WorkingDays | None = None
    reason: Paragraph


class ReminderFacts(Frozen):
    """What a reminder by hand says besides the task and its date."""

    note: Paragraph | None = None


class CalendarFacts(Frozen):
    """What a decree changes: days that become days off, days that count again, and until when that is official."""

    decree: Line
    off: tuple[date, ...] = Field(default=(), max_length=366)
    regional_off: tuple[date, ...] = Field(default=(), max_length=366)
    """Days off of this region alone."""
    working: tuple[date, ...] = Field(default=(), max_length=366)
    official_until: date | None = None


class WorkplacesFacts(Frozen):
    """Where people work."""

    workplaces: tuple[Workplace, ...] = Field(min_length=1, max_length=40)


class ReassignmentDecisionFacts(Frozen):
    """The decision on the open proposal to put somebody in the place of a late one."""

    approve: bool
    reason: Paragraph


class BookFacts(Frozen):
    """A whole book as one file, and the text of each of its chapters as it was found there."""

    book: Key
    file: Document
    found: tuple[tuple[Key, Document], ...] = Field(min_length=1, max_length=60)
    """Each chapter's key with its text."""


class EditionFacts(Frozen):
    """What is new in an edition."""

    changes: Paragraph


class SigningFacts(Frozen):
    """A letter that was signed: the document's key, the whole letter number, the signed file, the signer's office."""

    key: Key
    number: Line
    signed: Document
    office: Line


class PublicationWithdrawalFacts(Frozen):
    """Why a publication is taken back."""

    reason: Paragraph


class QuickWinCheckFacts(Frozen):
    """What became of every quick win by a day, for the obligation that asked for it."""

    obligation: Key
    checked_on: date
    results: tuple[QuickWinResult, ...] = Field(min_length=1, max_length=60)
    evidence: Document | None = None
