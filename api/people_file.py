"""The people of a cohort, from a file: who they are and which role each has, for the programme or for one region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from api.tables import file_bytes, refuse
from domain.shape import Person
from domain.tables import RowProblem, TableRow, read_table
from domain.values import Member, RegionOfJourney
from domain.vocabulary import Role
from records.people import PersonRecord

COLUMNS = ("region", "role", "id", "name", "email")
OPTIONAL = ("agency", "sample")
_ID: TypeAdapter[str] = TypeAdapter(Person)


@dataclass(frozen=True)
class PeopleFile:
    """The people, the members every journey has, and those of one region by its code."""

    people: tuple[PersonRecord, ...]
    everywhere: tuple[Member, ...]
    of_region: dict[str, tuple[Member, ...]]

    def members_of(self, region: RegionOfJourney) -> tuple[Member, ...]:
        """The members of one region's journey, without those every journey has."""
        return self.of_region.get(region.code, ())


def read_people(
    data: bytes, *, since: date, codes: Sequence[str], manager_required: bool = True
) -> PeopleFile | list[RowProblem]:
    """The people in a file, in their roles `since` a day; or every problem in it.

    An empty region means the programme. `codes` are the regions that may be named. Unless the journeys have their
    programme manager already, one is required: without one nobody could mend anything.
    """
    table = read_table(data, required=COLUMNS, optional=OPTIONAL)
    problems = list(table.problems)
    people: dict[str, PersonRecord] = {}
    members: dict[str, list[Member]] = {}
    for row in table.rows:
        found = _person(row, problems, codes)
        if found is None:
            continue
        person, role = found
        people[person.id] = person
        member = Member(person=person.id, role=role, since=since, agency=row.values.get("agency") or None)
        members.setdefault(row.values["region"], []).append(member)
    everywhere = tuple(members.pop("", []))
    if manager_required and not problems and not any(member.role is Role.PROGRAMME_MANAGER for member in everywhere):
        message = "Give a programme_manager, in a row with an empty region: without one nobody can mend a journey."
        problems.append(RowProblem(line=None, column="role", problem="no_programme_manager", message=message))
    if problems:
        return problems
    of_region = {code: tuple(found) for code, found in members.items()}
    return PeopleFile(people=tuple(people.values()), everywhere=everywhere, of_region=of_region)


def people_in(
    path: Path, *, since: date, codes: Sequence[str], nothing_done: str, manager_required: bool = True
) -> PeopleFile:
    """The people in a file. Raises `Failure` after every problem was shown, saying that `nothing_done`."""
    read = read_people(file_bytes(path), since=since, codes=codes, manager_required=manager_required)
    if isinstance(read, list):
        raise refuse(path, read, as_json=False, nothing_done=nothing_done)
    return read


def _person(row: TableRow, problems: list[RowProblem], codes: Sequence[str]) -> tuple[PersonRecord, Role] | None:
    values = row.values
    before = len(problems)

    def wrong(column: str, problem: str, message: str) -> None:
        problems.append(RowProblem(line=row.line, column=column, problem=problem, message=message))

    if values["region"] and values["region"] not in codes:
        wrong("region", "unknown_region", f"No region with the code {values['region']} is in the cohort's file.")
    roles = [role.value for role in Role if role not in (Role.PUBLIC, Role.MENTOR, Role.EXAMINER)]
    if values["role"] not in roles:
        wrong(
            "role", "unknown_role", f"“{values['role']}” is no role to begin with. Choose one of: {', '.join(roles)}."
        )
    try:
        _ID.validate_python(values["id"])
    except ValidationError:
        wrong("id", "bad_id", f"“{values['id']}” is no id: use lower-case letters, digits, dot and dash.")
    if not values["name"]:
        wrong("name", "no_name", "Give the person's name.")
    if values["email"] and "@" not in values["email"]:
        wrong("email", "bad_email", f"“{values['email']}” is no e-mail address.")
    if len(problems) > before:
        return None
    person = PersonRecord(
        id=values["id"],
        name=values["name"],
        email=values["email"] or None,
        sample=values.get("sample", "").lower() in ("yes", "ya", "true"),
    )
    return person, Role(values["role"])
