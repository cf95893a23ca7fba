"""The commands a journey understands: one class per act, wrapped in a `Command` that says who and with which id."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain import facts, repair_facts
from domain.calendar import WorkingCalendar
from domain.policy import Policy
from domain.shape import Frozen, Key, Paragraph, Person
from domain.values import Carried, Member, OnBehalf, RegionOfJourney, Workplace
from domain.vocabulary import Role, Stage, Status


class PassGates(Frozen):
    """Record that one or more gates are passed."""

    kind: Literal["pass_gates"] = "pass_gates"
    gates: tuple[facts.GateFacts, ...] = Field(min_length=1, max_length=20)


class PassGateProvisionally(facts.ProvisionalGateFacts):
    """Let the stage go on although a gate's document is still to come."""

    kind: Literal["pass_gate_provisionally"] = "pass_gate_provisionally"


class AssignMentors(facts.MentorsFacts):
    """Assign the mentors and the ministry's officer."""

    kind: Literal["assign_mentors"] = "assign_mentors"


class DeclareInterest(facts.InterestFacts):
    """Declare, as a mentor, whether one has an interest in the region."""

    kind: Literal["declare_interest"] = "declare_interest"


class ProposeSessions(Frozen):
    """Propose days, place and mentors for one or more sessions."""

    kind: Literal["propose_sessions"] = "propose_sessions"
    plans: tuple[facts.SessionPlanFacts, ...] = Field(min_length=1, max_length=12)


class ConfirmSessions(Frozen):
    """Confirm the other side's proposal for one or more sessions."""

    kind: Literal["confirm_sessions"] = "confirm_sessions"
    numbers: tuple[int, ...] = Field(min_length=1, max_length=12)


class MoveSession(facts.SessionMoveFacts):
    """Propose another plan for a session that was proposed or confirmed."""

    kind: Literal["move_session"] = "move_session"


class RecordSession(facts.SessionRecordFacts):
    """Record a session as it was held."""

    kind: Literal["record_session"] = "record_session"


class HandIn(facts.HandInFacts):
    """Hand in chapters after a session; `saves` are new versions to save first, as part of the same act."""

    kind: Literal["hand_in"] = "hand_in"
    saves: tuple[facts.ChapterFacts, ...] = Field(default=(), max_length=60)


class CommentHandIn(facts.HandInCommentsFacts):
    """Comment on a hand-in."""

    kind: Literal["comment_hand_in"] = "comment_hand_in"


class MeetObligation(facts.ObligationFacts):
    """Record that an obligation is met."""

    kind: Literal["meet_obligation"] = "meet_obligation"


class SaveChapters(Frozen):
    """Save new versions of one or more chapters, such as those found in an uploaded book."""

    kind: Literal["save_chapters"] = "save_chapters"
    saves: tuple[facts.ChapterFacts, ...] = Field(min_length=1, max_length=60)


class SavePlan(Frozen):
    """Save the rencana aksi, the quick wins, the kekhasan daerah, or several of them; what is None stays."""

    kind: Literal["save_plan"] = "save_plan"
    action_plan: facts.ActionPlanFacts | None = None
    quick_wins: facts.QuickWinsFacts | None = None
    distinctiveness: facts.DistinctivenessFacts | None = None


class Submit(Frozen):
    """Submit all books for review; refused while anything is missing."""

    kind: Literal["submit"] = "submit"


class GiveVerdict(facts.VerdictFacts):
    """Give one's verdict on the round's submission."""

    kind: Literal["give_verdict"] = "give_verdict"


class AnswerComments(facts.AnswersFacts):
    """Fill in the matriks tindak lanjut; `saves` are the chapters revised in answer, saved as part of the act."""

    kind: Literal["answer_comments"] = "answer_comments"
    saves: tuple[facts.ChapterFacts, ...] = Field(default=(), max_length=60)


class DecideRounds(facts.RoundsFacts):
    """Decide how to go on past the maximum of rounds."""

    kind: Literal["decide_rounds"] = "decide_rounds"


class RecordCommitment(facts.CommitmentFacts):
    """Record the komitmen from its scan."""

    kind: Literal["record_commitment"] = "record_commitment"


class ScheduleExamination(facts.ExaminationPlanFacts):
    """Set or move the examination's slot and examiners."""

    kind: Literal["schedule_examination"] = "schedule_examination"


class PreparePresentation(facts.PresentationFacts):
    """Hand over the slides and the video."""

    kind: Literal["prepare_presentation"] = "prepare_presentation"


class RecordExamination(facts.ExaminationFacts):
    """Record how the examination ended."""

    kind: Literal["record_examination"] = "record_examination"


