"""The region room in a browser: where a journey stands, its plan, story, documents and people."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.async_api import Browser, Page, expect

from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World

ROOM = "/journeys/journey-2019-"
PASSPHRASE = "frasa sandi direktur contoh"


async def wide(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    found: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


async def test_a_coordinator_replaces_an_officer_and_the_new_one_finds_the_region(
    world: World, browser: Browser
) -> None:
    """From the list to the new officer: somebody the system has not seen takes over, and signs in."""
    name = f"Siti Aminah {secrets.token_hex(3)}"
    slug = name.lower().replace(" ", "-")
    async with (
        signed_in(browser, world.address, "kab-kebumen.coordinator") as coordinator,
        signed_in(browser, world.address, "pengelola-program") as manager,
    ):
        watching = await manager.new_page()
        await watching.goto(f"{ROOM}kab-kebumen")
        page = await coordinator.new_page()
        await page.goto("/journeys")
        await page.get_by_role("link", name="Kabupaten Kebumen", exact=True).click()
        await page.get_by_role("link", name="Orang", exact=True).click()
        assert await violations(page) == []
        now = page.get_by_role("region", name="Orang dan peran sekarang")
        row = now.get_by_role("row", name=re.compile("^Ketua Tim Pelaksana"))
        before = await row.get_by_role("cell").first.inner_text()
        await row.get_by_role("link", name=re.compile("^Ganti")).click()

        await page.get_by_label("Orang baru").check()
        await page.get_by_label("Nama lengkap").fill(name)
        await page.get_by_label("Alamat surel kantor").fill("bukan surel")
        await page.get_by_role("button", name="Ganti orang").click()
        await expect(page.locator("#email-error")).to_contain_text("alamat surel yang lengkap")
        await expect(page.locator("#reason-error")).to_contain_text("Tulis alasannya")
        await expect(page.get_by_label("Nama lengkap")).to_have_value(name)
        assert await violations(page) == []
        await page.get_by_label("Alamat surel kantor").fill(f"{slug}@contoh.example")
        await page.get_by_label("Alasan").fill("Mutasi; SK Bupati nomor 12.")
        await page.get_by_role("button", name="Ganti orang").click()

        await expect(page.locator(".note.good")).to_contain_text(f"{name} sekarang menggantikan {before.strip()}")
        await expect(row).to_contain_text(name)
        gone = page.get_by_role("region", name="Orang dan peran sebelumnya")
        await expect(gone).to_contain_text(before.strip())
        await expect(watching.locator("#room")).to_contain_text(name)  # without a reload
    async with signed_in(browser, world.address, f"kab-kebumen.{slug}") as officer:
        page = await officer.new_page()
        await page.goto("/journeys")
        await page.get_by_role("link", name="Kabupaten Kebumen", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Kabupaten Kebumen")


async def test_an_agency_sees_what_is_asked_and_no_more(world: World, browser: Browser) -> None:
    """A manager appoints an agency's representative, who is shown the turn and the dossier, and no people."""
    name = f"Wakil Bappenas {secrets.token_hex(3)}"
    async with signed_in(browser, world.address, "pengelola-program") as context:
        page = await context.new_page()
        await page.goto(f"{ROOM}kab-padang-pariaman/people/appoint?role=agency")
        await page.get_by_label("Orang baru").check()
        await page.get_by_label("Nama lengkap").fill(name)
        await page.get_by_label("Alamat surel kantor").fill(f"{secrets.token_hex(6)}@contoh.example")
        await page.get_by_label("Alasan").fill("Surat tugas Bappenas.")
        await page.get_by_role("button", name="Tunjuk orang").click()
        await expect(page.locator("#agency-error")).to_be_visible()
        await page.get_by_label("Kementerian/lembaga").select_option("bappenas")
        await page.get_by_role("button", name="Tunjuk orang").click()
        await expect(page.locator(".note.good")).to_contain_text(name)
    async with signed_in(browser, world.address, f"kab-padang-pariaman.{name.lower().replace(' ', '-')}") as context:
        page = await context.new_page()
        await page.goto(f"{ROOM}kab-padang-pariaman")
        await expect(page.locator("#turn")).to_contain_text("Daerah: memenuhi syarat tahap ini")
        await expect(page.get_by_role("link", name="Orang", exact=True)).to_have_count(0)
        await expect(page.locator("main")).not_to_contain_text("Koordinator Kabupaten")
        assert await violations(page) == []
        answer = await page.goto(f"{ROOM}kab-padang-pariaman/people")
        assert answer is not None and answer.status == 403


async def test_an_address_of_somebody_else_is_refused(world: World, browser: Browser) -> None:
    """A new person cannot be given the e-mail address of somebody known under another name."""
    async with signed_in(browser, world.address, "operator") as context:
        answer = await context.request.get("/api/v1/people/pengelola-program", headers={"X-Reason": "Uji."})
        known = (await answer.json())["person"]["email"]
    async with signed_in(browser, world.address, "kab-padang-pariaman.coordinator", script=False) as context:
        page = await context.new_page()
        await page.goto(f"{ROOM}kab-padang-pariaman/people/appoint?role=opd_contributor")
        await page.get_by_label("Orang baru").check()
        await page.get_by_label("Nama lengkap").fill("Orang Lain")
        await page.get_by_label("Alamat surel kantor").fill(known)
        await page.get_by_label("Alasan").fill("Uji.")
        await page.get_by_role("button", name="Tunjuk orang").click()
        await expect(page.locator("#email-error")).to_contain_text("milik orang lain")


