"""What the forms of judging are made of: rows of comments, quotations, the matriks tindak lanjut, snapshots."""

from __future__ import annotations

from api.pages.follow_up import follow_ups_in
from api.pages.judging import CommentRow, numbered_anew, rows_in, with_quotes
from api.pages.quoting import LONGEST_QUOTE, shortened, split_quote, with_quote
from api.pages.snapshots import Change, submission_snapshot
from tests.http.judged import REVISED, walked

ROWS = {
    "comments.0.chapter": "buku-1/bab-1",
    "comments.0.text": "Perjelas.",
    "comments.1.chapter": "",
    "comments.2.quote": "Sasaran ini.",
    "comments.2.text": "Belum terukur.",
    "verdict": "revise",
}


def test_rows_are_those_in_which_anything_stands() -> None:
    """An empty row is none; the others keep their numbers, by which mistakes are told."""
    assert rows_in(ROWS, "comments") == (
        CommentRow(0, "buku-1/bab-1", "", "Perjelas."),
        CommentRow(2, "", "Sasaran ini.", "Belum terukur."),
    )


def test_a_removed_row_leaves_no_gap() -> None:
    """Without one comment the others are numbered anew, and everything else stays."""
    kept = numbered_anew(ROWS, "comments", without=0)
    assert rows_in(kept, "comments") == (CommentRow(0, "", "Sasaran ini.", "Belum terukur."),)
    assert kept["verdict"] == "revise"


def test_a_quotation_stands_before_its_remark() -> None:
    """What is sent is one text, from which the quotation is read again."""
    sent = with_quotes(ROWS, "comments")
    assert sent["comments.2.text"] == "> Sasaran ini.\nBelum terukur."
    assert "comments.2.quote" not in sent
    assert split_quote(sent["comments.2.text"]) == ("Sasaran ini.", "Belum terukur.")
    assert split_quote("Tanpa kutipan.\n> bukan di depan") == (None, "Tanpa kutipan.\n> bukan di depan")


def test_a_quotation_alone_is_no_comment() -> None:
    """Where nothing is remarked nothing is sent, so that the form asks for it."""
    assert with_quote("Sasaran ini.", " ") == " "
    assert len(shortened("kata " * 200)) <= LONGEST_QUOTE


def test_the_follow_up_of_a_revision() -> None:
    """A revision shows each comment with the region's answer, also once the round is accepted."""
    walk = walked("kab-sleman", "Kabupaten Sleman", "34.04", answered=False)
    (asked,) = follow_ups_in(entry for batch in walk.batches for entry in batch.entries)
    assert (asked.by, asked.answered) == ("mentors", 1)
    assert asked.answers == {"t-1": "Sudah diukur."}


def test_a_submission_beside_the_one_before() -> None:
    """Chapters that were revised are marked, the others are not; the first submission has nothing before it."""
    state = walked("kab-sleman", "Kabupaten Sleman", "34.04", answered=False).journey
    first, second = submission_snapshot(state, 1), submission_snapshot(state, 2)
    assert first is not None and second is not None
    assert submission_snapshot(state, 3) is None
    assert {chapter.change for chapter in first.chapters} == {Change.FIRST}
    changed = {chapter.name for chapter in second.chapters if chapter.change is Change.CHANGED}
    assert changed == {REVISED}
