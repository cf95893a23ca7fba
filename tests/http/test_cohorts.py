"""Cohorts over HTTP: checked, planned and started from CSV and Excel, substituted, paused, reported, closed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from domain.vocabulary import Stage
from records.identity import Identities
from records.people import People, PersonRecord
from tests.http import cohort_files as made
from tests.http.door import Door

MENTORS = (",mentor,pembimbing-01,Pembimbing 01 (SIMULASI),p01@example.go.id",)
WITHDRAW = {"kind": "withdraw", "reason": "alasan non teknis"}


async def answered(client: httpx2.AsyncClient, path: str, **named: Any) -> Any:
    """The answer to a form that is right."""
    answer = await client.post(path, **named)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def journeys(client: httpx2.AsyncClient, cohort: str, number: int) -> dict[str, dict[str, Any]]:
    """The journeys of a cohort by the code of their region, once there are so many."""
    for _ in range(60):
        items = (await client.get("/journeys", params={"cohort": cohort})).json()["items"]
        if len(items) >= number:
            return {item["region_code"]: item for item in items}
        await asyncio.sleep(0.25)
    raise AssertionError(f"{number} journeys of {cohort} did not come")


async def test_problems_are_named_with_file_line_and_column(door: Door) -> None:
    """One check shows every problem of both files; it changes nothing."""
    files = {
        "file": ("a.csv", made.regions(made.SIBOLGA, "12.75,Kota Binjai,Sumatera Utara,WIT,listed")),
        "people": ("b.csv", made.people("12.73,king,raja,Raja,r@example.go.id", "99.99,sekda,s,Sekda,s@example.go.id")),
    }
    async with door.person("pengelola-program") as manager:
        found = await answered(manager, "/cohorts/check", files=files)
    assert found["ok"] is False
    assert [(p["file"], p["line"], p["column"], p["problem"]) for p in found["problems"]] == [
        ("file", 3, "time_zone", "time_zone_mismatch"),
        ("people", 3, "role", "unknown_role"),
        ("people", 4, "region", "unknown_region"),
    ]
    assert found["problem_count"] == 3


async def test_a_workbook_is_read_like_a_text_file(door: Door) -> None:
    """Excel makes 12.7 of a code in digits, and knows days as days; the rows are those of the sheet."""
    rows: list[list[Any]] = [
        made.HEADER.split(","),
        [12.73, "Kota Sibolga", "Sumatera Utara", "WIB", "listed"],
        [],
        made.KARO.split(","),
    ]
    async with door.person("pengelola-program") as manager:
        found = await answered(manager, "/cohorts/check", files={"file": ("a.xlsx", made.workbook(rows))})
        rows[1][1] = "=HYPERLINK(1)"
        formula = await answered(manager, "/cohorts/check", files={"file": ("a.xlsx", made.workbook(rows))})
    assert found["ok"], found
    assert [(region["line"], region["region"]["code"]) for region in found["regions"]] == [(2, "12.73"), (4, "12.06")]
    assert [(p["line"], p["problem"]) for p in formula["problems"]] == [(2, "formula")]


async def test_a_plan_has_the_days_of_each_region_and_the_load_of_each_mentor(door: Door) -> None:
    """The second region opens later and so do its stages; days off of its own move them; nothing is started."""
    files = {
        "file": ("a.csv", made.regions(made.SIBOLGA, made.BITUNG)),
        "people": ("b.csv", made.people(*MENTORS)),
        "days_off": ("c.csv", made.text("date,kind,name,region", "2027-02-15,regional,Contoh,71.72")),
    }
    asked = {"policy": "intake-2019/3", "opens_on": "2027-02-01", "stagger_days": "7"}
    async with door.person("pengelola-program") as manager:
        plan = await answered(manager, "/cohorts/plan", data=asked, files=files)
        cohorts = (await manager.get("/cohorts")).json()["items"]
    first, second = plan["regions"]
    assert (first["opens_on"], second["opens_on"], second["own_days_off"]) == ("2027-02-01", "2027-02-08", 1)
    days = [{planned["name"]: planned["day"] for planned in region["dates"]} for region in (first, second)]
    assert all(days[0][stage] < days[1][stage] for stage in Stage)
    (load,) = plan["mentors"]
    assert (load["regions"], load["sessions"], load["verdict_rounds"]) == (["12.73", "71.72"], 8, 2)
    assert load["in_busiest_week"] >= 1
    assert len(plan["assumed"]) == 3
    assert "rencana" not in {line["cohort"] for line in cohorts}


async def test_a_plan_from_wrong_files_is_refused_with_every_place(door: Door) -> None:
    """422: each error says file, line and column; the policy's say the place in the policy."""
    policy = made.POLICY.read_text(encoding="utf-8").replace("maximum_rounds = 3", "maximum_rounds = 0")
    right = {"file": ("a.csv", made.regions(made.SIBOLGA)), "people": ("b.csv", made.people())}
    async with door.person("pengelola-program") as manager:
        named = {"policy": "intake-2019/3"}
        rows = await manager.post(
            "/cohorts/plan",
            data=named,
            files={**right, "file": ("a.csv", made.regions("12.7,Kota Sibolga,Sumatera Utara,WIB,listed"))},
        )
        rule = await manager.post("/cohorts/plan", files={**right, "policy_file": ("p.toml", policy.encode())})
        bad = await manager.post("/cohorts/plan", files={**right, "policy_file": ("p.toml", b"a = [[[")})
        none = await manager.post("/cohorts/plan", files=right)
        unknown = await manager.post("/cohorts/plan", data={"policy": "tidak-ada/1"}, files=right)
        late = await manager.post("/cohorts/plan", data={**named, "opens_on": "9999-12-31"}, files=right)
        strange = await manager.post("/cohorts/plan", data={**named, "colour": "red"}, files=right)
    assert (rows.status_code, rows.json()["name"]) == (422, "FilesNotValid")
    assert rows.json()["errors"][0]["where"] == "file.2.code"
    assert rule.json()["errors"][0]["where"] == "policy_file.review.maximum_rounds"
    assert bad.json()["errors"][0]["where"] == "policy_file"
    assert (none.status_code, none.json()["name"]) == (422, "NotValid")
    assert (unknown.status_code, unknown.json()["name"]) == (404, "NoSuch")
    assert (late.status_code, late.json()["name"]) == (409, "CannotBeDone")
    assert strange.status_code == 422


