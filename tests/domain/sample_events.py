"""At least one event of every kind, and one for every sentence of the story, for tests that tell them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain import clock_events as ck
from domain import document_events as de
from domain import events as ev
from domain import facts, messages
from domain import repair_events as re
from domain.policy import REASSIGNING, LadderAction
from domain.shape import carry
from domain.story import Names
from domain.values import Answer, MadeDocument, PlannedDate, QuickWinResult, Signatory, Workplace
from domain.vocabulary import (
    DocumentKind,
    HeadCapacity,
    Outcome,
    Party,
    QuickWinOutcome,
    RegulationForm,
    RepairKind,
    Role,
    Stage,
    Status,
    StopCause,
    Task,
    TimeZone,
)
from tests.domain.builders import (
    action_plan,
    adoption,
    chapter,
    chapters_of,
    comment,
    commitment,
    default_policy,
    distinctiveness,
    document,
    examination,
    gate,
    plan,
    quick_wins,
    session_record,
    start,
    verdict,
)

DAY = date(2019, 11, 4)
NOON = datetime(2019, 11, 4, 3, 0, tzinfo=UTC)
HASH = "ab" * 32
NAMES_KNOWN: Names = {"coordinator": "Siti Aminah", "regional-head": "Budi Santoso", "mentor-a": "Rina"}
WHY = "Karena perlu."
CORRECTABLE: tuple[messages.Correctable, ...] = (
    messages.PassGates(gates=(gate("mou", DAY),)),
    session_record(2, (DAY,)),
    messages.MeetObligation(obligation="rpjmd", met_on=DAY, evidence=document("rpjmd")),
    commitment(DAY),
    adoption(DAY),
)


def imported(status: Status) -> messages.Imported:
    """A journey taken over."""
    return messages.Imported(status=status, stage=Stage.APPROVAL, opened_at=NOON, evidence="Surat B.116.")


def step_taken(action: LadderAction) -> ev.LadderStepTaken:
    """A step of a ladder, with people where it reassigns."""
    people = {"relieves": Role.MENTOR, "outgoing": "mentor-a", "incoming": "mentor-c"}
    return ev.LadderStepTaken(
        step="h-plus-3",
        action=action,
        to=Role.TEAM_CHAIR,
        task=Task.REVISE,
        due=NOON,
        fell_due=NOON,
        **(people if action in REASSIGNING else {}),
    )


def made(kind: DocumentKind, about: str = "1") -> MadeDocument:
    """A document that the system made."""
    pdf = document(f"{kind}.pdf")
    return MadeDocument(key=f"{kind.replace('_', '-')}.9.{about}", seq=9, document=kind, about=about, pdf=pdf)


EVENTS: tuple[ev.JourneyEvent, ...] = (
    ev.JourneyScheduled(start=start()),
    ev.JourneyScheduled(start=start(catch_up=True)),
    ev.JourneyOpened(),
    ev.JourneyImported(imported=imported(Status.OPEN)),
    ev.JourneyImported(imported=imported(Status.COMPLETED_OUTSIDE)),
    ev.DocumentsCarriedOver(from_journey="journey-2018-kota-depok"),
    *(ev.JourneyEnded(status=status) for status in Status),
    ev.RegionWithdrawn(reason=WHY),
    *(ev.StageClosed(stage=stage) for stage in Stage),
    *(ev.StageOpened(stage=stage) for stage in Stage),
    *(ev.TurnPassed(party=Party.REGION, task=task, due=NOON, allowance=10) for task in Task),
    *(ev.TurnPassed(party=party, task=Task.SUBMIT, due=NOON) for party in Party),
    *(ev.TurnPassed(party=party, task=Task.SUBMIT) for party in Party),
    *(step_taken(action) for action in LadderAction if action not in REASSIGNING),
    carry(ev.GatePassed, gate("mou", DAY)),
    ev.GatePassedProvisionally(gate="sk-tim", reason=WHY, due_on=DAY),
    ev.ProvisionalGateOverdue(gate="sk-tim"),
    ev.MentorsAssigned(mentors=("mentor-a", "mentor-b"), officer="ministry-officer"),
    ev.InterestDeclared(mentor="mentor-a", conflict=False, statement=WHY),
    ev.InterestDeclared(mentor="mentor-a", conflict=True, statement=WHY),
    carry(ev.SessionProposed, plan(2, DAY), by=Party.REGION),
    ev.SessionConfirmed(number=2),
    carry(ev.SessionMoved, plan(2, DAY), by=Party.REGION, reason=WHY),
    carry(ev.SessionHeld, session_record(2, (DAY,))),
    ev.HandInReceived(number=2, chapters=(chapter(),), versions=(1,)),
    ev.HandInReceived(number=2, chapters=chapters_of(default_policy()), versions=(1,)),
    ev.HandInCommented(number=2, comments=(comment(),), mentor="mentor-a"),
    ev.HandInCommented(number=2, mentor="mentor-a"),
    ev.ObligationDue(obligation="rpjmd", due=NOON),
    ev.ObligationMet(obligation="rpjmd", met_on=DAY, evidence=document("rpjmd")),
    ev.ObligationOverdue(obligation="rpjmd"),
    ev.ObligationLapsed(obligation="rpjmd"),
    ev.ChapterSaved(name=chapter(), document=document("bab"), based_on=0, version=1),
    carry(ev.ActionPlanSaved, action_plan()),
    carry(ev.QuickWinsSaved, quick_wins()),
    carry(ev.DistinctivenessSaved, distinctiveness()),
    ev.Submitted(number=1, versions=(1, 1), sha256=HASH),
    ev.RoundOpened(number=1),
    *(carry(ev.VerdictGiven, verdict(1, accept, (comment(),)), mentor="mentor-a") for accept in (True, False)),
    ev.RoundAccepted(number=1),
    ev.RevisionRequested(by="mentors", comments=(comment(),)),
    ev.RevisionRequested(by="penilaian", comments=(comment(),)),
    ev.RoundsUsedUp(number=3),
    *(ev.RoundsDecided(choice=choice, reason=WHY) for choice in facts.RoundsChoice),
    ev.CommentsAnswered(answers=(Answer(comment="k-1", text="Sudah."),)),
    *(
        ev.CommitmentRecorded(
            signed_on=DAY,
            head="regional-head",
            capacity=capacity,
            signatories=(Signatory(person="regional-head", office="Bupati"),),
            scan=document("komitmen"),
        )
        for capacity in HeadCapacity
    ),
    ev.ExaminationScheduled(slot=NOON, examiners=("examiner-a",)),
    ev.PresentationPrepared(slides=document("salindia")),
    ev.PresentationPrepared(slides=document("salindia"), video=document("video")),
    *(carry(ev.ExaminationHeld, examination(outcome=outcome, notes=WHY)) for outcome in Outcome),
    ev.Endorsed(step="kementerian-mitra", agency="kemendagri", outcome=Outcome.YES),
    ev.OwnerDecided(outcome=Outcome.REQUIRES_MODIFICATION, corrections=(comment(),)),
    ev.EndorsementsVoided(steps=("penilaian", "kementerian-mitra")),
    ev.BooksFrozen(submission=2, sha256=HASH),
    ev.Published(),
    *(
        ev.AdoptionRecorded(form=form, number="12 Tahun 2019", dated=DAY, document=document("perbup"))
        for form in RegulationForm
    ),
    *(ev.MemberAppointed(person="orang-baru", role=role, since=DAY) for role in Role),
    ev.MemberAppointed(person="orang-baru", role=Role.AGENCY, agency="bappenas", since=DAY),
    ev.MemberReplaced(role=Role.COORDINATOR, outgoing="coordinator", incoming="orang-baru", reason=WHY, since=DAY),
    ev.MemberReleased(role=Role.COORDINATOR, person="coordinator", reason=WHY, until=DAY),
    *(ev.HeadChose(choice=choice, reason=WHY) for choice in facts.HeadChoice),
    ev.MentorChangeProposed(outgoing="mentor-a", incoming="mentor-c", reason=WHY),
    *(
        ev.MentorChangeDecided(approve=approve, reason=WHY, outgoing="mentor-a", incoming="mentor-c", since=DAY)
        for approve in (True, False)
    ),
    *(ev.FactCorrected(seq=4, fact=fact, reason=WHY) for fact in CORRECTABLE),
    ev.ActContested(seq=4, reason=WHY),
    *(ev.ContestResolved(seq=4, upheld=upheld, reason=WHY) for upheld in (True, False)),
    *(step_taken(action) for action in REASSIGNING),
    step_taken(LadderAction.REASSIGN).model_copy(update={"incoming": None}),
    ck.PlanBaselined(dates=(PlannedDate(name="publication", day=DAY),)),
    *(ck.JourneyPaused(cause=c, reason=WHY, approved_by="Direktur", resumes_on=DAY) for c in StopCause),
    ck.JourneyResumed(working_days=4),
    ck.JourneyResumed(working_days=4, reason=WHY),
    ck.ExaminationReleased(),
    ck.DueMoved(task=Task.SUBMIT, due=NOON, before=NOON),
    ck.ExtensionAsked(days=5, reason=WHY, party=Party.REGION, task=Task.SUBMIT, due=NOON),
    *(
        ck.ExtensionDecided(choice=choice, reason=WHY, task=Task.SUBMIT, asked=5, granted=3, due=NOON)
        for choice in facts.ExtensionChoice
    ),
    ck.TimeGranted(days=5, reason=WHY, task=Task.SUBMIT, counts_from=DAY, counts_days=9, due=NOON, before=NOON),
    *(ck.Reminded(note=note, to=Role.COORDINATOR, task=Task.SUBMIT, due=NOON) for note in (None, WHY)),
    ck.CalendarChanged(decree="SKB 3 Menteri", off=(DAY,), regional_off=(DAY,), working=(DAY,), official_until=DAY),
    ck.WorkplacesRecorded(workplaces=(Workplace(person="mentor-a", zone=TimeZone.WIT),)),
    *(
        ck.ReassignmentDecided(
            approve=approve, reason=WHY, role=Role.MENTOR, outgoing="mentor-a", incoming="mentor-c", since=DAY
        )
        for approve in (True, False)
    ),
    de.BookUploaded(book="buku-1", file=document("Buku 1.docx"), found=(("bab-1", document("Bab I")),), versions=(1,)),
    *(de.DocumentsMade(documents=(made(kind), made(kind, "2"))) for kind in DocumentKind),
    de.DocumentSigned(
        key="ladder-letter.9", number="B.12", signed=document("Surat"), office="Direktur LAIP", signer="direktur"
    ),
    de.EditionFrozen(changes=WHY, number=2, versions=(1, 1), sha256=HASH),
    de.EditionPublished(number=2),
    de.PublicationWithdrawn(reason=WHY),
    *(
        de.QuickWinsChecked(
            obligation="quick-wins-6",
            checked_on=DAY,
            results=(QuickWinResult(name="Lapor Sleman", outcome=outcome, note=WHY),),
        )
        for outcome in QuickWinOutcome
    ),
    *(de.ObligationAsked(obligation="adoption", overdue=overdue) for overdue in (True, False)),
    *(re.JourneyMovedBack(stage=stage, reason=WHY, confirmed_by="coordinator") for stage in Stage),
    re.PolicyChanged(policy=default_policy(), reason=WHY, confirmed_by="coordinator"),
    re.DocumentRenewed(document="session-minutes.9", reason=WHY, made=DocumentKind.SESSION_MINUTES, about="1"),
    *(
        re.RepairNoted(repair=repair, number=7, about="record", reason=WHY, confirmed_by=confirmed)
        for repair in RepairKind
        for confirmed in (None, "coordinator")
    ),
)
"""At least one of every event, and one for every sentence."""
