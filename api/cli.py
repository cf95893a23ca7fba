"""The command `bimtek`: mounts one module of `api/commands` a subject and turns known errors into one clear line."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import asyncpg
import typer
from rich.console import Console
from rich.markup import escape
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from activities.documents.files import StoreFailed
from api.desk import AWAY, JourneyUnknown, Refused
from api.exits import FINE, NOT_REACHABLE, STOPPED, WRONG, Failure
from domain.errors import Refusal
from records.migrate import MigrationFailed
from records.people import PersonErased
from workers.connections import NotConfigured, NotReachable, end_process
from workers.local.child import ChildFailed
from workers.local.stack import AlreadyRunning

COMMANDS = ("up", "demo", "rehearse")
"""Commands of their own, each in the module of its name."""

GROUPS: dict[str, tuple[str, dict[str, str]]] = {
    "cohort": (
        "cohorts",
        {
            "start": "cohort_acts",
            "substitute": "cohort_acts",
            "close": "cohort_acts",
            "pause": "cohort_clock",
            "resume": "cohort_clock",
            "report": "cohort_report",
        },
    ),
    "journey": (
        "journeys",
        {
            "act": "journey_acts",
            "import": "journey_acts",
            "bulk": "bulk",
            "remind": "bulk",
            "extend": "bulk",
            "pack": "pack",
            "unpack": "pack",
        },
    ),
    "calendar": ("calendars", {"change": "calendar_change"}),
    "book": ("books", {}),
    "document": ("documents", {}),
    "catalogue": ("catalogue", {}),
    "notify": ("notify", {}),
    "history": ("history", {}),
    "regions": ("regions", {}),
    "records": ("records", {}),
    "policy": ("policies", {}),
    "people": ("people", {"sign-in": "people_access", "token": "people_access"}),
}
"""Groups of commands: the module with the group's `app`, and commands of it that stand in other modules."""

FUNCTIONS = {"import": "import_journeys", "sign-in": "sign_in"}
"""Functions that cannot have their command's name."""


def program(only: str | None = None) -> typer.Typer:
    """The command line, or what one subject needs of it: a command must not wait for the libraries of all others."""
    app = typer.Typer(no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)
    app.callback()(bimtek)
    for name in COMMANDS:
        if only in (None, name):
            app.command(name)(getattr(_module(name), name))
    for name, (module, others) in GROUPS.items():
        if only in (None, name):
            group = _module(module).app
            known = {command.name for command in group.registered_commands}
            for command, elsewhere in others.items():
                if command not in known:
                    group.command(command)(getattr(_module(elsewhere), FUNCTIONS.get(command, command)))
            app.add_typer(group, name=name)
    return app


def _module(name: str) -> Any:
    return import_module(f"api.commands.{name}")


def bimtek() -> None:
    """Runs a programme's bimbingan teknis: every region's journey from kickoff to a published plan."""


def _subject() -> str | None:
    """The subject of the command that was typed; None when all have to be known, as for help."""
    typed = sys.argv[1] if len(sys.argv) > 1 else ""
    return typed if typed in (*COMMANDS, *GROUPS) else None


def _say(text: str, code: int) -> int:
    Console(stderr=True, highlight=False).print(f"[red]bimtek:[/red] {escape(text)}", soft_wrap=True)
    return code


def _code(end: SystemExit) -> int:
    """The exit code that a `SystemExit` stands for."""
    if end.code == STOPPED:
        return _say("Stopped. What was sent before stays done.", STOPPED)
    if end.code is None or isinstance(end.code, int):
        return end.code or FINE
    return _say(str(end.code), WRONG)


def main() -> None:
    """Run the command line, then end the process with the command's exit code."""
    end_process(run())


def run() -> int:
    """Run the command line; what a person can mend is said in one line, without a traceback. Gives the exit code."""
    try:
        program(_subject())()
    except SystemExit as end:
        return _code(end)
    except KeyboardInterrupt:
        return _code(SystemExit(STOPPED))
    except Failure as failure:
        return _say(str(failure), failure.code)
    except (Refusal, Refused) as refusal:
        return _say(f"{refusal} ({refusal.name})", WRONG)
    except (AlreadyRunning, ChildFailed, JourneyUnknown, MigrationFailed, PersonErased) as error:
        return _say(str(error), WRONG)
    except (NotConfigured, NotReachable, StoreFailed) as error:
        return _say(str(error), NOT_REACHABLE)
    except NO_ENTRANCE as error:
        return _say(str(NotReachable("PostgreSQL", str(error))), NOT_REACHABLE)
    except AWAY as error:
        return _away(error)
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        return _say(str(NotReachable("Temporal", str(error))), NOT_REACHABLE)
    except RPCError as error:
        if error.status not in NO_ANSWER:
            raise
        return _say(str(NotReachable("Temporal", error.message)), NOT_REACHABLE)
    return FINE


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


def _away(error: Exception) -> int:
    """A file that cannot be read or written, or else a server that does not answer."""
    if isinstance(error, OSError) and error.filename is not None:
        return _say(f"{error.filename}: {error.strerror}.", WRONG)
    if isinstance(error, asyncpg.InterfaceError) and not isinstance(error, OSError):
        raise error  # said for a lost connection, but for a mistake of ours too
    return _say(str(NotReachable("PostgreSQL", str(error) or type(error).__name__)), NOT_REACHABLE)
