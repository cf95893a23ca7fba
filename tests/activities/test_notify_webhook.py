"""Webhooks: signed and with the message's key as id, never to where they must not go."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook

from activities.notify import webhook
from activities.notify.channels import NotTaken, Refused
from activities.notify.webhook import (
    AddressNotPublic,
    EndpointNotAllowed,
    PublicResolver,
    WebhookChannel,
    check_endpoint,
    endpoint_name,
)
from tests.fakes import QueuedMessage

SECRET = "whsec_" + "c2VrcmV0bGFoaW4tdW50dWstdWppLWNvYmE="
MESSAGE = QueuedMessage(key="journey-x.3.1", template="your_turn", facts={"task": "submit", "due": ""})


@asynccontextmanager
async def endpoint(status: int, got: list[tuple[dict[str, str], str]]) -> AsyncIterator[str]:
    """An endpoint on loopback that answers with a status; gives its URL."""

    async def answer(request: web.Request) -> web.Response:
        got.append((dict(request.headers), await request.text()))
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status in (302, 307) else {})

    app = web.Application()
    app.router.add_post("/{tail:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/hook"
    finally:
        await runner.cleanup()


async def test_told() -> None:
    """An endpoint can check who tells it, recognise a repeat by its id, and learns nothing of the receiver."""
    got: list[tuple[dict[str, str], str]] = []
    async with endpoint(204, got) as url:
        for _ in range(2):
            assert (await WebhookChannel(SECRET).send(MESSAGE, url)).startswith("204")
    (headers, body), (again, _) = got
    found = Webhook(SECRET).verify(body, headers)
    lower = {name.lower(): value for name, value in headers.items()}
    assert lower["webhook-id"] == "journey-x.3.1"
    assert {name.lower(): value for name, value in again.items()}["webhook-id"] == "journey-x.3.1"
    assert found["type"] == "bimtek.message.your_turn"
    assert found["data"]["region"] == "Kabupaten Sleman" and found["data"]["facts"]["task"] == "submit"
    for personal in (MESSAGE.name, MESSAGE.email, MESSAGE.phone, MESSAGE.person):
        assert json.dumps(personal) not in body


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((status, Refused) for status in (302, 307, 400, 404, 410)),
        *((status, NotTaken) for status in (408, 425, 429, 500, 503)),
    ],
)
async def test_answers(status: int, outcome: type[Exception]) -> None:
    """What is wrong with the request is for good, what is wrong with the endpoint for now; no redirect is followed."""
    got: list[tuple[dict[str, str], str]] = []
    async with endpoint(status, got) as url:
        with pytest.raises(outcome, match=str(status)):
            await WebhookChannel(SECRET).send(MESSAGE, url)
    assert len(got) == 1


async def test_slow_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint that does not answer in time is cut off, for now."""
    monkeypatch.setattr(webhook, "DONE_WITHIN", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(TimeoutError):
        await WebhookChannel(SECRET).send(MESSAGE, f"http://127.0.0.1:{server.getsockname()[1]}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.go.id/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://user:secret@hooks.example.go.id/",
        "ftp://127.0.0.1/",
        "https:///path",
    ],
)
def test_where_nothing_is_sent(url: str) -> None:
    """Nothing is sent in clear, into an internal network, or with a password in its address; errors keep the path."""
    with pytest.raises(EndpointNotAllowed) as refused:
        check_endpoint(url, private=False)
    assert "secret" not in str(refused.value) and "latest" not in str(refused.value)


def test_where_something_may_be_sent() -> None:
    """A public endpoint over https, one on this machine, and an internal one where the setting allows it."""
    for url in ("https://hooks.example.go.id/a", "http://127.0.0.1:8080/", "http://localhost/"):
        check_endpoint(url, private=False)
    check_endpoint("https://10.0.0.8/", private=True)
    with pytest.raises(EndpointNotAllowed):
        check_endpoint("http://10.0.0.8/", private=True)
    assert endpoint_name("https://hooks.example.go.id/secret").startswith("hooks.example.go.id-")
    assert "secret" not in endpoint_name("https://hooks.example.go.id/secret")


async def test_a_name_that_leads_inside() -> None:
    """A public name that leads to an internal address is not connected to: what was looked up is what counts."""
    with pytest.raises(AddressNotPublic):
        await PublicResolver().resolve("localhost", 443)
