"""Problems as pages: what the API answers as a problem detail, a browser is shown as a page, or led to signing in."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.http.problems import Problem
from api.pages.rendering import pages_for
from api.words.problems import in_words

PROGRAMS = ("/api/", "/calendar/")
"""What only programs ask for: they are answered with the problem itself."""


def wants_page(request: Request) -> bool:
    """Whether a person at a browser asks."""
    return not request.url.path.startswith(PROGRAMS) and "text/html" in request.headers.get("Accept", "")


async def as_page(request: Request, answer: JSONResponse) -> Response:
    """The page for a problem; somebody who is not signed in is led to signing in and back again."""
    found = Problem.model_validate(json.loads(bytes(answer.body)))
    if found.status == 401 and request.method == "GET":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'next': here})}", status_code=303)
    pages = pages_for(request)
    title, detail = in_words(found, await pages.language(None))
    shown = await pages.page(
        "problem.html",
        None,
        status=found.status,
        title=title,
        detail=detail,
        mistakes=[f"{error.where}: {error.message}" for error in found.errors],
        back=request.url.path if request.method == "GET" else request.headers.get("Referer", "/"),
    )
    for name in ("Retry-After", "Allow"):
        if name in answer.headers:
            shown.headers[name] = answer.headers[name]
    return shown
