"""Operations over HTTP: incidents, the ledger of messages, documents under way, the audit; and whether all is well."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import httpx2
import pytest

from domain.vocabulary import Role
from records.incidents import Incidents
from records.outbox import Outbox
from tests.http.door import Door

KEDIRI = "journey-2019-kota-kediri"
OTHER = "journey-2019-kota-batu"
MANAGER, OPERATOR, DIRECTOR, REGION = "pengelola-program", "operator", "direktur", "kota-kediri.coordinator"
WHY = {"reason": "Sudah diperiksa."}


async def reported(door: Door, kind: str, count: int = 1, journey: str = KEDIRI) -> list[int]:
    """Incidents that were reported; gives their numbers."""
    incidents = Incidents(door.services.pool)
    for number in range(count):
        await incidents.report(journey, kind, f"uji {number}")
    return [found.id for found in await incidents.page(kind=kind, journey=journey)]


async def all_items(client: httpx2.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """Every item of a list, page by page."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        answer = await client.get(path, params={**query, **({"after": after} if after else {})})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        after = page["next"]
        if after is None:
            return found
        assert len(page["items"]) == query["limit"]


async def test_incidents_are_listed_by_pages(door: Door) -> None:
    """Of one kind and journey, each once, in the order in which they were seen."""
    numbers = await reported(door, "uji_daftar", 5)
    await reported(door, "uji_daftar", 1, OTHER)
    async with door.person(DIRECTOR) as client:
        found = await all_items(client, "/operations/incidents", kind="uji_daftar", journey=KEDIRI, limit=2)
        assert [each["id"] for each in found] == numbers
        assert len(await all_items(client, "/operations/incidents", kind="uji_daftar", limit=200)) == 6
        broken = await client.get("/operations/incidents", params={"after": "x"})
        assert (broken.status_code, broken.json()["name"]) == (422, "NotValid")


async def test_an_incident_is_resolved_with_a_reason(door: Door) -> None:
    """Once, by an operator; the audit knows why, and the same again changes nothing."""
    (number,) = await reported(door, "uji_selesai")
    url = f"/operations/incidents/{number}/resolve"
    async with door.person(OPERATOR) as client:
        unsaid = await client.post(url, json={})
        assert unsaid.status_code == 422
        first = await client.post(url, json=WHY, headers={"Idempotency-Key": "resolve"})
        again = await client.post(url, json=WHY, headers={"Idempotency-Key": "resolve"})
        anew = await client.post(url, json={"reason": "Lain."})
        assert [answer.status_code for answer in (first, again, anew)] == [200] * 3
        assert first.json()["resolved_at"] is not None
        assert first.json() == again.json() == anew.json()
        nowhere = await client.post("/operations/incidents/999999/resolve", json=WHY)
        assert (nowhere.status_code, nowhere.json()["name"]) == (404, "NoSuch")
        audit = await all_items(client, "/operations/audit", subject=KEDIRI, limit=200)
        lines = [line for line in audit if line["action"] == f"resolve incident {number} (uji_selesai)"]
    assert [(line["person"], line["via"], line["reason"]) for line in lines] == [(OPERATOR, "token", WHY["reason"])]
    assert await Incidents(door.services.pool).page(kind="uji_selesai") == ()


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        (REGION, "/operations/incidents", 403),
        (REGION, "/operations/messages", 403),
        (REGION, "/operations/documents", 403),
        (DIRECTOR, "/operations/audit", 403),
        (DIRECTOR, "/operations/messages", 200),
        (MANAGER, "/operations/audit", 200),
        (OPERATOR, "/operations/audit", 200),
        (OPERATOR, "/operations/documents", 200),
    ],
)
async def test_who_may_look(door: Door, person: str, path: str, status: int) -> None:
    """The programme at what is under way, operators and managers at the audit, a region at nothing here."""
    async with door.person(person) as client:
        assert (await client.get(path)).status_code == status


async def test_only_operators_operate(door: Door) -> None:
    """A programme manager looks, and is refused what is an operator's."""
    (number,) = await reported(door, "uji_peran")
    async with door.person(MANAGER) as client:
        for path in (f"incidents/{number}/resolve", "messages/x/passed-on"):
            refused = await client.post(f"/operations/{path}", json=WHY)
            assert (refused.status_code, refused.json()["name"]) == (403, "NotForYou")


async def queued(pool: asyncpg.Pool, key: str, person: str | None = REGION) -> str:
    """A message in the ledger."""
    await pool.execute(
        "insert into messages (key, journey_id, seq, person, role, template, facts, state) "
        "values ($1, $2, 1, $3, 'coordinator', 'your_turn', '{}', $4)",
        key,
        KEDIRI,
        person,
        "refused" if person else "no_receiver",
    )
    return key


async def test_the_ledger_shows_no_addresses(door: Door) -> None:
    """To whom by id, and what a mail server said without the address it said it about; by pages, the newest first."""
    pool = door.services.pool
    for number in range(3):
        await queued(pool, f"{KEDIRI}.900.{number}")
    said = "550 5.1.1 <coordinator@example.go.id>: Recipient address rejected"
    await pool.execute("update messages set last_answer = $1 where key like $2", said, f"{KEDIRI}.900.%")
    async with door.person(DIRECTOR) as client:
        found = await all_items(client, "/operations/messages", journey=KEDIRI, state="refused", limit=2)
        mine = [line for line in found if ".900." in line["key"]]
        assert [line["key"][-1] for line in mine] == ["2", "1", "0"]
        assert mine[0]["person"] == REGION
        assert mine[0]["last_answer"] == "550 5.1.1 <(address)>: Recipient address rejected"
        assert "@" not in json.dumps(found)
        assert {line["state"] for line in await all_items(client, "/operations/messages", journey=KEDIRI, limit=50)}
        wrong = await client.get("/operations/messages", params={"state": "lost"})
        assert wrong.status_code == 422


