"""The commands that change something, as a person types them, on a real local stack."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from records.documents import Documents
from tests.api.office import MANAGER, Office, open_office
from workers.connections import connect_records
from workers.local.postgres import LocalPostgres

FILES = Path("deploy")
PROVISIONAL = {"act": {"kind": "pass_gate_provisionally", "gate": "mou", "reason": "menunggu", "due_on": "2099-01-05"}}
HEADER = "region,role,id,name,email\n"


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A stack on which the 2019 cohort was started by the command."""
    async with open_office(tmp_path_factory.mktemp("office")) as office:
        people = FILES / "people" / "sample-2019.csv"
        started = await office.bimtek("cohort", "start", FILES / "cohorts" / "2019.csv", "--people", people)
        assert started.code == 0, started.err
        yield office


async def test_a_started_cohort_shows_its_25_journeys(office: Office) -> None:
    """Every listed region of the file has an open journey in kickoff."""
    shown = await office.shown("2019", 25)
    assert {line["stage"] for line in shown.values()} == {"kickoff"}
    assert shown["33.10"]["journey_id"] == "journey-2019-kab-klaten"


async def test_a_cohort_is_started_once(office: Office) -> None:
    """A second start says so and starts nothing."""
    people = FILES / "people" / "sample-2019.csv"
    again = await office.bimtek("cohort", "start", FILES / "cohorts" / "2019.csv", "--people", people)
    assert again.code == 1
    assert "was started before" in again.err


async def test_an_act_is_done_once_and_a_refused_one_says_what_to_do(office: Office) -> None:
    """The same act again gets the first receipt; a wrong role, stage or journey is refused in one line."""
    await office.shown("2019", 25)
    first = await office.act("2019/33.10", PROVISIONAL, *MANAGER, "--id", "once", "--json")
    again = await office.act("2019/33.10", PROVISIONAL, *MANAGER, "--id", "once", "--json")
    assert first.code == 0, first.err
    assert json.loads(first.out)["receipt"] == json.loads(again.out)["receipt"]
    wrong_stage = await office.act("2019/33.10", {"act": {"kind": "submit"}}, "--person", "x", "--role", "team_chair")
    assert wrong_stage.code == 1
    assert "WrongStage" in wrong_stage.err
    nowhere = await office.act("2019/33.99", PROVISIONAL, *MANAGER)
    assert nowhere.code == 1
    assert "no journey" in nowhere.err
    nonsense = await office.act("2019/33.10", {"act": {"kind": "sing"}}, *MANAGER)
    assert nonsense.code == 1
    assert "Traceback" not in nonsense.err


async def test_the_same_id_with_another_act_is_refused(office: Office) -> None:
    """A reused command id is named as such."""
    await office.shown("2019", 25)
    one = {"act": {**PROVISIONAL["act"], "gate": "sk-tim"}}
    other = {"act": {**PROVISIONAL["act"], "gate": "sk-dewan"}}
    assert (await office.act("2019/33.21", one, *MANAGER, "--id", "reused")).code == 0
    refused = await office.act("2019/33.21", other, *MANAGER, "--id", "reused")
    assert refused.code == 1
    assert "CommandIdReused" in refused.err


async def test_a_region_that_withdrew_is_substituted_on_a_catch_up_plan(office: Office) -> None:
    """Only a region that left can be substituted, once; the substitute has its own journey."""
    await office.shown("2019", 25)
    people = office.file("stand-in.csv", HEADER + "61.72,coordinator,koor-skw,Koordinator (contoh),k@example.go.id\n")
    # The intake of 2017 makes the substitute known.
    assert (await office.bimtek("journey", "import", FILES / "cohorts" / "2017.csv")).code == 0
    off = office.file("own-days.csv", "date,kind,name,region\n2099-01-05,regional,Contoh,61.72\n")
    substitute = ("cohort", "substitute", "2019", "33.02", "61.72", "--days-off", off, "--people")
    zoned = office.file("zoned.csv", "region,role,id,name,email,zone\n,operator,timur,Operator,o@example.go.id,WIT\n")
    elsewhere = await office.bimtek(*substitute, zoned)
    assert (elsewhere.code, "record_workplaces" in elsewhere.err) == (1, True)
    words = (*substitute, people)
    early = await office.bimtek(*words)
    assert early.code == 1
    assert "NotWithdrawn" in early.err
    withdrawal = {"act": {"kind": "withdraw", "reason": "alasan non teknis"}}
    assert (await office.act("2019/33.02", withdrawal, *MANAGER)).code == 0
    done = early
    for _ in range(40):
        done = await office.bimtek(*words)
        if done.code == 0:
            break
        await asyncio.sleep(0.5)
    assert done.code == 0, done.err
    shown = await office.shown("2019", 26)
    assert shown["61.72"]["catch_up"] is True


