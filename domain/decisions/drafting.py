"""Decisions while the books are drafted: sessions, hand-ins, chapters, the plan, the submission."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import assert_never

from domain import errors, facts
from domain.calendar import local_date
from domain.completeness import Lack, LackKind, lacking
from domain.decisions.context import Context, Events, check_day, twice
from domain.document_events import BookUploaded
from domain.event import Event
from domain.events import (
    ActionPlanSaved,
    ChapterSaved,
    DistinctivenessSaved,
    HandInCommented,
    HandInReceived,
    QuickWinsSaved,
    SessionConfirmed,
    SessionHeld,
    SessionMoved,
    SessionProposed,
    Submitted,
)
from domain.messages import (
    CommentHandIn,
    ConfirmSessions,
    DraftingAct,
    HandIn,
    MoveSession,
    ProposeSessions,
    RecordSession,
    SaveChapters,
    SavePlan,
    Submit,
    UploadBook,
)
from domain.model import Journey
from domain.roles import side
from domain.seats import regional_calendar
from domain.shape import carry
from domain.values import ChapterName, Comment
from domain.vocabulary import Role, Status


def decide_drafting(journey: Journey, act: DraftingAct, context: Context) -> Events:
    """What an act of the drafting stage leads to."""
    match act:
        case ProposeSessions():
            return _propose(journey, act, context)
        case ConfirmSessions():
            return _confirm(journey, act, context)
        case MoveSession():
            return _move(journey, act, context)
        case RecordSession():
            return _record(journey, act, context)
        case HandIn():
            return _hand_in(journey, act)
        case CommentHandIn():
            return _comment(journey, act, context)
        case SaveChapters():
            return saved_chapters(journey, act.saves)
        case UploadBook():
            return _upload(journey, act)
        case SavePlan():
            return _save_plan(journey, act)
        case Submit():
            return _submit(journey)
        case never:
            assert_never(never)


def _known_session(journey: Journey, number: int) -> None:
    if number > len(journey.policy.sessions):
        raise errors.SessionUnknown(number=number, count=len(journey.policy.sessions))


def _check_plan(journey: Journey, plan: facts.SessionPlanFacts, plans: Sequence[facts.SessionPlanFacts]) -> None:
    """Refuse days off or out of order, a mentor who is none, and days not between the neighbouring sessions."""
    _known_session(journey, plan.number)
    if journey.session(plan.number).record is not None:
        raise errors.SessionAlreadyHeld(number=plan.number)
    if list(plan.days) != sorted(set(plan.days)):
        raise errors.SessionDaysInvalid(number=plan.number, why="not in order, or one day twice")
    calendar = regional_calendar(journey)
    for day in plan.days:
        if not calendar.is_working_day(day):
            raise errors.SessionDaysInvalid(number=plan.number, why=f"{day} is no working day")
    mentors = journey.holders(Role.MENTOR)
    for mentor in plan.mentors:
        if mentor not in mentors:
            raise errors.NotAMentorHere(person=mentor, known=", ".join(mentors) or "none assigned yet")
    others = {s.number: s.plan for s in journey.sessions if s.plan is not None}
    others |= {p.number: p for p in plans}
    for number, other in others.items():
        if number < plan.number and other.days[-1] >= plan.days[0]:
            raise errors.SessionOutOfOrder(number=plan.number, other=number, why=f"that one ends on {other.days[-1]}")
        if number > plan.number and other.days[0] <= plan.days[-1]:
            raise errors.SessionOutOfOrder(number=number, other=plan.number, why=f"that one ends on {plan.days[-1]}")


def _propose(journey: Journey, act: ProposeSessions, context: Context) -> Events:
    repeated = twice(str(plan.number) for plan in act.plans)
    if repeated:
        raise errors.NameTwice(name=repeated)
    for plan in act.plans:
        _check_plan(journey, plan, act.plans)
        if journey.session(plan.number).plan is not None:
            raise errors.SessionAlreadyPlanned(number=plan.number)
        _not_in_the_past(journey, plan, context)
    by = side(context.actor.role)
    return tuple(carry(SessionProposed, plan, by=by) for plan in act.plans)


def _not_in_the_past(journey: Journey, plan: facts.SessionPlanFacts, context: Context) -> None:
    earliest = context.today(journey)
    if journey.imported is not None:
        # Sessions held before the journey came into the system are planned, confirmed and recorded with their days.
        earliest = local_date(journey.imported.opened_at, journey.region.zone)
    if plan.days[0] < earliest:
        raise errors.DueDatePassed(day=plan.days[0])


def _confirm(journey: Journey, act: ConfirmSessions, context: Context) -> Events:
    for number in act.numbers:
        _known_session(journey, number)
        session = journey.session(number)
        if session.plan is None:
            raise errors.SessionNotProposed(number=number)
        if session.confirmed:
            raise errors.SessionAlreadyConfirmed(number=number)
        if session.proposed_by is side(context.actor.role):
            raise errors.SessionOwnProposal(number=number)
    return tuple(SessionConfirmed(number=number) for number in dict.fromkeys(act.numbers))


def _move(journey: Journey, act: MoveSession, context: Context) -> Events:
    _known_session(journey, act.number)
    if journey.session(act.number).plan is None:
        raise errors.SessionNotProposed(number=act.number)
    _check_plan(journey, act, ())
    _not_in_the_past(journey, act, context)
    return (carry(SessionMoved, act, by=side(context.actor.role)),)


def check_session_record(journey: Journey, fact: facts.SessionRecordFacts, context: Context) -> None:
    """Refuse a record whose days are out of order, in the future, or not between the neighbouring sessions."""
    if list(fact.held_on) != sorted(set(fact.held_on)):
        raise errors.SessionDaysInvalid(number=fact.number, why="not in order, or one day twice")
    before = journey.session(fact.number - 1).record if fact.number > 1 else None
    check_day(journey, fact.held_on[-1], context)
    check_day(journey, fact.held_on[0], context, earliest=before.held_on[-1] if before else None)
    later = journey.session(fact.number + 1).record
    if later is not None and fact.held_on[-1] > later.held_on[0]:
        raise errors.SessionOutOfOrder(
            number=later.number, other=fact.number, why=f"that one ends on {fact.held_on[-1]}"
        )


def _record(journey: Journey, act: RecordSession, context: Context) -> Events:
    _known_session(journey, act.number)
    session = journey.session(act.number)
    if session.record is not None:
        raise errors.SessionAlreadyHeld(number=act.number)
    if not session.confirmed:
        raise errors.SessionNotConfirmed(number=act.number)
    if act.number > 1 and journey.session(act.number - 1).record is None:
        raise errors.SessionOutOfOrder(number=act.number, other=act.number - 1, why="that one is not recorded yet")
    check_session_record(journey, act, context)
    return (carry(SessionHeld, act),)


def _hand_in(journey: Journey, act: HandIn) -> Events:
    _known_session(journey, act.number)
    session = journey.session(act.number)
    if session.record is None:
        raise errors.SessionNotHeld(number=act.number)
    if session.complete:
        raise errors.HandInAlreadyGiven(number=act.number)
    repeated = twice(str(name) for name in act.chapters)
    if repeated:
        raise errors.NameTwice(name=repeated)
    saved = saved_chapters(journey, act.saves)
    versions = {e.name: e.version for e in saved if isinstance(e, ChapterSaved)}
    for name in act.chapters:
        check_chapter(journey, name)
        state = journey.chapter(name)
        if state is None and name not in versions:
            raise errors.ChapterNotWritten(chapter=name)
        if state is not None:
            versions.setdefault(name, state.version)
    return (*saved, carry(HandInReceived, act, versions=tuple(versions[name] for name in act.chapters)))


def check_comments(journey: Journey, comments: Sequence[Comment]) -> None:
    """Refuse comments that share an id or name a chapter the policy does not have."""
    repeated = twice(comment.id for comment in comments)
    if repeated:
        raise errors.CommentIdTwice(comment=repeated)
    for comment in comments:
        check_chapter(journey, comment.chapter)


def check_chapter(journey: Journey, name: ChapterName) -> None:
    """Refuse a chapter the policy does not have."""
    known = journey.policy.chapters()
    if (name.book, name.chapter) not in known:
        raise errors.ChapterUnknown(chapter=name, known=", ".join(f"{book}/{key}" for book, key in known))


def _comment(journey: Journey, act: CommentHandIn, context: Context) -> Events:
    _known_session(journey, act.number)
    if not journey.session(act.number).handed_in:
        raise errors.HandInMissing(number=act.number)
    check_comments(journey, act.comments)
    return (carry(HandInCommented, act, mentor=context.actor.person),)


def check_open_for_writing(journey: Journey) -> None:
    """Refuse changes to the books while mentors or approvers have them; once published, a new edition is prepared."""
    if journey.ended:
        if journey.status is not Status.PUBLISHED:
            raise errors.JourneyOver(status=journey.status)
        refuse_withdrawn(journey)
        if journey.edition_under_way is not None:
            raise errors.EditionUnderWay(number=journey.edition_under_way.number)
        return
    if journey.submitted and not journey.revising:
        raise errors.BooksUnderReview


def refuse_withdrawn(journey: Journey) -> None:
    """Refuse what is about a publication that was withdrawn."""
    at = journey.publication.withdrawn_at if journey.publication else None
    if at is not None:
        raise errors.PublicationWithdrawnAlready(day=local_date(at, journey.region.zone))


def saved_chapters(journey: Journey, saves: Sequence[facts.ChapterFacts]) -> tuple[ChapterSaved, ...]:
    """New versions of chapters; refused when somebody else saved one meanwhile."""
    if saves:
        check_open_for_writing(journey)
    repeated = twice(str(save.name) for save in saves)
    if repeated:
        raise errors.NameTwice(name=repeated)
    events: list[ChapterSaved] = []
    for save in saves:
        check_chapter(journey, save.name)
        state = journey.chapter(save.name)
        current = state.version if state else 0
        if save.based_on != current:
            raise errors.ChapterChangedMeanwhile(chapter=save.name, current=current, based_on=save.based_on)
        events.append(carry(ChapterSaved, save, version=current + 1))
    return tuple(events)


def _upload(journey: Journey, act: UploadBook) -> Events:
    """The chapters found in the file become new versions of the book's chapters, whatever they were before."""
    if not any(book.key == act.book for book in journey.policy.books):
        raise errors.BookUnknown(book=act.book, known=", ".join(book.key for book in journey.policy.books))
    saves = []
    for key, document in act.found:
        name = ChapterName(book=act.book, chapter=key)
        state = journey.chapter(name)
        saves.append(facts.ChapterFacts(name=name, document=document, based_on=state.version if state else 0))
    saved = saved_chapters(journey, saves)
    return (*saved, carry(BookUploaded, act, versions=tuple(save.version for save in saved)))


