"""The people of a cohort, from a file: who they are, their roles, and where those of no region work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from api.tables import file_bytes, refuse
from domain.roles import REGIONAL_ROLES
from domain.shape import Person
from domain.tables import Report, RowProblem, TableRow, read_table, reporter
from domain.values import Member, RegionOfJourney, Workplace
from domain.vocabulary import Role, TimeZone
from records.people import PersonRecord

COLUMNS = ("region", "role", "id", "name", "email")
OPTIONAL = ("agency", "sample", "zone")
LONGEST_NAME = 300
_ID: TypeAdapter[str] = TypeAdapter(Person)


@dataclass(frozen=True)
class PeopleFile:
    """The people, the members every journey has, those of one region by its code, and the zones that were given.

    `mentors` are only made known, in the order of the file.
    """

    people: tuple[PersonRecord, ...]
    everywhere: tuple[Member, ...]
    of_region: dict[str, tuple[Member, ...]]
    workplaces: tuple[Workplace, ...] = ()
    mentors: tuple[Person, ...] = ()

    def workplaces_outside(self, office: TimeZone | None) -> tuple[Workplace, ...]:
        """Where people work, as far as it is not the zone of the policy's office."""
        return tuple(place for place in self.workplaces if place.zone is not office)

    def members_of(self, region: RegionOfJourney) -> tuple[Member, ...]:
        """The members of one region's journey, without those every journey has."""
        return self.of_region.get(region.code, ())


def read_people(
    data: bytes, *, since: date, codes: Sequence[str], manager_required: bool = True
) -> PeopleFile | list[RowProblem]:
    """The people in a file, in their roles `since` a day; or every problem in it.

    An empty region means the programme. `codes` are the regions that may be named. Unless the journeys have their
    programme manager already, one is required: without one nobody could mend anything. A mentor becomes a member
    when he is assigned; a row only makes him known, with his zone.
    """
    table = read_table(data, required=COLUMNS, optional=OPTIONAL)
    problems = list(table.problems)
    people: dict[str, PersonRecord] = {}
    members: dict[str, list[Member]] = {}
    zones: dict[str, TimeZone] = {}
    mentors: list[str] = []
    for row in table.rows:
        found = _person(row, problems, codes, zones)
        if found is None:
            continue
        person, role = found
        people[person.id] = person
        if role is Role.MENTOR:
            mentors.append(person.id)
        else:
            member = Member(person=person.id, role=role, since=since, agency=row["agency"] or None)
            members.setdefault(row["region"], []).append(member)
    everywhere = tuple(members.pop("", []))
    if manager_required and not problems and not any(member.role is Role.PROGRAMME_MANAGER for member in everywhere):
        message = "Give a programme_manager, in a row with an empty region: without one nobody can mend a journey."
        problems.append(RowProblem(line=None, column="role", problem="no_programme_manager", message=message))
    if problems:
        return problems
    return PeopleFile(
        people=tuple(people.values()),
        everywhere=everywhere,
        of_region={code: tuple(found) for code, found in members.items()},
        workplaces=tuple(Workplace(person=person, zone=zone) for person, zone in zones.items()),
        mentors=tuple(dict.fromkeys(mentors)),
    )


def people_in(
    path: Path, *, since: date, codes: Sequence[str], nothing_done: str, manager_required: bool = True
) -> PeopleFile:
    """The people in a file. Raises `Failure` after every problem was shown, saying that `nothing_done`."""
    read = read_people(file_bytes(path), since=since, codes=codes, manager_required=manager_required)
    if isinstance(read, list):
        raise refuse(path, read, as_json=False, nothing_done=nothing_done)
    return read


def _person(
    row: TableRow, problems: list[RowProblem], codes: Sequence[str], zones: dict[str, TimeZone]
) -> tuple[PersonRecord, Role] | None:
    """The person in a row and his role, or None after everything wrong was added to `problems`."""
    before = len(problems)
    wrong = reporter(problems, row.line)
    if row["region"] and row["region"] not in codes:
        wrong("region", "unknown_region", f"No region with the code {row['region']} is in the cohort's file.")
    role = _role(row, wrong)
    try:
        _ID.validate_python(row["id"])
    except ValidationError:
        wrong("id", "bad_id", f"“{row['id']}” is no id: use lower-case letters, digits, dot and dash.")
    if not row["name"]:
        wrong("name", "no_name", "Give the person's name.")
    if len(row["name"]) > LONGEST_NAME:
        wrong("name", "name_too_long", f"The name has more than {LONGEST_NAME} characters. Shorten it.")
    if row["email"] and "@" not in row["email"]:
        wrong("email", "bad_email", f"“{row['email']}” is no e-mail address.")
    _read_zone(row, role, zones, wrong)
    if len(problems) > before or role is None:
        return None
    person = PersonRecord(
        id=row["id"],
        name=row["name"],
        email=row["email"] or None,
        sample=row["sample"].lower() in ("yes", "ya", "true"),
    )
    return person, role


def _role(row: TableRow, wrong: Report) -> Role | None:
    roles = [role.value for role in Role if role not in (Role.PUBLIC, Role.EXAMINER, Role.MENTOR)]
    if row["role"] == Role.MENTOR:
        if row["region"]:
            message = "Mentors are assigned in the journey. Leave the region empty to make this one known."
            wrong("region", "mentor_of_region", message)
        return Role.MENTOR
    if row["role"] in roles:
        return Role(row["role"])
    message = f"“{row['role']}” is no role to begin with. Choose one of: {', '.join([*roles, Role.MENTOR])}."
    wrong("role", "unknown_role", message)
    return None


def _read_zone(row: TableRow, role: Role | None, zones: dict[str, TimeZone], wrong: Report) -> None:
    """Take the zone in which a person of no region works into `zones`."""
    text = row["zone"].upper()
    if not text:
        return
    if text not in set(TimeZone):
        wrong("zone", "zone_bad", f"“{row['zone']}” is no time zone of Indonesia. Write WIB, WITA or WIT.")
    elif role in REGIONAL_ROLES:
        wrong("zone", "zone_unwanted", "People of a region work in its zone. Leave the zone empty.")
    elif zones.setdefault(row["id"], TimeZone(text)) is not TimeZone(text):
        wrong("zone", "zone_twice", f"{row['id']} works in {zones[row['id']]} by a row above. Write the same here.")
