"""The file a cohort is started from: `check_cohort_file` gives its regions, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.regions import KnownRegions, Region, RegionFacts, RegionSource, name_letters, read_region
from domain.shape import Frozen, Key, Line
from domain.tables import RowProblem, TableRow, in_file_order, read_table, reporter
from domain.values import RegionOfJourney

REQUIRED = ("code", "name", "province", "time_zone", "status")
OPTIONAL = ("remark", "cohort", "outcome", "stage", "opened_on", "ended_on", "evidence")
"""All but the remark are for `bimtek journey import`, which reads the same files for intakes that are over."""


class Standing(StrEnum):
    """What the sources say of a region in an intake."""

    LISTED = "listed"
    """On the list of the intake; these are the regions that are started."""
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


class CohortEntry(Frozen):
    """One region of a cohort's file."""

    line: int
    region: RegionOfJourney
    province: Line
    standing: Standing
    remark: str = ""


class CohortFile(Frozen):
    """A file without a problem. `unregistered` are regions first known from it, to be kept before the cohort starts."""

    entries: tuple[CohortEntry, ...]
    unregistered: tuple[Region, ...] = ()

    @property
    def to_start(self) -> tuple[CohortEntry, ...]:
        """The regions a cohort started from this file has: the listed ones."""
        return tuple(entry for entry in self.entries if entry.standing is Standing.LISTED)


def check_cohort_file(
    data: bytes, *, regions: Iterable[Region], open_elsewhere: Mapping[Key, Key]
) -> CohortFile | list[RowProblem]:
    """The regions of a cohort's file, or a list of every problem in it.

    `regions` are those known so far; without a register among them any sound code is accepted. `open_elsewhere` gives
    the open cohort of each region that is in one.
    """
    table = read_table(data, required=REQUIRED, optional=OPTIONAL)
    problems = list(table.problems)
    placing = Placing(KnownRegions(regions), problems)
    entries: list[CohortEntry] = []
    for row in table.rows:
        report = reporter(problems, row.line)
        standing = Standing(row["status"].lower()) if row["status"].lower() in set(Standing) else None
        if standing is None:
            report("status", "status_bad", f"“{row['status']}” is no status. Write one of: {', '.join(Standing)}.")
        region = placing.place(row)
        if region is None:
            continue
        cohort = open_elsewhere.get(region.id)
        if cohort is not None and standing is Standing.LISTED:
            report(
                "code",
                "in_open_cohort",
                f"{region.name} is in the open cohort {cohort}. Take it out of this file, or withdraw it there first.",
            )
        if standing is not None:
            entries.append(
                CohortEntry(
                    line=row.line,
                    region=region.as_of_journey(),
                    province=row["province"],
                    standing=standing,
                    remark=row["remark"],
                )
            )
    if problems:
        return in_file_order(problems)
    return CohortFile(entries=tuple(entries), unregistered=tuple(placing.unregistered))


class Placing:
    """Finds the region that each row of one file is about; adds to `problems` what keeps it from taking part."""

    def __init__(self, known: KnownRegions, problems: list[RowProblem]) -> None:
        self._known = known
        self._problems = problems
        self._line_of: dict[str, int] = {}
        self._line_of_name: dict[str, int] = {}
        self.unregistered: list[Region] = []

    def place(self, row: TableRow) -> Region | None:
        """The region of a row, known or new, or None after what is wrong was added to the problems."""
        report = reporter(self._problems, row.line)
        before = len(self._problems)
        code = row["code"]
        if code and code in self._line_of:
            report(
                "code", "code_twice", f"{code} is on line {self._line_of[code]} already. Delete one of the two rows."
            )
        self._line_of.setdefault(code, row.line)
        facts = read_region(row, report)
        line = row.line if facts is None else self._line_of_name.setdefault(name_letters(facts.name), row.line)
        if line != row.line and len(self._problems) == before:
            report("name", "name_twice", f"{row['name']} is on line {line} already. Delete one of the two rows.")
        if facts is not None and facts.administrative:
            report(
                "name",
                "administrative_region",
                f"{facts.name} has no government of its own and cannot take part. Take the row out.",
            )
        region = None if facts is None else self._region(facts)
        return region if len(self._problems) == before else None

    def _region(self, facts: RegionFacts) -> Region | None:
        region = self._known.by_code(facts.code)
        if region is None:
            return self._of_unknown_code(facts)
        if not self._known.had_name(region, facts.name):
            self._report(
                facts,
                "name",
                "name_mismatch",
                f"{facts.code} is {region.name}, not {facts.name}. {self._advice(facts)}",
            )
            return None
        if region.administrative and not facts.administrative:
            self._report(
                facts,
                "name",
                "administrative_region",
                f"{region.name} has no government of its own and cannot take part. Take the row out.",
            )
        if region.time_zone is not facts.time_zone:
            self._report(
                facts,
                "time_zone",
                "time_zone_mismatch",
                f"{region.name} has {region.time_zone}, not {facts.time_zone}. Correct the time zone.",
            )
        if self._known.registered and region.province.casefold() != facts.province.casefold():
            self._report(
                facts,
                "province",
                "province_mismatch",
                f"{region.name} is in {region.province}, not in {facts.province}. Correct the province.",
            )
        return region

    def _of_unknown_code(self, facts: RegionFacts) -> Region | None:
        former = self._known.by_any_code(facts.code)
        if former is not None and former.ended_on is None:
            self._report(
                facts,
                "code",
                "code_outdated",
                f"{facts.code} was the code of {former.name} until it became {former.code}. Write the new code.",
            )
        elif former is not None:
            self._report(
                facts,
                "code",
                "region_ended",
                f"{former.name} ({facts.code}) left the register on {former.ended_on}. Give the one that followed it.",
            )
        elif self._known.registered:
            self._report(
                facts,
                "code",
                "code_unknown",
                f"No region has the code {facts.code}. {self._advice(facts)}",
            )
        elif (namesake := self._known.by_name(facts.name)) is not None:
            self._report(
                facts,
                "code",
                "name_mismatch",
                f"{namesake.name} is known with the code {namesake.code}, not {facts.code}. Use one code everywhere.",
            )
        else:
            key = self._known.free_key(facts.name, [r.id for r in self.unregistered])
            region = facts.region(key, RegionSource.COHORT_FILE, None)
            self.unregistered.append(region)
            return region
        return None

    def _advice(self, facts: RegionFacts) -> str:
        namesake = self._known.by_name(facts.name)
        if namesake is not None and namesake.ended_on is None:
            return f"{namesake.name} has the code {namesake.code}."
        return "Compare code and name with the register."

    def _report(self, facts: RegionFacts, column: str, problem: str, message: str) -> None:
        reporter(self._problems, facts.line)(column, problem, message)
