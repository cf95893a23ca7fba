"""What a demonstration leaves to look at: the names of files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.demo.shelf import file_name, files_of
from domain.vocabulary import DocumentKind
from records.documents import DocumentLine


def line(kind: DocumentKind, title: str, **changes: object) -> DocumentLine:
    """A document of a journey."""
    return DocumentLine.model_validate(
        {
            "key": f"{kind}.2",
            "seq": 2,
            "kind": kind,
            "about": "",
            "title": title,
            "made_at": datetime(2019, 11, 4, tzinfo=UTC),
            "pdf": "a" * 64,
            "pdf_size": 1,
            "docx": "b" * 64,
            "docx_size": 1,
            "unsealed": None,
            "original": None,
            **changes,
        }
    )


def test_a_letters_files_say_which_is_the_draft() -> None:
    """A letter is a konsep until it is signed; then the signed file has its name, and the konsep stays beside it."""
    draft = line(DocumentKind.KICKOFF_INVITATION, "Undangan, Kota Batu")
    konsep = [("Undangan, Kota Batu (konsep).pdf", "a" * 64), ("Undangan, Kota Batu (konsep).docx", "b" * 64)]
    assert files_of(draft) == konsep
    signed = draft.model_copy(update={"signed_pdf": "c" * 64})
    assert files_of(signed) == [("Undangan, Kota Batu.pdf", "c" * 64), *konsep]


def test_what_is_no_letter_has_its_title_as_its_name() -> None:
    """Other documents are never called a konsep, and one without DOCX has a PDF alone."""
    sheet = line(DocumentKind.REVIEW_SHEET, "Lembar", docx=None, docx_size=None)
    assert files_of(sheet) == [("Lembar.pdf", "a" * 64)]


@pytest.mark.parametrize(
    ("title", "name"), [("Bimtek I: a/b?", "Bimtek I a b"), (" . Surat  \n x. ", "Surat x"), ("x" * 300, "x" * 100)]
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, name: str) -> None:
    """Characters that some systems forbid become spaces, and a long title is cut."""
    assert file_name(title) == name
