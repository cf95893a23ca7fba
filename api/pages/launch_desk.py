"""The launch desk: a manager uploads the files of an intake, sees what is wrong, looks ahead, and starts it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from starlette.datastructures import FormData, UploadFile

from api.cohort_plan import assumptions
from api.http.access import Manager
from api.http.cohort_forms import MOST_PROBLEMS
from api.http.cohort_start import StartedCohort, start_wanted
from api.http.commands import command_id
from api.http.once import once, request_digest
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.launching import CannotLaunch, FileOf, FilesRefused, StartedBefore, plan_of
from api.pages.act_form import HASH
from api.pages.launch_draft import KeptFile, LaunchDraft, Looked, draft_of, keep_draft, keep_file, look_at, values_in
from api.pages.launch_samples import CSV, SAMPLES, XLSX, as_csv, as_workbook
from api.pages.launch_words import FILES, Finding, finding
from api.pages.rendering import Showing
from api.services import Services
from domain.shape import Sha256
from domain.tables import MOST_BYTES
from domain.vocabulary import Role, Stage
from domain.words.phrase import Language, Phrase
from records.policies import Policies

router = APIRouter(include_in_schema=False)

DraftHash = Annotated[Sha256, Path(description="The hash of a draft.")]
HERE = "/programme/launch"
MOST_FIELDS, MOST_FILES = 30, 4
NOT_TO_BEGIN_WITH = (Role.PUBLIC, Role.EXAMINER)
"""Roles that no people's file gives."""


@router.get(HERE)
async def begin(caller: Manager, services: Serving, pages: Showing) -> Response:
    """The empty form of a new intake."""
    used = await Policies(services.pool).used()
    draft = LaunchDraft(
        simulated=services.settings.sign_in_links, policy=f"{used[-1].name}/{used[-1].version}" if used else ""
    )
    return await pages.page("launch/desk.html", caller, **await _asked(services, draft), findings=())


