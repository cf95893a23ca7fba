"""Acts in a browser: forms filled in, mistakes, refusals, stale tabs, acts for others, corrections, simulated time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, FilePayload, Page, expect

from domain.ids import journey_id
from domain.vocabulary import IANA, TimeZone
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World

MANAGER = "pengelola-program"
PDF = b"%PDF-1.7\nsebuah pindaian untuk percobaan\n"


def paper(name: str, content: bytes = PDF) -> FilePayload:
    """A file to choose."""
    return FilePayload(name=name, mimeType="application/pdf", buffer=content)


def today(zone: TimeZone, back: int = 0) -> str:
    """The day in a zone as a date field holds it, or some days before it."""
    return f"{datetime.now(ZoneInfo(IANA[zone])) - timedelta(days=back):%Y-%m-%d}"


def room(region: str) -> str:
    """The address of a region's room."""
    return f"/journeys/{journey_id('2019', region)}"


async def send(page: Page) -> None:
    """Send the form of an act."""
    await page.get_by_role("button", name=re.compile("^(Kirim|Send)$")).click()


async def test_a_file_is_kept_after_a_mistake_without_any_script(world: World, browser: Browser) -> None:
    """A gate without its day comes back with the file still there; rows left alone are no gates."""
    async with signed_in(browser, world.address, "kab-tabalong.coordinator", script=False) as context:
        page = await context.new_page()
        await page.goto(f"{room('kab-tabalong')}/do/pass_gates")
        row = page.get_by_role("group", name="Nota kesepahaman ditandatangani")
        await row.get_by_label("Bukti", exact=True).set_input_files(paper("mou.pdf"))
        await send(page)
        await expect(page.get_by_role("alert")).to_contain_text("Tanggal dipenuhi: Belum diisi.")
        await expect(row).to_contain_text("mou.pdf")
        await row.get_by_label("Tanggal dipenuhi").fill(today(TimeZone.WITA))
        await send(page)
        await expect(page.get_by_text("Pemenuhan syarat tahap: tercatat.")).to_be_visible()
        await page.goto(f"{room('kab-tabalong')}/do/pass_gates")
        await expect(page.get_by_role("group", name="Nota kesepahaman ditandatangani")).to_have_count(0)
        await expect(page.get_by_role("group", name="SK Dewan Smart City")).to_be_visible()


async def test_a_row_is_added_without_any_script_on_a_phone(world: World, browser: Browser) -> None:
    """“Tambah baris” is a button of the form: what was written stays."""
    async with signed_in(browser, world.address, "kab-tabalong.team-member", script=False, phone=True) as context:
        page = await context.new_page()
        await page.goto(f"{room('kab-tabalong')}/do/save_plan.quick_wins")
        await page.locator("[name='quick_wins.quick_wins.0.name']").fill("Antrean daring puskesmas")
        await page.get_by_role("button", name="Tambah baris").click()
        await expect(page.locator("[name='quick_wins.quick_wins.0.name']")).to_have_value("Antrean daring puskesmas")
        await expect(page.locator("[name='quick_wins.quick_wins.1.name']")).to_be_visible()


async def test_the_same_from_two_tabs_is_done_once_and_a_stale_tab_is_refused(world: World, browser: Browser) -> None:
    """A repeat changes nothing; something else from an old tab is refused in words, with what was written kept."""
    here = f"{room('kab-tabalong')}/do/meet_obligation.rpjmd"
    async with signed_in(browser, world.address, "kab-tabalong.bappeda") as context:
        tabs = [await context.new_page() for _ in range(3)]
        for number, tab in enumerate(tabs):
            await tab.goto(here)
            await tab.get_by_label("Tanggal dipenuhi").fill(today(TimeZone.WITA, back=int(number == 2)))
            await tab.get_by_label("Bukti", exact=True).set_input_files(paper("rpjmd.pdf"))
        for tab in tabs[:2]:
            await send(tab)
            await expect(tab.get_by_text("Pemenuhan kewajiban: Dokumen RPJMD diserahkan: tercatat.")).to_be_visible()
        await send(tabs[2])
        await expect(tabs[2].get_by_role("alert")).to_contain_text("sudah selesai. Bila catatannya salah, betulkan.")
        await expect(tabs[2].get_by_label("Tanggal dipenuhi")).to_have_value(today(TimeZone.WITA, back=1))
        await expect(tabs[2].get_by_text("Keadaan sudah berubah")).to_be_visible()
        assert await violations(tabs[2]) == []
    history = await world.office.bimtek("journey", "history", journey_id("2019", "kab-tabalong"))
    assert history.out.count("RPJMD") == 1, history.out


