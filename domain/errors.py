"""The rules a command can break: one exception each, whose docstring is the message to the person who sent it."""

from __future__ import annotations

import inspect


class Refusal(Exception):
    """A command was refused. Its fields fill the places in the class's docstring."""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format(**details))

    @property
    def name(self) -> str:
        """The rule's name: stable, for machines."""
        return type(self).__name__


class JourneyNotOpen(Refusal):
    """The journey opens on {opens_at}. Wait until then, or ask the programme manager to start it earlier."""


class JourneyOver(Refusal):
    """The journey has ended ({status}); this can no longer be done. Obligations and corrections are still accepted."""


class CommandIdReused(Refusal):
    """The command id {id} was used for something else before. Send this act with a new id."""


class RoleNotAllowed(Refusal):
    """As {role} you cannot do “{act}”; it is for {allowed}."""


class NotAMember(Refusal):
    """{person} does not hold the role {role} in this journey. Ask the programme manager to appoint this person."""


class NotByDeputy(Refusal):
    """Nobody can stand in here: as {role}, “{act}” has to be done in person."""


class DeputyNotFree(Refusal):
    """{deputy} cannot act for {person} here: {why}. Somebody else has to stand in."""


class WrongStage(Refusal):
    """“{act}” belongs to {expected}; this journey is in {stage}."""


class BehalfNotAllowed(Refusal):
    """“{act}” cannot be recorded on somebody's behalf; the person has to do it."""


class NotARecorder(Refusal):
    """Only the coordinator, the ministry's officer and the programme manager record acts for others, the coordinator
    only for people of the region; you act as {role}."""


class HappenedInTheFuture(Refusal):
    """The day {day} has not come yet. Record what has happened, with its own date."""


class HappenedTooEarly(Refusal):
    """The day {day} lies before {earliest}, when it became possible. Check the date on the scan."""


class GateUnknown(Refusal):
    """The policy has no gate “{gate}”. Choose one of: {known}."""


class GateAlreadyPassed(Refusal):
    """The gate “{gate}” was passed already. If something is wrong with it, correct the record instead."""


class DueDatePassed(Refusal):
    """The date {day} is not in the future. Give a later one."""


class TooManyMentors(Refusal):
    """A journey has {minimum} to {maximum} mentors; {given} were given."""


class ConflictOfInterest(Refusal):
    """{person} has a conflict of interest here: {why}. Choose somebody else."""


class InterestAlreadyDeclared(Refusal):
    """{person} has declared an interest already. To change it, propose a mentor change."""


class SessionUnknown(Refusal):
    """There is no session {number} in this policy; it has {count}."""


class SessionDaysInvalid(Refusal):
    """The days of session {number} must be working days in order, without repetition: {why}."""


class SessionOutOfOrder(Refusal):
    """Session {number} has to come after session {other}: {why}."""


class SessionNotProposed(Refusal):
    """Session {number} has no proposal. Propose its days first."""


class SessionAlreadyPlanned(Refusal):
    """Session {number} has a plan already. To change it, move the session."""


class SessionAlreadyConfirmed(Refusal):
    """Session {number} is confirmed already."""


class SessionOwnProposal(Refusal):
    """Session {number} was proposed by your own side; the other side has to confirm it."""


class SessionAlreadyHeld(Refusal):
    """Session {number} was held and recorded already. If the record is wrong, correct it."""


class SessionNotConfirmed(Refusal):
    """Session {number} is not confirmed by both sides. Have it confirmed before recording it."""


class SessionNotHeld(Refusal):
    """Session {number} has not been held yet. Record it first, with its minutes."""


class MentorBookedElsewhere(Refusal):
    """{mentor} is at {journey} on {day}. Choose another day or another mentor."""


class NotAMentorHere(Refusal):
    """{person} is no mentor of this journey. Choose one of: {known}."""


class HandInAlreadyGiven(Refusal):
    """The hand-in of session {number} was given already and the mentors have answered it."""


class HandInMissing(Refusal):
    """Session {number} has no hand-in yet; there is nothing to comment on."""


class CommentIdTwice(Refusal):
    """The comment id {comment} is used twice. Give each comment an id of its own."""


class BookUnknown(Refusal):
    """The policy has no book “{book}”. Choose one of: {known}."""


class ChapterUnknown(Refusal):
    """The policy has no chapter “{chapter}”. The known ones are: {known}."""


class ChapterNotWritten(Refusal):
    """Nothing has been written for {chapter} yet. Save it before handing it in."""


