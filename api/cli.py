"""The command `bimtek`: mounts one module of `api/commands` a subject and turns known errors into one clear line."""

from __future__ import annotations

import sys
from typing import NoReturn

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
from workers.connections import NotConfigured, NotReachable
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


def _say(text: str, code: int) -> NoReturn:
    Console(stderr=True, highlight=False).print(f"[red]bimtek:[/red] {escape(text)}", soft_wrap=True)
    sys.exit(code)


def main() -> None:
    """Run the command line; what a person can mend is said in one line, without a traceback."""
    try:
        app()
    except Failure as failure:
        _say(str(failure), failure.code)
    except Refusal as refusal:
        _say(f"{refusal} ({refusal.name})", WRONG)
    except Refused as refused:
        _say(f"{refused} ({refused.name})", WRONG)
    except (AlreadyRunning, ChildFailed, JourneyUnknown, MigrationFailed) as error:
        _say(str(error), WRONG)
    except (NotConfigured, NotReachable) as error:
        _say(str(error), NOT_REACHABLE)
    except (ConnectionError, asyncpg.PostgresConnectionError) as error:
        _say(str(NotReachable("PostgreSQL", str(error) or type(error).__name__)), NOT_REACHABLE)
    except RPCError as error:
        if error.status not in (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED):
            raise
        _say(str(NotReachable("Temporal", error.message)), NOT_REACHABLE)
