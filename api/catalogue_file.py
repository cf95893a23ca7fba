"""The whole catalogue as a file: JSON that is the same for the same content, and a workbook in which nothing runs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from openpyxl import Workbook

from api.sheet import Cell, add_sheet
from records.catalogue import WholeEntry

MARK = "SIMULASI"
SCHEMA = "bimtek-catalogue/1"


class KindOfFile(StrEnum):
    """A form in which the catalogue is exported; the value is the file's ending."""

    JSON = "json"
    XLSX = "xlsx"


def exported(entries: Sequence[WholeEntry], kind: KindOfFile) -> bytes:
    """The file of these entries."""
    return as_json(entries) if kind is KindOfFile.JSON else as_workbook(entries)


def as_json(entries: Sequence[WholeEntry]) -> bytes:
    """The entries as JSON, described in docs/catalogue.md; no instant of the export, so that nothing differs."""
    found = [
        {"mark": MARK if entry.simulated else None, **entry.model_dump(mode="json", exclude={"snippet"})}
        for entry in entries
    ]
    return (json.dumps({"schema": SCHEMA, "entries": found}, indent=2, ensure_ascii=False) + "\n").encode()


def as_workbook(entries: Sequence[WholeEntry]) -> bytes:
    """The entries as a workbook: one sheet of entries, programmes, quick wins and documents each."""
    book = Workbook(write_only=True)
    for title, columns, rows in (
        ("Entries", ENTRY, _entry_rows(entries)),
        ("Programmes", PROGRAMME, _programme_rows(entries)),
        ("Quick wins", QUICK_WIN, _quick_win_rows(entries)),
        ("Documents", DOCUMENT, _document_rows(entries)),
    ):
        add_sheet(book, title, columns, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WHOSE = ("Mark", "Journey", "Code", "Region")
ENTRY = (
    *(*WHOSE, "Province", "Cohort", "Published", "Edition", "Editions", "Pillars", "Kekhasan daerah"),
    *("Adopted by", "Number", "Dated", "Withdrawn", "Reason", "SHA-256 of the books"),
)
PROGRAMME = (
    *(*WHOSE, "No.", "Programme", "Pillar", "Sub-dimension", "RPJMD goal", "Responsible OPD"),
    *("First year", "Last year", "Budget (Rp)", "Indicator"),
)
QUICK_WIN = (*WHOSE, "No.", "Quick win", "Pillar", "Months", "Last checked", "Outcome", "Note")
DOCUMENT = (
    *(*WHOSE, "Edition", "Kind", "About", "Title", "SHA-256 of the PDF", "Bytes"),
    *("SHA-256 of the Word file", "SHA-256 of the uploaded file"),
)


def _whose(entry: WholeEntry) -> tuple[Cell, ...]:
    return MARK if entry.simulated else None, entry.journey_id, entry.region_code, entry.region_name


def _entry_rows(entries: Iterable[WholeEntry]) -> Iterator[tuple[Cell, ...]]:
    for e in entries:
        adoption = (e.adoption.form, e.adoption.number, e.adoption.dated.isoformat()) if e.adoption else (None,) * 3
        pillars = ", ".join(e.pillars)
        published = (_instant(e.published_at), e.edition, len(e.editions), pillars, e.distinctiveness)
        withdrawn = (_instant(e.withdrawn_at), e.withdrawal_reason)
        yield *_whose(e), e.province, e.cohort, *published, *adoption, *withdrawn, e.sha256


def _programme_rows(entries: Iterable[WholeEntry]) -> Iterator[tuple[Cell, ...]]:
    for entry in entries:
        for p in entry.programmes:
            what = (p.number, p.name, p.pillar, p.sub_dimension, p.rpjmd_goal, p.responsible_opd)
            yield *_whose(entry), *what, p.first_year, p.last_year, p.budget, p.indicator


def _quick_win_rows(entries: Iterable[WholeEntry]) -> Iterator[tuple[Cell, ...]]:
    for entry in entries:
        for win in entry.quick_wins:
            last = win.results[-1] if win.results else None
            checked = (last.checked_on.isoformat(), last.outcome, last.note) if last else (None,) * 3
            yield *_whose(entry), win.number, win.name, win.pillar, win.months, *checked


def _document_rows(entries: Iterable[WholeEntry]) -> Iterator[tuple[Cell, ...]]:
    for entry in entries:
        for d in entry.documents:
            yield *_whose(entry), d.edition, d.kind, d.about, d.title, d.pdf, d.pdf_size, d.docx, d.original


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
