"""Tasks, claims and substitutes over HTTP: who sees what, who may act for whom, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.http.door import Door

JOURNEY = "journey-2019-kota-bontang"
COORDINATOR, CHAIR, SEKDA = (f"kota-bontang.{role}" for role in ("coordinator", "team-chair", "sekda"))
SAVING = {
    "kind": "save_plan",
    "quick_wins": {"quick_wins": [{"name": "Antrean puskesmas daring", "pillar": "living", "months": 6}]},
}


def days(first: int, last: int) -> dict[str, str]:
    """The days of a substitute, from today on."""
    today = (datetime.now(UTC) + timedelta(hours=8)).date()  # in WITA
    return {"first_day": f"{today + timedelta(days=first)}", "last_day": f"{today + timedelta(days=last)}"}


async def test_a_claim_is_seen_by_who_shares_the_task(door: Door) -> None:
    """One claims, the other is told so, and takes it over with a reason; a stranger has nothing to claim."""
    async with door.person(COORDINATOR) as one, door.person(CHAIR) as other, door.person(SEKDA) as third:
        assert (await one.post(f"/journeys/{JOURNEY}/claim", json={"key": "turn"})).status_code == 200
        refused = await other.post(f"/journeys/{JOURNEY}/claim", json={"key": "turn"})
        assert (refused.status_code, refused.json()["name"]) == (409, "CannotBeDone")
        body = {"key": "turn", "reason": "Koordinator cuti."}
        (taken,) = (await other.post(f"/journeys/{JOURNEY}/claim", json=body)).json()["items"]
        assert (taken["person"], taken["taken_from"], taken["reason"]) == (CHAIR, COORDINATOR, "Koordinator cuti.")
        (task,) = (await one.get("/people/me/tasks")).json()["items"]
        assert task["claim"]["person"] == CHAIR
        assert (await third.post(f"/journeys/{JOURNEY}/claim", json={"key": "turn"})).status_code == 404
        assert (await one.delete(f"/journeys/{JOURNEY}/claim")).status_code == 404
        assert (await other.delete(f"/journeys/{JOURNEY}/claim")).status_code == 204
        assert (await other.get(f"/journeys/{JOURNEY}/claims")).json()["items"] == []


async def test_a_substitute_acts_in_the_role_and_is_named(door: Door) -> None:
    """Somebody outside the journey sees it, has its tasks and acts in it while he stands in; both names are kept."""
    outsider = "kota-ambon.coordinator"
    async with door.person(COORDINATOR) as giver, door.person(outsider) as other:
        before = await other.post(f"/journeys/{JOURNEY}/acts", json={"act": SAVING})
        assert before.json()["name"] == "NoRoleForAct"
        assert (await other.get(f"/journeys/{JOURNEY}")).status_code == 403
        body = {"substitute": outsider, "reason": "Diklat.", **days(0, 3)}
        given = await giver.post("/people/me/substitutes", json=body)
        assert given.status_code == 201
        assert (await giver.post("/people/me/substitutes", json=body)).json() == given.json()
        assert (await other.get(f"/journeys/{JOURNEY}")).status_code == 200
        found = (await other.get("/people/me/tasks")).json()["items"]
        assert {(task["journey"], task["person"]) for task in found} >= {(JOURNEY, COORDINATOR)}
        done = await other.post(f"/journeys/{JOURNEY}/acts", json={"act": SAVING})
        assert done.status_code == 200, done.text
        lines = (await other.get(f"/journeys/{JOURNEY}/journal?limit=200")).json()["lines"]
        actor = next(line["entry"]["actor"] for line in lines if line["entry"]["event"]["kind"] == "quick_wins_saved")
        assert actor == {"person": COORDINATOR, "role": "coordinator", "deputy": outsider}
        now = (await other.get("/people/me/substitutes")).json()["now"]
        assert [one["person"] for one in now] == [COORDINATOR]
        assert (await other.delete(f"/people/me/substitutes/{given.json()['id']}")).status_code == 204
        assert (await other.get(f"/journeys/{JOURNEY}")).status_code == 403


async def test_substitutes_that_cannot_be(door: Door) -> None:
    """Wrong days and people are told by their field; nobody ends what is not his."""
    async with door.person(CHAIR) as giver, door.person(SEKDA) as other:
        for field, body in {
            "body.substitute": {"substitute": "tidak-ada", "reason": "Cuti.", **days(0, 1)},
            "body.first_day": {"substitute": SEKDA, "reason": "Cuti.", **days(-9, 1)},
            "body.last_day": {"substitute": SEKDA, "reason": "Cuti.", **days(3, 1)},
        }.items():
            refused = await giver.post("/people/me/substitutes", json=body)
            assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, field)
        given = await giver.post(
            "/people/me/substitutes", json={"substitute": COORDINATOR, "reason": "Cuti.", **days(1, 2)}
        )
        assert (await other.delete(f"/people/me/substitutes/{given.json()['id']}")).status_code == 404


async def test_a_mentor_does_not_act_for_the_region(door: Door) -> None:
    """Whom the rules keep apart stays apart: the journey refuses, whoever gave what to whom."""
    async with door.person("kota-balikpapan.coordinator") as giver, door.person("pengelola-program") as manager:
        acts = "/journeys/journey-2019-kota-balikpapan/acts"
        assign = {"kind": "assign_mentors", "mentors": ["kab-demak.sekda"], "officer": "pendamping-04"}
        assert (await manager.post(acts, json={"act": assign})).status_code == 200
        body = {"substitute": "kab-demak.sekda", "reason": "Cuti.", **days(0, 1)}
        assert (await giver.post("/people/me/substitutes", json=body)).status_code == 201
        async with door.person("kab-demak.sekda") as mentor:
            refused = await mentor.post(acts, json={"act": SAVING, "role": "coordinator"})
            assert (refused.status_code, refused.json()["name"]) == (409, "RegionSideConflict")
