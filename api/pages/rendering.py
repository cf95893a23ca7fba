"""Pages are written here: `Pages` puts what a route found into a template, in the visitor's language.

In templates `t("…", "…")` says a text in Indonesian or English; both stand where they are used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlencode

import jinja2
from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.http.caller import Caller, is_secure
from api.http.serving import services_of
from api.pages.assets import address
from api.pages.filters import filters_for
from api.pages.help_texts import help_for
from api.pages.navigation import navigation
from api.pages.visitor import language_of, visitor_of
from api.services import Services
from domain import vocabulary
from domain.words.phrase import Language

SAID_COOKIE = "bimtek_said"
"""What the next page says of what was done by the one before."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What pages may bring in: only what comes from here, and no script or style that stands in the page."""
LONGEST_SAID = 1000


@cache
def _environment(language: Language) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("api", "pages/templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    environment.filters.update(filters_for(language))
    environment.globals.update(
        t=lambda indonesian, english: indonesian if language is Language.ID else english,
        lang=language.value,
        static=address,
        words=vocabulary,
        pairs=lambda options: [(option.value, option.label) for option in options],
    )
    return environment


@dataclass(frozen=True)
class Pages:
    """Writes the pages that answer one request."""

    request: Request
    services: Services

    async def page(
        self, template: str, caller: Caller | None, *, status: int = 200, cached: bool = True, **context: Any
    ) -> Response:
        """A page from a template below `templates/`; `caller` is whom the guard let through.

        A page that is the same as the one with the browser's ETag is answered with 304. `cached` False is for pages
        with what must not stay in a browser, such as contact data.
        """
        language = await language_of(self.request, self.services, caller)
        visitor = await visitor_of(self.request, self.services, caller)
        said = _said(self.request)
        text = (
            _environment(language)
            .get_template(template)
            .render(
                visitor=visitor,
                path=self.request.url.path,
                here=self._here(),
                help_path=help_for(self.request.url.path),
                nav=navigation(visitor, self.request.url.path),
                said=said,
                is_local=self.services.settings.sign_in_links,
                errors=context.pop("errors", {}),
                **context,
            )
        )
        headers = {"Content-Security-Policy": POLICY, "Vary": "Cookie"}
        if visitor is not None or status != 200:
            headers["X-Robots-Tag"] = "noindex"
        if said is not None or not cached or status != 200:
            headers["Cache-Control"] = "no-store"
        else:
            headers |= {"Cache-Control": "private, no-cache", "ETag": _tag(text)}
            if headers["ETag"] in _known(self.request):
                return Response(status_code=304, headers=headers)
        answer = HTMLResponse(text, status_code=status, headers=headers)
        if said is not None:
            answer.delete_cookie(SAID_COOKIE, path="/")
        return answer

    async def language(self, caller: Caller | None) -> Language:
        """The language of the page, for what is said outside templates."""
        return await language_of(self.request, self.services, caller)

    def go(self, to: str, said: str | None = None, *, tone: str = "good") -> Response:
        """Lead on to another page after something was done (303), which says once what was done.

        `tone` is `good`, `warn` or `bad`.
        """
        answer = RedirectResponse(to, status_code=303)
        if said:
            value = quote(json.dumps({"text": said[:LONGEST_SAID], "tone": tone}))
            answer.set_cookie(
                SAID_COOKIE, value, max_age=60, path="/", httponly=True, samesite="lax", secure=is_secure(self.services)
            )
        return answer

    def _here(self) -> str:
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path


def pages_for(request: Request) -> Pages:
    """What writes the pages of a request."""
    return Pages(request, services_of(request))


Showing = Annotated[Pages, Depends(pages_for)]
"""For routes: `async def room(journey: JourneyId, caller: OfJourney, pages: Showing) -> Response`."""


def with_query(path: str, query: Mapping[str, object]) -> str:
    """An address with a query; what is None or empty is left out."""
    given = {name: str(value) for name, value in query.items() if value not in (None, "", ())}
    return f"{path}?{urlencode(given)}" if given else path


def _said(request: Request) -> dict[str, str] | None:
    raw = request.cookies.get(SAID_COOKIE)
    if raw is None:
        return None
    try:
        found = json.loads(unquote(raw))
        return {"text": str(found["text"]), "tone": str(found["tone"])}
    except (ValueError, KeyError, TypeError):
        return None


def _tag(text: str) -> str:
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _known(request: Request) -> list[str]:
    return [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]
