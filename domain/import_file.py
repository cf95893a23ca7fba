"""The file of journeys that began outside the system: `check_import_file` gives them, or everything that is wrong.

It may be a cohort's own file with the columns outcome, stage, opened_on, ended_on and evidence filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.cohort_file import Placing
from domain.messages import Imported
from domain.regions import KnownRegions, Region
from domain.shape import Frozen, Key, Line, Paragraph
from domain.tables import Report, RowProblem, TableRow, in_file_order, read_date, read_table, reporter
from domain.values import RegionOfJourney
from domain.vocabulary import IANA, Stage, Status

REQUIRED = ("code", "name", "province", "time_zone", "outcome", "opened_on", "evidence")
OPTIONAL = ("cohort", "status", "stage", "ended_on", "remark")

LONGEST_TEXT = 2000
KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")


class ImportOutcome(StrEnum):
    """How a journey stands that began outside the system."""

    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    OPEN = "open"


STATUS_OF: dict[ImportOutcome, Status] = {
    ImportOutcome.COMPLETED: Status.COMPLETED_OUTSIDE,
    ImportOutcome.WITHDRAWN: Status.WITHDRAWN_OUTSIDE,
    ImportOutcome.OPEN: Status.OPEN,
}

STAGE_UNLESS_GIVEN: dict[ImportOutcome, Stage] = {
    ImportOutcome.COMPLETED: Stage.PUBLICATION,
    ImportOutcome.WITHDRAWN: Stage.KICKOFF,
}


class ImportRow(Frozen):
    """One journey to import. `ended_on` is None while it is open, and where no source tells the day."""

    line: int
    cohort: Key
    region: RegionOfJourney
    province: Line
    outcome: ImportOutcome
    stage: Stage
    opened_on: date
    ended_on: date | None = None
    evidence: Paragraph
    remark: str = ""

    def imported(self) -> Imported:
        """The same as a journey keeps it: a day begins at midnight in the region's own time zone."""
        return Imported(
            status=STATUS_OF[self.outcome],
            stage=self.stage,
            opened_at=self._midnight(self.opened_on),
            ended_at=None if self.ended_on is None else self._midnight(self.ended_on),
            evidence=self.evidence,
            remark=self.remark,
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(IANA[self.region.zone]))


class LeftOut(Frozen):
    """A row without an outcome: no source settles how the region fared, so no journey is made of it."""

    line: int
    name: Line
    remark: str


class ImportFile(Frozen):
    """A file without a problem. `unregistered` are regions first known from it, to be kept before the import."""

    rows: tuple[ImportRow, ...]
    left_out: tuple[LeftOut, ...] = ()
    unregistered: tuple[Region, ...] = ()


def check_import_file(
    data: bytes,
    *,
    cohort: str | None,
    today: date,
    regions: Iterable[Region],
    open_elsewhere: Mapping[Key, Key],
) -> ImportFile | list[RowProblem]:
    """The journeys of an import file, or a list of every problem in it.

    `cohort` is for rows whose own column is empty or absent. `regions` and `open_elsewhere` as in `check_cohort_file`.
    """
    table = read_table(data, required=REQUIRED, optional=OPTIONAL)
    problems = list(table.problems)
    placing = Placing(KnownRegions(regions), problems)
    rows: list[ImportRow] = []
    left_out: list[LeftOut] = []
    for row in table.rows:
        report = reporter(problems, row.line)
        region = placing.place(row)
        if not row["outcome"]:
            left_out.append(LeftOut(line=row.line, name=row["name"] or row["code"] or "?", remark=row["remark"]))
            continue
        before = len(problems)
        read = _read(row, report, cohort or "", today)
        if region is None or read is None:
            continue
        elsewhere = open_elsewhere.get(region.id)
        if elsewhere is not None and read["outcome"] is ImportOutcome.OPEN and elsewhere != read["cohort"]:
            report(
                "code",
                "in_open_cohort",
                f"{region.name} is in the open cohort {elsewhere}. Take the row out, or withdraw it there first.",
            )
        if len(problems) == before:
            rows.append(
                ImportRow.model_validate(
                    {"line": row.line, "region": region.as_of_journey(), "province": row["province"], **read}
                )
            )
    if problems:
        return in_file_order(problems)
    return ImportFile(
        rows=tuple(rows),
        left_out=tuple(left_out),
        unregistered=_of_rows(placing.unregistered, rows),
    )


def _of_rows(unregistered: Iterable[Region], rows: Iterable[ImportRow]) -> tuple[Region, ...]:
    """Those regions that get a journey; the others need not be known."""
    used = {row.region.id for row in rows}
    return tuple(region for region in unregistered if region.id in used)


def _read(row: TableRow, report: Report, cohort: str, today: date) -> dict[str, object] | None:
    """What a row says about the journey itself, or None after what is wrong was reported."""
    found: list[str] = []

    def wrong(column: str, problem: str, message: str) -> None:
        found.append(problem)
        report(column, problem, message)

    own_cohort = row["cohort"] or cohort
    if not own_cohort:
        wrong(
            "cohort",
            "cohort_empty",
            "The cohort is missing. Write it here, for example 2018, or give it with --cohort.",
        )
    elif not KEY.fullmatch(own_cohort):
        wrong("cohort", "cohort_bad", f"“{own_cohort}” is no cohort. Use lower case letters, digits, dots and dashes.")
    outcome = ImportOutcome(row["outcome"].lower()) if row["outcome"].lower() in set(ImportOutcome) else None
    if outcome is None:
        wrong(
            "outcome",
            "outcome_bad",
            f"“{row['outcome']}” is no outcome. Write one of: {', '.join(ImportOutcome)}, or nothing to leave it out.",
        )
    stage = _read_stage(row, outcome, wrong)
    opened_on = read_date(row, "opened_on", wrong, latest=today)
    if not row["opened_on"]:
        wrong("opened_on", "date_missing", "The day it was opened is missing. Write it as year-month-day.")
    ended_on = read_date(row, "ended_on", wrong, latest=today)
    if row["ended_on"] and outcome is ImportOutcome.OPEN:
        wrong("ended_on", "ended_but_open", "An open journey has no last day. Empty it, or correct the outcome.")
    if opened_on and ended_on and ended_on < opened_on:
        wrong("ended_on", "ended_before_opened", f"{ended_on} lies before {opened_on}. Check both days.")
    if not row["evidence"]:
        wrong("evidence", "evidence_missing", "Say what shows this: a letter, a decree, a report, a page.")
    for column in ("evidence", "remark"):
        if len(row[column]) > LONGEST_TEXT:
            wrong(column, "text_too_long", f"This text has more than {LONGEST_TEXT} characters. Shorten it.")
    if found:
        return None
    return {
        "cohort": own_cohort,
        "outcome": outcome,
        "stage": stage,
        "opened_on": opened_on,
        "ended_on": ended_on,
        "evidence": row["evidence"],
        "remark": row["remark"],
    }


def _read_stage(row: TableRow, outcome: ImportOutcome | None, wrong: Report) -> Stage | None:
    text = row["stage"].lower()
    if text in set(Stage):
        return Stage(text)
    if text:
        wrong("stage", "stage_bad", f"“{row['stage']}” is no stage. Write one of: {', '.join(Stage)}.")
    elif outcome is ImportOutcome.OPEN:
        wrong("stage", "stage_missing", f"An open journey stands in a stage. Write one of: {', '.join(Stage)}.")
    return None if outcome is None else STAGE_UNLESS_GIVEN.get(outcome)
