"""What mentors and approvers remarked, beside the paragraphs it is about, and what the region answers to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from api.desk import Refused
from api.fellow_verdicts import judges_for, rounds_shown
from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.caller import Caller
from api.http.commands import send
from api.http.problems import HttpProblem, NotForYou
from api.http.serving import Serving
from api.pages.act_form import act_key
from api.pages.chapter_html import Passage, readable_chapter
from api.pages.follow_up import FollowUp, follow_ups
from api.pages.margin import Place, placed
from api.pages.quoting import split_quote
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing
from api.pages.stand_in import fitting_hat
from api.pages.writing_room import WritingRoom, chapter_of, submitted_version, writing_room
from api.services import Services
from domain.errors import Refusal
from domain.messages import AnswerComments
from domain.model import Journey, Round
from domain.shape import Paragraph
from domain.values import Answer, ChapterName, Comment
from domain.vocabulary import Verdict
from domain.words.phrase import Phrase
from records.people import People
from records.reading import Reading

router = APIRouter(include_in_schema=False)

FIELD, SEEN = "answer-", "seen-"
"""What the names of two fields begin with: the answer, and the one that was there when the page was made."""
BEGINNING = 3
"""Passages that stand beside comments on a chapter as a whole."""
SHOWN_AROUND = 1
"""Passages that are shown on each side of one with a comment; the others are folded."""
LONGEST = Phrase("Jawaban paling panjang 2.000 huruf.", "An answer has at most 2,000 letters.")
MEANWHILE = Phrase(
    "Orang lain baru saja menjawab: “{}”. Gabungkan, lalu simpan lagi.",
    "Somebody else has just answered: “{}”. Put both together and save again.",
)
NOT_NOW = Phrase(
    "Jawaban tidak tersimpan: catatan ini tidak menunggu jawaban lagi, karena buku sudah diajukan kembali atau "
    "tahapnya sudah berganti.",
    "The answers are not saved: these comments no longer wait for answers, as the books were submitted again or the "
    "stage has changed.",
)
NOTHING = Phrase("Belum ada jawaban baru yang diisi.", "No new answer is filled in.")


class View(StrEnum):
    """How comments are looked at."""

    TEXT = "text"
    """Beside the text."""
    MATRIX = "matrix"
    """As the matriks tindak lanjut."""


@dataclass(frozen=True)
class Remark:
    """A comment, whose it is, on which version of its chapter; `asks` when the region has to answer it."""

    comment: Comment
    origin: Phrase
    person: str | None
    version: int
    asks: bool = False
    answer: str | None = None

    @property
    def quote(self) -> str | None:
        """The paragraph that it quotes."""
        return split_quote(self.comment.text)[0]

    @property
    def said(self) -> str:
        """What it says besides."""
        return split_quote(self.comment.text)[1]


@dataclass(frozen=True)
class Beside:
    """A comment with its place beside the newest text of its chapter."""

    remark: Remark
    place: Place


@dataclass(frozen=True)
class Stretch:
    """Some passages of a chapter with the comments on the last of them; `folded` when nothing is said of them."""

    passages: tuple[Passage, ...]
    remarks: tuple[Beside, ...]
    folded: bool = False


@dataclass(frozen=True)
class RemarkedChapter:
    """A chapter with its comments: those on the whole of it beside its beginning, then the text with the others."""

    name: ChapterName
    title: str
    version: int
    head: tuple[Beside, ...]
    beginning: tuple[Passage, ...]
    stretches: tuple[Stretch, ...]

    @property
    def remarks(self) -> int:
        """How many comments there are."""
        return len(self.head) + sum(len(stretch.remarks) for stretch in self.stretches)


@router.get("/journeys/{journey}/answers")
async def answers(
    journey: JourneyId,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    view: View = View.TEXT,
    of: Annotated[str | None, Query(pattern=r"^(|(revision|round)-\d{1,3}|bimtek-\d{1,2})$")] = None,
) -> Response:
    """The comments that are open, or those of a revision, a round or a session of before."""
    room = await writing_room(services, caller, journey)
    return await _page(services, pages, caller, room, view, of)


@router.post("/journeys/{journey}/answers")
async def answer(
    journey: JourneyId, request: Request, caller: OfJourney, services: Serving, pages: Showing, view: View = View.TEXT
) -> Response:
    """Answer one comment or several: what is filled in anew is sent, the others stay as they are."""
    room = await writing_room(services, caller, journey)
    hat = fitting_hat(room.hats, caller.person, "answer_comments")
    if hat is None:
        raise NotForYou(allowed="the region's coordinator, team and Bappeda during the review")
    form = await request.form(max_fields=1000)
    language = await pages.language(caller)
    texts = _texts(form)
    given = {answer.comment: answer.text for answer in room.state.answers}
    changed = {key: text for key, text in texts.items() if text and text != _lines(str(form.get(f"{SEEN}{key}", "")))}
    asked = _asked(room)
    if any(key not in asked and text != given.get(key) for key, text in changed.items()):
        return await _page(services, pages, caller, room, view, None, changed, {"": NOT_NOW.into(language)}, 409)
    fresh = tuple(
        Answer(comment=key, text=text) for key, text in changed.items() if text != given.get(key) and _fits(text)
    )
    wrong = {f"{FIELD}{key}": LONGEST.into(language) for key, text in changed.items() if not _fits(text)}
    for one in fresh:
        now = given.get(one.comment, "")
        if now != _lines(str(form.get(f"{SEEN}{one.comment}", ""))):
            wrong[f"{FIELD}{one.comment}"] = MEANWHILE.into(language).format(now)
    if wrong:
        return await _page(services, pages, caller, room, view, None, texts, wrong)
    if not fresh:
        return await _page(services, pages, caller, room, view, None, texts, {"": NOTHING.into(language)})
    act = AnswerComments(answers=fresh)
    seq = str(form.get("seq", ""))
    key = act_key(journey, int(seq) if seq.isdigit() else room.state.seq, act)
    try:
        instead_of = hat.person if hat.person != caller.person else None
        await send(services, caller, key, journey, act, role=hat.role, instead_of=instead_of)
    except (Refused, Refusal, HttpProblem) as refused:
        room = await writing_room(services, caller, journey)  # what it was refused for may show by now
        problem = {"": refusal_text(refused, language)}
        return await _page(services, pages, caller, room, view, None, changed, problem, 409)
    said = Phrase(f"{len(fresh)} jawaban tersimpan.", f"{len(fresh)} answers are saved.")
    to = f"/journeys/{journey}/answers" + ("?view=matrix" if view is View.MATRIX else "")
    return pages.go(f"{to}#comment-{fresh[-1].comment}", said.into(language))


def _texts(form: FormData) -> dict[str, str]:
    """The answers that were sent, by comment."""
    found = {name.removeprefix(FIELD): text for name, text in form.items() if name.startswith(FIELD)}
    return {key: _lines(text) for key, text in found.items() if isinstance(text, str)}


def _asked(room: WritingRoom) -> set[str]:
    """The comments that this person can answer now."""
    if room.role("answer_comments") is None or not room.state.revising:
        return set()
    return {comment.id for comment in room.state.open_comments}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _fits(text: str) -> bool:
    try:
        TypeAdapter(Paragraph).validate_python(text)
    except ValidationError:
        return not text
    return True


async def _page(
    services: Services,
    pages: Pages,
    caller: Caller,
    room: WritingRoom,
    view: View,
    of: str | None,
    texts: Mapping[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 422,
) -> Response:
    revisions = await follow_ups(Reading(services.pool), room.state.id)
    persons = await judges_for(services.pool, room.state.id, caller.person)
    sources = sources_of(room.state, revisions, rounds_shown(room.state, persons))
    chosen = of if of in sources else next(iter(sources), None)
    remarks = sources[chosen][1] if chosen else ()
    chapters = [await _chapter(services, room.state, name, remarks) for name in _names(room.state, remarks)]
    return await pages.page(
        "books/answers.html",
        caller,
        status=status if errors else 200,
        line=room.line,
        room=room,
        view=view.value,
        chosen=chosen,
        sources={key: title for key, (title, _) in sources.items()},
        remarks=remarks,
        chapters=chapters,
        title_of={str(chapter.name): chapter.title for chapter in chapters},
        answers_now=bool(_asked(room)) and chosen == "open",
        unsent=_unsent(sources, texts or {}, _asked(room)),
        open_=sum(1 for remark in remarks if remark.asks and not remark.answer),
        names=await People(services.pool).names(sorted({r.person for r in remarks if r.person})),
        texts=texts or {},
        errors=errors or {},
    )


Sources = dict[str, tuple[Phrase, tuple[Remark, ...]]]


def _unsent(sources: Sources, texts: Mapping[str, str], asked: set[str]) -> list[tuple[str, str]]:
    """What was written in answer to comments that have no field now: the comment, and the text."""
    known = {remark.comment.id: remark for _, remarks in sources.values() for remark in remarks}
    lost = {key: text for key, text in texts.items() if text and key not in asked}
    saved = {key for key, text in lost.items() if key in known and known[key].answer == text}
    return [(known[key].said if key in known else "", text) for key, text in lost.items() if key not in saved]


def sources_of(state: Journey, revisions: Sequence[FollowUp], rounds: Sequence[Round]) -> Sources:
    """Where comments come from, what waits for answers first: by key, its title and its comments.

    `rounds` are those that may be shown.
    """
    found: Sources = {}
    if state.open_comments:
        title = Phrase("yang harus dijawab sekarang", "to be answered now")
        if not state.revising:
            title = Phrase("perbaikan terakhir", "the last revision")
        given = {answer.comment: answer.text for answer in state.answers}
        # Once it is submitted anew, the comments are still those on the submission before.
        judged = len(state.submissions) - (0 if state.revising else 1)
        found["open"] = title, tuple(_remarks(state, state.open_comments, given, judged))
    for number, revision in reversed(list(enumerate(reversed(revisions), start=1))):
        if revision.comments and revision.comments != state.open_comments:
            judged = sum(1 for submission in state.submissions if submission.at <= revision.at)
            remarks = tuple(_remarks(state, revision.comments, revision.answers, judged))
            found[f"revision-{number}"] = Phrase(f"perbaikan ke-{number}", f"revision {number}"), remarks
    asked = {comment for revision in revisions for comment in revision.comments}
    for past in reversed(rounds):
        made = tuple(remark for remark in _of_round(state, past) if remark.comment not in asked)
        if made:
            title = Phrase(f"putaran {past.number}, tidak perlu dijawab", f"round {past.number}, need no answer")
            found[f"round-{past.number}"] = title, made
    return {**found, **_of_sessions(state)}


def _of_sessions(state: Journey) -> Sources:
    """The comments on what was handed in after sessions, the newest first."""
    titles = {policy.number: policy.title for policy in state.policy.sessions}
    found: Sources = {}
    for session in reversed(state.sessions):
        versions, title = dict(session.handed_in), titles[session.number]
        if session.comments:
            found[f"bimtek-{session.number}"] = (
                Phrase(f"hasil {title}", f"output of {title}"),
                tuple(
                    Remark(comment, Phrase(title, title), None, versions.get(comment.chapter, 0))
                    for comment in session.comments
                ),
            )
    return found


def _remarks(state: Journey, comments: Sequence[Comment], given: Mapping[str, str], judged: int) -> Iterator[Remark]:
    """Comments that asked for a revision: of mentors' verdicts, or of an approver who wants changes."""
    mentors = {
        comment: verdict.mentor for past in state.rounds for verdict in past.verdicts for comment in verdict.comments
    }
    approvers = {comment: judgement for judgement in state.judgements for comment in judgement.corrections}
    steps = {step.name: step.title for step in state.policy.approvals}
    for comment in comments:
        origin, person = Phrase("pembimbing", "mentor"), mentors.get(comment)
        if person is None and comment in approvers:
            step = steps.get(approvers[comment].step, approvers[comment].step)
            origin, person = Phrase(step, step), approvers[comment].by
        asks = state.revising and comment in state.open_comments
        version = _judged_version(state, comment.chapter, judged)
        yield Remark(comment, origin, person, version, asks=asks, answer=given.get(comment.id))


