"""The review desk: what mentors judge and with what, and for everybody else what they said round by round."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.fellow_verdicts import hides_fellows, judges_for, rounds_shown
from api.http.access import OfJourney
from api.http.asking import BookKey, ChapterKey, JourneyId
from api.http.caller import Caller
from api.http.problems import NotFound
from api.http.serving import Serving
from api.journey_time import turn_days_left
from api.pages.follow_up import follow_ups
from api.pages.judged_chapter import ChapterPage
from api.pages.judging import Desk, Judging, begun, judge, persons_of, read_form
from api.pages.judging_draft import WorkKey
from api.pages.judging_words import files_of, judging_words
from api.pages.rendering import Pages, Showing
from api.pages.review_work import snapshot_judged, work_now
from api.pages.room import Room, room_of
from api.pages.snapshots import snapshot_of
from api.services import Services
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.people import People
from records.reading import Reading

router = APIRouter(include_in_schema=False)

SnapshotKey = Annotated[str, Path(pattern=r"^(submission|bimtek)-[0-9]{1,4}$")]
QuoteOf = Annotated[int | None, Query(ge=0, le=100_000)]
BACK = Phrase("Telaah", "Review")


@router.get("/journeys/{journey}/review")
async def review(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """What is under review, the visitor's form for it, and every round so far."""
    room = await room_of(services, journey)
    _, key = work_now(room.state, await persons_of(services, caller, journey))
    judging = await begun(services, room.state, caller, key, await pages.language(caller)) if key else None
    return await _desk(services, pages, caller, room, judging, 200)


@router.post("/journeys/{journey}/review/{key}")
async def send_review(
    journey: JourneyId, key: WorkKey, request: Request, caller: OfJourney, services: Serving, pages: Showing
) -> Response:
    """Give a verdict or comment on a hand-in; or keep the draft of it."""
    if key.partition(".")[0] not in ("give_verdict", "comment_hand_in"):
        raise NotFound
    sent = await read_form(request, services, caller)
    room = await room_of(services, journey)

    async def render(judging: Judging, status: int) -> Response:
        return await _desk(services, pages, caller, room, judging, status)

    return await judge(Desk(services, pages, caller, room.state, f"/journeys/{journey}/review", render), key, sent)


async def _desk(
    services: Services, pages: Pages, caller: Caller, room: Room, judging: Judging | None, status: int
) -> Response:
    state = room.state
    # A form that comes back may be about what is under review no longer.
    snapshot = snapshot_judged(state, judging.key) if judging else work_now(state, ())[0]
    people = {member.person for member in state.members if member.role is Role.MENTOR}
    people |= {verdict.mentor for one in state.rounds for verdict in one.verdicts}
    people |= {mentor for session in state.sessions for mentor in session.commented_by}
    persons = await judges_for(services.pool, state.id, caller.person)
    declared = any(interest.mentor == caller.person for interest in state.interests)
    return await pages.page(
        "review/desk.html",
        caller,
        status=status,
        line=room.line,
        state=state,
        left=turn_days_left(state, room.now),
        snapshot=snapshot_of(state, snapshot) if snapshot else None,
        files=files_of(state) if snapshot and snapshot.startswith("submission") else (),
        judging=judging,
        mentors=state.holders(Role.MENTOR),
        to_declare=state.holds(caller.person, Role.MENTOR) and not declared,
        waits=hides_fellows(state, persons),
        rounds=rounds_shown(state, persons),
        asked=await follow_ups(Reading(services.pool), state.id),
        names=await People(services.pool).names(sorted(people)),
        **judging_words(state),
    )


@router.get("/journeys/{journey}/review/chapters/{snapshot}/{book}/{chapter}")
async def read(
    journey: JourneyId,
    snapshot: SnapshotKey,
    book: BookKey,
    chapter: ChapterKey,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    quote: QuoteOf = None,
    similar: bool = False,
) -> Response:
    """A chapter to read: its text, its changes, what was said about it, what other regions have of it."""
    room = await room_of(services, journey)
    page = await _chapter(services, pages, caller, room, (snapshot, book, chapter), quote, similar=similar)
    return await page.write()


@router.post("/journeys/{journey}/review/chapters/{snapshot}/{book}/{chapter}")
async def note(
    journey: JourneyId,
    snapshot: SnapshotKey,
    book: BookKey,
    chapter: ChapterKey,
    request: Request,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
) -> Response:
    """Put a comment on a chapter, or on a paragraph of it, into one's draft."""
    sent = await read_form(request, services, caller)
    room = await room_of(services, journey)
    page = await _chapter(services, pages, caller, room, (snapshot, book, chapter))
    return await page.add_comment(sent.texts)


async def _chapter(
    services: Services,
    pages: Pages,
    caller: Caller,
    room: Room,
    named: tuple[str, str, str],
    quote: int | None = None,
    *,
    similar: bool = False,
) -> ChapterPage:
    key, book, chapter = named
    snapshot = snapshot_of(room.state, key)
    under_review, form = work_now(room.state, await persons_of(services, caller, room.state.id))
    desk = f"/journeys/{room.state.id}/review"
    return ChapterPage(
        services,
        pages,
        caller,
        room,
        snapshot,
        snapshot.chapter(book, chapter),
        base=f"{desk}/chapters/{key}",
        back=(desk, BACK),
        key=form if under_review == key else None,
        quote=quote,
        similar=similar,
    )
