"""Sessions of browsers: links that sign in once, cookies, protection against other sites, signing out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from records.identity import hash_of
from records.people import People, PersonRecord
from tests.api.office import Office
from tests.http.door import Door
from tests.http.identity_doors import OtherDoor, another_door
from workers.settings import Addresses

ANI = "kab-tangerang.coordinator"
BUDI = "kab-tangerang.sekda"
ELSEWHERE = ("//evil.example", "/\\evil.example", "https://evil.example/", "evil", "/\t/evil.example", "")


@pytest.fixture(scope="module")
async def local(door: Door) -> AsyncIterator[OtherDoor]:
    """A door where sample people may sign in with links."""
    async with another_door(door, sign_in_links=True) as opened:
        yield opened


async def test_a_link_shows_a_button_and_only_the_button_signs_in(local: OtherDoor) -> None:
    """Opening it, as mail programs do ahead of people, signs nobody in and uses nothing up."""
    link = await local.link(ANI)
    async with local.browser() as browser:
        page = await browser.get(link)
        assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
        assert page.headers["referrer-policy"] == "no-referrer" and page.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.headers["content-security-policy"] and "<script" not in page.text
        assert "Koordinator Kabupaten Tangerang" in page.text and "autofocus" in page.text
        assert (await browser.get("/session")).status_code == 401
        done = await browser.post(link, params={"next": "/api/v1/journeys"})
        assert (done.status_code, done.headers["location"]) == (303, "/api/v1/journeys")
        cookie = done.headers["set-cookie"]
        assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200")), cookie
        assert (await browser.get("/session")).json()["person"] == ANI


async def test_a_link_works_once(local: OtherDoor) -> None:
    """Used, expired, made up: each is refused by name."""
    link = await local.link(ANI)
    async with local.browser() as browser, local.browser() as thief:
        await browser.post(link)
        for again in (await thief.post(link), await thief.get(link)):
            assert (again.status_code, again.json()["name"]) == (410, "LinkUsedUp")
        late = await local.link(ANI)
        await local.services.pool.execute(
            "update sign_in_links set expires_at = now() where sha256 = $1", hash_of(late.rpartition("/")[2])
        )
        for expired in (await thief.get(late), await thief.post(late)):
            assert (expired.status_code, expired.json()["name"]) == (410, "LinkUsedUp")
        unknown = await thief.post(f"/session/link/{'x' * 43}")
        assert (unknown.status_code, unknown.json()["name"]) == (404, "LinkBroken")
        assert (await thief.get("/session")).status_code == 401


async def test_links_are_for_sample_people_of_a_local_stack(door: Door, local: OtherDoor) -> None:
    """Neither a person who is real, nor a door that was not told so, takes a link."""
    await People(door.services.pool).save([PersonRecord(id="orang-nyata", name="Orang Nyata", sample=False)])
    async with local.browser() as browser:
        real = await browser.post(await local.link("orang-nyata"))
    assert (real.status_code, real.json()["name"]) == (404, "LinkBroken")
    async with door.nobody() as client:
        closed = await client.post(await local.link(ANI))
    assert (closed.status_code, closed.json()["name"]) == (404, "SignInNotOffered")


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_nobody_is_led_elsewhere(local: OtherDoor, path: str) -> None:
    """After signing in one goes on to a path of this host, whatever the address says."""
    link = await local.link(ANI)
    async with local.browser() as browser:
        for answer in (
            await browser.post(link, params={"next": path}),
            await browser.get("/session/oidc", params={"next": path}),
        ):
            assert answer.status_code == 422, answer.headers
            assert "location" not in answer.headers
        assert (await browser.post(link, params={"next": "/"})).headers["location"] == "/"


async def test_who_am_i(door: Door, local: OtherDoor) -> None:
    """A browser and a token are told the same person, each with what it may be used for."""
    async with local.browser() as browser:
        await local.sign_in(browser, "direktur")
        seen = (await browser.get("/session")).json()
    assert (seen["person"], seen["method"], seen["programme_roles"]) == ("direktur", "link", ["director"])
    assert seen["name"] and seen["csrf_token"] and seen["scopes"] == ["read", "act", "manage", "operate"]
    async with door.person("direktur") as client:
        seen = (await client.get("/session")).json()
    assert (seen["person"], seen["method"], seen["csrf_token"]) == ("direktur", "token", None)
    assert seen["expires_at"]


async def test_another_site_changes_nothing(local: OtherDoor) -> None:
    """A cookie alone, which browsers send for other sites' pages too, changes nothing."""
    body = {"name": "x", "scopes": ["read"], "days": 1}
    async with local.browser() as browser:
        csrf = await local.sign_in(browser, ANI)
        for headers in (
            {},
            {"X-CSRF-Token": "salah"},
            {"X-CSRF-Token": "é"},
            {**csrf, "Sec-Fetch-Site": "cross-site"},
            {**csrf, "Sec-Fetch-Site": "same-site"},
            {**csrf, "Origin": "https://evil.example"},
            {**csrf, "Origin": "null"},
        ):
            raw = [(name.encode(), value.encode()) for name, value in headers.items()]
            refused = await browser.post("/tokens", json=body, headers=raw)
            assert (refused.status_code, refused.json()["name"]) == (403, "CrossSite"), headers
        for headers in ({}, {"Origin": local.address}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}):
            made = await browser.post("/tokens", json=body, headers={**csrf, **headers})
            assert made.status_code == 201, made.text
        field = await browser.post("/tokens", data={"csrf_token": csrf["X-CSRF-Token"]})
        assert field.json()["name"] == "NotValid", "a form's field counts as the header does; a form is no token"
        assert (await browser.post("/tokens", data={"csrf_token": "salah"})).json()["name"] == "CrossSite"


