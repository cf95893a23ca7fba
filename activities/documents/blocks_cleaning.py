"""Cleaning text for paper: what no reader should meet goes, what no font can show becomes a visible substitute."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from activities.documents.fonts import FOLDER, REPLACEMENT, uncovered

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make text read otherwise than it is; right-to-left text needs none of them in a paragraph of its own."""
JOINERS = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060")
"""Invisible characters that writing needs: soft hyphen, non-joiner, joiner, direction marks."""
SPACES = re.compile(r"[\x85\u2028\u2029\u1680\u2000-\u200a\u202f\u205f\u3000]")
SURROGATES = re.compile(r"[\ud800-\udfff]")
SHOWN_AT_MOST = 12


def without_surrogates(text: str) -> tuple[str, int]:
    """The text with each half of a character (a lone surrogate) replaced, and how many there were."""
    return SURROGATES.subn(REPLACEMENT, text)


@dataclass
class Cleaner:
    """Cleans the strings of one text and remembers what it had to change."""

    missing: dict[str, int] = field(default_factory=dict)
    controls: int = 0
    halves: int = 0

    def clean(self, text: str) -> str:
        """The text in NFC without control characters; line ends and tabs stay."""
        if text.isascii() and text.isprintable():
            return text
        text = unicodedata.normalize("NFC", text)
        if SURROGATES.search(text):
            text, halves = without_surrogates(text)
            self.halves += halves
        text = SPACES.sub(" ", text)
        text = "".join(self._checked(character) for character in text)
        return "".join(self._cluster(letter) for letter in _letters(text)) if any(map(_is_mark, text)) else text

    def _checked(self, character: str) -> str:
        verdict = _verdict(character)
        if verdict is None:
            self.controls += 1
            return ""
        if verdict != character:
            self.missing[character] = self.missing.get(character, 0) + 1
        return verdict

    def _cluster(self, letter: str) -> str:
        """A letter with its marks, which one font has to have together; else the marks are replaced."""
        if len(letter) == 1 or _in_one_face(letter):
            return letter
        for mark in letter[1:]:
            self.missing[mark] = self.missing.get(mark, 0) + 1
        return letter[0] + REPLACEMENT * (len(letter) - 1)

    def notes(self) -> tuple[str, ...]:
        """What was changed, for the author."""
        notes = []
        if self.missing:
            shown = sorted(self.missing)[:SHOWN_AT_MOST]
            named = ", ".join(f"{_shown(c)} U+{ord(c):04X} ({self.missing[c]}×)" for c in shown)
            more = len(self.missing) - len(shown)
            rest = f" dan {more} lainnya" if more else ""
            notes.append(f"Tidak ada huruf untuk karakter ini, dicetak sebagai {REPLACEMENT}: {named}{rest}.")
        if self.halves:
            notes.append(
                f"{self.halves} karakter rusak (pasangan Unicode tidak lengkap) dicetak sebagai {REPLACEMENT}."
            )
        if self.controls:
            notes.append(f"{self.controls} karakter kendali yang tidak terlihat dihapus.")
        return tuple(notes)


def _shown(character: str) -> str:
    return character if character.isprintable() and not unicodedata.combining(character) else "?"


@cache
def _verdict(character: str) -> str | None:
    """What is printed for a character: itself, the substitute, or None for nothing at all."""
    if character in "\n\t" or character in JOINERS:
        return character
    category = unicodedata.category(character)
    if character in BIDI_CONTROLS or category in ("Cc", "Cf"):
        return None
    return REPLACEMENT if uncovered(character) else character


@cache
def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _letters(text: str) -> Iterator[str]:
    """The text in pieces: each character with the marks that follow it."""
    start = 0
    for place in range(1, len(text)):
        if not _is_mark(text[place]):
            yield text[start:place]
            start = place
    yield text[start:]


@cache
def _faces() -> tuple[frozenset[str], ...]:
    """The characters of each shipped font."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    found = []
    for file in sorted(FOLDER.glob("*.ttf")):
        with TTFont(file, lazy=True) as font:
            found.append(frozenset(map(chr, font.getBestCmap())))
    return tuple(found)


@cache
def _in_one_face(cluster: str) -> bool:
    return any(face.issuperset(cluster) for face in _faces())


def reads_from_right(texts: Iterable[str]) -> bool:
    """Whether text is set from right to left: its first letter is of such a script, as Jawi and Arabic are."""
    for text in texts:
        for character in text:
            direction = unicodedata.bidirectional(character)
            if direction in ("R", "AL"):
                return True
            if direction == "L":
                return False
    return False
