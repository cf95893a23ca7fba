"""`bimtek journey bulk`, `remind` and `extend`: the same act for many journeys, looked at before it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from pydantic import ValidationError

from api.commands.journey_acts import read_act
from api.commands.many import Choose, DryRun, How, InRole, Person, Yes, carry_out, undertaking
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.finding import find_cohort, find_journey
from api.output import Json
from api.selection import BulkAct
from domain.messages import GrantTime, Remind
from domain.shape import Frozen
from domain.vocabulary import Party, Role, Stage, Status, Task
from records.reading import Reading
from records.selecting import Selecting, Selection

Which = Annotated[
    list[str] | None,
    typer.Argument(help="The journeys, by id or region, as 2019/33.10; without any, those that --cohort selects."),
]
InCohort = Annotated[str | None, typer.Option("--cohort", help="Select from this cohort.")]
InStage = Annotated[list[Stage] | None, typer.Option("--stage", help="Only in this stage; again for more.")]
InStatus = Annotated[
    list[Status] | None, typer.Option("--status", help="Only of this status; again for more (scheduled and open).")
]
TurnOf = Annotated[Party | None, typer.Option("--party", help="Only where it is this party's turn.")]
ForTask = Annotated[Task | None, typer.Option("--task", help="Only where this is to be done now.")]
Overdue = Annotated[bool | None, typer.Option("--overdue/--in-time", help="Only what is overdue, or only what is not.")]
Member = Annotated[str | None, typer.Option("--member", help="Only where this person holds a role.")]
MemberRole = Annotated[Role | None, typer.Option("--member-role", help="Only where this role is held (by --member).")]


class WrittenBulkAct(Frozen):
    """What a file for `bimtek journey bulk` holds."""

    act: BulkAct


def bulk(
    file: Annotated[Path, typer.Argument(help="JSON with the act, as for `journey act`; - is stdin.")],
    person: Person,
    role: InRole,
    journeys: Which = None,
    cohort: InCohort = None,
    stage: InStage = None,
    status: InStatus = None,
    party: TurnOf = None,
    task: ForTask = None,
    overdue: Overdue = None,
    member: Member = None,
    member_role: MemberRole = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Send the same act to many journeys; shows what moves, and asks, before it is sent.

    What was done is not done again: run the same command after a failure.
    """
    act = read_act(file, WrittenBulkAct).act
    choose = chosen(
        journeys,
        cohort,
        status=status,
        stage=stage,
        party=party,
        task=task,
        overdue=overdue,
        member=member,
        member_role=member_role,
    )
    how = How(settings_for(data_dir).resolved(), act.kind.replace("_", " "), "done", dry_run, yes, as_json)
    carry_out(how, choose, undertaking(person, role, act.kind, lambda _: act))


def remind(
    person: Person,
    role: InRole,
    journeys: Which = None,
    note: Annotated[str | None, typer.Option(help="What the letter says besides the task and its date.")] = None,
    cohort: InCohort = None,
    stage: InStage = None,
    party: TurnOf = None,
    task: ForTask = None,
    overdue: Overdue = None,
    member: Member = None,
    member_role: MemberRole = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Have those reminded now whose turn it is, at most once a working day."""
    try:
        act = Remind(note=note)
    except ValidationError:
        raise Failure("--note has to be a short text.") from None
    choose = chosen(
        journeys,
        cohort,
        status=(Status.OPEN,),
        stage=stage,
        party=party,
        task=task,
        overdue=overdue,
        member=member,
        member_role=member_role,
    )
    how = How(settings_for(data_dir).resolved(), "Reminder", "reminded", dry_run, yes, as_json)
    carry_out(how, choose, undertaking(person, role, act.kind, lambda _: act))


def extend(
    days: Annotated[int, typer.Option(min=1, max=250, help="So many working days more.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    person: Person,
    role: InRole,
    journeys: Which = None,
    cohort: InCohort = None,
    stage: InStage = None,
    party: TurnOf = None,
    task: ForTask = None,
    overdue: Overdue = None,
    member: Member = None,
    member_role: MemberRole = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Give more time for the present turn, unasked, within the policy's limits."""
    try:
        act = GrantTime(days=days, reason=reason)
    except ValidationError:
        raise Failure("--reason has to be a short text.") from None
    choose = chosen(
        journeys,
        cohort,
        status=(Status.OPEN,),
        stage=stage,
        party=party,
        task=task,
        overdue=overdue,
        member=member,
        member_role=member_role,
    )
    how = How(settings_for(data_dir).resolved(), f"{days} working days more", "extended", dry_run, yes, as_json)
    carry_out(how, choose, undertaking(person, role, act.kind, lambda _: act))


def chosen(journeys: Sequence[str] | None, cohort: str | None, **filters: object) -> Choose:
    """The journeys that are meant: those named, or those of the cohort that fit. Raises `Failure` for neither or both.

    `filters` are fields of `Selection`, None or empty where they were not given.
    """
    given = {name: value for name, value in filters.items() if value is not None and value != []}
    if journeys and given.keys() - {"status"}:
        raise Failure("Name journeys, or select them by --cohort and its filters; not both.")
    if not journeys and cohort is None:
        raise Failure("Name the journeys that are meant, or select them by --cohort.")
    wanted = None if journeys else _selection({"cohort": cohort, **given})

    async def choose(pool: asyncpg.Pool) -> Sequence[str]:
        now = datetime.now(UTC)
        if wanted is not None:
            await find_cohort(Reading(pool), wanted.cohort, now)
            return await Selecting(pool).journeys(wanted, now)
        named = [f"{cohort}/{text}" if cohort and "/" not in text else text for text in journeys or ()]
        found = [await find_journey(pool, text, now) for text in named]
        return list(dict.fromkeys(line.journey_id for line in found))

    return choose


def _selection(given: Mapping[str, object]) -> Selection:
    try:
        return Selection.model_validate(given)
    except ValidationError as error:
        option = str(error.errors()[0]["loc"][0]).replace("_", "-")
        raise Failure(f"--{option} is no id: use lower-case letters, digits, dot and dash.") from None
