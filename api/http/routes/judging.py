"""What is judged and by whom: reviews of mentors, endorsements of agencies, the dossier they look at."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from api.fellow_verdicts import judges_for, rounds_shown
from api.http.access import Acting, Myself, OfDossier, OfJourney, sees_whole
from api.http.asking import JourneyId, state_of
from api.http.commands import ActAnswer, IdempotencyKey, send
from api.http.routes.submissions import SubmissionLine, SubmittedChapter, chapters_of
from api.http.serving import Serving
from api.services import Services
from domain.facts import PresentationFacts
from domain.messages import AnswerComments, Endorse, GiveVerdict
from domain.model import Journey, Judgement, Round
from domain.shape import Frozen, Key, Line, Person
from domain.values import Answer, Comment, Document, OnBehalf
from domain.vocabulary import Role, Stage, Status
from records.journey_list import AgencyRequest, JourneyList
from records.people import People

router = APIRouter(tags=["review and approval"])


VERDICT = {
    "kind": "give_verdict",
    "round": 1,
    "verdict": "revise",
    "comments": [
        {"id": "c-1", "chapter": {"book": "buku-2", "chapter": "bab-1"}, "text": "Sasaran belum terukur."},
    ],
}
ANSWERS = {
    "kind": "answer_comments",
    "answers": [{"comment": "c-1", "text": "Sasaran sudah diberi angka dan tahun."}],
}
ENDORSEMENT = {
    "kind": "endorse",
    "step": "kementerian-mitra",
    "agency": "kemendagri",
    "outcome": "yes_with_notes",
    "notes": "Selaras dengan RPJMD; lengkapi anggaran tahun kedua.",
}


class Reviews(Frozen):
    """The rounds with every mentor's verdict, the comments still open, the region's answers so far, people's names."""

    mentors: tuple[Person, ...]
    rounds: tuple[Round, ...]
    open_comments: tuple[Comment, ...]
    answers: tuple[Answer, ...]
    names: dict[str, str]


class VerdictRequest(Frozen):
    """A verdict, in one's own name or recorded on a mentor's behalf."""

    verdict: GiveVerdict = Field(examples=[VERDICT])
    role: Role | None = Field(default=None, examples=["mentor"])
    on_behalf: OnBehalf | None = None


class AnswersRequest(Frozen):
    """The matriks tindak lanjut."""

    answers: AnswerComments = Field(examples=[ANSWERS])
    role: Role | None = Field(default=None, examples=["coordinator"])


class EndorsementRequest(Frozen):
    """An agency's answer, by its representative or recorded on his behalf."""

    endorsement: Endorse = Field(examples=[ENDORSEMENT])
    role: Role | None = Field(default=None, examples=["agency"])
    on_behalf: OnBehalf | None = None


class AskedStep(Frozen):
    """A step of the approval and the agencies that are asked in it."""

    name: Key
    title: Line
    agencies: tuple[Key, ...]
    minimum: int


class BookFile(Frozen):
    """The file as which a book was submitted."""

    book: Key
    file: Document


class Dossier(Frozen):
    """What approvers judge: the books as submitted, what was presented, what was answered so far; and nobody's data."""

    journey: Key
    cohort: Key
    region_name: Line
    status: Status
    stage: Stage
    simulated: bool
    due: AwareDatetime | None
    submission: SubmissionLine | None
    chapters: tuple[SubmittedChapter, ...]
    files: tuple[BookFile, ...]
    slot: AwareDatetime | None
    """When the region presents its books to the examiners."""
    presentation: PresentationFacts | None
    steps: tuple[AskedStep, ...]
    judgements: tuple[Judgement, ...]
    asked_of_me: tuple[Key, ...]
    """The agencies that the caller speaks for here."""


@router.get("/journeys/{journey}/reviews")
async def reviews(journey: JourneyId, caller: OfJourney, services: Serving) -> Reviews:
    """Every round with its verdicts, scores and comments, and the region's answers.

    A mentor sees his fellows' verdicts of the open round once he has given his own.
    """
    state = await state_of(services, journey)
    mentors = tuple(dict.fromkeys(m.person for m in state.members if m.role is Role.MENTOR))
    return Reviews(
        mentors=state.holders(Role.MENTOR),
        rounds=rounds_shown(state, await judges_for(services.pool, journey, caller.person)),
        open_comments=state.open_comments,
        answers=state.answers,
        names=await People(services.pool).names(mentors),
    )


