"""Links in mails: signed, the same at every attempt, ended after 60 days; they lead and decide nothing."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx2
import itsdangerous
import pytest

from activities.notify.channels import Message
from activities.notify.kinds import Kind
from activities.notify.letters import Letters
from activities.notify.links import LASTS, LinkNotOurs, MailLinks
from activities.notify.samples import SampleMessage, sample
from records.outbox import Outbox
from tests.http.door import Door
from tests.http.identity_doors import another_door
from workers.build import mail_links

SECRET = "rahasia-instalasi-yang-panjang-sekali"
PUBLIC = "https://bimtek.example.go.id/"
QUEUED = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LINKS = MailLinks(SECRET, PUBLIC)
THERE = "/journeys/journey-contoh-kab-contoh"


def message(template: str = "your_turn", queued_at: datetime | None = QUEUED) -> SampleMessage:
    """A message that was queued then."""
    return replace(sample(template, "id"), queued_at=queued_at)


def token_of(links: MailLinks, about: Message) -> str:
    """The last part of a message's link."""
    address = links.address(about)
    assert address is not None
    return address.rpartition("/")[2]


def test_a_link_says_what_it_is_for() -> None:
    """Who was told what of which journey, until when; read again by whoever knows the secret."""
    address = LINKS.address(message())
    assert address is not None and address.startswith("https://bimtek.example.go.id/l/")
    link = LINKS.read(address.rpartition("/")[2])
    assert (link.person, link.journey, link.kind) == ("contoh", "journey-contoh-kab-contoh", Kind.TASK)
    assert link.ends_at == QUEUED + LASTS == QUEUED + timedelta(days=60)


def test_a_link_is_the_same_at_every_attempt() -> None:
    """A repeated mail is equal to the byte: nothing in it depends on when it is written."""
    first, again = (Letters("id", MailLinks(SECRET, PUBLIC)).write(message()) for _ in range(2))
    assert first == again


def test_no_link_without_receiver_or_time() -> None:
    """Nor in a letter that is written without a secret."""
    assert LINKS.address(message(queued_at=None)) is None
    assert LINKS.address(replace(message(), person=None)) is None
    assert "http" not in Letters("id").write(message()).text


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_link_stands_whole_in_both_forms(language: str) -> None:
    """On a line of its own in plain text, however long; in HTML behind words."""
    about = replace(message(), language=language)
    written = Letters("id", LINKS).write(about)
    address = LINKS.address(about)
    assert address in written.text.splitlines()
    assert f'href="{address}"' in written.html


def test_each_matter_of_a_digest_has_its_link() -> None:
    """They may be of several journeys."""
    other = replace(message("session_confirmed"), journey_id="journey-lain-kab-lain")
    written = Letters("id", LINKS).digest([message(), other])
    for about in (message(), other):
        assert LINKS.address(about) in written.text.splitlines()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "é\x00",
        ".eJw",
        f"{token_of(LINKS, message())}x",
        token_of(LINKS, message())[:-1],
        token_of(MailLinks(f"{SECRET}!", PUBLIC), message()),
        itsdangerous.URLSafeSerializer(SECRET).dumps(["contoh", "journey-x", "task", 2_000_000_000]),
        base64.urlsafe_b64encode(b'["contoh","journey-x","task",2000000000]').decode(),
    ],
    ids=lambda token: repr(token[:20]),
)
def test_what_was_tampered_with_is_not_ours(token: str) -> None:
    """Longer, shorter, with another secret, signed for another purpose, not signed."""
    with pytest.raises(LinkNotOurs):
        LINKS.read(token)


async def test_a_link_leads_to_its_journey(door: Door) -> None:
    """To the journey's page for who is signed in; to signing in first for everybody else."""
    links = MailLinks(door.services.secret, door.address)
    address = links.address(message(queued_at=datetime.now(UTC)))
    assert address is not None
    async with httpx2.AsyncClient() as client:
        led = await client.get(address)
        assert (led.status_code, led.headers["location"]) == (303, f"/sign-in?{urlencode({'next': THERE})}")
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            refused = await client.request(method, address)
            assert (refused.status_code, refused.json()["name"]) == (405, "MethodNotAllowed")
    async with another_door(door, sign_in_links=True) as other, other.browser() as browser:
        await other.sign_in(browser, "kab-tangerang.coordinator")
        led = await browser.get(f"{other.address}/l/{address.rpartition('/')[2]}")
    assert (led.status_code, led.headers["location"]) == (303, THERE)


async def test_a_link_that_is_broken_or_old_says_what_to_do(door: Door) -> None:
    """404 when it is not whole, 410 when its time is over."""
    links = MailLinks(door.services.secret, door.address)
    async with httpx2.AsyncClient(base_url=door.address) as client:
        for token in ("x", f"{token_of(links, message())}x", "%00", "%FF", "é"):
            broken = await client.get(f"/l/{token}")
            assert (broken.status_code, broken.json()["name"]) == (404, "LinkBroken"), token
        old = token_of(links, message(queued_at=datetime.now(UTC) - LASTS - timedelta(minutes=1)))
        expired = await client.get(f"/l/{old}")
    assert (expired.status_code, expired.json()["name"]) == (410, "LinkExpired")
    assert f"open the journey: {THERE}" in expired.json()["detail"]


async def test_a_worker_and_the_door_of_a_stack_have_one_secret(door: Door) -> None:
    """What the worker's letters link to is what the door reads; each message has its time in the ledger."""
    settings = door.services.settings
    links = mail_links(settings)
    assert links is not None and mail_links(settings.model_copy(update={"secret": None, "secret_file": None})) is None
    wanted = "select key from messages where person is not null and template <> 'incident' order by key limit 1"
    keys = await door.services.pool.fetch(wanted)
    (queued,) = await Outbox(door.services.pool).load([keys[0]["key"]])
    lines = Letters("id", links).write(queued).text.splitlines()
    (address,) = (line for line in lines if line.startswith(settings.public_url))
    async with door.nobody() as client:
        led = await client.get(f"{door.address}/l/{address.rpartition('/')[2]}")
    assert led.headers["location"] == f"/sign-in?{urlencode({'next': f'/journeys/{queued.journey_id}'})}"
