"""Which characters the shipped fonts can show: PDF/A refuses a text with any other, so texts are cleaned before."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
REPLACEMENT = "□"
"""Stands for a character that no font has, so that a reader sees that one was there."""
DROPPED = frozenset("\u00ad\u200b\u2060\ufeff")
"""Invisible places to break or not to break: they would end up in the text that is copied or searched in the PDF."""
LAID_OUT = frozenset("\n\t ")
"""Not drawn but understood by the typesetter."""


@cache
def characters() -> frozenset[str]:
    """Every character that a shipped font has, or that the typesetter understands."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    found = set(LAID_OUT)
    for file in sorted(FOLDER.glob("*.ttf")):
        with TTFont(file, lazy=True) as font:
            found |= {chr(code) for code in font.getBestCmap() if code >= 0x20}
    return frozenset(found)


def uncovered(text: str) -> set[str]:
    """The characters of a text that no shipped font can show."""
    return set(text) - characters()


def covered(text: str) -> bool:
    """Whether the shipped fonts can show all of a text."""
    return not uncovered(text)


def clean(text: str) -> str:
    """The text with a `□` in the place of each character that no font has, and without invisible places to break."""
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    table: dict[int, str | None] = {ord(character): REPLACEMENT for character in uncovered(joined)}
    return joined.translate(table | dict.fromkeys(map(ord, DROPPED)))
