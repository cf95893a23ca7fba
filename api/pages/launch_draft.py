"""A cohort that is being prepared: what a manager uploaded and said, kept under its hash, and what is found in it.

A draft is never changed: another upload makes another draft, so that every step has an address to go back to.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pydantic import Field, ValidationError

from activities.documents.files import ObjectFiles
from api.http.cohort_forms import policy_wanted
from api.http.problems import NoSuch
from api.launching import (
    CannotLaunch,
    FileOf,
    FileProblem,
    FilesRefused,
    Prepared,
    Wanted,
    check_files,
    opening,
    prepare,
    regional_days,
)
from api.people_file import COLUMNS as PEOPLE
from api.people_file import OPTIONAL as PEOPLE_TOO
from api.services import Services
from api.workbook import as_text
from domain.calendar_file import OPTIONAL as DAYS_TOO
from domain.calendar_file import REQUIRED as DAYS
from domain.cohort_file import OPTIONAL as REGIONS_TOO
from domain.cohort_file import REQUIRED as REGIONS
from domain.policy import Policy
from domain.shape import Frozen, Sha256
from domain.tables import read_table
from domain.words.phrase import Phrase
from records.cohorts import Cohorts
from records.policies import Policies
from records.reading import Reading
from records.regions import RegionRecords

JSON = "application/json"
BYTES = "application/octet-stream"
ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,29}")
LONGEST_TITLE = 200
LONGEST_STAGGER = 365
COLUMNS: Mapping[FileOf, tuple[str, ...]] = {
    FileOf.REGIONS: (*REGIONS, *REGIONS_TOO),
    FileOf.PEOPLE: (*PEOPLE, *PEOPLE_TOO),
    FileOf.DAYS_OFF: (*DAYS, *DAYS_TOO),
}


class KeptFile(Frozen):
    """An uploaded file in the object store, and what it was called."""

    sha256: Sha256
    name: str
    size: int


class LaunchDraft(Frozen):
    """What was said and uploaded, as it was written; `files` by the field they were uploaded in."""

    id: str = ""
    title: str = ""
    policy: str = ""
    opens_on: str = ""
    stagger_days: str = "0"
    simulated: bool = False
    files: dict[FileOf, KeptFile] = Field(default_factory=dict)

    @property
    def opens(self) -> date | None:
        """The first day; None when it is left out. Raises `ValueError` for what is no day."""
        return date.fromisoformat(self.opens_on) if self.opens_on else None


@dataclass(frozen=True)
class Looked:
    """What was found in a draft: mistakes by field, problems of files by row, or the cohort that can be started."""

    errors: dict[str, Phrase] = field(default_factory=dict)
    problems: tuple[FileProblem, ...] = ()
    cannot: str | None = None
    wanted: Wanted | None = None
    prepared: Prepared | None = None
    content: dict[FileOf, bytes] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether nothing is wrong, so that it can be started."""
        return self.prepared is not None and not self.errors


async def keep_draft(objects: ObjectFiles, draft: LaunchDraft) -> str:
    """Keep a draft; gives the hash that it is found by."""
    return (await objects.put(draft.model_dump_json().encode(), JSON)).sha256


async def keep_file(objects: ObjectFiles, name: str, content: bytes) -> KeptFile:
    """Keep a file that was uploaded."""
    stored = await objects.put(content, BYTES)
    return KeptFile(sha256=stored.sha256, name=name.replace("\\", "/").rpartition("/")[2][:200], size=stored.size)


async def draft_of(objects: ObjectFiles, sha256: str) -> LaunchDraft:
    """A draft by its hash. Raises `NoSuch`."""
    content = await objects.get(sha256)
    try:
        return LaunchDraft.model_validate_json(content or b"")
    except ValidationError:
        raise NoSuch(what="draft of a cohort", id=sha256) from None


async def look_at(services: Services, draft: LaunchDraft, now: datetime) -> Looked:
    """Everything that keeps a draft from being started, or the cohort that it makes; nothing is changed."""
    content = {
        which: found
        for which, kept in draft.files.items()
        if (found := await services.files.get(kept.sha256)) is not None
    }
    errors = _said_wrong(draft, content)
    if "id" not in errors and await Cohorts(services.pool).find(draft.id) is not None:
        errors["id"] = Phrase(
            f"Angkatan {draft.id} sudah ada. Beri id lain.", f"There is a cohort {draft.id}. Give another id."
        )
    policy, problems = await _policy(services, draft, content)
    if errors or policy is None:
        return Looked(errors, (*await _of_files(services, content, now), *problems), content=content)
    wanted = _wanted(draft, content, policy, now)
    try:
        prepared = await prepare(services.pool, wanted)
    except FilesRefused as refused:
        return Looked(errors, refused.problems, content=content)
    except CannotLaunch as cannot:
        return Looked(errors, cannot=str(cannot), content=content)
    return Looked(errors, wanted=wanted, prepared=prepared, content=content)


