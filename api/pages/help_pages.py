"""What a page of help is made of: what a desk is for, and how its most usual things are done."""

from __future__ import annotations

from dataclasses import dataclass

from domain.words.phrase import Phrase


@dataclass(frozen=True)
class How:
    """How one thing is done, step by step."""

    question: Phrase
    steps: tuple[Phrase, ...]


@dataclass(frozen=True)
class HelpPage:
    """The help of one desk."""

    key: str
    title: Phrase
    what: Phrase
    hows: tuple[How, ...]
    terms: tuple[str, ...] = ()
    """Words of the glossary that it uses, as in `TERMS`."""


def how(id_: str, en: str, *steps: tuple[str, str]) -> How:
    """How something is done: the question and its steps, in Indonesian and English."""
    return How(Phrase(id_, en), tuple(Phrase(*step) for step in steps))
