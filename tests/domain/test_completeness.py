"""Lists that have to agree: events and their changes, commands and their rules, refusals and their words."""

from __future__ import annotations

import ast
import string
from typing import Any, get_args

import pytest

from domain import errors, events, messages
from domain.event import Event
from domain.evolve import CHANGES
from domain.roles import RULES
from tests.domain.builders import ROOT


def _event_classes() -> set[type[Any]]:
    return {
        value
        for value in vars(events).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event
    }


def refusals() -> list[type[errors.Refusal]]:
    """Every refusal there is."""
    return [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.Refusal) and value is not errors.Refusal
    ]


def test_every_event_is_in_the_journal_union() -> None:
    """An event that is missing in the union could not be written."""
    assert set(get_args(get_args(events.JourneyEvent)[0])) == _event_classes()


def test_every_event_but_the_first_changes_the_state() -> None:
    """`CHANGES` knows every event; the first makes the journey instead of changing it."""
    assert set(CHANGES) == _event_classes() - {events.JourneyScheduled}


def test_event_kinds_are_the_names_of_their_classes() -> None:
    """A kind is its class's name in small letters with underscores, and no two are alike."""
    for cls in _event_classes():
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
        assert cls.model_fields["kind"].default == words


def test_every_command_has_a_rule() -> None:
    """The table of who may do what has a row for each command, and no other."""
    acts = get_args(get_args(messages.Act)[0])
    assert {act.model_fields["kind"].default for act in acts} == set(RULES)


@pytest.mark.parametrize("cls", refusals(), ids=lambda cls: cls.__name__)
def test_every_refusal_says_what_to_do(cls: type[errors.Refusal]) -> None:
    """A refusal's docstring fills in with the details it is raised with, and is a sentence."""
    text = cls.__doc__ or ""
    places = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    message = str(cls(**{name: f"<{name}>" for name in places}))
    assert all(f"<{name}>" in message for name in places)
    assert message.rstrip().endswith(".")


def test_every_refusal_is_raised_with_the_details_it_needs() -> None:
    """Each `raise` in the domain gives the details that the refusal's words have places for."""
    needed = {
        cls.__name__: {name for _, name, _, _ in string.Formatter().parse(cls.__doc__ or "") if name}
        for cls in refusals()
    }
    checked = 0
    for path in sorted((ROOT / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Raise) or node.exc is None:
                continue
            call = node.exc if isinstance(node.exc, ast.Call) else None
            function = call.func if call else node.exc
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in needed:
                given = {keyword.arg for keyword in call.keywords} if call else set()
                assert given == needed[name], f"{path.name}:{node.lineno}: {name}"
                checked += 1
    assert checked > 50
