"""The API's description (OpenAPI 3.1): who may use each route, every problem it can answer, how to sign in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from api.http import problems
from api.http.access import PROGRAMME_WIDE, Guard, Sees
from api.http.commands import idempotency_key
from api.http.problems import MEDIA_TYPE, HttpProblem, Problem, all_problems, problem
from domain.errors import Refusal

TITLE = "bimtek"
ABOUT = """\
The HTTP door of bimtek, which guides kota and kabupaten from kickoff to a published smart-city master plan.

**Signing in.** Programs send `Authorization: Bearer` with a personal token or a token of the OpenID provider; browsers
have a cookie, and send the session's token in `X-CSRF-Token` with every request that changes something.

**Acts.** Every command takes an `Idempotency-Key`: the same request with the same key is done once, so that after an
unknown outcome (503) the same may be sent again. Answers are read-your-own-write: when `recorded` is true, every list
shows what was done.

**Problems** are `application/problem+json` (RFC 9457); `type` and `name` are stable, `detail` says what to do.
"""
"""What is said at the head of the description."""

EVERYWHERE: tuple[type[HttpProblem], ...] = (
    problems.BadRequest,
    problems.NotValid,
    problems.SignInNotValid,
    problems.Broken,
    problems.RecordsAway,
    problems.StoreAway,
    problems.WorkflowsAway,
)
WITH_CALLER: tuple[type[HttpProblem], ...] = (
    problems.NotSignedIn,
    problems.ScopeMissing,
    problems.ProviderAway,
)
CHANGING: tuple[type[HttpProblem], ...] = (
    problems.CrossSite,
    problems.BodyTooLarge,
    problems.OutcomeUnknown,
)
ACTING: tuple[type[HttpProblem], ...] = (
    problems.NoRoleForAct,
    problems.RoleAmbiguous,
    problems.FileNotStored,
    problems.ReasonMissing,
    problems.JourneyHasEnded,
    problems.NoSuchJourney,
)


def own_problems(*kinds: type[HttpProblem]) -> dict[str, Any]:
    """For a route's `openapi_extra`: problems that it can answer besides those that every such route can."""
    return {"x-problems": [kind.__name__ for kind in kinds]}


def guard_of(route: APIRoute) -> Guard:
    """The one guard of a route. Raises `TypeError` for a route without, or with several."""
    found = [part.call for part in route.dependant.dependencies if isinstance(part.call, Guard)]
    if len(found) != 1:
        raise TypeError(f"{route.path}: a route has one guard, this one has {len(found)}")
    guard = found[0]
    assert isinstance(guard, Guard)
    return guard


def check_guards(app: FastAPI) -> None:
    """Raise `TypeError` unless every route says who may use it."""
    for _, route in all_routes(app):
        guard_of(route)


def routes_of(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """The routes that are described, each with its whole path; pages are not."""
    return ((path, route) for path, route in all_routes(app) if route.include_in_schema)


def all_routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Every route, pages too, each with its whole path."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            yield context.path_format or route.path_format, route


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of an app, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _described(app)
    return app.openapi_schema


def _described(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=TITLE, version=app.version, description=ABOUT, routes=app.routes, openapi_version="3.1.0"
    )
    parts = schema.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(shape.pop("$defs", {}))
    schemas["Problem"] = shape
    parts["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A personal token, or one of the provider."},
        "session": {"type": "apiKey", "in": "cookie", "name": "bimtek", "description": "A browser's sign-in."},
    }
    for path, route in routes_of(app):
        for method in route.methods or ():
            _complete(schema["paths"][path][method.lower()], route, method)
    return schema


def _complete(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    """Say of one operation who may use it and what problems it can answer."""
    sees = guard_of(route).sees
    operation["x-access"] = sees.value
    operation["security"] = [{}] if sees is Sees.ANYBODY else [{"bearer": []}, {"session": []}]
    names = {kind.__name__ for kind in _kinds(sees, method)}
    names |= set(operation.pop("x-problems", ()))
    if idempotency_key in _calls(route):
        names |= {problems.StillUnderWay.__name__, problems.KeyReused.__name__}
    if sees is Sees.ACTS:
        names |= {kind.__name__ for kind in Refusal.__subclasses__()}
    by_status: defaultdict[int, list[str]] = defaultdict(list)
    known = all_problems()
    for name in sorted(names):
        by_status[known[name][0]].append(name)
    answers = operation.setdefault("responses", {})
    answers.pop("422", None)
    for status, found in sorted(by_status.items()):
        answers[str(status)] = _answer(status, found)


def _kinds(sees: Sees, method: str) -> Iterable[type[HttpProblem]]:
    yield from EVERYWHERE
    if sees is not Sees.ANYBODY:
        yield from WITH_CALLER
    if sees in PROGRAMME_WIDE:
        yield problems.NotForYou
    if sees in (Sees.JOURNEY, Sees.DOSSIER):
        yield problems.NoSuchJourney
    if method not in ("GET", "HEAD"):
        yield from CHANGING
    if sees is Sees.ACTS:
        yield from ACTING


def _calls(route: APIRoute) -> set[object]:
    return {part.call for part in route.dependant.dependencies}


@cache
def _example(name: str) -> dict[str, Any]:
    status, text = all_problems()[name]
    return {"value": problem(name, status, text).model_dump(mode="json", exclude_defaults=True)}


def _answer(status: int, names: list[str]) -> dict[str, Any]:
    examples = {name: _example(name) for name in names}
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
    described: dict[str, Any] = {"description": ", ".join(names), "content": {MEDIA_TYPE: content}}
    if status == 503:
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return described
