"""The review desk in a real browser: a mentor on a phone, on an old machine without scripts, and in two windows."""

from __future__ import annotations

import re

from playwright.async_api import Browser, Page, expect

from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World

MAGELANG = "/journeys/journey-2019-kota-magelang/review"
SRAGEN = "/journeys/journey-2019-kab-sragen/review"
MENTOR, OTHER = "pembimbing-06", "pembimbing-04"


async def remark(page: Page, text: str, *, passage: int = 2) -> str:
    """Comment on a paragraph of the chapter that the page shows; gives what is quoted."""
    await page.locator(f"#p-{passage} .pick a").click()
    quote = await page.locator("#comment [name=quote]").input_value()
    await page.locator("#comment [name=text]").fill(text)
    await page.get_by_role("button", name="Masukkan ke draf").click()
    await expect(page.locator(".remark.mine", has_text=text)).to_be_visible()
    return quote


async def no_scrolling(page: Page) -> bool:
    """Whether the page is no wider than the screen."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


async def test_a_mentor_begins_on_a_phone_and_sends_without_scripts(world: World, browser: Browser) -> None:
    """Comments at two paragraphs and scores are kept as a draft; on another machine, without scripts, it is sent."""
    async with signed_in(browser, world.address, MENTOR, phone=True) as phone:
        page = await phone.new_page()
        await page.goto(MAGELANG)
        assert await violations(page) == []
        assert await no_scrolling(page)
        await page.get_by_role("link", name=re.compile("Strategi Pembangunan")).click()
        quote = await remark(page, "Sasaran pilar ini belum terukur.")
        await expect(page.locator("#similar")).to_contain_text("Dibandingkan dengan")
        assert await violations(page) == []
        assert await no_scrolling(page)
        await page.get_by_role("link", name=re.compile(r"Rencana Aksi ›")).click()
        await remark(page, "Anggaran tahun kedua belum ada.", passage=1)
        await page.get_by_role("link", name="Ke formulir").click()
        await expect(page.locator("[name='comments.0.text']")).to_have_value("Sasaran pilar ini belum terukur.")
        await expect(page.locator("[name='comments.0.quote']")).to_have_value(quote)
        await expect(page.locator("[name='comments.1.text']")).to_have_value("Anggaran tahun kedua belum ada.")
        for pillar in range(5):
            await page.locator(f"[name='scores.{pillar}.score'][value='4']").check()
        await expect(page.locator("#draft-said")).to_contain_text("Draf tersimpan otomatis")
    async with signed_in(browser, world.address, MENTOR, script=False) as old:
        page = await old.new_page()
        await page.goto(MAGELANG)
        await expect(page.locator("[name='scores.4.score'][value='4']")).to_be_checked()
        await page.get_by_label("Perlu revisi").check()
        await page.get_by_role("button", name="Kirim hasil telaah").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.locator("[name='comments.1.text']")).to_have_value("Anggaran tahun kedua belum ada.")
        await page.locator("[name='scores.5.score'][value='3']").check()
        await page.get_by_role("button", name="Kirim hasil telaah").click()
        await expect(page.locator(".note.good")).to_contain_text("tercatat")
        await expect(page.locator("#matrix")).to_contain_text("0 dari 2 dijawab")
        await expect(page.locator("#matrix blockquote").first).to_contain_text(quote[:60])
        await expect(page.locator("#rounds")).to_contain_text("perlu revisi")
        await expect(page.locator("#form")).to_have_count(0)
    async with signed_in(browser, world.address, "kota-magelang.coordinator") as region:
        page = await region.new_page()
        await page.goto(MAGELANG)
        await expect(page.locator("#rounds")).to_contain_text("Sasaran pilar ini belum terukur.")
        await page.get_by_role("link", name=re.compile("Strategi Pembangunan")).click()
        await expect(page.locator(".remark")).to_contain_text("belum dijawab")
        await expect(page.locator("#similar")).to_have_count(0)
        assert await violations(page) == []


async def test_comments_on_a_hand_in_from_two_windows(world: World, browser: Browser) -> None:
    """An older window does not overwrite the draft of a newer one; the comments are sent and shown to all."""
    async with signed_in(browser, world.address, OTHER) as context:
        older, newer = await context.new_page(), await context.new_page()
        await older.goto(SRAGEN)
        await newer.goto(SRAGEN)
        await newer.locator("[name='comments.0.chapter']").select_option(index=1)
        await newer.locator("[name='comments.0.text']").fill("Tambahkan sumber data.")
        await expect(newer.locator("#draft-said")).to_contain_text("Draf tersimpan otomatis")
        await older.locator("[name='comments.0.text']").fill("Tulisan jendela lama.")
        await expect(older.locator("#draft-said")).to_contain_text("jendela lain")
        await older.reload()
        await expect(older.locator("[name='comments.0.text']")).to_have_value("Tambahkan sumber data.")
        assert await violations(older) == []
        await older.get_by_role("button", name="Kirim tanggapan").click()
        await expect(older.locator("#sessions")).to_contain_text("1 catatan")
        await newer.get_by_role("button", name="Kirim tanggapan").click()
        await expect(newer.locator("main")).not_to_contain_text("Kirim tanggapan")
