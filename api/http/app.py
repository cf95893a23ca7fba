"""The app: `build_app` mounts the routes on the services; `python -m api.http` serves it."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api.http.description import check_guards, describe
from api.http.handlers import add_handlers
from api.http.limits import Bounds
from api.http.routes import acts
from api.services import Services

PREFIX = "/api/v1"
SMALLEST_ZIPPED = 1000
ROUTERS: tuple[APIRouter, ...] = (acts.router,)


def build_app(services: Services) -> FastAPI:
    """The HTTP door on open services. Raises `TypeError` for a route that does not say who may use it."""
    app = FastAPI(
        title="bimtek",
        version=version("bimtek"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
    )
    app.state.services = services
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    check_guards(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    add_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_ZIPPED)
    app.add_middleware(Bounds)
    return app