class ChapterChangedMeanwhile(Refusal):
    """{chapter} is at version {current}, and you started from {based_on}. Look at the newer one, then save again."""


class BooksUnderReview(Refusal):
    """The submission is under review and cannot be changed now. Wait for the verdict."""


class NothingToSave(Refusal):
    """Nothing was given to save. Give the rencana aksi, the quick wins or the kekhasan daerah."""


class NameTwice(Refusal):
    """“{name}” is listed twice. Give each entry a name of its own."""


class SubmissionIncomplete(Refusal):
    """The submission is not complete. Still missing: {missing}."""


class NotYourTurn(Refusal):
    """“{act}” is not possible now: {why}."""


class RoundNotOpen(Refusal):
    """Round {round} is not open for verdicts; the current one is {current}."""


class VerdictAlreadyGiven(Refusal):
    """{mentor} has given a verdict in this round already."""


class ScoresMissing(Refusal):
    """This policy asks for one score from {lowest} to {highest} for each pillar. Missing or wrong: {pillars}."""


class CommentsMissing(Refusal):
    """Say what has to change: give at least one comment bound to a chapter."""


class CommentUnknown(Refusal):
    """There is no open comment “{comment}” to answer. Open ones: {known}."""


class ExaminerAdvisedRegion(Refusal):
    """{person} has advised this region as a mentor and cannot examine it. Choose another examiner."""


class SlotInThePast(Refusal):
    """The slot {slot} has passed. Choose a later one."""


class ExaminationNotScheduled(Refusal):
    """No examination is scheduled. Set a slot and examiners first."""


class PresentationMissing(Refusal):
    """The slides are missing. The region has to hand them over before the examination is recorded."""


class ApprovalAlreadyGiven(Refusal):
    """“{step}” has been answered already."""


class ApprovalStepUnknown(Refusal):
    """The policy has no such approval step for this: {step}. Choose one of: {known}."""


class NotTheHead(Refusal):
    """{person} is not the regional head of this journey. Choose one of: {known}, or record the replacement first."""


class AgencyUnknown(Refusal):
    """“{agency}” is no agency that this policy asks here. Choose one of: {known}."""


class NotYourAgency(Refusal):
    """{person} does not speak for “{agency}” but for {own}. Its own representative has to answer."""


class ObligationUnknown(Refusal):
    """The policy has no obligation “{obligation}”. Choose one of: {known}."""


class ObligationSettled(Refusal):
    """The obligation “{obligation}” is settled already. If its record is wrong, correct it."""


class AdoptionNeedsRegulation(Refusal):
    """Record the adoption with its regulation (form, number, date), not as a plain obligation."""


class NotPublishedYet(Refusal):
    """The plan is not published yet; its adoption can be recorded afterwards."""


class PublicationWithdrawnAlready(Refusal):
    """The publication was withdrawn on {day}. A region that begins again does so in a new cohort."""


class DocumentUnknown(Refusal):
    """“{key}” has not been made. The letters that can be signed are: {known}."""


class DocumentNotSigned(Refusal):
    """“{key}” is no letter that the programme signs. The letters that can be signed are: {known}."""


class SignedAlready(Refusal):
    """“{key}” was signed on {day} and has the number {number}. A letter is signed once."""


class LetterNumberTaken(Refusal):
    """The number {number} is that of another letter. Give one that is free, or none: the next one is then taken."""


class EditionUnderWay(Refusal):
    """Edition {number} is being made. Wait until it is in the catalogue."""


class NothingNew(Refusal):
    """The books are those of the latest edition. Upload or save what has changed first."""


class QuickWinsDiffer(Refusal):
    """The results have to name each quick win of the plan once, and no other. Missing or unknown: {names}."""


class QuickWinsNeedCheck(Refusal):
    """“{obligation}” is met by checking the quick wins, each of them. Send `check_quick_wins` instead."""


class AlreadyInRole(Refusal):
    """{person} holds the role {role} already."""


class RoleTakenByPolicy(Refusal):
    """Mentors are not replaced directly. Propose a mentor change, which the programme manager decides."""


class RegionSideConflict(Refusal):
    """{person} already has a part in this journey as {role}; as {other} this would be judging one's own work."""


class LastProgrammeManager(Refusal):
    """A journey needs a programme manager. Replace this one instead of releasing."""


class NothingToChoose(Refusal):
    """No choice of a new regional head is open."""


class MentorChangeOpen(Refusal):
    """A mentor change is being decided already. Wait for the decision."""


