"""What the pages about books are made of: where comments stand, what is folded, how texts become HTML."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from activities.documents.blocks import Cell as TableCell
from activities.documents.blocks import ChapterText, Figure, Heading, Run, Table, Text
from activities.documents.blocks_reading import read_chapter
from api.comparing import compare
from api.http.writing import MOST_PICTURES, TextFault, fault_in
from api.pages.answers import Beside, Remark, stretches
from api.pages.books import first_words
from api.pages.chapter_html import Passage, as_written, shown
from api.pages.comparable import reasons
from api.pages.comparison import folded
from api.pages.editor import FAULTS, Written
from api.pages.margin import Place, Standing, placed
from domain.values import ChapterName, Comment, RegionOfJourney
from domain.vocabulary import TimeZone
from domain.words.phrase import Phrase
from tests.pages.published import published


def passages(*texts: str) -> tuple[Passage, ...]:
    """A chapter of these paragraphs; one that begins with # is a heading."""
    return tuple(Passage(Markup(""), text.lstrip("# "), not text.startswith("#")) for text in texts)


THEN = passages(
    "# Sasaran",
    "Kota ini melayani seluruh warganya secara digital pada tahun 2030.",
    "Setiap kecamatan mempunyai satu pusat layanan yang buka setiap hari kerja.",
    "Anggaran disusun bersama DPRD.",
)


@pytest.mark.parametrize(
    ("comment", "now", "place"),
    [
        ("Mohon dipertegas.", THEN, Place(Standing.CHAPTER)),
        ("> Anggaran disusun bersama DPRD.\nSebut tahunnya.", THEN, Place(Standing.FOUND, 3)),
        ("Kalimat “melayani seluruh warganya secara digital” terlalu luas.", THEN, Place(Standing.FOUND, 1)),
        ("Lihat paragraf ke-2: apakah benar?", THEN, Place(Standing.FOUND, 2)),
        (
            "> Anggaran disusun bersama DPRD.\nSebut tahunnya.",
            passages("Pengantar baru.", *(passage.text for passage in THEN)),
            Place(Standing.FOUND, 4),
        ),
        (
            "> Setiap kecamatan mempunyai satu pusat layanan yang buka setiap hari kerja.\nBerapa biayanya?",
            passages("Setiap kecamatan mempunyai dua pusat layanan yang buka setiap hari, juga hari Minggu."),
            Place(Standing.CHANGED, 0),
        ),
        ("> Anggaran disusun bersama DPRD.\nSebut tahunnya.", THEN[:2], Place(Standing.LOST)),
        ("Sesuai “Peraturan Presiden tentang SPBE yang baru”, tambahkan dasar hukum.", THEN, Place(Standing.CHAPTER)),
        ("Lihat paragraf 9.", THEN, Place(Standing.CHAPTER)),
    ],
    ids=[
        "about the chapter",
        "a quotation before the remark",
        "a quotation within the remark",
        "a paragraph by its number",
        "moved down by a new paragraph",
        "rewritten since",
        "deleted since",
        "a quotation of something else",
        "a number that there is not",
    ],
)
def test_a_comment_finds_its_paragraph(comment: str, now: tuple[Passage, ...], place: Place) -> None:
    """It stands beside the paragraph that it quotes or counts, also after the text was revised."""
    assert placed(comment, THEN, now) == place


def test_what_is_far_from_every_comment_is_folded() -> None:
    """Each passage with a comment ends a stretch, its neighbours are shown, the rest is folded."""
    text = passages(*(f"Paragraf {number}." for number in range(8)))
    comment = Comment(id="c1", chapter=ChapterName(book="buku-1", chapter="bab-1"), text="Perjelas.")
    beside = Beside(Remark(comment, Phrase("pembimbing", "mentor"), None, 1), Place(Standing.FOUND, 4))
    found = [
        ([passage.text for passage in one.passages], len(one.remarks), one.folded) for one in stretches(text, [beside])
    ]
    assert found == [
        ([f"Paragraf {number}." for number in range(3)], 0, True),
        (["Paragraf 3.", "Paragraf 4."], 1, False),
        (["Paragraf 5."], 0, False),
        (["Paragraf 6.", "Paragraf 7."], 0, True),
    ]


def test_a_long_stretch_that_stayed_is_folded_around_what_changed() -> None:
    """The words beside a change stay visible; put together, nothing of the text is lost."""
    words = [f"kata{number}" for number in range(200)]
    old, new = " ".join(words), " ".join([*words[:100], "baru", *words[100:]])
    first, added, last = folded(compare(old, new))
    assert (first.folded, added.text.strip(), last.folded) == (True, "baru", True)
    assert (first.before, last.after) == ("", "")
    assert first.after.split()[-1] == "kata99"
    assert last.before.split()[0] == "kata100"
    whole = " ".join(f"{piece.before} {piece.text} {piece.after}" for piece in (first, added, last))
    assert whole.split() == new.split()


