"""What happened: one class per event, for `domain.entry` to wrap in a line of the journal.

An event class, once released, keeps its name and fields for ever; a field added later has a default, and no default
ever changes (the hash of an entry leaves defaults out, so that old entries keep their hash).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, SerializerFunctionWrapHandler, field_serializer

from domain import facts
from domain.clock_events import (
    CalendarChanged,
    DueMoved,
    ExaminationReleased,
    ExtensionAsked,
    ExtensionDecided,
    JourneyPaused,
    JourneyResumed,
    PlanBaselined,
    ReassignmentDecided,
    Reminded,
    TimeGranted,
    WorkplacesRecorded,
)
from domain.document_events import (
    BookUploaded,
    DocumentSigned,
    DocumentsMade,
    EditionFrozen,
    EditionPublished,
    ObligationAsked,
    PublicationWithdrawn,
    QuickWinsChecked,
)
from domain.event import Event as Event
from domain.messages import Correctable, Imported, StartJourney
from domain.policy import LadderAction
from domain.repair_events import DocumentRenewed, JourneyMovedBack, PolicyChanged, RepairNoted
from domain.shape import Key, Paragraph, Person, Sha256
from domain.values import Comment
from domain.vocabulary import Party, Role, Stage, Status, Task


class JourneyScheduled(Event):
    """A journey exists; it opens at `start.opens_at`."""

    kind: Literal["journey_scheduled"] = "journey_scheduled"
    start: StartJourney


class JourneyOpened(Event):
    """Work begins."""

    kind: Literal["journey_opened"] = "journey_opened"


class JourneyImported(Event):
    """A journey that began outside the system was taken over as it stands."""

    kind: Literal["journey_imported"] = "journey_imported"
    imported: Imported


class DocumentsCarriedOver(Event):
    """Chapters and rows of an earlier journey of the same region came along."""

    kind: Literal["documents_carried_over"] = "documents_carried_over"
    from_journey: Key


class GatePassed(facts.GateFacts, Event):
    """A gate is passed."""

    kind: Literal["gate_passed"] = "gate_passed"


class GatePassedProvisionally(facts.ProvisionalGateFacts, Event):
    """A gate is passed provisionally."""

    kind: Literal["gate_passed_provisionally"] = "gate_passed_provisionally"


class ProvisionalGateOverdue(Event):
    """The document promised for a provisional gate did not come in time."""

    kind: Literal["provisional_gate_overdue"] = "provisional_gate_overdue"
    gate: Key


class MentorsAssigned(facts.MentorsFacts, Event):
    """Mentors and officer are assigned."""

    kind: Literal["mentors_assigned"] = "mentors_assigned"


class InterestDeclared(facts.InterestFacts, Event):
    """A mentor declared his interest; with a conflict he is no mentor here any more."""

    kind: Literal["interest_declared"] = "interest_declared"
    mentor: Person


class SessionProposed(facts.SessionPlanFacts, Event):
    """A session was proposed by one side."""

    kind: Literal["session_proposed"] = "session_proposed"
    by: Party


class SessionConfirmed(Event):
    """The other side agreed to the session."""

    kind: Literal["session_confirmed"] = "session_confirmed"
    number: int


class SessionMoved(facts.SessionMoveFacts, Event):
    """A session has a new plan, to be confirmed by the other side."""

    kind: Literal["session_moved"] = "session_moved"
    by: Party


class SessionHeld(facts.SessionRecordFacts, Event):
    """A session was held."""

    kind: Literal["session_held"] = "session_held"


class HandInReceived(facts.HandInFacts, Event):
    """Chapters were handed in, each in the version given (same order)."""

    kind: Literal["hand_in_received"] = "hand_in_received"
    versions: tuple[int, ...]


class HandInCommented(facts.HandInCommentsFacts, Event):
    """A mentor commented on a hand-in."""

    kind: Literal["hand_in_commented"] = "hand_in_commented"
    mentor: Person


class ObligationDue(Event):
    """An obligation has a due date now, or another than before."""

    kind: Literal["obligation_due"] = "obligation_due"
    obligation: Key
    due: AwareDatetime


class ObligationMet(facts.ObligationFacts, Event):
    """An obligation is met."""

    kind: Literal["obligation_met"] = "obligation_met"


class ObligationOverdue(Event):
    """An obligation was not met in time."""

    kind: Literal["obligation_overdue"] = "obligation_overdue"
    obligation: Key


class ObligationLapsed(Event):
    """Nobody is asked for this obligation any more; it stays visible as unmet."""

    kind: Literal["obligation_lapsed"] = "obligation_lapsed"
    obligation: Key


class ChapterSaved(facts.ChapterFacts, Event):
    """A chapter has a new version."""

    kind: Literal["chapter_saved"] = "chapter_saved"
    version: int


class ActionPlanSaved(facts.ActionPlanFacts, Event):
    """The rencana aksi was saved."""

    kind: Literal["action_plan_saved"] = "action_plan_saved"


class QuickWinsSaved(facts.QuickWinsFacts, Event):
    """The quick wins were saved."""

    kind: Literal["quick_wins_saved"] = "quick_wins_saved"


class DistinctivenessSaved(facts.DistinctivenessFacts, Event):
    """The kekhasan daerah was saved."""

    kind: Literal["distinctiveness_saved"] = "distinctiveness_saved"


class Submitted(Event):
    """A numbered snapshot of all books: the version of every chapter in the policy's order, and one hash over all."""

    kind: Literal["submitted"] = "submitted"
    number: int
    versions: tuple[int, ...]
    sha256: Sha256


