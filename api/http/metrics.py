"""Figures for Prometheus: requests of this door, journeys and what waits or is amiss, and what the workers show."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

import httpx2
import structlog
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.address import PREFIX
from api.services import Services
from records.figures import Figures
from records.wellbeing import Wellbeing

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ASKED_WITHIN = 2.0
"""Seconds that a worker has to show its figures."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

log = structlog.get_logger()


class Requests:
    """Counts the requests of one door and how long they took, by route, method and status."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route")
        self._count = Counter("bimtek_http_requests", "Requests answered.", (*labels, "status"), registry=self.registry)
        self._seconds = Histogram(
            "bimtek_http_request_seconds",
            "Seconds to the head of the answer.",
            labels,
            registry=self.registry,
            buckets=BUCKETS,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._count.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)


class Counted:
    """ASGI middleware that counts requests. The route is its template, so that no id becomes a label."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count it once its answer begins."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = time.perf_counter() - began
                self._requests.note(scope["method"], _route_of(scope), message["status"], took)
            await send(message)

        await self._app(scope, receive, counted)


def _route_of(scope: Scope) -> str:
    """The template of a request's address; a route that was included does not know what it stands below."""
    route = scope.get("route")
    if not isinstance(route, APIRoute):
        return "none"
    below = PREFIX if scope["path"].startswith(f"{PREFIX}/") else ""
    return below + route.path_format.removeprefix(below)


async def figures(services: Services, requests: Requests, now: datetime) -> bytes:
    """Everything there is to show. A worker that does not answer in time is shown as down."""
    known, texts = await asyncio.gather(_business(services, now), _workers(services))
    return b"".join((generate_latest(requests.registry), generate_latest(known), *texts))


async def _business(services: Services, now: datetime) -> CollectorRegistry:
    registry, figures_, wellbeing = CollectorRegistry(), Figures(services.pool), Wellbeing(services.pool)
    labels = ("cohort", "stage", "status", "simulated")
    journeys = Gauge("bimtek_journeys", "Journeys.", labels, registry=registry)
    for (cohort, stage, status, simulated), count in (await figures_.journeys()).items():
        journeys.labels(cohort, stage, status, str(simulated).lower()).set(count)
    overdue = Gauge("bimtek_journeys_overdue", "Open journeys overdue.", ("cohort", "party"), registry=registry)
    for (cohort, party), count in (await figures_.overdue(now)).items():
        overdue.labels(cohort, party).set(count)
    incidents = Gauge("bimtek_incidents_open", "Incidents that nobody has resolved.", ("kind",), registry=registry)
    for kind, count in (await figures_.incidents()).items():
        incidents.labels(kind).set(count)
    messages = Gauge("bimtek_messages", "Messages by state.", ("state",), registry=registry)
    for state, count in (await figures_.messages()).items():
        messages.labels(state).set(count)
    for name, said, (oldest, _) in (
        (
            "bimtek_oldest_unsent_seconds",
            "Age of the oldest message that should have left.",
            await wellbeing.unsent(now),
        ),
        ("bimtek_oldest_unmade_seconds", "Age of the oldest document that is not made.", await wellbeing.unmade()),
    ):
        Gauge(name, said, registry=registry).set((now - oldest).total_seconds() if oldest else 0)
    return registry


async def _workers(services: Services) -> list[bytes]:
    """What each worker shows, after a line that says whether it answered."""
    addresses = services.settings.workers_to_ask()
    registry = CollectorRegistry()
    up = Gauge("bimtek_worker_up", "Whether a worker showed its figures.", ("address",), registry=registry)
    async with httpx2.AsyncClient(timeout=ASKED_WITHIN) as client:
        found = await asyncio.gather(*(_shown(client, address) for address in addresses))
    for address, text in zip(addresses, found, strict=True):
        up.labels(address).set(text is not None)
    return [generate_latest(registry), *(text for text in found if text is not None)]


async def _shown(client: httpx2.AsyncClient, address: str) -> bytes | None:
    try:
        answer = await client.get(f"http://{address}/metrics")
        answer.raise_for_status()
    except httpx2.HTTPError as error:
        log.warning("worker_shows_nothing", address=address, error=type(error).__name__)
        return None
    return answer.content
