"""What each event changes: `evolve(journey, entry)` gives the next state and refuses nothing, for it has happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from domain import events as ev
from domain import facts
from domain.events import Entry
from domain.messages import (
    MeetObligation,
    PassGates,
    RecordAdoption,
    RecordCommitment,
    RecordSession,
    StartJourney,
)
from domain.model import (
    Adoption,
    BehalfAct,
    ChapterState,
    Commitment,
    Contest,
    Examination,
    GateState,
    Interest,
    Journey,
    Judgement,
    MentorVerdict,
    ObligationState,
    Publication,
    Round,
    SessionState,
    StageSpan,
    Submission,
    Turn,
)
from domain.shape import Person, carry
from domain.values import Member
from domain.vocabulary import ApprovalKind, Party, Role, Stage, Status, Task

T = TypeVar("T")
Change = dict[str, Any]


def evolve(journey: Journey | None, entry: Entry) -> Journey:
    """The journey after an entry. The first entry, and no other, has `journey` None."""
    if isinstance(entry.event, ev.JourneyScheduled):
        born = _begin(entry.event.start, entry)
        return born.model_copy(update={"seq": entry.seq, "head": entry.hash})
    if journey is None:
        raise ValueError(f"{entry.journey}: the first entry is {entry.event.kind}, not journey_scheduled")
    change: Change = dict(CHANGES[type(entry.event)](journey, entry.event, entry))
    change |= {"seq": entry.seq, "head": entry.hash}
    if entry.on_behalf is not None:
        act = BehalfAct(seq=entry.seq, person=entry.on_behalf.person)
        change["on_behalf_acts"] = (*journey.on_behalf_acts, act)
    return journey.model_copy(update=change)


def fold(entries: Iterable[Entry]) -> Journey:
    """The state that a whole journal leads to. Raises `ValueError` for an empty one."""
    journey: Journey | None = None
    for entry in entries:
        journey = evolve(journey, entry)
    if journey is None:
        raise ValueError("a journal without entries has no state")
    return journey


def _begin(start: StartJourney, entry: Entry) -> Journey:
    carried = start.carried
    return Journey(
        id=entry.journey,
        cohort=start.cohort,
        region=start.region,
        policy=start.policy,
        calendar=start.calendar,
        opens_at=start.opens_at,
        catch_up=start.catch_up,
        simulated=start.simulated,
        imported=start.imported,
        carried_from=carried.from_journey if carried else None,
        earlier_mentors=start.earlier_mentors,
        turn=Turn(party=Party.NOBODY, task=Task.WAIT_TO_OPEN, since=entry.at),
        members=start.members,
        chapters=tuple(ChapterState(name=n, versions=(d,)) for n, d in carried.chapters) if carried else (),
        programmes=carried.programmes if carried else (),
        quick_wins=carried.quick_wins if carried else (),
        distinctiveness=carried.distinctiveness if carried else None,
    )


def _put(items: tuple[T, ...], new: T, same: Callable[[T], bool]) -> tuple[T, ...]:
    """The items with `new` in the place of the one that is the same, or at the end."""
    if any(same(item) for item in items):
        return tuple(new if same(item) else item for item in items)
    return (*items, new)


# Life of the journey


def _opened(journey: Journey, event: ev.JourneyOpened, entry: Entry) -> Change:
    return {
        "status": Status.OPEN,
        "stages": (StageSpan(stage=Stage.KICKOFF, opened=entry.effective),),
    }


def _imported(journey: Journey, event: ev.JourneyImported, entry: Entry) -> Change:
    imported = event.imported
    return {
        "status": Status.OPEN,
        "stage": imported.stage,
        "stages": (StageSpan(stage=imported.stage, opened=imported.opened_at, closed=imported.ended_at),),
    }


def _nothing(journey: Journey, event: ev.Event, entry: Entry) -> Change:
    return {}


def _ended(journey: Journey, event: ev.JourneyEnded, entry: Entry) -> Change:
    stages = tuple(
        span if span.closed else span.model_copy(update={"closed": entry.effective}) for span in journey.stages
    )
    imported = journey.imported
    at = imported.ended_at if imported and imported.ended_at else entry.effective
    return {"status": event.status, "ended_at": at, "stages": stages, "revising": False, "rounds_used_up": False}


def _stage_closed(journey: Journey, event: ev.StageClosed, entry: Entry) -> Change:
    last = journey.stages[-1].model_copy(update={"closed": entry.effective})
    return {"stages": (*journey.stages[:-1], last)}


def _stage_opened(journey: Journey, event: ev.StageOpened, entry: Entry) -> Change:
    return {"stage": event.stage, "stages": (*journey.stages, StageSpan(stage=event.stage, opened=entry.effective))}


def _turn_passed(journey: Journey, event: ev.TurnPassed, entry: Entry) -> Change:
    turn = Turn(party=event.party, task=event.task, since=entry.effective, due=event.due, allowance=event.allowance)
    return {"turn": turn}


def _step_taken(journey: Journey, event: ev.LadderStepTaken, entry: Entry) -> Change:
    turn = journey.turn
    return {"turn": turn.model_copy(update={"steps_taken": (*turn.steps_taken, event.step)})}


def _withdrawn(journey: Journey, event: ev.RegionWithdrawn, entry: Entry) -> Change:
    return {"withdrawal": carry(facts.WithdrawalFacts, event)}


# Kickoff


def _gate(journey: Journey, state: GateState) -> Change:
    return {"gates": _put(journey.gates, state, lambda gate: gate.name == state.name)}


def _gate_passed(journey: Journey, event: ev.GatePassed, entry: Entry) -> Change:
    return _gate(journey, GateState(name=event.gate, seq=entry.seq, fact=carry(facts.GateFacts, event)))


def _gate_provisional(journey: Journey, event: ev.GatePassedProvisionally, entry: Entry) -> Change:
    fact = carry(facts.ProvisionalGateFacts, event)
    return _gate(journey, GateState(name=event.gate, seq=entry.seq, provisional=fact))


def _gate_overdue(journey: Journey, event: ev.ProvisionalGateOverdue, entry: Entry) -> Change:
    state = journey.gate(event.gate) or GateState(name=event.gate, seq=entry.seq)
    return _gate(journey, state.model_copy(update={"overdue": True}))


def _mentors_assigned(journey: Journey, event: ev.MentorsAssigned, entry: Entry) -> Change:
    since = entry.at.date()
    members = journey.members
    for mentor in event.mentors:
        if not journey.holds(mentor, Role.MENTOR):
            members = (*members, Member(person=mentor, role=Role.MENTOR, since=since))
    if not journey.holds(event.officer, Role.MINISTRY_OFFICER):
        members = (*members, Member(person=event.officer, role=Role.MINISTRY_OFFICER, since=since))
    return {"members": members, "mentors_assigned": True}


def _interest(journey: Journey, event: ev.InterestDeclared, entry: Entry) -> Change:
    interest = Interest(mentor=event.mentor, conflict=event.conflict, statement=event.statement)
    change: Change = {"interests": (*journey.interests, interest)}
    if event.conflict:
        change["members"] = _leave(journey.members, event.mentor, Role.MENTOR, entry.at.date())
    return change


# Drafting


def _session(journey: Journey, number: int, **update: Any) -> Change:
    state = journey.session(number).model_copy(update=update)
    sessions = _put(journey.sessions, state, lambda s: s.number == number)
    return {"sessions": tuple(sorted(sessions, key=lambda s: s.number))}


def _session_planned(journey: Journey, event: ev.SessionProposed | ev.SessionMoved, entry: Entry) -> Change:
    plan = carry(facts.SessionPlanFacts, event)
    return _session(journey, event.number, plan=plan, proposed_by=event.by, confirmed=False)


def _session_confirmed(journey: Journey, event: ev.SessionConfirmed, entry: Entry) -> Change:
    return _session(journey, event.number, confirmed=True)


def _session_held(journey: Journey, event: facts.SessionRecordFacts, entry: Entry) -> Change:
    record = carry(facts.SessionRecordFacts, event)
    return _session(journey, event.number, record=record, record_seq=entry.seq)


def _handed_in(journey: Journey, event: ev.HandInReceived, entry: Entry) -> Change:
    return _session(journey, event.number, handed_in=tuple(zip(event.chapters, event.versions, strict=True)))


def _hand_in_commented(journey: Journey, event: ev.HandInCommented, entry: Entry) -> Change:
    state: SessionState = journey.session(event.number)
    return _session(
        journey,
        event.number,
        comments=(*state.comments, *event.comments),
        commented_by=tuple(dict.fromkeys((*state.commented_by, event.mentor))),
    )


def _chapter_saved(journey: Journey, event: ev.ChapterSaved, entry: Entry) -> Change:
    state = journey.chapter(event.name)
    versions = (*(state.versions if state else ()), event.document)
    new = ChapterState(name=event.name, versions=versions)
    return {"chapters": _put(journey.chapters, new, lambda chapter: chapter.name == event.name)}


def _action_plan(journey: Journey, event: ev.ActionPlanSaved, entry: Entry) -> Change:
    return {"programmes": event.rows}


def _quick_wins(journey: Journey, event: ev.QuickWinsSaved, entry: Entry) -> Change:
    return {"quick_wins": event.quick_wins}


def _distinctiveness(journey: Journey, event: ev.DistinctivenessSaved, entry: Entry) -> Change:
    return {"distinctiveness": event.distinctiveness}


def _submitted(journey: Journey, event: ev.Submitted, entry: Entry) -> Change:
    submission = Submission(number=event.number, at=entry.effective, versions=event.versions, sha256=event.sha256)
    return {"submissions": (*journey.submissions, submission), "revising": False}


# Review


def _round_opened(journey: Journey, event: ev.RoundOpened, entry: Entry) -> Change:
    return {"rounds": (*journey.rounds, Round(number=event.number, submission=len(journey.submissions)))}


def _last_round(journey: Journey, **update: Any) -> tuple[Round, ...]:
    return (*journey.rounds[:-1], journey.rounds[-1].model_copy(update=update)) if journey.rounds else ()


def _verdict(journey: Journey, event: ev.VerdictGiven, entry: Entry) -> Change:
    given = MentorVerdict(
        mentor=event.mentor,
        at=entry.effective,
        round=event.round,
        verdict=event.verdict,
        scores=event.scores,
        comments=event.comments,
    )
    return {"rounds": _last_round(journey, verdicts=(*journey.rounds[-1].verdicts, given))}


def _accepted(journey: Journey, event: ev.RoundAccepted, entry: Entry) -> Change:
    return {"rounds": _last_round(journey, accepted=True), "revising": False, "open_comments": (), "answers": ()}


def _revision(journey: Journey, event: ev.RevisionRequested, entry: Entry) -> Change:
    change: Change = {"revising": True, "open_comments": event.comments, "answers": ()}
    if event.by == "mentors":
        change["rounds"] = _last_round(journey, accepted=False)
    return change


def _rounds_used_up(journey: Journey, event: ev.RoundsUsedUp, entry: Entry) -> Change:
    return {"rounds_used_up": True}


def _rounds_decided(journey: Journey, event: ev.RoundsDecided, entry: Entry) -> Change:
    extra = 1 if event.choice is facts.RoundsChoice.ANOTHER_ROUND else 0
    return {"rounds_used_up": False, "extra_rounds": journey.extra_rounds + extra}


def _answered(journey: Journey, event: ev.CommentsAnswered, entry: Entry) -> Change:
    answers = {answer.comment: answer for answer in (*journey.answers, *event.answers)}
    return {"answers": tuple(answers.values())}


# Approval and publication


def _commitment(journey: Journey, event: facts.CommitmentFacts, entry: Entry) -> Change:
    return {"commitment": carry(Commitment, event, seq=entry.seq)}


def _examination_planned(journey: Journey, event: ev.ExaminationScheduled, entry: Entry) -> Change:
    plan = carry(facts.ExaminationPlanFacts, event)
    before = journey.examination.presentation if journey.examination else None
    members = journey.members
    for examiner in event.examiners:
        if not journey.holds(examiner, Role.EXAMINER):
            members = (*members, Member(person=examiner, role=Role.EXAMINER, since=entry.at.date()))
    return {"examination": Examination(plan=plan, presentation=before), "members": members}


def _presentation(journey: Journey, event: ev.PresentationPrepared, entry: Entry) -> Change:
    if journey.examination is None:
        return {}
    fact = carry(facts.PresentationFacts, event)
    return {"examination": journey.examination.model_copy(update={"presentation": fact})}


def _judged(kind: ApprovalKind) -> Callable[[Journey, Any, Entry], Change]:
    def change(journey: Journey, event: facts.JudgementFacts, entry: Entry) -> Change:
        step = journey.policy.approval(kind)
        name = event.step if isinstance(event, ev.Endorsed) else (step.name if step else kind.value)
        judgement = carry(
            Judgement, event, step=name, at=entry.effective, by=entry.actor.person if entry.actor else None
        )
        return {"judgements": (*journey.judgements, judgement)}

    return change


def _voided(journey: Journey, event: ev.EndorsementsVoided, entry: Entry) -> Change:
    judgements = tuple(j.model_copy(update={"void": True}) if j.step in event.steps else j for j in journey.judgements)
    examination = journey.policy.approval(ApprovalKind.EXAMINATION)
    again = examination is not None and examination.name in event.steps
    return {"judgements": judgements, "examination": None if again else journey.examination}


def _frozen(journey: Journey, event: ev.BooksFrozen, entry: Entry) -> Change:
    return {"publication": Publication(submission=event.submission, sha256=event.sha256)}


def _published(journey: Journey, event: ev.Published, entry: Entry) -> Change:
    publication = journey.publication
    return {"publication": publication.model_copy(update={"at": entry.effective}) if publication else None}


def _adopted(journey: Journey, event: facts.AdoptionFacts, entry: Entry) -> Change:
    adoption = carry(Adoption, event, seq=entry.seq)
    met = {"met_on": event.dated, "evidence": event.document, "seq": entry.seq}
    return {"adoption": adoption, **_obligation(journey, "adoption", **met)}


# Obligations


def _obligation(journey: Journey, name: str, **update: Any) -> Change:
    state: ObligationState = journey.obligation(name).model_copy(update=update)
    return {"obligations": _put(journey.obligations, state, lambda o: o.name == name)}


def _obligation_due(journey: Journey, event: ev.ObligationDue, entry: Entry) -> Change:
    return _obligation(journey, event.obligation, due=event.due, overdue=False)


def _obligation_met(journey: Journey, event: facts.ObligationFacts, entry: Entry) -> Change:
    return _obligation(journey, event.obligation, met_on=event.met_on, evidence=event.evidence, seq=entry.seq)


def _obligation_overdue(journey: Journey, event: ev.ObligationOverdue, entry: Entry) -> Change:
    return _obligation(journey, event.obligation, overdue=True)


def _obligation_lapsed(journey: Journey, event: ev.ObligationLapsed, entry: Entry) -> Change:
    return _obligation(journey, event.obligation, lapsed=True)


# People


def _leave(members: tuple[Member, ...], person: Person, role: Role, until: date) -> tuple[Member, ...]:
    return tuple(
        m.model_copy(update={"until": until}) if (m.person, m.role, m.until) == (person, role, None) else m
        for m in members
    )


def _new_head(journey: Journey, role: Role) -> Change:
    """A head who comes after the kickoff has to say what becomes of the work so far."""
    late = role is Role.REGIONAL_HEAD and journey.stage is not Stage.KICKOFF and not journey.ended
    had_one = any(m.role is Role.REGIONAL_HEAD for m in journey.members)
    return {"head_must_choose": True} if late and had_one else {}


def _appointed(journey: Journey, event: ev.MemberAppointed, entry: Entry) -> Change:
    member = Member(person=event.person, role=event.role, since=event.since, agency=event.agency)
    return {"members": (*journey.members, member), **_new_head(journey, event.role)}


def _replaced(journey: Journey, event: ev.MemberReplaced, entry: Entry) -> Change:
    left = _leave(journey.members, event.outgoing, event.role, event.since)
    agency = next((m.agency for m in journey.members if (m.person, m.role) == (event.outgoing, event.role)), None)
    member = Member(person=event.incoming, role=event.role, since=event.since, agency=agency)
    return {"members": (*left, member), **_new_head(journey, event.role)}


def _released(journey: Journey, event: ev.MemberReleased, entry: Entry) -> Change:
    return {"members": _leave(journey.members, event.person, event.role, event.until)}


def _head_chose(journey: Journey, event: ev.HeadChose, entry: Entry) -> Change:
    change: Change = {"head_must_choose": False}
    if event.choice is facts.HeadChoice.SIGN_AGAIN:
        change["commitment"] = None
    if event.choice is facts.HeadChoice.REVISE and journey.submissions and not journey.revising:
        change["revising"] = True
        if journey.round is not None and journey.round.accepted is None:
            change["rounds"] = _last_round(journey, accepted=False)
    return change


def _change_proposed(journey: Journey, event: ev.MentorChangeProposed, entry: Entry) -> Change:
    return {"mentor_change": carry(facts.MentorChangeFacts, event)}


def _change_decided(journey: Journey, event: ev.MentorChangeDecided, entry: Entry) -> Change:
    if not event.approve:
        return {"mentor_change": None}
    left = _leave(journey.members, event.outgoing, Role.MENTOR, event.since)
    incoming = Member(person=event.incoming, role=Role.MENTOR, since=event.since)
    return {"mentor_change": None, "members": (*left, incoming)}


# Corrections


def _corrected(journey: Journey, event: ev.FactCorrected, entry: Entry) -> Change:
    """Apply the corrected fact in the place of the old one; its `seq` is the correction's, to be corrected again."""
    match event.fact:
        case PassGates(gates=(fact, *_)):
            return _gate(journey, GateState(name=fact.gate, seq=entry.seq, fact=fact))
        case RecordSession():
            return _session_held(journey, event.fact, entry)
        case MeetObligation():
            return _obligation_met(journey, event.fact, entry)
        case RecordCommitment():
            return _commitment(journey, event.fact, entry)
        case RecordAdoption():
            return _adopted(journey, event.fact, entry)
        case PassGates():
            raise ValueError("a correction of a gate names one gate")


