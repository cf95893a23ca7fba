"""Coming in: signing in as a sample person, links from mails, settings of one's own, help."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, expect

from api.pages.help_texts import PAGES, help_for
from api.pages.problem_pages import local
from api.pages.sample_people import DOES, FIRST, of_programme, of_region, offered, one_of_each
from domain.vocabulary import Role
from records.identity import Identities
from records.people import SampleLine
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World
from workers.connections import connect_records

ROOM = "/journeys/journey-2019-kota-batu"


def person(id_: str, *roles: Role, region: str | None = None, wide: bool = False) -> SampleLine:
    """A sample person."""
    return SampleLine(
        id=id_, name=f"{id_} (SIMULASI)", sample=True, programme_roles=roles if wide else (), roles=roles, region=region
    )


PEOPLE = offered(
    [
        person("kab-a.coordinator", Role.COORDINATOR, region="Kabupaten A"),
        person("kab-a.sekda", Role.SEKDA, region="Kabupaten A"),
        person("kota-b.coordinator", Role.COORDINATOR, region="Kota B"),
        person("pembimbing-01"),
        person("pembimbing-02", Role.MENTOR, region="Kota B"),
        person("operator", Role.OPERATOR, wide=True),
    ]
)


def test_one_of_each_role_comes_first() -> None:
    """In the order in which a newcomer meets them; who has a part goes before who has none."""
    assert [one.person.id for one in one_of_each(PEOPLE)] == ["kab-a.coordinator", "pembimbing-02", "operator"]
    assert set(FIRST) <= set(DOES)


def test_people_are_found_by_their_region() -> None:
    """Those of a region under its name, its coordinator first; the others by role."""
    assert {region: [one.role for one in found] for region, found in of_region(PEOPLE, "kabupaten").items()} == {
        "Kabupaten A": [Role.COORDINATOR, Role.SEKDA]
    }
    assert [one.person.id for one in of_programme(PEOPLE, "kota b")] == ["pembimbing-02"]
    assert [one.person.id for one in of_programme(PEOPLE, "")] == ["pembimbing-01", "pembimbing-02", "operator"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/inbox", "/inbox"),
        ("/journeys/journey-x", "/journeys"),
        ("/journeys/journey-x/books/buku-1/bab-1", "/books"),
        ("/journeys/journey-x/compare", "/books"),
        ("/journeys/journey-x/answers", "/review"),
        ("/programme/launch", "/programme"),
        ("/nowhere", ""),
    ],
)
def test_every_page_has_its_help(path: str, found: str) -> None:
    """By the part of its address that is nearest to what one does there."""
    assert help_for(path) == found
    assert found.strip("/") in {"", *(page.key for page in PAGES)}


@pytest.mark.parametrize(
    ("path", "query", "led_back"),
    [
        ("/inbox", "", "/inbox"),
        ("/catalogue", "text=a", "/catalogue?text=a"),
        ("/kota é", "", "/kota%20%C3%A9"),
        ("//evil.example", "", None),
        ("/inbox", "x" * 600, None),
    ],
)
def test_nobody_is_led_back_elsewhere(path: str, query: str, led_back: str | None) -> None:
    """To a page of this host that signing in takes, or to none."""
    assert local(path, query) == led_back


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
async def test_a_newcomer_acts_as_several_people(world: World, browser: Browser, script: bool) -> None:
    """From the start page to the first of each role, on to somebody of a region, and out; where one wanted to go."""
    async with signed_in(browser, world.address, None, phone=True, script=script) as context:
        page = await context.new_page()
        await page.goto("/")
        await page.get_by_role("link", name="Masuk untuk bekerja").click()
        await page.get_by_role("button", name="Pengelola Program").first.click()
        await expect(page).to_have_url(f"{world.address}/inbox")
        await page.goto(f"/sign-in?{urlencode({'next': ROOM})}")
        await expect(page.get_by_text("Anda masuk sebagai Pengelola Program")).to_be_visible()
        await page.get_by_label("Cari daerah atau nama").fill("kota batu")
        await page.get_by_role("button", name="Cari").click()
        await page.get_by_role("button", name="Koordinator Kota Batu").click()
        await expect(page).to_have_url(f"{world.address}{ROOM}")
        await page.get_by_role("button", name="Keluar").click()
        await expect(page).to_have_url(f"{world.address}/")
        await page.goto(ROOM)
        await expect(page).to_have_url(f"{world.address}/sign-in?{urlencode({'next': ROOM})}")


async def test_signing_in_and_links_are_for_everybody(world: World, browser: Browser) -> None:
    """No barrier on the way in, by the page, by a link, and where a link does not work any more."""
    async with (
        await connect_records(world.office.settings) as pool,
        signed_in(browser, world.address, None) as context,
    ):
        secret = await Identities(pool).new_link("kota-batu.sekda", datetime.now(UTC))
        page = await context.new_page()
        await page.goto("/sign-in")
        assert await violations(page) == []
        await page.goto(f"/api/v1/session/link/{secret}")
        assert await violations(page) == []
        await page.get_by_role("button", name="Masuk sebagai Sekda Kota Batu").click()
        await expect(page).to_have_url(f"{world.address}/inbox")
        answer = await page.goto(f"/api/v1/session/link/{secret}")
        assert answer is not None and answer.status == 410
        await expect(page.get_by_role("heading", name="Sudah tidak berlaku")).to_be_visible()
        assert await violations(page) == []


async def test_one_sets_what_one_is_told(world: World, browser: Browser, tmp_path: Path) -> None:
    """Language, muted kinds and digest are kept; a token is shown once and revoked; one's data is taken out."""
    async with signed_in(browser, world.address, "kota-kupang.bappeda") as context:
        page = await context.new_page()
        await page.goto("/settings")
        assert await violations(page) == []
        await page.get_by_label("English", exact=True).check()
        await page.get_by_label("Pengingat sebelum tenggat").uncheck()
        await page.get_by_label("Satu surel setiap hari kerja").check()
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_text("Your settings are saved.")).to_be_visible()
        await expect(page.get_by_label("Reminders before a deadline")).not_to_be_checked()
        await expect(page.get_by_label("One mail a working day")).to_be_checked()

        await page.get_by_text("Make a new token").click()
        await page.get_by_role("button", name="Make the token").click()
        await expect(page.locator("#name-error")).to_be_visible()
        assert await violations(page) == []
        await page.get_by_label("What for").fill("Laporan uji")
        await page.get_by_role("button", name="Make the token").click()
        secret = await page.locator(".secret").inner_text()
        known = await context.request.get("/api/v1/session", headers={"Authorization": f"Bearer {secret}"})
        assert (await known.json())["person"] == "kota-kupang.bappeda"
        await page.get_by_role("button", name="Revoke Laporan uji").click()
        await expect(page.get_by_text("The token is revoked.")).to_be_visible()
        gone = await context.request.get("/api/v1/session", headers={"Authorization": f"Bearer {secret}"})
        assert gone.status == 401

        async with page.expect_download() as coming:
            await page.get_by_role("link", name="Save everything kept about me").click()
        await (await coming.value).save_as(tmp_path / "data.json")
        assert json.loads((tmp_path / "data.json").read_text())["person"]["id"] == "kota-kupang.bappeda"

        await page.get_by_label("as the programme has it").check()
        await page.get_by_label("Reminders before a deadline").check()
        await page.get_by_label("One mail a working day").uncheck()
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Pengaturan tersimpan.")).to_be_visible()
        await page.get_by_role("button", name="Keluar di semua peramban").click()
        await expect(page.get_by_text("Anda sudah keluar di")).to_be_visible()


async def test_help_is_one_press_away(world: World, browser: Browser) -> None:
    """From a page to its own help, and on to the words."""
    async with signed_in(browser, world.address, "pembimbing-05", phone=True) as context:
        page = await context.new_page()
        await page.goto("/settings")
        await page.get_by_role("link", name="Bantuan untuk halaman ini").click()
        await expect(page.get_by_role("heading", name="Pengaturan saya", level=1)).to_be_visible()
        assert await violations(page) == []
        await page.goto("/help")
        await expect(page.get_by_text("matriks tindak lanjut", exact=True)).to_be_visible()
        assert await violations(page) == []