class Endorse(facts.EndorsementFacts):
    """Answer for a partner agency."""

    kind: Literal["endorse"] = "endorse"


class DecideAsOwner(facts.JudgementFacts):
    """Decide for the owner of the programme."""

    kind: Literal["decide_as_owner"] = "decide_as_owner"


class RecordAdoption(facts.AdoptionFacts):
    """Record the regulation by which the region adopted its plan."""

    kind: Literal["record_adoption"] = "record_adoption"


class Withdraw(facts.WithdrawalFacts):
    """Take the region out of the cohort."""

    kind: Literal["withdraw"] = "withdraw"


class AppointMember(facts.AppointmentFacts):
    """Give a person a role."""

    kind: Literal["appoint_member"] = "appoint_member"


class ReplaceMember(facts.ReplacementFacts):
    """Put a person in another's place for good."""

    kind: Literal["replace_member"] = "replace_member"


class ReleaseMember(facts.ReleaseFacts):
    """Take a role from a person."""

    kind: Literal["release_member"] = "release_member"


class ChooseAsNewHead(facts.HeadChoiceFacts):
    """Keep, sign again or revise, as the new regional head."""

    kind: Literal["choose_as_new_head"] = "choose_as_new_head"


class ProposeMentorChange(facts.MentorChangeFacts):
    """Propose another mentor."""

    kind: Literal["propose_mentor_change"] = "propose_mentor_change"


class DecideMentorChange(facts.MentorChangeDecisionFacts):
    """Decide on the proposed mentor change."""

    kind: Literal["decide_mentor_change"] = "decide_mentor_change"


Correctable = Annotated[
    PassGates | RecordSession | MeetObligation | RecordCommitment | RecordAdoption, Field(discriminator="kind")
]


class CorrectFact(Frozen):
    """Correct a wrongly recorded fact: `seq` is the entry that recorded it, `fact` what it should have said."""

    kind: Literal["correct_fact"] = "correct_fact"
    seq: int = Field(ge=1)
    fact: Correctable
    reason: Paragraph


class ContestAct(facts.ContestFacts):
    """Contest an act that was recorded in one's name."""

    kind: Literal["contest_act"] = "contest_act"


class ResolveContest(facts.ContestResolutionFacts):
    """Resolve a contest."""

    kind: Literal["resolve_contest"] = "resolve_contest"


class PauseJourney(facts.PauseFacts):
    """Stop the clock: every later date moves by the working days stopped."""

    kind: Literal["pause_journey"] = "pause_journey"


class ResumeJourney(facts.ResumptionFacts):
    """Let the clock go on before the day expected."""

    kind: Literal["resume_journey"] = "resume_journey"


class AskExtension(facts.ExtensionFacts):
    """Ask for more time in one's own turn; the ladder goes on meanwhile."""

    kind: Literal["ask_extension"] = "ask_extension"


class DecideExtension(facts.ExtensionDecisionFacts):
    """Grant the time asked for, grant less, or refuse."""

    kind: Literal["decide_extension"] = "decide_extension"


class GrantTime(facts.ExtensionFacts):
    """Give those whose turn it is more working days, which nobody has asked for."""

    kind: Literal["grant_time"] = "grant_time"


class Remind(facts.ReminderFacts):
    """Remind those whose turn it is, now."""

    kind: Literal["remind"] = "remind"


class ChangeCalendar(facts.CalendarFacts):
    """Follow a decree that changes days off: future deadlines move."""

    kind: Literal["change_calendar"] = "change_calendar"


class RecordWorkplaces(facts.WorkplacesFacts):
    """Record where people work, in place of what was recorded of them before."""

    kind: Literal["record_workplaces"] = "record_workplaces"


class DecideReassignment(facts.ReassignmentDecisionFacts):
    """Decide on the reassignment that the ladder proposed."""

    kind: Literal["decide_reassignment"] = "decide_reassignment"


class UploadBook(facts.BookFacts):
    """Upload a whole book as DOCX or PDF; its chapters become new versions, the file stays the official one."""

    kind: Literal["upload_book"] = "upload_book"


class PublishEdition(facts.EditionFacts):
    """Publish the books as they are now as a new edition."""

    kind: Literal["publish_edition"] = "publish_edition"


class WithdrawPublication(facts.PublicationWithdrawalFacts):
    """Take a publication back; it stays visible as withdrawn."""

    kind: Literal["withdraw_publication"] = "withdraw_publication"


class CheckQuickWins(facts.QuickWinCheckFacts):
    """Record what became of the quick wins."""

    kind: Literal["check_quick_wins"] = "check_quick_wins"


