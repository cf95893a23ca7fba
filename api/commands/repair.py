"""`bimtek repair`: rehearse a repair, propose it, confirm what somebody else proposed; stop, resume, undo, look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer

from api.commands.bulk import InCohort, InStatus, Overdue, Which, chosen
from api.commands.many import Yes
from api.commands.repair_doing import (
    How,
    agree,
    ask,
    carry_out,
    changed,
    found,
    reason_of,
    rehearsed,
    run,
    show_rehearsed,
)
from api.commands.repair_doing import show as show_found
from api.commands.repair_shown import repair_row, show_repair
from api.commands.repair_specs import (
    Activity,
    Claimed,
    DocumentKey,
    EntryNumber,
    EventNumber,
    Fact,
    Message,
    OfKind,
    PolicyPath,
    Session,
    ToStage,
    Version,
    spec_of,
)
from api.commands.up import DataDir, settings_for
from api.exits import FINE, WRONG
from api.finding import find_journey
from api.output import Json, console, print_json, print_tables, table
from api.repairs import engine
from api.repairs.answers import repair_line
from api.services import Services
from domain.repairs import Rehearsal, Spec
from domain.vocabulary import Stage
from domain.words.phrase import Language
from records.repairs import Repair, Repairs, RepairState

app = typer.Typer(help="Repairs: rehearsed first; dangerous ones confirmed by a second person.", no_args_is_help=True)

MOST_LISTED = 1000

InStage = Annotated[
    list[Stage] | None, typer.Option("--in-stage", help="With --cohort: only journeys in this stage; again for more.")
]
By = Annotated[str, typer.Option("--by", help="Who: the id of an operator of the programme.")]
BySecond = Annotated[str, typer.Option("--by", help="Who: the id of an operator or programme manager.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit and in the journeys.")]
OwnReason = Annotated[str | None, typer.Option("--reason", help="Why, if it is another reason than the repair's.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, max=2**31 - 1, help="As `bimtek repair list` shows.")]
Pace = Annotated[int | None, typer.Option("--pace", min=1, max=600, help="So many journeys a minute.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Do not wait for the journeys of a repair of several.")]
Lang = Annotated[Language, typer.Option("--lang", help="The language of what it leads to.")]


@app.command("rehearse")
def rehearse(
    kind: OfKind,
    journeys: Which = None,
    activity: Activity = None,
    message: Message = None,
    document: DocumentKey = None,
    session: Session = None,
    task: Claimed = None,
    entry: EntryNumber = None,
    fact: Fact = None,
    stage: ToStage = None,
    policy: PolicyPath = None,
    event: EventNumber = None,
    version: Version = None,
    cohort: InCohort = None,
    in_stage: InStage = None,
    status: InStatus = None,
    overdue: Overdue = None,
    lang: Lang = Language.EN,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Show what a repair would lead to, worked out on copies of the journeys' histories; changes nothing."""
    spec = spec_of(
        kind,
        activity=activity,
        message=message,
        document=document,
        session=session,
        task=task,
        entry=entry,
        fact=fact,
        stage=stage,
        policy=policy,
        event=event,
        version=version,
    )
    choose = chosen(journeys, cohort, stage=in_stage, status=status, overdue=overdue)

    async def look(services: Services) -> tuple[Rehearsal, ...]:
        return await rehearsed(services, dict.fromkeys(await choose(services.pool), spec))

    how = How(settings_for(data_dir).resolved(), lang, as_json)
    seen = run(how.settings, look)
    show_rehearsed(how, spec, seen)
    raise typer.Exit(WRONG if any(each.refused is not None for each in seen) else FINE)


