"""From a journey's state to what a document says: `gather` takes everything from the state, and reads nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from activities.documents import models
from activities.documents.models import Model
from domain.calendar import local_date
from domain.deadlines import due_for, obligation_due
from domain.documents import DocumentOrder
from domain.model import Journey, MentorVerdict, Round, Submission
from domain.planned import planned_dates
from domain.seats import counting, office_seat, regional_seat
from domain.values import ChapterName, Comment
from domain.vocabulary import IANA, DocumentKind, Party, Role, Stage, Task, Verdict

SESSIONS_BEGIN = time(9, 0)
"""The hour at which a bimtek begins on its first day, in the region's zone; no policy gives another."""

SENIORS: dict[Party, tuple[Role, ...]] = {
    Party.REGION: (Role.SEKDA, Role.REGIONAL_HEAD),
    Party.MENTORS: (Role.MENTOR_LEAD,),
    Party.APPROVERS: (Role.DIRECTOR,),
}
"""Whom a letter about a late task goes to, the first who is there; for all others the programme manager."""

EXPECTED = (
    *(Role.MENTOR, Role.MINISTRY_OFFICER, Role.COORDINATOR, Role.TEAM_CHAIR, Role.TEAM_MEMBER, Role.BAPPEDA),
    Role.OPD_CONTRIBUTOR,
)
"""Who stands on an attendance list from the start, in this order."""


class _Known:
    """A journey after the entry that ordered a document, the entry's instant, and the names of people."""

    def __init__(self, order: DocumentOrder, journey: Journey, people: Mapping[str, str], at: datetime) -> None:
        self.order, self.journey, self.people, self.at = order, journey, people, at
        documents = journey.policy.documents
        if documents is None:
            raise ValueError(f"the policy {journey.policy.name} asks for no documents")
        self.documents = documents
        self.office_zone = office_seat(journey).zone

    def name(self, person: str) -> str:
        """A person's display name; the id of one whose name is not known."""
        return self.people.get(person, "").strip() or person

    def names(self, people: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.name(person) for person in people)

    def first(self, role: Role) -> str | None:
        """The name of the first holder of a role, None while it is empty."""
        return next(iter(self.names(self.journey.holders(role))), None)

    def due(self, task: Task) -> datetime | None:
        """When a task of the region is due that begins with the entry."""
        return due_for(self.journey, Party.REGION, task, self.at)[0]

    def paper(self, dated: date | None = None) -> dict[str, Any]:
        """The fields of every document; without another day it is dated where the ministry works."""
        policy = self.journey.policy
        return {
            "programme": policy.programme,
            "intake": policy.title,
            "ministry": policy.ministry,
            "unit": self.documents.unit,
            "address": self.documents.address,
            "region": self.journey.region.name,
            "zone": self.journey.region.zone,
            "dated": dated or local_date(self.at, self.office_zone),
            "reference": f"{self.order.journey} / {self.order.key}",
        }

    def official(self) -> dict[str, Any]:
        """The fields of what the programme signs."""
        return self.paper() | {
            "place": self.documents.place,
            "office_zone": self.office_zone,
            "number_pattern": self.documents.letter_number,
            "signatory": self.documents.signatory,
            "signer": self.first(Role.DIRECTOR),
        }

    def regional(self) -> dict[str, Any]:
        """The fields of what is made in the region, and dated there."""
        return self.paper(local_date(self.at, self.journey.region.zone))

    def gates(self) -> tuple[str, ...]:
        return tuple(gate.title for gate in self.journey.policy.gates if gate.stage is Stage.KICKOFF)

    def book_titles(self, keys: Iterable[str] | None = None) -> tuple[str, ...]:
        """The titles of some books, or of all."""
        wanted = None if keys is None else set(keys)
        return tuple(book.title for book in self.journey.policy.books if wanted is None or book.key in wanted)

    def comment(self, comment: Comment) -> dict[str, Any]:
        book, chapter = self._titles(comment.chapter)
        return {"book": book, "chapter": chapter, "text": comment.text}

    def _titles(self, name: ChapterName) -> tuple[str, str]:
        """The titles of a chapter's book and of the chapter; the key of one that the policy does not have."""
        book = next((book for book in self.journey.policy.books if book.key == name.book), None)
        chapter = next((c for c in book.chapters if c.key == name.chapter), None) if book else None
        return (book.title if book else name.book, chapter.title if chapter else name.chapter)

    def submission(self, of: Round) -> Submission:
        return next(s for s in self.journey.submissions if s.number == of.submission)


def gather(order: DocumentOrder, journey: Journey, people: Mapping[str, str], *, at: datetime) -> Model:
    """What the ordered document says: `journey` after the entry, which was made `at`; `people` are names by id.

    Books and the closing report are made elsewhere: a ValueError. So is a document about what the journey lacks.
    """
    make = _MAKERS.get(order.kind)
    if make is None:
        raise ValueError(f"{order.kind} is not gathered here")
    try:
        return make(_Known(order, journey, people, at))
    except StopIteration as error:
        raise ValueError(f"{order.key} is about something that the journey does not have") from error


