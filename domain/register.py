"""The official register of regions: reading its file, and what a new one changes against the regions known so far.

`compare_register` guesses nothing. The same name under another code is a recoding, another name under the same code a
renaming; that a region was divided or merged it believes only from the column `predecessors`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from domain.regions import KnownRegions, Region, RegionFacts, RegionSource, name_letters, read_region
from domain.shape import Frozen, Key
from domain.tables import RowProblem, in_file_order, read_table, reporter

REQUIRED = ("code", "name", "kind", "province_code", "province_name", "time_zone")
OPTIONAL = ("predecessors",)

FEW_ENOUGH_TO_VANISH = 10
"""So many regions may vanish at once without anybody being asked."""


class RegisterRow(RegionFacts):
    """A row of the register; `predecessors` are the codes of the regions this one was made from."""

    predecessors: tuple[str, ...] = ()


class Renamed(Frozen):
    """A region has another name."""

    region: Key
    before: str
    after: str


class Recoded(Frozen):
    """A region has another code."""

    region: Key
    before: str
    after: str


class Amended(Frozen):
    """A region's province, time zone or standing is another."""

    region: Key
    what: str
    before: str
    after: str


class Split(Frozen):
    """A region was divided: new regions came out of it; it may go on beside them."""

    region: Key
    successors: tuple[Key, ...]
    continues: bool


class Merged(Frozen):
    """Regions were merged into one, new or older than they."""

    into: Key
    regions: tuple[Key, ...]


class LineageKind(StrEnum):
    """How a region came from another."""

    SPLIT = "split"
    MERGED = "merged"


class Lineage(Frozen):
    """One line of descent."""

    region: Key
    successor: Key
    kind: LineageKind