class SignDocument(facts.SigningFacts):
    """Record that one signed a letter of the programme, and under which number."""

    kind: Literal["sign_document"] = "sign_document"


class MoveBack(repair_facts.MoveBackFacts):
    """Let the journey go through a stage again that it is past."""

    kind: Literal["move_back"] = "move_back"


class ChangePolicy(repair_facts.PolicyFacts):
    """Let the journey go on by another version of its policy."""

    kind: Literal["change_policy"] = "change_policy"


class RenewDocument(repair_facts.RenewalFacts):
    """Have a document made anew from the journey as it is now."""

    kind: Literal["renew_document"] = "renew_document"


class NoteRepair(repair_facts.RepairFacts):
    """Note a repair that was done outside the rules."""

    kind: Literal["note_repair"] = "note_repair"


KickoffAct = PassGates | PassGateProvisionally | AssignMentors | DeclareInterest
DraftingAct = (
    ProposeSessions
    | ConfirmSessions
    | MoveSession
    | RecordSession
    | HandIn
    | CommentHandIn
    | SaveChapters
    | UploadBook
    | SavePlan
    | Submit
)
ReviewAct = GiveVerdict | AnswerComments | DecideRounds
ApprovalAct = RecordCommitment | ScheduleExamination | PreparePresentation | RecordExamination | Endorse | DecideAsOwner
PeopleAct = AppointMember | ReplaceMember | ReleaseMember | ChooseAsNewHead | ProposeMentorChange | DecideMentorChange
RecordAct = MeetObligation | RecordAdoption | Withdraw | CorrectFact | ContestAct | ResolveContest
ClockAct = (
    PauseJourney
    | ResumeJourney
    | AskExtension
    | DecideExtension
    | GrantTime
    | Remind
    | ChangeCalendar
    | RecordWorkplaces
    | DecideReassignment
)
PublicationAct = PublishEdition | WithdrawPublication | CheckQuickWins
DocumentAct = SignDocument
RepairAct = MoveBack | ChangePolicy | RenewDocument | NoteRepair
_Ordinary = (
    KickoffAct | DraftingAct | ReviewAct | ApprovalAct | PeopleAct | RecordAct | ClockAct | PublicationAct | DocumentAct
)
OrdinaryAct = Annotated[_Ordinary, Field(discriminator="kind")]
"""What people do: the acts that doors take."""
Act = Annotated[_Ordinary | RepairAct, Field(discriminator="kind")]
"""What a journey takes: those of `RepairAct` come from repairs alone."""


class Actor(Frozen):
    """The person whose act a command is, in the role in which he does it; `deputy` is who does it in his stead."""

    person: Person
    role: Role
    # Left out of what is sent where there is none: those who read it may be of a release before.
    deputy: Person | None = Field(default=None, exclude_if=lambda deputy: deputy is None)


class Command(Frozen):
    """An act with its sender. The same `id` with the same content is done once; with another it is refused."""

    id: Key
    actor: Actor
    act: Act
    on_behalf: OnBehalf | None = None

    def digest(self) -> str:
        """SHA-256 of the command's content, by which a repeat is told from a reuse of its id.

        Defaults are left out, so that a field added in a later release does not make a repeat look like another act.
        """
        said = {"kind": self.act.kind, **self.model_dump(mode="json", exclude_defaults=True)}
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Imported(Frozen):
    """Where a journey that began outside the system stands, with the day it was opened and ended."""

    status: Status
    stage: Stage
    opened_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    evidence: Paragraph
    remark: str = ""


class StartJourney(Frozen):
    """Everything a journey needs to begin."""

    cohort: Key
    region: RegionOfJourney
    policy: Policy
    calendar: WorkingCalendar
    opens_at: AwareDatetime
    members: tuple[Member, ...] = ()
    earlier_mentors: tuple[Person, ...] = ()
    """Mentors of this region's earlier journeys: they may not examine it."""
    catch_up: bool = False
    """Whether the region came in as a substitute."""
    carried: Carried | None = None
    imported: Imported | None = None
    simulated: bool = False
    regional_days_off: tuple[date, ...] = Field(default=(), max_length=1000)
    """Days off of this region alone, besides those of the calendar."""
    workplaces: tuple[Workplace, ...] = Field(default=(), max_length=400)
    """Where people of no region work, as far as it is not the policy's `office_zone`."""


class Receipt(Frozen):
    """The answer to a command: the entries it led to and where the journey stands after them."""

    journey: str
    command: str
    first_seq: int
    last_seq: int
    kinds: tuple[str, ...]
    stage: Stage
    status: Status
    turn: str
