"""`bimtek journey history`: the story of a journey in plain words, on the screen or as a file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from rich.text import Text
from temporalio.client import Client

from api.as_of import given_day, instant
from api.commands.journeys import Which
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.finding import find_journey
from api.output import Json, console, print_json
from api.story import Story, Wish, story_of
from api.story_file import KindOfFile, of_temporal, title, written
from domain.story_kinds import Group
from domain.vocabulary import Role, Stage
from domain.words.phrase import Language
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings

KINDS = {f".{kind.value}": kind for kind in KindOfFile}


@dataclass(frozen=True)
class _Sources:
    """What a command reads a story from; no client where no address of Temporal is known."""

    pool: asyncpg.Pool
    client: Client | None
    settings: Settings


def history(
    journey: Which,
    lang: Annotated[Language | None, typer.Option("--lang", help="The language; the setting's if not given.")] = None,
    about: Annotated[list[Group] | None, typer.Option(help="Only lines about this; may be said again.")] = None,
    person: Annotated[str, typer.Option(help="Only lines that name somebody, by id.")] = "",
    role: Annotated[Role | None, typer.Option(help="Only what was done in a role, or is about it.")] = None,
    stage: Annotated[Stage | None, typer.Option(help="Only what happened in a stage.")] = None,
    since: Annotated[str | None, typer.Option(help="Only from a day on, such as 2019-08-06.")] = None,
    until: Annotated[str | None, typer.Option(help="Only up to a day.")] = None,
    acts: Annotated[bool, typer.Option("--acts", help="Only what a person did.")] = False,
    troubles: Annotated[bool, typer.Option("--troubles", help="Only what did not go as planned.")] = False,
    search: Annotated[str, typer.Option(help="Only lines with these words, in either language.")] = "",
    entry: Annotated[int | None, typer.Option(min=1, help="One entry with all that it led to.")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="The newest act first.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="The most lines; all if not given.")] = None,
    after: Annotated[int | None, typer.Option(min=0, help="Only what comes after an entry.")] = None,
    technical: Annotated[bool, typer.Option("--technical", help="Add what Temporal did, below each line.")] = False,
    file: Annotated[Path | None, typer.Option(help="Write it to FILE.txt, FILE.json or FILE.xlsx.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Tell a journey's history: one line an event, who and when, in the region's own time."""
    settings = settings_for(data_dir).resolved()
    wish = Wish(
        language=lang or Language(settings.language),
        about=tuple(about or ()),
        person=person,
        role=role,
        stage=stage,
        since=given_day(since) if since else None,
        until=given_day(until) if until else None,
        acts=acts,
        troubles=troubles,
        q=search,
        entry=entry,
        newest=newest,
        limit=limit,
        after=after,
        technical=technical,
    )
    kind = _kind_of(file) if file is not None else None
    story = asyncio.run(_tell(settings, journey, wish))
    if file is not None and kind is not None:
        _write(file, written(story, kind))
        console().print(Text(f"{file}: {len(story.lines)} of {story.entries} entries."), soft_wrap=True)
        _say_gaps(story)
        return
    if as_json:
        print_json(story)
        return
    _print(story)


def _kind_of(file: Path) -> KindOfFile:
    """The form that a file's name asks for. Raises `Failure` for a name of no form, and for a file that is there."""
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        raise Failure(f"{file.name} is neither .txt, .json nor .xlsx. Name it accordingly.")
    if file.exists():
        raise Failure(f"{file} is there already. Name another file.")
    return kind


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from None


async def _tell(settings: Settings, which: str, wish: Wish) -> Story:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, which, instant(None))
        address = settings.temporal_address if wish.technical else None
        client = await connect_temporal(settings, lazily=True) if address is not None else None
        return await story_of(_Sources(pool, client, settings), line, wish)


def _print(story: Story) -> None:
    """The lines; what an act led to is indented, and so is what Temporal did from then on."""
    screen = console()
    screen.print(Text(title(story), style="bold"), soft_wrap=True)
    _say_gaps(story)
    for line in story.lines:
        text = Text(f"{line.seq:>4}  ")
        text.append(f"{line.when}  ", style="dim")
        text.append(f"{'  ' if line.under is not None else ''}{line.text}", style="" if line.under is None else "dim")
        screen.print(text, soft_wrap=True)
        for found in line.technical:
            style = "red" if found.trouble else "cyan"
            screen.print(Text(f"        · {of_temporal(found)}", style=style), soft_wrap=True)
    if not story.lines:
        screen.print("There is no such line. Ask for less.")
    if story.next is not None:
        screen.print(Text(f"There are more: --after {story.next}"), soft_wrap=True)


def _say_gaps(story: Story) -> None:
    for said in story.gaps_told:
        console(stderr=True).print(Text(said), soft_wrap=True)
