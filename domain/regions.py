"""Regions (daerah): what one is, how its name and code change over time, and what a file may say about one.

A region has an id of its own, made once from its first known name. Names and Kemendagri codes change (26 codes changed
when Papua was divided), so both have a validity; a journey keeps the region's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.ids import region_key
from domain.shape import Frozen, Key, Line
from domain.tables import Report, TableRow
from domain.values import RegionOfJourney
from domain.vocabulary import IANA, TimeZone

RegionCode = Annotated[str, StringConstraints(pattern=r"^\d\d\.\d\d$")]
"""A Kemendagri code. Text, as 34.10 is not 34.1."""

LAST_KABUPATEN_NUMBER = 69
LONGEST_NAME = 70

_WIB = ("11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35", "36", "61", "62")
_WITA = ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76")
_WIT = ("81", "82", "91", "92", "93", "94", "95", "96")

PROVINCE_ZONES: dict[str, TimeZone] = {
    **dict.fromkeys(_WIB, TimeZone.WIB),
    **dict.fromkeys(_WITA, TimeZone.WITA),
    **dict.fromkeys(_WIT, TimeZone.WIT),
}
"""The time zone of each province by its code (Keppres 41/1987; DOMAIN 3)."""


class RegionKind(StrEnum):
    """The two kinds of region."""

    KABUPATEN = "kabupaten"
    KOTA = "kota"


class RegionSource(StrEnum):
    """Where a region is known from: the official register, or only a cohort's file."""

    REGISTER = "register"
    COHORT_FILE = "cohort_file"


class Dated(Frozen):
    """A name or code and when it holds: from `valid_from` (None: as far back as known) until before `valid_to`."""

    text: Line
    valid_from: date | None = None
    valid_to: date | None = None


class Region(Frozen):
    """A kabupaten or kota. `names` and `codes` are oldest first; the last ones are those in use."""

    id: Key
    kind: RegionKind
    names: tuple[Dated, ...] = Field(min_length=1)
    codes: tuple[Dated, ...] = Field(min_length=1)
    province_code: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    province: Line
    time_zone: TimeZone
    administrative: bool = False
    """Part of Jakarta without a government of its own; it cannot take part in a cohort."""
    source: RegionSource
    ended_on: date | None = None
    """The first day on which the region is no longer in the register."""

    @property
    def name(self) -> str:
        """The name in use, or the last one."""
        return self.names[-1].text

    @property
    def code(self) -> str:
        """The code in use, or the last one."""
        return self.codes[-1].text

    @property
    def zone(self) -> str:
        """The IANA name of the time zone, for zoneinfo."""
        return IANA[self.time_zone]

    def as_of_journey(self) -> RegionOfJourney:
        """The region as a journey that begins now keeps it."""
        return RegionOfJourney(id=self.id, name=self.name, code=self.code, zone=self.time_zone)

    def renamed(self, name: str, on: date) -> Region:
        """The region with another name from a day on."""
        return self.model_copy(update={"names": _followed(self.names, name, on)})

    def recoded(self, code: str, on: date) -> Region:
        """The region with another code from a day on."""
        return self.model_copy(update={"codes": _followed(self.codes, code, on)})

    def ended(self, on: date) -> Region:
        """The region as it is once it has left the register: nothing is erased, all validity ends."""
        return self.model_copy(
            update={"names": _closed(self.names, on), "codes": _closed(self.codes, on), "ended_on": on}
        )


def _closed(dated: tuple[Dated, ...], on: date) -> tuple[Dated, ...]:
    last = dated[-1]
    return dated if last.valid_to is not None else (*dated[:-1], last.model_copy(update={"valid_to": on}))


def _followed(dated: tuple[Dated, ...], text: str, on: date) -> tuple[Dated, ...]:
    return (*_closed(dated, on), Dated(text=text, valid_from=on))


def full_name(text: str) -> str:
    """A region's name as the register writes it: `Kab.  Sleman` becomes `Kabupaten Sleman`."""
    return re.sub(r"^kab(upaten\b|\.|\b)\s*", "Kabupaten ", " ".join(text.split()), flags=re.IGNORECASE)


def name_letters(name: str) -> str:
    """What two spellings of one name share: `Kota Tanjung Pinang` and `KOTA TANJUNGPINANG` give the same."""
    return "".join(letter for letter in full_name(name).casefold() if letter.isalnum())


def kind_of_code(code: str) -> RegionKind | None:
    """The kind a code is for: numbers 01 to 69 are kabupaten, 71 to 99 kota; None for those between."""
    number = int(code[3:])
    if 1 <= number <= LAST_KABUPATEN_NUMBER:
        return RegionKind.KABUPATEN
    return RegionKind.KOTA if number > LAST_KABUPATEN_NUMBER + 1 else None


def kind_of_name(name: str) -> RegionKind | None:
    """The kind a full name begins with."""
    first = name.split(" ", 1)[0].lower()
    return RegionKind(first) if first in set(RegionKind) else None


def is_administrative(name: str) -> bool:
    """Whether a name is that of one of Jakarta's six administrative parts, which have no government of their own."""
    return "administrasi" in name.lower().split()


