"""Comparing two texts: both can be told from the pieces, and no text takes long."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.comparing import PieceKind, compare

WORDS = st.lists(st.sampled_from(["daerah", "kota", "cerdas", "data", "\n", "\n\n", " ", "2019,", "é"]), max_size=60)
TEXT = st.one_of(st.text(max_size=200), WORDS.map(" ".join))


@settings(max_examples=600, deadline=None)
@given(TEXT, TEXT)
def test_both_texts_can_be_told_from_the_pieces(old: str, new: str) -> None:
    """What stayed and what went is the old text; what stayed and what came is the new one."""
    pieces = compare(old, new).pieces
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.ADDED) == old
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.REMOVED) == new
    assert all(a.kind is not b.kind for a, b in itertools.pairwise(pieces))


def test_one_word_is_one_word() -> None:
    """A changed word within a paragraph is shown alone."""
    found = compare("Satu.\n\nKota ini sangat cerdas hari ini.\n", "Satu.\n\nKota ini kurang cerdas hari ini.\n")
    assert [(p.kind.value, p.text) for p in found.pieces] == [
        ("same", "Satu.\n\nKota ini "),
        ("removed", "sangat "),
        ("added", "kurang "),
        ("same", "cerdas hari ini.\n"),
    ]
    assert (found.words_removed, found.words_added) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n\n" * 300_000, "b\n\n" * 300_000),
        ("a b\n\n" * 200_000, "b a\n\n" * 200_000),
        ("\n" * 1_000_000, "\n" * 900_000),
        ("x " * 500_000, "x " * 400_000 + "y"),
        (" ".join(f"kata{n}" for n in range(120_000)), " ".join(f"kata{n}" for n in range(120_000, 0, -1))),
        ("x" * 1_000_000, "y" * 1_000_000),
        (" " * 1_000_000, "\t" * 1_000_000),
        (" ".join(f"w{n} p{n}" for n in range(70_000)), " ".join(f"w{n} q{n}" for n in range(70_000))),
        (
            "".join(f"s{n}\n\na{n} {'x ' * 1400}b{n}\n\n" for n in range(350)),
            "".join(f"s{n}\n\nc{n} {'x ' * 1400}d{n}\n\n" for n in range(350)),
        ),
        (" ".join(f"{n % 7}" for n in range(400_000)), " ".join(f"{n % 6}" for n in range(400_000))),
    ],
    ids=[
        "paragraphs",
        "swapped",
        "empty lines",
        "the same word",
        "backwards",
        "one word",
        "blanks",
        "every second word",
        "many paragraphs of one word",
        "few words",
    ],
)
def test_no_text_takes_long(old: str, new: str) -> None:
    """Texts of a megabyte, made to be slow, are compared within seconds."""
    began = time.process_time()
    compare(old, new)
    assert time.process_time() - began < 5


def test_a_changed_word_is_found_among_words_that_come_often() -> None:
    """What is around it stays, also where no word comes only once."""
    line = "data dan kota dan data "
    found = compare(f"{line * 3}lama {line * 3}", f"{line * 3}baru {line * 3}")
    assert [(p.kind.value, p.text) for p in found.pieces if p.kind is not PieceKind.SAME] == [
        ("removed", "lama "),
        ("added", "baru "),
    ]


def test_a_paragraph_moved_in_is_one_piece() -> None:
    """A new paragraph between two that stayed is added as a whole."""
    found = compare("Satu.\n\nTiga.\n", "Satu.\n\nDua kata baru.\n\nTiga.\n")
    assert [(p.kind.value, p.text) for p in found.pieces] == [
        ("same", "Satu.\n\n"),
        ("added", "Dua kata baru.\n\n"),
        ("same", "Tiga.\n"),
    ]
