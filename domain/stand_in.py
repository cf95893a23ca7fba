"""Who can take over from a late one: `stand_in` answers for a ladder step that reassigns."""

from __future__ import annotations

from domain.decisions.kickoff import refuse_conflict
from domain.errors import Refusal
from domain.model import Journey
from domain.policy import LadderStep
from domain.seats import outstanding
from domain.shape import Person


def stand_in(journey: Journey, step: LadderStep) -> tuple[Person | None, Person | None]:
    """(outgoing, incoming) of a step that reassigns; None when there is nobody, or nobody without a conflict."""
    if step.relieves is None or step.stand_in is None:
        return None, None
    holders = journey.holders(step.relieves)
    late = [person for person in outstanding(journey) if person in holders]
    outgoing = next(iter((*late, *holders)), None)
    if outgoing is None:
        return None, None
    for person in journey.holders(step.stand_in):
        if journey.holds(person, step.relieves):
            continue
        try:
            refuse_conflict(journey, person, step.relieves)
        except Refusal:
            continue
        return outgoing, person
    return outgoing, None
