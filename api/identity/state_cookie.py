"""The state cookie: what a sign-in through the provider has to remember, in a browser, until it comes back."""

from __future__ import annotations

import hashlib
import hmac

from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.caller import is_secure
from api.services import Services

COOKIE = "bimtek-sign-in"
LASTS = 600
"""Seconds that somebody has at the provider."""


class StateCookie:
    """ASGI middleware: gives the addresses below `path`, and only those, a signed cookie of their own."""

    def __init__(self, app: ASGIApp, services: Services, path: str) -> None:
        self._app = app
        self._path = path
        self._remembering = SessionMiddleware(
            app,
            # A key of its own: what is signed here must not count anywhere else.
            secret_key=hmac.new(services.secret.encode(), b"state cookie", hashlib.sha256).hexdigest(),
            session_cookie=COOKIE,
            max_age=LASTS,
            path=path,
            same_site="lax",
            https_only=is_secure(services),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its cookie where it has one."""
        inside = scope["type"] == "http" and scope["path"].startswith(self._path)
        await (self._remembering if inside else self._app)(scope, receive, send)