async def test_another_site_signs_nobody_in(local: OtherDoor) -> None:
    """A page elsewhere cannot sign somebody in as somebody else with its own link."""
    async with local.browser() as browser:
        refused = await browser.post(await local.link(ANI), headers={"Sec-Fetch-Site": "cross-site"})
        assert (refused.status_code, refused.json()["name"]) == (403, "CrossSite")
        assert (await browser.get("/session")).status_code == 401


async def test_signing_in_again_makes_a_new_session(local: OtherDoor) -> None:
    """Also in a browser that has one: its page's button brings the CSRF token, and the session before ends."""
    async with local.browser() as browser:
        await local.sign_in(browser, ANI)
        before = dict(browser.cookies)
        link = await local.link(BUDI)
        assert (await browser.post(link)).json()["name"] == "CrossSite"
        page = await browser.get(link)
        field = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        assert (await browser.post(link, data={"csrf_token": field})).status_code == 303
        assert (await browser.get("/session")).json()["person"] == BUDI
        assert dict(browser.cookies) != before
    assert await _person(local, before) is None


async def test_signing_out(local: OtherDoor) -> None:
    """Here, or everywhere; a cookie that somebody kept is worth nothing afterwards."""
    async with local.browser() as here, local.browser() as there, local.browser() as other:
        csrf = await local.sign_in(here, ANI)
        await local.sign_in(there, ANI)
        await local.sign_in(other, BUDI)
        kept = dict(here.cookies)
        gone = await here.delete("/session", headers=csrf)
        assert gone.status_code == 204 and "Max-Age=0" in gone.headers["set-cookie"]
        assert await _person(local, kept) is None
        csrf = await local.sign_in(here, ANI)
        assert (await here.delete("/sessions", headers=csrf)).json()["ended"] >= 2
        assert await _person(local, dict(there.cookies)) is None
        assert await _person(local, dict(other.cookies)) == BUDI


