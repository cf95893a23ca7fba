"""Content controls of Word: places in a form that carry a field's path, so that labels and layout may change."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree  # type: ignore[import-untyped]

from activities.documents.docx import UNFIT
from api.forms.layout import Cell, Option, Sort
from api.forms.words import NO, YES

HINTS: dict[Sort, str] = {
    Sort.LINE: "Klik untuk mengisi",
    Sort.PARAGRAPH: "Klik untuk mengisi; boleh beberapa baris",
    Sort.LINES: "Satu isian tiap baris",
    Sort.NUMBER: "Angka",
    Sort.DAY: "hh-bb-tttt",
    Sort.DAYS: "hh-bb-tttt, hh-bb-tttt",
    Sort.YES_NO: "Pilih Ya atau Tidak",
    Sort.CHOICE: "Pilih",
    Sort.FILE: "Nama berkas di folder lampiran",
}
"""What stands in a cell that is empty."""

OTHER_HINTS = re.compile(r"(click or tap|klik atau ketuk|choose an item|pilih (salah satu )?item)\b", re.IGNORECASE)
"""What word processors put into a control that was emptied."""
BEHIND_NAME = re.compile(r"(?:^|\[)([a-z0-9_.]+)\]?$")
LONGEST_TAG = 64
HINT_STYLE = "Isian"
"""The style of hints, which a form has to define."""
ANSWERS = (Option(YES, YES), Option(NO, NO))
LONGEST_CHOICE = 250
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def control(cell: Cell, path: str, text: str) -> BaseOxmlElement:
    """A control for a cell, with a text or with the hint of what to write there."""
    if len(path) > LONGEST_TAG:
        raise ValueError(f"{path}: a tag has at most {LONGEST_TAG} characters")
    made = OxmlElement("w:sdt")
    about = OxmlElement("w:sdtPr")
    room = LONGEST_TAG - len(path) - 3
    named = f"{cell.label[:room]} [{path}]" if room > 0 else path
    for name, value in (("alias", named), ("tag", path), ("lock", "sdtLocked")):
        about.append(_value(name, value))
    if not text:
        about.append(OxmlElement("w:showingPlcHdr"))
    about.append(_editor(cell))
    content = OxmlElement("w:sdtContent")
    content.append(_run(text or HINTS[cell.sort], hint=not text))
    made.append(about)
    made.append(content)
    return made


def _value(name: str, value: str) -> BaseOxmlElement:
    element = OxmlElement(f"w:{name}")
    element.set(qn("w:val"), UNFIT.sub("□", value))
    return element


def _editor(cell: Cell) -> BaseOxmlElement:
    """How a control is edited: as text, or by choosing."""
    options = ANSWERS if cell.sort is Sort.YES_NO else cell.options if cell.sort is Sort.CHOICE else ()
    if not options:
        text = OxmlElement("w:text")
        if cell.sort in (Sort.PARAGRAPH, Sort.LINES):
            text.set(qn("w:multiLine"), "1")
        return text
    chosen = OxmlElement("w:comboBox" if cell.free else "w:dropDownList")
    for option in options:
        item = OxmlElement("w:listItem")
        item.set(qn("w:displayText"), UNFIT.sub("□", option.label[:LONGEST_CHOICE]))
        item.set(qn("w:value"), option.value)
        chosen.append(item)
    return chosen


def _run(text: str, *, hint: bool) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    if hint:
        look = OxmlElement("w:rPr")
        look.append(_value("rStyle", HINT_STYLE))
        run.append(look)
    for number, line in enumerate(UNFIT.sub("□", text).split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        said = OxmlElement("w:t")
        said.text = line
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(said)
    return run


def tag_of(found: etree._Element) -> str | None:
    """The path that a control carries: in its tag or, as older LibreOffice drops that, behind its name."""
    tag, alias = (found.find(f"{W}sdtPr/{W}{name}") for name in ("tag", "alias"))
    if tag is not None:
        return str(tag.get(f"{W}val"))
    match = BEHIND_NAME.search(alias.get(f"{W}val") or "") if alias is not None else None
    return match[1] if match else None


def cell_around(found: etree._Element) -> etree._Element:
    """The table cell that a control stands in; the control itself where there is none."""
    for element in found.iterancestors(f"{W}tc"):
        return element
    inside = found.find(f".//{W}tc")
    return found if inside is None else inside


def text_in(place: etree._Element) -> str:
    """What is written in a cell, without hints: also beside the control, for people do not always hit it."""
    lines: list[str] = []
    for paragraph in place.iter(f"{W}p") if place.find(f".//{W}p") is not None else (place,):
        lines.append("".join(_texts(paragraph)))
    said = "\n".join(line.strip() for line in "\n".join(lines).split("\n")).strip()
    return "" if said in HINTS.values() else said


def _texts(element: etree._Element) -> Sequence[str]:
    return [text for child in element for text in _piece(child)]


def _piece(child: etree._Element) -> Sequence[str]:
    name = etree.QName(child).localname if isinstance(child.tag, str) else ""
    match name:
        case "t":
            return (child.text or "",)
        case "tab":
            return (" ",)
        case "br" | "cr":
            return ("\n",)
        case "sdt":
            return () if _is_hint(child) else _texts(child)
        case "del" | "moveFrom" | "sdtPr" | "pPr" | "rPr" | "p":
            return ()
        case _:
            return _texts(child)


def _is_hint(found: etree._Element) -> bool:
    """Whether a control holds nothing but a hint. That it says so is not enough: some programs never take that back."""
    said = " ".join("".join(_texts(found)).split())
    if said in HINTS.values():
        return True
    showing = found.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
    return showing and OTHER_HINTS.match(said) is not None
