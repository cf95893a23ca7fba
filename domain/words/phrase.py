"""A phrase in both languages; `phrase.into(language)` gives one of them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Language(StrEnum):
    """A language that stories are told in."""

    ID = "id"
    EN = "en"


class Phrase(NamedTuple):
    """The same thing said in Indonesian and in English."""

    id: str
    en: str

    def into(self, language: Language) -> str:
        """The phrase in one language."""
        return self.id if language is Language.ID else self.en
