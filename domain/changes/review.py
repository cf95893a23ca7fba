"""What the events of the mentor review change: rounds, verdicts, comments and their answers."""

from __future__ import annotations

from typing import Any

from domain import events as ev
from domain import facts
from domain.changes.shape import Change, Changes
from domain.entry import Entry
from domain.model import Journey, MentorVerdict, Round


def _round_opened(journey: Journey, event: ev.RoundOpened, entry: Entry) -> Change:
    return {"rounds": (*journey.rounds, Round(number=event.number, submission=len(journey.submissions)))}


def last_round(journey: Journey, **update: Any) -> tuple[Round, ...]:
    """The rounds with the newest one changed."""
    return (*journey.rounds[:-1], journey.rounds[-1].model_copy(update=update)) if journey.rounds else ()


def _verdict(journey: Journey, event: ev.VerdictGiven, entry: Entry) -> Change:
    given = MentorVerdict(
        mentor=event.mentor,
        at=entry.effective,
        round=event.round,
        verdict=event.verdict,
        scores=event.scores,
        comments=event.comments,
    )
    return {"rounds": last_round(journey, verdicts=(*journey.rounds[-1].verdicts, given))}


def _accepted(journey: Journey, event: ev.RoundAccepted, entry: Entry) -> Change:
    return {"rounds": last_round(journey, accepted=True), "revising": False, "open_comments": (), "answers": ()}


def _revision(journey: Journey, event: ev.RevisionRequested, entry: Entry) -> Change:
    change: Change = {"revising": True, "open_comments": event.comments, "answers": ()}
    if event.by == "mentors":
        change["rounds"] = last_round(journey, accepted=False)
    return change


def _rounds_used_up(journey: Journey, event: ev.RoundsUsedUp, entry: Entry) -> Change:
    return {"rounds_used_up": True}


def _rounds_decided(journey: Journey, event: ev.RoundsDecided, entry: Entry) -> Change:
    extra = 1 if event.choice is facts.RoundsChoice.ANOTHER_ROUND else 0
    return {"rounds_used_up": False, "extra_rounds": journey.extra_rounds + extra}


def _answered(journey: Journey, event: ev.CommentsAnswered, entry: Entry) -> Change:
    answers = {answer.comment: answer for answer in (*journey.answers, *event.answers)}
    return {"answers": tuple(answers.values())}


CHANGES: Changes = {
    ev.RoundOpened: _round_opened,
    ev.VerdictGiven: _verdict,
    ev.RoundAccepted: _accepted,
    ev.RevisionRequested: _revision,
    ev.RoundsUsedUp: _rounds_used_up,
    ev.RoundsDecided: _rounds_decided,
    ev.CommentsAnswered: _answered,
}
