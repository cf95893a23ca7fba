"""What corrections and contests change."""

from __future__ import annotations

from domain import events as ev
from domain.changes.approval import adoption_recorded, commitment_recorded
from domain.changes.drafting import session_held
from domain.changes.kickoff import gate_change
from domain.changes.obligations import obligation_met
from domain.changes.shape import Change, Changes
from domain.entry import Entry
from domain.messages import MeetObligation, PassGates, RecordAdoption, RecordCommitment, RecordSession
from domain.model import Contest, GateState, Journey


def _corrected(journey: Journey, event: ev.FactCorrected, entry: Entry) -> Change:
    """Apply the corrected fact in the place of the old one; its `seq` is the correction's, to be corrected again."""
    match event.fact:
        case PassGates(gates=(fact, *_)):
            return gate_change(journey, GateState(name=fact.gate, seq=entry.seq, fact=fact))
        case RecordSession():
            return session_held(journey, event.fact, entry)
        case MeetObligation():
            return obligation_met(journey, event.fact, entry)
        case RecordCommitment():
            return commitment_recorded(journey, event.fact, entry)
        case RecordAdoption():
            return adoption_recorded(journey, event.fact, entry)
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


CHANGES: Changes = {
    ev.FactCorrected: _corrected,
    ev.ActContested: _contested,
    ev.ContestResolved: _resolved,
}
