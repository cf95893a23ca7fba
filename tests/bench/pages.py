"""Measure: pages in a browser's terms: time to the first byte with few and many journeys, and bytes over the line."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import httpx2

from domain.vocabulary import Role
from records.identity import Identities
from tests.bench.bench_stack import Bench
from tests.bench.door import door
from tests.bench.results import Goal, Reading, Result, Value, percentile
from tests.records.journey_rows import clear, fill

FEW, MANY = 100, 10_000
TIMES = 40
"""How often a page is asked for in a round, one after the other."""
WARM = 4
ROUNDS = 3
COHORT = "halaman"
PERSON = "pengelola-halaman"
TIMED = ("/inbox", "/programme")
WEIGHED = ("/programme", "/journeys", "/catalogue", "/progress", "/help", "/settings", "/sign-in")
GOAL, MOST_BYTES = 1.5, 60 * 1024
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FONT = ".woff2"
COOKIE = "bimtek"
"""The name of the session's cookie without TLS."""


async def measure_pages(bench: Bench) -> list[Result]:
    """Pages as a programme manager opens them, with few and with many journeys in turn; then what they weigh."""
    identities, now = Identities(bench.pool), datetime.now(UTC)
    await identities.grant(PERSON, Role.PROGRAMME_MANAGER, "bench")
    cookie = await identities.new_sign_in(PERSON, "link", now + timedelta(hours=1), now)
    p95: dict[tuple[str, int], list[float]] = {(path, count): [] for path in TIMED for count in (FEW, MANY)}
    try:
        async with (
            door(bench) as address,
            httpx2.AsyncClient(base_url=address, cookies={COOKIE: cookie}, timeout=30) as client,
        ):
            client.headers |= {"Accept": "text/html", "Accept-Encoding": "gzip"}
            for _ in range(ROUNDS):
                for count in (FEW, MANY):
                    await clear(bench.pool, COHORT)
                    await fill(bench.pool, count, COHORT)
                    await bench.pool.execute("analyze journeys")
                    await bench.pool.execute("analyze memberships")
                    for path in TIMED:
                        p95[path, count].append(await _first_byte(client, path))
            inbox = await _weight(client, "/inbox")
            weights = {path: await _page_alone(client, path) for path in WEIGHED}
    finally:
        await clear(bench.pool, COHORT)
    found: list[Result] = [
        Value("bytes of the inbox's first view, all but fonts", (inbox,), "bytes", "60 KB", Goal.AT_MOST, MOST_BYTES)
    ]
    for path in TIMED:
        ratios = tuple(many / few for many, few in zip(p95[path, MANY], p95[path, FEW], strict=True))
        found += [
            Value(f"{path} with 10,000 journeys ÷ with 100, p95", ratios, "ratio", "the same page", Goal.AT_MOST, GOAL),
            Reading(f"{path} with 10,000 journeys, first byte p95", tuple(p95[path, MANY]), "ms"),
            Reading(f"{path} with 100 journeys, first byte p95", tuple(p95[path, FEW]), "ms"),
        ]
    return [*found, *(Reading(f"bytes of {path}, the page alone", (size,), "bytes") for path, size in weights.items())]


async def _first_byte(client: httpx2.AsyncClient, path: str) -> float:
    """The 95th percentile of the milliseconds until the first byte of a page."""
    times = []
    for number in range(-WARM, TIMES):
        began = time.perf_counter()
        async with client.stream("GET", path) as answer:
            async for _ in answer.aiter_raw():
                break
            took = (time.perf_counter() - began) * 1000
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        if number >= 0:
            times.append(took)
    return percentile(times, 0.95)


async def _weight(client: httpx2.AsyncClient, path: str) -> float:
    """The bytes over the line of a page with everything it brings in, headers and fonts left out."""
    answer = await client.get(path)
    assets = {found for found in ASSET.findall(answer.text) if not found.endswith(FONT)}
    return await _page_alone(client, path) + sum([await _page_alone(client, asset) for asset in sorted(assets)])


async def _page_alone(client: httpx2.AsyncClient, path: str) -> float:
    """The bytes over the line of one answer, compressed as a browser gets it."""
    size = 0
    async with client.stream("GET", path) as answer:
        async for some in answer.aiter_raw():
            size += len(some)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return float(size)
