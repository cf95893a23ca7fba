"""The catalogue of incidents: every kind that the code reports is in it, with words, ways out and a drill."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.main import get_command

from activities.notify.kinds import Kind
from api.cli import program
from api.commands.repair_specs import spec_of
from api.drills.kinds import DRILLS
from api.incidents import names
from api.incidents.explain import repair_step
from api.incidents.kinds import KINDS, kind_of
from api.incidents.shape import IncidentKind, Way
from api.pages.operations_words import STATES
from api.words.purposes import PURPOSES
from domain.repairs import Spec
from records.errors import JournalRefused
from records.incidents import Incident
from records.operations import MessageState
from workers.failing import KIND as FAILING

REPORTERS = {"report": (1, 3), "note": (2, 4), "_settle": (0, 2)}
"""Calls that report an incident: which of their arguments is the kind, and how many there are."""
PACKAGES = ("records", "activities", "workers", "api")
BLANKS = {
    "OPERATOR": "operator",
    "REASON": "Contoh",
    "ACTIVITY": "7",
    "DOCUMENT": "bimtek-1.invitation",
    "SESSION": "1",
    "ENTRY": "3",
    "STAGE": "drafting",
    "EVENT": "4",
}
"""What a reader may write where a command has a word in capitals."""
SCAN = {"sha256": "0" * 64, "size": 1, "title": "Pindaian"}
FACT = json.dumps({"kind": "meet_obligation", "obligation": "laporan", "met_on": "2027-03-01", "evidence": SCAN})
DETAILS = {"document": "bimtek-1.invitation: no", "session": "session 1: a mentor is booked for another journey"}
"""What an incident says whose repair takes a word from there."""
OPTIONS = ("activity", "message", "document", "session", "task", "entry", "fact", "stage", "policy", "event", "version")
NOT_KINDS = {"kind", "refused.name", "self.kind"}
"""Arguments that pass a kind on, or whose kinds are the subclasses of `JournalRefused`."""


def reported_kinds() -> set[str]:
    """The kinds of incidents that the code reports."""
    kinds = {kind.__name__ for kind in JournalRefused.__subclasses__()}
    for package in PACKAGES:
        for path in (file for file in Path(package).rglob("*.py") if "drills" not in file.parts):
            module = ast.parse(path.read_text(encoding="utf-8"))
            constants = {**vars(names), "KIND": FAILING, **dict(_constants(module))}
            for node in ast.walk(module):
                if isinstance(node, ast.Call):
                    kinds |= _kind_in(node, constants)
    return kinds


def _constants(module: ast.Module) -> Iterator[tuple[str, object]]:
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                yield name, value


def _kind_in(call: ast.Call, constants: Mapping[str, object]) -> set[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at, count = REPORTERS.get(called, (0, -1))
    if len(call.args) != count or (called == "note" and ast.unparse(call.args[0]) != "connection"):
        return set()
    match call.args[at]:
        case ast.Constant(value=str(kind)):
            return {kind}
        case ast.Attribute(value=ast.Name(id=kind), attr="__name__"):
            return {kind}
        case ast.Name(id=name) if name.isupper():
            return {str(constants[name])}
        case other if ast.unparse(other) in NOT_KINDS:
            return set()
        case other:
            raise AssertionError(f"which kind of incident is this? {ast.unparse(other)}")


def test_every_kind_is_in_the_catalogue() -> None:
    """What is reported is in the catalogue, and nothing else is."""
    assert reported_kinds() == set(KINDS)


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_a_kind_says_everything(kind: IncidentKind) -> None:
    """In both languages what it means, whom it affects and what to do; its repairs are kinds of repair."""
    said = [kind.title, kind.means, kind.affects, kind.drill, *(way.said for way in kind.ways)]
    assert all(phrase.id and phrase.en and phrase.id != phrase.en for phrase in said)
    repairs = {one.model_fields["kind"].default for one in get_args(get_args(Spec)[0])}
    assert {way.repair for way in kind.ways if way.repair} <= repairs
    assert any(way.command or way.page or way.repair for way in kind.ways)


@pytest.mark.parametrize(
    "way", [way for kind in KINDS.values() for way in kind.ways if way.repair], ids=lambda way: way.said.en
)
def test_the_command_of_a_repair_can_be_typed(way: Way, tmp_path: Path) -> None:
    """As it stands, once what is in capitals is filled in; it means the repair that the page's link leads to."""
    fact = tmp_path / "fact.json"
    fact.write_text(FACT, encoding="utf-8")
    now = datetime.now(UTC)
    found = Incident(
        id=1,
        journey_id="journey-x",
        kind="x",
        detail=DETAILS.get(way.field or "", "of no use here"),
        occurrences=1,
        first_seen=now,
        last_seen=now,
    )
    line = repair_step(way, way.repair or "", found, "2019/33.10").command or ""
    for blank, value in {**BLANKS, "FILE": str(fact)}.items():
        line = line.replace(f" {blank}", f" {value}")
    assert re.search(r"\b[A-Z]{4,}\b", line) is None
    command: Any = get_command(program("repair"))
    for word in ("repair", "propose"):
        command = command.commands[word]
    given = command.make_context("propose", shlex.split(line)[3:]).params
    spec = spec_of(given["kind"], **{name: given[name] for name in OPTIONS})
    assert (spec.kind, given["journeys"]) == (way.repair, ["2019/33.10"])
    unknown = repair_step(way, way.repair or "", found.model_copy(update={"detail": "in other words"}), "2019/33.10")
    assert way.field is None or f"--{way.field} {way.field.upper()}" in (unknown.command or "")


def test_every_kind_has_a_drill() -> None:
    """Each can be provoked, and nothing else can."""
    assert set(DRILLS) == set(KINDS)


def test_a_kind_of_another_version_is_said_to_be_so() -> None:
    """Whoever looks at it is told, and nothing fails."""
    assert kind_of("unheard_of").title.en == "Reported by another version of this program"


def test_every_state_and_purpose_of_a_message_has_words() -> None:
    """Those that the ledger can have."""
    assert set(STATES) == set(MessageState)
    assert set(PURPOSES) == set(Kind)


def test_the_document_lists_every_kind() -> None:
    """With its title, and with what its drill does."""
    text = Path("docs/operations.md").read_text(encoding="utf-8")
    for kind in KINDS.values():
        assert f"| `{kind.name}` | {kind.title.en} |" in text
        assert f"| `{kind.name}` | {kind.drill.en} |" in text