def _assessment(known: _Known) -> models.AssessmentLetter:
    journey = known.journey
    planned = planned_dates(journey) if journey.policy.plan else ()
    stages = {stage.value: stage for stage in Stage}
    due = known.due(Task.PASS_GATES)
    assert due is not None
    return models.AssessmentLetter(
        **known.official(),
        gates=known.gates(),
        sessions=tuple(session.title for session in journey.policy.sessions),
        books=known.book_titles(),
        due=due,
        plan=tuple(models.PlannedStage(stage=stages[p.name], day=p.day) for p in planned if p.name in stages),
        officer=known.first(Role.MINISTRY_OFFICER),
    )


def _kickoff(known: _Known) -> models.KickoffInvitation:
    due = known.due(Task.PASS_GATES)
    assert due is not None
    return models.KickoffInvitation(
        **known.official(),
        begins=local_date(known.journey.opens_at, known.journey.region.zone),
        due=due,
        gates=known.gates(),
        officer=known.first(Role.MINISTRY_OFFICER),
    )


def _asked(known: _Known, number: int) -> tuple[models.Asked, ...]:
    policy = known.journey.policy
    session = next(session for session in policy.sessions if session.number == number)
    return tuple(
        models.Asked(title=obligation.title, due=obligation_due(known.journey, obligation.name))
        for obligation in policy.obligations
        if obligation.name in session.asks_for and not known.journey.obligation(obligation.name).settled
    )


def _session(known: _Known) -> dict[str, Any]:
    """What every document about a session says; its number is what the order is about."""
    number = int(known.order.about)
    policy = next(session for session in known.journey.policy.sessions if session.number == number)
    return {"number": number, "title": policy.title}


def _session_invitation(known: _Known) -> models.SessionInvitation:
    journey, about = known.journey, _session(known)
    plan = journey.session(about["number"]).plan
    assert plan is not None
    policy = journey.policy.sessions[about["number"] - 1]
    return models.SessionInvitation(
        **known.official(),
        **about,
        days=plan.days,
        begins=datetime.combine(plan.days[0], SESSIONS_BEGIN, ZoneInfo(IANA[journey.region.zone])),
        venue=plan.place,
        mentors=known.names(plan.mentors or journey.holders(Role.MENTOR)),
        officer=known.first(Role.MINISTRY_OFFICER),
        output=known.book_titles(policy.output),
        asked=_asked(known, about["number"]),
    )


def _attendance_list(known: _Known) -> models.AttendanceList:
    about = _session(known)
    plan = known.journey.session(about["number"]).plan
    assert plan is not None
    expected = [(person, role) for role in EXPECTED for person in known.journey.holders(role)]
    return models.AttendanceList(
        **known.regional(),
        **about,
        days=plan.days,
        venue=plan.place,
        expected=tuple(models.Attendee(name=known.name(person), role=role) for person, role in expected),
    )


def _session_minutes(known: _Known) -> models.SessionMinutes:
    about = _session(known)
    state = known.journey.session(about["number"])
    assert state.plan is not None
    assert state.record is not None
    policy = known.journey.policy.sessions[about["number"] - 1]
    return models.SessionMinutes(
        **known.paper(state.record.held_on[-1]),
        **about,
        held_on=state.record.held_on,
        venue=state.plan.place,
        attendance=state.record.attendance,
        mentors=known.names(state.plan.mentors or known.journey.holders(Role.MENTOR)),
        officer=known.first(Role.MINISTRY_OFFICER),
        chair=known.first(Role.TEAM_CHAIR),
        output=known.book_titles(policy.output),
        asked=_asked(known, about["number"]),
        hand_in_due=known.due(Task.HAND_IN),
    )


def _review_sheet(known: _Known) -> models.ReviewSheet:
    journey = known.journey
    current = journey.rounds[-1]
    verdict = next(verdict for verdict in current.verdicts if verdict.mentor == known.order.about)
    submission = known.submission(current)
    return models.ReviewSheet(
        **known.paper(local_date(verdict.at, journey.region.zone)),
        mentor=known.name(verdict.mentor),
        round=current.number,
        submission=submission.number,
        submitted_at=submission.at,
        sha256=submission.sha256,
        given_at=verdict.at,
        verdict=verdict.verdict,
        lowest=journey.policy.review.lowest_score,
        highest=journey.policy.review.highest_score,
        scores=tuple(models.ScoreLine(pillar=score.pillar, score=score.score) for score in verdict.scores),
        comments=tuple(models.CommentLine(**known.comment(comment)) for comment in verdict.comments),
    )