async def test_a_session_ends_by_itself(local: OtherDoor) -> None:
    """It is not prolonged by use; a page that anybody may see, such as the one to sign in anew, is still shown."""
    async with local.browser() as browser:
        csrf = await local.sign_in(browser, ANI)
        await local.services.pool.execute(
            "update sign_ins set expires_at = now() where sha256 = $1", hash_of(browser.cookies["bimtek"])
        )
        assert (await browser.get("/session")).status_code == 401
        refused = await browser.delete("/session", headers=csrf)
        assert (refused.status_code, refused.json()["name"]) == (401, "SignInNotValid")
        link = await local.link(ANI)
        page = await browser.get(link)
        assert page.status_code == 200 and "Max-Age=0" in page.headers["set-cookie"]
        assert (await browser.post(link)).status_code == 303


async def test_a_form_outlives_its_session(local: OtherDoor) -> None:
    """What was filled in when a session ended is taken after the same person signed in again, and from nobody else."""
    async with local.browser() as browser:
        before = await local.sign_in(browser, ANI)
        await browser.delete("/sessions", headers=before)
        await local.sign_in(browser, ANI)
        assert (await browser.delete("/session", headers=before)).status_code == 204
        await local.sign_in(browser, BUDI)
        refused = await browser.delete("/session", headers=before)
        assert (refused.status_code, refused.json()["name"]) == (403, "CrossSite")


async def test_a_cookie_of_no_session_is_in_nobodys_way(local: OtherDoor) -> None:
    """With a cookie that means nothing any more one is the public: its forms work, those of people do not."""
    async with local.browser() as browser:
        browser.cookies.set("bimtek", "x" * 43)
        switched = await browser.post(f"{local.address}/language", data={"language": "en", "next": "/"})
        assert switched.status_code == 303
        refused = await browser.post("/tokens", json={})
        assert (refused.status_code, refused.json()["name"]) == (401, "SignInNotValid")
        foreign = await browser.post(
            f"{local.address}/language", data={"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert foreign.status_code == 403


async def test_cookies_over_tls_are_for_tls_and_this_host_only(door: Door) -> None:
    """With an https address the cookie is Secure and has a name that browsers hold to that."""
    public = "https://bimtek.example.go.id"
    async with another_door(door, sign_in_links=True, public_url=public) as secure, secure.browser() as browser:
        done = await browser.post(await secure.link(ANI))
    cookie = done.headers["set-cookie"]
    assert cookie.startswith("__Host-bimtek=") and "Secure" in cookie and "Domain" not in cookie


async def test_a_link_from_the_command_line(door: Door, local: OtherDoor, tmp_path: Path) -> None:
    """`bimtek people sign-in` prints a link that works; for whom it does not, it says why."""
    addresses = Addresses.load(door.services.settings.addresses_file)
    assert addresses is not None
    office = Office(tmp_path)
    addresses.model_copy(update={"http": local.address}).save(office.settings.addresses_file)
    said = await office.bimtek("people", "sign-in", ANI)
    assert said.code == 0, said.err
    async with httpx2.AsyncClient() as browser:
        assert (await browser.post(said.out.strip())).status_code == 303
    printed: dict[str, Any] = json.loads((await office.bimtek("people", "sign-in", ANI, "--json")).out)
    assert printed["link"].startswith(f"{local.address}/api/v1/session/link/")
    unknown = await office.bimtek("people", "sign-in", "siapa-ini")
    assert unknown.code == 1 and "There is no person" in unknown.err
    await People(door.services.pool).save([PersonRecord(id="orang-nyata", name="Orang Nyata", sample=False)])
    real = await office.bimtek("people", "sign-in", "orang-nyata")
    assert real.code == 1 and "no sample person" in real.err
    no_door = await door.office.bimtek("people", "sign-in", ANI)
    assert no_door.code == 1 and "bimtek up" in no_door.err


async def _person(local: OtherDoor, cookies: dict[str, str]) -> str | None:
    """Who is signed in with these cookies."""
    async with httpx2.AsyncClient(base_url=f"{local.address}/api/v1", cookies=cookies) as client:
        answer = await client.get("/session")
    return answer.json()["person"] if answer.status_code == 200 else None