def _save_plan(journey: Journey, act: SavePlan) -> Events:
    check_open_for_writing(journey)
    events: list[Event] = []
    if act.action_plan is not None:
        _refuse_twice([row.name for row in act.action_plan.rows])
        events.append(carry(ActionPlanSaved, act.action_plan))
    if act.quick_wins is not None:
        _refuse_twice([win.name for win in act.quick_wins.quick_wins])
        events.append(carry(QuickWinsSaved, act.quick_wins))
    if act.distinctiveness is not None:
        events.append(carry(DistinctivenessSaved, act.distinctiveness))
    if not events:
        raise errors.NothingToSave
    return tuple(events)


def _refuse_twice(names: Sequence[str]) -> None:
    repeated = twice(names)
    if repeated:
        raise errors.NameTwice(name=repeated)


def missing_for_submission(journey: Journey) -> tuple[str, ...]:
    """Everything a submission still lacks, in words; empty when it is complete."""
    return tuple(_in_words(journey, lack) for lack in lacking(journey))


def _in_words(journey: Journey, lack: Lack) -> str:
    match lack.kind:
        case LackKind.CHAPTER:
            return f"chapter {lack.subject}"
        case LackKind.SESSION:
            return f"session {lack.subject} with its hand-in and the mentors' comments"
        case LackKind.PILLAR:
            return f"a row of the rencana aksi for pillar {lack.subject}"
        case LackKind.QUICK_WINS:
            return f"{lack.subject} more quick wins (at least {journey.policy.quick_wins_minimum})"
        case LackKind.DISTINCTIVENESS:
            return "the kekhasan daerah statement"
        case LackKind.DISTINCTIVENESS_USE:
            return "the quick wins and programmes that use the kekhasan daerah"
        case LackKind.NAMED_QUICK_WIN:
            return f"the quick win “{lack.subject}” that the kekhasan names"
        case LackKind.NAMED_PROGRAMME:
            return f"the programme “{lack.subject}” that the kekhasan names"
        case LackKind.ANSWER:
            return f"an answer to comment {lack.subject}"
        case never:
            assert_never(never)


