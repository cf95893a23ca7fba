"""Carries out what is typed about repairs: shows what was rehearsed, asks, sends, follows, says what became of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from api.bar import Bar
from api.commands.repair_shown import name_of, show_next_step, show_rehearsals, show_repair
from api.exits import FINE, NOT_REACHABLE, WRONG, Failure
from api.output import print_json
from api.repairs import engine
from api.repairs.answers import RepairAnswer, item_answer, rehearsals_answer, repair_line
from api.repairs.running import Runner
from api.services import Services, open_services
from domain.repairs import Rehearsal, Spec
from domain.shape import Paragraph
from domain.words.phrase import Language
from records.repairs import ItemState, Repair, RepairItem, Repairs, RepairState
from workers.settings import Settings

LOOK_EVERY = 0.3
"""Seconds between two looks at a repair that is followed."""
REASON: TypeAdapter[str] = TypeAdapter(Paragraph)

T = TypeVar("T")
Send = Callable[[Services], Awaitable[Repair]]


@dataclass(frozen=True)
class How:
    """How a command is carried out and shown; with `waits` a repair is followed until it stands still."""

    settings: Settings
    language: Language
    as_json: bool
    yes: bool = True
    waits: bool = True


def run(settings: Settings, do: Callable[[Services], Awaitable[T]]) -> T:
    """Do something with the connections of a door."""

    async def opened() -> T:
        async with open_services(settings) as services:
            return await do(services)

    return asyncio.run(opened())


def reason_of(text: str) -> str:
    """A reason as it was typed. Raises `Failure` for none, and for one that is too long."""
    try:
        return REASON.validate_python(text)
    except ValidationError:
        raise Failure("--reason is a text of 1 to 2,000 characters.") from None


async def rehearsed(services: Services, wanted: Mapping[str, Spec]) -> tuple[Rehearsal, ...]:
    """What it would lead to in each journey. Raises `Failure` where there is none."""
    if not wanted:
        raise Failure("No journey fits. Nothing was done.")
    with Bar("rehearsing", len(wanted)) as bar:
        return await engine.rehearse_each(services, wanted, done=bar.more)


async def found(services: Services, number: int) -> tuple[Repair, tuple[RepairItem, ...]]:
    """A repair with its journeys. Raises `NoSuch`."""
    return await engine.find(services, number), await Repairs(services.pool).items(number)


def show_rehearsed(how: How, spec: Spec, rehearsals: Sequence[Rehearsal]) -> None:
    """Show what a repair would lead to."""
    if how.as_json:
        print_json(rehearsals_answer(rehearsals))
    else:
        show_rehearsals(spec, rehearsals, how.language)


def show(how: How, repair: Repair, items: Sequence[RepairItem]) -> None:
    """Show a repair with all of its journeys."""
    if how.as_json:
        print_json(RepairAnswer(**dict(repair_line(repair)), items=tuple(item_answer(item) for item in items)))
    else:
        show_repair(repair, items, how.language)


def agree(how: How, spec: Spec, rehearsals: Sequence[Rehearsal]) -> None:
    """Show what was rehearsed, and ask whether to go on. Raises `Failure` where it is not to be, or cannot be done."""
    if not how.as_json:
        show_rehearsals(spec, rehearsals, how.language)
    possible = [each for each in rehearsals if each.refused is None]
    if not possible:
        why = rehearsals[0].refused
        said = f" {why.into(how.language)}" if why is not None and len(rehearsals) == 1 else ""
        raise Failure(f"Nothing was done: it is not possible in any of these journeys.{said}")
    what = "propose" if any(each.dangerous for each in possible) else "do"
    ask(how, f"{what.capitalize()} {name_of(spec)} in {len(possible)} of {len(rehearsals)} journeys?")


def ask(how: How, question: str) -> None:
    """Ask, unless it was agreed to already. Raises `Failure` when the answer is no, or when nobody can be asked."""
    if how.yes:
        return
    if how.as_json or not sys.stdin.isatty():
        raise Failure("Nothing was done: nobody can be asked here. Give --yes to do it.")
    if not typer.confirm(question, err=True):
        raise Failure("Nothing was done.")


def carry_out(how: How, send: Send) -> NoReturn:
    """Send, follow the repair until it stands still, show what became of it; ends with the exit code that fits."""

    async def sent(services: Services) -> tuple[Repair, tuple[RepairItem, ...]]:
        repair = await send(services)
        if repair.state is RepairState.RUNNING and how.waits:
            await _follow(services, repair)
        return await found(services, repair.number)

    repair, items = run(how.settings, sent)
    show(how, repair, items)
    states = set(repair.counts)
    if ItemState.FAILED in states:
        raise typer.Exit(NOT_REACHABLE)
    raise typer.Exit(WRONG if states & {ItemState.REFUSED, ItemState.LEFT_OUT} else FINE)


def changed(how: How, send: Send) -> None:
    """Send what changes how a repair stands, and say how it stands then."""
    repair = run(how.settings, send)
    if how.as_json:
        print_json(repair_line(repair))
        return
    Console(highlight=False).print(f"Repair {repair.number} is {repair.state}.")
    show_next_step(repair)


async def _follow(services: Services, repair: Repair) -> None:
    """Work off the repair here, unless another process does, until it stands still."""
    Console(stderr=True, highlight=False).print(
        f"Repair {repair.number} is under way. Ctrl-C leaves the rest to the HTTP door; to stop it: "
        f"bimtek repair stop {repair.number} --by PERSON",
        soft_wrap=True,
    )
    repairs, settled = Repairs(services.pool), 0
    async with Runner(services).running():
        with Bar("repairing", repair.journeys) as bar:
            while (now := await repairs.find(repair.number)) is not None and now.state is RepairState.RUNNING:
                left = now.counts.get(ItemState.WAITING, 0)
                bar.more(now.journeys - left - settled)
                settled = now.journeys - left
                await asyncio.sleep(LOOK_EVERY)
