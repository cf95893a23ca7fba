"""Journeys read over HTTP: each sees his own; lists by pages; how one stands, its plan, its history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jsonschema_rs

from domain.entry import Entry
from tests.http.door import Door

OWN = "journey-2019-kota-depok"


async def test_the_programme_sees_all_and_a_region_its_own(door: Door) -> None:
    """25 journeys for the programme manager by pages, each once; one for a coordinator, with his role; else none."""
    async with door.person("pengelola-program") as manager:
        first = (await manager.get("/journeys", params={"cohort": "2019", "limit": 20})).json()
        rest = (await manager.get("/journeys", params={"cohort": "2019", "limit": 20, "after": first["next"]})).json()
    codes = [item["region_code"] for item in (*first["items"], *rest["items"])]
    assert len(codes) == 25 and codes == sorted(codes) and rest["next"] is None
    async with door.person("kota-depok.coordinator") as coordinator:
        (own,) = (await coordinator.get("/journeys")).json()["items"]
    assert (own["journey_id"], own["my_roles"]) == (OWN, ["coordinator"])
    async with door.person("siapa-saja") as stranger:
        assert (await stranger.get("/journeys")).json() == {"items": [], "next": None}


async def test_a_list_is_filtered_and_sorted(door: Door) -> None:
    """By a part of the name, by due date; a wrong word is named with its place."""
    async with door.person("pengelola-program") as manager:
        found = (await manager.get("/journeys", params={"q": "depok", "cohort": "2019"})).json()["items"]
        province = (await manager.get("/journeys", params={"province": "32", "cohort": "2019"})).json()["items"]
        due = (await manager.get("/journeys", params={"sort": "due", "cohort": "2019"})).json()["items"]
        wrong = await manager.get("/journeys", params={"sort": "beauty"})
        broken = await manager.get("/journeys", params={"after": "xyz"})
        unknown = await manager.get("/journeys", params={"colour": "red"})
    assert [item["region_name"] for item in found] == ["Kota Depok"]
    assert [item["region_name"] for item in province] == ["Kota Depok"]
    assert [item["turn_due"] for item in due] == sorted(item["turn_due"] for item in due)
    assert wrong.json()["errors"][0]["where"] == "query.sort"
    assert broken.json()["errors"][0]["where"] == "query.after"
    assert (wrong.status_code, broken.status_code, unknown.status_code) == (422, 422, 422)


async def test_a_journey_is_shown_until_nothing_is_new(door: Door) -> None:
    """The view has the plan and the people's names; asked again with its ETag, nothing is sent."""
    await door.office.settled("2019", 25)
    async with door.person("kota-depok.coordinator") as coordinator:
        shown = await coordinator.get(f"/journeys/{OWN}")
        again = await coordinator.get(f"/journeys/{OWN}", headers={"If-None-Match": shown.headers["ETag"]})
    view = shown.json()
    assert view["line"]["region_name"] == "Kota Depok"
    assert {m["name"] for m in view["plan"]["milestones"]} >= {"kickoff", "publication"}
    assert "kota-depok.coordinator" in view["names"]
    assert (again.status_code, again.content) == (304, b"")


async def test_an_etag_is_known_in_every_form_and_ends_with_the_hour(door: Door) -> None:
    """A list, a weak one and “*” name it too; an hour later, when other days may count, it is another."""
    now = datetime.now(UTC)
    async with door.person("kota-depok.coordinator") as coordinator:
        await door.office.settled("2019", 25)

        async def asked(known: str, at: datetime = now) -> int:
            headers, params = {"If-None-Match": known}, {"as_of": at.isoformat()}
            return (await coordinator.get(f"/journeys/{OWN}", headers=headers, params=params)).status_code

        tag = (await coordinator.get(f"/journeys/{OWN}", params={"as_of": now.isoformat()})).headers["ETag"]
        assert [await asked(known) for known in (f'"1", W/{tag}', "*", '"1"')] == [304, 304, 200]
        assert await asked(tag, now + timedelta(hours=1)) == 200


async def test_only_instants_that_can_be_counted_to_are_asked_about(door: Door) -> None:
    """A day at the end of time is refused with its place, instead of being counted to."""
    async with door.person("pengelola-program") as manager:
        for path in ("/journeys", f"/journeys/{OWN}", f"/journeys/{OWN}/plan", f"/journeys/{OWN}/delay"):
            for at in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"):
                answer = await manager.get(path, params={"as_of": at})
                assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "query.as_of"), answer.text


