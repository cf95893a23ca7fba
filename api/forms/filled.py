"""From a filled-in form to its act: every value is converted, then the act's own model checks the whole."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.file_kinds import TAKEN, kind_of
from api.forms.asked import ActForm
from api.forms.layout import MODELS, SEND, Cell, Grid, Part, Sort
from api.forms.values import Wrong, value_of, yes_or_no
from api.forms.words import YES
from api.forms.written import Row, Written, plain
from domain.messages import OrdinaryAct
from domain.shape import Frozen
from domain.words.phrase import Language, Phrase

NOT_ORIGINAL = Phrase("Isian formulir ini tidak ditemukan.", "Nothing of this form was found.")
NOT_ORIGINAL_TODO = Phrase(
    "Pakai formulir asli dari paket; isi selnya tanpa menghapus tabel.",
    "Use the form from the pack as it is; fill in its cells without removing tables.",
)
MISSING = Phrase("Belum diisi.", "Not filled in yet.")
FILL_IN = Phrase("Isi sel ini.", "Fill in this field.")
FILE_TODO = Phrase(
    "Taruh berkasnya di folder lampiran, lalu tulis namanya persis, lengkap dengan akhiran seperti .pdf.",
    "Put the file into the folder lampiran, then write its name exactly, with an ending such as .pdf.",
)
CHOOSE_FILE = Phrase("Pilih berkasnya.", "Choose the file.")
ROW = Phrase("baris", "row")
SIGNS = Phrase("Memuat tanda yang tidak dapat dipakai di sini.", "Holds signs that cannot be used here.")
SIGNS_TODO = Phrase(
    "Untuk orang, tulis id-nya: huruf kecil, angka, titik, dan tanda hubung. Selain itu, satu baris teks biasa.",
    "For a person, write the id: small letters, digits, dots and hyphens. Otherwise, one line of plain text.",
)
LOOK_AGAIN = Phrase("Periksa kembali isian ini.", "Look at this again.")
MARK_ONE = Phrase(f"Pilih {YES} pada sedikitnya satu baris.", "Choose at least one row.")
FILL_ONE = Phrase("Isi sedikitnya satu baris.", "Fill in at least one row.")
ROW_TWICE = Phrase("Baris ini ada dua kali.", "This row is there twice.")
ROW_TWICE_TODO = Phrase(
    "Hapus baris tambahan; tabel ini hanya memuat baris yang sudah ada.",
    "Remove the additional row; this table has no rows but those that were there.",
)


class FormMistake(Frozen):
    """What is wrong with one field of a form, and what to do; `path` is that of the act's field, rows from 0."""

    path: str
    label: str
    wrong: str
    todo: str


@dataclass(frozen=True)
class Filled:
    """What became of a form: its act, or what is wrong with it; neither for one that nobody filled in."""

    act: OrdinaryAct | None = None
    mistakes: tuple[FormMistake, ...] = ()
    attachments: tuple[str, ...] = ()
    """The names of the attachments that it names."""


@dataclass
class _Reader:
    form: ActForm
    attachments: Mapping[str, bytes]
    pack: str
    language: Language
    on_page: bool
    mistakes: list[FormMistake] = field(default_factory=list)
    used: list[str] = field(default_factory=list)

    def wrong(self, path: str, label: str, wrong: Phrase, todo: Phrase) -> None:
        said = {"wrong": wrong.into(self.language), "todo": todo.into(self.language)}
        self.mistakes.append(FormMistake(path=path, label=label, **said))

    @property
    def file_todo(self) -> Phrase:
        return CHOOSE_FILE if self.on_page else FILE_TODO


def fill(
    form: ActForm,
    parts: Sequence[Part],
    written: Written,
    attachments: Mapping[str, bytes],
    pack: str,
    *,
    language: Language = Language.ID,
    on_page: bool = False,
    must: bool = False,
) -> Filled:
    """The act of a form; `attachments` are the pack's files by name, `pack` is what ids of its comments begin with.

    Mistakes are said in `language`, and what to do about them as on a page or as in a pack. With `must` a form that
    nobody filled in is not left at that: what is missing is said.
    """
    reader = _Reader(form, attachments, pack, language, on_page)
    if not written.cells and not written.rows:
        reader.wrong("", form.title, NOT_ORIGINAL, NOT_ORIGINAL_TODO)
        return Filled(mistakes=tuple(reader.mistakes))
    if not must and not _to_be_sent(reader, parts, written):
        return Filled(mistakes=tuple(reader.mistakes))
    raw: dict[str, Any] = dict(form.fixed)
    rows: dict[str, list[int]] = {}
    cells = [part for part in parts if isinstance(part, Cell) and part.path != SEND]
    _put_cells(reader, raw, cells, written.cells, where="", called="")
    for grid in parts:
        if isinstance(grid, Grid):
            rows[grid.path] = _put_grid(reader, raw, grid, written.rows.get(grid.path, []))
    act = None
    try:
        act = MODELS[form.act].model_validate(raw)
    except ValidationError as error:
        for found in error.errors():
            _note(reader, parts, rows, found)
    if reader.mistakes:
        return Filled(mistakes=tuple(reader.mistakes))
    return Filled(act=act, attachments=tuple(dict.fromkeys(reader.used)))  # type: ignore[arg-type]


