"""`bimtek cohort check` and `start` on a real stack: from Excel, looked at before, with roles in the programme."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.vocabulary import Stage
from records.identity import Identities
from tests.api.office import Office, open_office
from tests.http.cohort_files import BITUNG, HEADER, MANAGER_ROW, PEOPLE_HEADER, SIBOLGA, workbook
from workers.connections import connect_records

PEOPLE = (
    MANAGER_ROW,
    ",mentor,pembimbing-01,Pembimbing 01 (SIMULASI),p01@example.go.id",
    "12.73,ministry_officer,pendamping.sibolga,Pendamping (contoh),d@example.go.id",
)


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A stack on which nothing was started."""
    async with open_office(tmp_path_factory.mktemp("launch")) as office:
        yield office


def excel(office: Office, name: str, *rows: str) -> Path:
    """A workbook of the office."""
    path = office.folder / name
    path.write_bytes(workbook([row.split(",") for row in rows]))
    return path


async def test_a_cohort_is_checked_looked_at_and_started_from_workbooks(office: Office) -> None:
    """A dry run shows days and load and changes nothing; the start gives roles in the programme, and says so."""
    file = excel(office, "2027.xlsx", HEADER, SIBOLGA, BITUNG)
    people = excel(office, "orang.xlsx", PEOPLE_HEADER, *PEOPLE)
    checked = await office.bimtek("cohort", "check", file)
    assert (checked.code, "2 regions (2 listed)" in checked.out) == (0, True), checked
    words = ("cohort", "start", file, "--people", people, "--opens-on", "2027-02-01", "--simulated")
    looked = await office.bimtek(*words, "--dry-run")
    assert looked.code == 0, looked.err
    assert "the last day of each stage" in looked.out
    assert "in the week of" in looked.out
    assert "pembimbing-01" in looked.out
    facts = json.loads((await office.bimtek(*words, "--dry-run", "--json")).out)
    assert {planned["name"] for planned in facts["plan"]["regions"][0]["dates"]} >= set(Stage)
    assert (await office.bimtek("cohort", "show", "2027")).code == 1
    started = await office.bimtek(*words)
    assert started.code == 0, started.err
    assert "got a role: pengelola-program (programme manager)." in " ".join(started.out.split())
    await office.shown("2027", 2)
    async with await connect_records(office.settings) as pool:
        granted = await Identities(pool).all_programme_roles()
    assert [(found.person, found.role, found.granted_by) for found in granted] == [
        ("pengelola-program", "programme_manager", "bimtek cohort start")
    ]


async def test_every_problem_of_every_file_is_shown_at_once(office: Office) -> None:
    """Regions, people and days off in one attempt, each with its line; nothing is started."""
    file = excel(office, "2028.xlsx", HEADER, "12.04,Kabupaten Nias,Sumatera Utara,WIT,listed")
    people = office.file("orang.csv", f"{PEOPLE_HEADER}\n{MANAGER_ROW}\n12.04,king,raja,Raja,r@example.go.id\n")
    days = office.file("hari.csv", "date,kind,name,region\n2028-13-01,regional,Contoh,12.04\n")
    said = await office.bimtek("cohort", "start", file, "--people", people, "--days-off", days)
    assert said.code == 1
    for problem in ("time_zone_mismatch", "unknown_role", "date_bad"):
        assert problem in said.out
    assert "Nothing was started." in said.err
