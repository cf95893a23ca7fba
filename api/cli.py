"""The command `bimtek`: mounts one module of `api/commands` a subject and turns known errors into one clear line."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import asyncpg
import typer
from rich.console import Console
from rich.markup import escape
from temporalio.service import RPCError, RPCStatusCode

from api.desk import JourneyUnknown, Refused
from api.exits import NOT_REACHABLE, WRONG, Failure
from domain.errors import Refusal
from records.migrate import MigrationFailed
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
    "journey": ("journeys", {"act": "journey_acts", "import": "journey_acts"}),
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
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
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
    except Failure as failure:
        return _say(str(failure), failure.code)
    except Refusal as refusal:
        return _say(f"{refusal} ({refusal.name})", WRONG)
    except Refused as refused:
        return _say(f"{refused} ({refused.name})", WRONG)
    except (AlreadyRunning, ChildFailed, JourneyUnknown, MigrationFailed) as error:
        return _say(str(error), WRONG)
    except (NotConfigured, NotReachable) as error:
        return _say(str(error), NOT_REACHABLE)
    except (ConnectionError, asyncpg.PostgresConnectionError) as error:
        return _say(str(NotReachable("PostgreSQL", str(error) or type(error).__name__)), NOT_REACHABLE)
    except RPCError as error:
        if error.status not in (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED):
            raise
        return _say(str(NotReachable("Temporal", error.message)), NOT_REACHABLE)
    return 0
