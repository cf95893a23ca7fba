"""What is done with a cohort that runs: substitute, close, pause, resume; and its closing report."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from pydantic import Field

from activities.documents.report import NothingToReport, gather_report
from activities.documents.report_layout import report_pdf
from api.file_kinds import PDF
from api.http.access import Manager, OfProgramme
from api.http.asking import AsOf, CohortId, InLanguage
from api.http.caller import Caller
from api.http.cohort_ends import Substituted, close_now, take_in
from api.http.cohort_forms import RegionText, SubstituteForm
from api.http.commands import IdempotencyKey, command_id
from api.http.description import own_problems
from api.http.downloads import attachment
from api.http.once import once, request_digest
from api.http.problems import (
    CannotBeDone,
    FieldProblem,
    FilesNotValid,
    HttpProblem,
    NoRoleForAct,
    NoSuch,
    NotValid,
    RoleAmbiguous,
)
from api.http.serving import Serving
from api.running_cohort import Exchange
from api.selection import Ahead, JourneyOutcome, Outcome, Undertaking, look_ahead, send_all
from api.services import Services
from domain import errors
from domain.calendar import local_date
from domain.cohort import CohortSummary
from domain.facts import PauseFacts, ResumptionFacts
from domain.messages import Act, Actor, PauseJourney, ResumeJourney
from domain.roles import RULES
from domain.shape import Frozen, carry
from domain.vocabulary import Role, Status, TimeZone
from records.cohorts import Cohorts
from records.identity import Identities
from records.reading import JourneyLine, Reading
from records.report_facts import CohortUnknown, report_facts

router = APIRouter(tags=["cohorts"])

MOST_JOURNEYS = 500
"""Journeys that one request acts on."""
REPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report.",
        "content": {PDF.media_type: {"schema": {"type": "string", "format": "binary"}}},
    }
}
AHEAD = timedelta(days=366)
"""How far ahead a report may be asked for."""


def _problems(*kinds: type[HttpProblem | errors.Refusal]) -> dict[str, list[str]]:
    return {"x-problems": [kind.__name__ for kind in kinds]}


class OfJourneys(Frozen):
    """Which journeys of the cohort are meant (all under way, unless `only` names regions by code or id), in which
    role, and whether it is only to be looked at.
    """

    only: tuple[RegionText, ...] = Field(default=(), max_length=MOST_JOURNEYS, examples=[["33.10"]])
    role: Role | None = Field(default=None, examples=["programme_manager"])
    preview: bool = False


class PauseRequest(PauseFacts, OfJourneys):
    """A pause of the journeys of a cohort: dates ahead move by the working days stopped."""


class ResumeRequest(ResumptionFacts, OfJourneys):
    """The end of a pause before the day expected."""


class CohortOutcome(Frozen):
    """What became of an act in each journey, or (`sent` False) would; `counts` by outcome."""

    sent: bool
    counts: dict[Outcome, int]
    journeys: tuple[JourneyOutcome, ...]


@router.post(
    "/cohorts/{cohort}/substitute",
    openapi_extra=_problems(
        FilesNotValid,
        CannotBeDone,
        NoSuch,
        errors.CohortClosed,
        errors.NotInCohort,
        errors.NotWithdrawn,
        errors.AlreadySubstituted,
        errors.RegionInOpenCohort,
        errors.CommandIdReused,
    ),
)
async def substitute(
    cohort: CohortId,
    request: Request,
    form: Annotated[SubstituteForm, Form(media_type="multipart/form-data")],
    key: IdempotencyKey,
    caller: Manager,
    services: Serving,
) -> Substituted:
    """Take a region into a cohort in the place of one that withdrew."""
    content = await form.content()
    digest = request_digest(request, form.fields(), *(part for item in sorted(content.items()) for part in item))
    wanted = Exchange(cohort, form.withdrawn, form.stand_in, content["people"], content.get("days_off"))

    return await once(services, caller, key, digest, lambda: take_in(services, wanted), answer=Substituted)


@router.post(
    "/cohorts/{cohort}/close",
    openapi_extra=_problems(NoSuch, errors.CohortClosed, errors.JourneysStillOpen),
)
async def close(
    cohort: CohortId, request: Request, key: IdempotencyKey, caller: Manager, services: Serving
) -> CohortSummary:
    """Close a cohort whose journeys have all ended; gives its summary."""
    digest = request_digest(request)
    return await once(services, caller, key, digest, lambda: close_now(services, cohort), answer=CohortSummary)


_ON_MANY = own_problems(NoSuch, CannotBeDone, NoRoleForAct, RoleAmbiguous)


@router.post("/cohorts/{cohort}/pause", openapi_extra=_ON_MANY)
async def pause(
    cohort: CohortId, body: PauseRequest, key: IdempotencyKey, caller: OfProgramme, services: Serving
) -> CohortOutcome:
    """Stop the clock of a cohort's journeys, or with `preview` say what would move.

    Sent again with the same key it does what is left.
    """
    if body.resumes_on <= local_date(datetime.now(UTC), TimeZone.WIB):
        raise NotValid(errors=(FieldProblem(where="body.resumes_on", message="give a day in the future"),))
    lines = await _meant(services, cohort, body, (Status.SCHEDULED, Status.OPEN))
    return await _on_many(services, caller, key, body, carry(PauseJourney, body), lines)


@router.post("/cohorts/{cohort}/resume", openapi_extra=_ON_MANY)
async def resume(
    cohort: CohortId, body: ResumeRequest, key: IdempotencyKey, caller: OfProgramme, services: Serving
) -> CohortOutcome:
    """Let the clock of a cohort's journeys go on before the day expected, or with `preview` say what would move."""
    lines = await _meant(services, cohort, body, (Status.OPEN,))
    return await _on_many(services, caller, key, body, carry(ResumeJourney, body), lines)


