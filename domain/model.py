"""The state of one journey: a frozen value that every event changes by making a new one; see `Journey`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import AwareDatetime

from domain import facts
from domain.calendar import WorkingCalendar
from domain.clock import Extension, ExtensionRequest, Pause, Reassignment, Stop, Stretch
from domain.entry import GENESIS
from domain.messages import Imported
from domain.policy import LadderAction, Policy
from domain.shape import Frozen, Key, Line, Paragraph, Person, Sha256, carry
from domain.values import (
    Answer,
    ChapterName,
    Comment,
    Distinctiveness,
    Document,
    MadeDocument,
    Member,
    PlannedDate,
    ProgrammeRow,
    QuickWin,
    RegionOfJourney,
    Workplace,
)
from domain.vocabulary import ENDED, DocumentKind, Outcome, Party, Role, Stage, Status, Task


class GateState(Frozen):
    """A gate that is passed, for good (`fact`) or provisionally; `seq` is the entry that recorded it last."""

    name: Key
    seq: int
    fact: facts.GateFacts | None = None
    provisional: facts.ProvisionalGateFacts | None = None
    overdue: bool = False
    promised_at: AwareDatetime | None = None
    """When the promise was made; None for those made before promises could move."""


class ObligationState(Frozen):
    """An obligation with its due date, once it has one."""

    name: Key
    due: AwareDatetime | None = None
    met_on: date | None = None
    evidence: Document | None = None
    overdue: bool = False
    lapsed: bool = False
    seq: int = 0
    asked: int = 0
    """How often it was asked for once more since it is overdue."""
    asked_early: bool = False
    """Whether it was asked for before its due date."""
    known_at: AwareDatetime | None = None
    """When its due date became known."""

    @property
    def settled(self) -> bool:
        """Whether nobody is asked for it any more."""
        return self.met_on is not None or self.lapsed


class SessionState(Frozen):
    """A session: its plan, whether both sides agreed, how it was held, its hand-in and the comments on it."""

    number: int
    plan: facts.SessionPlanFacts | None = None
    proposed_by: Party | None = None
    confirmed: bool = False
    record: facts.SessionRecordFacts | None = None
    record_seq: int = 0
    handed_in: tuple[tuple[ChapterName, int], ...] = ()
    comments: tuple[Comment, ...] = ()
    commented_by: tuple[Person, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it was held, handed in and commented on."""
        return bool(self.commented_by)


class ChapterState(Frozen):
    """The documents of a chapter, oldest first; version n is `versions[n - 1]`."""

    name: ChapterName
    versions: tuple[Document, ...]

    @property
    def version(self) -> int:
        """The number of the newest version."""
        return len(self.versions)


class Submission(Frozen):
    """A snapshot of all books: the version of each chapter in the policy's order."""

    number: int
    at: AwareDatetime
    versions: tuple[int, ...]
    sha256: Sha256


class MentorVerdict(facts.VerdictFacts):
    """A verdict with its mentor."""

    mentor: Person
    at: AwareDatetime


class Round(Frozen):
    """A submission and the verdicts on it; `accepted` is None while the round is open."""

    number: int
    submission: int
    verdicts: tuple[MentorVerdict, ...] = ()
    accepted: bool | None = None
    void: bool = False
    """Whether its verdicts count no more, as the journey was moved back."""


class Commitment(facts.CommitmentFacts):
    """The komitmen that counts."""

    seq: int


class Judgement(facts.JudgementFacts):
    """An answer to an approval step. A void answer stays here and no longer counts."""

    step: Key
    agency: Key | None = None
    at: AwareDatetime
    by: Person | None = None
    void: bool = False

    @property
    def agrees(self) -> bool:
        """Whether it counts as a yes."""
        return not self.void and self.outcome is not Outcome.REQUIRES_MODIFICATION


