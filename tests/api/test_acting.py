"""The commands that change something, as a person types them, on a real local stack."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import remove_folder
from workers.local.stack import local_stack
from workers.settings import Settings

FILES = Path("deploy")
BIMTEK = Path(sys.executable).parent / "bimtek"
MANAGER = ("--person", "pengelola-program", "--role", "programme_manager")
PROVISIONAL = {"act": {"kind": "pass_gate_provisionally", "gate": "mou", "reason": "menunggu", "due_on": "2099-01-05"}}
HEADER = "region,role,id,name,email\n"


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Office:
    """A running stack with the 2019 cohort, and a folder for files."""

    folder: Path

    async def bimtek(self, *words: str | Path) -> Said:
        """Run `bimtek` with these words."""
        process = await asyncio.create_subprocess_exec(
            BIMTEK,
            *map(str, words),
            "--data-dir",
            str(self.folder),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return Said(process.returncode or 0, out.decode(), err.decode())

    def file(self, name: str, content: str) -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    async def act(self, journey: str, act: object, *words: str) -> Said:
        """Send an act."""
        return await self.bimtek("journey", "act", journey, self.file("act.json", json.dumps(act)), *words)


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A stack on which the 2019 cohort was started by the command."""
    folder = tmp_path_factory.mktemp("office")
    try:
        async with local_stack(Settings(data_dir=folder)):
            office = Office(folder)
            people = FILES / "people" / "sample-2019.csv"
            started = await office.bimtek("cohort", "start", FILES / "cohorts" / "2019.csv", "--people", people)
            assert started.code == 0, started.err
            yield office
    finally:
        remove_folder(folder)


async def _shown(office: Office, journeys: int) -> dict[str, dict[str, object]]:
    """The journeys of the cohort by region, once so many are shown."""
    for _ in range(60):
        shown = await office.bimtek("cohort", "show", "2019", "--json")
        if shown.code == 0 and len(found := json.loads(shown.out)["journeys"]) >= journeys:
            return {line["region_code"]: line for line in found}
        await asyncio.sleep(0.5)
    raise AssertionError(f"{journeys} journeys were not shown within 30 s")


async def test_a_started_cohort_shows_its_25_journeys(office: Office) -> None:
    """Every listed region of the file has an open journey in kickoff."""
    shown = await _shown(office, 25)
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
    await _shown(office, 25)
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
    await _shown(office, 25)
    one = {"act": {**PROVISIONAL["act"], "gate": "sk-tim"}}
    other = {"act": {**PROVISIONAL["act"], "gate": "sk-dewan"}}
    assert (await office.act("2019/33.21", one, *MANAGER, "--id", "reused")).code == 0
    refused = await office.act("2019/33.21", other, *MANAGER, "--id", "reused")
    assert refused.code == 1
    assert "CommandIdReused" in refused.err


async def test_a_region_that_withdrew_is_substituted_on_a_catch_up_plan(office: Office) -> None:
    """Only a region that left can be substituted, once; the substitute has its own journey."""
    await _shown(office, 25)
    people = office.file("stand-in.csv", HEADER + "61.72,coordinator,koor-skw,Koordinator (contoh),k@example.go.id\n")
    # The intake of 2017 makes the substitute known.
    assert (await office.bimtek("journey", "import", FILES / "cohorts" / "2017.csv")).code == 0
    words = ("cohort", "substitute", "2019", "33.02", "61.72", "--people", people)
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
    shown = await _shown(office, 26)
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
