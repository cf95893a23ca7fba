"""The same layouts as DOCX, for people who go on editing in Word: `write(layout, at=...)` gives the file's bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as DocxParagraph

from activities.documents.docx_package import normalised
from activities.documents.shapes import (
    Fields,
    Heading,
    Items,
    Layout,
    Letter,
    Minutes,
    Paragraph,
    Part,
    Sheet,
    Signature,
    Signatures,
    Table,
)
from domain.words.phrase import Language

FONT = "Arial"
"""A font that every office has; the fonts of the PDF are not installed there."""
LANGUAGES = {Language.ID: "id-ID", Language.EN: "en-GB"}
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""
RED = RGBColor(0x9B, 0x1C, 0x1C)
GREY = RGBColor(0x70, 0x70, 0x70)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
MIDDLE = WD_CELL_VERTICAL_ALIGNMENT.CENTER
EDGE = 108
"""Twentieths of a point between the border of a cell and its text."""
LONG_CELL = 900
"""Characters from which a row may be longer than a page, and so may break."""

Place = DocxDocument | _Cell


def write(layout: Letter | Minutes | Sheet, *, at: datetime) -> bytes:
    """The DOCX of a layout; `at` is the date in the file, and the same input gives the same bytes."""
    document = Document()
    _settle(document, layout, at)
    _kop(document, layout)
    match layout:
        case Letter():
            _letter(document, layout)
        case Minutes() | Sheet():
            _say(document, layout.heading, bold=True, size=14, align=CENTRE, after=0, style="Heading 1")
            _say(document, layout.subheading, bold=True, align=CENTRE, after=10)
            _parts(document, layout.parts)
    made = io.BytesIO()
    document.save(made)
    return normalised(made.getvalue())


def _settle(document: DocxDocument, layout: Layout, at: datetime) -> None:
    """Page, style, header, footer and the properties of the file."""
    section = document.sections[0]
    width, height = Mm(210), Mm(297)
    section.page_width, section.page_height = width, height
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)
    if isinstance(layout, Sheet) and layout.across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = height, width
        section.left_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.size = Pt(10.5 if isinstance(layout, Letter) else 11)
    for name in ("Normal", "Heading 1", "Heading 2"):
        _face(document, name)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGES[layout.language])
    style.element.get_or_add_rPr().append(language)
    properties = document.core_properties
    properties.title, properties.author = _fit(layout.title)[:255], _fit(layout.kop[0])[:255]
    properties.language, properties.comments = layout.language.value, ""
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.last_modified_by, properties.revision = "", 1
    header = section.header.paragraphs[0]
    header.alignment = CENTRE
    _run(header, "\n".join(layout.notices), bold=True, size=8, colour=RED)
    footer = section.footer.paragraphs[0]
    _run(footer, f"{layout.reference}    ", size=8, colour=GREY)
    for text in re.split(r"(\{pages?\})", layout.page):
        if text in ("{page}", "{pages}"):
            _page_field(footer, "PAGE" if text == "{page}" else "NUMPAGES")
        else:
            _run(footer, text, size=8, colour=GREY)


def _face(document: DocxDocument, name: str) -> None:
    """A style in our font, black, with no more room around it than its paragraphs ask for."""
    style = document.styles[name]
    style.font.name, style.font.color.rgb = FONT, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [key for key in fonts.attrib if "Theme" in key]:
        del fonts.attrib[attribute]  # a theme's face would count before ours
    for script in ("w:cs", "w:eastAsia", "w:hAnsi"):
        fonts.set(qn(script), FONT)


def _fit(text: str) -> str:
    return UNFIT.sub("□", text)


def _run(
    paragraph: DocxParagraph,
    text: str,
    *,
    bold: bool = False,
    size: float | None = None,
    colour: RGBColor | None = None,
) -> None:
    run = paragraph.add_run(_fit(text))
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _say(
    place: Place,
    text: str,
    *,
    bold: bool = False,
    size: float | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
    after: float = 4,
    indent: Length | None = None,
    style: str | None = None,
    together: bool = False,
) -> DocxParagraph:
    """Add a paragraph; with an indent its first line hangs by it. `together` keeps it with what follows."""
    paragraph = place.add_paragraph(style=style)
    paragraph.paragraph_format.keep_with_next = together or None
    paragraph.alignment = align
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.space_before = Pt(after), Pt(0)
    if indent is not None:
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = indent, -indent
    _run(paragraph, text, bold=bold, size=size)
    return paragraph


def _gap(place: Place) -> None:
    """A little room, and what keeps two tables from becoming one."""
    _say(place, "", after=0).paragraph_format.line_spacing = Pt(7)


def _page_field(paragraph: DocxParagraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    run.font.size, run.font.color.rgb = Pt(8), GREY
    field.append(run._r)
    paragraph._p.append(field)


def _kop(document: DocxDocument, layout: Layout) -> None:
    for n, line in enumerate(layout.kop):
        last = _say(document, line, bold=True, size=12 if n else 13.5, align=CENTRE, after=0)
    if layout.address:
        last = _say(document, layout.address, size=9, align=CENTRE, after=0)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "18"), ("space", "4"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    # The schema asks for an order: borders come before spacing and alignment, which are there already.
    last._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")
    _gap(document)


def _letter(document: DocxDocument, letter: Letter) -> None:
    text_width = Length(Mm(165))
    head = _bare(document, (Mm(105), Length(text_width - Mm(105))))
    left, right = _row(head)
    inner = _bare(left, (Mm(22), Mm(5), Mm(78)))
    for label, value in letter.head:
        _fill(_row(inner), (label, ":", value))
    _tidy(left)
    _only(right, letter.place_date, align=WD_ALIGN_PARAGRAPH.RIGHT)
    to, *rest = letter.receiver
    _gap(document)
    receiver = _bare(document, (Mm(13), Length(text_width - Mm(13))))
    for n, line in enumerate(rest):
        _fill(_row(receiver), ("" if n else to, line))
    _gap(document)
    _parts(document, letter.parts)
    _signatures(document, (letter.signature,), None, text_width)
    if letter.copies:
        _say(document, letter.copies_title, size=9.5, after=0, together=True)
        for n, copy in enumerate(letter.copies, start=1):
            _say(document, f"{n}.\t{copy}", size=9.5, after=0, indent=Mm(7), together=n < len(letter.copies))


def _parts(document: DocxDocument, parts: Sequence[Part]) -> None:
    section = document.sections[0]
    width = Length((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
    for n, part in enumerate(parts):
        match part:
            case Paragraph():
                # What opens a list or a table, and what closes a paper, stays with what follows.
                follows = parts[n + 1] if n + 1 < len(parts) else None
                together = not isinstance(follows, Paragraph)
                align = WD_ALIGN_PARAGRAPH.JUSTIFY if "\n" not in part.text else None
                _say(document, part.text, align=align, together=together)
            case Heading():
                heading = _say(document, part.text, bold=True, size=11, style="Heading 2", together=True)
                heading.paragraph_format.page_break_before = part.new_page
            case Fields():
                table = _bare(document, (Mm(42), Mm(5), Length(width - Mm(47))))
                for label, value in part.rows:
                    _fill(_row(table), (label, ":", value))
                _gap(document)
            case Items():
                for number, item in enumerate(part.items, start=1):
                    after = 1 if number < len(part.items) else 4
                    _say(document, f"{number}.\t{item}", after=after, indent=Mm(8))
            case Table():
                _table(document, part, width)
            case Signatures():
                _signatures(document, part.signatures, part.place_date, width)


def _bare(place: Place, widths: Sequence[Length]) -> DocxTable:
    """A table without lines, to put things side by side."""
    table = place.add_table(0, len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _roomy(table: DocxTable) -> None:
    """Room above and below the text of every cell, and the left edge at the margin."""
    properties = table._tbl.tblPr
    indent, margins = OxmlElement("w:tblInd"), OxmlElement("w:tblCellMar")
    _measure(indent, EDGE)
    for side, width in (("top", 40), ("left", EDGE), ("bottom", 40), ("right", EDGE)):
        margin = OxmlElement(f"w:{side}")
        _measure(margin, width)
        margins.append(margin)
    # The schema asks for an order.
    for element, before in (
        (indent, ("w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")),
        (margins, ("w:tblLook",)),
    ):
        properties.insert_element_before(element, *before)


def _measure(element: BaseOxmlElement, twips: int) -> None:
    element.set(qn("w:w"), str(twips))
    element.set(qn("w:type"), "dxa")


def _row(table: DocxTable) -> tuple[_Cell, ...]:
    """The cells of a new row."""
    return table.add_row().cells  # type: ignore[no-any-return, no-untyped-call]


def _only(
    cell: _Cell, text: str, *, bold: bool = False, size: float | None = None, align: WD_ALIGN_PARAGRAPH | None = None
) -> None:
    """Put a text into an empty cell."""
    _say(cell, text, bold=bold, size=size, align=align, after=0)
    _tidy(cell)


def _tidy(cell: _Cell) -> None:
    """Take out the empty paragraph with which a cell begins; a cell has to end with one if a table is last in it."""
    first = cell.paragraphs[0]._p
    if len(cell._tc.xpath("./w:p")) > 1:
        cell._tc.remove(first)


def _fill(cells: Sequence[_Cell], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        _only(cell, text)


def _table(document: DocxDocument, part: Table, width: Length) -> None:
    table = document.add_table(1, len(part.columns), "Table Grid")
    table.autofit = False
    _roomy(table)
    narrow = Mm(11)
    shared = width - narrow * sum(column.share is None for column in part.columns)
    shares = sum(column.share or 0 for column in part.columns)
    for column, wanted in zip(table.columns, part.columns, strict=True):
        column.width = narrow if wanted.share is None else Length(int(shared * wanted.share / shares))
    for cell, wanted in zip(table.rows[0].cells, part.columns, strict=True):
        _only(cell, wanted.title, bold=True, size=9.5, align=CENTRE)
        cell.vertical_alignment = MIDDLE
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().insert_element_before(shade, "w:vAlign")
    _whole(table.rows[0])
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for texts in part.rows:
        cells = _row(table)
        if all(len(text) < LONG_CELL for text in texts):
            _whole(table.rows[-1])
        if part.height is not None:
            table.rows[-1].height, table.rows[-1].height_rule = Mm(part.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, text, wanted in zip(cells, texts, part.columns, strict=True):
            centred = wanted.align == "center" or text.startswith("\t")
            _only(cell, text.strip("\t"), size=9.5, align=CENTRE if centred else None)
            if part.height is not None:
                cell.vertical_alignment = MIDDLE
    _gap(document)


def _whole(row: _Row) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().insert_element_before(OxmlElement("w:cantSplit"), "w:trHeight", "w:tblHeader", "w:jc")


def _signatures(document: DocxDocument, signatures: Sequence[Signature], place_date: str | None, width: Length) -> None:
    """Signatures in pairs, all on one page; a single one stands on the right, one left over in the middle."""
    half = Length(width // 2)
    table = _bare(document, (half, half))
    for n in range(0, len(signatures), 2):
        pair = [*signatures[n : n + 2]]
        cells = _row(table)
        if n and len(pair) == 1:
            cells = (cells[0].merge(cells[1]),)
        last = n + 2 >= len(signatures)
        dates = ("", place_date) if n == 0 and place_date is not None else ()
        for cell, date in zip(cells, dates, strict=False):
            _say(cell, date, align=CENTRE, after=0, together=True)
        for cell, signature in zip(cells[-len(pair) :], pair, strict=True):
            _say(cell, signature.above, align=CENTRE, after=0, together=True)
            _say(cell, signature.signed or "\n\n", align=CENTRE, after=0, together=True)
            _say(cell, signature.name, bold=True, align=CENTRE, after=8, together=not last)
            _tidy(cell)
        _whole(table.rows[-1])