async def _meant(
    services: Services, cohort: str, body: OfJourneys, statuses: Sequence[Status]
) -> tuple[JourneyLine, ...]:
    """The journeys that a request means. Raises `NoSuch`, `NotValid` for a region without a journey, `CannotBeDone`."""
    lines = await Reading(services.pool).cohort_journeys(cohort, datetime.now(UTC))
    if not lines and await Cohorts(services.pool).find(cohort) is None:
        raise NoSuch(what="cohort", id=cohort)
    if body.only:
        known = {name for line in lines for name in (line.region_id, line.region_code)}
        wrong = tuple(
            FieldProblem(where=f"body.only.{at}", message=f"the cohort has no region {text}")
            for at, text in enumerate(body.only)
            if text not in known
        )
        if wrong:
            raise NotValid(errors=wrong)
        found = tuple(line for line in lines if {line.region_id, line.region_code} & set(body.only))
    else:
        found = tuple(line for line in lines if line.status in statuses)
    if len(found) > MOST_JOURNEYS:
        raise CannotBeDone(why=f"{len(found)} journeys are more than {MOST_JOURNEYS}. Name some of them in `only`.")
    return found


async def _on_many(
    services: Services, caller: Caller, key: str, body: OfJourneys, act: Act, lines: Sequence[JourneyLine]
) -> CohortOutcome:
    role = body.role or await _role(services, caller, act.kind)
    if role not in RULES[act.kind].roles:
        raise NoRoleForAct(act=act.kind, allowed=", ".join(RULES[act.kind].roles))
    wanted = Undertaking(Actor(person=caller.person, role=role), lambda _: act)
    journeys = [line.journey_id for line in lines]
    looked = await look_ahead(Reading(services.pool), journeys, wanted, datetime.now(UTC), lambda: None)
    if body.preview:
        return _outcome([of.expected for of in looked], sent=False)
    id_ = command_id(caller.person, key)
    ahead = [Ahead(of.state, of.command.model_copy(update={"id": id_}), of.expected) for of in looked]
    return _outcome(await send_all(services.desk, ahead, lambda: None), sent=True)


def _outcome(found: Sequence[JourneyOutcome], *, sent: bool) -> CohortOutcome:
    return CohortOutcome(sent=sent, counts=dict(Counter(one.outcome for one in found)), journeys=tuple(found))


async def _role(services: Services, caller: Caller, kind: str) -> Role:
    allowed = RULES[kind].roles
    held = sorted(set(allowed) & await Identities(services.pool).programme_roles(caller.person))
    if not held:
        raise NoRoleForAct(act=kind, allowed=", ".join(allowed))
    if len(held) > 1:
        raise RoleAmbiguous(act=kind, roles=", ".join(held))
    return held[0]


@router.get(
    "/cohorts/{cohort}/report",
    response_class=Response,
    responses=REPORT,
    openapi_extra=own_problems(NoSuch, CannotBeDone),
)
async def report(cohort: CohortId, at: AsOf, language: InLanguage, _caller: OfProgramme, services: Serving) -> Response:
    """A cohort's closing report as PDF, provisional while the cohort is open."""
    if at > datetime.now(UTC) + AHEAD:
        raise NotValid(errors=(FieldProblem(where="query.as_of", message="give an instant within a year from now"),))
    try:
        made = await asyncio.to_thread(gather_report, await report_facts(services.pool, cohort, at))
    except CohortUnknown:
        raise NoSuch(what="cohort", id=cohort) from None
    except NothingToReport as nothing:
        raise CannotBeDone(why=f"There is nothing to report: {nothing}.") from None
    return attachment(await report_pdf(made, language), PDF, f"laporan-{cohort}-{_day(made.as_of)}.pdf")


def _day(at: datetime) -> date:
    return local_date(at, TimeZone.WIB)
