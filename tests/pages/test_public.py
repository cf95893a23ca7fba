"""The public pages: catalogue, a region's page, progress, and the check of a document; no account, no script needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from api.checking import Finding
from api.pages.catalogue import query_of
from api.pages.progress import WIDTH, Standing, intakes_of, standing_of
from api.pages.verdict_tones import TONES
from domain.vocabulary import Pillar, Stage, Status
from records.progress import ProgressCount
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World

BATU = "/api/v1/catalogue/journey-2019-kota-batu"


def test_an_address_of_the_catalogue_is_never_wrong() -> None:
    """Empty fields and values that there are not are left out; the rest is asked for."""
    asked = query_of({"text": "layanan", "pillar": "", "type": "desa", "province": "Jawa Timur", "limit": "9999"})
    assert (asked.text, asked.pillar, asked.type, asked.province, asked.limit) == (
        "layanan",
        None,
        None,
        "Jawa Timur",
        20,
    )
    assert query_of({"pillar": "living"}).pillar is Pillar.LIVING


@pytest.mark.parametrize(
    ("status", "stage", "standing"),
    [
        (Status.SCHEDULED, None, Standing.WAITING),
        (Status.OPEN, Stage.MENTOR_REVIEW, Standing.MENTOR_REVIEW),
        (Status.PUBLISHED, Stage.PUBLICATION, Standing.DONE),
        (Status.COMPLETED_OUTSIDE, Stage.KICKOFF, Standing.DONE),
        (Status.WITHDRAWN, Stage.DRAFTING, Standing.OUT),
        (Status.ENDED_WITHOUT_PLAN, Stage.MENTOR_REVIEW, Standing.OUT),
    ],
)
def test_where_a_region_stands(status: Status, stage: Stage | None, standing: Standing) -> None:
    """A region counts once its plan is there, here or outside the system."""
    assert standing_of(status, stage) is standing


def test_a_bar_is_as_long_as_its_regions() -> None:
    """The newest intake first, each told apart from the others; the pieces fill the bar."""

    def count(cohort: str, status: Status, regions: int, *, simulated: bool = False) -> ProgressCount:
        return ProgressCount(
            cohort=cohort, title="Angkatan", simulated=simulated, status=status, stage=Stage.DRAFTING, regions=regions
        )

    found = intakes_of(
        [
            count("2017", Status.COMPLETED_OUTSIDE, 24),
            count("2017", Status.WITHDRAWN_OUTSIDE, 1),
            count("2019", Status.OPEN, 3, simulated=True),
        ]
    )
    assert [(one.cohort, one.simulated, one.regions) for one in found] == [("2019", True, 3), ("2017", False, 25)]
    assert [one.title for one in found] == ["Angkatan (2019)", "Angkatan (2017)"]
    old = found[1]
    assert (old.of(Standing.DONE), old.of(Standing.OUT), old.of(Standing.DRAFTING)) == (24, 1, 0)
    assert sum(piece.width for piece in old.pieces) == pytest.approx(WIDTH)


def test_every_finding_has_its_tone() -> None:
    """A check never ends in a page without a judgement."""
    assert set(TONES) == set(Finding)


async def fits(page: Page) -> None:
    """Whether a page is no wider than the screen, and without barriers."""
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert await violations(page) == []


async def test_anybody_finds_a_plan_and_checks_its_book(world: World, browser: Browser, tmp_path: Path) -> None:
    """On a telephone without JavaScript: from the start to the plan, its book, and whether the file is genuine."""
    async with signed_in(browser, world.address, None, phone=True, script=False) as context:
        page = await context.new_page()
        await page.goto("/")
        await expect(page.get_by_text("Angka ini tidak ikut dihitung.")).to_be_visible()
        await page.goto("/catalogue")
        await page.get_by_label("Kata yang dicari").fill("layanan kependudukan")
        await page.get_by_label("Provinsi").select_option("Jawa Timur")
        await page.get_by_role("button", name="Cari").click()
        await expect(page.locator("mark").first).to_be_visible()
        await page.get_by_role("link", name="Kota Batu").click()
        await expect(page.get_by_role("heading", name="Smart Governance")).to_be_visible()
        await expect(page.get_by_role("img", name="Kode QR").first).to_be_visible()
        async with page.expect_download() as coming:
            await page.get_by_role("link", name="Unduh Analisis Strategis").click()
        await (await coming.value).save_as(tmp_path / "buku.pdf")
        await page.get_by_role("link", name="Periksa Analisis Strategis").click()
        await expect(page.get_by_text("dan masih berlaku")).to_be_visible()
        await page.get_by_role("link", name="Unggah berkas untuk diperiksa").click()
        await page.get_by_label("Berkas yang diperiksa").set_input_files(tmp_path / "buku.pdf")
        await page.get_by_role("button", name="Periksa berkas").click()
        await expect(page.get_by_role("heading", name="Asli", exact=True)).to_be_visible()
        (tmp_path / "buku.pdf").write_bytes((tmp_path / "buku.pdf").read_bytes() + b" ")
        await page.get_by_label("Berkas yang diperiksa").set_input_files(tmp_path / "buku.pdf")
        await page.get_by_role("button", name="Periksa berkas").click()
        await expect(page.get_by_role("heading", name="Jangan dipakai")).to_be_visible()
        await page.get_by_label("SHA-256", exact=True).fill("abc")
        await page.get_by_role("button", name="Periksa SHA-256").click()
        await expect(page.locator("#sha256-error")).to_be_visible()


async def test_public_pages_have_no_barriers(world: World, browser: Browser) -> None:
    """Nor sideways scrolling on a telephone; in English too."""
    async with signed_in(browser, world.address, None, phone=True) as context:
        page = await context.new_page()
        book = json.loads(await (await context.request.get(BATU)).text())["sha256"]
        for path in (
            "/",
            "/catalogue?text=zzzz",
            "/catalogue/kota-batu",
            "/progress",
            "/progress/2019",
            "/check?sha256=a",
        ):
            await page.goto(path)
            await fits(page)
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", name="Check whether a document is genuine")).to_be_visible()
        await page.goto(f"/check/{book}/buku-1")
        await expect(page.get_by_text("is in force")).to_be_visible()
        await fits(page)
        answer = await page.goto("/catalogue/tidak-ada")
        assert answer is not None and answer.status == 404
        await fits(page)


async def test_progress_tells_where_each_region_is(world: World, browser: Browser) -> None:
    """By intake and by stage; those with a plan lead to it; what is simulated says so."""
    async with signed_in(browser, world.address, None) as context:
        page = await context.new_page()
        await page.goto("/progress")
        await page.locator("a[href='/progress/2019']").click()
        await expect(page.get_by_text("25 daerah menurut tahapnya.")).to_be_visible()
        await expect(page.get_by_text("SIMULASI").first).to_be_visible()
        await page.locator("main").get_by_role("link", name="Kota Kupang").click()
        await expect(page).to_have_url(f"{world.address}/catalogue/kota-kupang")
