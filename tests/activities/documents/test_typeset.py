"""The typesetter: limits, untrusted text, the same bytes."""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path
from typing import Any

import psutil
import pytest
from pypdf import PdfReader

from activities.documents.fonts import characters, clean, covered, uncovered
from activities.documents.layout import layout
from activities.documents.typeset import Limits, TypesettingFailed, TypesettingTooLarge, typeset
from domain.vocabulary import DocumentKind
from domain.words.phrase import Language
from tests.activities.documents.papers import AT, paper

HOSTILE = (
    '#read("data.json")',
    '#import "@preview/x:1.0.0"',
    '#eval("1+1")',
    "*tebal* _miring_ = judul",
    "$ x^2 $ \\u{41} <label> @ref",
    "#{panic()} // komentar",
)


def letter(**changes: Any) -> dict[str, Any]:
    """The data of a letter, with some fields changed."""
    arranged = layout(paper(DocumentKind.SESSION_INVITATION), Language.ID, simulated=False)
    return {**arranged.model_dump(mode="json"), **changes}


def paragraphs(*texts: str) -> dict[str, Any]:
    """The data of a letter with these paragraphs."""
    return letter(parts=[{"part": "paragraph", "text": text} for text in texts])


def text_of(pdf: bytes) -> str:
    """All text of a PDF, with single spaces."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


async def test_the_same_input_gives_the_same_bytes_in_two_processes() -> None:
    """Two processes give the same bytes for the same input, and others for another date or text."""
    first, second = await asyncio.gather(typeset("letter.typ", letter(), at=AT), typeset("letter.typ", letter(), at=AT))
    later, other = await asyncio.gather(
        typeset("letter.typ", letter(), at=AT.replace(hour=4)),
        typeset("letter.typ", letter(place_date="Jakarta, 5 November 2019"), at=AT),
    )
    assert first == second
    assert len({first, later, other}) == 3


async def test_markup_of_the_template_language_is_printed_as_text() -> None:
    """Template code in a text is printed letter by letter, and nothing of it is done."""
    said = text_of(await typeset("letter.typ", paragraphs(*HOSTILE), at=AT))
    for hostile in HOSTILE:
        assert hostile.replace(" ", "") in said.replace(" ", "")


async def test_a_document_is_a_tagged_pdf_a_with_our_fonts_alone() -> None:
    """A document says that it is PDF/A-2a, is tagged, has a language and a title, and embeds only the shipped fonts."""
    reader = PdfReader(io.BytesIO(await typeset("letter.typ", paragraphs("Nama dalam Jawi: جاوي"), at=AT)))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert ">2</pdfaid:part>" in xmp and ">A</pdfaid:conformance>" in xmp
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "id-ID"
    assert reader.metadata is not None and "undangan" in (reader.metadata.title or "")
    fonts: Any = reader.pages[0]["/Resources"]
    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts["/Font"].values()}
    assert all(name.startswith(("SourceSerif4", "SourceSans3", "NotoNaskhArabic")) for name in names), names
    assert any(name.startswith("NotoNaskhArabic") for name in names)


async def test_a_missing_field_is_named() -> None:
    """Data without a field that the template draws fails with a line that names the field."""
    data = letter()
    del data["place_date"]
    with pytest.raises(TypesettingFailed, match="place_date"):
        await typeset("letter.typ", data, at=AT)


async def test_a_character_that_no_font_has_is_refused_and_can_be_cleaned() -> None:
    """A character that no font has fails with the character in the message; the cleaned text is typeset."""
    with pytest.raises(TypesettingFailed, match="あ"):
        await typeset("letter.typ", paragraphs("あ"), at=AT)
    assert "nama □" in text_of(await typeset("letter.typ", paragraphs(clean("nama あ")), at=AT))


async def test_every_character_that_counts_as_covered_can_be_typeset() -> None:
    """All characters of the shipped fonts together make a document."""
    text = " ".join(sorted(characters()))
    assert covered(text) and len(characters()) > 2000
    await typeset("letter.typ", paragraphs(*(text[n : n + 500] for n in range(0, len(text), 500))), at=AT)


def test_text_is_cleaned_of_what_no_font_has() -> None:
    """Controls, half characters, overrides and foreign scripts become a box; accents, Jawi and line ends stay."""
    assert uncovered("a\x07\ud800\u202eあ🙂") == {"\x07", "\ud800", "\u202e", "あ", "🙂"}
    assert clean("Ñ جاوي\r\nb\u202e d\u200be") == "Ñ جاوي\nb□ de"


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (("x",), Limits(seconds=0.01)),
        (("kata " * 20_000,) * 10, Limits(memory=120_000_000)),
        (("x",), Limits(size=1000)),
    ],
    ids=["time", "memory", "size"],
)
async def test_a_document_over_its_limits_is_ended_and_leaves_nothing(
    data: tuple[str, ...], limits: Limits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document over its time, memory or size is given up with its own error; no process and no folder stays."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(TypesettingTooLarge):
        await typeset("letter.typ", paragraphs(*data), at=AT, limits=limits)
    assert not typesetting()
    assert not list(tmp_path.iterdir())


async def test_a_cancelled_document_leaves_no_process() -> None:
    """When the caller is cancelled, the process is ended at once."""
    task = asyncio.create_task(typeset("letter.typ", paragraphs(*(("kata " * 20_000,) * 20)), at=AT))
    while not typesetting():
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not typesetting()


def typesetting() -> list[psutil.Process]:
    """The typesetters that this process has started and that still run."""
    return [child for child in psutil.Process().children() if "typeset_process" in " ".join(child.cmdline())]


async def test_half_a_character_fails_before_the_typesetter() -> None:
    """A lone surrogate in the data is an error that says so."""
    with pytest.raises(TypesettingFailed, match="surrogate"):
        await typeset("letter.typ", paragraphs("\ud800"), at=AT)


@pytest.mark.parametrize("template", ["../typeset.py", "nothing.typ", "/etc/passwd", "parts"])
async def test_only_our_templates_are_typeset(template: str) -> None:
    """Something that is no template of ours is refused."""
    with pytest.raises(ValueError, match="no template"):
        await typeset(template, letter(), at=AT)


@pytest.mark.parametrize("name", ["../x.png", "parts.typ", "data.json", "a b.png"])
async def test_files_have_plain_names(name: str) -> None:
    """A file whose name leaves the folder, or replaces a template or the data, is refused."""
    with pytest.raises(ValueError, match="may not be called"):
        await typeset("letter.typ", letter(), at=AT, files={name: b""})


async def test_a_long_table_repeats_its_heading_and_breaks_long_words() -> None:
    """A table over several pages repeats its heading on each, and a word without end stays in its column."""
    columns = [{"title": "No.", "share": None, "align": "center"}, {"title": "Catatan", "share": 1, "align": "left"}]
    rows = [["1", "panjang" * 40], ["2", "kalimat panjang " * 600]]
    table = {"part": "table", "columns": columns, "rows": rows, "height": None}
    data = letter(parts=[table, {"part": "paragraph", "text": "Selesai."}], copies=[])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(await typeset("letter.typ", data, at=AT))).pages]
    assert len(pages) >= 2
    assert all("Catatan" in page for page in pages)
    assert max(line.count("panjang") for line in pages[0].splitlines()) < 20
    assert "Selesai." in pages[-1] and f"Halaman {len(pages)} dari {len(pages)}" in pages[-1]
