"""What the events about obligations change."""

from __future__ import annotations

from typing import Any

from domain import events as ev
from domain import facts
from domain.changes.shape import Change, Changes, put
from domain.entry import Entry
from domain.model import Journey


def obligation_change(journey: Journey, name: str, **update: Any) -> Change:
    """The change that gives fields of an obligation new values."""
    state = journey.obligation(name).model_copy(update=update)
    return {"obligations": put(journey.obligations, state, lambda o: o.name == name)}


def _obligation_due(journey: Journey, event: ev.ObligationDue, entry: Entry) -> Change:
    return obligation_change(journey, event.obligation, due=event.due, overdue=False, asked=0, known_at=entry.effective)


def obligation_met(journey: Journey, event: facts.ObligationFacts, entry: Entry) -> Change:
    """The change by an obligation met, and by a correction of it."""
    return obligation_change(journey, event.obligation, met_on=event.met_on, evidence=event.evidence, seq=entry.seq)


def _obligation_overdue(journey: Journey, event: ev.ObligationOverdue, entry: Entry) -> Change:
    return obligation_change(journey, event.obligation, overdue=True)


def _obligation_lapsed(journey: Journey, event: ev.ObligationLapsed, entry: Entry) -> Change:
    return obligation_change(journey, event.obligation, lapsed=True)


CHANGES: Changes = {
    ev.ObligationDue: _obligation_due,
    ev.ObligationMet: obligation_met,
    ev.ObligationOverdue: _obligation_overdue,
    ev.ObligationLapsed: _obligation_lapsed,
}