def _of_round(state: Journey, past: Round) -> Iterator[Remark]:
    for verdict in past.verdicts:
        for comment in verdict.comments:
            origin = Phrase("pembimbing", "mentor")
            if verdict.verdict is Verdict.ACCEPT:
                origin = Phrase("pembimbing, diterima", "mentor, accepted")
            yield Remark(comment, origin, verdict.mentor, _judged_version(state, comment.chapter, past.submission))


def _judged_version(state: Journey, name: ChapterName, number: int) -> int:
    submission = next((submission for submission in state.submissions if submission.number == number), None)
    return submitted_version(state, submission, name) if submission is not None else 0


def _names(state: Journey, remarks: tuple[Remark, ...]) -> list[ChapterName]:
    """The chapters with comments, in the policy's order."""
    said = {remark.comment.chapter for remark in remarks}
    names = (ChapterName(book=book, chapter=chapter) for book, chapter in state.policy.chapters())
    return [name for name in names if name in said]


async def _chapter(
    services: Services, state: Journey, name: ChapterName, remarks: tuple[Remark, ...]
) -> RemarkedChapter:
    book, policy = chapter_of(state, name.book, name.chapter)
    found = state.chapter(name)
    own = [remark for remark in remarks if remark.comment.chapter == name]
    texts: dict[int, tuple[Passage, ...]] = {0: ()}
    for version in {found.version, *(remark.version for remark in own)} - {0} if found else set():
        assert found is not None
        texts[version] = (await readable_chapter(services, state.id, found.versions[version - 1])).passages
    newest = found.version if found else 0
    beside = [Beside(one, placed(one.comment.text, texts[one.version], texts[newest])) for one in own]
    head = tuple(one for one in beside if one.place.passage is None)
    placed_first = min((one.place.passage for one in beside if one.place.passage is not None), default=BEGINNING)
    begins = min(placed_first, BEGINNING) if head else 0
    return RemarkedChapter(
        name=name,
        title=policy.title if len(book.chapters) > 1 else book.title,
        version=newest,
        head=head,
        beginning=texts[newest][:begins],
        stretches=tuple(stretches(texts[newest], beside, begins)),
    )


def stretches(passages: tuple[Passage, ...], beside: list[Beside], begun: int = 0) -> Iterator[Stretch]:
    """A chapter's text in stretches: each passage with comments ends one, and what is far from all is folded.

    `begun` is how many passages at its beginning are shown already.
    """
    places = {one.place.passage for one in beside if one.place.passage is not None}
    near = {place + step for place in places for step in range(-SHOWN_AROUND, SHOWN_AROUND + 1)}
    for place in range(begun, len(passages)):
        last = place + 1 == len(passages)
        if place in places or last or ((place + 1 in near) != (place in near)):
            here = tuple(one for one in beside if one.place.passage == place)
            yield Stretch(passages[begun : place + 1], here, folded=place not in near)
            begun = place + 1