@app.command("propose")
def propose(
    kind: OfKind,
    by: By,
    reason: Reason,
    journeys: Which = None,
    activity: Activity = None,
    message: Message = None,
    document: DocumentKey = None,
    session: Session = None,
    task: Claimed = None,
    entry: EntryNumber = None,
    fact: Fact = None,
    stage: ToStage = None,
    policy: PolicyPath = None,
    event: EventNumber = None,
    version: Version = None,
    cohort: InCohort = None,
    in_stage: InStage = None,
    status: InStatus = None,
    overdue: Overdue = None,
    pace: Pace = None,
    yes: Yes = False,
    no_wait: NoWait = False,
    lang: Lang = Language.EN,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Rehearse a repair, show what it would lead to, ask, and have it done; a dangerous one waits to be confirmed."""
    spec = spec_of(
        kind,
        activity=activity,
        message=message,
        document=document,
        session=session,
        task=task,
        entry=entry,
        fact=fact,
        stage=stage,
        policy=policy,
        event=event,
        version=version,
    )
    choose = chosen(journeys, cohort, stage=in_stage, status=status, overdue=overdue)
    how = How(settings_for(data_dir).resolved(), lang, as_json, yes, not no_wait)
    why, who, key = reason_of(reason), engine.AtCommandLine(by), f"command-{uuid4().hex}"

    async def look(services: Services) -> tuple[Rehearsal, ...]:
        await engine.check_role(services, who, engine.OPERATORS)
        return await rehearsed(services, dict.fromkeys(await choose(services.pool), spec))

    seen = run(how.settings, look)
    agree(how, spec, seen)
    digests = {each.journey: each.digest() for each in seen}

    async def send(services: Services) -> Repair:
        return await engine.propose(services, who, spec, list(digests), why, digests=digests, pace=pace, key=key)

    carry_out(how, send)


@app.command("confirm")
def confirm(
    number: Number,
    by: BySecond,
    reason: OwnReason = None,
    yes: Yes = False,
    no_wait: NoWait = False,
    lang: Lang = Language.EN,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Confirm a dangerous repair that somebody else proposed: shows what it leads to, asks, and has it done."""
    how = How(settings_for(data_dir).resolved(), lang, as_json, yes, not no_wait)
    repair, items = run(how.settings, lambda services: found(services, number))
    if not as_json:
        show_repair(repair, items, lang)
    if repair.state is RepairState.PROPOSED:
        ask(how, f"Confirm repair {number} and have it done?")
    digests = {item.journey: item.digest for item in items}
    why = reason_of(reason) if reason is not None else None

    async def send(services: Services) -> Repair:
        return await engine.confirm(services, engine.AtCommandLine(by), number, reason=why, digests=digests)

    carry_out(how, send)


@app.command("withdraw")
def withdraw(number: Number, by: BySecond, reason: Reason, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Let go of a repair that waits for a second person, or was stopped; what was done stays done."""
    why = reason_of(reason)

    async def send(services: Services) -> Repair:
        return await engine.withdraw(services, engine.AtCommandLine(by), number, why)

    changed(How(settings_for(data_dir).resolved(), Language.EN, as_json), send)


@app.command("stop")
def stop(
    number: Number, by: BySecond, reason: OwnReason = None, as_json: Json = False, data_dir: DataDir = None
) -> None:
    """Begin nothing more of a repair; the journey that is being repaired this moment is finished."""
    why = reason_of(reason) if reason is not None else None

    async def send(services: Services) -> Repair:
        return await engine.stop(services, engine.AtCommandLine(by), number, reason=why)

    changed(How(settings_for(data_dir).resolved(), Language.EN, as_json), send)


@app.command("resume")
def resume(
    number: Number,
    by: By,
    reason: OwnReason = None,
    no_wait: NoWait = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Let a stopped repair go on; what failed is tried again, and nothing is done twice."""
    why = reason_of(reason) if reason is not None else None

    async def send(services: Services) -> Repair:
        return await engine.resume(services, engine.AtCommandLine(by), number, reason=why)

    carry_out(How(settings_for(data_dir).resolved(), Language.EN, as_json, waits=not no_wait), send)


@app.command("undo")
def undo(
    number: Number,
    by: By,
    reason: Reason,
    yes: Yes = False,
    no_wait: NoWait = False,
    lang: Lang = Language.EN,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Take a repair back where that is possible: rehearses what does so, shows it, asks, and has it done."""
    how = How(settings_for(data_dir).resolved(), lang, as_json, yes, not no_wait)
    why, who, key = reason_of(reason), engine.AtCommandLine(by), f"command-{uuid4().hex}"

    async def look(services: Services) -> tuple[Spec, tuple[Rehearsal, ...]]:
        await engine.check_role(services, who, engine.OPERATORS)
        wanted = await engine.undoing(services, number)
        return next(iter(wanted.values())), await rehearsed(services, wanted)

    spec, seen = run(how.settings, look)
    agree(how, spec, seen)
    digests = {each.journey: each.digest() for each in seen}

    async def send(services: Services) -> Repair:
        return await engine.undo(services, who, number, why, digests=digests, key=key)

    carry_out(how, send)


@app.command("list")
def list_repairs(
    state: Annotated[list[RepairState] | None, typer.Option("--state", help="Only so; again for more.")] = None,
    journey: Annotated[str | None, typer.Option("--journey", help="Only of this journey, as 2019/33.10.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """List repairs, the newest first."""

    async def look(services: Services) -> tuple[Repair, ...]:
        line = await find_journey(services.pool, journey, datetime.now(UTC)) if journey else None
        only = line.journey_id if line else None
        return await Repairs(services.pool).page(states=state or (), journey=only, limit=MOST_LISTED)

    listed = run(settings_for(data_dir).resolved(), look)
    if as_json:
        print_json([repair_line(each) for each in listed])
        return
    if not listed:
        console().print("There are no such repairs.")
        return
    columns = ("Number", "What", "Journeys", "How it stands", "Proposed by", "Confirmed by", "Proposed", "Why")
    rows = (repair_row(each) for each in listed)
    print_tables(console(), table("Repairs", columns, rows, numbers=("Number", "Journeys")))


@app.command("show")
def show(number: Number, lang: Lang = Language.EN, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Show a repair: what it leads to in each journey, who agreed to it, and what became of it."""
    how = How(settings_for(data_dir).resolved(), lang, as_json)
    show_found(how, *run(how.settings, lambda services: found(services, number)))
