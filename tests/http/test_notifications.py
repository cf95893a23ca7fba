"""Notifications over HTTP: the inbox, what is passed on by hand, a journey's ledger, the calendar's secret address."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import httpx2
from icalendar import Calendar

from domain.vocabulary import Role
from records.outbox import Outbox
from records.people import People
from tests.http.door import Door

OWN = "journey-2019-kab-tabalong"
COORDINATOR = "kab-tabalong.coordinator"
COPIES = """
insert into messages (key, journey_id, seq, person, role, template, facts, state, queued_at)
select
    m.key || '.' || n, m.journey_id, m.seq, $2, m.role, m.template, m.facts, 'sent',
    m.queued_at + n / 2 * interval '1 s'
from messages as m, generate_series(1, 5) as n where m.key = $1
"""
NO_INSTANT = b'{"at": "0001-01-01T00:00:00+14:00", "key": "x"}'
LATER = {"as_of": "2099-01-01T00:00:00Z"}
"""When the quiet hours, in which a message waits, are over whatever the time of the test."""


async def inbox_of(client: httpx2.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    """A person's messages, once there is one: they come with the recording of the journey's start."""
    for _ in range(40):
        items: list[dict[str, Any]] = (await client.get("/inbox", params={**LATER, **params})).json()["items"]
        if items:
            return items
        await asyncio.sleep(0.5)
    raise AssertionError("there is no message")


async def test_the_inbox_is_written_out_in_ones_language(door: Door) -> None:
    """As it was mailed, in the language of the installation, or of the person, or asked for; others see nothing."""
    async with door.person(COORDINATOR) as coordinator:
        (found, *_) = await inbox_of(coordinator, limit=1, lang="id")
        (asked, *_) = await inbox_of(coordinator, limit=1, lang="en")
        await coordinator.put("/people/me/preferences", json={"language": "en"})
        (own, *_) = await inbox_of(coordinator, limit=1)
        await coordinator.put("/people/me/preferences", json={"language": "id"})
    assert found["journey"] == OWN and found["subject"].startswith("[SIMULASI] ")
    assert "Yth. Bapak/Ibu" in found["text"]
    assert asked["text"] == own["text"] != found["text"]
    async with door.person("siapa-saja") as stranger:
        assert (await stranger.get("/inbox")).json() == {"items": [], "next": None}


async def test_the_inbox_comes_by_pages(door: Door) -> None:
    """Each message once, the newest first; a cursor of another list is refused."""
    async with door.person(COORDINATOR) as coordinator:
        copied = (await inbox_of(coordinator))[-1]["key"]
    reader = "penerima-tabalong"
    await door.services.pool.execute(COPIES, copied, reader)
    async with door.person(reader) as client:
        whole = [item["key"] for item in await inbox_of(client)]
        paged: list[str] = []
        after: dict[str, str] | None = {}
        while after is not None:
            page = (await client.get("/inbox", params={**LATER, "limit": 2, **after})).json()
            paged += [item["key"] for item in page["items"]]
            after = {"after": page["next"]} if page["next"] else None
        broken = await client.get("/inbox", params={"after": "xyz"})
        forged = await client.get("/inbox", params={"after": base64.urlsafe_b64encode(NO_INSTANT).decode()})
        early = (await client.get("/inbox", params={"as_of": "2001-01-01T00:00:00Z"})).json()
    assert paged == whole and len(whole) == 5
    assert broken.json()["errors"][0]["where"] == "query.after"
    assert forged.status_code == 422, "an instant that is none in another zone"
    assert early == {"items": [], "next": None}


async def test_kinds_say_what_can_be_muted(door: Door) -> None:
    """Each kind with its letters."""
    async with door.person(COORDINATOR) as coordinator:
        kinds = {line["kind"]: line for line in (await coordinator.get("/notifications/kinds")).json()["items"]}
    assert kinds["news"]["mutable"] is True and kinds["decision"]["mutable"] is False
    assert "your_turn" in kinds["task"]["letters"]


async def test_messages_are_passed_on_by_hand(door: Door) -> None:
    """Whoever was asked sees the text ready for WhatsApp and notes it once; nobody else can."""
    outbox, people = Outbox(door.services.pool), People(door.services.pool)
    async with door.person(COORDINATOR) as coordinator:
        key = (await inbox_of(coordinator))[-1]["key"]
    (known,) = (await people.find([COORDINATOR])).values()
    await people.save([known.model_copy(update={"phone": "0811 222 333"})])
    assert await outbox.ask_by_hand(key, [Role.TEAM_CHAIR], "550 <rahasia@example.go.id>") == "kab-tabalong.team-chair"
    async with door.person("kab-tabalong.team-chair") as chair, door.person("kab-tabalong.sekda") as stranger:
        (errand,) = (await chair.get("/notifications/by-hand")).json()["items"]
        assert (await stranger.get("/notifications/by-hand")).json()["items"] == []
        refused = await stranger.post(f"/notifications/by-hand/{key}")
        done = await chair.post(f"/notifications/by-hand/{key}")
        again = await chair.post(f"/notifications/by-hand/{key}")
        left = (await chair.get("/notifications/by-hand")).json()["items"]
    assert errand["key"] == key and errand["person"] == COORDINATOR
    assert errand["whatsapp"].startswith("https://wa.me/62811222333?text=")
    assert (refused.status_code, refused.json()["name"]) == (404, "NoSuch")
    assert (done.json()["recorded"], again.json()["recorded"], left) == (True, False, [])
    async with door.person("pengelola-program") as manager:
        unknown = await manager.post("/notifications/by-hand/journey-2019-kab-tabalong.1.99")
        assert unknown.status_code == 404
        assert (await manager.post(f"/notifications/by-hand/{key}")).json()["recorded"] is False


async def test_the_ledger_of_a_journey_has_no_addresses(door: Door) -> None:
    """Who was told what, by pages in the order of the entries."""
    async with door.person(COORDINATOR) as coordinator:
        await inbox_of(coordinator)
        whole = await coordinator.get(f"/journeys/{OWN}/messages")
        first = (await coordinator.get(f"/journeys/{OWN}/messages", params={"limit": 1})).json()
        keys = [line["key"] for line in first["items"]]
        if first["next"] is not None:
            rest = await coordinator.get(f"/journeys/{OWN}/messages", params={"after": first["next"]})
            keys += [line["key"] for line in rest.json()["items"]]
        broken = await coordinator.get(f"/journeys/{OWN}/messages", params={"after": "xyz"})
    assert keys == [line["key"] for line in whole.json()["items"]]
    assert "@" not in whole.text
    assert broken.status_code == 422


async def test_the_calendar_has_a_secret_address(door: Door) -> None:
    """Shown once; read by anybody who knows it, until it is replaced; unchanged it is not sent again."""
    async with door.person(COORDINATOR) as coordinator, door.nobody() as program:
        first = (await coordinator.post("/people/me/calendar")).json()["address"]
        made = await coordinator.post("/people/me/calendar")
        assert made.status_code == 201 and made.headers["Cache-Control"] == "no-store"
        here = f"{door.address}/calendar/{made.json()['address'].rpartition('/')[2]}"
        feed = await program.get(here)
        unchanged = await program.get(here, headers={"If-None-Match": feed.headers["ETag"]})
        ended = await program.get(f"{door.address}/calendar/{first.rpartition('/')[2]}")
    assert feed.status_code == 200 and feed.headers["Content-Type"].startswith("text/calendar")
    titles = [str(event["summary"]) for event in Calendar.from_ical(feed.text).walk("VEVENT")]
    assert titles and all("Kabupaten Tabalong" in title for title in titles)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (ended.status_code, ended.json()["name"]) == (404, "NoSuch")
    async with door.person("siapa-saja") as stranger:
        assert (await stranger.post("/people/me/calendar")).status_code == 404