class RoundOpened(Event):
    """A round opened: submission `number` is with the mentors."""

    kind: Literal["round_opened"] = "round_opened"
    number: int


class VerdictGiven(facts.VerdictFacts, Event):
    """A mentor gave a verdict."""

    kind: Literal["verdict_given"] = "verdict_given"
    mentor: Person


class RoundAccepted(Event):
    """The quorum accepted the submission."""

    kind: Literal["round_accepted"] = "round_accepted"
    number: int


class RevisionRequested(Event):
    """The region has to revise and to answer these comments; `by` is mentors, or the approval step's name."""

    kind: Literal["revision_requested"] = "revision_requested"
    by: Key
    comments: tuple[Comment, ...]


class RoundsUsedUp(Event):
    """The maximum of rounds is reached; the programme manager decides."""

    kind: Literal["rounds_used_up"] = "rounds_used_up"
    number: int


class RoundsDecided(facts.RoundsFacts, Event):
    """The programme manager decided how to go on."""

    kind: Literal["rounds_decided"] = "rounds_decided"


class CommentsAnswered(facts.AnswersFacts, Event):
    """Rows of the matriks tindak lanjut were filled in."""

    kind: Literal["comments_answered"] = "comments_answered"


class CommitmentRecorded(facts.CommitmentFacts, Event):
    """The komitmen is recorded."""

    kind: Literal["commitment_recorded"] = "commitment_recorded"


class ExaminationScheduled(facts.ExaminationPlanFacts, Event):
    """The examination has a slot and examiners."""

    kind: Literal["examination_scheduled"] = "examination_scheduled"


class PresentationPrepared(facts.PresentationFacts, Event):
    """Slides and video are there."""

    kind: Literal["presentation_prepared"] = "presentation_prepared"


class ExaminationHeld(facts.ExaminationFacts, Event):
    """The examination was held."""

    kind: Literal["examination_held"] = "examination_held"


class Endorsed(facts.EndorsementFacts, Event):
    """A partner agency answered."""

    kind: Literal["endorsed"] = "endorsed"


class OwnerDecided(facts.JudgementFacts, Event):
    """The owner of the programme decided."""

    kind: Literal["owner_decided"] = "owner_decided"


class EndorsementsVoided(Event):
    """Answers to these approval steps no longer count; they are asked for again."""

    kind: Literal["endorsements_voided"] = "endorsements_voided"
    steps: tuple[Key, ...]


class BooksFrozen(Event):
    """The books of a submission are final; `sha256` is the hash over all of them."""

    kind: Literal["books_frozen"] = "books_frozen"
    submission: int
    sha256: Sha256


class Published(Event):
    """The plan is in the catalogue."""

    kind: Literal["published"] = "published"


class AdoptionRecorded(facts.AdoptionFacts, Event):
    """The region adopted its plan by regulation."""

    kind: Literal["adoption_recorded"] = "adoption_recorded"


class RegionWithdrawn(facts.WithdrawalFacts, Event):
    """The region left the cohort."""

    kind: Literal["region_withdrawn"] = "region_withdrawn"


class JourneyEnded(Event):
    """The journey is over and counts as `status`; obligations may still be open."""

    kind: Literal["journey_ended"] = "journey_ended"
    status: Status


class StageClosed(Event):
    """A stage is over."""

    kind: Literal["stage_closed"] = "stage_closed"
    stage: Stage


class StageOpened(Event):
    """A stage began, or began again."""

    kind: Literal["stage_opened"] = "stage_opened"
    stage: Stage


