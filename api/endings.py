"""How an error ends a command: `ending` has one line and an exit code for everything that a person can mend."""

from __future__ import annotations

import asyncpg
from pydantic import ValidationError
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from activities.documents.files import StoreFailed
from api.desk import AWAY, JourneyUnknown, Refused
from api.exits import NOT_REACHABLE, WRONG, Failure
from api.http.problems import HttpProblem
from domain.errors import Refusal
from records.histories import ArchiveDamaged
from records.migrate import MigrationFailed
from records.people import PersonErased
from workers.connections import NotConfigured, NotReachable
from workers.local.child import ChildFailed
from workers.local.stack import AlreadyRunning
from workers.settings import PREFIX, Settings

AWAY_STATUS = 503
"""The status of a problem that says that something does not answer."""
NO_ENTRANCE = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)
"""What PostgreSQL says to a wrong user, password or database."""
NO_ANSWER = (
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.UNAUTHENTICATED,
    RPCStatusCode.PERMISSION_DENIED,
)
"""What Temporal's client says when nobody answers it, or not us."""


def ending(error: Exception) -> tuple[str, int] | None:
    """The line that tells of an error, and the exit code; None for a bug, of which the whole traceback is wanted."""
    match error:
        case Failure():
            return str(error), error.code
        case HttpProblem():
            return str(error), NOT_REACHABLE if error.status == AWAY_STATUS else WRONG
        case Refusal() | Refused():
            return f"{error} ({error.name})", WRONG
        case (
            AlreadyRunning() | ArchiveDamaged() | ChildFailed() | JourneyUnknown() | MigrationFailed() | PersonErased()
        ):
            return str(error), WRONG
        case ValidationError() if error.title == Settings.__name__:
            return _setting(error), WRONG
        case asyncpg.exceptions.ClientConfigurationError():
            return f"{PREFIX}POSTGRES_DSN is no address of a database: {error}.", WRONG
        case OSError(filename=str() as file):
            return f"{file}: {error.strerror}.", WRONG
        case NotConfigured() | NotReachable() | StoreFailed():
            return str(error), NOT_REACHABLE
        case _:
            return _away(error)


def _setting(error: ValidationError) -> str:
    """What is wrong with settings, which come from the environment."""
    return "; ".join(f"{PREFIX}{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors()) + "."


def _away(error: Exception) -> tuple[str, int] | None:
    """A server that does not answer."""
    if isinstance(error, WorkflowUpdateRPCTimeoutOrCancelledError):
        return str(NotReachable("Temporal", str(error))), NOT_REACHABLE
    if isinstance(error, RPCError):
        return (str(NotReachable("Temporal", error.message)), NOT_REACHABLE) if error.status in NO_ANSWER else None
    # An InterfaceError is said for a lost connection, but for a mistake of ours too.
    if isinstance(error, (*AWAY, *NO_ENTRANCE)) and not isinstance(error, asyncpg.InterfaceError):
        return str(NotReachable("PostgreSQL", str(error) or type(error).__name__)), NOT_REACHABLE
    return None
