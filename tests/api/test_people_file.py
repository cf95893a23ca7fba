"""The people's file: who becomes a member, who is only made known, and where those of no region work."""

from __future__ import annotations

from datetime import date

import pytest

from api.people_file import PeopleFile, read_people
from domain.values import Workplace
from domain.vocabulary import Role, TimeZone

SINCE = date(2026, 2, 2)
HEADER = "region,role,id,name,email,zone\n"
MANAGER = ",programme_manager,pm,Pengelola (contoh),pm@example.go.id,\n"


def read(rows: str) -> PeopleFile:
    """The people in a right file."""
    found = read_people((HEADER + MANAGER + rows).encode(), since=SINCE, codes=("33.10",))
    assert isinstance(found, PeopleFile), found
    return found


def test_a_mentor_is_known_with_his_zone_before_he_is_assigned() -> None:
    """He is no member yet; his zone is kept where it is not the office's."""
    found = read(",mentor,mentor-timur,Mentor (contoh),m@example.go.id,wit\n")
    assert [person.id for person in found.people] == ["pm", "mentor-timur"]
    assert [member.role for member in found.everywhere] == [Role.PROGRAMME_MANAGER]
    assert found.workplaces_outside(TimeZone.WIB) == (Workplace(person="mentor-timur", zone=TimeZone.WIT),)
    assert found.workplaces_outside(TimeZone.WIT) == ()


def test_an_officer_of_one_region_may_work_elsewhere() -> None:
    """A person of the programme in a region's row works where the zone says, not where the region is."""
    found = read("33.10,ministry_officer,officer,Petugas (contoh),o@example.go.id,WITA\n")
    assert found.workplaces_outside(TimeZone.WIB) == (Workplace(person="officer", zone=TimeZone.WITA),)
    assert found.of_region["33.10"][0].role is Role.MINISTRY_OFFICER


def test_without_the_column_everything_is_as_before() -> None:
    """The column may be left out."""
    text = "region,role,id,name,email\n,programme_manager,pm,Pengelola (contoh),pm@example.go.id\n"
    found = read_people(text.encode(), since=SINCE, codes=())
    assert isinstance(found, PeopleFile)
    assert found.workplaces == ()


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        pytest.param(",operator,op,Operator,o@example.go.id,CET\n", "zone_bad", id="no zone of Indonesia"),
        pytest.param("33.10,coordinator,k,Koordinator,k@example.go.id,WIT\n", "zone_unwanted", id="a regional person"),
        pytest.param(",operator,pm,Pengelola,p@example.go.id,WIT\n,director,pm,P,p@x,WIB\n", "zone_twice", id="two"),
        pytest.param("33.10,mentor,m,Mentor,m@example.go.id,\n", "mentor_of_region", id="a mentor of a region"),
        pytest.param(",examiner,e,Penguji,e@example.go.id,\n", "unknown_role", id="an examiner"),
        pytest.param(f",operator,op,{'x' * 301},o@example.go.id,\n", "name_too_long", id="a name without end"),
    ],
)
def test_each_mistake_is_named_with_its_line(rows: str, problem: str) -> None:
    """What cannot be is a problem of its row."""
    found = read_people((HEADER + MANAGER + rows).encode(), since=SINCE, codes=("33.10",))
    assert isinstance(found, list)
    assert [one.problem for one in found] == [problem]
    assert found[0].line in (3, 4)
