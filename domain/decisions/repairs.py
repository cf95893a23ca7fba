"""Decisions of operators about a journey that does not move by itself; each was rehearsed before it is sent."""

from __future__ import annotations

from functools import partial
from typing import assert_never

from domain import errors
from domain.decisions.context import Context, Events
from domain.event import Event
from domain.events import EndorsementsVoided, StageClosed, StageOpened
from domain.messages import ChangePolicy, MoveBack, NoteRepair, RenewDocument, RepairAct
from domain.model import Journey, JourneyDocument
from domain.policy import ApprovalPolicy, Policy
from domain.repair_events import DocumentRenewed, JourneyMovedBack, PolicyChanged, RepairNoted
from domain.shape import carry
from domain.vocabulary import ApprovalKind, DocumentKind, Stage


def decide_repairs(journey: Journey, act: RepairAct, context: Context) -> Events:
    """What a repair leads to."""
    match act:
        case MoveBack():
            return _move_back(journey, act, context)
        case ChangePolicy():
            return _change_policy(journey, act, context)
        case RenewDocument():
            return _renew(journey, act)
        case NoteRepair():
            return (carry(RepairNoted, act),)
        case never:
            assert_never(never)


def _check_confirmed(confirmed_by: str, context: Context) -> None:
    if confirmed_by == context.sender.person:
        raise errors.ConfirmedByOneself(person=confirmed_by)


def stages_behind(journey: Journey) -> tuple[Stage, ...]:
    """The stages that the journey is past and that would leave something to do again."""
    order = list(Stage)
    return tuple(stage for stage in order[: order.index(journey.stage)] if _something_to_do(journey, stage))


def _something_to_do(journey: Journey, stage: Stage) -> bool:
    gates = any(gate.stage is stage for gate in journey.policy.gates)
    if stage is Stage.APPROVAL:
        # The komitmen stays: an oath of office is not taken back by an operator.
        return gates or any(step.enabled and step.kind is not ApprovalKind.COMMITMENT for step in _approvals(journey))
    return gates or stage is not Stage.KICKOFF


def _move_back(journey: Journey, act: MoveBack, context: Context) -> Events:
    _check_confirmed(act.confirmed_by, context)
    possible = stages_behind(journey)
    if act.stage not in possible:
        raise errors.NotBehind(stage=act.stage, now=journey.stage, stages=", ".join(possible) or "none")
    if journey.pause is not None:
        raise errors.ClockStopped(resumes_on=journey.pause.resumes_on)
    events: list[Event] = [carry(JourneyMovedBack, act)]
    void = tuple(step.name for step in _approvals(journey) if journey.judgements_on(step.name))
    if void:
        events.append(EndorsementsVoided(steps=void))
    return (*events, StageClosed(stage=journey.stage), StageOpened(stage=act.stage))


def _approvals(journey: Journey) -> tuple[ApprovalPolicy, ...]:
    return journey.policy.approvals


def _change_policy(journey: Journey, act: ChangePolicy, context: Context) -> Events:
    _check_confirmed(act.confirmed_by, context)
    before, after = journey.policy, act.policy
    if after == before:
        raise errors.PolicyUnchanged(policy=before.name, version=before.version)
    _check_fits(journey, before, after)
    return (carry(PolicyChanged, act),)


def _check_fits(journey: Journey, before: Policy, after: Policy) -> None:
    """Refuse a policy in which something that the journey has already would have no place."""
    misfit = partial(errors.PolicyDoesNotFit, policy=after.name, version=after.version)
    if after.name != before.name:
        raise misfit(why=f"it is another policy than {before.name}")
    if _chapters(after) != _chapters(before):
        raise misfit(why="its books have other chapters")
    sessions = {session.number for session in after.sessions}
    if any(session.number not in sessions for session in journey.sessions):
        raise misfit(why="a session that is planned already is not in it")
    steps = {step.name for step in after.approvals}
    if any(judgement.step not in steps for judgement in journey.judgements):
        raise misfit(why="an approval step that is answered already is not in it")
    gates = {gate.name for gate in after.gates}
    if any(gate.name not in gates for gate in journey.gates):
        raise misfit(why="a gate that is passed already is not in it")


def _chapters(policy: Policy) -> list[tuple[str, str]]:
    """The chapters of all books; submissions name versions in this order."""
    return [(book.key, chapter.key) for book in policy.books for chapter in book.chapters]


def _still_so(journey: Journey, made: JourneyDocument) -> bool:
    """Whether a document of now would be about the same: some are about a turn or a round that goes by."""
    match made.document:
        case DocumentKind.LADDER_LETTER:
            return made.seq > journey.turn.seq
        case DocumentKind.FOLLOW_UP_MATRIX:
            return made.about == str(len(journey.rounds)) and bool(journey.open_comments)
        case DocumentKind.REVIEW_SHEET:
            newest = [
                other for other in journey.documents if (other.document, other.about) == (made.document, made.about)
            ]
            given = journey.round.verdicts if journey.round is not None else ()
            return newest[-1].key == made.key and any(verdict.mentor == made.about for verdict in given)
        case _:
            return True


def _renew(journey: Journey, act: RenewDocument) -> Events:
    renewable = {made.key: made for made in journey.documents if made.document is not DocumentKind.BOOK}
    made = renewable.get(act.document)
    if made is None:
        if any(document.key == act.document for document in journey.documents):
            raise errors.BookNotRenewed(key=act.document)
        raise errors.DocumentUnknown(key=act.document, known=", ".join(renewable) or "none")
    if not _still_so(journey, made):
        raise errors.DocumentOvertaken(key=act.document)
    signing = journey.signing(act.document)
    if signing is not None:
        raise errors.SignedAlready(key=act.document, day=signing.at.date(), number=signing.number)
    policy = journey.policy.documents
    if policy is None or made.document not in policy.kinds:
        raise errors.DocumentNotInPolicy(key=act.document)
    return (carry(DocumentRenewed, act, made=made.document, about=made.about),)
