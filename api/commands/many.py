"""Carries out an act on many journeys for a command: shows what would move, asks, sends, shows what became of each."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Annotated, NoReturn

import asyncpg
import typer
from pydantic import ValidationError
from rich.table import Table
from rich.text import Text
from temporalio.client import Client

from api.bar import Bar
from api.desk import Desk
from api.exits import FINE, NOT_REACHABLE, WRONG, Failure
from api.moves import Move, Moving, Reading
from api.output import Cell, console, print_json, print_tables, table
from api.selection import Ahead, JourneyOutcome, Outcome, Undertaking, look_ahead, send_all
from domain.messages import Act, Actor
from domain.model import Journey
from domain.roles import RULES
from domain.vocabulary import Role, Stage
from domain.words.phrase import Language
from domain.words.times import spell_day
from records import reading
from records.selecting import Selecting
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings

Person = Annotated[str, typer.Option("--person", help="Who acts: the person's id.")]
InRole = Annotated[Role, typer.Option("--role", help="In which role.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would move; send nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; needed where nobody can be asked.")]

FEW = 10
"""Of so many journeys every date is shown."""


@dataclass(frozen=True)
class How:
    """How a command on many journeys is carried out and shown.

    `word` is what a journey is called when it is done, `ahead` what the dates shown before are.
    """

    settings: Settings
    title: str
    word: str
    dry_run: bool
    yes: bool
    as_json: bool
    ahead: str = "what moves"


Choose = Callable[[asyncpg.Pool], Awaitable[Sequence[str]]]
"""Gives the journeys that are meant, by id."""


def undertaking(person: str, role: Role, kind: str, act_for: Callable[[Journey], Act]) -> Undertaking:
    """An act of a person for many journeys. Raises `Failure` when the role does not do such acts."""
    allowed = RULES[kind].roles
    if role not in allowed:
        raise Failure(f"This is not for --role {role}. It is for: {', '.join(allowed)}.")
    try:
        return Undertaking(Actor(person=person, role=role), act_for)
    except ValidationError:
        raise Failure(f"--person “{person}” is no id: use lower-case letters, digits, dot and dash.") from None


Beside = Callable[[Client], Awaitable[Sequence[str]]]
"""What is done beside the journeys once it is agreed to; gives what is to be known of it."""


async def _nothing_beside(client: Client) -> Sequence[str]:
    return ()


def carry_out(
    how: How, choose: Choose, wanted: Undertaking, *, notes: Sequence[str] = (), beside: Beside = _nothing_beside
) -> None:
    """Show what would move, ask, send, show what became of each journey; ends with the exit code that fits."""
    ahead = asyncio.run(_look(how, choose, wanted))
    expected = [of.expected for of in ahead]
    planned = sum(outcome.outcome is Outcome.PLANNED for outcome in expected)
    if not how.as_json:
        _show_ahead(how, expected, notes)
    if how.dry_run:
        _end(how, expected, notes, sent=False)
    if planned and not how.yes:
        _ask(how, planned)
    outcomes, more = asyncio.run(_send(how, ahead, beside))
    for note in () if how.as_json else more:
        console().print(Text(note, style="yellow"), soft_wrap=True)
    _end(how, outcomes if planned else expected, (*notes, *more), sent=bool(planned))


async def _look(how: How, choose: Choose, wanted: Undertaking) -> tuple[Ahead, ...]:
    async with await connect_records(how.settings) as pool:
        journeys = await choose(pool)
        with Bar("looking ahead", len(journeys)) as bar:
            now, selecting = datetime.now(UTC), Selecting(pool)
            return await look_ahead(reading.Reading(pool), journeys, wanted, now, bar.more, selecting=selecting)


def _ask(how: How, planned: int) -> None:
    """Ask whether to send. Raises `Failure` when the answer is no, or when nobody can be asked."""
    if how.as_json or not sys.stdin.isatty():
        raise Failure("Nothing was sent: nobody can be asked here. Give --yes to send it, or --dry-run to only look.")
    if not typer.confirm(f"Send this to {_journeys(planned)}?", err=True):
        raise Failure("Nothing was sent.")


async def _send(how: How, ahead: Sequence[Ahead], beside: Beside) -> tuple[tuple[JourneyOutcome, ...], Sequence[str]]:
    planned = sum(of.expected.outcome is Outcome.PLANNED for of in ahead)
    async with await connect_records(how.settings) as pool:
        client = await connect_temporal(how.settings)
        more = await beside(client)
        with Bar("sending", planned) as bar:
            return await send_all(Desk(client, pool), ahead, bar.more), more


def _end(how: How, outcomes: Sequence[JourneyOutcome], notes: Sequence[str], *, sent: bool) -> NoReturn:
    """Show what became of the journeys, or was expected of them, and end the command."""
    if how.as_json:
        counts = Counter(outcome.outcome for outcome in outcomes)
        facts = {outcome.value: counts[outcome] for outcome in Outcome}
        print_json({"title": how.title, "sent": sent, "counts": facts, "notes": notes, "journeys": outcomes})
    elif how.dry_run:
        console().print("Nothing was sent.")
    else:
        _show_outcomes(how, outcomes)
    found = {outcome.outcome for outcome in outcomes}
    raise typer.Exit(NOT_REACHABLE if Outcome.UNKNOWN in found else WRONG if Outcome.REFUSED in found else FINE)


def _show_ahead(how: How, expected: Sequence[JourneyOutcome], notes: Sequence[str]) -> None:
    screen = console()
    moving = [outcome for outcome in expected if outcome.moves]
    whole = len(moving) <= FEW
    rows = [row for outcome in moving for row in _rows(outcome.moves if whole else _nearest(outcome.moves), outcome)]
    if rows:
        columns = ("Code", "Region", "What", "Due, or agreed", "Forecast")
        print_tables(screen, table(f"{how.title}: {how.ahead}", columns, rows))
    counts = Counter(outcome.outcome for outcome in expected)
    refused = [outcome for outcome in expected if outcome.outcome is Outcome.REFUSED]
    if refused and (how.dry_run or counts[Outcome.PLANNED]):
        print_tables(screen, _results(f"{how.title}: not possible in {_journeys(len(refused))}", how, refused))
    parts = [f"dates move in {len(moving)}"]
    if counts[Outcome.PLANNED] > len(moving):
        parts.append(f"no date moves in {counts[Outcome.PLANNED] - len(moving)}")
    parts += [f"{counts[Outcome.UNCHANGED]} unchanged", f"{counts[Outcome.REFUSED]} refused"]
    screen.print(f"{_journeys(len(expected))}: {', '.join(parts)}.", soft_wrap=True)
    if moving and not whole:
        screen.print("Of the stages only the last is shown; --json has all.")
    for note in notes:
        screen.print(Text(note, style="yellow"), soft_wrap=True)


def _nearest(moved: Sequence[Move]) -> Sequence[Move]:
    """What a person waits for in one of many journeys: everything but the stages before the last."""
    return [move for move in moved if move.what is not Moving.STAGE or move.name == list(Stage)[-1]]


def _rows(moved: Sequence[Move], outcome: JourneyOutcome) -> list[Sequence[Cell]]:
    """A row for each thing whose date moves; agreed day and forecast of a stage share one."""
    rows: list[Sequence[Cell]] = []
    for (what, title), found in groupby(moved, key=lambda move: (move.what, move.title)):
        cells = {move.reading is Reading.FORECAST: _moved(move) for move in found}
        first, forecast = cells.get(False), cells.get(True)
        where = ("", "") if rows else (outcome.region_code, outcome.region_name)
        label = title if what is Moving.CALENDAR else f"{what}: {title}"
        rows.append((*where, label, first, "the same" if forecast == first else forecast))
    return rows


def _moved(move: Move) -> str:
    return f"{_day(move.before)} → {_day(move.after)}"


def _day(day: date | None) -> str:
    return "open" if day is None else spell_day(day, Language.EN)


def _show_outcomes(how: How, outcomes: Sequence[JourneyOutcome]) -> None:
    screen = console()
    counts = Counter(_word(how, outcome) for outcome in outcomes)
    if outcomes:
        print_tables(screen, _results(f"{how.title}: what became of it", how, outcomes))
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    screen.print(f"{_journeys(len(outcomes))}: {said or 'nothing to do'}.", soft_wrap=True)


def _results(title: str, how: How, outcomes: Sequence[JourneyOutcome]) -> Table:
    rows = [(o.region_code, o.region_name, o.journey, _word(how, o), o.why) for o in outcomes]
    return table(title, ("Code", "Region", "Journey", "Result", "Why"), rows)


def _word(how: How, outcome: JourneyOutcome) -> str:
    if outcome.outcome is Outcome.DONE:
        return how.word if outcome.moves else f"{how.word}, no date moves"
    return "outcome unknown" if outcome.outcome is Outcome.UNKNOWN else outcome.outcome.value


def _journeys(count: int) -> str:
    return "1 journey" if count == 1 else f"{count} journeys"