@router.post(HERE)
async def upload(request: Request, _caller: Manager, services: Serving, pages: Showing) -> Response:
    """Keep what was uploaded and said as a draft, and lead on to what was found in it."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    before = _text(form, "draft")
    kept = (await draft_of(services.files, before)).files if HASH.fullmatch(before) else {}
    draft = await _draft_in(services, form, kept)
    return pages.go(f"{HERE}/{await keep_draft(services.files, draft)}")


@router.get(f"{HERE}/samples/{{name}}.{{form}}")
async def sample(name: str, form: Literal["csv", "xlsx"], _caller: Manager) -> Response:
    """An empty file with the right header."""
    found = next((sample for sample in SAMPLES.values() if sample.name == name), None)
    if found is None:
        raise NoSuch(what="sample file", id=name)
    content = as_csv(found) if form == "csv" else await asyncio.to_thread(as_workbook, found)
    return Response(
        content,
        media_type=CSV if form == "csv" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="{found.name}.{form}"'},
    )


@router.get(f"{HERE}/{{draft}}")
async def check(draft: DraftHash, caller: Manager, services: Serving, pages: Showing) -> Response:
    """What is wrong in a draft, row by row; or what it would start."""
    said = await draft_of(services.files, draft)
    looked = await look_at(services, said, datetime.now(UTC))
    language = await pages.language(caller)
    found = await asyncio.to_thread(lambda: tuple(_findings(looked, language)))
    return await pages.page(
        "launch/desk.html",
        caller,
        **await _asked(services, said, draft, looked),
        findings=found,
        cached=False,  # what is wrong may be an address
        errors={name: phrase.into(language) for name, phrase in looked.errors.items()},
    )


@router.get(f"{HERE}/{{draft}}/plan")
async def dry_run(draft: DraftHash, caller: Manager, services: Serving, pages: Showing) -> Response:
    """What a draft would be: the days of each region, the load of each mentor, what is assumed; starts nothing."""
    said = await draft_of(services.files, draft)
    looked = await look_at(services, said, datetime.now(UTC))
    if looked.prepared is None or not looked.ready:
        return pages.go(f"{HERE}/{draft}")
    prepared, language = looked.prepared, await pages.language(caller)
    plan = await asyncio.to_thread(plan_of, prepared)
    last = [day for region in plan.regions if (day := region.day(Stage.PUBLICATION)) is not None]
    return await pages.page(
        "launch/plan.html",
        caller,
        draft=draft,
        asked=said,
        plan=plan,
        first=min(region.opens_on for region in plan.regions),
        last=max(last, default=None),
        known={person.id: person.name for person in prepared.people.people},
        assumed=[phrase.into(language) for phrase in assumptions(prepared.cohort, prepared.people.mentors)],
        unregistered=prepared.unregistered,
    )


@router.post(f"{HERE}/{{draft}}/start")
async def start(draft: DraftHash, request: Request, caller: Manager, services: Serving, pages: Showing) -> Response:
    """Start the cohort of a draft, once; what keeps it from starting meanwhile is shown at the draft."""
    said = await draft_of(services.files, draft)
    looked = await look_at(services, said, datetime.now(UTC))
    wanted = looked.wanted
    key = f"page-launch-{draft[:32]}"

    async def do() -> StartedCohort:
        if wanted is None:
            raise FilesRefused(looked.problems)
        return await start_wanted(services, wanted, command_id(caller.person, key))

    language = await pages.language(caller)
    try:
        done = await once(services, caller, key, request_digest(request, draft), do, answer=StartedCohort, status=201)
    except (FilesRefused, CannotLaunch, StartedBefore):
        not_so = Phrase("Belum dimulai: ada yang berubah sejak uji coba.", "Not started: something has changed since.")
        return pages.go(f"{HERE}/{draft}", not_so.into(language), tone="bad")
    started = Phrase(
        f"Angkatan {done.cohort} dimulai dengan {done.journeys} daerah.",
        f"The intake {done.cohort} is started with {done.journeys} regions.",
    )
    return pages.go(f"/programme/cohorts/{done.cohort}", started.into(language))


async def _asked(
    services: Services, said: LaunchDraft, draft: str | None = None, looked: Looked | None = None
) -> dict[str, Any]:
    """What the form is shown with."""
    return {
        "draft": draft,
        "asked": said,
        "policies": await Policies(services.pool).used(),
        "samples": SAMPLES,
        "called": FILES,
        "roles": [role for role in Role if role not in NOT_TO_BEGIN_WITH],
        "looked": looked,
        "finding_count": len(looked.problems) if looked else 0,
    }


async def _draft_in(services: Services, form: FormData, kept: dict[FileOf, KeptFile]) -> LaunchDraft:
    """The draft in a form: a file that was uploaded before stays, unless another comes or it is to go."""
    files = dict(kept)
    for which in FileOf:
        upload = form.get(which.value)
        if isinstance(upload, UploadFile) and upload.filename:
            files[which] = await keep_file(services.files, upload.filename, await upload.read(MOST_BYTES + 1))
    policy = _text(form, "policy")
    if files.get(FileOf.POLICY) != kept.get(FileOf.POLICY):
        policy = ""  # the file that has just come is what is meant
    elif policy:
        files.pop(FileOf.POLICY, None)
    if _text(form, "drop_days_off") and files.get(FileOf.DAYS_OFF) == kept.get(FileOf.DAYS_OFF):
        files.pop(FileOf.DAYS_OFF, None)
    return LaunchDraft(
        id=_text(form, "id"),
        title=_text(form, "title"),
        policy=policy,
        opens_on=_text(form, "opens_on"),
        stagger_days=_text(form, "stagger_days") or "0",
        simulated=bool(_text(form, "simulated")),
        files=files,
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip()[:1000] if isinstance(value, str) else ""


def _findings(looked: Looked, language: Language) -> Iterator[Finding]:
    """The problems of the files, each with what stands there; of very many the first."""
    values = {which: values_in(which, content) for which, content in looked.content.items()}
    for problem in looked.problems[:MOST_PROBLEMS]:
        row = values.get(problem.file, {}).get(problem.line or 0, {})
        yield finding(problem, row.get(problem.column or "", ""), language)
