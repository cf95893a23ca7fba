"""The read tables as a pure function of a journey's state: to show a new fact in a list, add it to a `_table` here.

`project` gives every row of a journey; the recording writes the rows that differ from those of the state before. The
columns are those of the migrations, and every primary key begins with the journey's id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from domain import clock_rows, document_rows, tasks
from domain.clock_rows import Cell as Cell
from domain.clock_rows import Row as Row
from domain.model import Journey, SessionState, problems
from domain.values import Comment

Rows = dict[str, tuple[Row, ...]]
"""All rows of a journey, by table."""

TABLES: dict[str, tuple[str, ...]] = {
    "journeys": ("journey_id",),
    "stage_spans": ("journey_id", "number"),
    "gates": ("journey_id", "gate"),
    "obligations": ("journey_id", "obligation"),
    "sessions": ("journey_id", "session"),
    "session_days": ("journey_id", "session", "day"),
    "chapters": ("journey_id", "book", "chapter"),
    "chapter_versions": ("journey_id", "book", "chapter", "version"),
    "programmes": ("journey_id", "number"),
    "quick_wins": ("journey_id", "number"),
    "submissions": ("journey_id", "submission"),
    "rounds": ("journey_id", "round"),
    "verdicts": ("journey_id", "round", "mentor"),
    "verdict_scores": ("journey_id", "round", "mentor", "pillar"),
    "comments": ("journey_id", "number"),
    "open_comments": ("journey_id", "number"),
    "commitments": ("journey_id",),
    "examinations": ("journey_id",),
    "judgements": ("journey_id", "number"),
    "memberships": ("journey_id", "number"),
    "interests": ("journey_id", "number"),
    "contests": ("journey_id", "number"),
    "problems": ("journey_id", "kind", "subject"),
    "catalogue": ("journey_id",),
    **document_rows.TABLES,
    **clock_rows.TABLES,
    **tasks.TABLES,
}
"""The read tables and the columns of their primary keys."""


def project(journey: Journey) -> Rows:
    """Every row of every read table that this state of a journey asks for; tables without rows are there, empty."""
    return {table: tuple({"journey_id": journey.id, **row} for row in build(journey)) for table, build in _BUILD}


def bookings(journey: Journey) -> tuple[tuple[str, date, int], ...]:
    """The days on which this journey needs a mentor: (mentor, day, session), sorted; none once it has ended.

    A session that was held keeps its days, as the plan said them.
    """
    if journey.ended:
        return ()
    plans = [s.plan for s in journey.sessions if s.plan is not None]
    wanted = {(mentor, day): plan.number for plan in plans for mentor in plan.mentors for day in plan.days}
    return tuple(sorted((mentor, day, session) for (mentor, day), session in wanted.items()))


def _journeys(j: Journey) -> Iterable[Row]:
    yield {
        "cohort": j.cohort,
        "region_id": j.region.id,
        "region_name": j.region.name,
        "region_code": j.region.code,
        "zone": j.region.zone.value,
        "policy": j.policy.name,
        "policy_version": j.policy.version,
        "status": j.status.value,
        "stage": j.stage.value,
        "turn_party": j.turn.party.value,
        "turn_task": j.turn.task.value,
        "turn_since": j.turn.since,
        "turn_due": j.turn.due,
        "turn_steps": j.turn.steps_taken,
        "turn_first_due": j.turn.first_due,
        "paused_until": j.pause.resumes_on if j.pause else None,
        "round": len(j.rounds),
        "revising": j.revising,
        "rounds_used_up": j.rounds_used_up,
        "opens_at": j.opens_at,
        "ended_at": j.ended_at,
        "catch_up": j.catch_up,
        "simulated": j.simulated,
        "imported": j.imported is not None,
        "carried_from": j.carried_from,
        "withdrawal_reason": j.withdrawal.reason if j.withdrawal else None,
        "seq": j.seq,
        "head": j.head,
    }


def _stage_spans(j: Journey) -> Iterable[Row]:
    for number, span in enumerate(j.stages, start=1):
        yield {"number": number, "stage": span.stage.value, "opened": span.opened, "closed": span.closed}


def _gates(j: Journey) -> Iterable[Row]:
    """Every gate of the policy, so that a missing one is a row too."""
    for gate in j.policy.gates:
        state = j.gate(gate.name)
        fact = state.fact if state else None
        promise = state.provisional if state else None
        standing = "passed" if fact else "provisional" if promise else "missing"
        yield {
            "gate": gate.name,
            "title": gate.title,
            "standing": standing,
            "overdue": bool(state and state.overdue and fact is None),
            "passed_on": fact.passed_on if fact else None,
            "evidence": fact.evidence.sha256 if fact else None,
            "reason": promise.reason if promise else None,
            "due_on": promise.due_on if promise else None,
            "seq": state.seq if state else None,
        }


def _obligations(j: Journey) -> Iterable[Row]:
    for policy in j.policy.obligations:
        state = j.obligation(policy.name)
        yield {
            "obligation": policy.name,
            "title": policy.title,
            "due": state.due,
            "met_on": state.met_on,
            "evidence": state.evidence.sha256 if state.evidence else None,
            "overdue": state.overdue,
            "lapsed": state.lapsed,
        }


def _standing(session: SessionState) -> str:
    if session.complete:
        return "complete"
    if session.handed_in:
        return "handed_in"
    if session.record is not None:
        return "held"
    if session.plan is None:
        return "unplanned"
    return "confirmed" if session.confirmed else "proposed"


def _sessions(j: Journey) -> Iterable[Row]:
    for policy in j.policy.sessions:
        session = j.session(policy.number)
        plan, record = session.plan, session.record
        yield {
            "session": policy.number,
            "title": policy.title,
            "standing": _standing(session),
            "place": plan.place if plan else None,
            "mentors": plan.mentors if plan else (),
            "proposed_by": session.proposed_by.value if session.proposed_by else None,
            "attendance": record.attendance if record else None,
            "attendance_list": record.attendance_list.sha256 if record else None,
            "minutes": record.minutes.sha256 if record else None,
            "output": record.output.sha256 if record and record.output else None,
            "chapters_handed_in": len(session.handed_in),
            "commented_by": session.commented_by,
        }


def _session_days(j: Journey) -> Iterable[Row]:
    """The days a session was held on, or is planned for while it has not been held."""
    for session in j.sessions:
        held = session.record is not None
        days = session.record.held_on if session.record else session.plan.days if session.plan else ()
        for day in dict.fromkeys(days):
            yield {"session": session.number, "day": day, "held": held}


def _chapters(j: Journey) -> Iterable[Row]:
    for chapter in j.chapters:
        newest = chapter.versions[-1]
        yield {
            "book": chapter.name.book,
            "chapter": chapter.name.chapter,
            "version": chapter.version,
            "sha256": newest.sha256,
            "size": newest.size,
        }


def _chapter_versions(j: Journey) -> Iterable[Row]:
    for chapter in j.chapters:
        for version, document in enumerate(chapter.versions, start=1):
            yield {
                "book": chapter.name.book,
                "chapter": chapter.name.chapter,
                "version": version,
                "sha256": document.sha256,
                "size": document.size,
                "title": document.title,
            }


def _programmes(j: Journey) -> Iterable[Row]:
    for number, row in enumerate(j.published_plan.programmes, start=1):
        yield {"number": number, **row.model_dump(exclude={"pillar"}), "pillar": row.pillar.value}


def _quick_wins(j: Journey) -> Iterable[Row]:
    for number, win in enumerate(j.published_plan.quick_wins, start=1):
        yield {"number": number, "name": win.name, "pillar": win.pillar.value, "months": win.months}


def _submissions(j: Journey) -> Iterable[Row]:
    for submission in j.submissions:
        yield {
            "submission": submission.number,
            "at": submission.at,
            "sha256": submission.sha256,
            "versions": tuple(
                f"{book}/{chapter}@{version}"
                for (book, chapter), version in zip(j.policy.chapters(), submission.versions, strict=False)
            ),
        }


def _rounds(j: Journey) -> Iterable[Row]:
    for item in j.rounds:
        yield {"round": item.number, "submission": item.submission, "accepted": item.accepted}


def _verdicts(j: Journey) -> Iterable[Row]:
    for item in j.rounds:
        for verdict in item.verdicts:
            yield {
                "round": item.number,
                "mentor": verdict.mentor,
                "verdict": verdict.verdict.value,
                "at": verdict.at,
                "comments": len(verdict.comments),
            }


def _verdict_scores(j: Journey) -> Iterable[Row]:
    for item in j.rounds:
        for verdict in item.verdicts:
            for pillar, score in {s.pillar: s.score for s in verdict.scores}.items():
                yield {"round": item.number, "mentor": verdict.mentor, "pillar": pillar.value, "score": score}


def _comment_row(comment: Comment) -> Row:
    return {
        "comment": comment.id,
        "book": comment.chapter.book,
        "chapter": comment.chapter.chapter,
        "text": comment.text,
    }


def _comments(j: Journey) -> Iterable[Row]:
    """Every comment ever made; `origin` says where. Numbered here: two mentors may choose the same comment id."""
    made: list[tuple[str, str | None, Comment]] = [
        (f"session-{session.number}", None, comment) for session in j.sessions for comment in session.comments
    ]
    made += [
        (f"round-{item.number}", verdict.mentor, comment)
        for item in j.rounds
        for verdict in item.verdicts
        for comment in verdict.comments
    ]
    made += [(judgement.step, judgement.by, comment) for judgement in j.judgements for comment in judgement.corrections]
    for number, (origin, author, comment) in enumerate(made, start=1):
        yield {"number": number, "origin": origin, "author": author, **_comment_row(comment)}


def _open_comments(j: Journey) -> Iterable[Row]:
    """The matriks tindak lanjut: the comments to answer in this revision, with the answers so far."""
    answers = {answer.comment: answer.text for answer in j.answers}
    for number, comment in enumerate(j.open_comments, start=1):
        yield {"number": number, **_comment_row(comment), "answer": answers.get(comment.id)}


def _commitments(j: Journey) -> Iterable[Row]:
    if j.commitment is not None:
        yield {
            "signed_on": j.commitment.signed_on,
            "head": j.commitment.head,
            "capacity": j.commitment.capacity.value,
            "signatories": tuple(signatory.person for signatory in j.commitment.signatories),
            "scan": j.commitment.scan.sha256,
            "seq": j.commitment.seq,
        }


def _examinations(j: Journey) -> Iterable[Row]:
    if j.examination is not None:
        shown = j.examination.presentation
        yield {
            "slot": j.examination.plan.slot,
            "examiners": j.examination.plan.examiners,
            "slides": shown.slides.sha256 if shown else None,
            "video": shown.video.sha256 if shown and shown.video else None,
        }


def _judgements(j: Journey) -> Iterable[Row]:
    for number, judgement in enumerate(j.judgements, start=1):
        yield {
            "number": number,
            "step": judgement.step,
            "agency": judgement.agency,
            "outcome": judgement.outcome.value,
            "at": judgement.at,
            "by": judgement.by,
            "notes": judgement.notes,
            "corrections": len(judgement.corrections),
            "void": judgement.void,
        }


def _memberships(j: Journey) -> Iterable[Row]:
    for number, member in enumerate(j.members, start=1):
        yield {
            "number": number,
            "person": member.person,
            "role": member.role.value,
            "agency": member.agency,
            "since": member.since,
            "until": member.until,
        }


def _interests(j: Journey) -> Iterable[Row]:
    for number, interest in enumerate(j.interests, start=1):
        yield {
            "number": number,
            "mentor": interest.mentor,
            "conflict": interest.conflict,
            "statement": interest.statement,
        }


def _contests(j: Journey) -> Iterable[Row]:
    for number, contest in enumerate(j.contests, start=1):
        yield {
            "number": number,
            "seq": contest.seq,
            "person": contest.person,
            "reason": contest.reason,
            "upheld": contest.upheld,
        }


def _problems(j: Journey) -> Iterable[Row]:
    for problem in dict.fromkeys((p.kind, p.subject) for p in problems(j)):
        yield {"kind": problem[0], "subject": problem[1]}


_BUILD: tuple[tuple[str, Callable[[Journey], Iterable[Row]]], ...] = (
    ("journeys", _journeys),
    ("stage_spans", _stage_spans),
    ("gates", _gates),
    ("obligations", _obligations),
    ("sessions", _sessions),
    ("session_days", _session_days),
    ("chapters", _chapters),
    ("chapter_versions", _chapter_versions),
    ("programmes", _programmes),
    ("quick_wins", _quick_wins),
    ("submissions", _submissions),
    ("rounds", _rounds),
    ("verdicts", _verdicts),
    ("verdict_scores", _verdict_scores),
    ("comments", _comments),
    ("open_comments", _open_comments),
    ("commitments", _commitments),
    ("examinations", _examinations),
    ("judgements", _judgements),
    ("memberships", _memberships),
    ("interests", _interests),
    ("contests", _contests),
    ("problems", _problems),
    ("catalogue", document_rows.catalogue),
    *document_rows.BUILD,
    *clock_rows.BUILD,
    *tasks.BUILD,
)
