"""The catalogue of incidents: every kind that the code reports is in it, with words, ways out and a drill."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest

from activities.notify.kinds import Kind
from api.drills.kinds import DRILLS
from api.incidents import names
from api.incidents.kinds import KINDS, kind_of
from api.incidents.shape import IncidentKind
from api.pages.operations_words import STATES
from api.words.purposes import PURPOSES
from domain.repairs import Spec
from records.errors import JournalRefused
from records.operations import MessageState
from workers.failing import KIND as FAILING

REPORTERS = {"report": (1, 3), "note": (2, 4), "_settle": (0, 2)}
"""Calls that report an incident: which of their arguments is the kind, and how many there are."""
PACKAGES = ("records", "activities", "workers", "api")
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