class NoMentorChange(Refusal):
    """No mentor change is proposed."""


class ProposerCannotDecide(Refusal):
    """You proposed this yourself; somebody else has to decide."""


class NothingToCorrect(Refusal):
    """Entry {seq} did not record this fact, so it cannot be corrected. Correctable are entries: {known}."""


class ContestNotPossible(Refusal):
    """Entry {seq} was not recorded in your name, or you have contested it already."""


class NoSuchContest(Refusal):
    """There is no open contest of entry {seq}."""


class PausedAlready(Refusal):
    """The journey is paused already, until {resumes_on}. Resume it first if the new pause is another one."""


class NotPaused(Refusal):
    """The journey is not paused; there is nothing to resume."""


class PauseTooLong(Refusal):
    """A pause of {days} working days is longer than the {longest} that the policy allows. Choose an earlier day."""


class NoDeadlineToExtend(Refusal):
    """“{task}” has no deadline that could be extended. An agreed date is moved, not extended."""


class ExtensionOpen(Refusal):
    """More time was asked for already. Wait for the decision."""


class ExtensionTooLong(Refusal):
    """{days} working days are more than the {longest} that one request may ask for."""


class ExtensionsUsedUp(Refusal):
    """No more time can be asked for or given: the policy allows {per_turn} request(s) a turn and {per_journey}
    extension(s) a journey. The programme manager can pause the journey."""


class RequestWaits(Refusal):
    """{days} more working days were asked for already. Decide that request instead: send `decide_extension`."""


class OwnDeadline(Refusal):
    """It is the turn of {party}, for which you act; somebody of another party has to give more time."""


class NobodyToRemind(Refusal):
    """Nobody can be reminded of “{task}”: it has an agreed date, or the system does it by itself."""


class ClockStopped(Refusal):
    """The clock of this journey stands still until {resumes_on}; nobody is reminded meanwhile."""


class RemindedAlready(Refusal):
    """A reminder of “{task}” went out for this working day already. The next one may go on the next working day."""


class NoExtensionAsked(Refusal):
    """Nobody has asked for more time, or the turn it was for has passed."""


class AskerCannotDecide(Refusal):
    """{party} asked for more time; somebody of another party has to decide."""


class GrantNotLess(Refusal):
    """{asked} working days were asked for. Give fewer, at least one, or grant all of them."""


class CalendarContradicts(Refusal):
    """{day} is given both as a day off and as a working day. Decide which."""


class CalendarUnchanged(Refusal):
    """The calendar of this journey is already as “{decree}” says. Nothing was changed."""


class OfficialUntilEarlier(Refusal):
    """{day} lies before {known}, until when the days off are official already. Check the year."""


class NoReassignment(Refusal):
    """No reassignment is proposed, or it has been overtaken."""


class OnlyByRepair(Refusal):
    """“{act}” is no act of its own, but a repair: it is rehearsed first, and a dangerous one is confirmed by a second
    person. Use `bimtek repair`, /operations/repairs, or POST /api/v1/operations/repairs/rehearse."""


class ConfirmedByOneself(Refusal):
    """{person} cannot confirm what he does himself. Somebody else has to confirm it."""


class NotBehind(Refusal):
    """The journey is in {now} and cannot be moved back to {stage}. Stages that can be gone through again: {stages}."""


class PolicyUnchanged(Refusal):
    """The journey already goes by {policy}, version {version}. Choose another version."""


class PolicyDoesNotFit(Refusal):
    """The journey cannot go on by {policy}, version {version}: {why}. Choose a version that fits."""


class BookNotRenewed(Refusal):
    """{key} is a book, and books are not made anew by a repair: publish a new edition."""


class DocumentOvertaken(Refusal):
    """What {key} is about has gone by; made of the journey as it is now, it would be about something else."""


class DocumentNotInPolicy(Refusal):
    """The policy of this journey does not have documents such as {key} made."""


class RegionInOpenCohort(Refusal):
    """{region} is already in the open cohort {cohort}."""


class CohortClosed(Refusal):
    """The cohort {cohort} is closed."""


class NotInCohort(Refusal):
    """{region} is not in the cohort {cohort}."""


class NotWithdrawn(Refusal):
    """{region} has not withdrawn; only a region that left can be substituted."""


class AlreadySubstituted(Refusal):
    """{region} has been substituted by {substitute} already."""


class JourneysStillOpen(Refusal):
    """{count} journeys are still open: {journeys}. A cohort closes when all have ended."""
