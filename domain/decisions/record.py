"""Decisions possible in every stage: obligations, adoption, withdrawal, corrections, contests."""

from __future__ import annotations

from typing import assert_never

from domain import errors
from domain.decisions.approval import check_commitment
from domain.decisions.context import Context, Events, check_day
from domain.decisions.drafting import check_session_record
from domain.events import (
    ActContested,
    AdoptionRecorded,
    ContestResolved,
    FactCorrected,
    JourneyEnded,
    ObligationMet,
    RegionWithdrawn,
)
from domain.messages import (
    ContestAct,
    CorrectFact,
    MeetObligation,
    PassGates,
    RecordAct,
    RecordAdoption,
    RecordCommitment,
    RecordSession,
    ResolveContest,
    Withdraw,
)
from domain.model import Journey
from domain.shape import carry
from domain.vocabulary import Status

ADOPTION = "adoption"
"""The obligation that an adopting regulation meets."""


def decide_record(journey: Journey, act: RecordAct, context: Context) -> Events:
    """What an act that fits every stage leads to."""
    match act:
        case MeetObligation():
            return _meet(journey, act, context)
        case RecordAdoption():
            return _adopt(journey, act, context)
        case Withdraw():
            return carry(RegionWithdrawn, act), JourneyEnded(status=Status.WITHDRAWN)
        case CorrectFact():
            return _correct(journey, act, context)
        case ContestAct():
            return _contest(journey, act, context)
        case ResolveContest():
            if not any(c.seq == act.seq and c.upheld is None for c in journey.contests):
                raise errors.NoSuchContest(seq=act.seq)
            return (carry(ContestResolved, act),)
        case never:
            assert_never(never)


def _meet(journey: Journey, act: MeetObligation, context: Context) -> Events:
    known = [obligation.name for obligation in journey.policy.obligations]
    if act.obligation not in known:
        raise errors.ObligationUnknown(obligation=act.obligation, known=", ".join(known))
    if act.obligation == ADOPTION:
        raise errors.AdoptionNeedsRegulation
    if any(o.name == act.obligation and o.checks_quick_wins for o in journey.policy.obligations):
        raise errors.QuickWinsNeedCheck(obligation=act.obligation)
    if journey.obligation(act.obligation).met_on is not None:
        raise errors.ObligationSettled(obligation=act.obligation)
    check_day(journey, act.met_on, context)
    return (carry(ObligationMet, act),)


def _adopt(journey: Journey, act: RecordAdoption, context: Context) -> Events:
    if journey.status not in (Status.PUBLISHED, Status.COMPLETED_OUTSIDE):
        raise errors.NotPublishedYet
    if journey.adoption is not None:
        raise errors.ObligationSettled(obligation=ADOPTION)
    check_day(journey, act.dated, context)
    return (carry(AdoptionRecorded, act),)


def correctable(journey: Journey) -> dict[int, str]:
    """The entries that recorded a fact which can be corrected, each with what it is about."""
    found = {gate.seq: f"gate {gate.name}" for gate in journey.gates if gate.fact is not None}
    found |= {s.record_seq: f"session {s.number}" for s in journey.sessions if s.record is not None}
    found |= {
        o.seq: f"obligation {o.name}"
        for o in journey.obligations
        if o.met_on is not None
        and o.name != ADOPTION
        and o.seq not in {check.seq for check in journey.quick_win_checks}
    }
    if journey.commitment is not None:
        found[journey.commitment.seq] = "commitment"
    if journey.adoption is not None:
        found[journey.adoption.seq] = ADOPTION
    return found


def _correct(journey: Journey, act: CorrectFact, context: Context) -> Events:
    known = correctable(journey)
    match act.fact:
        case PassGates(gates=gates):
            about = f"gate {gates[0].gate}" if len(gates) == 1 else ""
            day = gates[0].passed_on
        case RecordSession(number=number, held_on=held_on):
            about, day = f"session {number}", held_on[-1]
        case MeetObligation(obligation=obligation, met_on=met_on):
            about, day = f"obligation {obligation}", met_on
        case RecordCommitment(signed_on=signed_on):
            about, day = "commitment", signed_on
        case RecordAdoption(dated=dated):
            about, day = ADOPTION, dated
        case never:
            assert_never(never)
    if known.get(act.seq) != about:
        listed = ", ".join(f"{seq} ({what})" for seq, what in sorted(known.items())) or "none"
        raise errors.NothingToCorrect(seq=act.seq, known=listed)
    check_day(journey, day, context)
    if isinstance(act.fact, RecordCommitment):
        check_commitment(journey, act.fact, context)
    if isinstance(act.fact, RecordSession):
        check_session_record(journey, act.fact, context)
    return (FactCorrected(seq=act.seq, fact=act.fact, reason=act.reason),)


def _contest(journey: Journey, act: ContestAct, context: Context) -> Events:
    person = context.actor.person
    own = any(a.seq == act.seq and a.person == person for a in journey.on_behalf_acts)
    if not own or any(c.seq == act.seq and c.person == person for c in journey.contests):
        raise errors.ContestNotPossible(seq=act.seq)
    return (carry(ActContested, act),)
