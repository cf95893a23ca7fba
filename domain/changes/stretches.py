"""To whom time is charged: `charged` keeps a journey's stretches in step with whose turn it is."""

from __future__ import annotations

from datetime import datetime

from domain.clock import Stretch
from domain.model import Journey
from domain.seats import outstanding
from domain.vocabulary import Party, Status


def charged(journey: Journey, at: datetime) -> tuple[Stretch, ...]:
    """The stretches of a journey as it is since `at`: the last one ends when what it is charged to changes.

    Times only go forward: what counts from earlier than the last change is charged from that change on. A stretch
    without length leaves no trace. The same tuple when nothing changes.
    """
    kept = journey.stretches
    last = kept[-1] if kept else None
    if journey.status is not Status.OPEN:
        if last is None or last.until is not None:
            return kept
        end = max(journey.ended_at or at, last.since)
        return _closed(kept, end)
    if last is None:
        opened = journey.stages[0].opened if journey.stages else at
        return (_stretch(journey, opened),)
    now = _stretch(journey, max(at, last.since))
    if now == last.model_copy(update={"since": now.since}):
        return kept
    return (*_closed(kept, now.since), now)


def _closed(stretches: tuple[Stretch, ...], at: datetime) -> tuple[Stretch, ...]:
    last = stretches[-1]
    return stretches[:-1] if last.since == at else (*stretches[:-1], last.model_copy(update={"until": at}))


def _stretch(journey: Journey, since: datetime) -> Stretch:
    turn = journey.turn
    if journey.pause is not None:
        return Stretch(party=Party.NOBODY, task=turn.task, stage=journey.stage, since=since)
    return Stretch(
        party=turn.party,
        task=turn.task,
        stage=journey.stage,
        since=since,
        due=turn.due,
        outstanding=outstanding(journey),
    )
