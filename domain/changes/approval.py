"""What the events of approval and publication change: komitmen, examination, answers, the frozen books."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain import events as ev
from domain import facts
from domain.calendar import local_date
from domain.changes.obligations import obligation_change
from domain.changes.shape import Change, Changes
from domain.entry import Entry
from domain.model import Adoption, Commitment, Examination, Journey, Judgement, Publication
from domain.shape import carry
from domain.values import Member
from domain.vocabulary import ApprovalKind, Role


def commitment_recorded(journey: Journey, event: facts.CommitmentFacts, entry: Entry) -> Change:
    """The change by a komitmen, and by a correction of it."""
    return {"commitment": carry(Commitment, event, seq=entry.seq)}


def _examination_planned(journey: Journey, event: ev.ExaminationScheduled, entry: Entry) -> Change:
    plan = carry(facts.ExaminationPlanFacts, event)
    before = journey.examination.presentation if journey.examination else None
    since = local_date(entry.at, journey.region.zone)
    # Who is not on the new plan examines no more.
    members = tuple(
        m.model_copy(update={"until": since})
        if m.role is Role.EXAMINER and m.until is None and m.person not in event.examiners
        else m
        for m in journey.members
    )
    for examiner in event.examiners:
        if not journey.holds(examiner, Role.EXAMINER):
            members = (*members, Member(person=examiner, role=Role.EXAMINER, since=since))
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
        judgement = carry(Judgement, event, step=name, at=entry.effective, by=entry.whose)
        return {"judgements": (*journey.judgements, judgement)}

    return change


def _voided(journey: Journey, event: ev.EndorsementsVoided, entry: Entry) -> Change:
    judgements = tuple(j.model_copy(update={"void": True}) if j.step in event.steps else j for j in journey.judgements)
    examination = journey.policy.approval(ApprovalKind.EXAMINATION)
    again = examination is not None and examination.name in event.steps
    return {"judgements": judgements, "examination": None if again else journey.examination}


def _frozen(journey: Journey, event: ev.BooksFrozen, entry: Entry) -> Change:
    return {"publication": Publication(submission=event.submission, sha256=event.sha256, seq=entry.seq)}


def _published(journey: Journey, event: ev.Published, entry: Entry) -> Change:
    publication = journey.publication
    return {"publication": publication.model_copy(update={"at": entry.effective}) if publication else None}


def adoption_recorded(journey: Journey, event: facts.AdoptionFacts, entry: Entry) -> Change:
    """The change by an adoption, and by a correction of it."""
    adoption = carry(Adoption, event, seq=entry.seq)
    met = {"met_on": event.dated, "evidence": event.document, "seq": entry.seq}
    return {"adoption": adoption, **obligation_change(journey, "adoption", **met)}


CHANGES: Changes = {
    ev.CommitmentRecorded: commitment_recorded,
    ev.ExaminationScheduled: _examination_planned,
    ev.PresentationPrepared: _presentation,
    ev.ExaminationHeld: _judged(ApprovalKind.EXAMINATION),
    ev.Endorsed: _judged(ApprovalKind.ENDORSEMENTS),
    ev.OwnerDecided: _judged(ApprovalKind.OWNER_DECISION),
    ev.EndorsementsVoided: _voided,
    ev.BooksFrozen: _frozen,
    ev.Published: _published,
    ev.AdoptionRecorded: adoption_recorded,
}
