"""People over HTTP: oneself and others, with reasons in the audit; roles in the programme; export and erasing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jsonschema_rs
import pytest

from records.audit import Audit
from records.people import ERASED_NAME, People, PersonRecord
from tests.http.door import Door

OWN = "journey-2019-kab-situbondo"
COORDINATOR = "kab-situbondo.coordinator"
WHY = {"X-Reason": "Nomor telepon untuk undangan kickoff."}
MADE_UP = PersonRecord(
    id="tamu-situbondo", name="Tamu Situbondo", email="tamu@example.go.id", phone="0811 90", sample=True
)


async def audited(door: Door, subject: str) -> Sequence[tuple[str, str, str, str]]:
    """What the audit says about a person, the oldest first."""
    lines = await Audit(door.services.pool).lines(subject=subject)
    return [(line.person, line.via, line.action, line.reason) for line in reversed(lines)]


async def test_members_are_listed_without_contact_data(door: Door) -> None:
    """Who has which part, with names; no address is anywhere in the answer."""
    async with door.person(COORDINATOR) as coordinator:
        answer = await coordinator.get(f"/journeys/{OWN}/members")
    found = {member["person"]: member for member in answer.json()["items"]}
    assert found[COORDINATOR]["role"] == "coordinator" and found[COORDINATOR]["until"] is None
    assert found["pengelola-program"]["name"]
    assert "@" not in answer.text


async def test_oneself_needs_no_reason(door: Door) -> None:
    """One's own record, roles everywhere and preferences; a stranger is told that nothing is known of him."""
    async with door.person(COORDINATOR) as coordinator:
        answer = await coordinator.get("/people/me")
    me = answer.json()
    assert me["known"]["id"] == COORDINATOR and me["programme_roles"] == []
    assert [(part["journey_id"], part["role"]) for part in me["parts"]] == [(OWN, "coordinator")]
    assert answer.headers["Cache-Control"] == "no-store"
    assert await audited(door, COORDINATOR) == []
    async with door.person("siapa-saja") as stranger:
        assert (await stranger.get("/people/me")).json()["known"] is None
        wishes = await stranger.put("/people/me/preferences", json={})
    assert (wishes.status_code, wishes.json()["name"]) == (404, "NoSuch")


async def test_preferences(door: Door) -> None:
    """What one wishes is kept; what needs an answer of somebody senior cannot be muted, and nothing is changed then."""
    wanted: dict[str, Any] = {"language": "en", "zone": "WITA", "digest": True, "muted": ["news", "dates"]}
    async with door.person("kab-situbondo.team-chair") as chair:
        saved = await chair.put("/people/me/preferences", json=wanted)
        assert saved.status_code == 200, saved.text
        refused = await chair.put("/people/me/preferences", json={"muted": ["news", "decision"]})
        unknown = await chair.put("/people/me/preferences", json={"muted": ["gossip"]})
        kept = (await chair.get("/people/me")).json()["preferences"]
    assert kept == {**wanted, "muted": ["dates", "news"]}
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "body.muted.1")
    assert unknown.json()["errors"][0]["where"] == "body.muted.0"


async def test_others_are_shown_for_a_reason_that_is_kept(door: Door) -> None:
    """Without one nothing is shown; with one the audit has it; a coordinator sees nobody else at all."""
    subject = "kab-situbondo.sekda"
    async with door.person("pengelola-program") as manager:
        unsaid = await manager.get(f"/people/{subject}")
        shown = await manager.get(f"/people/{subject}", headers=WHY)
        own = await manager.get("/people/pengelola-program")
        missing = await manager.get("/people/tidak-ada", headers=WHY)
    assert (unsaid.status_code, unsaid.json()["name"]) == (422, "ReasonMissing")
    assert shown.json()["person"]["email"].endswith("@example.go.id")
    assert [part["role"] for part in shown.json()["parts"]] == ["sekda"]
    assert await audited(door, subject) == [("pengelola-program", "token", "read person", WHY["X-Reason"])]
    assert (own.status_code, missing.status_code) == (200, 404)
    async with door.person(COORDINATOR) as coordinator:
        refused = await coordinator.get(f"/people/{subject}", headers=WHY)
    assert (refused.status_code, refused.json()["name"]) == (403, "NotForYou")


async def test_people_are_found_by_pages(door: Door) -> None:
    """By a part of the name or id, each once, with roles and without addresses."""
    async with door.person("operator") as operator:
        first = await operator.get("/people", params={"q": "Situbondo", "limit": 4})
        rest = await operator.get("/people", params={"q": "situbondo", "after": first.json()["next"]})
        broken = await operator.get("/people", params={"after": "xyz"})
    ids = [one["id"] for one in (*first.json()["items"], *rest.json()["items"])]
    assert len(first.json()["items"]) == 4 and ids == sorted(set(ids)) and COORDINATOR in ids
    assert "@" not in first.text + rest.text
    assert broken.json()["errors"][0]["where"] == "query.after"


