"""What was written into a form: read by the paths in its controls, whatever a word processor did around them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree  # type: ignore[import-untyped]

from activities.documents.chapters_archive import BookRefused, open_docx
from api.forms.layout import Cell, Grid, Part
from api.forms.written import Row, Written, plain
from api.pack.controls import W, cell_around, tag_of, text_in
from api.pack.manifest import PackRefused

MOST_CONTROLS = 20_000


def read_form(content: bytes, parts: Sequence[Part], rows: Mapping[str, Sequence[object]]) -> Written:
    """Read a form; `rows` are those that are fixed, by table. Raises `PackRefused` for what is no DOCX, or hostile."""
    try:
        opened = open_docx(content)
    except BookRefused as refused:
        raise PackRefused(refused.reason) from refused
    with zipfile.ZipFile(io.BytesIO(opened.text)) as archive:
        document = archive.read("word/document.xml")
    # Definitions were refused before; this keeps the parser from ever following one.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise PackRefused("Formulir rusak dan tidak dapat dibaca. Simpan ulang dari pengolah kata.") from error
    controls = list(root.iter(f"{W}sdt"))
    if len(controls) > MOST_CONTROLS:
        raise PackRefused("Formulir berisi terlalu banyak isian. Pakai formulir asli dari paket.")
    written = _written(controls, parts)
    _add_by_place(written, root, parts, rows)
    return written


def _add_by_place(
    written: Written, root: etree._Element, parts: Sequence[Part], fixed: Mapping[str, Sequence[object]]
) -> None:
    """Add cells whose control is gone, by their place in the table: older LibreOffice drops the paths of choices.

    Only where the tables have the shape that they were given out with.
    """
    single = [part for part in parts if isinstance(part, Cell)]
    grids = [part for part in parts if isinstance(part, Grid)]
    tables = root.findall(f"{W}body/{W}tbl")[-(len(grids) + bool(single)) :]
    if len(tables) < len(grids) + bool(single):
        return
    if single:
        first, *tables = tables
        lines = [row.findall(f"{W}tc") for row in first.findall(f"{W}tr")]
        if [len(line) for line in lines] == [2] * len(single):
            for cell, (_, place) in zip(single, lines, strict=True):
                written.cells.setdefault(cell.path, plain(cell, text_in(place)))
    for grid, table in zip(grids, tables, strict=True):
        _add_rows(written, grid, table, fixed.get(grid.path))


def _add_rows(written: Written, grid: Grid, table: etree._Element, fixed: Sequence[object] | None) -> None:
    head, *lines = [row.findall(f"{W}tc") for row in table.findall(f"{W}tr")] or [[]]
    if any(len(line) != len(head) for line in lines) or len(head) <= len(grid.cells):
        return
    rows = written.rows.setdefault(grid.path, [])
    if not rows and fixed is not None and len(lines) == len(fixed):
        rows += [Row(number) for number in range(len(lines))]
    if len(rows) != len(lines):
        return
    for row, line in zip(rows, lines, strict=True):
        for cell, place in zip(grid.cells, line[-len(grid.cells) :], strict=True):
            row.texts.setdefault(cell.path, plain(cell, text_in(place)))


def _written(controls: Sequence[etree._Element], parts: Sequence[Part]) -> Written:
    single = {part.path: part for part in parts if isinstance(part, Cell)}
    grids = [part for part in parts if isinstance(part, Grid)]
    found = Written()
    rows: dict[tuple[str, etree._Element], Row] = {}
    for control in controls:
        tag = tag_of(control) or ""
        if tag in single:
            found.cells.setdefault(tag, plain(single[tag], text_in(cell_around(control))))
            continue
        for grid in grids:
            number, _, path = tag.removeprefix(f"{grid.path}.").partition(".")
            cell = next((cell for cell in grid.cells if cell.path == path), None)
            if not tag.startswith(f"{grid.path}.") or cell is None or not number.isdigit() or len(number) > 4:
                continue
            # A row that was copied carries the same paths again: what is one row, its place in the table says.
            place = next(control.iterancestors(f"{W}tr"), control)
            row = rows.get((grid.path, place))
            if row is None:
                row = rows[grid.path, place] = Row(int(number))
                found.rows.setdefault(grid.path, []).append(row)
            row.texts.setdefault(path, plain(cell, text_in(cell_around(control))))
    return found
