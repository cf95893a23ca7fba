"""Turns what is raised into answers: one place, so that no route needs a `try`."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from activities.documents.files import StoreFailed
from api.desk import AWAY, JourneyUnknown, Refused
from api.http import problems
from api.http.problems import FieldProblem, HttpProblem, answer_of, answer_of_refusal
from api.http.refusals import STATUS_OF_REFUSALS
from api.only_repairs import repair_in
from api.pages.problem_pages import as_page, wants_page
from domain.errors import Refusal

log = structlog.get_logger()

Handler = Callable[[Request, Exception], Awaitable[Response]]

NOT_THERE = (
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.FAILED_PRECONDITION,
    RPCStatusCode.ABORTED,
)
"""What Temporal's client says when nobody answers it, or nobody has time; `CANCELLED` is a time limit of its own.

`FAILED_PRECONDITION` is a workflow whose tasks fail or time out just now: it takes the same again once they do not.
"""


def add_handlers(app: FastAPI) -> None:
    """Give the app its answers for everything that can be raised."""
    for kind, handler in (
        (HttpProblem, _own),
        (Refused, _refused),
        (Refusal, _rule),
        (JourneyUnknown, _journey_unknown),
        (RequestValidationError, _not_valid),
        (HTTPException, _starlette),
        (RPCError, _workflows),
        (WorkflowUpdateRPCTimeoutOrCancelledError, _workflows),
        (WorkflowUpdateFailedError, _failed),
        (StoreFailed, _store),
        *((away, _records) for away in AWAY),
        (Exception, _broken),
    ):
        app.add_exception_handler(kind, _for_its_reader(handler))


def _for_its_reader(handler: Callable[[Request, Exception], Awaitable[JSONResponse]]) -> Handler:
    """A handler whose problem becomes a page where a person asks with a browser."""

    async def answer(request: Request, error: Exception) -> Response:
        found = await handler(request, error)
        return await as_page(request, found) if wants_page(request) else found

    return answer


async def _own(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HttpProblem)
    return answer_of(error)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    if error.name not in STATUS_OF_REFUSALS:
        # A failure that is no rule, such as a bug in a handler: the act may be sent again.
        return await _broken(request, error)
    return answer_of_refusal(error.name, str(error), error.details)


async def _rule(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    details = {name: str(value) for name, value in error.details.items()}
    return answer_of_refusal(error.name, str(error), details)


async def _journey_unknown(request: Request, _error: Exception) -> JSONResponse:
    return answer_of(problems.JourneyHasEnded(journey=request.path_params.get("journey", "")))


async def _not_valid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    repair = repair_in(error.errors())
    if repair is not None:
        return await _rule(request, repair)
    return answer_of(problems.NotValid(errors=tuple(field_problem(found) for found in error.errors())))


def field_problem(found: ErrorDetails) -> FieldProblem:
    """One thing that pydantic found wrong."""
    return FieldProblem(where=".".join(str(part) for part in found["loc"]), message=found["msg"])


async def _starlette(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    match error.status_code:
        case 404:
            return answer_of(problems.NotFound())
        case 405:
            return answer_of(problems.MethodNotAllowed(allowed=headers.get("Allow", "others"), headers=headers))
        case _:
            return answer_of(problems.BadRequest(why=error.detail))


async def _workflows(request: Request, error: Exception) -> JSONResponse:
    status = error.status if isinstance(error, RPCError) else RPCStatusCode.DEADLINE_EXCEEDED
    if status not in NOT_THERE:
        return await _broken(request, error)
    key = getattr(request.state, "idempotency_key", None)
    if key is not None:
        return answer_of(problems.OutcomeUnknown(idempotency_key=key))
    return answer_of(problems.WorkflowsAway())


async def _failed(request: Request, error: Exception) -> JSONResponse:
    # An update that failed for no rule: the worker was stopped meanwhile, or has a bug. Its outcome is not known.
    log.error("update_failed", error=str(error.__cause__ or error))
    key = getattr(request.state, "idempotency_key", None)
    return answer_of(problems.OutcomeUnknown(idempotency_key=key))


async def _store(_request: Request, error: Exception) -> JSONResponse:
    log.warning("store_away", error=str(error))
    return answer_of(problems.StoreAway())


async def _records(_request: Request, error: Exception) -> JSONResponse:
    # Some of these are said for a lost connection and for a mistake of ours alike: the log tells them apart.
    log.warning("records_away", error=str(error), kind=type(error).__name__)
    return answer_of(problems.RecordsAway())


async def _broken(request: Request, error: Exception) -> JSONResponse:
    id_ = secrets.token_hex(8)
    log.error("request_failed", id=id_, method=request.method, path=request.url.path, exc_info=error)
    key = getattr(request.state, "idempotency_key", None)
    return answer_of(problems.Broken(id=id_, idempotency_key=key))
