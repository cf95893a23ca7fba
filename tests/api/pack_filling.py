"""Fills in forms and packs as people do: types into controls, copies rows, zips again."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Mapping

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn


def type_in(form: bytes, texts: Mapping[str, str]) -> bytes:
    """The form with these texts in the controls that carry these paths, as Word leaves it behind."""
    document = Document(io.BytesIO(form))
    for path, text in texts.items():
        _type(document, path, text)
    return _saved(document)


def _type(document: DocxDocument, path: str, text: str) -> None:
    (found,) = [sdt for sdt in document.element.body.iter(qn("w:sdt")) if _tag(sdt) == path]
    for hint in found.findall(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"):
        hint.getparent().remove(hint)
    said, *rest = list(found.iter(qn("w:t")))
    said.text = text
    for other in rest:
        other.getparent().remove(other)


def copy_last_row(form: bytes, texts: Mapping[str, str]) -> bytes:
    """The form with the last row of its last table copied below itself, the copy with these texts by path."""
    document = Document(io.BytesIO(form))
    last = document.tables[-1].rows[-1]._tr
    row = copy.deepcopy(last)
    last.addnext(row)
    for sdt in row.iter(qn("w:sdt")):
        path = _tag(sdt).rpartition(".")[2]
        next(sdt.iter(qn("w:t"))).text = texts[path]
    return _saved(document)


def _tag(sdt: object) -> str:
    tag = sdt.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")  # type: ignore[attr-defined]
    return "" if tag is None else str(tag.get(qn("w:val")))


def _saved(document: DocxDocument) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def files_of(pack: bytes) -> dict[str, bytes]:
    """The files of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def changed(pack: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The pack with the one file whose name has `part` in it changed."""
    files = files_of(pack)
    (name,) = [name for name in files if part in name]
    return zipped({**files, name: change(files[name])})


def with_files(pack: bytes, more: Mapping[str, bytes]) -> bytes:
    """The pack with more files in it."""
    return zipped({**files_of(pack), **more})
