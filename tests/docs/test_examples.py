"""The commands, acts, queries and outputs that documents show are those of the program."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from api.cli import program
from api.commands.demo import clock_table, journeys_table
from api.commands.journey_acts import WrittenAct
from api.demo.run import Outcome, summary_of
from domain.cohort import CohortSummary
from records.verify import Report
from tests.docs.pages import ROOT, Page, pages
from workers.local.temporal import SEARCH_ATTRIBUTES

README = Page(ROOT / "README.md")
REHEARSAL = Page(ROOT / "docs" / "rehearsal.md")
OPERATIONS = Page(ROOT / "docs" / "operations.md")
Command = TyperCommand | TyperGroup


def _known(command: object) -> Command:
    """A command as the kind of thing that Typer makes of it."""
    assert isinstance(command, TyperCommand | TyperGroup)
    return command


PROGRAM = _known(typer.main.get_command(program()))
ALL = pages()
SHOWN = [pytest.param(words, id=f"{p.name}: {' '.join(words)}") for p in ALL for words in p.commands()]
MENTIONED = [pytest.param(words, id=f"{p.name}: {' '.join(words)}") for p in ALL for words in p.mentions()]


def _subject(words: list[str]) -> tuple[Command, list[str]]:
    """The command that words lead to, and what is left of them."""
    command = PROGRAM
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no {words[0]!r}"
        command, words = _known(command.commands[words[0]]), words[1:]
    return command, words


@pytest.mark.parametrize("words", SHOWN)
def test_command_parses(words: list[str]) -> None:
    """A command of an example can be typed as it stands."""
    command, rest = _subject(words)
    assert isinstance(command, TyperCommand)
    command.make_context(command.name, list(rest))


@pytest.mark.parametrize("words", MENTIONED)
def test_mentioned_command_exists(words: list[str]) -> None:
    """A command named in the prose exists and has the options it is named with."""
    command, rest = _subject(words)
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("-")} <= known | {"--help"}


def test_subcommands_in_the_table_exist() -> None:
    """The front page's table lists every command, and only those."""
    listed: set[str] = set()
    for first, others in re.findall(r"^\| `bimtek ([a-z -]+)`((?:, `[a-z-]+`)*) \|", README.text, re.MULTILINE):
        subject, _, name = first.partition(" ")
        names = [name, *re.findall(r"`([a-z-]+)`", others)] if name else []
        listed |= {f"{subject} {one}" for one in names} if names else {subject}
    assert listed == set(_commands(PROGRAM))


def _commands(command: Command, before: str = "") -> list[str]:
    if isinstance(command, TyperCommand):
        return [before.strip()]
    return [name for key, found in command.commands.items() for name in _commands(_known(found), f"{before} {key}")]


@pytest.mark.parametrize("body", OPERATIONS.fences("json"))
def test_act_is_understood(body: str) -> None:
    """An act that is shown as JSON is one that `bimtek journey act` understands."""
    WrittenAct.model_validate_json(body)


@pytest.mark.parametrize("query", OPERATIONS.fences("sql"))
async def test_query_runs(query: str, database: str) -> None:
    """A query that is shown runs on the schema of today."""
    connection = await asyncpg.connect(database)
    try:
        await connection.fetch(query)
    finally:
        await connection.close()


def _nothing() -> Outcome:
    return Outcome(
        journeys=(),
        stays=(),
        books={},
        summary=CohortSummary(journeys=0, by_status={}, substitutions={}, closed_at=datetime(2026, 1, 1, tzinfo=UTC)),
        report=Report(journeys=(), histories_checked=True),
        target=0,
        messages={},
        clock=(),
        delay={},
        documents={},
        acts=0,
        seconds=0.0,
        blows=(),
    )


def test_output_of_the_demonstration() -> None:
    """The front page shows the titles and the columns that the demonstration prints today."""
    tables = (journeys_table(_nothing()), clock_table(_nothing()))
    (shown,) = (body for body in README.fences("console") if body.startswith("$ make demo"))
    heads = [line for line in shown.splitlines() if line.startswith("┃")]
    for made, line in zip(tables, heads, strict=True):
        assert str(made.title) in shown
        assert [head.strip() for head in line.strip("┃").split("┃")] == [str(column.header) for column in made.columns]
    said = (ROOT / "api" / "commands" / "demo.py").read_text(encoding="utf-8")
    assert shown.strip().splitlines()[-1] in said


def test_summary_has_the_keys_named() -> None:
    """The keys of `summary.json` that operators are told of are those that are written."""
    (row,) = re.findall(r"^`var/demo/summary.json` has (.*?)\.$", OPERATIONS.text, re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"`(\w+)`", row)) == set(summary_of(_nothing()))


def test_search_attributes_named_are_declared() -> None:
    """The search attributes that another server has to be given are declared by the local stack too."""
    (row,) = re.findall(r"the search attributes (.*?) \(keyword\)", OPERATIONS.text)
    declared = {name.partition("=")[0] for name in SEARCH_ATTRIBUTES if name.endswith("=Keyword")}
    assert set(re.findall(r"`(\w+)`", row)) <= declared


def test_output_of_the_rehearsal(tmp_path: Path) -> None:
    """The page about the rehearsal shows the sentences, titles and columns that are printed today."""
    (shown,) = REHEARSAL.fences("console")
    words = shlex.split(shown.splitlines()[0])[3:]
    cohort = tmp_path / "2019.csv"
    lines = (ROOT / words[0]).read_text(encoding="utf-8").splitlines(keepends=True)
    cohort.write_text("".join(lines[:6]), encoding="utf-8")
    done = CliRunner().invoke(program(), ["rehearse", str(cohort), *words[1:], "--runs", "4"])
    assert done.exit_code == 0, done.output
    printed = [_without_numbers(line) for line in done.output.splitlines()]
    texts = [line for line in shown.splitlines()[1:] if line[0] not in "│┏┡└…"]
    assert [_without_numbers(line) for line in texts if _without_numbers(line) not in printed] == []


def _without_numbers(line: str) -> str:
    """A line with every number 0 and every run of blanks one blank."""
    return " ".join(re.sub(r"\d+", "0", line).split())
