"""What the cast does in the approval: komitmen, examination, endorsements, the owner's decision."""

from __future__ import annotations

from datetime import date, timedelta

from api.cast import sample
from api.cast.scene import Play, Scene
from domain import facts, messages
from domain.stages import open_steps
from domain.values import Comment, OnBehalf, Signatory
from domain.vocabulary import ApprovalKind, HeadCapacity, Outcome, Role, Task


def approval(scene: Scene, task: Task) -> Play:
    """The act that a task of the approval asks for."""
    journey, traits, at = scene.journey, scene.traits, scene.turn_taken()
    match task:
        case Task.CHOOSE_AS_NEW_HEAD:
            return _new_head(scene)
        case Task.RECORD_COMMITMENT:
            return scene.play(at, Role.COORDINATOR, _commitment(scene, scene.day(at)))
        case Task.SCHEDULE_EXAMINATION:
            slot = scene.noon(journey.calendar.after(scene.day(at), 12))
            panel = (sample.examiner(traits.number), sample.examiner(traits.number + 1))
            return scene.play(at, Role.MINISTRY_OFFICER, messages.ScheduleExamination(slot=slot, examiners=panel))
        case Task.PREPARE_PRESENTATION:
            slides = messages.PreparePresentation(slides=scene.paper("Salindia paparan"), video=scene.paper("Video"))
            return scene.play(at, Role.COORDINATOR, slides)
        case Task.ENDORSE:
            return _endorsement(scene)
        case Task.DECIDE_AS_OWNER:
            notes = "Disetujui dengan catatan" if traits.number % 5 == 0 else None
            outcome = Outcome.YES_WITH_NOTES if notes else Outcome.YES
            return scene.play(at, Role.DIRECTOR, messages.DecideAsOwner(outcome=outcome, notes=notes))
        case _:
            return _examination(scene)


def _new_head(scene: Scene) -> Play:
    at = scene.turn_taken()
    choice = messages.ChooseAsNewHead(choice=facts.HeadChoice.KEEP, reason="Melanjutkan komitmen")
    behalf = OnBehalf(
        person=scene.journey.holders(Role.REGIONAL_HEAD)[0],
        role=Role.REGIONAL_HEAD,
        happened_on=scene.day(at),
        evidence=scene.paper("Surat pernyataan kepala daerah"),
    )
    return scene.play(at, Role.COORDINATOR, choice, behalf)


def _commitment(scene: Scene, day: date) -> messages.RecordCommitment:
    head = scene.journey.holders(Role.REGIONAL_HEAD)[0]
    return messages.RecordCommitment(
        signed_on=day,
        head=head,
        capacity=HeadCapacity.DEFINITIF,
        signatories=(Signatory(person=head, office="Kepala daerah"),),
        scan=scene.paper("Lembar komitmen"),
    )


def _endorsement(scene: Scene) -> Play:
    """The yes of the first agency that has given none."""
    journey = scene.journey
    step = next(step for step in open_steps(journey) if step.kind is ApprovalKind.ENDORSEMENTS)
    given = [judgement.agency for judgement in journey.judgements_on(step.name) if judgement.agrees]
    agency = next(agency for agency in step.agencies if agency not in given)
    act = messages.Endorse(step=step.name, agency=agency, outcome=Outcome.YES)
    return scene.play(scene.turn_taken(), Role.AGENCY, act, who=sample.spokesman(agency))


def _examination(scene: Scene) -> Play:
    journey, traits = scene.journey, scene.traits
    plan = journey.examination.plan if journey.examination else None
    if plan is None:
        raise ValueError("no examination is planned")
    modified = any(j.outcome is Outcome.REQUIRES_MODIFICATION for j in journey.judgements)
    modify = traits.requires_modification and not modified
    correction = Comment(id="p-1", chapter=scene.late_chapter(3), text="Peta jalan belum rinci")
    act = messages.RecordExamination(
        outcome=Outcome.REQUIRES_MODIFICATION if modify else Outcome.YES,
        corrections=(correction,) if modify else (),
        score_sheet=scene.paper("Lembar nilai"),
        scores=sample.scores(scene.score(1)),
    )
    held = max(scene.turn_taken(), plan.slot + timedelta(hours=2))
    if not traits.on_behalf:
        return scene.play(held, Role.EXAMINER, act)
    behalf = OnBehalf(
        person=plan.examiners[0],
        role=Role.EXAMINER,
        happened_on=scene.day(plan.slot),
        evidence=scene.paper("Lembar nilai bertanda tangan"),
    )
    late = scene.noon(journey.calendar.after(scene.day(held), 2))
    return scene.play(late, Role.MINISTRY_OFFICER, act, behalf)