async def test_a_person_is_made_known_and_changed(door: Door) -> None:
    """By a programme manager with a reason; what is no address is refused."""
    body = {"name": "Rina (contoh)", "email": "rina@example.go.id", "phone": "0811 222 333"}
    async with door.person("pengelola-program") as manager:
        assert (await manager.put("/people/rina-baru", json=body)).json()["name"] == "ReasonMissing"
        saved = await manager.put("/people/rina-baru", json=body, headers=WHY)
        moved = await manager.put(f"/people/{COORDINATOR}", json={**body, "email": None}, headers=WHY)
        wrong = await manager.put("/people/rina-baru", json={**body, "email": "rina"}, headers=WHY)
    assert saved.json() | body == saved.json()
    assert moved.json()["sample"] is True, "who is made up stays so"
    assert wrong.json()["errors"][0]["where"] == "body.email"
    assert [line[2] for line in await audited(door, "rina-baru")] == ["save person"]


async def test_roles_in_the_programme(door: Door) -> None:
    """Given and taken by operators, with a reason each; what is not held is not there."""
    url = "/people/kab-situbondo.bappeda/programme-roles/ministry_officer"
    async with door.person("operator") as operator:
        assert (await operator.get(url)).status_code == 404
        assert (await operator.put(url)).json()["name"] == "ReasonMissing"
        given = await operator.put(url, headers=WHY)
        again = await operator.put(url, headers=WHY)
        assert (await operator.get(url)).json() == given.json() == again.json()
        assert (await operator.delete(url, headers=WHY)).status_code == 204
        assert (await operator.delete(url, headers=WHY)).status_code == 404
        assert (await operator.put(url.replace("ministry_officer", "coordinator"), headers=WHY)).status_code == 422
        assert (await operator.put("/people/tidak-ada/programme-roles/director", headers=WHY)).status_code == 404
    assert given.json()["granted_by"] == "operator"
    actions = [line[2] for line in await audited(door, "kab-situbondo.bappeda")]
    assert actions == ["grant ministry_officer"] * 2 + ["revoke ministry_officer"] * 2
    async with door.person("pengelola-program") as manager:
        assert (await manager.put(url, headers=WHY)).status_code == 403


async def test_an_export_is_as_it_is_described(door: Door) -> None:
    """With everything that journals say of somebody who was there from the start."""
    async with door.person("operator") as operator:
        description = (await operator.get("/openapi.json")).json()
        exported = (await operator.get(f"/people/{COORDINATOR}/export", headers=WHY)).json()
    answer = description["paths"]["/api/v1/people/{person}/export"]["get"]["responses"]["200"]
    schema = {**answer["content"]["application/json"]["schema"], "components": description["components"]}
    jsonschema_rs.Draft202012Validator(schema).validate(exported)
    assert exported["entries"]


async def test_export_and_erase(door: Door) -> None:
    """All is exported, then erased once for all: the same again changes nothing, and nobody is known by the id anew."""
    await People(door.services.pool).save([MADE_UP])
    url = f"/people/{MADE_UP.id}"
    async with door.person("operator") as operator:
        exported = await operator.get(f"{url}/export", headers=WHY)
        previewed = await operator.post(f"{url}/erase", params={"dry_run": True}, headers=WHY)
        assert (await operator.post(f"{url}/erase")).json()["name"] == "ReasonMissing"
        erased = await operator.post(f"{url}/erase", headers=WHY)
        again = await operator.post(f"{url}/erase", headers=WHY)
        shown = await operator.get(url, headers=WHY)
        assert (await operator.get("/people/tidak-ada/export", headers=WHY)).status_code == 404
        assert (await operator.post("/people/tidak-ada/erase", headers=WHY)).status_code == 404
        unknown = await operator.put(f"{url}/programme-roles/director", headers=WHY)
    assert exported.json()["person"]["email"] == MADE_UP.email
    assert [line["action"] for line in exported.json()["held"]["audit"]] == ["export person"]
    assert previewed.json()["changed"] == erased.json()["changed"] == {"people": 1}
    assert again.json()["changed"] == {} and again.json()["erased_at"] == erased.json()["erased_at"]
    assert shown.json()["person"]["name"] == ERASED_NAME and shown.json()["person"]["email"] is None
    assert unknown.status_code == 404
    async with door.person("pengelola-program") as manager:
        back = await manager.put(url, json={"name": "Tamu"}, headers=WHY)
    assert (back.status_code, back.json()["name"]) == (409, "CannotBeDone")


async def test_who_still_has_a_part_is_not_erased(door: Door) -> None:
    """The journey is named, so that he can be replaced there first."""
    async with door.person("operator") as operator:
        refused = await operator.post(f"/people/{COORDINATOR}/erase", headers=WHY)
    assert (refused.status_code, refused.json()["name"]) == (409, "CannotBeDone")
    assert f"coordinator in {OWN}" in refused.json()["detail"]


@pytest.mark.parametrize("reason", ["", "x" * 301], ids=["an empty one", "one that is too long"])
async def test_a_reason_is_a_line(door: Door, reason: str) -> None:
    """What is no reason is not taken for one."""
    async with door.person("operator") as operator:
        refused = await operator.get(f"/people/{COORDINATOR}", headers={"X-Reason": reason})
    assert refused.status_code == 422
