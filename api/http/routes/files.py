"""Files of a journey: stored first, then named in acts; fetched by whoever may see what names them."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.file_kinds import TAKEN, kind_of
from api.http.access import OfDossier, sees_whole
from api.http.asking import FileHash, IfNoneMatch, JourneyId
from api.http.description import own_problems
from api.http.downloads import FILE, FOR_EVER, download
from api.http.known_files import keep_as_his
from api.http.problems import MediaTypeNotSupported, NoSuch
from api.http.routes.journeys import NOT_MODIFIED
from api.http.serving import Serving
from domain.shape import Line
from domain.values import Document
from records.writing import JourneyFiles

router = APIRouter(tags=["files"])

ANY_BODY = {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}


@router.post(
    "/journeys/{journey}/files",
    status_code=201,
    openapi_extra={**own_problems(MediaTypeNotSupported), "requestBody": ANY_BODY},
)
async def store(
    journey: JourneyId,
    request: Request,
    caller: OfDossier,
    services: Serving,
    title: Annotated[Line, Query(description="What the file is called in lists.", examples=["MoU (pindaian)"])],
) -> Document:
    """Store a file, such as a scan; the answer is what acts name it by. The same bytes again change nothing."""
    content = await request.body()
    kind = await asyncio.to_thread(kind_of, content)
    if kind is None:
        raise MediaTypeNotSupported(wanted=TAKEN)
    stored = await services.files.put(content, kind.media_type)
    await keep_as_his(services, caller, [stored.sha256])
    return Document(sha256=stored.sha256, size=stored.size, title=title)


@router.get(
    "/journeys/{journey}/files/{sha256}",
    response_class=Response,
    responses={**FILE, **NOT_MODIFIED},
    openapi_extra=own_problems(NoSuch),
)
async def fetch(
    journey: JourneyId, sha256: FileHash, caller: OfDossier, services: Serving, known: IfNoneMatch = None
) -> Response:
    """A file that the journey or one of its chapters names; agencies get what belongs to the dossier."""
    found = JourneyFiles(services.pool)
    whole = await sees_whole(services, caller, journey)
    if not await (found.named(journey, sha256) if whole else found.in_dossier(journey, sha256)):
        raise NoSuch(what="file", id=sha256)
    if known == f'"{sha256}"':
        return Response(status_code=304, headers={"ETag": known, "Cache-Control": FOR_EVER})
    return await download(services, sha256)