async def test_a_phone_without_scripts_reads_where_a_region_stands_and_why(world: World, browser: Browser) -> None:
    """List, overview, filtered story and what is behind a line work on a phone without JavaScript."""
    async with signed_in(browser, world.address, "kab-gunungkidul.coordinator", phone=True, script=False) as context:
        page = await context.new_page()
        await page.goto("/journeys")
        await page.get_by_role("link", name="Kabupaten Gunungkidul", exact=True).click()
        await expect(page.locator("#turn")).to_contain_text("Daerah: merevisi buku dan mengisi matriks tindak lanjut")
        await expect(page.locator("#acts")).to_contain_text("Diminta sekarang")
        await page.get_by_role("link", name="Riwayat", exact=True).click()
        await page.get_by_label("Tentang").select_option("telaah")
        await page.get_by_role("button", name="Saring").click()
        await expect(page.locator(".timeline > li").first).to_contain_text("revisi")
        await page.locator(".timeline details summary").first.click()
        await page.get_by_role("link", name="Lihat yang ada di balik butir ini").first.click()
        await expect(page.locator("#technical")).to_contain_text("activity record")
        await page.get_by_role("link", name="Kembali ke riwayat").click()
        await page.get_by_label("Hanya").select_option("yang bermasalah")
        await page.get_by_text("Saringan lain").click()
        await page.get_by_label("dengan peristiwa teknis").check()
        await page.get_by_role("button", name="Saring").click()
        lines = page.locator(".timeline > li")
        assert await lines.count() == await page.locator(".timeline > li .badge.warn").count() > 0
        await lines.locator("details summary").first.click()
        await expect(lines.locator("details li").first).to_be_visible()
        async with page.expect_download() as waiting:
            await page.get_by_role("link", name="XLSX", exact=True).click()
        assert (await waiting.value).suggested_filename.endswith("-history.xlsx")
        await page.get_by_role("link", name="Jadwal", exact=True).click()
        await expect(page.get_by_role("row", name=re.compile("^Telaah pembimbing"))).to_contain_text("2027")


@pytest.mark.parametrize("phone", [False, True], ids=["on a desk", "on a phone"])
async def test_every_page_of_a_room_can_be_used_by_everybody(world: World, browser: Browser, phone: bool) -> None:
    """No page of a room has a barrier that axe finds, or scrolls sideways, wherever the journey stands."""
    pages = (
        ["?overdue=false&sort=due", "kab-sragen", "kota-kupang/plan"]
        if phone
        else [
            "?as_of=2027-03-01",
            "kota-madiun",
            "kota-madiun/plan",
            "kab-gunungkidul/story?technical=on",
            "kab-kebumen/documents",
        ]
    )
    if not phone:
        pages.append("kota-madiun/people/pengelola-program/contact")
    async with signed_in(browser, world.address, "pengelola-program", phone=phone) as context:
        page = await context.new_page()
        for path in pages:
            answer = await page.goto(f"/journeys{path}" if path.startswith("?") else f"{ROOM}{path}")
            assert answer is not None and answer.status == 200, path
            assert await violations(page) == [], path
            assert await wide(page) == 0, path


async def test_what_is_behind_a_line_opens_below_it(world: World, browser: Browser) -> None:
    """With scripts the technical events come in below the line of the story."""
    async with signed_in(browser, world.address, "operator") as context:
        page = await context.new_page()
        await page.goto(f"{ROOM}kota-kupang/story?order=oldest")
        first = page.locator(".timeline > li").first
        await first.locator("summary").click()
        await expect(first).to_contain_text("run started")


async def test_a_director_signs_a_letter_with_his_passphrase(world: World, browser: Browser) -> None:
    """Without the passphrase nothing happens; with it the letter gets its number; another one is refused."""
    async with signed_in(browser, world.address, "direktur") as context:
        page = await context.new_page()
        await page.goto(f"{ROOM}kota-kupang/documents")
        drafts = page.get_by_role("link", name=re.compile("^Tanda tangani"))
        before = await drafts.count()
        await drafts.first.click()
        assert await violations(page) == []
        await page.get_by_role("button", name="Tanda tangani").click()
        await expect(page.locator("#passphrase-error")).to_contain_text("frasa sandi")
        await page.get_by_label("Frasa sandi").fill(PASSPHRASE)
        await page.get_by_role("button", name="Tanda tangani").click()
        await expect(page.locator(".note.good")).to_contain_text("Surat ditandatangani dengan nomor")
        await expect(drafts).to_have_count(before - 1)
        await drafts.first.click()
        await page.get_by_label("Frasa sandi").fill("yang lain")
        await page.get_by_role("button", name="Tanda tangani").click()
        await expect(page.locator("#passphrase-error")).to_be_visible()
        await expect(page.get_by_label("Frasa sandi")).to_have_value("")


async def test_contact_data_are_shown_with_a_reason(world: World, browser: Browser) -> None:
    """A programme manager says why, sees the address once, and the audit has it; a coordinator is offered nothing."""
    reason = f"Undangan rapat {secrets.token_hex(3)}"
    async with signed_in(browser, world.address, "pengelola-program") as context:
        page = await context.new_page()
        await page.goto(f"{ROOM}kota-batu/people/kota-batu.coordinator/contact")
        await page.get_by_label("Mengapa Anda memerlukannya?").fill(reason)
        await page.get_by_role("button", name="Lihat kontak").click()
        await expect(page.locator("main")).to_contain_text("@")
        audit = await context.request.get("/api/v1/operations/audit?subject=kota-batu.coordinator")
        assert reason in await audit.text()
    async with signed_in(browser, world.address, "kota-batu.coordinator") as context:
        page = await context.new_page()
        await page.goto(f"{ROOM}kota-batu/people")
        await expect(page.get_by_role("link", name=re.compile("^Kontak"))).to_have_count(0)
