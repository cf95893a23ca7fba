"""The shape of every change: a mapping of the fields of `Journey` that an event gives new values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from domain.entry import Entry
from domain.event import Event
from domain.model import Journey

T = TypeVar("T")

Change = dict[str, Any]
"""New values for fields of `Journey`, by name."""

Changes = dict[type[Event], Callable[[Journey, Any, Entry], Change]]
"""What each event class changes."""


def put(items: tuple[T, ...], new: T, same: Callable[[T], bool]) -> tuple[T, ...]:
    """The items with `new` in the place of the one that is the same, or at the end."""
    if any(same(item) for item in items):
        return tuple(new if same(item) else item for item in items)
    return (*items, new)
