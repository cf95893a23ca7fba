"""The command `bimtek`: mounts one module of `api/commands` a subject and turns known errors into one clear line."""

from __future__ import annotations

import asyncpg
import typer
from rich.console import Console
from rich.markup import escape
from temporalio.service import RPCError, RPCStatusCode

from api.commands import (
    calendar_change,
    calendars,
    cohort_acts,
    cohort_clock,
    cohorts,
    demo,
    journey_acts,
    journeys,
    policies,
    records,
    regions,
    rehearse,
    up,
)
from api.desk import JourneyUnknown, Refused
from api.exits import NOT_REACHABLE, WRONG, Failure
from domain.errors import Refusal
from records.migrate import MigrationFailed
from workers.connections import NotConfigured, NotReachable, end_process
from workers.local.child import ChildFailed
from workers.local.stack import AlreadyRunning

app = typer.Typer(
    name="bimtek",
    help="Runs a programme's bimbingan teknis: every region's journey from kickoff to a published plan.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.command("rehearse")(rehearse.rehearse)
cohorts.app.command("start")(cohort_acts.start)
cohorts.app.command("substitute")(cohort_acts.substitute)
cohorts.app.command("close")(cohort_acts.close)
cohorts.app.command("pause")(cohort_clock.pause)
cohorts.app.command("resume")(cohort_clock.resume)
calendars.app.command("change")(calendar_change.change)
journeys.app.command("act")(journey_acts.act)
journeys.app.command("import")(journey_acts.import_journeys)
app.add_typer(cohorts.app, name="cohort")
app.add_typer(journeys.app, name="journey")
app.add_typer(regions.app, name="regions")
app.add_typer(records.app, name="records")
app.add_typer(policies.app, name="policy")
app.add_typer(calendars.app, name="calendar")


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
        app()
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
