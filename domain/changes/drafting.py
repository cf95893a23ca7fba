"""What the events of the drafting change: sessions, hand-ins, chapters, the plan, submissions."""

from __future__ import annotations

from typing import Any

from domain import events as ev
from domain import facts
from domain.changes.shape import Change, Changes, put
from domain.entry import Entry
from domain.model import ChapterState, Journey, Submission
from domain.shape import carry


def _session(journey: Journey, number: int, **update: Any) -> Change:
    state = journey.session(number).model_copy(update=update)
    sessions = put(journey.sessions, state, lambda s: s.number == number)
    return {"sessions": tuple(sorted(sessions, key=lambda s: s.number))}


def _session_planned(journey: Journey, event: ev.SessionProposed | ev.SessionMoved, entry: Entry) -> Change:
    plan = carry(facts.SessionPlanFacts, event)
    return _session(journey, event.number, plan=plan, proposed_by=event.by, confirmed=False)


def _session_confirmed(journey: Journey, event: ev.SessionConfirmed, entry: Entry) -> Change:
    return _session(journey, event.number, confirmed=True)


def session_held(journey: Journey, event: facts.SessionRecordFacts, entry: Entry) -> Change:
    """The change by a session held, and by a correction of its record."""
    record = carry(facts.SessionRecordFacts, event)
    return _session(journey, event.number, record=record, record_seq=entry.seq)


def _handed_in(journey: Journey, event: ev.HandInReceived, entry: Entry) -> Change:
    return _session(journey, event.number, handed_in=tuple(zip(event.chapters, event.versions, strict=True)))


def _hand_in_commented(journey: Journey, event: ev.HandInCommented, entry: Entry) -> Change:
    state = journey.session(event.number)
    return _session(
        journey,
        event.number,
        comments=(*state.comments, *event.comments),
        commented_by=tuple(dict.fromkeys((*state.commented_by, event.mentor))),
    )


def _chapter_saved(journey: Journey, event: ev.ChapterSaved, entry: Entry) -> Change:
    state = journey.chapter(event.name)
    versions = (*(state.versions if state else ()), event.document)
    new = ChapterState(name=event.name, versions=versions)
    return {"chapters": put(journey.chapters, new, lambda chapter: chapter.name == event.name)}


def _kept(journey: Journey) -> Change:
    """What is published stays as it is while something else is written."""
    published = journey.publication is not None and journey.publication.at is not None
    return {"kept_plan": journey.published_plan} if published else {}


def _action_plan(journey: Journey, event: ev.ActionPlanSaved, entry: Entry) -> Change:
    return {**_kept(journey), "programmes": event.rows}


def _quick_wins(journey: Journey, event: ev.QuickWinsSaved, entry: Entry) -> Change:
    return {**_kept(journey), "quick_wins": event.quick_wins}


def _distinctiveness(journey: Journey, event: ev.DistinctivenessSaved, entry: Entry) -> Change:
    return {**_kept(journey), "distinctiveness": event.distinctiveness}


def _submitted(journey: Journey, event: ev.Submitted, entry: Entry) -> Change:
    submission = Submission(number=event.number, at=entry.effective, versions=event.versions, sha256=event.sha256)
    return {"submissions": (*journey.submissions, submission), "revising": False}


CHANGES: Changes = {
    ev.SessionProposed: _session_planned,
    ev.SessionMoved: _session_planned,
    ev.SessionConfirmed: _session_confirmed,
    ev.SessionHeld: session_held,
    ev.HandInReceived: _handed_in,
    ev.HandInCommented: _hand_in_commented,
    ev.ChapterSaved: _chapter_saved,
    ev.ActionPlanSaved: _action_plan,
    ev.QuickWinsSaved: _quick_wins,
    ev.DistinctivenessSaved: _distinctiveness,
    ev.Submitted: _submitted,
}