async def test_an_act_on_paper_is_recorded_contested_and_decided(world: World, browser: Browser) -> None:
    """The coordinator records for the chair with a scan; the chair contests it; the manager decides in English."""
    region = room("kota-ambon")
    async with signed_in(browser, world.address, "kota-ambon.coordinator") as context:
        page = await context.new_page()
        await page.goto(f"{region}/behalf")
        assert await violations(page) == []
        chair = page.locator("section", has_text="Ketua Tim Pelaksana Kota Ambon")
        await chair.get_by_role("link", name="Pemenuhan kewajiban").click()
        await expect(page.get_by_text("Dicatat atas nama")).to_contain_text("ketua Tim Pelaksana")
        await page.get_by_label("Tanggal dipenuhi").fill(today(TimeZone.WIT))
        await page.get_by_label("Bukti", exact=True).set_input_files(paper("rpjmd.pdf"))
        await send(page)
        await expect(page.get_by_role("alert")).to_contain_text("Pindaian buktinya: Belum diisi.")
        assert await violations(page) == []
        await page.get_by_label("Tanggal dilakukan").fill(today(TimeZone.WIT))
        await page.get_by_label("Pindaian buktinya").set_input_files(paper("surat.pdf", PDF + b"2"))
        await send(page)
        await expect(page.get_by_text("tercatat.")).to_be_visible()
    async with signed_in(browser, world.address, "kota-ambon.team-chair") as context:
        page = await context.new_page()
        await page.goto(region)
        await page.get_by_role("link", name=re.compile("Bantahan atas catatan: butir")).first.click()
        await page.get_by_label("Alasan").fill("Surat itu bukan dari saya.")
        await send(page)
        await expect(page.get_by_text("tercatat.")).to_be_visible()
    async with signed_in(browser, world.address, MANAGER) as context:
        await context.add_cookies([{"name": "bimtek_language", "value": "en", "url": world.address}])
        page = await context.new_page()
        await page.goto(region)
        await page.locator("a[href*='/do/resolve_contest']").first.click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Decision on a contest")
        await expect(page.get_by_text("Surat itu bukan dari saya.")).to_be_visible()
        await page.get_by_role("group", name="Is the contest right?").get_by_label("No", exact=True).check()
        await send(page)
        await expect(page.get_by_role("alert")).to_contain_text("Reason: Not filled in yet.")
        await page.get_by_label("Reason").fill("Tanda tangannya cocok.")
        await send(page)
        await expect(page.get_by_text("recorded.")).to_be_visible()


async def test_mentors_are_assigned_by_name_and_a_record_is_corrected(world: World, browser: Browser) -> None:
    """The manager chooses people on a phone; too many are refused in words. A wrong day is corrected with a reason."""
    region = room("kab-banjar")
    async with signed_in(browser, world.address, MANAGER, phone=True) as context:
        page = await context.new_page()
        await page.goto(f"{region}/do/assign_mentors")
        assert await violations(page) == []
        mentors = page.get_by_role("group", name="Pembimbing").get_by_role("checkbox")
        for number in range(5):
            await mentors.nth(number).check()
        await page.get_by_label("Petugas kementerian", exact=True).select_option("pendamping-01")
        await send(page)
        await expect(page.get_by_role("alert")).to_contain_text(re.compile(r"mempunyai \d sampai \d pembimbing"))
        for number in range(2, 5):
            await mentors.nth(number).uncheck()
        await send(page)
        await expect(page.get_by_text("Penugasan pembimbing: tercatat.")).to_be_visible()
        await page.goto(f"{region}/do/pass_gates")
        await page.locator("[name='gates.0.passed_on']").fill(today(TimeZone.WITA))
        await page.locator("[name='gates.0.evidence.file']").set_input_files(paper("mou.pdf"))
        await send(page)
        await expect(page.get_by_text("tercatat.")).to_be_visible()
        await page.goto(f"{region}/do/correct_fact")
        assert await violations(page) == []
        await page.get_by_role("link", name="Nota kesepahaman ditandatangani").click()
        assert await violations(page) == []
        day = page.get_by_label("Tanggal dipenuhi")
        await expect(day).to_have_value(today(TimeZone.WITA))
        await page.get_by_label("Alasan pembetulan").fill("Salah tanggal.")
        await send(page)
        await expect(page.get_by_role("alert")).to_contain_text("Belum ada yang diubah.")
        await day.fill(today(TimeZone.WITA, back=1))
        await send(page)
        await expect(page.get_by_text("Pembetulan tercatat.")).to_be_visible()


async def test_the_time_of_a_simulated_journey_is_moved_by_hand(world: World, browser: Browser) -> None:
    """Whoever has a part in it lets days pass, and the room says what its own time is."""
    async with signed_in(browser, world.address, "kota-ambon.coordinator") as context:
        page = await context.new_page()
        await page.goto(room("kota-ambon"))
        await page.get_by_text("Majukan waktu perjalanan contoh ini").click()
        assert await violations(page) == []
        await page.get_by_label("Hari kalender").fill("3")
        await page.get_by_role("button", name="Majukan", exact=True).click()
        await expect(page.get_by_text(re.compile("SIMULASI: pada perjalanan ini sekarang .* WIT"))).to_be_visible()


async def test_a_form_that_is_not_ones_own_is_not_there(world: World, browser: Browser) -> None:
    """In words, in the language of the page."""
    async with signed_in(browser, world.address, "kab-banjar.team-member") as context:
        page = await context.new_page()
        answer = await page.goto(f"{room('kab-banjar')}/do/pause_journey")
        assert answer is not None and answer.status == 404
        await expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ditemukan")
        await expect(page.get_by_text("Tidak ada apa-apa di alamat ini")).to_be_visible()
        answer = await page.goto(f"{room('kab-banjar')}/do/withdraw?for=kab-banjar.regional-head&as=regional_head")
        assert answer is not None and answer.status == 404
