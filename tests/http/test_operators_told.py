"""Operators are told of incidents: once a round and person, whoever tells them, until somebody sees to it."""

from __future__ import annotations

import asyncio
import json
import mailbox
from collections import Counter
from datetime import UTC, datetime, timedelta

from api.incidents.telling import BY_DAY, Telling, by_day
from domain.vocabulary import TimeZone
from records.incidents import Incidents
from records.outbox import Outbox
from tests.http.door import Door
from workers.build import mail_links

JOURNEY = "journey-2019-kab-demak"
NOON = datetime(2027, 3, 1, 5, 0, tzinfo=UTC)
"""12.00 in Jakarta."""
NIGHT = datetime(2027, 3, 1, 19, 0, tzinfo=UTC)
"""02.00 there."""
ROUND = timedelta(hours=4, seconds=1)


async def reported(door: Door, kind: str, detail: str) -> int:
    """An incident that was just reported; gives its number."""
    incidents = Incidents(door.services.pool)
    await incidents.report(JOURNEY, kind, detail)
    return next(each.id for each in await incidents.page(kind=kind, journey=JOURNEY) if each.detail == detail)


async def told(door: Door, number: int) -> dict[str, str]:
    """The messages about an incident with their states, by key."""
    return {each.key: each.state for each in await Incidents(door.services.pool).told_of(number)}


def mails(door: Door, number: int) -> Counter[str]:
    """How many mails arrived about an incident, by the key that their Message-ID is made of."""
    box = mailbox.Maildir(door.office.folder / "mail")
    ids = (str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in box)
    return Counter(each for each in ids if each.startswith(f"incident.{number}."))


async def test_once_a_round_whoever_tells(door: Door) -> None:
    """Watches at once, and one that died between queueing and sending, tell an operator once; then again in time."""
    number = await reported(door, "workflow_stuck", "uji: sekali saja")
    await asyncio.gather(*(Telling(door.services).begin_rounds(NOON) for _ in range(3)))
    assert await told(door, number) == {f"incident.{number}.1.operator": "queued"}
    await asyncio.gather(Telling(door.services).send(NOON))
    await Telling(door.services).begin_rounds(NOON + timedelta(minutes=1))
    await Telling(door.services).send(NOON + timedelta(minutes=1))
    assert mails(door, number) == {f"incident.{number}.1.operator": 1}
    await Telling(door.services).begin_rounds(NOON + ROUND)
    await Telling(door.services).send(NOON + ROUND)
    assert mails(door, number) == {f"incident.{number}.{each}.operator": 1 for each in (1, 2)}
    await Incidents(door.services.pool).resolve(number)


async def test_nobody_is_told_of_what_somebody_sees_to(door: Door) -> None:
    """Acknowledged over HTTP, once, with who did so first; what was to leave in the morning is withdrawn."""
    number = await reported(door, "letter_incomplete", "uji: ditangani")
    await Telling(door.services).begin_rounds(NIGHT)
    await Telling(door.services).send(NIGHT)
    assert await told(door, number) == {f"incident.{number}.1.operator": "queued"}, "it is not pressing"
    async with door.person("operator") as client:
        first = await client.post(f"/operations/incidents/{number}/acknowledge", json={"reason": "Saya periksa."})
        again = await client.post(f"/operations/incidents/{number}/acknowledge", json={})
        explained = (await client.get(f"/operations/incidents/{number}")).json()
        nowhere = await client.post("/operations/incidents/999999/acknowledge", json={})
    assert first.json()["acknowledged_by"] == "operator"
    assert first.json() == again.json() == explained["incident"]
    assert nowhere.status_code == 404
    morning = NIGHT + timedelta(hours=6)
    await Telling(door.services).begin_rounds(morning)
    await Telling(door.services).send(morning)
    assert await told(door, number) == {f"incident.{number}.1.operator": "withdrawn"}
    assert not mails(door, number)
    await Incidents(door.services.pool).resolve(number)


