"""The offline pack of a journey: its forms and books out as DOCX in one ZIP, and what was filled in taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Query, Request, Response, UploadFile

from activities.documents.blocks import ChapterRefused
from activities.documents.images import ImageRefused
from api.file_kinds import FileKind
from api.http.access import Acting, OfDossier, sees_whole
from api.http.asking import JourneyId, state_of
from api.http.commands import IdempotencyKey
from api.http.description import own_problems
from api.http.downloads import attachment
from api.http.once import once, request_digest
from api.http.problems import CannotBeDone, FieldProblem, NotValid, OutcomeUnknown, PackNotTaken
from api.http.serving import Serving
from api.pack.books import TextMissing
from api.pack.checking import CheckedPack, check_pack, open_pack
from api.pack.making import make_pack
from api.pack.manifest import PackRefused
from api.pack.report import PackReport
from api.pack.taking import Doors, send_pack
from api.services import Services
from domain.vocabulary import Role

router = APIRouter(tags=["offline pack"])

ZIP = FileKind("application/zip", "zip")
PACK: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The pack.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}
PackFile = Annotated[UploadFile, File(description="The pack as ZIP, with its forms filled in.")]


@router.get(
    "/journeys/{journey}/pack",
    response_class=Response,
    responses=PACK,
    openapi_extra=own_problems(CannotBeDone),
)
async def pack(
    journey: JourneyId,
    caller: OfDossier,
    services: Serving,
    role: Annotated[
        Role | None, Query(description="Only the forms of this role; those of all one's roles if not.")
    ] = None,
) -> Response:
    """The caller's pack: forms for what his roles do now or next, and the books; agencies get the submitted books."""
    state = await state_of(services, journey)
    try:
        content = await make_pack(
            services.pool,
            services.files,
            services.secret,
            state,
            caller.person,
            role,
            whole=await sees_whole(services, caller, journey),
            at=datetime.now(UTC),
        )
    except (ChapterRefused, ImageRefused, TextMissing) as error:
        raise CannotBeDone(why=str(error)) from error
    return attachment(content, ZIP, f"paket-{journey}-{state.seq}.zip")


@router.post("/journeys/{journey}/pack", openapi_extra=own_problems(PackNotTaken))
async def take(
    journey: JourneyId,
    file: PackFile,
    request: Request,
    key: IdempotencyKey,
    caller: Acting,
    services: Serving,
    check: Annotated[bool, Query(description="Only check it: the answer says what is wrong, nothing is sent.")] = False,
) -> PackReport:
    """Take a filled-in pack: all of it is checked first, then an act is sent for each form and book that was changed.

    Nothing is sent while anything is wrong (422). Rules may still refuse some of the acts: the report says which, and
    the rest is done. The same pack again does nothing twice.
    """
    content = await file.read()
    if check:
        return (await _checked(services, journey, content, caller.person)).report(checked_only=True)

    async def do() -> PackReport:
        checked = await _checked(services, journey, content, caller.person)
        if not checked.valid:
            raise NotValid(errors=tuple(_problems(checked)))
        doors = Doors(services.pool, services.files, services.desk)
        report = await send_pack(doors, checked)
        if report.unknown:
            raise OutcomeUnknown(idempotency_key=key)
        return report

    return await once(services, caller, key, request_digest(request, content), do, answer=PackReport)


async def _checked(services: Services, journey: str, content: bytes, person: str) -> CheckedPack:
    try:
        manifest, opened = open_pack(content, services.secret)
        state = await state_of(services, journey)
        return await check_pack(services.pool, services.files, manifest, opened, state, person)
    except PackRefused as refused:
        raise PackNotTaken(why=str(refused)) from refused


def _problems(checked: CheckedPack) -> list[FieldProblem]:
    return [
        FieldProblem(
            where=f"{part.item.file}#{mistake.path}", message=f"{mistake.label}: {mistake.wrong} {mistake.todo}"
        )
        for part in checked.parts
        for mistake in part.item.mistakes
    ]
