"""What is known of a kind of incident: its words, how pressing it is, and the ways out of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.words.phrase import Phrase


class Severity(StrEnum):
    """How pressing an incident is."""

    NOW = "now"
    """Much stands still, or something is lost before long: operators are told at any hour."""
    SOON = "soon"
    """One journey, or one message, waits: operators are told by day."""


SEVERITIES: dict[Severity, tuple[Phrase, str]] = {
    Severity.NOW: (Phrase("sekarang juga, siang malam", "at once, at any hour"), "bad"),
    Severity.SOON: (Phrase("pada jam kerja", "by day"), "warn"),
}
"""How they are called, and the tone of their badges."""


@dataclass(frozen=True)
class Way:
    """One thing an operator can do. In `page` and `command` stand {journey} and {place}, which is cohort/code.

    `repair` is a kind of repair, which has a command and a page of its own; `field` is the field of its form that
    takes what `about`, a pattern, finds at the beginning of the detail.
    """

    said: Phrase
    command: str | None = None
    page: str | None = None
    repair: str | None = None
    field: str | None = None
    about: str = r"([^:\s]+):"


@dataclass(frozen=True)
class IncidentKind:
    """A kind of incident. `by_itself`: it goes away once its cause has; the others a person resolves.

    `drill` says what `bimtek drill` does to provoke it.
    """

    name: str
    title: Phrase
    means: Phrase
    affects: Phrase
    ways: tuple[Way, ...]
    severity: Severity
    by_itself: bool
    drill: Phrase
