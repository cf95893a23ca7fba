"""The approval desk: the steps of the policy, the dossier, and for whoever has to answer his form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from activities.documents.book_words import rupiah
from api.fellow_verdicts import hides_fellows, judges_for, rounds_shown
from api.forms.wanted import Form
from api.http.access import OfDossier, sees_whole
from api.http.asking import BookKey, ChapterKey, JourneyId
from api.http.caller import Caller
from api.http.problems import NoSuch, NotFound
from api.http.serving import Serving
from api.journey_time import turn_days_left
from api.pages.approval_steps import consequences, steps_of
from api.pages.follow_up import follow_ups
from api.pages.judged_chapter import ChapterPage
from api.pages.judging import Desk, Judging, begun, forms_of, judge, persons_of, read_form
from api.pages.judging_draft import WorkKey
from api.pages.judging_words import files_of, judging_words
from api.pages.plan_totals import totals_of
from api.pages.rendering import Pages, Showing
from api.pages.room import Room, room_of
from api.pages.snapshots import submission_snapshot
from api.services import Services
from domain.model import Journey
from domain.policy import ApprovalPolicy
from domain.stages import open_steps
from domain.vocabulary import ApprovalKind, DocumentKind, Stage
from domain.words.phrase import Language, Phrase
from records.documents import Documents
from records.people import People
from records.reading import Reading

router = APIRouter(include_in_schema=False)

KINDS = {
    "record_examination": ApprovalKind.EXAMINATION,
    "decide_as_owner": ApprovalKind.OWNER_DECISION,
    "endorse": ApprovalKind.ENDORSEMENTS,
}
"""Acts that answer a step, by which one."""
OTHERS = ("record_commitment", "schedule_examination", "prepare_presentation", "choose_as_new_head")
"""Acts of the approval that have the ordinary forms."""
BACK = Phrase("Persetujuan", "Approval")
Wanted = Annotated[str | None, Query(alias="do", max_length=200)]
QuoteOf = Annotated[int | None, Query(ge=0, le=100_000)]


def answering(state: Journey, persons: Sequence[str], language: Language = Language.ID) -> tuple[Form, ...]:
    """These people's forms that answer a step which is being asked for now."""
    if state.stage is not Stage.APPROVAL or state.revising or state.ended:
        return ()
    asked = open_steps(state)
    return tuple(form for form in forms_of(state, persons, *KINDS, language=language) if step_of(state, form) in asked)


def step_of(state: Journey, form: Form) -> ApprovalPolicy | None:
    """The step that a form answers."""
    named = form.packed.fixed.get("step")
    kind = KINDS[form.packed.act]
    steps = (step for step in state.policy.approvals if step.enabled and step.kind is kind)
    return next((step for step in steps if named in (None, step.name)), None)


@router.get("/journeys/{journey}/approval")
async def approval(
    journey: JourneyId, caller: OfDossier, services: Serving, pages: Showing, wanted: Wanted = None
) -> Response:
    """The steps, the dossier, and the visitor's form for the step that waits for him."""
    room = await room_of(services, journey)
    keys = [form.packed.key for form in answering(room.state, await persons_of(services, caller, journey))]
    key = wanted if wanted in keys else next(iter(keys), None)
    judging = await begun(services, room.state, caller, key, await pages.language(caller)) if key else None
    return await _desk(services, pages, caller, room, judging, 200)


@router.post("/journeys/{journey}/approval/{key}")
async def answer(
    journey: JourneyId, key: WorkKey, request: Request, caller: OfDossier, services: Serving, pages: Showing
) -> Response:
    """Answer a step: yes, yes with notes, or requires modification; or keep the draft of the answer."""
    if key.partition(".")[0] not in KINDS:
        raise NotFound
    sent = await read_form(request, services, caller)
    room = await room_of(services, journey)

    async def render(judging: Judging, status: int) -> Response:
        return await _desk(services, pages, caller, room, judging, status)

    return await judge(Desk(services, pages, caller, room.state, f"/journeys/{journey}/approval", render), key, sent)


async def _desk(
    services: Services, pages: Pages, caller: Caller, room: Room, judging: Judging | None, status: int
) -> Response:
    state = room.state
    whole = await sees_whole(services, caller, state.id)
    step = step_of(state, judging.form) if judging else None
    people = {answer.by for answer in state.judgements if answer.by}
    people |= set(state.examination.plan.examiners) if state.examination else set()
    people |= {verdict.mentor for one in state.rounds for verdict in one.verdicts}
    if state.commitment is not None:
        people.add(state.commitment.head)
    persons, language = await persons_of(services, caller, state.id), await pages.language(caller)
    made = await Documents(services.pool).of_journey(state.id)
    judges = await judges_for(services.pool, state.id, caller.person)
    return await pages.page(
        "approval/desk.html",
        caller,
        status=status,
        line=room.line,
        whole=whole,
        state=state,
        left=turn_days_left(state, room.now),
        steps=steps_of(state),
        rounds=rounds_shown(state, judges),
        waits=hides_fellows(state, judges),
        judging=judging,
        step=step,
        consequences=consequences(state, step) if step else {},
        answering=answering(state, persons, language),
        others=forms_of(state, persons, *OTHERS, language=language),
        snapshot=submission_snapshot(state, len(state.submissions)) if state.submissions else None,
        files=files_of(state),
        books=tuple(one for one in made if one.kind is DocumentKind.BOOK),
        totals=totals_of(state.programmes),
        rupiah=rupiah,
        language=language,
        asked=await follow_ups(Reading(services.pool), state.id) if whole else (),
        names=await People(services.pool).names(sorted(people)) if whole else {},
        **judging_words(state),
    )


@router.get("/journeys/{journey}/approval/chapters/{book}/{chapter}")
async def read(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    caller: OfDossier,
    services: Serving,
    pages: Showing,
    quote: QuoteOf = None,
    similar: bool = False,
) -> Response:
    """A chapter of the dossier, as it was submitted last; agencies see what was submitted and no comments."""
    room = await room_of(services, journey)
    page = await _chapter(services, pages, caller, room, (book, chapter), quote, similar=similar)
    return await page.write()


@router.post("/journeys/{journey}/approval/chapters/{book}/{chapter}")
async def note(
    journey: JourneyId,
    book: BookKey,
    chapter: ChapterKey,
    request: Request,
    caller: OfDossier,
    services: Serving,
    pages: Showing,
) -> Response:
    """Put a correction of a chapter into the draft of one's answer."""
    sent = await read_form(request, services, caller)
    room = await room_of(services, journey)
    page = await _chapter(services, pages, caller, room, (book, chapter))
    return await page.add_comment(sent.texts)


async def _chapter(
    services: Services,
    pages: Pages,
    caller: Caller,
    room: Room,
    named: tuple[str, str],
    quote: int | None = None,
    *,
    similar: bool = False,
) -> ChapterPage:
    snapshot = submission_snapshot(room.state, len(room.state.submissions))
    if snapshot is None:
        raise NoSuch(what="submission", id=1)
    desk = f"/journeys/{room.state.id}/approval"
    forms = answering(room.state, await persons_of(services, caller, room.state.id))
    return ChapterPage(
        services,
        pages,
        caller,
        room,
        snapshot,
        snapshot.chapter(*named),
        base=f"{desk}/chapters",
        back=(desk, BACK),
        key=forms[0].packed.key if forms else None,
        quote=quote,
        similar=similar,
    )
