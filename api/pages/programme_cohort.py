"""A cohort: where its regions stand, what can be done with all of them, who may come in, its report and its end."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from api.desk import Refused
from api.http.access import Manager, OfProgramme
from api.http.asking import CohortId
from api.http.caller import Caller
from api.http.cohort_ends import Substituted, close_now, take_in
from api.http.downloads import download
from api.http.once import once
from api.http.problems import CannotBeDone, FilesNotValid, HttpProblem, NoSuch
from api.http.serving import Serving
from api.pages.rendering import Pages, Showing
from api.running_cohort import Exchange
from api.services import Services
from api.words.problems import said_of
from domain.cohort import CohortSummary
from domain.tables import MOST_BYTES
from domain.vocabulary import Role, Stage, Status
from domain.words.phrase import Language, Phrase
from records.cohorts import Cohorts
from records.orders import DocumentOrders
from records.programme import Programme, StageCount
from records.reading import JourneyLine, Reading

router = APIRouter(include_in_schema=False)

MOST_OPEN = 20
"""Regions that are named where a cohort cannot close yet."""
FILES = ("people", "days_off")


@dataclass(frozen=True)
class StageLine:
    """A stage of a cohort: how many regions under way are in it, some of them overdue or paused."""

    stage: Stage
    journeys: int
    overdue: int
    paused: int


@dataclass(frozen=True)
class Tried:
    """A substitution that was not taken: what was written, and what is wrong."""

    values: Mapping[str, str]
    problems: tuple[str, ...]


def by_stage(counts: Sequence[StageCount]) -> tuple[StageLine, ...]:
    """The regions under way by stage, in order, empty stages too."""
    found: dict[Stage, list[StageCount]] = {stage: [] for stage in Stage}
    for count in counts:
        if count.status in (Status.OPEN, Status.SCHEDULED):
            found[count.stage].append(count)
    return tuple(
        StageLine(stage, sum(c.journeys for c in of), sum(c.overdue for c in of), sum(c.paused for c in of))
        for stage, of in found.items()
    )


@router.get("/programme/cohorts/{cohort}")
async def show(cohort: CohortId, caller: OfProgramme, services: Serving, pages: Showing) -> Response:
    """Where a cohort stands."""
    return await _page(pages, services, caller, cohort)


@router.get("/programme/cohorts/{cohort}/report.pdf")
async def report(cohort: CohortId, _caller: OfProgramme, services: Serving) -> Response:
    """The closing report that was made when the cohort was closed."""
    made = await DocumentOrders(services.pool).report_of(cohort)
    if made is None:
        raise NoSuch(what="closing report", id=cohort)
    return await download(services, made.pdf, f"laporan-{cohort}.pdf")


@router.post("/programme/cohorts/{cohort}/close")
async def close(cohort: CohortId, caller: Manager, services: Serving, pages: Showing) -> Response:
    """Close a cohort whose regions have all ended."""
    key = f"page-close-{cohort}"[:200]
    language = await pages.language(caller)
    try:
        await once(services, caller, key, _digest(key), lambda: close_now(services, cohort), answer=CohortSummary)
    except Refused as refused:
        said = said_of(refused.name, refused.details, language, str(refused))
        return await _page(pages, services, caller, cohort, cannot_close=said)
    done = Phrase(
        "Angkatan ditutup. Laporan penutupnya sedang dibuat.", "The cohort is closed. Its closing report is being made."
    )
    return pages.go(f"/programme/cohorts/{cohort}", done.into(language))


@router.post("/programme/cohorts/{cohort}/substitute")
async def substitute(
    cohort: CohortId, request: Request, caller: Manager, services: Serving, pages: Showing
) -> Response:
    """Take a region in for one that withdrew."""
    form = await request.form(max_files=len(FILES), max_fields=20)
    language = await pages.language(caller)
    values = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    content = {name: await _file(form, name) for name in FILES}
    tried = _missing(values, content, language)
    if tried is not None:
        return await _page(pages, services, caller, cohort, tried=tried)
    assert content["people"] is not None  # else it would be missing
    wanted = Exchange(cohort, values["withdrawn"], values["stand_in"], content["people"], content["days_off"])
    digest = _digest(cohort, values["withdrawn"], values["stand_in"], content["people"], content["days_off"] or b"")
    try:
        done = await once(
            services, caller, f"page-{digest[:32]}", digest, lambda: take_in(services, wanted), answer=Substituted
        )
    except (Refused, FilesNotValid, CannotBeDone, NoSuch) as refused:
        return await _page(pages, services, caller, cohort, tried=Tried(values, _said(refused, language)))
    said = Phrase("Daerah pengganti masuk dan dibuka.", "The substitute is in and open.").into(language)
    return pages.go(f"/journeys/{done.journey}", said)


async def _file(form: FormData, name: str) -> bytes | None:
    """The bytes of a file, no more than it takes to see that it is too large; None where none was chosen."""
    value = form.get(name)
    return await value.read(MOST_BYTES + 1) if isinstance(value, UploadFile) and value.filename else None


def _missing(values: Mapping[str, str], content: Mapping[str, bytes | None], language: Language) -> Tried | None:
    wanted = (
        (values.get("withdrawn"), Phrase("Pilih daerah yang mundur.", "Choose the region that withdrew.")),
        (values.get("stand_in"), Phrase("Tulis kode daerah penggantinya.", "Write the code of its substitute.")),
        (content["people"], Phrase("Lampirkan berkas orang-orangnya.", "Attach the file of its people.")),
    )
    problems = tuple(phrase.into(language) for given, phrase in wanted if not given)
    return Tried(values, problems) if problems else None


def _said(refused: Refused | HttpProblem, language: Language) -> tuple[str, ...]:
    """What keeps a region out, a line for each problem of a file."""
    if isinstance(refused, HttpProblem):
        lines = tuple(f"{error.where}: {error.message}" for error in refused.errors)
        details = {name: str(value) for name, value in refused.details.items()}
        return lines or (said_of(type(refused).__name__, details, language, str(refused)),)
    return (said_of(refused.name, refused.details, language, str(refused)),)


def _digest(*parts: str | bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return whole.hexdigest()


async def _page(
    pages: Pages,
    services: Services,
    caller: Caller,
    cohort: str,
    *,
    tried: Tried | None = None,
    cannot_close: str | None = None,
) -> Response:
    now = datetime.now(UTC)
    reading = Reading(services.pool)
    record, cohorts, counts, lines, made, not_opened = await asyncio.gather(
        Cohorts(services.pool).find(cohort),
        reading.cohorts(now),
        Programme(services.pool).stages_of(cohort, now),
        reading.cohort_journeys(cohort, now),
        DocumentOrders(services.pool).report_of(cohort),
        reading.not_opened([cohort]),
    )
    line = next((one for one in cohorts if one.cohort == cohort), None)
    if line is None:
        raise NoSuch(what="cohort", id=cohort)
    return await pages.page(
        "programme/cohort.html",
        caller,
        status=422 if tried else 409 if cannot_close else 200,
        line=line,
        record=record,
        stages=by_stage(counts),
        endings=_endings(counts),
        unfinished=_unfinished(lines),
        most_open=MOST_OPEN,
        left=_left_without_substitute(lines),
        substitutes=[one for one in lines if one.substitute_for],
        names={one.region_id: one.region_name for one in lines},
        not_opened=len(not_opened),
        report=made,
        tried=tried,
        cannot_close=cannot_close,
        acts=Role.PROGRAMME_MANAGER,
    )


def _endings(counts: Sequence[StageCount]) -> tuple[tuple[Status, int], ...]:
    total: Counter[Status] = Counter()
    for count in counts:
        total[count.status] += count.journeys
    return tuple((status, total[status]) for status in Status if total[status])


def _unfinished(lines: Sequence[JourneyLine]) -> tuple[JourneyLine, ...]:
    return tuple(line for line in lines if line.status in (Status.SCHEDULED, Status.OPEN))


def _left_without_substitute(lines: Sequence[JourneyLine]) -> tuple[JourneyLine, ...]:
    replaced = {line.substitute_for for line in lines}
    return tuple(line for line in lines if line.status == Status.WITHDRAWN and line.region_id not in replaced)
