"""The words of a closing report in one language: phrases of `words/report.*.toml` with their places filled."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from activities.documents.fonts import clean
from activities.documents.report import ClosingReport
from activities.documents.wording import FOLDER, Speller
from domain.shape import Frozen
from domain.words.phrase import Language


@cache
def phrases(language: Language) -> Mapping[str, str]:
    """The phrases of the report."""
    return tomllib.loads((FOLDER / f"report.{language}.toml").read_text(encoding="utf-8"))


class ReportVoice:
    """The words of one report in one language."""

    def __init__(self, report: ClosingReport, language: Language) -> None:
        self.language = language
        self._phrases = phrases(language)
        self._speller = Speller(language, report.zone)
        self._places = dict(report)

    def say(self, key: str, item: Frozen | None = None, **places: Any) -> str:
        """A phrase with its places filled: by `places`, by fields of `item`, by fields of the report."""
        given = {**self._places, **(dict(item) if item else {}), **places}
        return clean(self._speller.fill(self._phrases[key], given))

    def spell(self, value: Any) -> str:
        """A number, a day or a name of the vocabulary in words."""
        return clean(self._speller.format_field(value, ""))

    def number(self, value: float) -> str:
        """A number of days, with a half where there is one."""
        if value == int(value):
            return self.spell(int(value))
        text = f"{value:.1f}"
        return text.replace(".", ",") if self.language is Language.ID else text

    def share(self, part: int, whole: int) -> str:
        """A share in whole per cent."""
        return f"{round(100 * part / whole)}%"
