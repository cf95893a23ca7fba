"""`bimtek records`: prove that histories, journal and read tables agree, and make again what does not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from api.bar import Bar
from api.commands.up import DataDir, settings_for
from api.exits import WRONG, Failure
from api.output import Json, console, print_json, print_tables, table
from records.rebuild import Rebuilt, rebuild_journal, rebuild_read_tables
from records.retention import CLASSES, PastTerm, Retention
from records.verify import Report, verify
from workers.connections import connect_records, connect_temporal
from workers.histories import Histories
from workers.settings import Settings

app = typer.Typer(help="Records: verify and rebuild what PostgreSQL keeps.", no_args_is_help=True)


class Origin(StrEnum):
    """What the records are made again from."""

    JOURNAL = "journal"
    HISTORIES = "histories"


@app.command("verify")
def verify_records(
    without_histories: Annotated[
        bool,
        typer.Option("--without-histories", help="Leave Temporal out: check only the journal and the read tables."),
    ] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Check the hash chain, the read tables against the journal, and the journal against the histories.

    Ends with 1 if anything does not agree.
    """
    settings = settings_for(data_dir).resolved()
    with Bar("verifying"):
        report = asyncio.run(_verify(settings, with_histories=not without_histories))
    if as_json:
        print_json(report)
    else:
        _show(report)
    if not report.ok:
        raise typer.Exit(WRONG)


async def _verify(settings: Settings, *, with_histories: bool) -> Report:
    async with await connect_records(settings) as pool:
        if not with_histories:
            return await verify(pool)
        return await verify(pool, Histories(await connect_temporal(settings), pool, settings))


def _show(report: Report) -> None:
    screen = console()
    broken = [journey for journey in report.journeys if journey.findings]
    if broken:
        rows = [(journey.journey, finding.kind, finding.detail) for journey in broken for finding in journey.findings]
        print_tables(screen, table("What does not agree", ("Journey", "Kind", "Where"), rows))
    entries = sum(journey.entries for journey in report.journeys)
    checked = "chain, read tables and histories" if report.histories_checked else "chain and read tables"
    what = f"{len(report.journeys)} journeys with {entries} entries: {checked}"
    if report.ok:
        screen.print(f"{what} agree.", soft_wrap=True)
    else:
        screen.print(f"{what} were checked; {len(broken)} journeys do not agree.", soft_wrap=True)


@app.command("rebuild")
def rebuild(
    origin: Annotated[
        Origin, typer.Option("--from", help="journal: the read tables; histories: the journal first, then those.")
    ] = Origin.JOURNAL,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Make the read tables again from the journal, or the journal from the histories and the archive.

    What is itself broken is left as it is and named; the command then ends with 1.
    """
    with Bar("rebuilding"):
        done = asyncio.run(_rebuild(settings_for(data_dir).resolved(), origin))
    stuck = [journey for journey in done if journey.findings]
    if as_json:
        print_json({"ok": not stuck, "journeys": done})
    else:
        _show_rebuilt(done, stuck)
    if stuck:
        raise typer.Exit(WRONG)


async def _rebuild(settings: Settings, origin: Origin) -> Sequence[Rebuilt]:
    async with await connect_records(settings) as pool:
        if origin is Origin.JOURNAL:
            return await rebuild_read_tables(pool)
        histories = Histories(await connect_temporal(settings), pool, settings)
        # A new database knows no journeys; Temporal does.
        return await rebuild_journal(pool, histories, await histories.journeys())


def _show_rebuilt(done: Sequence[Rebuilt], stuck: Sequence[Rebuilt]) -> None:
    screen = console()
    if stuck:
        rows = [(journey.journey, finding.kind, finding.detail) for journey in stuck for finding in journey.findings]
        print_tables(screen, table("What could not be rebuilt", ("Journey", "Kind", "Why"), rows))
    changed = sum(journey.rows for journey in done)
    mended = sum(1 for journey in done if journey.rows)
    screen.print(f"{len(done)} journeys looked at, {mended} changed ({changed} rows), {len(stuck)} left as they are.")


@app.command("retain")
def retain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what is past its time.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Remove what is past its time, as the HTTP door does once a day; what is kept for ever is listed too."""
    settings = settings_for(data_dir).resolved()
    found, kept = asyncio.run(_retain(settings, dry_run=dry_run))
    if as_json:
        print_json({"removed": not dry_run, "classes": found})
        return
    rows = {each.name: sum(each.rows.values()) for each in found}
    lines = [(each.name, kept.get(each.name, "for ever"), each.over, rows.get(each.name)) for each in CLASSES]
    what = "Past its time" if dry_run else "Removed"
    print_tables(console(), table("Records", ("Class", "Kept", "", what), lines, numbers=(what,)))


async def _retain(settings: Settings, *, dry_run: bool) -> tuple[Sequence[PastTerm], dict[str, str]]:
    """What was counted or removed, and for how long each class is kept."""
    async with await connect_records(settings) as pool:
        retention = Retention(pool, settings.terms())
        kept = {each.name: f"{term.days} days" for each, term in retention.removable()}
        now = datetime.now(UTC)
        if dry_run:
            return await retention.past_term(now), kept
        removed = await retention.remove(now)
    if removed is None:
        raise Failure("Another process is removing what is past its time. Run the command again in a minute.")
    return removed, kept
