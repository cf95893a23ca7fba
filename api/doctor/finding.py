"""What the doctor finds: one `Finding` for each thing looked at, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.shape import Frozen
from domain.words.phrase import Language, Phrase


class Health(StrEnum):
    """How well something is."""

    GOOD = "good"
    WARN = "warn"
    """It works; somebody should see to it soon."""
    BAD = "bad"
    """Something does not work, or will not before long."""


@dataclass(frozen=True)
class Finding:
    """What was looked at, how well it is, what was seen, and what to do should it not be well."""

    name: str
    title: Phrase
    health: Health
    said: Phrase
    todo: Phrase | None = None

    def told(self, language: Language) -> Told:
        """The finding in one language."""
        return Told(
            name=self.name,
            title=self.title.into(language),
            health=self.health,
            said=self.said.into(language),
            todo=self.todo.into(language) if self.todo and self.health is not Health.GOOD else None,
        )


class Told(Frozen):
    """A finding in one language; `name` is stable, for machines."""

    name: str
    title: str
    health: Health
    said: str
    todo: str | None


def same(text: str) -> Phrase:
    """A text that is the same in both languages, such as a number or a server's own words."""
    return Phrase(text, text)
