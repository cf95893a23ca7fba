"""Bounds around the app: how large a body may be, and headers that every answer carries."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import BodyTooLarge, answer_of
from api.pages.problem_pages import as_page, wants_page

MOST_BODY = 1_000_000
"""Bytes of a body, unless an address takes files."""
MOST_UPLOAD = 60_000_000
"""Bytes of a body with files."""
UPLOADS = re.compile(
    r"/(files|pack|documents/check|check|cohorts|cohorts/check|cohorts/plan|substitute|launch|programme/bulk)$"
    r"|/books/[^/]+(/check|/[^/]+/picture)?$|/(do|approval|correct)/[^/]+$"
)
"""The addresses that take files."""

ALWAYS: Mapping[bytes, bytes] = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
}


class Bounds:
    """ASGI middleware that refuses bodies that are too large, announced or not, and adds headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on within its bounds."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = MOST_UPLOAD if UPLOADS.search(scope["path"]) else MOST_BODY
        headers = dict(scope["headers"])
        announced = headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > most:
            await (await _too_large(scope, most))(scope, receive, _with_headers(send))
            return
        taken, refused = 0, False

        async def bounded() -> Message:
            nonlocal taken, refused
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                refused = refused or taken > most
            # What is too much is not read; the app takes the rest for lost, and its answer to that is replaced.
            return {"type": "http.disconnect"} if refused else message

        async def sending(message: Message) -> None:
            if not refused:
                await _with_headers(send)(message)

        try:
            await self._app(scope, bounded, sending)
        except ClientDisconnect:
            if not refused:
                raise
        if refused:
            await (await _too_large(scope, most))(scope, receive, _with_headers(send))


async def _too_large(scope: Scope, most: int) -> Response:
    """The answer to a body that is too large: a page where a person at a browser sent it."""
    answer, request = answer_of(BodyTooLarge(most=most)), Request(scope)
    return await as_page(request, answer) if wants_page(request) else answer


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(item for item in ALWAYS.items() if item[0] not in given)]
        await send(message)

    return sending
