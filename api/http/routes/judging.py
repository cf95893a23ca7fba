"""What is judged and by whom: reviews of mentors, endorsements of agencies, the dossier they look at."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from api.http.access import Acting, Myself, OfDossier, OfJourney
from api.http.asking import JourneyId, state_of
from api.http.commands import ActAnswer, IdempotencyKey, send
from api.http.routes.submissions import SubmissionLine, SubmittedChapter, chapters_of
from api.http.serving import Serving
from api.services import Services
from domain.messages import AnswerComments, Endorse, GiveVerdict
from domain.model import Examination, Journey, Judgement, Round, UploadedBook
from domain.shape import Frozen, Key, Line, Person
from domain.values import Answer, Comment, OnBehalf
from domain.vocabulary import Role, Stage, Status
from records.journey_list import AgencyRequest, JourneyList
from records.people import People

router = APIRouter(tags=["review and approval"])


class Reviews(Frozen):
    """The rounds with every mentor's verdict, the comments still open, the region's answers so far, people's names."""

    mentors: tuple[Person, ...]
    rounds: tuple[Round, ...]
    open_comments: tuple[Comment, ...]
    answers: tuple[Answer, ...]
    names: dict[str, str]


class VerdictRequest(Frozen):
    """A verdict, in one's own name or recorded on a mentor's behalf."""

    verdict: GiveVerdict
    role: Role | None = Field(default=None, examples=["mentor"])
    on_behalf: OnBehalf | None = None


class AnswersRequest(Frozen):
    """The matriks tindak lanjut."""

    answers: AnswerComments
    role: Role | None = Field(default=None, examples=["coordinator"])


class EndorsementRequest(Frozen):
    """An agency's answer, by its representative or recorded on his behalf."""

    endorsement: Endorse
    role: Role | None = Field(default=None, examples=["agency"])
    on_behalf: OnBehalf | None = None


class AskedStep(Frozen):
    """A step of the approval and the agencies that are asked in it."""

    name: Key
    title: Line
    agencies: tuple[Key, ...]
    minimum: int


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
    uploads: tuple[UploadedBook, ...]
    examination: Examination | None
    steps: tuple[AskedStep, ...]
    judgements: tuple[Judgement, ...]
    asked_of_me: tuple[Key, ...]
    """The agencies that the caller speaks for here."""


@router.get("/journeys/{journey}/reviews")
async def reviews(journey: JourneyId, _caller: OfJourney, services: Serving) -> Reviews:
    """Every round with its verdicts, scores and comments, and the region's answers."""
    state = await state_of(services, journey)
    mentors = tuple(dict.fromkeys(m.person for m in state.members if m.role is Role.MENTOR))
    return Reviews(
        mentors=state.holders(Role.MENTOR),
        rounds=state.rounds,
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
        chapters=tuple(chapters_of(journey, newest)) if newest else (),
        uploads=journey.uploads,
        examination=journey.examination,
        steps=steps,
        judgements=tuple(judgement.model_copy(update={"by": None}) for judgement in journey.judgements),
        asked_of_me=tuple(agency for agency in mine if agency is not None),
    )


@router.get("/journeys/{journey}/endorsements")
async def endorsements(journey: JourneyId, _caller: OfDossier, services: Serving) -> tuple[Judgement, ...]:
    """What agencies, examiners and the owner have answered; void answers too."""
    return (await state_of(services, journey)).judgements


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