def _submit(journey: Journey) -> Events:
    if journey.submitted and not journey.revising:
        raise errors.BooksUnderReview
    if journey.rounds_used_up:
        raise errors.NotYourTurn(act="submit", why="the rounds are used up; the programme manager decides how to go on")
    missing = missing_for_submission(journey)
    if missing:
        raise errors.SubmissionIncomplete(missing="; ".join(missing))
    versions, digest = snapshot(journey)
    return (Submitted(number=len(journey.submissions) + 1, versions=versions, sha256=digest),)


def snapshot(journey: Journey) -> tuple[tuple[int, ...], str]:
    """The books as they are now: the version of each chapter written, and one hash over everything."""
    chapters = [journey.chapter(ChapterName(book=b, chapter=c)) for b, c in journey.policy.chapters()]
    written = [chapter for chapter in chapters if chapter is not None]
    whole: dict[str, object] = {
        "chapters": [[str(c.name), c.versions[-1].sha256] for c in written],
        "programmes": [row.model_dump(mode="json") for row in journey.programmes],
        "quick_wins": [win.model_dump(mode="json") for win in journey.quick_wins],
        "distinctiveness": journey.distinctiveness.model_dump(mode="json") if journey.distinctiveness else None,
    }
    files = _official_files(journey)
    if files:
        whole["files"] = files
    digest = hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return tuple(chapter.version for chapter in written), digest


def _official_files(journey: Journey) -> list[list[str]]:
    """The books that came as one file and are still as they came, each with the hash of its file."""
    found = []
    for book in journey.policy.books:
        states = {
            chapter.key: journey.chapter(ChapterName(book=book.key, chapter=chapter.key)) for chapter in book.chapters
        }
        upload = journey.upload_of(book.key, {key: state.version for key, state in states.items() if state is not None})
        if upload is not None:
            found.append([book.key, upload.file.sha256])
    return found