async def test_a_cohort_with_open_journeys_does_not_close(office: Office) -> None:
    """The refusal names the journeys that are open."""
    refused = await office.bimtek("cohort", "close", "2019")
    assert refused.code == 1
    assert "journey-2019-" in refused.err


async def test_closed_intakes_are_imported_once_and_send_nothing(office: Office) -> None:
    """The intakes of 2017 and 2018 load with their true dates; what is past sends no message."""
    for year in ("2018", "2017"):
        imported = await office.bimtek("journey", "import", FILES / "cohorts" / f"{year}.csv", "--json")
        assert imported.code == 0, imported.err
    again = await office.bimtek("journey", "import", FILES / "cohorts" / "2017.csv", "--json")
    assert json.loads(again.out)["imported"] == []
    for _ in range(40):
        told = await office.bimtek("journey", "history", "2017/34.04", "--lang", "en")
        if told.code == 0 and "15 November 2017" in told.out:
            break
        await asyncio.sleep(0.5)
    assert "15 November 2017" in told.out


async def test_a_letter_is_signed_with_a_passphrase_that_is_kept_nowhere(office: Office, tmp_path: Path) -> None:
    """The number is in the databases of PostgreSQL and of Temporal, the passphrase in no file of the whole stack."""
    secret = tmp_path / "sandi.txt"
    secret.write_text("sandi-Direktur-7391\n", encoding="utf-8")
    letter = "document", "sign", "journey-2019-kab-klaten", await _first_letter(office, "journey-2019-kab-klaten")
    who = "--person", "direktur", "--role", "director"
    nobody = await office.bimtek(*letter, *who)
    assert (nobody.code, "--passphrase-file" in nobody.err) == (1, True)
    signed = await office.bimtek(*letter, *who, "--passphrase-file", secret, "--json")
    assert signed.code == 0, signed.err
    number = json.loads(signed.out)["letter"]["number"].encode()
    roots = (office.folder, LocalPostgres(office.folder, 0).folder)
    files = {path: path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file()}
    assert any(number in data for path, data in files.items() if path.name.startswith("temporal.sqlite"))
    assert any(number in data for path, data in files.items() if path.parent.name == "pg_wal")
    assert [path for path, data in files.items() if b"sandi-Direktur-7391" in data] == []


async def _first_letter(office: Office, journey: str) -> str:
    """The key of the first document of a journey, once it has been made."""
    async with await connect_records(office.settings) as pool:
        for _ in range(120):
            if found := await Documents(pool).of_journey(journey):
                return found[0].key
            await asyncio.sleep(0.5)
    raise AssertionError("no letter was made within 60 s")


async def test_the_records_agree_afterwards(office: Office) -> None:
    """Chain, histories and read tables agree once everything is recorded."""
    for _ in range(40):
        verified = await office.bimtek("records", "verify")
        if verified.code == 0:
            break
        await asyncio.sleep(0.5)
    assert verified.code == 0, verified.out


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "empty"),
        (HEADER + ",director,direktur,D,d@example.go.id\n", "programme_manager"),
        (HEADER + ",king,raja,R,r@example.go.id\n", "king"),
        (HEADER + "99.99,coordinator,k,K,k@example.go.id\n", "99.99"),
        (HEADER + ",director,Bad Id,D,d@example.go.id\n", "Bad Id"),
        (HEADER + ",director,d,D,nowhere\n", "nowhere"),
    ],
    ids=["empty file", "no manager", "unknown role", "unknown region", "bad id", "bad address"],
)
async def test_a_wrong_people_file_starts_nothing(office: Office, content: str, problem: str) -> None:
    """Each mistake in a people file is named with its line, and nothing is started."""
    people = office.file("wrong.csv", content)
    row = "12.73,Kota Sibolga,Sumatera Utara,WIB,listed,\n"
    cohort = office.file("2020.csv", "code,name,province,time_zone,status,remark\n" + row)
    words = ("cohort", "start", cohort, "--people", people)
    said = await office.bimtek(*words)
    assert said.code == 1
    assert problem in " ".join((said.out + said.err).split())