def _verdict_line(known: _Known, verdict: MentorVerdict) -> models.VerdictLine:
    scores = [score.score for score in verdict.scores]
    return models.VerdictLine(
        mentor=known.name(verdict.mentor),
        verdict=verdict.verdict,
        given_at=verdict.at,
        mean=sum(scores) / len(scores) if scores else None,
        comments=len(verdict.comments),
    )


def _round_minutes(known: _Known) -> models.RoundMinutes:
    number = int(known.order.about)
    current = next(found for found in known.journey.rounds if found.number == number)
    submission = known.submission(current)
    accepted = current.accepted is True
    return models.RoundMinutes(
        **known.regional(),
        round=number,
        submission=submission.number,
        submitted_at=submission.at,
        sha256=submission.sha256,
        verdicts=tuple(_verdict_line(known, verdict) for verdict in current.verdicts),
        accepted=accepted,
        by_decision=accepted and any(verdict.verdict is Verdict.REVISE for verdict in current.verdicts),
        open_comments=len(known.journey.open_comments),
        due=None if accepted else known.due(Task.REVISE),
        officer=known.first(Role.MINISTRY_OFFICER),
        chair=known.first(Role.TEAM_CHAIR),
    )


def _matrix(known: _Known) -> models.FollowUpMatrix:
    journey = known.journey
    answers = {answer.comment: answer.text for answer in journey.answers}
    lines = tuple(
        models.FollowUpLine(**known.comment(comment), answer=answers.get(comment.id))
        for comment in journey.open_comments
    )
    answered = sum(line.answer is not None for line in lines)
    return models.FollowUpMatrix(
        **known.regional(),
        round=int(known.order.about),
        lines=lines,
        answered=answered,
        due=known.due(Task.REVISE) if answered == 0 else None,
        coordinator=known.first(Role.COORDINATOR),
        chair=known.first(Role.TEAM_CHAIR),
    )


def _commitment(known: _Known) -> models.CommitmentSheet:
    journey = known.journey
    rows = journey.programmes
    return models.CommitmentSheet(
        **known.regional(),
        head=known.first(Role.REGIONAL_HEAD),
        books=known.book_titles(),
        programmes=len(rows),
        first_year=min((row.first_year for row in rows), default=journey.opens_at.year),
        last_year=max((row.last_year for row in rows), default=journey.opens_at.year),
        quick_wins=tuple(win.name for win in journey.quick_wins),
        agencies=tuple(dict.fromkeys(row.responsible_opd for row in rows)),
    )


def _ladder_letter(known: _Known) -> models.LadderLetter:
    journey, turn = known.journey, known.journey.turn
    assert turn.due is not None
    seniors = SENIORS.get(turn.party, ())
    reminded = [step for step in journey.policy.ladder_for(turn.party, journey.stage) if step.name in turn.steps_taken]
    calendar = counting(journey, regional_seat(journey))
    zone = journey.region.zone
    return models.LadderLetter(
        **known.official(),
        addressee=next((role for role in seniors if journey.holders(role)), (*seniors, Role.PROGRAMME_MANAGER)[-1]),
        party=turn.party,
        task=turn.task,
        stage=journey.stage,
        since=local_date(turn.since, zone),
        due=turn.due,
        days_late=calendar.between(local_date(turn.due, zone), local_date(known.at, zone)),
        reminders=sum(step.action in ("remind", "escalate") for step in reminded),
        coordinator=known.first(Role.COORDINATOR),
        officer=known.first(Role.MINISTRY_OFFICER),
    )


def _certificate(known: _Known) -> models.Certificate:
    journey = known.journey
    assert journey.publication is not None
    return models.Certificate(
        **known.official(),
        head=known.first(Role.REGIONAL_HEAD),
        published=journey.publication.at or known.at,
        sha256=journey.publication.sha256,
        books=known.book_titles(),
        quick_wins=tuple(win.name for win in journey.quick_wins),
        programmes=len(journey.programmes),
        rounds=len(journey.rounds),
    )


_MAKERS: dict[DocumentKind, Callable[[_Known], Model]] = {
    DocumentKind.ASSESSMENT_LETTER: _assessment,
    DocumentKind.KICKOFF_INVITATION: _kickoff,
    DocumentKind.SESSION_INVITATION: _session_invitation,
    DocumentKind.ATTENDANCE_LIST: _attendance_list,
    DocumentKind.SESSION_MINUTES: _session_minutes,
    DocumentKind.REVIEW_SHEET: _review_sheet,
    DocumentKind.ROUND_MINUTES: _round_minutes,
    DocumentKind.FOLLOW_UP_MATRIX: _matrix,
    DocumentKind.COMMITMENT_SHEET: _commitment,
    DocumentKind.LADDER_LETTER: _ladder_letter,
    DocumentKind.CERTIFICATE: _certificate,
}
