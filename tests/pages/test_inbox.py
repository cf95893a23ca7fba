"""The inbox in a browser: tasks, claims, substitutes with both names in the trail, filters, errands, the calendar."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, Page, expect

from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World

SHARED, DEPUTISED = "journey-2019-kota-depok", "journey-2019-kab-banyumas"
LARGEST = 60_000
"""Bytes of the inbox's first view over the line, without fonts."""


def today() -> date:
    """The day in Jakarta."""
    return datetime.now(ZoneInfo("Asia/Jakarta")).date()


async def tasks_in(page: Page) -> list[str]:
    """The titles of the tasks that the page shows."""
    return [text.strip() for text in await page.locator(".tasks h3").all_inner_texts()]


async def test_a_shared_task_is_claimed_and_taken_over(world: World, browser: Browser) -> None:
    """A coordinator claims a task; the chair, on a phone without scripts, takes it over with a reason."""
    async with (
        signed_in(browser, world.address, "kota-depok.coordinator") as one,
        signed_in(browser, world.address, "kota-depok.team-chair", phone=True, script=False) as other,
    ):
        page = await one.new_page()
        await page.goto("/inbox")
        task = page.locator(".tasks > li").first
        await expect(task.get_by_role("heading")).to_have_text("Memenuhi syarat tahap ini")
        await expect(task).to_contain_text("hari kerja lagi")
        assert await violations(page) == []
        await task.get_by_role("button", name="Saya kerjakan").click()
        await expect(page.locator(".tasks > li").first).to_contain_text("Anda sedang mengerjakan")

        phone = await other.new_page()
        await phone.goto("/inbox")
        await expect(phone.locator(".claim").first).to_contain_text("Koordinator Kota Depok")
        await phone.get_by_text("Ambil alih").first.click()
        await phone.get_by_label("Alasan mengambil alih").fill("Koordinator sedang dinas luar.")
        await phone.get_by_role("button", name="Ambil alih").click()
        await expect(phone.locator(".claim").first).to_contain_text("Anda sedang mengerjakan")
        wide = await phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0

        await page.reload()
        await expect(page.locator(".claim").first).to_contain_text("Koordinator sedang dinas luar.")
        assert await violations(page) == []
        await phone.get_by_role("button", name="Lepaskan").click()
        await expect(phone.get_by_role("button", name="Saya kerjakan").first).to_be_visible()


async def test_a_substitute_acts_and_both_names_stand_in_the_trail(world: World, browser: Browser) -> None:
    """The coordinator hands over; the substitute finds the task “atas nama”, does it; the story names both; it ends."""
    async with (
        signed_in(browser, world.address, "kab-banyumas.coordinator") as away,
        signed_in(browser, world.address, "kab-banyumas.bappeda") as deputy,
    ):
        page = await away.new_page()
        await page.goto("/inbox/substitutes")
        await page.get_by_role("button", name="Serahkan").click()
        await expect(page.get_by_role("alert")).to_contain_text("Pengganti: Isian ini wajib.")
        assert await violations(page) == []
        await page.get_by_label("Pengganti").fill("Wakil Bappeda [kab-banyumas.bappeda]")
        await page.get_by_label("Sampai hari").fill(f"{today() + timedelta(days=2)}")
        await page.get_by_label("Alasan").fill("Diklat kepemimpinan.")
        await page.get_by_role("button", name="Serahkan").click()
        await expect(page.get_by_text("sedang berlaku")).to_be_visible()
        assert await violations(page) == []

        desk = await deputy.new_page()
        await desk.goto("/inbox")
        task = desk.locator(".tasks > li", has_text="atas nama")
        await expect(task).to_contain_text("Koordinator Kabupaten Banyumas")
        await task.get_by_role("heading").get_by_role("link").click()
        await expect(desk).to_have_url(re.compile(r"/do/pass_gates\?instead_of=kab-banyumas\.coordinator"))
        await pass_first_gate(desk)
        await desk.goto(f"/journeys/{DEPUTISED}/story")
        told = desk.locator("main")
        await expect(told).to_contain_text(re.compile(r"Koordinator Kabupaten Banyumas.*, diwakili .*Bappeda"))

        await page.get_by_role("button", name="Akhiri sekarang").click()
        await expect(page.get_by_text("diakhiri lebih awal").first).to_be_visible()
        await desk.goto("/inbox")
        await expect(desk.locator(".tasks > li", has_text="atas nama")).to_have_count(0)
        answer = await desk.goto(f"/journeys/{DEPUTISED}/do/pass_gates?instead_of=kab-banyumas.coordinator")
        assert answer is not None and answer.status == 404