async def test_many_of_a_kind_are_one_mail(door: Door) -> None:
    """Two hundred journeys that are stuck are not two hundred mails; each incident knows of the one."""
    numbers = [await reported(door, "document_not_made", f"uji-{each}: banyak") for each in range(3)]
    await Telling(door.services).begin_rounds(NOON)
    assert [len(await told(door, number)) for number in numbers] == [1, 1, 1]
    keys = {key for number in numbers for key in await told(door, number)}
    (message,) = await Outbox(door.services.pool).load(sorted(keys))
    assert set(map(str, numbers)) <= set(message.facts["incidents"].split())
    assert int(message.facts["others"]) == len(message.facts["incidents"].split()) - 1
    assert "@" not in json.dumps(message.facts)
    for number in numbers:
        await Incidents(door.services.pool).resolve(number)


async def test_what_comes_and_goes_is_told_once(door: Door) -> None:
    """An incident that was told, resolved and seen again within half an hour is no new message; later it is."""
    first = await reported(door, "backlog", "uji: datang dan pergi")
    await Telling(door.services).begin_rounds(NOON)
    await Incidents(door.services.pool).resolve(first)
    second = await reported(door, "backlog", "uji: datang dan pergi")
    await Telling(door.services).begin_rounds(NOON + timedelta(minutes=20))
    assert await told(door, second) == {}
    await Telling(door.services).begin_rounds(NOON + timedelta(minutes=31))
    assert list(await told(door, second)) == [f"incident.{second}.1.operator"]
    await Incidents(door.services.pool).resolve(second)


def test_by_day() -> None:
    """At once by day, else at the next morning where the operator is."""
    assert by_day(NOON, TimeZone.WIB) is None
    assert by_day(NIGHT, TimeZone.WIB) == datetime(2027, 3, 2, 0, 0, tzinfo=UTC)
    assert by_day(NIGHT, TimeZone.WIT) == datetime(2027, 3, 1, 22, 0, tzinfo=UTC)
    assert by_day(datetime(2027, 3, 1, 13, 0, tzinfo=UTC), TimeZone.WIB) == datetime(2027, 3, 2, 0, 0, tzinfo=UTC)
    assert BY_DAY[0] < BY_DAY[1]


async def test_acknowledged_by_the_command_line(door: Door) -> None:
    """By an operator and nobody else; the list says by whom, and the explanation is the one of the page."""
    number = await reported(door, "endpoint_refuses", "uji: perintah")
    run = door.office.bimtek
    words = ("incidents", "acknowledge", str(number), "--by")
    refused = await run(*words, "direktur")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    done = await run(*words, "operator", "--reason", "Saya tanyakan.", "--json")
    assert json.loads(done.out)["acknowledged_by"] == "operator"
    listed = json.loads((await run("incidents", "list", "--kind", "endpoint_refuses", "--json")).out)
    assert [each["acknowledged_by"] for each in listed if each["id"] == number] == ["operator"]
    shown = await run("incidents", "show", str(number))
    async with door.person("operator") as client:
        explained = (await client.get(f"/operations/incidents/{number}")).json()
    assert all(step["said"]["en"] in shown.out for step in explained["steps"])
    assert explained["title"]["en"] in shown.out
    audit = await door.services.pool.fetchval(
        "select reason from audit where action = $1", f"acknowledge incident {number} (endpoint_refuses)"
    )
    assert audit == "Saya tanyakan."
    await Incidents(door.services.pool).resolve(number)


async def test_its_mail_leads_to_its_incidents(door: Door) -> None:
    """Not to the journey: what an operator does is done on the desk."""
    number = await reported(door, "JournalGap", "uji: surat")
    await Telling(door.services).begin_rounds(NOON)
    (message,) = await Outbox(door.services.pool).load(list(await told(door, number)))
    message = message.model_copy(update={"queued_at": datetime.now(UTC)})
    links = mail_links(door.services.settings)
    assert links is not None
    token = (links.address(message) or "").rpartition("/")[2]
    async with door.nobody() as client:
        led = await client.get(f"{door.address}/l/{token}")
    assert led.headers["location"].endswith(f"next=%2Foperations%2Fincidents%3Fjourney%3D{JOURNEY}")
    await Incidents(door.services.pool).resolve(number)