def test_a_word_with_another_space_behind_it_stayed() -> None:
    """A paragraph that was added at the end takes no word of the one before with it."""
    found = folded(compare("Satu dua.", "Satu dua.\n\nTiga."))
    assert [(piece.kind.value, piece.text) for piece in found] == [("same", "Satu dua."), ("added", "\n\nTiga.")]


async def test_nothing_of_an_author_is_run() -> None:
    """HTML comes as text, addresses only as links of the web, pictures only from the store."""
    hostile = "<script>alert(1)</script>\n\n[klik](javascript:alert(1)) ![x](https://lain.example/x.png) **a<b**"
    written = "".join(passage.html for passage in shown(await read_chapter(hostile), "journey-1").passages)
    assert "<script" not in written
    assert "href" not in written
    assert "<img" not in written
    assert "<strong>a&lt;b</strong>" in written


def test_a_text_that_cannot_be_read_is_shown_as_it_was_written() -> None:
    """Nothing of it is run either, and why it looks so is told."""
    found = as_written("# Bab\n\n<script>a</script> dua", "Terlalu rumit.")
    assert [passage.html for passage in found.passages] == ["<pre># Bab\n\n&lt;script&gt;a&lt;/script&gt; dua</pre>"]
    assert (found.refused, found.notes, found.words) == ("Terlalu rumit.", ("Terlalu rumit.",), 4)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (" \n", TextFault.EMPTY),
        ("a\x00b", TextFault.NUL),
        ("".join(f"![](sha256:{number:064x})\n" for number in range(MOST_PICTURES + 1)), TextFault.PICTURES),
        ("Isi bab.", None),
    ],
    ids=["empty", "a NUL", "too many pictures", "a text"],
)
def test_a_text_that_cannot_be_kept_is_told_in_the_language_of_the_page(text: str, fault: TextFault | None) -> None:
    """Every fault has its sentence in both."""
    assert fault_in(text) is fault
    assert set(FAULTS) == set(TextFault) and all(said.id != said.en for said in FAULTS.values())


def test_headings_never_leave_out_a_level_and_heads_without_a_word_are_none() -> None:
    """A chapter that begins with a small heading begins on the page with the next below the page's own."""
    empty = TableCell(blocks=())
    table = Table(columns=1, head=((empty,),), body=((TableCell(blocks=(Text(runs=(Run(text="isi"),)),)),),))
    picture = Figure(image="a" * 64, alt="Peta")
    text = ChapterText(
        blocks=(
            Heading(level=3, runs=(Run(text="Kecil"),)),
            Heading(level=5, runs=(Run(text="Lebih kecil"),)),
            Heading(level=1, runs=(Run(text="Besar"),)),
            table,
            picture,
        )
    )
    html = [passage.html for passage in shown(text, "journey-1").passages]
    assert html[:3] == ["<h3>Kecil</h3>", "<h4>Lebih kecil</h4>", "<h3>Besar</h3>"]
    assert "<th>" not in html[3]
    assert f'src="/api/v1/journeys/journey-1/files/{"a" * 64}" alt="Peta"' in html[4]


@pytest.mark.parametrize(
    ("caret", "text"),
    [
        (5, "Satu.\n\n![Peta](sha256:ab)\n\nDua."),
        (None, "Satu.\n\nDua.\n\n![Peta](sha256:ab)"),
        (0, "![Peta](sha256:ab)\n\nSatu.\n\nDua."),
    ],
    ids=["at the caret", "at the end", "at the beginning"],
)
def test_a_picture_stands_in_a_paragraph_of_its_own(caret: int | None, text: str) -> None:
    """It goes where the caret was, else at the end."""
    assert Written("Satu.\n\nDua.", 1, caret).with_picture("Peta", "ab").text == text


def test_a_text_is_recognised_by_its_first_words() -> None:
    """Without the signs of Markdown, and not too many."""
    assert first_words("# Bab **satu**\n\n| a | b |\n|---|---|") == "Bab satu a b"
    assert first_words("kata " * 100).endswith("kata …")


@pytest.mark.parametrize(
    ("code", "why"),
    [("34.04", ["satu provinsi", "sesama kabupaten"]), ("34.71", ["satu provinsi"]), ("53.71", [])],
    ids=["a neighbour of the same type", "a city next door", "a city far away"],
)
def test_what_regions_have_in_common_is_said(code: str, why: list[str]) -> None:
    """Province and type, by the codes."""
    own = RegionOfJourney(id="kab-gunungkidul", name="Kabupaten Gunungkidul", code="34.03", zone=TimeZone.WIB)
    assert [phrase.id for phrase in reasons(own, published(code))] == why
