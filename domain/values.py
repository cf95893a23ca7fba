"""Values that commands carry and journeys keep: evidence, comments, action-plan rows, quick wins."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from domain.shape import Frozen, Key, Line, Paragraph, Person, Sha256
from domain.vocabulary import SUB_DIMENSIONS, DocumentKind, Pillar, QuickWinOutcome, Role, TimeZone


class Document(Frozen):
    """A stored file or text, by the hash of its bytes. Its content is in the content store, never in a workflow."""

    sha256: Sha256
    size: int = Field(ge=0, le=200_000_000)
    title: Line


class ChapterName(Frozen):
    """A chapter of a book of the policy."""

    book: Key
    chapter: Key

    def __str__(self) -> str:
        return f"{self.book}/{self.chapter}"


class Comment(Frozen):
    """A mentor's remark bound to a chapter; `id` is unique in its round or hand-in."""

    id: Key
    chapter: ChapterName
    text: Paragraph


class Answer(Frozen):
    """One row of the matriks tindak lanjut: what the region did about a comment."""

    comment: Key
    text: Paragraph


class ProgrammeRow(Frozen):
    """One row of the rencana aksi. `budget` is in whole rupiah over all years."""

    name: Line
    pillar: Pillar
    sub_dimension: Key
    rpjmd_goal: Line
    responsible_opd: Line
    first_year: int = Field(ge=2000, le=2100)
    last_year: int = Field(ge=2000, le=2100)
    budget: int = Field(ge=0)
    indicator: Line

    @model_validator(mode="after")
    def _consistent(self) -> ProgrammeRow:
        if self.sub_dimension not in SUB_DIMENSIONS[self.pillar]:
            known = ", ".join(SUB_DIMENSIONS[self.pillar])
            raise ValueError(f"{self.sub_dimension!r} is no sub-dimension of {self.pillar}; choose one of {known}")
        if self.last_year < self.first_year:
            raise ValueError("last_year is before first_year")
        return self


class QuickWin(Frozen):
    """A programme with a direct effect on the public within 6 to 12 months (DOMAIN 1.7)."""

    name: Line
    pillar: Pillar
    months: int = Field(ge=1, le=24)


class QuickWinResult(Frozen):
    """What became of a quick win."""

    name: Line
    outcome: QuickWinOutcome
    note: Paragraph | None = None


class MadeDocument(Frozen):
    """A document the system made for the order `key` of entry `seq`, by the hashes of its files.

    `unsealed` is the hash of a sealed PDF before its seal. `original` is the uploaded file that stays the official one.
    """

    key: Key
    seq: int
    document: DocumentKind
    about: str = ""
    pdf: Document
    docx: Document | None = None
    unsealed: Sha256 | None = None
    original: Document | None = None


class Distinctiveness(Frozen):
    """The kekhasan daerah and the quick wins and programmes, by name, that use it."""

    statement: Paragraph
    quick_wins: tuple[Line, ...] = ()
    programmes: tuple[Line, ...] = ()


class PillarScore(Frozen):
    """A mentor's or examiner's score for one pillar."""

    pillar: Pillar
    score: int


class Signatory(Frozen):
    """One signature on a komitmen."""

    person: Person
    office: Line


class Member(Frozen):
    """One person's role in a journey, from a date to a date; `until` is None while it lasts."""

    person: Person
    role: Role
    since: date
    until: date | None = None
    agency: Key | None = None
    """For role agency: which partner agency the person speaks for."""


class Workplace(Frozen):
    """Where a person works: whose turn ends there at 16.00, on a day that is none of the `days_off` of that place."""

    person: Person
    zone: TimeZone
    days_off: tuple[date, ...] = Field(default=(), max_length=60)
    """Days off there besides the national ones."""


class PlannedDate(Frozen):
    """The day on which a stage ends, or an obligation is due, as planned; `name` is the stage's or obligation's."""

    name: Key
    day: date


class RegionOfJourney(Frozen):
    """The region as it was when the journey began; `id` never changes, name and code may elsewhere."""

    id: Key
    name: Line
    code: Annotated[str, Field(pattern=r"^\d\d\.\d\d$")]
    zone: TimeZone


class OnBehalf(Frozen):
    """An act recorded for somebody who did it on paper: whose it is, the day it happened, the scan."""

    person: Person
    role: Role
    happened_on: date
    evidence: Document


class Carried(Frozen):
    """What a journey of a region that re-enters brings along from an earlier one."""

    from_journey: Key
    chapters: tuple[tuple[ChapterName, Document], ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    quick_wins: tuple[QuickWin, ...] = ()
    distinctiveness: Distinctiveness | None = None

    @field_validator("chapters")
    @classmethod
    def _once(cls, chapters: tuple[tuple[ChapterName, Document], ...]) -> tuple[tuple[ChapterName, Document], ...]:
        names = [str(name) for name, _ in chapters]
        if len(set(names)) != len(names):
            raise ValueError("a chapter is carried twice")
        return chapters
