"""Reading chapters: Markdown becomes blocks, its text is cleaned, and what cannot be read is refused by name."""

from __future__ import annotations

import pytest

from activities.documents.blocks import (
    MOST_BYTES,
    BulletList,
    ChapterRefused,
    Figure,
    Heading,
    OrderedList,
    Quote,
    Table,
    Text,
    plain,
)
from activities.documents.blocks_reading import read_chapter

SHA = "ab" * 32


async def test_a_chapter_becomes_blocks() -> None:
    """Headings, styles, lists, quotes, tables with captions, figures and footnotes keep their meaning."""
    read = await read_chapter(
        "# Judul\n\nKata **tebal** dan *miring*, H~2~O.[^1]\n\n[^1]: Catatan *kaki*.\n\n3. tiga\n   - butir\n\n"
        "> kutipan\n\nTabel 2.1. Angka\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n"
        f"![Peta](sha256:{SHA})\n\nGambar 3. Peta daerah\n",
        known=[SHA],
    )
    heading, text, numbers, quote, table, figure = read.blocks
    assert isinstance(heading, Heading) and plain(heading.runs) == "Judul"
    assert isinstance(text, Text)
    assert [run.text for run in text.runs if run.bold] == ["tebal"]
    assert [run.text for run in text.runs if run.raised == "sub"] == ["2"]
    assert [plain(run.note) for run in text.runs if run.note] == ["Catatan kaki."]
    assert isinstance(numbers, OrderedList) and numbers.start == 3 and isinstance(numbers.items[0][1], BulletList)
    assert isinstance(quote, Quote)
    assert isinstance(table, Table) and plain(table.caption) == "Angka"
    assert table.body[0][1].align == "right"
    assert isinstance(figure, Figure) and figure.image == SHA and plain(figure.caption) == "Peta daerah"
    assert read.notes == ()


async def test_text_is_cleaned_and_its_author_told() -> None:
    """Bidi overrides and control characters go, also when they are written as references; the rest is shown as □."""
    read = await read_chapter("satu \u202edua\u202c &#x202E;tiga \x07 empat \U0001f600 cafe\u0301 \ud800 akhir\ufeff")
    (text,) = read.blocks
    assert isinstance(text, Text)
    assert plain(text.runs) == "satu dua tiga  empat □ café □ akhir"
    assert len(read.notes) == 3
    assert "U+1F600" in read.notes[0]


async def test_marks_that_no_font_has_with_their_letter_are_shown() -> None:
    """An Arabic mark on a Cyrillic letter has no font: the letter stays, the mark is shown as □."""
    read = await read_chapter("ж\u0651b")
    (text,) = read.blocks
    assert isinstance(text, Text) and plain(text.runs) == "ж□b"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        pytest.param("كوتا چردس", True, id="jawi"),
        pytest.param("1, 2: كوتا", True, id="jawi after a number"),
        pytest.param("Kota كوتا", False, id="latin first"),
    ],
)
async def test_direction_follows_the_first_letter(written: str, right: bool) -> None:
    """A paragraph is set from right to left when its first letter is of such a script."""
    (text,) = (await read_chapter(written)).blocks
    assert isinstance(text, Text) and text.rtl is right


@pytest.mark.parametrize(
    ("markdown", "reason"),
    [
        pytest.param("x" * (MOST_BYTES + 1), "paling banyak 2.000.000", id="too long"),
        pytest.param(">" * 12 + " a", "tingkat", id="quotes too deep"),
        pytest.param(">" * 20_000 + " a", "tingkat", id="quotes far too deep"),
        pytest.param("".join(" " * 2 * n + "- a\n" for n in range(12)), "tingkat", id="lists too deep"),
        pytest.param("|a" * 30 + "|\n" + "|-" * 30 + "|\n" + "|1" * 30 + "|\n", "kolom", id="too many columns"),
    ],
)
async def test_what_cannot_be_set_is_refused(markdown: str, reason: str) -> None:
    """A chapter beyond a limit is refused with what its author has to change."""
    with pytest.raises(ChapterRefused, match=reason):
        await read_chapter(markdown)


async def test_a_chapter_of_a_megabyte_is_read() -> None:
    """A long chapter is read whole."""
    paragraph = "Pemerintah daerah **menyusun** masterplan bersama *warga* kota. " * 8 + "\n\n"
    read = await read_chapter(paragraph * (1_000_000 // len(paragraph)))
    assert len(read.blocks) == 1_000_000 // len(paragraph)
