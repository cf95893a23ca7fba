"""What the events of a journey's life change: opening, import, stages, turns, the end."""

from __future__ import annotations

from domain import events as ev
from domain import facts
from domain.changes.shape import Change, Changes
from domain.entry import Entry
from domain.model import Journey, StageSpan, Turn
from domain.shape import carry
from domain.vocabulary import Stage, Status


def _opened(journey: Journey, event: ev.JourneyOpened, entry: Entry) -> Change:
    return {
        "status": Status.OPEN,
        "stages": (StageSpan(stage=Stage.KICKOFF, opened=entry.effective),),
    }


def _imported(journey: Journey, event: ev.JourneyImported, entry: Entry) -> Change:
    imported = event.imported
    return {
        "status": Status.OPEN,
        "stage": imported.stage,
        "stages": (StageSpan(stage=imported.stage, opened=imported.opened_at, closed=imported.ended_at),),
    }


def _nothing(journey: Journey, event: ev.Event, entry: Entry) -> Change:
    return {}


def _ended(journey: Journey, event: ev.JourneyEnded, entry: Entry) -> Change:
    stages = tuple(
        span if span.closed else span.model_copy(update={"closed": entry.effective}) for span in journey.stages
    )
    imported = journey.imported
    at = imported.ended_at if imported and imported.ended_at else entry.effective
    return {
        "status": event.status,
        "ended_at": at,
        "stages": stages,
        "revising": False,
        "rounds_used_up": False,
        "pause": None,
    }


def _stage_closed(journey: Journey, event: ev.StageClosed, entry: Entry) -> Change:
    last = journey.stages[-1].model_copy(update={"closed": entry.effective})
    return {"stages": (*journey.stages[:-1], last)}


def _stage_opened(journey: Journey, event: ev.StageOpened, entry: Entry) -> Change:
    return {"stage": event.stage, "stages": (*journey.stages, StageSpan(stage=event.stage, opened=entry.effective))}


def _turn_passed(journey: Journey, event: ev.TurnPassed, entry: Entry) -> Change:
    turn = Turn(
        party=event.party,
        task=event.task,
        since=entry.effective,
        due=event.due,
        allowance=event.allowance,
        steps_taken=event.passed_over,
        seq=entry.seq,
    )
    # What was asked or proposed for the turn before has been overtaken.
    return {"turn": turn, "extension_request": None, "reassignment": None}


def _withdrawn(journey: Journey, event: ev.RegionWithdrawn, entry: Entry) -> Change:
    return {"withdrawal": carry(facts.WithdrawalFacts, event)}


CHANGES: Changes = {
    ev.JourneyOpened: _opened,
    ev.JourneyImported: _imported,
    ev.DocumentsCarriedOver: _nothing,
    ev.JourneyEnded: _ended,
    ev.RegionWithdrawn: _withdrawn,
    ev.StageClosed: _stage_closed,
    ev.StageOpened: _stage_opened,
    ev.TurnPassed: _turn_passed,
}