@router.post("/journeys/{journey}/reviews")
async def give_verdict(
    journey: JourneyId, body: VerdictRequest, key: IdempotencyKey, caller: Acting, services: Serving
) -> ActAnswer:
    """Give one's verdict on the submission of the open round."""
    return await send(services, caller, key, journey, body.verdict, role=body.role, on_behalf=body.on_behalf)


@router.post("/journeys/{journey}/reviews/answers")
async def answer_comments(
    journey: JourneyId, body: AnswersRequest, key: IdempotencyKey, caller: Acting, services: Serving
) -> ActAnswer:
    """Answer the mentors' comments; chapters revised in answer may be saved as part of it."""
    return await send(services, caller, key, journey, body.answers, role=body.role)


@router.get("/journeys/{journey}/dossier")
async def dossier(journey: JourneyId, caller: OfDossier, services: Serving) -> Dossier:
    """What approvers look at, agencies too."""
    return await _dossier(services, await state_of(services, journey), caller.person)


async def _dossier(services: Services, journey: Journey, person: str) -> Dossier:
    newest = journey.submissions[-1] if journey.submissions else None
    chapters = tuple(chapters_of(journey, newest)) if newest else ()
    examination = journey.examination
    steps = tuple(
        AskedStep(name=step.name, title=step.title, agencies=step.agencies, minimum=step.minimum)
        for step in journey.policy.approvals
        if step.enabled
    )
    mine = (m.agency for m in journey.members if m.person == person and m.role is Role.AGENCY and m.until is None)
    return Dossier(
        journey=journey.id,
        cohort=journey.cohort,
        region_name=journey.region.name,
        status=journey.status,
        stage=journey.stage,
        simulated=journey.simulated,
        due=journey.turn.due,
        submission=SubmissionLine(number=newest.number, at=newest.at, sha256=newest.sha256) if newest else None,
        chapters=chapters,
        files=book_files(journey, chapters),
        slot=examination.plan.slot if examination else None,
        presentation=examination.presentation if examination else None,
        steps=steps,
        judgements=_unsigned(journey.judgements),
        asked_of_me=tuple(agency for agency in mine if agency is not None),
    )


def book_files(journey: Journey, chapters: tuple[SubmittedChapter, ...]) -> tuple[BookFile, ...]:
    """The books that were submitted as one file, with that file; not one that came before or after."""
    found = []
    for book in journey.policy.books:
        upload = journey.upload_of(book.key, {c.chapter: c.version for c in chapters if c.book == book.key})
        if upload is not None:
            found.append(BookFile(book=book.key, file=upload.file))
    return tuple(found)


@router.get("/journeys/{journey}/endorsements")
async def endorsements(journey: JourneyId, caller: OfDossier, services: Serving) -> tuple[Judgement, ...]:
    """What agencies, examiners and the owner have answered, void answers too; agencies are not told by whom."""
    judgements = (await state_of(services, journey)).judgements
    return judgements if await sees_whole(services, caller, journey) else _unsigned(judgements)


def _unsigned(judgements: tuple[Judgement, ...]) -> tuple[Judgement, ...]:
    """Judgements without the people who gave them."""
    return tuple(judgement.model_copy(update={"by": None}) for judgement in judgements)


@router.post("/journeys/{journey}/endorsements")
async def endorse(
    journey: JourneyId, body: EndorsementRequest, key: IdempotencyKey, caller: Acting, services: Serving
) -> ActAnswer:
    """Answer for a partner agency: yes, yes with notes, or requires modification with a reason."""
    return await send(services, caller, key, journey, body.endorsement, role=body.role, on_behalf=body.on_behalf)


@router.get("/endorsements")
async def my_endorsements(caller: Myself, services: Serving) -> tuple[AgencyRequest, ...]:
    """Everything that is asked of the agencies one speaks for, what is open first."""
    return await JourneyList(services.pool).asked_of_agency(caller.person)
