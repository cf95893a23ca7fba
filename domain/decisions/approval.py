"""Decisions of the approval: komitmen, examination, endorsements, the owner's decision."""

from __future__ import annotations

from typing import assert_never

from domain import errors, facts
from domain.decisions.context import Context, Events, check_day
from domain.decisions.drafting import check_comments
from domain.decisions.kickoff import refuse_conflict
from domain.decisions.review import check_scores
from domain.event import Event
from domain.events import (
    CommitmentRecorded,
    Endorsed,
    EndorsementsVoided,
    ExaminationHeld,
    ExaminationScheduled,
    OwnerDecided,
    PresentationPrepared,
    RevisionRequested,
)
from domain.messages import (
    ApprovalAct,
    DecideAsOwner,
    Endorse,
    PreparePresentation,
    RecordCommitment,
    RecordExamination,
    ScheduleExamination,
)
from domain.model import Journey
from domain.policy import ApprovalPolicy
from domain.shape import carry
from domain.stages import open_steps, step_complete
from domain.vocabulary import ApprovalKind, Outcome, Role


def decide_approval(journey: Journey, act: ApprovalAct, context: Context) -> Events:
    """What an act of the approval stage leads to."""
    match act:
        case RecordCommitment():
            return _record_commitment(journey, act, context)
        case ScheduleExamination():
            return _schedule(journey, act, context)
        case PreparePresentation():
            return _prepare(journey, act)
        case RecordExamination():
            return _examine(journey, act, context)
        case Endorse():
            return _endorse(journey, act, context)
        case DecideAsOwner():
            return _decide_as_owner(journey, act)
        case never:
            assert_never(never)


def _step(journey: Journey, kind: ApprovalKind) -> ApprovalPolicy:
    step = journey.policy.approval(kind)
    if step is None:
        known = ", ".join(s.name for s in journey.policy.approvals if s.enabled)
        raise errors.ApprovalStepUnknown(step=kind, known=known)
    return step


def _open_step(journey: Journey, kind: ApprovalKind) -> ApprovalPolicy:
    """The step of this kind, refused unless it is being asked for now."""
    step = _step(journey, kind)
    if journey.revising:
        raise errors.NotYourTurn(act=step.title, why="the region is revising the books")
    if step_complete(journey, step):
        raise errors.ApprovalAlreadyGiven(step=step.title)
    waiting = open_steps(journey)
    if step not in waiting:
        first = ", ".join(s.title for s in waiting) or "nothing"
        raise errors.NotYourTurn(act=step.title, why=f"first comes: {first}")
    return step


def check_commitment(journey: Journey, fact: facts.CommitmentFacts, context: Context) -> None:
    """Refuse a komitmen from the future or signed by somebody who is not the head."""
    check_day(journey, fact.signed_on, context)
    heads = [
        m.person
        for m in journey.members
        if m.role is Role.REGIONAL_HEAD and (m.until is None or fact.signed_on <= m.until)
    ]
    if fact.head not in heads:
        raise errors.NotTheHead(person=fact.head, known=", ".join(heads) or "none appointed")


def _record_commitment(journey: Journey, act: RecordCommitment, context: Context) -> Events:
    step = _step(journey, ApprovalKind.COMMITMENT)
    if journey.commitment is not None:
        raise errors.ApprovalAlreadyGiven(step=step.title)
    check_commitment(journey, act, context)
    return (carry(CommitmentRecorded, act),)


def _schedule(journey: Journey, act: ScheduleExamination, context: Context) -> Events:
    _open_step(journey, ApprovalKind.EXAMINATION)
    if act.slot <= context.now:
        raise errors.SlotInThePast(slot=act.slot.isoformat(timespec="minutes"))
    for examiner in act.examiners:
        refuse_conflict(journey, examiner, Role.EXAMINER)
    return (carry(ExaminationScheduled, act),)


def _prepare(journey: Journey, act: PreparePresentation) -> Events:
    _open_step(journey, ApprovalKind.EXAMINATION)
    if journey.examination is None:
        raise errors.ExaminationNotScheduled
    return (carry(PresentationPrepared, act),)


def _examine(journey: Journey, act: RecordExamination, context: Context) -> Events:
    step = _open_step(journey, ApprovalKind.EXAMINATION)
    if journey.examination is None or journey.examination.released:
        raise errors.ExaminationNotScheduled
    if journey.examination.presentation is None:
        raise errors.PresentationMissing
    if context.now < journey.examination.plan.slot:
        raise errors.HappenedInTheFuture(day=journey.examination.plan.slot.date())
    check_scores(journey, act.scores, required=journey.policy.review.scores_per_pillar)
    return (carry(ExaminationHeld, act), *_consequences(journey, step, act))


def _endorse(journey: Journey, act: Endorse, context: Context) -> Events:
    steps = {s.name: s for s in journey.policy.approvals if s.enabled and s.kind is ApprovalKind.ENDORSEMENTS}
    step = steps.get(act.step)
    if step is None:
        raise errors.ApprovalStepUnknown(step=act.step, known=", ".join(steps) or "none")
    if act.agency not in step.agencies:
        raise errors.AgencyUnknown(agency=act.agency, known=", ".join(step.agencies))
    if journey.revising or step not in open_steps(journey):
        if step_complete(journey, step):
            raise errors.ApprovalAlreadyGiven(step=step.title)
        raise errors.NotYourTurn(act=step.title, why="it is not being asked for at the moment")
    person = context.actor.person
    own = [m.agency for m in journey.members if (m.person, m.role, m.until) == (person, Role.AGENCY, None)]
    if act.agency not in own:
        raise errors.NotYourAgency(person=person, agency=act.agency, own=", ".join(a for a in own if a) or "none")
    # An agency that required a modification answers again, even where the policy does not void its answer.
    if any(j.agency == act.agency and j.agrees for j in journey.judgements_on(step.name)):
        raise errors.ApprovalAlreadyGiven(step=f"{step.title} ({act.agency})")
    return (carry(Endorsed, act), *_consequences(journey, step, act))


def _decide_as_owner(journey: Journey, act: DecideAsOwner) -> Events:
    step = _open_step(journey, ApprovalKind.OWNER_DECISION)
    return (carry(OwnerDecided, act), *_consequences(journey, step, act))


def _consequences(journey: Journey, step: ApprovalPolicy, judgement: facts.JudgementFacts) -> Events:
    """A required modification opens a revision and voids the answers that the policy names, never the komitmen."""
    if judgement.outcome is not Outcome.REQUIRES_MODIFICATION:
        return ()
    if not judgement.corrections:
        raise errors.CommentsMissing
    check_comments(journey, judgement.corrections)
    events: list[Event] = [RevisionRequested(by=step.name, comments=judgement.corrections)]
    void = tuple(other.name for other in voided_by(journey, step))
    if void:
        events.append(EndorsementsVoided(steps=void))
    return tuple(events)


def voided_by(journey: Journey, step: ApprovalPolicy) -> tuple[ApprovalPolicy, ...]:
    """The steps whose answers become void when `step` requires a modification now; its own among them."""
    return tuple(
        other
        for other in journey.policy.approvals
        if other.void_on_modification and (other is step or journey.judgements_on(other.name))
    )