async def test_plan_delay_history_journal_and_tasks(door: Door) -> None:
    """Each part has an address of its own; histories go on where the page before ended."""
    async with door.person("kota-depok.coordinator") as coordinator:
        plan = (await coordinator.get(f"/journeys/{OWN}/plan")).json()
        delay = (await coordinator.get(f"/journeys/{OWN}/delay")).json()
        told = (await coordinator.get(f"/journeys/{OWN}/history", params={"lang": "en", "limit": 1})).json()
        more = (await coordinator.get(f"/journeys/{OWN}/history", params={"after": told["next"]})).json()
        journal = (await coordinator.get(f"/journeys/{OWN}/journal", params={"limit": 2})).json()
        onward = (await coordinator.get(f"/journeys/{OWN}/journal", params={"after": journal["next"]})).json()
        (tasks,) = (await coordinator.get(f"/journeys/{OWN}/tasks")).json()
    assert plan["milestones"][0]["name"] == "kickoff"
    assert delay["working_days"] >= 0
    assert len(told["lines"]) == 1 and more["lines"][0]["seq"] > told["lines"][0]["seq"]
    assert (told["language"], told["found"], told["entries"] >= 3) == ("en", None, True)
    first, second = (line["entry"] for line in journal["lines"])
    assert second["previous"] == first["hash"]
    assert onward["lines"][0]["entry"]["previous"] == second["hash"] and onward["next"] is None
    assert tasks["role"] == "coordinator" and "pass_gates" in tasks["acts"] and "submit" not in tasks["acts"]


async def test_a_story_is_filtered_and_taken_along_as_a_file(door: Door) -> None:
    """One kind of thing, words of the other language, with what Temporal did; the same as text, JSON and a workbook."""
    await door.office.settled("2019", 25)
    path, wish = f"/journeys/{OWN}/history", {"lang": "id", "about": "life", "q": "WORK began", "technical": "true"}
    async with door.person("kota-depok.coordinator") as coordinator:
        story = (await coordinator.get(path, params=wish)).json()
        files = {kind: await coordinator.get(f"{path}/export.{kind}", params=wish) for kind in ("txt", "json", "xlsx")}
        wrong = await coordinator.get(path, params={"about": "beauty"})
        none = await coordinator.get(f"{path}/export.pdf")
    (line,) = story["lines"]
    assert (line["kind"], story["found"], story["gaps"]) == ("journey_opened", 1, [])
    assert {"journey_opened"} == {line["kind"] for line in files["json"].json()["lines"]}
    assert line["text"] in files["txt"].text and "SIMULASI" in files["txt"].text
    assert files["xlsx"].content.startswith(b"PK") and "attachment" in files["xlsx"].headers["Content-Disposition"]
    assert (wrong.status_code, none.status_code) == (422, 422)


async def test_the_journal_is_as_it_is_described(door: Door) -> None:
    """Every entry fits the schema of the description, and keeps its event whole under its hash."""
    await door.office.settled("2019", 25)
    async with door.person("kota-depok.coordinator") as coordinator:
        description = (await coordinator.get("/openapi.json")).json()
        page = (await coordinator.get(f"/journeys/{OWN}/journal")).json()
    answer = description["paths"]["/api/v1/journeys/{journey}/journal"]["get"]["responses"]["200"]
    schema = {**answer["content"]["application/json"]["schema"], "components": description["components"]}
    jsonschema_rs.Draft202012Validator(schema).validate(page)
    for line in page["lines"]:
        entry = Entry.model_validate(line["entry"])
        assert entry.true_hash() == entry.hash


async def test_a_foreign_journey_stays_closed(door: Door) -> None:
    """Another region's coordinator learns for whom it is; a journey that does not exist is not found."""
    async with door.person("kota-depok.coordinator") as coordinator:
        foreign = await coordinator.get("/journeys/journey-2019-kab-demak/plan")
        nowhere = await coordinator.get("/journeys/journey-2019-none/plan")
    assert (foreign.status_code, foreign.json()["name"]) == (403, "NotForYou")
    assert (nowhere.status_code, nowhere.json()["name"]) == (404, "NoSuchJourney")
