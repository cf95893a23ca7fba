"""What became of a pack that came back: `PackReport`, with one item for each form and book."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from api.forms.filled import FormMistake
from domain.messages import Receipt
from domain.shape import Frozen, Key, Person, Sha256


class ItemState(StrEnum):
    """What became of a form or a book."""

    UNCHANGED = "unchanged"
    """Nobody filled it in; nothing is sent."""
    MISSING = "missing"
    """It was left out of the ZIP; nothing is sent."""
    INVALID = "invalid"
    """Something in it is wrong; `mistakes` say what."""
    READY = "ready"
    """It can be sent."""
    DONE = "done"
    REFUSED = "refused"
    """A rule forbids it; `refusal` is its name."""
    UNKNOWN = "unknown"
    """No answer came in time: send the same pack again, nothing is done twice."""
    NOT_SENT = "not_sent"
    """Not tried, because the outcome of one before is unknown."""


class PackItem(Frozen):
    """A form or book of a pack, and what became of it."""

    file: str = Field(examples=["formulir/01-pemenuhan-syarat-tahap.docx"])
    title: str = Field(examples=["Pemenuhan syarat tahap"])
    kind: Literal["form", "book"]
    act: str | None = Field(default=None, examples=["pass_gates"])
    state: ItemState
    mistakes: tuple[FormMistake, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str | None = None
    message: str | None = None
    receipt: Receipt | None = None
    recorded: bool | None = None
    """Whether lists show it already."""


class PackReport(Frozen):
    """What became of a whole pack. `valid` False means that nothing was sent, because something in it is wrong."""

    pack: Sha256
    journey: Key = Field(examples=["journey-2019-kab-kebumen"])
    person: Person = Field(examples=["kab-kebumen.coordinator"])
    made_at: AwareDatetime
    made_from_seq: int
    seq: int
    """Where the journey stood when the pack came back."""
    stale: bool
    """Whether the journey has moved on since the pack was made; what is in it is tried nevertheless."""
    valid: bool
    checked_only: bool
    items: tuple[PackItem, ...]
    unused: tuple[str, ...] = ()
    """Attachments that no form names."""
    ignored: tuple[str, ...] = ()
    """Files of the ZIP that do not belong to the pack."""

    @property
    def unknown(self) -> bool:
        """Whether the outcome of anything in it is unknown."""
        return any(item.state is ItemState.UNKNOWN for item in self.items)

    @property
    def fine(self) -> bool:
        """Whether nothing in it was wrong, refused or left open."""
        good = (ItemState.UNCHANGED, ItemState.MISSING, ItemState.READY, ItemState.DONE)
        return self.valid and all(item.state in good for item in self.items)