class Examination(Frozen):
    """The examination's plan and what the region shows."""

    plan: facts.ExaminationPlanFacts
    presentation: facts.PresentationFacts | None = None
    released: bool = False
    """Whether its slot fell into a pause: another has to be set."""


class StageSpan(Frozen):
    """One stay in a stage."""

    stage: Stage
    opened: AwareDatetime
    closed: AwareDatetime | None = None


class Turn(Frozen):
    """Whose turn it is, since when, until when, and which ladder steps have been taken."""

    party: Party
    task: Task
    since: AwareDatetime
    due: AwareDatetime | None = None
    allowance: int | None = None
    steps_taken: tuple[Key, ...] = ()
    seq: int = 0
    """The entry with which it began."""
    first_due: AwareDatetime | None = None
    """What `due` was at first; None while it has not moved."""
    counts_from: date | None = None
    """The day after which `counts_days` working days are counted; None: the day it began, and the allowance."""
    counts_days: int | None = None
    armed_since: AwareDatetime | None = None
    """Ladder steps of before are not taken: at that instant the turn got more time, or another person."""
    requests: int = 0
    """How often more time was asked for in it."""
    calls: tuple[LadderAction, ...] = ()
    """What the ladder has put before people to decide or to sign."""
    reminded_for: date | None = None
    """The region's working day for which somebody last had a reminder sent; the ladder's own do not count."""


class Interest(Frozen):
    """A mentor's declaration."""

    mentor: Person
    conflict: bool
    statement: Paragraph


class Contest(Frozen):
    """A contest of an entry, resolved or not."""

    seq: int
    person: Person
    reason: Paragraph
    upheld: bool | None = None


class BehalfAct(Frozen):
    """An entry that was recorded in somebody's name."""

    seq: int
    person: Person


class JourneyDocument(MadeDocument):
    """A document of the journey; `at` is when it was noted."""

    at: AwareDatetime


class UploadedBook(Frozen):
    """A book that came as a file, with the version of each chapter found in it."""

    book: Key
    file: Document
    versions: tuple[tuple[Key, int], ...]


class Publication(Frozen):
    """What was published. `seq` is the entry that froze the books, 0 where that was not noted."""

    submission: int
    sha256: Sha256
    at: AwareDatetime | None = None
    seq: int = 0
    withdrawn_at: AwareDatetime | None = None
    withdrawal_reason: Paragraph | None = None


class Signing(facts.SigningFacts):
    """A letter that is signed: by whom, and when."""

    signer: Person
    seq: int
    at: AwareDatetime


class Edition(facts.EditionFacts):
    """An edition after the first: the version of each chapter in the policy's order."""

    number: int
    versions: tuple[int, ...]
    sha256: Sha256
    seq: int
    at: AwareDatetime | None = None


class PublishedPlan(Frozen):
    """What a published plan says besides its chapters."""

    programmes: tuple[ProgrammeRow, ...]
    quick_wins: tuple[QuickWin, ...]
    distinctiveness: Distinctiveness | None


class QuickWinCheck(facts.QuickWinCheckFacts):
    """A check of the quick wins."""

    seq: int


class Adoption(facts.AdoptionFacts):
    """The adopting regulation."""

    seq: int


