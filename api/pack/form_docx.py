"""A form as DOCX: a letterhead, labels on the left and places to fill in on the right, tables for what has rows."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell

from activities.documents.docx import write
from activities.documents.docx_package import normalised
from activities.documents.shapes import Fields, Paragraph, Sheet
from activities.documents.wording import words as document_words
from api.forms.layout import Cell, Grid, Part, Sort
from api.forms.wanted import Form
from api.forms.words import name_of_member
from api.pack.controls import HINT_STYLE, control
from domain.model import Journey
from domain.words.phrase import Language
from domain.words.times import spell_day

LABEL = Mm(62)
NARROW = Mm(10)
SMALL = Pt(9.5)
VALUE_STYLE = "Nilai"
"""The style of what is filled in: some programs drop the look of text that is typed into a control."""
GREY = RGBColor(0x8A, 0x8A, 0x8A)
UNGROUPED = 4
"""Digits of a number that is written without dots, such as a year."""
ROOM = 45
"""Twentieths of a point above and below the text of a cell."""
SPARE_ROWS = 3
"""Empty rows below those of an open table."""
WIDE = 4
"""Columns from which a form lies across."""
SHARES: dict[Sort, float] = {
    Sort.PARAGRAPH: 2.6,
    Sort.LINE: 1.6,
    Sort.FILE: 1.6,
    Sort.LINES: 1.5,
    Sort.CHOICE: 1.3,
    Sort.DAYS: 1.3,
    Sort.DAY: 1.0,
    Sort.NUMBER: 0.9,
    Sort.YES_NO: 1.0,
}
SHARES_OF = {"budget": 1.7}
"""Shares of single columns."""
FRONT = 2.2
"""The share of a column that says what a fixed row is about."""
DAYS_SAID = "Tanggal ditulis 05-01-2027 atau 2027-01-05."
ROWS_SAID = "Baris boleh ditambah: salin baris terakhir, lalu isi. Baris kosong diabaikan."
REQUIRED_SAID = "Isian bertanda * wajib diisi."
INTRO = (
    "Isi kolom sebelah kanan atau sel tabel, simpan, lalu kemas kembali foldernya menjadi ZIP. "
    "Jangan menghapus tabel dan jangan mengubah nama berkas ini."
)


def write_form(form: Form, parts: Sequence[Part], journey: Journey, *, person: str, at: datetime) -> bytes:
    """The DOCX of a form; the same form of the same state gives the same bytes."""
    sheet = _sheet(form, parts, journey, person)
    document = Document(io.BytesIO(write(sheet, at=at)))
    hints = document.styles.add_style(HINT_STYLE, WD_STYLE_TYPE.CHARACTER)
    values = document.styles.add_style(VALUE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    values.base_style, values.font.size, values.paragraph_format.space_after = document.styles["Normal"], SMALL, Pt(0)
    hints.font.italic, hints.font.color.rgb = True, GREY
    single = [part for part in parts if isinstance(part, Cell)]
    if single:
        _fields(document, single, form.packed.filled)
    for grid in parts:
        if isinstance(grid, Grid):
            _grid(document, grid, form)
    made = io.BytesIO()
    document.save(made)
    return normalised(made.getvalue())


def _sheet(form: Form, parts: Sequence[Part], journey: Journey, person: str) -> Sheet:
    common = document_words(Language.ID)["common"]
    grids = [part for part in parts if isinstance(part, Grid)]
    columns = max((len(grid.cells) + len(_fronts(grid, form)) for grid in grids), default=0)
    policy = journey.policy
    opened = any(grid.path not in form.packed.rows for grid in grids)
    sorts = {cell.sort for part in parts for cell in ((part,) if isinstance(part, Cell) else part.cells)}
    hints = [REQUIRED_SAID]
    if sorts & {Sort.DAY, Sort.DAYS}:
        hints.append(DAYS_SAID)
    if opened:
        hints.append(ROWS_SAID)
    facts = (
        ("Daerah", journey.region.name),
        ("Angkatan", policy.title),
        ("Diisi oleh", f"{person} ({name_of_member(form.packed.role)})"),
        ("Keadaan per", f"{spell_day(journey.acted_at.date(), Language.ID)}" if journey.acted_at else "pembukaan"),
        *form.wanted.facts,
    )
    unit = (policy.documents.unit.upper(),) if policy.documents else ()
    about = form.wanted.about
    heading = form.packed.title.removesuffix(f": {about}") if about else form.packed.title
    return Sheet(
        language=Language.ID,
        title=form.packed.title,
        kop=(policy.ministry.upper(), *unit, policy.programme.upper()),
        address=None,
        marks=(str(common["simulated"]),) if journey.simulated else (),
        notices=(str(common["simulated_notice"]),) if journey.simulated else (),
        reference=f"{journey.id} / {journey.seq} / {form.packed.file.rpartition('/')[2]}",
        page=str(common["page"]),
        heading=heading.upper(),
        subheading=about,
        across=columns > WIDE,
        parts=(Fields(rows=facts), Paragraph(text=f"{INTRO} {' '.join(hints)}")),
    )


def _fields(document: DocxDocument, cells: Sequence[Cell], filled: Mapping[str, str]) -> None:
    width = _width(document)
    table = _table(document, (LABEL, Length(width - LABEL)))
    for cell in cells:
        label, value = _row(table)
        _label(label, _required(cell))
        _fill(value, cell, cell.path, filled.get(cell.path, ""))


def _grid(document: DocxDocument, grid: Grid, form: Form) -> None:
    heading = document.add_paragraph(style="Heading 2")
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(8), Pt(3)
    run = heading.add_run(f"{grid.label}{' *' if grid.required else ''}")
    run.bold, run.font.size = True, Pt(11)
    fixed, filled = form.packed.rows.get(grid.path), form.packed.filled
    fronts = _fronts(grid, form)
    shown = form.wanted.shown.get(grid.path, ())
    shares = [FRONT] * len(fronts) + [SHARES_OF.get(cell.path, SHARES[cell.sort]) for cell in grid.cells]
    room = _width(document) - NARROW
    table = _table(document, (NARROW, *(Length(int(room * share / sum(shares))) for share in shares)))
    head = _row(table)
    for place, text in zip(head, ("No.", *fronts, *(_required(cell) for cell in grid.cells)), strict=True):
        _label(place, text)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    known = 1 + max(
        (int(path.split(".")[grid.path.count(".") + 1]) for path in filled if _below(path, grid)), default=-1
    )
    count = len(fixed) if fixed is not None else min(known + SPARE_ROWS, grid.most)
    for number in range(count):
        places = _row(table)
        front = shown[number] if number < len(shown) else ("",) * len(fronts)
        for place, text in zip(places, (str(number + 1), *front), strict=False):
            _say(place, text)
        for place, cell in zip(places[1 + len(fronts) :], grid.cells, strict=True):
            path = f"{grid.path}.{number}.{cell.path}"
            _fill(place, cell, path, filled.get(path, ""))


def _fronts(grid: Grid, form: Form) -> tuple[str, ...]:
    """The headings of the columns in front of a table's own."""
    shown = form.wanted.shown.get(grid.path, ())
    if not shown:
        return ()
    return ("Bab", "Catatan")[: len(shown[0])] if len(shown[0]) > 1 else ("Uraian",)


