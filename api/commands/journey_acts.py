"""`bimtek journey act` and `bimtek journey import`: send one command; take over journeys that began elsewhere."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import uuid4

import typer
from pydantic import ValidationError

from api.as_of import instant
from api.bar import Bar
from api.commands.cohort_acts import DEFAULT_POLICY, PolicyOption
from api.commands.policies import read_policy
from api.commands.up import DataDir, settings_for
from api.desk import Answer, Desk
from api.exits import Failure
from api.finding import find_journey
from api.launch import calendar_years, import_journey
from api.only_repairs import repair_in
from api.output import Json, console, print_json, table
from api.people_file import PeopleFile, people_in
from api.tables import file_bytes, raw_bytes, refuse
from domain.calendar import local_date
from domain.import_file import ImportFile, ImportOutcome, check_import_file
from domain.messages import Actor, Command, OrdinaryAct
from domain.policy import Policy
from domain.shape import Frozen
from domain.values import OnBehalf
from domain.vocabulary import Role, TimeZone
from records.people import People
from records.reading import Reading
from records.regions import RegionRecords
from workers.calendars import national_calendar
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings

A = TypeVar("A", bound=Frozen)


class WrittenAct(Frozen):
    """What a file for `bimtek journey act` holds: the act, and whose it is when it is recorded on behalf."""

    act: OrdinaryAct
    on_behalf: OnBehalf | None = None


def act(
    journey: Annotated[str, typer.Argument(help="The journey: its id, or 2019/33.10.")],
    file: Annotated[Path, typer.Argument(help="JSON with the act, such as {“act”: {“kind”: “submit”}}; - is stdin.")],
    person: Annotated[str, typer.Option(help="Who acts: the person's id.")],
    role: Annotated[Role, typer.Option(help="In which role.")],
    command_id: Annotated[
        str | None,
        typer.Option(
            "--id", help="The command's id: an act sent again with it is done once. Printed when it is made for you."
        ),
    ] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Send one act to a journey; it is done, or refused with what to do about it."""
    written = read_act(file, WrittenAct)
    sent = command_id or f"cli-{uuid4().hex}"
    try:
        actor = Actor(person=person, role=role)
        command = Command(id=sent, actor=actor, act=written.act, on_behalf=written.on_behalf)
    except ValidationError:
        raise Failure("--person or --id is no id: use lower-case letters, digits, dot and dash.") from None
    settings = settings_for(data_dir).resolved()
    with Bar("sending"):
        answer = asyncio.run(_act(settings, journey, command))
    if as_json:
        print_json({"receipt": answer.receipt, "recorded": answer.recorded})
        return
    receipt = answer.receipt
    screen = console()
    screen.print(f"{receipt.journey}: {', '.join(receipt.kinds)} (entries {receipt.first_seq} to {receipt.last_seq}).")
    screen.print(f"Stage {receipt.stage}; turn {receipt.turn}. Command {receipt.command}.")
    if not answer.recorded:
        screen.print("The act is done; lists may lag behind for a while.")


def read_act(file: Path, shape: type[A]) -> A:
    """What an act's file holds, or stdin for `-`. Raises `Failure` when it cannot be read or is not of this shape."""
    text = sys.stdin.buffer.read() if str(file) == "-" else raw_bytes(file)
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        wrong = error.errors()[:10]
    repair = repair_in(wrong)
    if repair is not None:
        raise repair
    if wrong[0]["type"] == "json_invalid":
        raise Failure(f"{file} is not JSON: {wrong[0]['ctx']['error']}.")
    told = [f"{'.'.join(str(part) for part in one['loc']) or 'the file'}: {one['msg']}" for one in wrong]
    raise Failure("The act is not understood: " + "; ".join(told) + ".")


async def _act(settings: Settings, journey: str, command: Command) -> Answer:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, journey, instant(None))
        return await Desk(await connect_temporal(settings), pool).send(line.journey_id, command)


def import_journeys(
    file: Annotated[Path, typer.Argument(help="The file: a cohort's, such as deploy/cohorts/2017.csv, or an export.")],
    policy: PolicyOption = DEFAULT_POLICY,
    people: Annotated[
        Path | None, typer.Option("--people", help="The people; required when a journey is still open.")
    ] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Take over journeys that began outside the system, with their true dates; nothing past is sent or escalated."""
    settings = settings_for(data_dir).resolved()
    rules = read_policy(policy)
    with Bar("importing") as bar:
        checked, opened = asyncio.run(_import(settings, file, rules, people, bar))
    if as_json:
        print_json({"imported": opened, "rows": checked.rows, "left_out": checked.left_out})
        return
    screen = console()
    rows = [(r.region.code, r.region.name, r.cohort, r.outcome, r.region.id in opened) for r in checked.rows]
    cells = [
        (code, name, cohort, outcome, "opened" if new else "was there") for code, name, cohort, outcome, new in rows
    ]
    screen.print(table(f"Imported from {file.name}", ("Code", "Region", "Cohort", "Outcome", ""), cells))
    for left in checked.left_out:
        screen.print(f"Left out, line {left.line}: {left.name}: {left.remark}", markup=False)
    screen.print(f"{len(opened)} journeys imported, {len(checked.rows) - len(opened)} were there already.")


async def _import(
    settings: Settings, file: Path, policy: Policy, people_path: Path | None, bar: Bar
) -> tuple[ImportFile, list[str]]:
    async with await connect_records(settings) as pool:
        regions = RegionRecords(pool)
        today = local_date(datetime.now(UTC), TimeZone.WIB)
        data = file_bytes(file)
        checked = check_import_file(
            data,
            cohort=file.stem.lower(),
            today=today,
            regions=await regions.load(),
            open_elsewhere=await Reading(pool).open_regions(),
        )
        if isinstance(checked, list):
            raise refuse(file, checked, as_json=False, nothing_done="Nothing was imported.")
        people = _people(people_path, checked)
        client = await connect_temporal(settings)
        await regions.keep_unregistered(checked.unregistered)
        if people is not None:
            await People(pool).save(people.people)
        workplaces = people.workplaces_outside(policy.office_zone) if people else ()
        opened: list[str] = []
        bar.of(len(checked.rows))
        openings = {row.imported().opened_at for row in checked.rows}
        calendars = {years: national_calendar(years) for years in map(calendar_years, openings)}
        for row in checked.rows:
            calendar = calendars[calendar_years(row.imported().opened_at)]
            members = (*people.members_of(row.region), *people.everywhere) if people else ()
            queue = settings.task_queue
            if await import_journey(client, row, policy, calendar, members, queue, workplaces=workplaces):
                opened.append(row.region.id)
            bar.more()
        return checked, opened


def _people(path: Path | None, checked: ImportFile) -> PeopleFile | None:
    if path is None:
        still_open = [row for row in checked.rows if row.outcome is ImportOutcome.OPEN]
        if still_open:
            raise Failure(f"Line {still_open[0].line}: the journey is still open; give its people with --people.")
        return None
    since = min((row.opened_on for row in checked.rows), default=datetime.now(UTC).date())
    codes = [row.region.code for row in checked.rows]
    return people_in(path, since=since, codes=codes, nothing_done="Nothing was imported.")
