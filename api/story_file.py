"""A story as a file: text to read, JSON for machines, a workbook in which nothing runs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from enum import StrEnum

from openpyxl import Workbook

from api.sheet import Cell, add_sheet
from api.story import Story, ToldLine
from api.technical import TechnicalLine
from domain.story_kinds import NAMES
from domain.words.names import name_of
from domain.words.phrase import Language, Phrase

MARK = "SIMULASI"
MOST_IN_A_CELL = 32_000
"""Characters: a workbook's cell holds 32,767."""

COLUMNS = (
    Phrase("No.", "No."),
    Phrase("Di bawah", "Under"),
    Phrase("Waktu", "Time"),
    Phrase("Waktu (UTC)", "Time (UTC)"),
    Phrase("Tahap", "Stage"),
    Phrase("Tentang", "About"),
    Phrase("Orang", "Person"),
    Phrase("Peran", "Role"),
    Phrase("Tindakan orang", "A person's act"),
    Phrase("Masalah", "Trouble"),
    Phrase("Peristiwa", "What happened"),
    Phrase("Teknis", "Technical"),
)
YES = Phrase("ya", "yes")
STORY = Phrase("Riwayat", "Story")


class KindOfFile(StrEnum):
    """A form in which a story is exported; the value is the file's ending."""

    TXT = "txt"
    JSON = "json"
    XLSX = "xlsx"


def written(story: Story, kind: KindOfFile) -> bytes:
    """The file of a story."""
    match kind:
        case KindOfFile.TXT:
            return ("\n".join(as_text(story)) + "\n").encode()
        case KindOfFile.JSON:
            return (story.model_dump_json(indent=2) + "\n").encode()
        case KindOfFile.XLSX:
            return _as_workbook(story)


def as_text(story: Story) -> Iterator[str]:
    """The lines of a story for people; what an act led to is indented, and so is what Temporal did from then on."""
    yield title(story)
    yield from (f"! {said}" for said in story.gaps_told)
    for line in story.lines:
        yield f"{line.seq:>4}  {line.when}  {'  ' if line.under is not None else ''}{line.text}"
        yield from (f"        · {of_temporal(found)}" for found in line.technical)


def title(story: Story) -> str:
    """Whose story it is; what was simulated is marked."""
    return f"{story.region}, {story.cohort}{f' {MARK}' if story.simulated else ''}"


def of_temporal(line: TechnicalLine) -> str:
    """What Temporal did, with the instant in UTC, the numbers of the events and the worker's version."""
    events = ", ".join(str(event) for event in line.events) or "–"
    version = f"  ({line.version})" if line.version else ""
    return f"{'! ' if line.trouble else ''}{line.at:%Y-%m-%d %H:%M:%S}Z  [{events}]  {line.text}{version}"


def _as_workbook(story: Story) -> bytes:
    book = Workbook(write_only=True)
    columns = [column.into(story.language) for column in COLUMNS]
    # A sheet's name may have neither of \ / ? * [ ] : and no more than 31 characters.
    sheet = f"{STORY.into(story.language)}{f' {MARK}' if story.simulated else ''}"
    add_sheet(book, sheet, columns, (_row(line, story.language) for line in story.lines))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _row(line: ToldLine, language: Language) -> tuple[Cell, ...]:
    yes = YES.into(language)
    return (
        *(line.seq, line.under, line.when, line.at.isoformat()),
        *(name_of(line.stage).into(language), NAMES[line.about].into(language)),
        *(line.person, name_of(line.role).into(language) if line.role else None),
        *(yes if line.act else None, yes if line.trouble else None),
        *(line.text, "\n".join(map(of_temporal, line.technical))[:MOST_IN_A_CELL] or None),
    )