async def test_a_message_is_passed_on_by_hand(door: Door) -> None:
    """It stands in the list of what waits for a person until an operator notes who sent it; who did first stays."""
    pool = door.services.pool
    key = await queued(pool, f"{KEDIRI}.901.1")
    await Outbox(pool).ask_by_hand(key, [Role.PROGRAMME_MANAGER], "550")
    async with door.person(OPERATOR) as client:
        waiting = await all_items(client, "/operations/messages", journey=KEDIRI, by_hand="true", limit=50)
        assert key in [line["key"] for line in waiting]
        url = f"/operations/messages/{key}/passed-on"
        done = await client.post(url, json={**WHY, "by": MANAGER})
        assert done.status_code == 200, done.text
        told = {name: done.json()[name] for name in ("state", "by_hand", "passed_on_by")}
        assert told == {"state": "sent_by_hand", "by_hand": "sent_by_hand", "passed_on_by": MANAGER}
        assert (await client.post(url, json=WHY)).json()["passed_on_by"] == MANAGER
        waiting = await all_items(client, "/operations/messages", journey=KEDIRI, by_hand="true", limit=50)
        assert key not in [line["key"] for line in waiting]
        audit = await all_items(client, "/operations/audit", subject=REGION, person=OPERATOR, limit=200)
        assert [line["action"] for line in audit if key in line["action"]] == [f"message {key} passed on by {MANAGER}"]
        nobody = await client.post(
            f"/operations/messages/{await queued(pool, f'{KEDIRI}.902.1', None)}/passed-on", json=WHY
        )
        assert (nobody.status_code, nobody.json()["name"]) == (409, "CannotBeDone")
        unknown = await client.post("/operations/messages/none.1.1/passed-on", json=WHY)
        assert (unknown.status_code, unknown.json()["name"]) == (404, "NoSuch")


async def test_documents_that_are_not_made(door: Door) -> None:
    """By pages, the oldest first, with why it failed."""
    pool = door.services.pool
    for number in range(3):
        await pool.execute(
            "insert into document_orders (journey_id, key, seq, kind, about, attempts, last_error) "
            "values ('journey-uji', $1, $2, 'attendance_list', 'x', $2, $3)",
            f"daftar-{number}",
            number,
            "StoreFailed" if number else None,
        )
    async with door.person(DIRECTOR) as client:
        found = await all_items(client, "/operations/documents", journey="journey-uji", limit=1)
        assert [each["key"] for each in found] == ["daftar-0", "daftar-1", "daftar-2"]
        failed = await all_items(client, "/operations/documents", journey="journey-uji", failed="true", limit=5)
        assert [(each["key"], each["last_error"]) for each in failed] == [
            ("daftar-1", "StoreFailed"),
            ("daftar-2", "StoreFailed"),
        ]
    await pool.execute("delete from document_orders where journey_id = 'journey-uji'")


async def test_the_audit_by_pages(door: Door) -> None:
    """The newest first, each line once."""
    async with door.person(OPERATOR) as client:
        for number in range(3):
            (incident,) = await reported(door, f"uji_audit_{number}", 1, OTHER)
            await client.post(f"/operations/incidents/{incident}/resolve", json=WHY)
        found = await all_items(client, "/operations/audit", subject=OTHER, limit=2)
    numbers = [line["id"] for line in found]
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) >= 3


async def test_alive_and_ready(door: Door) -> None:
    """Anybody may ask; what runs here is an operator's to know."""
    async with door.nobody() as nobody, door.person(OPERATOR) as operator, door.person(MANAGER) as manager:
        assert (await nobody.get("/health")).json() == {"status": "ok"}
        for client in (nobody, manager):
            answer = await client.get("/ready")
            assert (answer.status_code, answer.json()["versions"]) == (200, None)
        versions = (await operator.get("/ready")).json()["versions"]
    assert set(versions) == {"bimtek", "postgresql", "temporal"}
    assert all(versions.values())


async def test_incidents_by_the_command_line(door: Door) -> None:
    """Listed, shown, resolved with a reason by an operator and by nobody else; one-line errors."""
    (number,) = await reported(door, "uji_baris")
    run = door.office.bimtek
    listed = await run("incidents", "list", "--kind", "uji_baris", "--json")
    assert [each["id"] for each in json.loads(listed.out)] == [number]
    assert "uji_baris" in (await run("incidents", "list")).out
    words = ("incidents", "resolve", str(number), "--reason", "Sudah.", "--by")
    refused = await run(*words, "direktur")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    done = await run(*words, OPERATOR, "--json")
    assert json.loads(done.out)["resolved_at"] is not None
    assert json.loads((await run("incidents", "show", str(number), "--json")).out)["incident"]["kind"] == "uji_baris"
    assert "Nothing is amiss" in (await run("incidents", "list", "--kind", "uji_baris")).out
    nowhere = await run("incidents", "show", "999999")
    assert (nowhere.code, "There is no incident 999999" in nowhere.err) == (1, True)