def _to_be_sent(reader: _Reader, parts: Sequence[Part], written: Written) -> bool:
    """Whether a form was filled in: what nobody changed is nobody's act."""
    changed = any(_changed(reader.form, part, written) for part in parts if part.path != SEND)
    send = next((part for part in parts if part.path == SEND), None)
    if send is None:
        return changed
    said = written.cells.get(SEND, "")
    if not said and not changed:
        return False
    try:
        if not said:
            todo = Phrase(f"Pilih {YES} bila formulir ini hendak dikirim.", "Choose yes if this form is to be sent.")
            raise Wrong(MISSING, todo)
        return yes_or_no(said)
    except Wrong as wrong:
        reader.wrong(SEND, send.label, wrong.wrong, wrong.todo)
        return False


def _changed(form: ActForm, part: Part, written: Written) -> bool:
    if isinstance(part, Cell):
        return written.cells.get(part.path, "") != plain(part, form.filled.get(part.path, ""))
    rows = written.rows.get(part.path, [])
    if part.path in form.rows:
        return any(_row_changed(form, part, row) for row in rows)
    given = [row.texts for row in rows if any(row.texts.values())]
    return [_whole(part, texts) for texts in given] != _filled_rows(form, part)


def _row_changed(form: ActForm, grid: Grid, row: Row) -> bool:
    return any(
        row.texts.get(cell.path, "") != plain(cell, form.filled.get(f"{grid.path}.{row.number}.{cell.path}", ""))
        for cell in grid.cells
    )


def _whole(grid: Grid, texts: Mapping[str, str]) -> dict[str, str]:
    return {cell.path: texts.get(cell.path, "") for cell in grid.cells}


def _filled_rows(form: ActForm, grid: Grid) -> list[dict[str, str]]:
    """The rows of an open table that were filled in when the form was made."""
    numbers = sorted({int(path.removeprefix(f"{grid.path}.").partition(".")[0]) for path in _paths(form, grid)})
    return [
        {cell.path: plain(cell, form.filled.get(f"{grid.path}.{number}.{cell.path}", "")) for cell in grid.cells}
        for number in numbers
    ]


def _paths(form: ActForm, grid: Grid) -> Iterator[str]:
    return (path for path in form.filled if path.startswith(f"{grid.path}."))


def _put_cells(
    reader: _Reader, into: dict[str, Any], cells: Sequence[Cell], texts: Mapping[str, str], *, where: str, called: str
) -> None:
    """Convert cells into the values of their fields; `where` and `called` are the row's path and name."""
    titles = {cell.path.removesuffix(".file") + ".title" for cell in cells if cell.sort is Sort.FILE}
    for cell in cells:
        if cell.path in titles:
            continue
        text = texts.get(cell.path, "")
        title = texts.get(cell.path.removesuffix(".file") + ".title", "") if cell.sort is Sort.FILE else ""
        path, label = f"{where}{cell.path}", f"{called}{cell.label}"
        if cell.path not in texts:
            reader.wrong(path, label, NOT_ORIGINAL, NOT_ORIGINAL_TODO)
        elif not text and (cell.required or title):
            reader.wrong(path, label, MISSING, reader.file_todo if cell.sort is Sort.FILE else FILL_IN)
        elif text:
            try:
                if cell.sort is Sort.FILE:
                    _set(into, cell.path.removesuffix(".file"), _document(reader, text, title))
                else:
                    _set(into, cell.path, _shaped(cell, value_of(cell, text)))
            except Wrong as wrong:
                reader.wrong(path, label, wrong.wrong, wrong.todo)


def _shaped(cell: Cell, value: object) -> object:
    """A chapter is chosen by both its keys in one."""
    if cell.path.rpartition(".")[2] == "chapter" and isinstance(value, str):
        book, _, chapter = value.partition("/")
        return {"book": book, "chapter": chapter}
    return value


def _set(into: dict[str, Any], path: str, value: object) -> None:
    *above, last = path.split(".")
    for name in above:
        into = into.setdefault(name, {})
    into[last] = value


def _document(reader: _Reader, text: str, title: str) -> dict[str, object]:
    known = {_letters(name): name for name in reader.attachments}
    name = known.get(_letters(text.removeprefix("lampiran/").removeprefix("lampiran\\")))
    if name is None:
        wrong = Phrase(f"Berkas “{text}” tidak ada di folder lampiran.", f"The file “{text}” is not there.")
        raise Wrong(wrong, reader.file_todo)
    content = reader.attachments[name]
    if kind_of(content) is None:
        wrong = Phrase(
            f"Berkas “{name}” bukan berkas yang diterima.", f"The file “{name}” is of no kind that is taken."
        )
        raise Wrong(wrong, Phrase(f"Pakai {TAKEN}.", f"Use {TAKEN}."))
    reader.used.append(name)
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "title": title or name}


