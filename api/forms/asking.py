"""For whom a form is made, and what it holds besides the fields of its act: `Asking` and `Wanted`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from api.forms.layout import Option
from api.forms.words import name_of_member
from domain.model import Journey
from domain.values import ChapterName
from domain.vocabulary import Role
from domain.words.phrase import Language, Phrase

ROWS = dict[str, tuple[dict[str, str | int], ...]]
SHOWN = Mapping[str, tuple[tuple[str, ...], ...]]


class Circle(StrEnum):
    """People that a journey does not know itself, who can be chosen in its forms."""

    MENTORS = "mentors"
    EXAMINERS = "examiners"
    OFFICERS = "officers"
    """People of no region; those first who hold such a role already."""
    ANYBODY = "anybody"
    """People of this journey, then those of no region; somebody else can be written too."""


@dataclass(frozen=True)
class Wanted:
    """One form of an act: what is fixed in it, what is filled in already, and what its rows are called."""

    about: str = ""
    """What it is about, where an act has several forms."""
    only: tuple[str, ...] = ()
    fixed: dict[str, str | int] = field(default_factory=dict)
    rows: ROWS = field(default_factory=dict)
    shown: SHOWN = field(default_factory=dict)
    """By table: what stands in front of each of its fixed rows."""
    filled: dict[str, str] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    """What the form says at its head, besides region and role."""
    facts_of_people: tuple[tuple[str, str], ...] = ()
    """The same of people: what they are in it, and who; the page puts names for the ids."""
    scale: tuple[int, int] | None = None
    """The lowest and the highest score, where scores are asked."""
    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    """What there is to choose in a cell of this form, by its path."""
    people: Mapping[str, tuple[str, ...] | Circle] = field(default_factory=dict)
    """Who there is to choose in a cell of this form, by its path."""


@dataclass(frozen=True)
class Asking:
    """Who gets a form: a person in one role, in a journey."""

    journey: Journey
    person: str
    role: Role
    language: Language = Language.ID

    def say(self, indonesian: str, english: str) -> str:
        """A text in the language of the form."""
        return Phrase(indonesian, english).into(self.language)

    def named(self, member: StrEnum) -> str:
        """What a member of an enumeration is called in the language of the form."""
        return name_of_member(member, self.language)


def chapter_title(journey: Journey, name: ChapterName) -> str:
    """A chapter with its book, as people say it."""
    for volume, book in enumerate(journey.policy.books, 1):
        for number, chapter in enumerate(book.chapters, 1):
            if (book.key, chapter.key) == (name.book, name.chapter):
                return f"Buku {volume} Bab {number} – {chapter.title}" if len(book.chapters) > 1 else book.title
    return str(name)