class Journey(Frozen):
    """One region in one cohort, whole: what continue-as-new carries and every rule is asked about.

    `seq` and `head` are the number and the hash of the last entry of its journal.
    """

    id: Key
    cohort: Key
    region: RegionOfJourney
    policy: Policy
    calendar: WorkingCalendar
    opens_at: AwareDatetime
    catch_up: bool = False
    simulated: bool = False
    imported: Imported | None = None
    carried_from: Key | None = None
    earlier_mentors: tuple[Person, ...] = ()
    seq: int = 0
    head: Sha256 = GENESIS
    status: Status = Status.SCHEDULED
    stage: Stage = Stage.KICKOFF
    ended_at: AwareDatetime | None = None
    acted_at: AwareDatetime | None = None
    """When the last act was taken; None before the first."""
    stages: tuple[StageSpan, ...] = ()
    turn: Turn
    members: tuple[Member, ...] = ()
    gates: tuple[GateState, ...] = ()
    mentors_assigned: bool = False
    interests: tuple[Interest, ...] = ()
    obligations: tuple[ObligationState, ...] = ()
    sessions: tuple[SessionState, ...] = ()
    chapters: tuple[ChapterState, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    quick_wins: tuple[QuickWin, ...] = ()
    distinctiveness: Distinctiveness | None = None
    submissions: tuple[Submission, ...] = ()
    drafted_before: int = 0
    """How many submissions there had been when the journey was last moved back to drafting."""
    rounds: tuple[Round, ...] = ()
    revising: bool = False
    """Whether the region has to revise; `open_comments` are what it has to answer."""
    open_comments: tuple[Comment, ...] = ()
    answers: tuple[Answer, ...] = ()
    rounds_used_up: bool = False
    extra_rounds: int = 0
    commitment: Commitment | None = None
    examination: Examination | None = None
    judgements: tuple[Judgement, ...] = ()
    publication: Publication | None = None
    adoption: Adoption | None = None
    uploads: tuple[UploadedBook, ...] = ()
    documents: tuple[JourneyDocument, ...] = ()
    signings: tuple[Signing, ...] = ()
    editions: tuple[Edition, ...] = ()
    kept_plan: PublishedPlan | None = None
    """The plan as it is published, while another is being written for a new edition; see `published_plan`."""
    quick_win_checks: tuple[QuickWinCheck, ...] = ()
    withdrawal: facts.WithdrawalFacts | None = None
    head_must_choose: bool = False
    mentor_change: facts.MentorChangeFacts | None = None
    mentor_change_by: Person | None = None
    on_behalf_acts: tuple[BehalfAct, ...] = ()
    contests: tuple[Contest, ...] = ()
    regional_days_off: tuple[date, ...] = ()
    workplaces: tuple[Workplace, ...] = ()
    first_calendar: WorkingCalendar | None = None
    """The calendar of the opening, once a decree has changed it."""
    baseline: tuple[PlannedDate, ...] = ()
    pause: Pause | None = None
    stops: tuple[Stop, ...] = ()
    extension_request: ExtensionRequest | None = None
    extensions: tuple[Extension, ...] = ()
    reassignment: Reassignment | None = None
    stretches: tuple[Stretch, ...] = ()
    """All time since the opening, each stretch charged to one account; see `domain.delay`."""

    @property
    def submitted(self) -> bool:
        """Whether the books were submitted, and were since then not moved back to drafting."""
        return len(self.submissions) > self.drafted_before

    @property
    def ended(self) -> bool:
        """Whether the journey is over (obligations may still be open)."""
        return self.status in ENDED

    def holders(self, role: Role) -> tuple[Person, ...]:
        """The people who hold a role now."""
        return tuple(m.person for m in self.members if m.role is role and m.until is None)

    def holds(self, person: Person, role: Role) -> bool:
        """Whether a person holds a role now."""
        return person in self.holders(role)

    def session(self, number: int) -> SessionState:
        """Session `number`, which the policy has; planned or not."""
        return next((s for s in self.sessions if s.number == number), SessionState(number=number))

    def gate(self, name: Key) -> GateState | None:
        """The gate's state, None while it is not passed."""
        return next((g for g in self.gates if g.name == name), None)

    def obligation(self, name: Key) -> ObligationState:
        """The obligation's state."""
        return next((o for o in self.obligations if o.name == name), ObligationState(name=name))

    def chapter(self, name: ChapterName) -> ChapterState | None:
        """The chapter's state, None while nothing is written."""
        return next((c for c in self.chapters if c.name == name), None)

    def upload_of(self, book: Key, versions: Mapping[Key, int]) -> UploadedBook | None:
        """The file that a book with these versions of its chapters came as; None once a chapter is another."""
        return next((u for u in reversed(self.uploads) if u.book == book and dict(u.versions) == versions), None)

    def made(self, seq: int, document: DocumentKind) -> tuple[JourneyDocument, ...]:
        """The documents of a kind that entry `seq` asked for, as far as they have been made."""
        return tuple(made for made in self.documents if made.seq == seq and made.document is document)

    def signing(self, key: Key) -> Signing | None:
        """The signature on a letter; None while it is a draft."""
        return next((signing for signing in self.signings if signing.key == key), None)

    @property
    def edition_under_way(self) -> Edition | None:
        """The edition whose books are being made; None too once the publication is withdrawn."""
        if self.publication is None or self.publication.withdrawn_at is not None:
            return None
        return next((edition for edition in self.editions if edition.at is None), None)

    @property
    def published_plan(self) -> PublishedPlan:
        """What counts once the plan is published: not what is being written for a new edition."""
        return self.kept_plan or carry(PublishedPlan, self)

    def still_asked(self, name: Key) -> bool:
        """Whether the region is still asked for an obligation."""
        withdrawn = self.publication is not None and self.publication.withdrawn_at is not None
        return not withdrawn and not self.obligation(name).settled

    def judgements_on(self, step: Key) -> tuple[Judgement, ...]:
        """The answers to an approval step that count."""
        return tuple(j for j in self.judgements if j.step == step and not j.void)

    @property
    def round(self) -> Round | None:
        """The newest round."""
        return self.rounds[-1] if self.rounds else None


class Problem(Frozen):
    """Something about a journey that a person has to mend, such as an empty role."""

    kind: Key
    subject: Line


CALLS = {
    LadderAction.OPEN_DECISION: "decision_wanted",
    LadderAction.DRAFT_LETTER: "letter_to_sign",
    LadderAction.PROPOSE_REASSIGNMENT: "nobody_stands_in",
    LadderAction.REASSIGN: "nobody_stands_in",
}


def _calls(journey: Journey) -> list[Problem]:
    """What waits for somebody's decision about time: the ladder's calls, requests, proposals."""
    if journey.ended:
        return []
    found = [Problem(kind=CALLS[action], subject=journey.turn.task) for action in journey.turn.calls]
    if journey.extension_request is not None:
        found.append(Problem(kind="extension_asked", subject=journey.extension_request.task))
    if journey.reassignment is not None:
        found.append(Problem(kind="reassignment_proposed", subject=journey.reassignment.role))
    return found


REQUIRED_ROLES: tuple[Role, ...] = (
    Role.PROGRAMME_MANAGER,
    Role.MINISTRY_OFFICER,
    Role.COORDINATOR,
    Role.TEAM_CHAIR,
    Role.REGIONAL_HEAD,
    Role.DIRECTOR,
)


def problems(journey: Journey) -> tuple[Problem, ...]:
    """What is wrong with a journey that no deadline will mend: empty roles, contests, overdue promises."""
    found: list[Problem] = []
    if not journey.ended:
        found += [Problem(kind="empty_role", subject=role) for role in REQUIRED_ROLES if not journey.holders(role)]
        if journey.mentors_assigned and not journey.holders(Role.MENTOR):
            found.append(Problem(kind="empty_role", subject=Role.MENTOR))
        if journey.head_must_choose:
            found.append(Problem(kind="head_must_choose", subject=Role.REGIONAL_HEAD))
    found += _calls(journey)
    found += [Problem(kind="contested_act", subject=str(c.seq)) for c in journey.contests if c.upheld is None]
    found += [Problem(kind="gate_overdue", subject=g.name) for g in journey.gates if g.overdue and g.fact is None]
    found += [
        Problem(kind="obligation_overdue", subject=o.name)
        for o in journey.obligations
        if o.overdue and o.met_on is None
    ]
    return tuple(found)