async def test_a_cohort_is_started_once_and_shown_at_once(door: Door) -> None:
    """The same key again gives the first answer; the cohort is listed, with its policy."""
    async with door.person("pengelola-program") as manager:
        first = await made.begin(manager, "uji-a", made.SIBOLGA, stagger_days="3")
        again = await made.begin(manager, "uji-a", made.SIBOLGA, stagger_days="3")
        other = await made.begin(manager, "uji-a", made.BINJAI, stagger_days="3")
        before = await made.begin(manager, "uji-a", made.SIBOLGA, stagger_days="3", key="lain")
        shown = await manager.get(first.headers["Location"].removeprefix("/api/v1"))
        policies = (await manager.get("/policies")).json()["items"]
        await journeys(manager, "uji-a", 1)
    assert (first.status_code, first.json()["cohort"], first.json()["journeys"]) == (201, "uji-a", 1), first.text
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["name"]) == (409, "KeyReused")
    assert (before.status_code, before.json()["name"]) == (409, "CannotBeDone")
    assert shown.json()["policy"] == "intake-2019"
    assert "uji-a" in {cohort for policy in policies for cohort in policy["cohorts"]}


async def test_a_start_whose_answer_was_lost_is_known_again(door: Door) -> None:
    """The server dies between the start and the keeping of its answer: the same request finds its own cohort."""
    async with door.person("pengelola-program") as manager:
        await made.begin(manager, "uji-b", made.BINJAI)
        await door.services.pool.execute(
            "update answered set status = null, answer = null, begun_at = now() - interval '2 minutes' where key = $1",
            "mulai-uji-b",
        )
        again = await made.begin(manager, "uji-b", made.BINJAI)
        assert (again.status_code, again.json()["cohort"]) == (201, "uji-b"), again.text
        assert len(await journeys(manager, "uji-b", 1)) == 1