class TurnPassed(Event):
    """It is a party's turn now, until `due` (None: no deadline); `allowance` is in working days."""

    kind: Literal["turn_passed"] = "turn_passed"
    party: Party
    task: Task
    due: AwareDatetime | None = None
    allowance: int | None = None
    passed_over: tuple[Key, ...] = ()
    """Ladder steps not to take: their time was over when the party was told, for the act was recorded later."""


class LadderStepTaken(Event):
    """A reminder or escalation of the current turn; `late` when it fell due while nothing could send it."""

    kind: Literal["ladder_step_taken"] = "ladder_step_taken"
    step: Key
    action: LadderAction
    to: Role
    task: Task
    due: AwareDatetime
    fell_due: AwareDatetime
    relieves: Role | None = None
    """For a step that reassigns: the role whose holder is relieved, or would be."""
    outgoing: Person | None = None
    incoming: Person | None = None
    """None when nobody can stand in."""


class MemberAppointed(facts.AppointmentFacts, Event):
    """A person took a role."""

    kind: Literal["member_appointed"] = "member_appointed"
    since: date


class MemberReplaced(facts.ReplacementFacts, Event):
    """A person took another's place."""

    kind: Literal["member_replaced"] = "member_replaced"
    since: date


class MemberReleased(facts.ReleaseFacts, Event):
    """A person left a role."""

    kind: Literal["member_released"] = "member_released"
    until: date


class HeadChose(facts.HeadChoiceFacts, Event):
    """The new regional head chose."""

    kind: Literal["head_chose"] = "head_chose"


class MentorChangeProposed(facts.MentorChangeFacts, Event):
    """Another mentor was proposed."""

    kind: Literal["mentor_change_proposed"] = "mentor_change_proposed"


class MentorChangeDecided(facts.MentorChangeDecisionFacts, Event):
    """The proposed mentor change was decided."""

    kind: Literal["mentor_change_decided"] = "mentor_change_decided"
    outgoing: Person
    incoming: Person
    since: date


class FactCorrected(Event):
    """Entry `seq` recorded something wrong; `fact` is what counts from now on. The old entry stays."""

    kind: Literal["fact_corrected"] = "fact_corrected"
    seq: int
    fact: Correctable
    reason: Paragraph

    @field_serializer("fact", mode="wrap")
    def _fact_with_kind(self, fact: Correctable, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"kind": fact.kind, **handler(fact)}


class ActContested(facts.ContestFacts, Event):
    """Somebody contested an act that was recorded in his name."""

    kind: Literal["act_contested"] = "act_contested"


class ContestResolved(facts.ContestResolutionFacts, Event):
    """A contest was resolved."""

    kind: Literal["contest_resolved"] = "contest_resolved"


JourneyEvent = Annotated[
    JourneyScheduled | JourneyOpened | JourneyImported | DocumentsCarriedOver | JourneyEnded
    | GatePassed | GatePassedProvisionally | ProvisionalGateOverdue | MentorsAssigned | InterestDeclared
    | SessionProposed | SessionConfirmed | SessionMoved | SessionHeld | HandInReceived | HandInCommented
    | ObligationDue | ObligationMet | ObligationOverdue | ObligationLapsed
    | ChapterSaved | ActionPlanSaved | QuickWinsSaved | DistinctivenessSaved | Submitted
    | RoundOpened | VerdictGiven | RoundAccepted | RevisionRequested | RoundsUsedUp | RoundsDecided
    | CommentsAnswered | CommitmentRecorded | ExaminationScheduled | PresentationPrepared | ExaminationHeld
    | Endorsed | OwnerDecided | EndorsementsVoided | BooksFrozen | Published | AdoptionRecorded
    | RegionWithdrawn | StageClosed | StageOpened | TurnPassed | LadderStepTaken
    | MemberAppointed | MemberReplaced | MemberReleased | HeadChose | MentorChangeProposed | MentorChangeDecided
    | FactCorrected | ActContested | ContestResolved
    | PlanBaselined | JourneyPaused | JourneyResumed | ExaminationReleased | DueMoved
    | ExtensionAsked | ExtensionDecided | TimeGranted | Reminded
    | CalendarChanged | WorkplacesRecorded | ReassignmentDecided
    | BookUploaded | DocumentsMade | EditionFrozen | EditionPublished | PublicationWithdrawn | QuickWinsChecked
    | ObligationAsked | DocumentSigned
    | JourneyMovedBack | PolicyChanged | DocumentRenewed | RepairNoted,
    Field(discriminator="kind"),
]  # fmt: skip