def _below(path: str, grid: Grid) -> bool:
    return path.startswith(f"{grid.path}.")


def _required(cell: Cell) -> str:
    return f"{cell.label} *" if cell.required else cell.label


def shown_text(cell: Cell, value: str) -> str:
    """How a value reads in a cell: options by what they are called."""
    labels = {option.value: option.label for option in cell.options}
    if cell.sort is Sort.LINES:
        return "\n".join(labels.get(line, line) for line in value.split("\n"))
    if cell.sort is Sort.NUMBER and value.isdigit() and len(value) > UNGROUPED:
        return f"{int(value):,}".replace(",", ".")
    return labels.get(value, value)


def _fill(place: _Cell, cell: Cell, path: str, value: str) -> None:
    paragraph = place.paragraphs[0]
    paragraph.style = VALUE_STYLE
    paragraph._p.append(control(cell, path, shown_text(cell, value)))


def _label(place: _Cell, text: str) -> None:
    _say(place, text, bold=True)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
        shade.set(qn(f"w:{name}"), value)
    place._tc.get_or_add_tcPr().append(shade)


def _say(place: _Cell, text: str, *, bold: bool = False) -> None:
    paragraph = place.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run("".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text))
    run.bold, run.font.size = bold or None, SMALL
    run.font.color.rgb = RGBColor(0, 0, 0)


def _table(document: DocxDocument, widths: Sequence[Length]) -> Table:
    table: Table = document.add_table(0, len(widths), "Table Grid")
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(ROOM))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _row(table: Table) -> tuple[_Cell, ...]:
    row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return tuple(row.cells)


def _width(document: DocxDocument) -> int:
    section = document.sections[0]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
