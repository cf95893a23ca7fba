"""What every page answers with: its headers, nothing that runs in its text, and no failure for whoever asks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2
import pytest
from fastapi.routing import APIRoute

from api.http.access import Sees
from api.http.description import guard_of
from api.pages.rendering import POLICY
from api.pages.routers import PAGES
from tests.pages.world import World

PEOPLE: tuple[str | None, ...] = (
    None,
    "kota-batu.coordinator",
    "pembimbing-05",
    "pengelola-program",
    "operator",
)
"""Who asks for every page, none of whom may all of them; None is the public."""
PLACES = {
    "journey": "journey-2019-kota-batu",
    "region": "kota-batu",
    "cohort": "2019",
    "book": "buku-1",
    "chapter": "bab-1",
    "person": "kota-batu.coordinator",
    "page": "inbox",
    "key": "submit",
    "number": "1",
    "seq": "1",
}
"""What stands in the places of addresses; in other places stands what there is not."""
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
AT_ONCE = 4


def page_routes() -> Iterator[APIRoute]:
    """Every page that is looked at."""
    for router in PAGES:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and not route.path.startswith("/static/"):
                yield route


@asynccontextmanager
async def client(world: World, person: str | None) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser without a screen, signed in."""
    accepts = {"Accept": "text/html,application/xhtml+xml"}
    async with httpx2.AsyncClient(base_url=world.address, headers=accepts, timeout=60) as opened:
        if person is not None:
            assert (await opened.post("/sign-in", data={"person": person})).status_code == 303
        yield opened


def filled(path: str) -> str:
    """An address for a route, with ids of the world in its places."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda place: PLACES.get(place[1], "tidak-ada"), path)


@pytest.mark.parametrize("person", [None, "kota-batu.coordinator", "pengelola-program", "operator"])
async def test_pages_bring_in_nothing_and_are_kept(world: World, person: str | None) -> None:
    """Policy, no script or style in the text, packed, and 304 where nothing has changed; no token in an address."""
    async with client(world, person) as browser:
        for path in sorted({route.path for route in page_routes() if "{" not in route.path}):
            answer = await browser.get(path)
            if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
                continue
            assert answer.headers["Content-Security-Policy"] == POLICY, path
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            assert INLINE.search(answer.text) is None, f"{path}: {INLINE.search(answer.text)}"
            assert len(answer.content) < 1000 or answer.headers["Content-Encoding"] == "gzip", path
            assert ("noindex" in answer.headers.get("X-Robots-Tag", "")) == (person is not None), path
            for form in re.findall(r"<form[^>]*method=\"get\".*?</form>", answer.text, re.DOTALL):
                assert "csrf_token" not in form, path
            if answer.headers["Cache-Control"] != "no-store":
                assert await is_kept(browser, path), path


async def is_kept(browser: httpx2.AsyncClient, path: str) -> bool:
    """Whether a page that is asked for again is not sent again; where something happened meanwhile, once more."""
    known = ""
    for _ in range(4):
        answer = await browser.get(path, headers={"If-None-Match": known})
        if answer.status_code == 304:
            return not answer.content
        known = answer.headers.get("ETag", "")
    return False


async def test_no_page_fails_for_anybody(world: World) -> None:
    """Every page, asked for by every role, is shown, led on or refused; only what is public is shown to the public."""
    refused: list[str] = []
    limit = asyncio.Semaphore(AT_ONCE)

    async def ask(browser: httpx2.AsyncClient, person: str | None, route: APIRoute) -> None:
        async with limit:
            answer = await browser.get(filled(route.path))
        public = guard_of(route).sees is Sees.ANYBODY
        if answer.status_code >= 500 or (person is None and not public and answer.status_code != 303):
            refused.append(f"{person or 'nobody'} {filled(route.path)}: {answer.status_code}")

    async with AsyncExitStack() as stack:
        browsers = {person: await stack.enter_async_context(client(world, person)) for person in PEOPLE}
        async with asyncio.TaskGroup() as group:
            for route in page_routes():
                for person, browser in browsers.items():
                    group.create_task(ask(browser, person, route))
    assert refused == []


async def test_files_that_people_gave_are_saved_and_never_shown(world: World) -> None:
    """A published book comes as a file, in a sandbox; what is given to the check does not come back."""
    async with client(world, None) as browser:
        entry = (await browser.get("/api/v1/catalogue/journey-2019-kota-batu")).json()
        book = next(one for one in entry["documents"] if one["about"] == "buku-1")
        file = await browser.get(f"/api/v1/catalogue/journey-2019-kota-batu/files/{book['pdf']}")
        checked = await browser.post("/check", files={"file": ("a.html", b"<script>alert(1)</script>", "text/html")})
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert checked.status_code == 200 and "alert(1)" not in checked.text


async def test_assets_are_kept_for_ever_under_their_own_address(world: World) -> None:
    """The address has the content's hash; another one is not kept, and what there is not is a page that says so."""
    async with client(world, None) as browser:
        home = (await browser.get("/")).text
        (address,) = set(re.findall(r"/static/[0-9a-f]{12}/app\.css", home))
        kept = await browser.get(address)
        other = await browser.get("/static/000000000000/app.css")
        missing = await browser.get("/static/000000000000/nothing.css")
        robots = await browser.get("/robots.txt")
    assert "immutable" in kept.headers["Cache-Control"] and other.headers["Cache-Control"] == "no-cache"
    assert missing.status_code == 404
    assert "Disallow: /" in robots.text


async def test_a_problem_is_a_page_for_people_and_a_problem_for_programs(world: World) -> None:
    """An address without anything, and a file that is too large: for each in the form that it reads."""
    async with client(world, "kota-batu.coordinator") as browser:
        page = await browser.get("/tidak/ada")
        api = await browser.get("/api/v1/tidak-ada")
        link = await browser.get("/api/v1/session/oidc")
        foreign = await browser.get("/tidak/ada", headers={"Referer": "https://evil.example/x"})
        large = await browser.post("/settings/tokens", content=b"x" * 1_000_001)
        program = await browser.get("/tidak/ada", headers={"Accept": "application/json"})
    assert page.status_code == 404 and "Tidak ditemukan" in page.text and "Koordinator Kota Batu" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    for answer in (api, program):
        assert answer.json()["name"] == "NotFound"
    assert link.status_code == 404 and link.headers["Content-Type"].startswith("text/html")
    assert "evil.example" not in foreign.text
    assert large.status_code == 413 and "Berkas terlalu besar" in large.text
