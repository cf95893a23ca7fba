"""Cohorts: listed, checked from their files, planned, started; and the policies that cohorts have."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import AwareDatetime, Field

from api.cohort_plan import CohortPlan
from api.http.access import Manager, OfProgramme
from api.http.asking import AsOf, CohortId
from api.http.cohort_forms import MOST_PROBLEMS, CheckForm, PlanForm, StartForm, told, wanted_in
from api.http.cohort_start import StartedCohort, cohort_line, start_wanted
from api.http.commands import IdempotencyKey, command_id
from api.http.description import own_problems
from api.http.once import once, request_digest
from api.http.problems import CannotBeDone, FilesNotValid, NoSuch
from api.http.serving import Serving
from api.launching import FileProblem, check_files, plan_of, prepare
from domain.cohort import CohortSummary
from domain.cohort_file import CohortEntry
from domain.shape import Frozen, Key
from records.cohorts import Cohorts
from records.policies import Policies, PolicyLine
from records.reading import CohortLine, Reading
from records.regions import RegionRecords

router = APIRouter(tags=["cohorts"])

UNNAMED = "rencana"
"""What a cohort is called in a plan of one that has no id yet."""
_LAUNCHING = own_problems(FilesNotValid, CannotBeDone, NoSuch)


class CohortList(Frozen):
    """Every cohort, by id."""

    items: tuple[CohortLine, ...]


class CohortView(Frozen):
    """A cohort: how many of its journeys are where, its policy, and its summary once it is closed.

    `policy` is None for intakes that were imported. `GET /journeys?cohort=` lists the journeys.
    """

    as_of: AwareDatetime
    line: CohortLine
    policy: Key | None = None
    policy_version: int | None = None
    summary: CohortSummary | None = None


class CheckAnswer(Frozen):
    """What was found in a cohort's files: every problem (of very many the first), or the regions.

    `to_start` counts those that a cohort started from the file would have, `people` the people named.
    """

    ok: bool
    problems: tuple[FileProblem, ...] = ()
    problem_count: int = 0
    regions: tuple[CohortEntry, ...] = ()
    to_start: int = 0
    unregistered: tuple[Key, ...] = Field(default=(), description="Regions first known from this file.")
    people: int = 0


class PolicyList(Frozen):
    """The policies that cohorts have; each can be named when another cohort is planned or started."""

    items: tuple[PolicyLine, ...]


@router.get("/cohorts")
async def cohorts(at: AsOf, _caller: OfProgramme, services: Serving) -> CohortList:
    """Every cohort, with how many of its journeys are where and how many are overdue."""
    return CohortList(items=await Reading(services.pool).cohorts(at))


@router.get("/cohorts/{cohort}", openapi_extra=own_problems(NoSuch))
async def cohort(cohort: CohortId, at: AsOf, _caller: OfProgramme, services: Serving) -> CohortView:
    """One cohort: how many of its journeys are where, its policy, its summary."""
    line = await cohort_line(services, cohort, at)
    if line is None:
        raise NoSuch(what="cohort", id=cohort)
    record = await Cohorts(services.pool).find(cohort)
    return CohortView(
        as_of=at,
        line=line,
        policy=record.policy if record else None,
        policy_version=record.policy_version if record else None,
        summary=CohortSummary.model_validate(record.summary) if record and record.summary else None,
    )


@router.get("/policies")
async def policies(_caller: OfProgramme, services: Serving) -> PolicyList:
    """The policies that cohorts have. A new one is uploaded with the cohort that is to have it."""
    return PolicyList(items=await Policies(services.pool).used())


@router.post("/cohorts/check")
async def check(
    form: Annotated[CheckForm, Form(media_type="multipart/form-data")], _caller: Manager, services: Serving
) -> CheckAnswer:
    """Check a cohort's file, and its people's, against the register and the open cohorts; changes nothing."""
    content = await form.content()
    found = await asyncio.to_thread(
        check_files,
        content["file"],
        content.get("people"),
        regions=await RegionRecords(services.pool).load(),
        open_elsewhere=await Reading(services.pool).open_regions(),
        since=datetime.now(UTC).date(),
    )
    return CheckAnswer(
        ok=not found.problems,
        problems=found.problems[:MOST_PROBLEMS],
        problem_count=len(found.problems),
        regions=found.regions.entries if found.regions else (),
        to_start=len(found.regions.to_start) if found.regions else 0,
        unregistered=tuple(region.id for region in found.regions.unregistered) if found.regions else (),
        people=len(found.people.people) if found.people else 0,
    )


@router.post("/cohorts/plan", openapi_extra=_LAUNCHING)
async def plan(
    form: Annotated[PlanForm, Form(media_type="multipart/form-data")], _caller: Manager, services: Serving
) -> CohortPlan:
    """What a cohort would be: each region's days stage by stage, each mentor's load; starts nothing."""
    content = await form.content()
    with told():
        prepared = await prepare(services.pool, await wanted_in(services, form, content, UNNAMED, datetime.now(UTC)))
    return await asyncio.to_thread(plan_of, prepared)


@router.post("/cohorts", status_code=201, openapi_extra=_LAUNCHING)
async def begin(
    request: Request,
    response: Response,
    form: Annotated[StartForm, Form(media_type="multipart/form-data")],
    key: IdempotencyKey,
    caller: Manager,
    services: Serving,
) -> StartedCohort:
    """Start a cohort: one journey for each listed region, all of it checked first.

    People that are known already keep their names and addresses, and nobody gets a role in the whole programme.
    """
    content = await form.content()
    digest = request_digest(request, form.fields(), *(part for item in sorted(content.items()) for part in item))

    async def do() -> StartedCohort:
        with told():
            wanted = await wanted_in(services, form, content, form.id, datetime.now(UTC))
            return await start_wanted(services, wanted, command_id(caller.person, key))

    found = await once(services, caller, key, digest, do, answer=StartedCohort, status=201)
    response.headers["Location"] = request.url_for("cohort", cohort=found.cohort).path
    return found