async def test_starting_over_http_changes_nobody_and_appoints_nobody(door: Door) -> None:
    """Who is known keeps his address; a programme row makes a member of each journey, not of the programme."""
    pool = door.services.pool
    await People(pool).save([PersonRecord(id="uji.lama", name="Nama Lama", email="lama@example.go.id")])
    named = made.people(
        ",operator,uji.lama,=cmd|' /C calc'!A0,baru@example.go.id", ",operator,uji.baru,@SUM(1),b@example.go.id"
    )
    async with door.person("pengelola-program") as manager:
        started = await made.begin(manager, "uji-c", made.BITUNG, named=named)
        assert started.status_code == 201, started.text
        (line,) = (await journeys(manager, "uji-c", 1)).values()
    known = await People(pool).find(["uji.lama", "uji.baru"])
    assert (known["uji.lama"].name, known["uji.lama"].email) == ("Nama Lama", "lama@example.go.id")
    assert known["uji.baru"].name == "@SUM(1)"
    assert await Identities(pool).roles_in(line["journey_id"], "uji.baru") == {"operator"}
    assert await Identities(pool).programme_roles("uji.baru") == set()


async def test_a_region_is_substituted_and_the_same_again_is_done_once(door: Door) -> None:
    """Only one that withdrew; the stand-in's journey is on a catch-up plan."""
    async with door.person("pengelola-program") as manager:
        # A cohort of one region makes the stand-in known; it withdraws there.
        for cohort, row in (("uji-d", made.KARO), ("uji-e", made.NIAS)):
            assert (await made.begin(manager, cohort, row)).status_code == 201
        left, comes = (await journeys(manager, "uji-d", 1))["12.06"], (await journeys(manager, "uji-e", 1))["12.04"]
        form: dict[str, Any] = {
            "data": {"withdrawn": "12.06", "stand_in": "12.04"},
            "files": {"people": ("p.csv", made.text(made.PEOPLE_HEADER, "12.04,sekda,nias.s,Sekda (contoh),s@x"))},
        }
        path = "/cohorts/uji-d/substitute"
        busy = await manager.post(path, **form)
        assert (busy.status_code, busy.json()["name"]) == (409, "CannotBeDone"), busy.text
        for line in (comes, left):
            done = await manager.post(f"/journeys/{line['journey_id']}/acts", json={"act": WITHDRAW})
            assert done.status_code == 200, done.text
            await until_withdrawn(manager, line["journey_id"])
        key = {"Idempotency-Key": "ganti-1"}
        first = await until_told(manager, path, form, key)
        again = await manager.post(path, headers=key, **form)
        anew = await manager.post(path, headers={"Idempotency-Key": "ganti-2"}, **form)
        nowhere = await manager.post("/cohorts/tidak-ada/substitute", **form)
        lines = await journeys(manager, "uji-d", 2)
    assert first.json() == {"journey": "journey-uji-d-kab-nias"}
    assert first.json() == again.json() == anew.json()
    assert lines["12.04"]["catch_up"] is True
    assert (nowhere.status_code, nowhere.json()["name"]) == (404, "NoSuch")


async def until_withdrawn(client: httpx2.AsyncClient, journey: str) -> None:
    """Wait until a journey is shown as withdrawn."""
    for _ in range(40):
        if (await client.get(f"/journeys/{journey}")).json()["line"]["status"] == "withdrawn":
            return
        await asyncio.sleep(0.25)
    raise AssertionError(f"{journey} did not end")


async def until_told(client: httpx2.AsyncClient, path: str, form: Any, key: dict[str, str]) -> httpx2.Response:
    """Ask until the cohort has been told that a journey ended; a refusal leaves the key free."""
    for _ in range(40):
        answer = await client.post(path, headers=key, **form)
        if answer.status_code != 409:
            assert answer.status_code == 200, answer.text
            return answer
        await asyncio.sleep(0.25)
    raise AssertionError(answer.text)