class RegisterChange(Frozen):
    """What a register changes. `regions` are the regions it touches, as they are afterwards."""

    as_of: date
    added: tuple[Key, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    recoded: tuple[Recoded, ...] = ()
    split: tuple[Split, ...] = ()
    merged: tuple[Merged, ...] = ()
    vanished: tuple[Key, ...] = ()
    """No longer in the register, and no row says what became of them."""
    returned: tuple[Key, ...] = ()
    confirmed: tuple[Key, ...] = ()
    """Known from a cohort's file until now, found in the register."""
    amended: tuple[Amended, ...] = ()
    unchanged: int = 0
    regions: tuple[Region, ...] = ()

    @property
    def lineage(self) -> tuple[Lineage, ...]:
        """The lines of descent that the register tells of."""
        split = [
            Lineage(region=s.region, successor=key, kind=LineageKind.SPLIT) for s in self.split for key in s.successors
        ]
        merged = [
            Lineage(region=key, successor=m.into, kind=LineageKind.MERGED) for m in self.merged for key in m.regions
        ]
        return (*split, *merged)


def read_register(data: bytes) -> tuple[RegisterRow, ...] | list[RowProblem]:
    """The rows of a register's file, or a list of everything that is wrong with it."""
    table = read_table(data, required=REQUIRED, optional=OPTIONAL)
    problems = list(table.problems)
    rows: list[RegisterRow] = []
    for row in table.rows:
        report = reporter(problems, row.line)
        facts = read_region(row, report, province="province_name")
        if facts is None:
            continue
        if row["kind"].lower() != facts.kind:
            report("kind", "kind_bad", f"“{row['kind']}” is not the kind of {facts.code}; write {facts.kind}.")
        if row["province_code"] != facts.province_code:
            report(
                "province_code",
                "province_code_mismatch",
                f"“{row['province_code']}” is not the province of {facts.code}; its code begins with {facts.code[:2]}.",
            )
        predecessors = tuple(dict.fromkeys(code.strip() for code in row["predecessors"].split(";") if code.strip()))
        rows.append(RegisterRow(**dict(facts), predecessors=predecessors))
    problems += _contradictions(rows)
    return in_file_order(problems) if problems else tuple(rows)


def _contradictions(rows: Sequence[RegisterRow]) -> Iterable[RowProblem]:
    """Where two rows of a register do not go together."""
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    provinces: dict[str, tuple[str, int]] = {}
    for row in rows:
        letters = name_letters(row.name)
        if row.code in codes:
            yield _at(
                row, "code", "code_twice", f"{row.code} is on line {codes[row.code]} already. Delete one of them."
            )
        if letters in names:
            yield _at(row, "name", "name_twice", f"{row.name} is on line {names[letters]} already. Delete one of them.")
        province, line = provinces.setdefault(row.province_code, (row.province, row.line))
        if province != row.province:
            yield _at(
                row,
                "province_name",
                "province_name_differs",
                f"Province {row.province_code} is “{province}” on line {line} and “{row.province}” here. Use one name.",
            )
        codes.setdefault(row.code, row.line)
        names.setdefault(letters, row.line)


def _at(row: RegionFacts, column: str, problem: str, message: str) -> RowProblem:
    return RowProblem(line=row.line, column=column, problem=problem, message=message)


def compare_register(
    known: Iterable[Region],
    rows: Sequence[RegisterRow],
    *,
    as_of: date,
    told: Iterable[Lineage] = (),
    allow_vanishing: bool = False,
) -> RegisterChange | list[RowProblem]:
    """What the register changes from `as_of` on, or why it cannot be imported.

    `told` are the lines of descent known already. Many regions missing at once means that the file is not whole, unless
    `allow_vanishing` is set.
    """
    regions = KnownRegions(known)
    problems = [*_too_early(regions, as_of), *_unknown_predecessors(regions, rows)]
    if problems:
        return in_file_order(problems)
    comparison = _Comparison(regions, rows, as_of, told)
    change = comparison.change()
    if len(change.vanished) > FEW_ENOUGH_TO_VANISH and not allow_vanishing:
        return [
            RowProblem(
                line=None,
                column=None,
                problem="register_incomplete",
                message=f"{len(change.vanished)} known regions are not in the file, {change.vanished[0]} for one. "
                "Give the whole register; if it is whole, import it with --allow-vanishing.",
            )
        ]
    return change


def _too_early(regions: KnownRegions, as_of: date) -> Iterable[RowProblem]:
    last = max(
        (day for r in regions for d in (*r.names, *r.codes) for day in (d.valid_from, d.valid_to) if day is not None),
        default=None,
    )
    if last is not None and as_of < last:
        yield RowProblem(
            line=None,
            column=None,
            problem="as_of_too_early",
            message=f"A register as of {last} was imported already; {as_of} lies before it. Give a later day.",
        )


def _unknown_predecessors(regions: KnownRegions, rows: Sequence[RegisterRow]) -> Iterable[RowProblem]:
    for row in rows:
        for code in row.predecessors:
            if regions.by_any_code(code) is None:
                yield _at(
                    row,
                    "predecessors",
                    "predecessor_unknown",
                    f"No region has or had the code {code}. Import the register it stands in first, or delete it here.",
                )


class _Comparison:
    """One comparison under way: which row is which region, then what became of the rest."""

    def __init__(self, known: KnownRegions, rows: Sequence[RegisterRow], as_of: date, told: Iterable[Lineage]) -> None:
        self._told = {(line.region, line.successor) for line in told}
        self._known = known
        self._rows = rows
        self._as_of = as_of
        self._live = {r.id: r for r in known if r.ended_on is None}
        self._row_of: dict[Key, RegisterRow] = {}
        self._key_of: dict[str, Key] = {}
        """The region of a row, by the row's code."""
        self._returned: list[Key] = []
        self._added: list[Key] = []

    def change(self) -> RegisterChange:
        """The whole change."""
        self._match_by_name()
        self._match_by_code()
        self._match_by_predecessor()
        self._place_the_rest()
        gone = {key for key in self._live if key not in self._row_of}
        split, merged = self._descent(gone)
        explained = {s.region for s in split} | {key for m in merged for key in m.regions}
        born = {key for s in split for key in s.successors} | {m.into for m in merged}
        renamed: list[Renamed] = []
        recoded: list[Recoded] = []
        amended: list[Amended] = []
        confirmed: list[Key] = []
        touched: list[Region] = [self._live[key].ended(self._as_of) for key in sorted(gone)]
        unchanged = 0
        for key, row in self._row_of.items():
            before = self._known.by_id(key)
            after = self._after(key, before, row)
            if after == before:
                unchanged += 1
                continue
            touched.append(after)
            if before is None or before.ended_on is not None:
                continue
            if before.name != after.name:
                renamed.append(Renamed(region=key, before=before.name, after=after.name))
            if before.code != after.code:
                recoded.append(Recoded(region=key, before=before.code, after=after.code))
            if before.source is not after.source:
                confirmed.append(key)
            for what in ("province", "time_zone", "administrative", "kind"):
                old, new = getattr(before, what), getattr(after, what)
                if old != new:
                    amended.append(Amended(region=key, what=what, before=str(old), after=str(new)))
        return RegisterChange(
            as_of=self._as_of,
            added=tuple(key for key in self._added if key not in born),
            renamed=tuple(renamed),
            recoded=tuple(recoded),
            split=split,
            merged=merged,
            vanished=tuple(sorted(gone - explained)),
            returned=tuple(self._returned),
            confirmed=tuple(confirmed),
            amended=tuple(amended),
            unchanged=unchanged,
            regions=tuple(touched),
        )

    def _settle(self, row: RegisterRow, key: Key) -> None:
        self._row_of[key] = row
        self._key_of[row.code] = key

    def _open_rows(self) -> list[RegisterRow]:
        return [row for row in self._rows if row.code not in self._key_of]

    def _match_by_name(self) -> None:
        by_name = {name_letters(r.name): r for r in self._live.values()}
        for row in self._rows:
            region = by_name.get(name_letters(row.name))
            if region is not None:
                self._settle(row, region.id)

    def _match_by_code(self) -> None:
        by_code = {r.code: r for r in self._live.values() if r.id not in self._row_of}
        for row in self._open_rows():
            region = by_code.get(row.code)
            # A code that changed hands: the row says that it came from another region.
            if region is not None and (not row.predecessors or region.code in row.predecessors):
                self._settle(row, region.id)

    def _match_by_predecessor(self) -> None:
        """A single successor of a single predecessor that is gone is the same region, renamed and recoded at once."""
        children = Counter(code for row in self._open_rows() for code in row.predecessors)
        for row in self._open_rows():
            if len(row.predecessors) != 1 or children[row.predecessors[0]] > 1:
                continue
            region = self._known.by_code(row.predecessors[0])
            if region is not None and region.id not in self._row_of:
                self._settle(row, region.id)

    def _place_the_rest(self) -> None:
        for row in self._open_rows():
            former = self._known.by_name(row.name)
            if former is not None and former.ended_on is not None and former.id not in self._row_of:
                self._returned.append(former.id)
                self._settle(row, former.id)
            else:
                new = self._known.free_key(row.name, self._added)
                self._added.append(new)
                self._settle(row, new)

    def _descent(self, gone: set[Key]) -> tuple[tuple[Split, ...], tuple[Merged, ...]]:
        successors: dict[Key, list[Key]] = {}
        for row in self._rows:
            key = self._key_of[row.code]
            for code in row.predecessors:
                before = self._known.by_any_code(code)
                # Rows keep their predecessors in later registers; what was told once is not told again.
                if before is None or before.id == key or (before.id, key) in self._told:
                    continue
                found = successors.setdefault(before.id, [])
                if key not in found and (before.id in gone or self._is_young(key, before)):
                    found.append(key)
        successors = {parent: keys for parent, keys in successors.items() if keys}
        split = [
            Split(region=parent, successors=tuple(keys), continues=parent not in gone)
            for parent, keys in successors.items()
            if parent not in gone or len(keys) > 1
        ]
        into: dict[Key, list[Key]] = {}
        for parent, keys in successors.items():
            if parent in gone and len(keys) == 1:
                into.setdefault(keys[0], []).append(parent)
        merged = [Merged(into=key, regions=tuple(parents)) for key, parents in into.items()]
        return tuple(split), tuple(merged)

    def _is_young(self, key: Key, parent: Region) -> bool:
        return key in self._added and parent.id in self._live

    def _after(self, key: Key, before: Region | None, row: RegisterRow) -> Region:
        if before is None:
            # In the first register nothing says since when; later, a region is new as of the register's day.
            since = self._as_of if self._known.registered else None
            return row.region(key, RegionSource.REGISTER, since)
        after = before.model_copy(
            update={
                "province_code": row.province_code,
                "province": row.province,
                "time_zone": row.time_zone,
                "administrative": row.administrative,
                "kind": row.kind,
                "source": RegionSource.REGISTER,
                "ended_on": None,
            }
        )
        if before.name != row.name or before.ended_on is not None:
            after = after.renamed(row.name, self._as_of)
        if before.code != row.code or before.ended_on is not None:
            after = after.recoded(row.code, self._as_of)
        return after
