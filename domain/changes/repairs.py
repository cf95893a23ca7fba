"""What an operator's repairs change: a journey moved back, another policy."""

from __future__ import annotations

from domain import repair_events as re
from domain.changes.review import last_round
from domain.changes.shape import Change, Changes
from domain.entry import Entry
from domain.model import Journey, Turn
from domain.vocabulary import Party, Stage, Task


def _moved_back(journey: Journey, event: re.JourneyMovedBack, entry: Entry) -> Change:
    """What was decided in the stage and after it counts no more; endorsements are voided by an event of their own.

    The turn begins anew, also where the same people have to do the same.
    """
    order = list(Stage)
    again = order[order.index(event.stage) :]
    stages_of = {gate.name: gate.stage for gate in journey.policy.gates}
    change: Change = {
        "gates": tuple(gate for gate in journey.gates if stages_of.get(gate.name) not in again),
        "turn": Turn(party=Party.NOBODY, task=Task.NOTHING, since=entry.effective, seq=entry.seq),
        "publication": None,
        "examination": None,
        "extension_request": None,
        "reassignment": None,
    }
    if Stage.MENTOR_REVIEW in again:
        change |= {"revising": False, "open_comments": (), "answers": (), "rounds_used_up": False}
        change["rounds"] = last_round(journey, accepted=False, void=True)
    if Stage.DRAFTING in again:
        change["drafted_before"] = len(journey.submissions)
    return change


def _policy_changed(journey: Journey, event: re.PolicyChanged, entry: Entry) -> Change:
    """The turn under way has the new policy's days, from its beginning on; ladder steps due by now are not taken."""
    turn = journey.turn
    days = turn.allowance
    if days is not None and turn.counts_from is None:
        days = event.policy.days_for(turn.task, catch_up=journey.catch_up)
    return {
        "policy": event.policy,
        "turn": turn.model_copy(update={"allowance": days, "armed_since": entry.effective}),
    }


def _nothing(journey: Journey, event: re.DocumentRenewed | re.RepairNoted, entry: Entry) -> Change:
    return {}


CHANGES: Changes = {
    re.JourneyMovedBack: _moved_back,
    re.PolicyChanged: _policy_changed,
    re.DocumentRenewed: _nothing,
    re.RepairNoted: _nothing,
}