async def pass_first_gate(page: Page) -> None:
    """Fill in the first gate of the form, and send it."""
    await page.locator("[name='gates.0.passed_on']").fill(f"{today()}")
    pdf = {"name": "sk.txt", "mimeType": "text/plain", "buffer": b"SK Tim Pelaksana"}
    await page.locator("[name='gates.0.evidence.file']").set_input_files(pdf)  # type: ignore[arg-type]
    await page.get_by_role("button", name="Kirim").click()
    await expect(page).to_have_url(re.compile(rf"/journeys/{DEPUTISED}$"))


async def test_filters_are_kept_under_a_name(world: World, browser: Browser) -> None:
    """The director, with many letters, filters by region, keeps that, uses it by one click, and forgets it."""
    async with signed_in(browser, world.address, "direktur") as context:
        page = await context.new_page()
        await page.goto("/inbox")
        assert len(await tasks_in(page)) == 50
        await page.get_by_text("Saring", exact=True).click()
        await page.get_by_label("Daerah").fill("banyumas")
        await page.get_by_role("button", name="Terapkan").click()
        assert 0 < len(await tasks_in(page)) < 6
        await page.get_by_label("Simpan saringan ini sebagai").fill("Banyumas saja")
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_role("status").filter(has_text="disimpan")).to_be_visible()
        assert await violations(page) == []
        await page.goto("/inbox")
        await page.get_by_role("link", name="Halaman berikutnya").click()
        assert 0 < len(await tasks_in(page)) <= 50
        await page.get_by_role("link", name="Banyumas saja").click()
        await expect(page).to_have_url(re.compile(r"\?q=banyumas$"))
        await page.get_by_role("button", name="Hapus saringan Banyumas saja").click()
        await expect(page.get_by_role("link", name="Banyumas saja")).to_have_count(0)


async def test_messages_errands_and_the_calendar(world: World, browser: Browser) -> None:
    """What one was told can be read; what one passes on is noted; the calendar's address is shown once."""
    async with signed_in(browser, world.address, "pendamping-04") as context:
        page = await context.new_page()
        await page.goto("/inbox/messages")
        await page.locator("summary", has_text="Baca").first.click()
        await expect(page.locator(".letter").first).to_contain_text("Yth.")
        assert await violations(page) == []
        await page.goto("/inbox/errands")
        first = page.locator("article form").first
        noted = await first.get_attribute("action")
        assert await violations(page) == []
        await first.get_by_role("button").click()
        await expect(page.get_by_role("status").filter(has_text="tercatat")).to_be_visible()
        await expect(page.locator(f"form[action='{noted}']")).to_have_count(0)
        await page.goto("/inbox/calendar")
        await page.get_by_role("button", name="Buat alamat").click()
        await expect(page.locator(".address")).to_contain_text(re.compile(r"/calendar/[\w-]{20,}\.ics$"))
        assert await violations(page) == []
        await page.goto("/inbox/calendar")
        await expect(page.locator(".address")).to_have_count(0)


async def test_the_first_view_is_small(world: World, browser: Browser) -> None:
    """All that comes over the line for a full inbox, fonts apart, is less than 60 KB."""
    async with signed_in(browser, world.address, "direktur") as context:
        page = await context.new_page()
        sizes: dict[str, int] = {}
        answers = []
        page.on("response", lambda answer: answers.append(answer))
        await page.goto("/inbox", wait_until="load")
        for answer in answers:
            if not answer.url.endswith(".woff2") and "/api/" not in answer.url:
                sizes[answer.url] = (await answer.request.sizes())["responseBodySize"]
        assert sum(sizes.values()) < LARGEST, sizes