async def test_a_cohort_pauses_and_goes_on_with_a_result_for_each_journey(door: Door) -> None:
    """A preview sends nothing; the same key does what is left; regions can be named."""
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    pause = {"cause": "disaster", "reason": "Banjir.", "approved_by": "Direktur (contoh)", "resumes_on": day}
    key = {"Idempotency-Key": "jeda-1"}
    async with door.person("pengelola-program") as manager:
        assert (await made.begin(manager, "uji-f", made.DAIRI, made.TIDORE)).status_code == 201
        await journeys(manager, "uji-f", 2)
        ahead = await answered(manager, "/cohorts/uji-f/pause", json={**pause, "preview": True})
        one = await answered(manager, "/cohorts/uji-f/pause", json={**pause, "only": ["12.11"]}, headers=key)
        both = await answered(manager, "/cohorts/uji-f/pause", json=pause, headers=key)
        again = await answered(manager, "/cohorts/uji-f/pause", json=pause, headers=key)
        on = await answered(manager, "/cohorts/uji-f/resume", json={"reason": "Surut."})
        past = await manager.post("/cohorts/uji-f/pause", json={**pause, "resumes_on": "2020-01-01"})
        nowhere = await manager.post("/cohorts/uji-f/pause", json={**pause, "only": ["99.99"]})
        none = await manager.post("/cohorts/tidak-ada/pause", json=pause)
    assert (ahead["sent"], ahead["counts"]) == (False, {"planned": 2})
    assert all(line["moves"] for line in ahead["journeys"])
    assert one["counts"] == {"done": 1}
    assert both["counts"] == {"unchanged": 1, "done": 1}
    assert again["counts"] == {"unchanged": 2}
    assert on["counts"] == {"done": 2}
    assert (past.status_code, nowhere.status_code, none.status_code) == (422, 422, 404)
    assert nowhere.json()["errors"][0]["where"] == "body.only.0"
    async with door.person("operator") as operator:
        refused = await operator.post("/cohorts/uji-f/pause", json=pause)
    assert (refused.status_code, refused.json()["name"]) == (403, "NoRoleForAct")


async def test_a_cohort_is_reported_and_not_closed_while_journeys_are_open(door: Door) -> None:
    """The report is a PDF to be saved; the refusal to close names the open journeys."""
    async with door.person("pengelola-program") as manager:
        report = await manager.get("/cohorts/2019/report")
        far = await manager.get("/cohorts/2019/report", params={"as_of": "2999-01-01T00:00:00Z"})
        none = await manager.get("/cohorts/tidak-ada/report")
        refused = await manager.post("/cohorts/2019/close")
        nowhere = await manager.post("/cohorts/tidak-ada/close")
    assert report.content.startswith(b"%PDF-")
    assert report.headers["content-disposition"].startswith('attachment; filename="laporan-2019-')
    assert (far.status_code, none.status_code) == (422, 404)
    assert (refused.status_code, refused.json()["name"]) == (409, "JourneysStillOpen")
    assert (nowhere.status_code, nowhere.json()["name"]) == (404, "NoSuch")


async def test_a_cohort_whose_journeys_have_ended_is_closed_and_stays_so(door: Door) -> None:
    """The summary is given again, whatever the key, also once the cohort's workflow has ended."""
    async with door.person("pengelola-program") as manager:
        row = "12.08,Kabupaten Asahan,Sumatera Utara,WIB,listed"
        assert (await made.begin(manager, "uji-g", row)).status_code == 201
        line = (await journeys(manager, "uji-g", 1))["12.08"]
        await manager.post(f"/journeys/{line['journey_id']}/acts", json={"act": WITHDRAW})
        await until_withdrawn(manager, line["journey_id"])
        first = await until_told(manager, "/cohorts/uji-g/close", {}, {"Idempotency-Key": "tutup-1"})
        for _ in range(40):
            shown = (await manager.get("/cohorts/uji-g")).json()
            if shown["summary"]:
                break
            await asyncio.sleep(0.25)
        anew = await manager.post("/cohorts/uji-g/close", headers={"Idempotency-Key": "tutup-2"})
    assert first.json()["by_status"] == {"withdrawn": 1}
    assert (shown["line"]["state"], shown["summary"]) == ("closed", first.json())
    assert (anew.status_code, anew.json()) == (200, first.json())


@pytest.mark.parametrize("path", ["/cohorts", "/cohorts/2019", "/policies", "/cohorts/2019/report"])
async def test_regions_do_not_see_cohorts(door: Door, path: str) -> None:
    """Cohorts are for the programme."""
    async with door.person("kota-depok.coordinator") as coordinator:
        assert (await coordinator.get(path)).status_code == 403
