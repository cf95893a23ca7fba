"""The DOCX of letters, minutes and sheets: the same words as the PDF, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import docx
import pytest

from activities.documents.docx import write
from activities.documents.docx_package import normalised
from activities.documents.layout import layout
from activities.documents.models import Certificate, Model
from activities.documents.shapes import CertificateLayout, Letter, Minutes, Sheet
from domain.vocabulary import DocumentKind
from domain.words.phrase import Language
from tests.activities.documents.papers import AT, paper, papers

EDITED = [model for model in papers() if not isinstance(model, Certificate)]


def laid_out(model: Model) -> Letter | Minutes | Sheet:
    """A document as it is laid out, simulated."""
    arranged = layout(model, Language.ID, simulated=True)
    assert not isinstance(arranged, CertificateLayout)
    return arranged


def texts(value: Any) -> Iterator[str]:
    """Every text that a layout's parts hold."""
    match value:
        case str():
            yield from (line.strip() for line in value.split("\n"))
        case list():
            for item in value:
                yield from texts(item)
        case dict():
            for key, item in value.items():
                if key not in ("part", "align"):
                    yield from texts(item)


def all_text(content: bytes) -> str:
    """All text of a DOCX, its header and footer included."""
    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    roots = (document.element.body, section.header._element, section.footer._element)
    return "\n".join("".join(root.itertext()) for root in roots)


@pytest.mark.parametrize("model", EDITED, ids=lambda model: type(model).__name__)
def test_a_docx_says_all_that_the_pdf_says(model: Model) -> None:
    """Every heading, paragraph, item, cell and signature of a layout stands in its DOCX, and so do its marks."""
    arranged = laid_out(model)
    found = all_text(write(arranged, at=AT))
    data = arranged.model_dump(mode="json")
    for name in ("kop", "notices", "parts", "heading", "subheading", "head", "receiver", "signature", "copies"):
        for text in texts(data.get(name, [])):
            assert text in found, (name, text)


def test_the_same_layout_gives_the_same_bytes() -> None:
    """Two writings of a layout are equal byte for byte; the date in the file is the one given."""
    arranged = laid_out(paper(DocumentKind.ROUND_MINUTES))
    first = write(arranged, at=AT)
    assert first == write(arranged, at=AT)
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert properties.created == properties.modified == AT
    assert first != write(arranged, at=datetime(2020, 1, 1, tzinfo=UTC))


def test_a_package_is_normalised_whatever_its_order_and_times() -> None:
    """Two packages with the same members in another order and from another time become the same bytes."""
    made = []
    for names, year in ((("[Content_Types].xml", "b", "a"), 2019), (("a", "[Content_Types].xml", "b"), 2026)):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            for name in names:
                package.writestr(zipfile.ZipInfo(name, (year, 1, 2, 3, 4, 6)), f"content of {name}")
        made.append(normalised(buffer.getvalue()))
    assert made[0] == made[1]
    assert zipfile.ZipFile(io.BytesIO(made[0])).namelist() == ["[Content_Types].xml", "a", "b"]


def test_characters_that_xml_cannot_hold_do_not_break_a_docx() -> None:
    """A name with characters that XML refuses is written with a box in their place."""
    arranged = laid_out(paper(DocumentKind.SESSION_INVITATION))
    assert isinstance(arranged, Letter)
    odd = arranged.model_copy(update={"place_date": "あ \ufffe\x07 b"})
    assert "あ □□ b" in all_text(write(odd, at=AT))


def test_signatures_stay_together_and_one_left_over_stands_in_the_middle() -> None:
    """No row of signatures breaks; of three, the last has a cell over the whole width."""
    document = docx.Document(io.BytesIO(write(laid_out(paper(DocumentKind.ROUND_MINUTES)), at=AT)))
    first, last = document.tables[-1].rows
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in (first, last))
    assert len(first._tr.tc_lst) == 2 and len(last._tr.tc_lst) == 1
    assert "Kusumawardhani" in last.cells[0].text


def test_a_matrix_lies_across_and_repeats_its_heading() -> None:
    """The matrix lies across the page, and its heading row is repeated."""
    document = docx.Document(io.BytesIO(write(laid_out(paper(DocumentKind.FOLLOW_UP_MATRIX)), at=AT)))
    section = document.sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert section.page_width > section.page_height
    assert any(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables)