class RegionFacts(Frozen):
    """What one row of a file says about a region, found right in itself."""

    line: int
    code: RegionCode
    name: Line
    kind: RegionKind
    province_code: str
    province: Line
    time_zone: TimeZone

    @property
    def administrative(self) -> bool:
        """Whether the region has no government of its own."""
        return is_administrative(self.name)

    def region(self, key: Key, source: RegionSource, since: date | None) -> Region:
        """The region these facts describe, under an id of its own."""
        return Region(
            id=key,
            kind=self.kind,
            names=(Dated(text=self.name, valid_from=since),),
            codes=(Dated(text=self.code, valid_from=since),),
            province_code=self.province_code,
            province=self.province,
            time_zone=self.time_zone,
            administrative=self.administrative,
            source=source,
        )


def read_region(row: TableRow, report: Report, *, province: str = "province") -> RegionFacts | None:
    """The facts in the columns code, name, time_zone and `province`, or None after everything wrong was reported."""
    found: list[str] = []

    def wrong(column: str, problem: str, message: str) -> None:
        found.append(problem)
        report(column, problem, message)

    code = _read_code(row["code"], wrong)
    name = _read_name(row["name"], wrong)
    zone = _read_zone(row["time_zone"], wrong)
    if not row[province]:
        wrong(province, "province_empty", "The province is missing. Write its name, for example Jawa Tengah.")
    kind = kind_of_code(code) if code else None
    if code and name and kind and kind_of_name(name) is not kind:
        wrong(
            "name",
            "kind_mismatch",
            f"{code} is the code of a {kind}, but the name is “{name}”. Check which of the two is right.",
        )
    due = PROVINCE_ZONES.get(code[:2]) if code else None
    if code and zone and due and zone is not due:
        wrong(
            "time_zone",
            "time_zone_mismatch",
            f"Regions whose code begins with {code[:2]} have {due}, not {zone}. Correct the time zone or the code.",
        )
    if found or code is None or name is None or zone is None or kind is None:
        return None
    return RegionFacts(
        line=row.line,
        code=code,
        name=name,
        kind=kind,
        province_code=code[:2],
        province=row[province],
        time_zone=zone,
    )


def _read_code(text: str, wrong: Report) -> str | None:
    if not text:
        wrong("code", "code_empty", "The code is missing. Write the Kemendagri code, for example 34.04.")
        return None
    if re.fullmatch(r"[0-9]{2}[.,][0-9]", text):
        wrong(
            "code",
            "code_bad",
            f"“{text}” has lost a digit, as happens when Excel takes codes for numbers. Format the column as text "
            f"and write the code again; it may be {text[:2]}.{text[3]}0.",
        )
        return None
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}", text):
        wrong("code", "code_bad", f"“{text}” is no code. A code is two digits, a dot, two digits, for example 34.04.")
        return None
    if kind_of_code(text) is None:
        wrong("code", "code_bad", f"{text} is no code: 01 to 69 after the dot is a kabupaten, 71 to 99 a kota.")
        return None
    return text


def _read_name(text: str, wrong: Report) -> str | None:
    if not text:
        wrong("name", "name_empty", "The name is missing. Write it in full, for example Kabupaten Sleman.")
        return None
    name = full_name(text)
    kind = kind_of_name(name)
    if kind is None or not re.search(r"[A-Za-z]", name[len(kind) :]):
        wrong("name", "name_bad", f"“{text}” does not begin with Kabupaten or Kota. Write the name in full.")
        return None
    if len(name) > LONGEST_NAME:
        wrong(
            "name", "name_bad", f"The name has {len(name)} characters, at most {LONGEST_NAME} are possible. Shorten it."
        )
        return None
    return name


def _read_zone(text: str, wrong: Report) -> TimeZone | None:
    if text.upper() in set(TimeZone):
        return TimeZone(text.upper())
    wrong("time_zone", "time_zone_bad", f"“{text}” is no time zone of Indonesia. Write WIB, WITA or WIT.")
    return None


class KnownRegions:
    """The regions known so far, found by code and by name."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._regions = tuple(regions)
        self._codes = {r.code: r for r in self._regions if r.ended_on is None}
        self._former = {
            dated.text: region
            for dated, region in sorted(
                ((dated, region) for region in self._regions for dated in region.codes),
                key=lambda pair: pair[0].valid_to or date.max,
            )
        }
        self._names = {name_letters(dated.text): r for r in self._regions for dated in r.names}
        # A name in use wins over one that another region had before.
        self._names.update({name_letters(r.name): r for r in self._regions if r.ended_on is None})
        self._ids = {r.id: r for r in self._regions}

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions)

    def __len__(self) -> int:
        return len(self._regions)

    @property
    def registered(self) -> bool:
        """Whether an official register was imported, so that an unknown code is a mistake."""
        return any(r.source is RegionSource.REGISTER for r in self._regions)

    def by_id(self, key: Key) -> Region | None:
        """The region with this id."""
        return self._ids.get(key)

    def by_code(self, code: str) -> Region | None:
        """The region that has this code now."""
        return self._codes.get(code)

    def by_any_code(self, code: str) -> Region | None:
        """The region that has this code now, or else had it last."""
        return self._codes.get(code) or self._former.get(code)

    def by_name(self, name: str) -> Region | None:
        """The region that has this name now, or else had it, whatever the spelling."""
        return self._names.get(name_letters(name))

    def had_name(self, region: Region, name: str) -> bool:
        """Whether the region has or had this name."""
        return name_letters(name) in {name_letters(dated.text) for dated in region.names}

    def free_key(self, name: str, taken: Iterable[Key] = ()) -> Key:
        """An id for a region first known by `name`: readable, and not one that any region has or had."""
        used = {*self._ids, *taken}
        key = region_key(name)
        number = 2
        while key in used:
            key = f"{region_key(name)}-{number}"
            number += 1
        return key
