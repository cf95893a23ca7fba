"""The command `bimtek`: mounts one module of `api/commands` a subject and turns known errors into one clear line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from api.exits import CODES, FINE, STOPPED, WRONG

COMMANDS = ("up", "demo", "rehearse", "doctor", "versions", "replay", "backup", "restore", "drill")
"""Commands of their own, each in the module of its name, unless `ELSEWHERE` says another."""

ELSEWHERE = {"restore": "backup"}

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
            "history": "story",
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
    "incidents": ("incidents", {}),
    "repair": ("repair", {}),
    "policy": ("policies", {}),
    "people": ("people", {"sign-in": "people_access", "token": "people_access"}),
}
"""Groups of commands: the module with the group's `app`, and commands of it that stand in other modules."""

FUNCTIONS = {"import": "import_journeys", "sign-in": "sign_in"}
"""Functions that cannot have their command's name."""


def program(only: str | None = None) -> typer.Typer:
    """The command line, or what one subject needs of it: a command must not wait for the libraries of all others."""
    codes = "; ".join(f"{code} {meaning}" for code, meaning in CODES.items())
    app = typer.Typer(
        no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, epilog=f"Exit codes: {codes}."
    )
    app.callback()(bimtek)
    for name in COMMANDS:
        if only in (None, name):
            app.command(name)(getattr(_module(ELSEWHERE.get(name, name)), name))
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
    """The subject of the command that was typed; None when all have to be known, as for help.

    While a shell completes a command, what has been typed of it stands in a variable.
    """
    being_typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words = being_typed.split() if COMPLETING in os.environ else sys.argv
    typed = words[1] if len(words) > 1 else ""
    return typed if typed in (*COMMANDS, *GROUPS) else None


COMPLETING = "_BIMTEK_COMPLETE"
"""Set by a shell that asks how a command may go on."""


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
    code = run()
    # Here and in `run`, only once it is needed: whoever presses Ctrl-C at once must not see where it was read in.
    from workers.connections import end_process

    end_process(code)


def run() -> int:
    """Run the command line; what a person can mend is said in one line, without a traceback. Gives the exit code."""
    try:
        program(_subject())()
    except SystemExit as end:
        return _code(end)
    except KeyboardInterrupt:
        return _code(SystemExit(STOPPED))
    except Exception as error:
        from api.endings import ending

        known = ending(error)
        if known is None:
            raise
        return _say(*known)
    return FINE