def _wanted(draft: LaunchDraft, content: Mapping[FileOf, bytes], policy: Policy, now: datetime) -> Wanted:
    opens = draft.opens
    return Wanted(
        cohort=draft.id,
        policy=policy,
        file=content[FileOf.REGIONS],
        people=content[FileOf.PEOPLE],
        days_off=content.get(FileOf.DAYS_OFF),
        opens_at=now if opens is None else opening(opens),
        stagger=timedelta(days=int(draft.stagger_days)),
        simulated=draft.simulated,
        title=draft.title or None,
    )


def _said_wrong(draft: LaunchDraft, content: Mapping[FileOf, bytes]) -> dict[str, Phrase]:
    """The mistakes in what was said beside the files."""
    found: dict[str, Phrase] = {}
    if not ID.fullmatch(draft.id):
        found["id"] = Phrase(
            "Pakai 1 sampai 30 huruf kecil, angka, titik, atau tanda hubung, misalnya 2027.",
            "Use 1 to 30 small letters, digits, dots or dashes, such as 2027.",
        )
    if len(draft.title) > LONGEST_TITLE or not draft.title.isprintable():
        found["title"] = Phrase(
            f"Satu baris, paling panjang {LONGEST_TITLE} huruf.", f"One line of at most {LONGEST_TITLE} characters."
        )
    try:
        draft.opens  # noqa: B018 - it is asked for what it raises
    except ValueError:
        found["opens_on"] = Phrase(
            "Tulis tanggal seperti 2027-02-01, atau kosongkan.", "Write a day such as 2027-02-01."
        )
    if not (draft.stagger_days.isdecimal() and int(draft.stagger_days) <= LONGEST_STAGGER):
        found["stagger_days"] = Phrase(
            f"Tulis angka dari 0 sampai {LONGEST_STAGGER}.", f"Write a number from 0 to {LONGEST_STAGGER}."
        )
    for which in (FileOf.REGIONS, FileOf.PEOPLE):
        if which not in content:
            found[which.value] = Phrase("Unggah berkas ini.", "Upload this file.")
    if not draft.policy and FileOf.POLICY not in content:
        found["policy"] = Phrase(
            "Pilih kebijakan, atau unggah berkasnya.", "Choose a policy, or upload the file of one."
        )
    return found


async def _policy(
    services: Services, draft: LaunchDraft, content: Mapping[FileOf, bytes]
) -> tuple[Policy | None, tuple[FileProblem, ...]]:
    text = content.get(FileOf.POLICY)
    if text is None and draft.policy not in {
        f"{line.name}/{line.version}" for line in await Policies(services.pool).used()
    }:
        return None, ()
    try:
        return await policy_wanted(services, None if text is not None else draft.policy, text), ()
    except FilesRefused as refused:
        return None, refused.problems


async def _of_files(services: Services, content: Mapping[FileOf, bytes], now: datetime) -> tuple[FileProblem, ...]:
    """The problems of the files alone, while something else keeps the whole from being prepared."""
    problems: tuple[FileProblem, ...] = ()
    if FileOf.REGIONS in content:
        checked = await asyncio.to_thread(
            check_files,
            content[FileOf.REGIONS],
            content.get(FileOf.PEOPLE),
            regions=await RegionRecords(services.pool).load(),
            open_elsewhere=await Reading(services.pool).open_regions(),
            since=now.date(),
        )
        problems = checked.problems
    try:
        regional_days(content.get(FileOf.DAYS_OFF))
    except FilesRefused as refused:
        problems += refused.problems
    return problems


def values_in(which: FileOf, content: bytes) -> dict[int, dict[str, str]]:
    """What stands in a file, by line and column, as far as it can be read."""
    text = as_text(content)
    if isinstance(text, list) or which not in COLUMNS:
        return {}
    return {row.line: row.values for row in read_table(text, required=(), optional=COLUMNS[which]).rows}
