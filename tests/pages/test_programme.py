"""The programme's desk in a real browser: late regions found, explained and extended; decisions; without JavaScript."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from api.pages.filters import filters_for
from domain.calendar import local_date
from domain.model import Journey
from domain.seats import regional_calendar
from domain.words.phrase import Language
from records.reading import Reading
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World
from workers.connections import connect_records

MANAGER = "pengelola-program"
FIVE = ("Kota Balikpapan", "Kota Bontang", "Kota Jayapura", "Kota Cilegon", "Kabupaten Tangerang")
LATER = timedelta(days=28)
"""So long after their deadline the regions that have just begun are looked at: then they are late."""
ASKING, COORDINATOR = "journey-2019-kab-klaten", "kab-klaten.coordinator"


async def test_a_manager_finds_the_late_regions_says_why_and_extends_five(world: World, browser: Browser) -> None:
    """Without help: the late ones by a filter, why beside each, five ticked, looked at, extended."""
    async with signed_in(browser, world.address, MANAGER) as context:
        page = await context.new_page()
        begun = await _state(world, "journey-2019-kota-balikpapan")
        day = _due(begun) + LATER
        await _late_regions(page, day)
        row = page.get_by_role("row").filter(has_text=FIVE[0])
        await expect(row).to_contain_text("Terlambat")
        await expect(row).to_contain_text("Yang belum ada: Nota kesepahaman")
        await expect(row).to_contain_text(re.compile(r"daerah \d+ hari kerja"))
        assert await violations(page) == []
        await _choose(page, FIVE)
        assert await violations(page) == []
        await _fill_in(page)
        await expect(page.locator(".badge", has_text="Akan dilakukan")).to_have_count(5)
        await expect(page.get_by_role("row").filter(has_text=FIVE[0])).to_contain_text(_moved(begun, 10))
        assert await violations(page) == []
        await page.get_by_role("button", name="Perpanjang tenggat").click()
        await expect(page.locator(".badge", has_text="Dilakukan")).to_have_count(5)
        await page.goto(f"/programme?as_of={day}&q=balikpapan")
        await expect(page.get_by_role("row").filter(has_text=FIVE[0])).to_contain_text(_moved(begun, 10))


async def test_without_javascript_on_a_phone_a_rule_refuses_in_words(world: World, browser: Browser) -> None:
    """The same way without a script: a form that is not whole says so, and a rule says why it refuses."""
    async with signed_in(browser, world.address, MANAGER, phone=True, script=False) as context:
        page = await context.new_page()
        await page.goto("/programme/bulk?journey=journey-2019-kota-batu&act=grant_time")
        await page.get_by_label("hari kerja").fill("10")
        await page.get_by_role("button", name="Lihat akibatnya").click()
        await expect(page.get_by_role("alert")).to_contain_text("Alasan")
        await _fill_in(page)
        await expect(page.locator(".badge", has_text="Ditolak")).to_have_count(1)
        await expect(page.get_by_role("cell").filter(has_text="sudah berakhir")).to_be_visible()
        await expect(page.get_by_role("button", name="Perpanjang tenggat")).to_have_count(0)


async def test_a_request_for_time_is_decided(world: World, browser: Browser) -> None:
    """A coordinator asks for more time; the manager sees the reason and what would move, and grants fewer days."""
    async with (
        signed_in(browser, world.address, COORDINATOR) as asking,
        signed_in(browser, world.address, MANAGER) as deciding,
    ):
        page = await asking.new_page()
        await page.goto(f"/journeys/{ASKING}/do/ask_extension")
        await page.get_by_label("hari kerja").fill("8")
        await page.get_by_label("Alasan").fill("Notaris baru dapat bulan depan.")
        await page.get_by_role("button", name="Kirim").click()
        await expect(page).to_have_url(re.compile(rf"/journeys/{ASKING}$"))
        page = await deciding.new_page()
        await page.goto("/programme")
        await page.get_by_role("link", name="permintaan tambahan waktu").click()
        asked = page.get_by_role("article").filter(has_text="Kabupaten Klaten")
        await expect(asked).to_contain_text("Notaris baru dapat bulan depan.")
        await expect(asked).to_contain_text(_moved(await _state(world, ASKING), 8))
        assert await violations(page) == []
        await asked.get_by_label("Kabulkan sebagian").check()
        await asked.get_by_role("button", name="Putuskan").click()
        await expect(page.get_by_role("alert")).to_contain_text("berapa hari kerja")
        await asked.get_by_label("Hari kerja, bila").fill("5")
        await asked.get_by_label("Alasan putusan").fill("Lima hari cukup.")
        await asked.get_by_role("button", name="Putuskan").click()
        await expect(page.get_by_role("status").filter(has_text="Permintaan waktu diputus")).to_be_visible()
        await expect(asked).to_have_count(0)


@pytest.mark.parametrize("path", ["/programme", "/programme/charts", "/programme/cohorts/2019", "/programme/bulk"])
async def test_pages_of_the_desk_fit_a_phone(world: World, browser: Browser, path: str) -> None:
    """On a phone no page of the desk is wider than the screen, and axe finds nothing."""
    async with signed_in(browser, world.address, MANAGER, phone=True) as context:
        page = await context.new_page()
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert await violations(page) == []


async def test_others_of_the_programme_look_and_do_not_act(world: World, browser: Browser) -> None:
    """A director sees the table and its charts without boxes to tick; a region's coordinator sees neither."""
    async with (
        signed_in(browser, world.address, "direktur") as director,
        signed_in(browser, world.address, COORDINATOR) as coordinator,
    ):
        page = await director.new_page()
        await page.goto("/programme")
        await expect(page.get_by_role("row").filter(has_text=FIVE[0])).to_be_visible()
        await expect(page.get_by_role("checkbox")).to_have_count(0)
        for path in ("/programme", "/programme/charts", "/programme/extensions", "/programme/bulk"):
            answer = await (await coordinator.new_page()).goto(path)
            assert answer is not None and answer.status == 403


async def _state(world: World, journey: str) -> Journey:
    async with await connect_records(world.office.settings) as pool:
        state = await Reading(pool).state(journey)
    assert state is not None
    return state


def _due(state: Journey) -> date:
    assert state.turn.due is not None
    return local_date(state.turn.due, state.region.zone)


def _moved(state: Journey, days: int) -> str:
    """The deadline so many working days later, as tables write it."""
    return filters_for(Language.ID)["short_day"](regional_calendar(state).after(_due(state), days))


async def _late_regions(page: Page, day: date) -> None:
    await page.goto("/programme")
    await page.get_by_label("Keadaan per tanggal").fill(day.isoformat())
    await page.get_by_label("Tenggat", exact=True).select_option(label="Lewat tenggat")
    await page.get_by_role("button", name="Terapkan").click()


async def _choose(page: Page, names: tuple[str, ...]) -> None:
    for name in names:
        await page.get_by_label(f"Pilih {name}").check()
    await page.get_by_role("button", name="Tindakan untuk yang dipilih").click()
    await expect(page.get_by_role("heading", name=f"{len(names)} daerah dipilih")).to_be_visible()
    await page.get_by_label("Perpanjang tenggat").check()
    await page.get_by_role("button", name="Lanjut").click()


async def _fill_in(page: Page) -> None:
    await page.get_by_label("hari kerja").fill("10")
    await page.get_by_label("Alasan").fill("Banjir di beberapa kantor daerah.")
    await page.get_by_role("button", name="Lihat akibatnya").click()
