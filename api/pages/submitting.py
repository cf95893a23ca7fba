"""Submitting all books: what is still missing and where it is mended, what will be submitted, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from fastapi import APIRouter, Request, Response

from api.desk import Refused
from api.forms.asking import chapter_title
from api.forms.wanted import forms_for
from api.forms.words import name_of_member
from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.caller import Caller
from api.http.commands import send
from api.http.problems import HttpProblem, NotForYou
from api.http.serving import Serving
from api.pages.act_form import act_key
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing
from api.pages.writing_room import WritingRoom, writing_room
from domain.completeness import Lack, LackKind, lacking
from domain.messages import Submit
from domain.model import Journey
from domain.values import ChapterName
from domain.vocabulary import Pillar
from domain.words.phrase import Phrase

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Mending:
    """Something that is missing, in words, and where it is mended; None where others have to."""

    said: Phrase
    address: str | None


@router.get("/journeys/{journey}/submit")
async def show(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """What is missing, or what will be submitted, or what was."""
    return await _page(pages, caller, await writing_room(services, caller, journey))


@router.post("/journeys/{journey}/submit")
async def submit(
    journey: JourneyId, request: Request, caller: OfJourney, services: Serving, pages: Showing
) -> Response:
    """Submit all books for review."""
    room = await writing_room(services, caller, journey)
    hat = room.hat("submit")
    if hat is None:
        raise NotForYou(allowed="the region's coordinator and the chair of its team")
    seq = str((await request.form()).get("seq", ""))
    act = Submit()
    key = act_key(journey, int(seq) if seq.isdigit() else room.state.seq, act)
    language = await pages.language(caller)
    try:
        await send(services, caller, key, journey, act, role=hat.role, instead_of=hat.person)
    except (Refused, HttpProblem) as refused:
        return await _page(pages, caller, room, refusal_text(refused, language))
    said = Phrase(
        "Seluruh buku diajukan. Tanda terimanya ada di bawah.", "All books are submitted; here is the receipt."
    )
    return pages.go(f"/journeys/{journey}/submit", said.into(language))


async def _page(pages: Pages, caller: Caller, room: WritingRoom, refused: str | None = None) -> Response:
    state = room.state
    waits = not state.ended and (not state.submitted or state.revising) and not state.rounds_used_up
    hand_ins = [form.packed for form in forms_for(state, caller.person) if form.packed.act == "hand_in" and form.now]
    return await pages.page(
        "books/submit.html",
        caller,
        status=409 if refused else 200,
        line=room.line,
        room=room,
        waits=waits,
        missing=tuple(mending(room, lack) for lack in lacking(state)) if waits else (),
        role=room.role("submit"),
        hand_ins=[form for form in hand_ins if _was_held(state, int(form.fixed["number"]))],
        problems=[refused] if refused else [],
    )


def _was_held(state: Journey, session: int) -> bool:
    return state.session(session).record is not None


def mending(room: WritingRoom, lack: Lack) -> Mending:
    """What is missing, said, with where it is mended."""
    at, state, subject = f"/journeys/{room.state.id}", room.state, lack.subject
    plan = f"{at}/do/save_plan" if room.writes("save_plan") else None
    match lack.kind:
        case LackKind.CHAPTER:
            book, _, chapter = subject.partition("/")
            title = chapter_title(state, ChapterName(book=book, chapter=chapter))
            return Mending(
                Phrase(f"Belum ditulis: {title}", f"Not written yet: {title}"), f"{at}/books/{book}/{chapter}"
            )
        case LackKind.SESSION:
            return Mending(_session(state, int(subject)), _session_address(room, int(subject)))
        case LackKind.PILLAR:
            name = name_of_member(Pillar(subject))
            said = Phrase(
                f"Rencana aksi belum memuat program pilar {name}",
                f"The rencana aksi has no programme for the pillar {name}",
            )
            return Mending(said, plan and f"{plan}.action_plan")
        case LackKind.QUICK_WINS:
            least = state.policy.quick_wins_minimum
            said = Phrase(
                f"Masih kurang {subject} quick win (sedikitnya {least})",
                f"{subject} more quick wins needed (at least {least})",
            )
            return Mending(said, plan and f"{plan}.quick_wins")
        case LackKind.DISTINCTIVENESS:
            said = Phrase("Pernyataan kekhasan daerah belum diisi", "The kekhasan daerah statement is missing")
            return Mending(said, plan and f"{plan}.distinctiveness")
        case LackKind.DISTINCTIVENESS_USE:
            said = Phrase(
                "Kekhasan daerah belum menyebut quick win dan program yang memanfaatkannya",
                "The kekhasan daerah names no quick wins and programmes that use it",
            )
            return Mending(said, plan and f"{plan}.distinctiveness")
        case LackKind.NAMED_QUICK_WIN:
            said = Phrase(
                f"Kekhasan daerah menyebut quick win “{subject}” yang tidak ada dalam daftar",
                f"The kekhasan daerah names the quick win “{subject}”, which is not in the list",
            )
            return Mending(said, plan and f"{plan}.distinctiveness")
        case LackKind.NAMED_PROGRAMME:
            said = Phrase(
                f"Kekhasan daerah menyebut program “{subject}” yang tidak ada dalam rencana aksi",
                f"The kekhasan daerah names the programme “{subject}”, which is not in the rencana aksi",
            )
            return Mending(said, plan and f"{plan}.distinctiveness")
        case LackKind.ANSWER:
            comment = next(comment for comment in state.open_comments if comment.id == subject)
            title = chapter_title(state, comment.chapter)
            said = Phrase(f"Catatan pada {title} belum dijawab", f"A comment on {title} is not answered yet")
            return Mending(said, f"{at}/answers#comment-{subject}")
        case never:
            assert_never(never)


def _session(state: Journey, number: int) -> Phrase:
    """What a session still lacks, by how far it is."""
    title = next(policy.title for policy in state.policy.sessions if policy.number == number)
    session = state.session(number)
    if session.record is None:
        return Phrase(f"{title} belum dilaksanakan dan dicatat", f"{title} is not held and recorded yet")
    if not session.handed_in:
        return Phrase(f"Hasil {title} belum diserahkan", f"The output of {title} is not handed in yet")
    return Phrase(f"Hasil {title} menunggu tanggapan pembimbing", f"The output of {title} waits for the mentors")


def _session_address(room: WritingRoom, number: int) -> str | None:
    """The form by which this person brings a session on; None where it is another's turn."""
    session = room.state.session(number)
    act = "record_session" if session.record is None else "hand_in" if not session.handed_in else "comment_hand_in"
    keys = [form.packed.key for form in forms_for(room.state, room.person) if form.packed.act == act and form.now]
    key = f"{act}.{number}"
    return f"/journeys/{room.state.id}/do/{key}" if key in keys else None
