"""Stories about books: uploaded from a phone, written by two at once, answered, compared, submitted."""

from __future__ import annotations

import io
import re

from docx import Document as Docx
from PIL import Image
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, expect

from api.cast import sample
from domain.messages import SavePlan
from records.reading import Reading
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World
from workers.connections import connect_records

WRITING = "/journeys/journey-2019-kab-wonosobo"
REVISING = "/journeys/journey-2019-kab-gunungkidul"
COMPLETE = "/journeys/journey-2019-kab-demak"
TITLES = ("Pendahuluan", "Analisis Masa Depan", "Analisis Kesiapan Daerah", "Analisis Kesenjangan", "Analisis SWOT")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def book() -> FilePayload:
    """Buku 1 as a Word file in which the last chapter has another title."""
    text = Docx()
    for number, title in enumerate((*TITLES, "Lampiran Foto"), start=1):
        text.add_heading(f"BAB {number} {title}" if title in TITLES else title, level=1)
        text.add_paragraph(f"Isi bab {title.lower()} menjelaskan keadaan daerah menurut data tahun berjalan. " * 4)
    file = io.BytesIO()
    text.save(file)
    return FilePayload(name="Buku 1 Wonosobo.docx", mimeType=WORD, buffer=file.getvalue())


def map_() -> FilePayload:
    """A picture."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#0b5c6b").save(file, "PNG")
    return FilePayload(name="peta.png", mimeType="image/png", buffer=file.getvalue())


async def fits(page: Page) -> None:
    """The page has no fault that axe finds, and is not wider than the screen."""
    assert await violations(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is wider than the screen by {wide} px"


async def test_a_phone_user_uploads_a_word_book(world: World, browser: Browser) -> None:
    """He sees which chapters were found and which was not before he accepts; then they stand in the list."""
    async with signed_in(browser, world.address, "kab-wonosobo.team-chair", phone=True) as context:
        page = await context.new_page()
        await page.goto(f"{WRITING}/books")
        await fits(page)
        card = page.locator("#buku-1")
        await card.get_by_role("button", name="Periksa berkas").click()
        await expect(page.get_by_role("alert")).to_contain_text("Pilih berkas buku dulu")
        await page.locator("#file-buku-1").set_input_files(book())
        await card.get_by_role("button", name="Periksa berkas").click()
        await expect(page.get_by_text("5 dari 6 bab ditemukan")).to_be_visible()
        await expect(page.locator(".found .missing")).to_contain_text("Penutup")
        await expect(page.locator(".found .there").first).to_contain_text("Isi bab pendahuluan menjelaskan")
        await expect(page.get_by_text("Lampiran Foto")).to_be_visible()
        await fits(page)
        await page.get_by_role("button", name="Terima 5 bab ini").click()
        await expect(page.get_by_text("Buku diterima: 5 bab")).to_be_visible()
        await expect(page.locator("#buku-1")).to_contain_text("5 dari 6 bab tertulis")
        await expect(page.locator("#buku-1").get_by_role("link", name="Buku 1 Wonosobo.docx")).to_be_visible()
        await page.locator("#notices").scroll_into_view_if_needed()
        await expect(page.locator("#notices tbody tr").first).to_contain_text("tidak ada masalah", timeout=15_000)
        await page.locator("#buku-1").get_by_role("link", name="Analisis SWOT", exact=True).click()
        await expect(page.get_by_label("Naskah bab")).to_have_value(re.compile("Isi bab analisis swot"))
        await fits(page)


async def test_two_write_the_same_chapter_and_nothing_is_lost(world: World, browser: Browser) -> None:
    """What is written is saved by itself; who was slower sees both texts, and no version is written over."""
    address = f"{WRITING}/books/buku-2/bab-1"
    async with (
        signed_in(browser, world.address, "kab-wonosobo.coordinator") as first,
        signed_in(browser, world.address, "kab-wonosobo.team-chair") as second,
    ):
        slower = await second.new_page()
        await slower.goto(address)
        begun = int(await slower.locator("[name=based_on]").first.input_value())
        quicker = await first.new_page()
        await quicker.goto(address)
        await quicker.get_by_label("Naskah bab").fill(f"Naskah {begun}: kota ini melayani warganya dengan cepat.\n")
        await expect(quicker.locator("#saving")).to_have_text(f"Tersimpan sebagai versi {begun + 1}", timeout=15_000)
        await expect(slower.locator("#others")).to_contain_text("baru saja disimpan oleh Koordinator", timeout=15_000)
        await slower.get_by_label("Naskah bab").fill(f"Naskah {begun}: kota ini melayani warganya dengan ramah.\n")
        await expect(slower.locator("#saving")).to_contain_text("Orang lain sudah menyimpan versi baru", timeout=15_000)
        await slower.get_by_role("button", name="Simpan", exact=True).click()
        await expect(slower.get_by_role("alert")).to_contain_text("Orang lain lebih dulu menyimpan")
        await expect(slower.locator(".difference del")).to_have_text("cepat.")
        await expect(slower.locator(".difference ins")).to_have_text("ramah.")
        await fits(slower)
        await slower.get_by_label("Tulisan Anda").fill(
            f"Naskah {begun}: kota ini melayani warganya dengan cepat dan ramah.\n"
        )
        await slower.get_by_role("button", name="Simpan tulisan saya").click()
        await expect(slower.get_by_text(f"Bab tersimpan sebagai versi {begun + 2}.")).to_be_visible()
        await slower.get_by_role("button", name=f"Kembalikan versi {begun + 1}", exact=True).click()
        await expect(slower.get_by_text(f"Versi {begun + 1} dikembalikan sebagai versi {begun + 3}.")).to_be_visible()
        await expect(slower.get_by_label("Naskah bab")).to_have_value(
            f"Naskah {begun}: kota ini melayani warganya dengan cepat.\n"
        )
        await slower.get_by_role("link", name=f"Bandingkan dengan terbaru (versi {begun + 2})").click()
        await expect(slower.locator(".difference del")).to_have_text("cepat dan ramah.")
        await fits(slower)


async def test_a_chapter_is_written_without_scripts(world: World, browser: Browser) -> None:
    """Looked at first, with a picture that is uploaded, and saved by a button."""
    async with signed_in(browser, world.address, "kab-wonosobo.bappeda", script=False) as context:
        page = await context.new_page()
        await page.goto(f"{WRITING}/books/buku-2/bab-2")
        await page.get_by_label("Naskah bab").fill(
            "## Visi\n\nDaerah yang **cerdas** untuk semua.\n\n<b>bukan HTML</b>"
        )
        await page.get_by_role("button", name="Pratinjau").click()
        await expect(page.locator("#preview h3")).to_have_text("Visi")
        await expect(page.locator("#preview strong")).to_have_text("cerdas")
        await expect(page.locator("#preview")).to_contain_text("dicetak sebagai teks")
        await page.get_by_label("Berkas gambar").set_input_files(map_())
        await page.get_by_label("Yang terlihat pada gambar").fill("Peta daerah")
        await page.get_by_role("button", name="Unggah dan sisipkan").click()
        await expect(page.get_by_text("Bab tersimpan sebagai versi")).to_be_visible()
        await expect(page.get_by_label("Naskah bab")).to_have_value(
            re.compile(r"!\[Peta daerah\]\(sha256:[0-9a-f]{64}\)")
        )
    async with signed_in(browser, world.address, "pengelola-program") as context:
        page = await context.new_page()
        await page.goto(f"{WRITING}/books/buku-2/bab-2")
        await expect(page.get_by_role("img", name="Peta daerah")).to_be_visible()
        shown = await page.get_by_role("img", name="Peta daerah").evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )
        assert shown == 40
        await expect(page.locator("textarea")).to_have_count(0)
        await fits(page)


async def test_comments_are_answered_one_by_one_beside_the_text(world: World, browser: Browser) -> None:
    """Each answer is kept by itself, the matrix has them all, and the submission asks for those that are missing."""
    async with signed_in(browser, world.address, "kab-gunungkidul.team-chair") as context:
        page = await context.new_page()
        await page.goto(f"{REVISING}/submit")
        await expect(page.locator(".lacks")).to_contain_text("belum dijawab")
        await fits(page)
        await page.locator(".lacks").get_by_role("link").first.click()
        remarks = page.locator(".remark")
        stale = await context.new_page()
        await stale.goto(f"{REVISING}/answers")
        await remarks.nth(0).get_by_label("Tindak lanjut daerah").fill("Kaitannya ditambahkan pada alinea pertama.")
        await remarks.nth(0).get_by_role("button", name="Simpan jawaban").click()
        await expect(page.get_by_text("1 jawaban tersimpan.")).to_be_visible()
        await expect(remarks.nth(0)).to_contain_text("dijawab")
        await expect(remarks.nth(1)).to_contain_text("belum dijawab")
        await fits(page)
        await stale.locator(".remark").nth(0).get_by_label("Tindak lanjut daerah").fill("Jawaban lain.")
        await stale.get_by_role("button", name="Simpan semua jawaban").click()
        await expect(stale.locator(".error")).to_contain_text("Kaitannya ditambahkan")
        await remarks.nth(1).get_by_label("Tindak lanjut daerah").fill("Tahun pelaksanaan disesuaikan.")
        await page.get_by_role("button", name="Simpan semua jawaban").click()
        await page.get_by_label("Tampilan").select_option("matrix")
        await page.get_by_role("button", name="Tampilkan").click()
        await expect(page.locator(".matrix")).to_contain_text("Tahun pelaksanaan disesuaikan.")
        await fits(page)
        await page.get_by_role("link", name="Lanjut ke pengajuan").click()
        await expect(page.get_by_role("heading", name="Semuanya lengkap")).to_be_visible()
        await page.goto(f"{REVISING}/comparable?pillar=economy")
        await expect(page.get_by_role("link", name="Kota Batu", exact=True)).to_be_visible()
        await expect(page.locator("table").first).to_contain_text("Dinas")
        await fits(page)
    async with signed_in(browser, world.address, "ketua-pembimbing", phone=True) as context:
        page = await context.new_page()
        await page.goto(f"{REVISING}/answers")
        await expect(page.locator(".remark").first).to_contain_text("Kaitannya ditambahkan")
        await expect(page.locator("textarea")).to_have_count(0)
        await fits(page)


async def save_plan(world: World, context: BrowserContext, journey: str) -> None:
    """Save rencana aksi, quick wins and kekhasan daerah, as the forms would."""
    async with await connect_records(world.office.settings) as pool:
        state = await Reading(pool).state(journey)
    assert state is not None
    act = SavePlan(
        action_plan=sample.action_plan(state),
        quick_wins=sample.quick_wins(state.policy.quick_wins_minimum),
        distinctiveness=sample.distinctiveness(state),
    )
    session = await (await context.request.get("/api/v1/session")).json()
    done = await context.request.post(
        f"/api/v1/journeys/{journey}/acts",
        data={"act": act.model_dump(mode="json"), "role": "coordinator"},
        headers={"X-CSRF-Token": session["csrf_token"]},
    )
    assert done.ok, await done.text()


async def test_all_books_are_submitted_without_scripts(world: World, browser: Browser) -> None:
    """What is missing is listed, then what will be submitted; then there is a receipt, and the books are closed."""
    async with signed_in(browser, world.address, "kab-demak.coordinator", script=False, phone=True) as context:
        page = await context.new_page()
        await page.goto(f"{COMPLETE}/submit")
        missing = page.locator(".lacks li").filter(has_text="pilar Smart Economy")
        await expect(missing.get_by_role("link")).to_have_attribute("href", f"{COMPLETE}/do/save_plan.action_plan")
        await save_plan(world, context, "journey-2019-kab-demak")
        await page.reload()
        await expect(page.get_by_role("heading", name="Semuanya lengkap")).to_be_visible()
        await page.get_by_role("button", name="Ajukan seluruh buku").click()
        await expect(page.get_by_text("Seluruh buku diajukan.")).to_be_visible()
        await expect(page.locator(".receipts")).to_contain_text("Pengajuan ke-1")
        await expect(page.locator(".receipts code")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
        await page.goto(f"{COMPLETE}/books/buku-1/bab-1")
        await expect(page.get_by_text("sedang ditelaah")).to_be_visible()
        await expect(page.locator("textarea")).to_have_count(0)
