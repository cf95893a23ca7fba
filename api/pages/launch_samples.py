"""Empty files for a newcomer to fill in: the header of each file that a cohort is started from, as CSV and Excel."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from api.launching import FileOf
from api.people_file import COLUMNS as PEOPLE
from domain.calendar_file import OPTIONAL as DAYS_TOO
from domain.calendar_file import REQUIRED as DAYS
from domain.cohort_file import REQUIRED as REGIONS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ROWS_AS_TEXT = 600
"""Rows that are formatted as text, so that Excel does not take the code 33.10 for a number."""


@dataclass(frozen=True)
class SampleFile:
    """A file to fill in: what it is called, its columns, and an example of what stands in a row."""

    name: str
    columns: tuple[str, ...]
    example: tuple[str, ...]


SAMPLES: Mapping[FileOf, SampleFile] = {
    FileOf.REGIONS: SampleFile(
        "daerah", (*REGIONS, "remark"), ("33.10", "Kabupaten Klaten", "Jawa Tengah", "WIB", "listed", "")
    ),
    FileOf.PEOPLE: SampleFile(
        "orang",
        (*PEOPLE, "zone"),
        ("33.10", "coordinator", "koordinator.klaten", "Nama Lengkap", "nama@klaten.go.id", ""),
    ),
    FileOf.DAYS_OFF: SampleFile("libur", (*DAYS, *DAYS_TOO), ("2027-03-08", "regional", "Hari Jadi Daerah", "33.10")),
}


def as_csv(sample: SampleFile) -> bytes:
    """The file as CSV, with the mark by which Excel sees that it is UTF-8."""
    return ("\ufeff" + ",".join(sample.columns) + "\r\n").encode()


def as_workbook(sample: SampleFile) -> bytes:
    """The file as a workbook whose cells are text."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = sample.name
    sheet.append(list(sample.columns))
    for number in range(1, len(sample.columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 22
        for row in range(2, ROWS_AS_TEXT + 2):
            sheet.cell(row, number).number_format = "@"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
