"""The approval desk in a real browser: examiner, director, agency, and the coordinator whose head has no account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.conftest import fresh_database
from tests.http.door import Door
from tests.http.judged import AGENT, judged_door
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World
from workers.local.postgres import LocalPostgres

KEDIRI, MADIUN, SITUBONDO = (
    f"/journeys/journey-2019-{region}/approval" for region in ("kota-kediri", "kota-madiun", "kab-situbondo")
)
SHEET = {"name": "lembar-penilaian.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 lembar penilaian"}


@pytest.fixture(scope="module")
async def judged(local_postgres: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A door onto journeys whose policy asks partner agencies, of which one has not answered."""
    async with (
        fresh_database(local_postgres) as dsn,
        judged_door(dsn, Path(tmp_path_factory.mktemp("judged"))) as door,
    ):
        yield door


async def test_an_examiner_records_the_examination_and_the_director_asks_for_more(
    world: World, browser: Browser
) -> None:
    """A score sheet survives a mistake; the owner's “requires modification” voids the examination, not the komitmen."""
    async with signed_in(browser, world.address, "penguji-01") as context:
        page = await context.new_page()
        await page.goto(KEDIRI)
        assert await violations(page) == []
        await page.locator("[name='score_sheet.file']").set_input_files(SHEET)  # type: ignore[arg-type]
        await page.get_by_label("Disetujui –").check()
        await page.get_by_role("button", name="Kirim jawaban").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.locator("#form")).to_contain_text("Sudah diunggah")
        for pillar in range(6):
            await page.locator(f"[name='scores.{pillar}.score'][value='4']").check()
        await page.get_by_role("button", name="Kirim jawaban").click()
        await expect(page.locator(".note.good")).to_contain_text("tercatat")
        await expect(page.locator("#steps")).to_contain_text("Penguji 01")
    async with signed_in(browser, world.address, "direktur") as context:
        page = await context.new_page()
        await page.goto(KEDIRI)
        await expect(page.locator("#form")).to_contain_text("Komitmen kepala daerah tetap berlaku")
        await page.get_by_label("Perlu diubah –").check()
        await page.locator("[name=notes]").fill("Selaraskan dengan RPJMD yang baru.")
        await page.get_by_text("Perbaikan yang diminta (0)").click()
        await page.locator("[name='corrections.0.chapter']").select_option("buku-2/bab-2")
        await page.locator("[name='corrections.0.text']").fill("Sesuaikan sasaran dengan RPJMD.")
        await page.get_by_role("button", name="Kirim jawaban").click()
        await expect(page.locator(".note.good")).to_contain_text("tercatat")
        await expect(page.locator("#steps")).to_contain_text("gugur")
        await expect(page.locator("main")).to_contain_text("Daerah sedang memperbaiki buku")
        assert await violations(page) == []


async def test_the_director_decides_on_a_phone(world: World, browser: Browser) -> None:
    """The dossier and the answer fit a phone; with a yes the plan goes on to publication."""
    async with signed_in(browser, world.address, "direktur", phone=True) as context:
        page = await context.new_page()
        await page.goto(MADIUN)
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        await expect(page.locator("#chapters")).to_contain_text("berubah")
        await page.get_by_label("Disetujui dengan catatan –").check()
        await page.locator("[name=notes]").fill("Pantau quick win pada bulan keenam.")
        await page.get_by_role("button", name="Kirim jawaban").click()
        await expect(page.locator("#steps")).to_contain_text("Pantau quick win pada bulan keenam.")
        await expect(page.locator("#form")).to_have_count(0)


async def test_the_coordinator_is_led_to_the_komitmen(world: World, browser: Browser) -> None:
    """Whoever records the komitmen is told that the head needs no account, and comes to its form in one step."""
    async with signed_in(browser, world.address, "kab-situbondo.coordinator") as context:
        page = await context.new_page()
        await page.goto(SITUBONDO)
        assert await violations(page) == []
        await expect(page.locator("#todo")).to_contain_text("tidak perlu akun")
        await page.locator("#todo a").first.click()
        await expect(page.locator("[name='scan.file']")).to_be_visible()


async def test_an_agency_sees_the_dossier_and_writes_its_answer(judged: Door, browser: Browser) -> None:
    """An agency reads the books and keeps a correction as a draft of its answer; people and verdicts are not shown."""
    headers = {"Authorization": f"Bearer {await judged.token(AGENT)}"}
    context = await browser.new_context(base_url=judged.address, locale="id-ID", extra_http_headers=headers)
    try:
        page = await context.new_page()
        await page.goto("/journeys/journey-2019-kab-bantul/approval")
        assert await violations(page) == []
        await expect(page.locator("#steps")).to_contain_text("KEMENDAGRI")
        await expect(page.locator("#form")).to_contain_text("masih diperlukan 1 jawaban setuju")
        await expect(page.locator("main")).not_to_contain_text("Hasil telaah putaran")
        await page.locator("#chapters li a").nth(1).click()
        await expect(page.locator(".remark")).to_have_count(0)
        await expect(page.locator("#similar")).to_have_count(0)
        assert await violations(page) == []
        await page.locator(".pick a").first.click()
        await page.locator("#comment [name=text]").fill("Rujuk peraturan terbaru.")
        await page.get_by_role("button", name="Masukkan ke draf").click()
        await expect(page.locator(".remark.mine")).to_contain_text("Rujuk peraturan terbaru.")
        await page.get_by_role("link", name="Ke formulir").click()
        await expect(page.locator("[name='corrections.0.text']")).to_have_value("Rujuk peraturan terbaru.")
        await expect(page.get_by_label("Perlu diubah –")).to_be_visible()
    finally:
        await context.close()
