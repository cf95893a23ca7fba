"""A stored file as an answer: always to be saved, never shown as a page; its address is its hash, so it is cached."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import Response

from api.file_kinds import FileKind, kind_of
from api.http.problems import NoSuch
from api.services import Services
from records.contents import Contents

FOR_EVER = "private, max-age=31536000, immutable"
UNKNOWN = FileKind("application/octet-stream", "bin")
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""For a route's `responses`: what it answers with is a file."""


async def content_of(services: Services, sha256: str) -> bytes | None:
    """The bytes with a hash, from the contents or the object store; None where there are none."""
    content = await Contents(services.pool).get(sha256)
    return content.content if content else await services.files.get(sha256)


async def download(services: Services, sha256: str, name: str | None = None, *, public: bool = False) -> Response:
    """The file with a hash, to be saved under a name. Raises `NoSuch` where it is not stored."""
    content = await content_of(services, sha256)
    if content is None:
        raise NoSuch(what="file", id=sha256)
    kind = await asyncio.to_thread(kind_of, content) or UNKNOWN
    return attachment(content, kind, name or f"{sha256[:16]}.{kind.ending}", sha256=sha256, public=public)


def attachment(
    content: bytes, kind: FileKind, name: str, *, sha256: str | None = None, public: bool = False
) -> Response:
    """Bytes as a file to be saved; `name` is made safe for every system."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    headers = {
        "Content-Disposition": f'attachment; filename="{safe}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if sha256 is not None:
        headers["ETag"] = f'"{sha256}"'
        headers["Cache-Control"] = FOR_EVER.replace("private", "public") if public else FOR_EVER
    return Response(content, media_type=kind.media_type, headers=headers)