def _contested(journey: Journey, event: ev.ActContested, entry: Entry) -> Change:
    person = entry.actor.person if entry.actor else ""
    return {"contests": (*journey.contests, Contest(seq=event.seq, person=person, reason=event.reason))}


def _resolved(journey: Journey, event: ev.ContestResolved, entry: Entry) -> Change:
    contests = tuple(
        c.model_copy(update={"upheld": event.upheld}) if c.seq == event.seq and c.upheld is None else c
        for c in journey.contests
    )
    return {"contests": contests}


CHANGES: dict[type[ev.Event], Callable[[Journey, Any, Entry], Change]] = {
    ev.JourneyOpened: _opened,
    ev.JourneyImported: _imported,
    ev.DocumentsCarriedOver: _nothing,
    ev.JourneyEnded: _ended,
    ev.GatePassed: _gate_passed,
    ev.GatePassedProvisionally: _gate_provisional,
    ev.ProvisionalGateOverdue: _gate_overdue,
    ev.MentorsAssigned: _mentors_assigned,
    ev.InterestDeclared: _interest,
    ev.SessionProposed: _session_planned,
    ev.SessionMoved: _session_planned,
    ev.SessionConfirmed: _session_confirmed,
    ev.SessionHeld: _session_held,
    ev.HandInReceived: _handed_in,
    ev.HandInCommented: _hand_in_commented,
    ev.ObligationDue: _obligation_due,
    ev.ObligationMet: _obligation_met,
    ev.ObligationOverdue: _obligation_overdue,
    ev.ObligationLapsed: _obligation_lapsed,
    ev.ChapterSaved: _chapter_saved,
    ev.ActionPlanSaved: _action_plan,
    ev.QuickWinsSaved: _quick_wins,
    ev.DistinctivenessSaved: _distinctiveness,
    ev.Submitted: _submitted,
    ev.RoundOpened: _round_opened,
    ev.VerdictGiven: _verdict,
    ev.RoundAccepted: _accepted,
    ev.RevisionRequested: _revision,
    ev.RoundsUsedUp: _rounds_used_up,
    ev.RoundsDecided: _rounds_decided,
    ev.CommentsAnswered: _answered,
    ev.CommitmentRecorded: _commitment,
    ev.ExaminationScheduled: _examination_planned,
    ev.PresentationPrepared: _presentation,
    ev.ExaminationHeld: _judged(ApprovalKind.EXAMINATION),
    ev.Endorsed: _judged(ApprovalKind.ENDORSEMENTS),
    ev.OwnerDecided: _judged(ApprovalKind.OWNER_DECISION),
    ev.EndorsementsVoided: _voided,
    ev.BooksFrozen: _frozen,
    ev.Published: _published,
    ev.AdoptionRecorded: _adopted,
    ev.RegionWithdrawn: _withdrawn,
    ev.StageClosed: _stage_closed,
    ev.StageOpened: _stage_opened,
    ev.TurnPassed: _turn_passed,
    ev.LadderStepTaken: _step_taken,
    ev.MemberAppointed: _appointed,
    ev.MemberReplaced: _replaced,
    ev.MemberReleased: _released,
    ev.HeadChose: _head_chose,
    ev.MentorChangeProposed: _change_proposed,
    ev.MentorChangeDecided: _change_decided,
    ev.FactCorrected: _corrected,
    ev.ActContested: _contested,
    ev.ContestResolved: _resolved,
}
"""One change per event class; a test holds it complete."""