def _letters(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


def _put_grid(reader: _Reader, raw: dict[str, Any], grid: Grid, rows: Sequence[Row]) -> list[int]:
    """Convert a table's rows; gives the place of each row that was taken, in order."""
    fixed = reader.form.rows.get(grid.path)
    taken: list[int] = []
    values: list[object] = []
    seen: set[int] = set()
    for place, row in enumerate(rows):
        number = row.number if fixed is not None else place
        called = f"{grid.label}, {ROW.into(reader.language)} {number + 1}: "
        if fixed is not None:
            if not _row_changed(reader.form, grid, row):
                continue
            if number in seen or number >= len(fixed):
                reader.wrong(f"{grid.path}.{number}", called.rstrip(": "), ROW_TWICE, ROW_TWICE_TODO)
                continue
            seen.add(number)
        elif not any(row.texts.values()):
            continue
        value: dict[str, Any] = dict(fixed[number]) if fixed is not None else {}
        _put_cells(reader, value, grid.cells, row.texts, where=f"{grid.path}.{number}.", called=called)
        if grid.marks:
            if value.get("chosen") is True:
                taken.append(number)
                values.append(_marked(value["value"]))
            continue
        if grid.path.rpartition(".")[2] in ("comments", "corrections"):
            value["id"] = f"{reader.pack}-{number + 1}"
        taken.append(number)
        values.append(value)
    if values:
        _set(raw, grid.path, values)
    elif grid.required:
        reader.wrong(grid.path, grid.label, MISSING, MARK_ONE if grid.marks else FILL_ONE)
    return taken


def _marked(value: str | int) -> object:
    if isinstance(value, str) and "/" in value:
        book, _, chapter = value.partition("/")
        return {"book": book, "chapter": chapter}
    return value


def _note(reader: _Reader, parts: Sequence[Part], rows: Mapping[str, list[int]], found: ErrorDetails) -> None:
    """Put down what the act's model found wrong, unless the same cell was found wrong before."""
    path, label = _place(parts, rows, found["loc"], reader.language)
    if any(mistake.path == path or mistake.path.startswith(f"{path}.") for mistake in reader.mistakes):
        return
    wrong, todo = said(found)
    reader.wrong(path, label, wrong, todo)


def _place(
    parts: Sequence[Part], rows: Mapping[str, list[int]], loc: Sequence[str | int], language: Language
) -> tuple[str, str]:
    """The cell that a place in the act's model came from, with what it is called."""
    names = [str(part) for part in loc]
    for part in parts:
        depth = part.path.count(".") + 1
        if isinstance(part, Cell):
            if _covers(part.path, ".".join(names)):
                return part.path, part.label
        elif names[:depth] == part.path.split("."):
            if len(loc) <= depth or not isinstance(index := loc[depth], int):
                return part.path, part.label
            number = rows[part.path][index] if index < len(rows.get(part.path, [])) else index
            inner = ".".join(names[depth + 1 :])
            called = f"{part.label}, {ROW.into(language)} {number + 1}"
            cell = next((cell for cell in part.cells if _covers(cell.path, inner)), None)
            if cell is None:
                return f"{part.path}.{number}", called
            return f"{part.path}.{number}.{cell.path}", f"{called}: {cell.label}"
    return ".".join(names), ".".join(names)


def _covers(cell: str, path: str) -> bool:
    return path == cell or path.startswith(f"{cell}.") or (bool(path) and cell == f"{path}.file")


def said(found: ErrorDetails) -> tuple[Phrase, Phrase]:
    """What pydantic found wrong, and what to do, by the kind of the error."""
    bound = found.get("ctx", {})
    match found["type"]:
        case "missing" | "string_too_short":
            return MISSING, FILL_IN
        case "string_too_long":
            most = bound["max_length"]
            return Phrase("Terlalu panjang.", "Too long."), Phrase(
                f"Paling banyak {most} karakter.", f"At most {most} characters."
            )
        case "string_pattern_mismatch":
            return SIGNS, SIGNS_TODO
        case "greater_than_equal":
            return Phrase("Terlalu kecil.", "Too small."), Phrase(
                f"Paling kecil {bound['ge']}.", f"At least {bound['ge']}."
            )
        case "less_than_equal":
            return Phrase("Terlalu besar.", "Too large."), Phrase(
                f"Paling besar {bound['le']}.", f"At most {bound['le']}."
            )
        case "too_short":
            least = bound["min_length"]
            return Phrase("Terlalu sedikit.", "Too few."), Phrase(f"Paling sedikit {least}.", f"At least {least}.")
        case "too_long":
            most = bound["max_length"]
            return Phrase("Terlalu banyak.", "Too many."), Phrase(f"Paling banyak {most}.", f"At most {most}.")
        case "value_error":
            why = bound.get("error", found["msg"])
            return Phrase(f"Isian tidak selaras: {why}.", f"This does not fit together: {why}."), LOOK_AGAIN
        case _:
            return Phrase(f"Tidak dapat dipakai: {found['msg']}.", f"Cannot be used: {found['msg']}."), LOOK_AGAIN
