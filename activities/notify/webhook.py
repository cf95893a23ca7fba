"""Webhooks: tells other systems' endpoints of a message, signed by Standard Webhooks, without personal data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import ip_address
from socket import AddressFamily
from typing import Any
from urllib.parse import SplitResult, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from standardwebhooks.webhooks import Webhook

from activities.notify.channels import Message, NotTaken, Refused

DONE_WITHIN = 10.0
"""Seconds an endpoint has for its answer."""
FOR_NOW = (408, 425, 429)
"""Answers below 500 that mean: later."""
EVENT = "bimtek.message"
"""The event's type begins with this; the letter's name follows."""


class EndpointNotAllowed(ValueError):
    """An address that nothing is sent to."""


class AddressNotPublic(OSError):
    """A name leads to an address of an internal network."""


def endpoint_name(url: str) -> str:
    """What an endpoint is called in the ledger: its host, and a few letters of its hash, as its path may be secret."""
    return f"{urlsplit(url).hostname}-{sha256(url.encode()).hexdigest()[:8]}"


def event_of(message: Message) -> dict[str, Any]:
    """A message as another system is told of it."""
    return {
        "type": f"{EVENT}.{message.template}",
        "data": {
            "journey": message.journey_id,
            "entry": message.seq,
            "region": message.region_name,
            "template": message.template,
            "role": message.role,
            "facts": dict(message.facts),
            "simulated": message.simulated,
        },
    }


class WebhookChannel:
    """The channel that tells endpoints; each address is checked by `check_endpoint` when it is used."""

    def __init__(self, secret: str, *, private: bool = False) -> None:
        self._signature = Webhook(secret)
        self._private = private

    async def send(self, message: Message, receiver: str) -> str:
        """Tell the endpoint at the URL `receiver`. Its webhook-id is the message's key."""
        url = check_endpoint(receiver, private=self._private)
        now = datetime.now(UTC).replace(microsecond=0)
        body = json.dumps({**event_of(message), "timestamp": now.isoformat()}, ensure_ascii=False)
        headers = {
            "content-type": "application/json",
            "webhook-id": message.key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signature.sign(message.key, now, body),
        }
        resolver = ThreadedResolver() if self._private or _loopback(url.hostname or "") else PublicResolver()
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver),
            timeout=aiohttp.ClientTimeout(total=DONE_WITHIN),
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as session:
            try:
                async with session.post(receiver, data=body.encode(), headers=headers, allow_redirects=False) as answer:
                    return _judged(answer.status, answer.reason or "")
            except aiohttp.ClientConnectorError as error:
                raise NotTaken(type(error).__name__) from error


def _judged(status: int, reason: str) -> str:
    said = f"{status} {reason}".strip()
    if status < 300:
        return said
    if status < 400:
        raise Refused(f"{said}; redirects are not followed")
    if status < 500 and status not in FOR_NOW:
        raise Refused(said)
    raise NotTaken(said)


def check_endpoint(url: str, *, private: bool) -> SplitResult:
    """The parts of an endpoint's URL. Raises `EndpointNotAllowed` for one that nothing may be sent to."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.username or parts.password or not host:
        raise EndpointNotAllowed(f"The endpoint {endpoint_name(url)} has no host, or a password in its address.")
    if _loopback(host):
        if parts.scheme not in ("http", "https"):
            raise EndpointNotAllowed(f"The endpoint {endpoint_name(url)} has to begin with https://.")
        return parts
    if parts.scheme != "https":
        raise EndpointNotAllowed(f"The endpoint {endpoint_name(url)} has to begin with https://.")
    if not private and _literal(host) and not _public(host):
        raise EndpointNotAllowed(f"The endpoint {endpoint_name(url)} is an address of an internal network.")
    return parts


def _literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _public(address: str) -> bool:
    found = ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None) or found
    return bool(mapped.is_global and not mapped.is_multicast)


def _loopback(host: str) -> bool:
    return host == "localhost" or (_literal(host) and ip_address(host).is_loopback)


class PublicResolver(AbstractResolver):
    """Looks names up, and refuses the addresses of internal networks: what is checked is what is connected to."""

    def __init__(self) -> None:
        self._found = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a name. Raises `AddressNotPublic` when it has another one."""
        found: Sequence[ResolveResult] = await self._found.resolve(host, port, family)
        if not all(_public(one["host"].partition("%")[0]) for one in found):
            raise AddressNotPublic(f"{host} leads to an internal network")
        return list(found)

    async def close(self) -> None:
        """Let go of the resolver."""
        await self._found.close()
