"""`bimtek demo`: carry the 2019 intake of 25 regions from kickoff to publication in virtual time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.demo.run import Outcome, run_demo, write_summary
from api.exits import Failure
from api.output import Json, print_tables, print_text, table
from api.output import console as make_console
from domain.facts import ExtensionChoice
from domain.policy import LadderAction
from domain.vocabulary import DocumentKind, Party, Role, Stage
from domain.words.names import name_of
from domain.words.phrase import Language
from records.reading import ClockCount, StageStay
from workers.connections import set_up_logging
from workers.settings import Settings

FILES = Path("deploy")


def demo(
    chaos: Annotated[bool, typer.Option("--chaos", help="Kill worker, Temporal and PostgreSQL on the way.")] = False,
    seed: Annotated[int, typer.Option(help="Decides when the blows of --chaos fall.")] = 1,
    data_dir: Annotated[Path, typer.Option(help="A folder to use; what is in it is removed first.")] = Path("var/demo"),
    files: Annotated[Path, typer.Option(help="The folder with cohorts/ and policies/.")] = FILES,
    as_json: Json = False,
) -> None:
    """Carry the 2019 intake of 25 regions from kickoff to publication, with sample people, on real servers."""
    settings = Settings(
        data_dir=_fresh(data_dir), temporal_address=None, postgres_dsn=None, smtp=None, object_store_url=None
    )
    set_up_logging(settings)
    console = make_console(stderr=as_json)
    outcome = asyncio.run(run_demo(settings, files, console, chaos_seed=seed if chaos else None))
    summary = settings.data_dir / "summary.json"
    write_summary(outcome, summary)
    if as_json:
        print_text(summary.read_text(encoding="utf-8"))
        if outcome.problems:
            raise Failure("; ".join(outcome.problems))
        return
    print_tables(console, journeys_table(outcome), clock_table(outcome), documents_table(outcome))
    by_status = ", ".join(f"{count} {status}" for status, count in sorted(outcome.summary.by_status.items()))
    console.print(
        f"{outcome.summary.journeys} journeys ({by_status}), {outcome.acts} acts, "
        f"{sum(outcome.messages.values())} messages, {sum(outcome.documents.values())} documents, "
        f"{outcome.seconds:.0f} s. Summary: {summary}"
    )
    console.print(f"Documents: {settings.data_dir / 'documents'}. Mails: {settings.data_dir / 'mail'}.")
    if outcome.problems:
        raise Failure("; ".join(outcome.problems))
    console.print("Journal chain verified; histories, journal and read tables agree.")


def clock_table(outcome: Outcome) -> Table:
    """What happened about time: how often each step, pause, extension, reassignment, decree; whose delay it was."""
    rows = []
    for count in outcome.clock:
        to = f"to the {name_of(Role(count.to_role)).into(Language.EN)}" if count.to_role else ""
        rows.append((_happened(count), to, str(count.times)))
    for account, days in outcome.delay.items():
        rows.append(("working days late", f"of {name_of(Party(account)).into(Language.EN)}", str(days)))
    return table("Time (SIMULASI): what the engine and people did about it", ("What", "", "Times"), rows)


def documents_table(outcome: Outcome) -> Table:
    """How many documents of each kind were made."""
    made = [kind for kind in DocumentKind if outcome.documents.get(kind)]
    rows = [(name_of(kind).into(Language.EN), str(outcome.documents[kind])) for kind in made]
    return table("Documents (SIMULASI)", ("What", "Made"), rows, numbers=("Made",))


def _happened(count: ClockCount) -> str:
    """A line of the table in words."""
    if count.kind == "ladder_step_taken":
        return name_of(LadderAction(count.variant)).into(Language.EN)
    if count.kind == "extension_decided":
        return f"extension {name_of(ExtensionChoice(count.variant)).into(Language.EN)}"
    if count.kind == "reassignment_decided":
        return f"reassignment {'approved' if count.variant == 'true' else 'refused'}"
    return count.kind.replace("_", " ")


def _fresh(folder: Path) -> Path:
    """The folder, refused when it holds something that is not an earlier demonstration's."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "lock").exists():
        raise Failure(f"{folder} holds something that is not a demonstration; name an empty folder with --data-dir.")
    return folder


def _days(stays: Sequence[StageStay], journey: str, stage: Stage) -> str:
    """The days a journey spent in a stage, begun days counted whole; a dash when it was never there."""
    spans = [
        (stay.closed - stay.opened).total_seconds() / 86400
        for stay in stays
        if stay.journey_id == journey and stay.stage == stage and stay.closed is not None
    ]
    return str(math.ceil(sum(spans))) if spans else "–"


def journeys_table(outcome: Outcome) -> Table:
    """The journeys: rounds, days in each stage, how they ended, the books."""
    heads = ("Kickoff", "Draft", "Review", "Approval", "Publ.")
    rows = []
    for line in outcome.journeys:
        days = [_days(outcome.stays, line.journey_id, stage) for stage in Stage]
        books = outcome.books.get(line.journey_id, "–")[:8]
        rows.append((line.region_name, str(line.rounds), *days, line.status.replace("_", " "), books))
    columns = ("Region", "Rounds", *heads, "Outcome", "Books")
    return table("Angkatan 2019 (SIMULASI): days in each stage", columns, rows, numbers=("Rounds", *heads))
