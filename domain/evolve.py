"""What each event changes: `evolve(journey, entry)` gives the next state and refuses nothing, for it has happened."""

from __future__ import annotations

from collections.abc import Iterable

from domain.changes import (
    approval,
    clock,
    documents,
    drafting,
    kickoff,
    life,
    obligations,
    people,
    record,
    repairs,
    review,
)
from domain.changes.shape import Change, Changes
from domain.changes.stretches import charged
from domain.entry import Entry
from domain.events import JourneyScheduled
from domain.messages import StartJourney
from domain.model import BehalfAct, ChapterState, Journey, Turn
from domain.vocabulary import Party, Task

CHANGES: Changes = {
    **life.CHANGES,
    **kickoff.CHANGES,
    **drafting.CHANGES,
    **review.CHANGES,
    **approval.CHANGES,
    **obligations.CHANGES,
    **people.CHANGES,
    **record.CHANGES,
    **clock.CHANGES,
    **documents.CHANGES,
    **repairs.CHANGES,
}
"""One change per event class; a test holds it complete."""


def evolve(journey: Journey | None, entry: Entry) -> Journey:
    """The journey after an entry. The first entry, and no other, has `journey` None."""
    if isinstance(entry.event, JourneyScheduled):
        born = _begin(entry.event.start, entry)
        return born.model_copy(update={"seq": entry.seq, "head": entry.hash})
    if journey is None:
        raise ValueError(f"{entry.journey}: the first entry is {entry.event.kind}, not journey_scheduled")
    change: Change = dict(CHANGES[type(entry.event)](journey, entry.event, entry))
    change |= {"seq": entry.seq, "head": entry.hash}
    if entry.command is not None:
        change["acted_at"] = entry.at
    if entry.on_behalf is not None:
        act = BehalfAct(seq=entry.seq, person=entry.on_behalf.person)
        change["on_behalf_acts"] = (*journey.on_behalf_acts, act)
    after = journey.model_copy(update=change)
    stretches = charged(after, entry.effective)
    return after if stretches is after.stretches else after.model_copy(update={"stretches": stretches})


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
        regional_days_off=start.regional_days_off,
        workplaces=start.workplaces,
    )
