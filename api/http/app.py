"""The app: `build_app` mounts the routes on the services; `python -m api.http` serves it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api.http.address import PREFIX
from api.http.description import check_guards, describe
from api.http.handlers import add_handlers
from api.http.limits import Bounds
from api.http.metrics import Counted, Requests
from api.http.routes import (
    acts,
    books,
    bulk,
    catalogue,
    changes,
    chapters,
    cohort_acts,
    cohorts,
    documents,
    files,
    health,
    history,
    inbox,
    journeys,
    judging,
    mail_links,
    metrics,
    notifications,
    operations,
    pack,
    people,
    person_data,
    problems,
    repairs,
    session,
    submissions,
    tokens,
)
from api.http.stream import Hub
from api.identity.provider import provider_for
from api.identity.state_cookie import StateCookie
from api.pages.routers import PAGES
from api.services import Services

SMALLEST_ZIPPED = 1000
ROUTERS: tuple[APIRouter, ...] = (
    acts.router,
    changes.router,
    operations.router,
    repairs.router,
    health.router,
    bulk.router,
    journeys.router,
    history.router,
    cohorts.router,
    cohort_acts.router,
    files.router,
    chapters.router,
    books.router,
    pack.router,
    submissions.router,
    judging.router,
    problems.router,
    session.router,
    tokens.router,
    people.router,
    person_data.router,
    notifications.router,
    inbox.router,
    catalogue.router,
    documents.router,
)


def build_app(services: Services) -> FastAPI:
    """The HTTP door on open services. Raises `TypeError` for a route that does not say who may use it."""
    app = FastAPI(
        title="bimtek",
        version=version("bimtek"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
        lifespan=_with_hub,
    )
    app.state.services = services
    app.state.hub = Hub(services.pool)
    app.state.provider = provider_for(services.settings)
    app.state.requests = Requests()
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    for outside in (mail_links.router, notifications.feed, documents.check_page, metrics.router, *PAGES):
        app.include_router(outside)
    check_guards(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    add_handlers(app)
    app.add_middleware(StateCookie, services=services, path=session.OIDC_PATH)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_ZIPPED)
    app.add_middleware(Bounds)
    app.add_middleware(Counted, requests=app.state.requests)
    return app


@asynccontextmanager
async def _with_hub(app: FastAPI) -> AsyncIterator[None]:
    """What streams of changes are read by runs as long as the app."""
    hub: Hub = app.state.hub
    async with hub.running():
        yield
