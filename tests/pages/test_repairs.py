"""Repairs on the operations desk: what is amiss and what helps, rehearsed, confirmed by another, stopped, undone."""

from __future__ import annotations

import json
import time
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from api.cast.traits import Traits
from domain.model import Journey
from domain.vocabulary import Party, Stage
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World, bring
from workers.connections import connect_records

NEW = "/operations/repairs/new"
BONTANG, JAYAPURA, CILEGON = (f"journey-2019-kota-{name}" for name in ("bontang", "jayapura", "cilegon"))
TWO = (JAYAPURA, "journey-2019-kab-tangerang")
MANAGER = "pengelola-program"


async def lost_message(world: World, journey: str) -> str:
    """A message of a journey that the mail server refused; gives its key."""
    key = f"{journey}.8{time.time_ns() // 1_000_000}.1"
    coordinator = f"{journey.removeprefix('journey-2019-')}.coordinator"
    async with await connect_records(world.office.settings) as pool:
        await pool.execute(
            "insert into messages (key, journey_id, seq, person, role, template, facts, state) "
            "values ($1, $2, 1, $3, 'coordinator', 'your_turn', '{}', 'refused')",
            key,
            journey,
            coordinator,
        )
    return key


def drafts(journey: Journey) -> bool:
    """Whether a region is past the kickoff and has to do something."""
    return journey.stage is Stage.DRAFTING and journey.turn.party is Party.REGION


async def fits(page: Page) -> bool:
    """Whether a page is no wider than the screen."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


async def test_an_operator_repairs_what_is_stuck_by_the_page_alone(world: World, browser: Browser) -> None:
    """On a phone, without scripts: found by its region, explained, rehearsed, done with a reason, and gone then."""
    await lost_message(world, BONTANG)
    async with signed_in(browser, world.address, "operator", phone=True, script=False) as context:
        page = await context.new_page()
        await page.goto("/operations")
        await page.get_by_label("Cari daerah").fill("bontang")
        await page.get_by_role("button", name="Cari").click()
        await expect(page).to_have_url(f"{world.address}/operations/journeys/{BONTANG}")
        await expect(page.get_by_role("heading", name="1 pesan tidak sampai")).to_be_visible()
        assert await fits(page)
        await page.get_by_role("link", name="Kirim ulang pesan").click()
        await expect(page.get_by_text("Tidak berbahaya")).to_be_visible()
        await expect(page.get_by_text("dikirim lagi kepada koordinator daerah")).to_be_visible()
        await page.get_by_role("button", name="Kerjakan sekarang").click()
        await expect(page.get_by_role("alert")).to_contain_text("Tulis alasannya")
        assert await fits(page)
        await page.get_by_label("Mengapa?").fill("Alamatnya sudah dibetulkan.")
        await page.get_by_role("button", name="Kerjakan sekarang").click()
        await expect(page.get_by_role("heading", name="Selesai")).to_be_visible()
        await expect(page.get_by_text("Alamatnya sudah dibetulkan.")).to_be_visible()
        assert await fits(page)
        await page.goto(f"/operations/journeys/{BONTANG}")
        await expect(page.get_by_role("heading", name="1 pesan tidak sampai")).to_have_count(0)
        await page.goto(f"/operations/audit?subject={BONTANG}&person=operator")
        await expect(page.get_by_text("Alamatnya sudah dibetulkan.").first).to_be_visible()


async def test_what_changed_since_it_was_looked_at_is_shown_anew(world: World, browser: Browser) -> None:
    """Nothing is done, the reason is still there, and what is sent then is what was looked at."""
    await lost_message(world, BONTANG)
    async with signed_in(browser, world.address, "operator") as context:
        page = await context.new_page()
        await page.goto(f"{NEW}?kind=send_again&journey={BONTANG}&message=all")
        await expect(page.get_by_text("dikirim lagi")).to_have_count(1)
        await lost_message(world, BONTANG)
        await page.get_by_label("Mengapa?").fill("Dua pesan hilang.")
        await page.get_by_role("button", name="Kerjakan sekarang").click()
        await expect(page.get_by_role("alert").first).to_contain_text("Akibatnya sudah berubah")
        await expect(page.get_by_text("dikirim lagi")).to_have_count(2)
        await expect(page.get_by_label("Mengapa?")).to_have_value("Dua pesan hilang.")
        assert await violations(page) == []
        await page.get_by_role("button", name="Kerjakan sekarang").click()
        await expect(page.get_by_role("heading", name="Selesai")).to_be_visible()


async def test_a_dangerous_repair_waits_for_a_second_person(world: World, browser: Browser, tmp_path: Path) -> None:
    """Not who proposed it: somebody else, who is shown what has changed meanwhile before it is done."""
    await bring(world.office, world.address, {"kota-cilegon": (Traits(12), drafts)})
    async with (
        signed_in(browser, world.address, "operator") as first,
        signed_in(browser, world.address, MANAGER, phone=True, dark=True) as second,
    ):
        page = await first.new_page()
        await corrects(page)
        await page.goto(f"{NEW}?journey={CILEGON}")
        await page.get_by_role("button", name="Kembalikan ke tahap sebelumnya").click()
        await page.get_by_label("Persiapan").check()
        await page.get_by_role("button", name="Lihat akibatnya").click()
        await expect(page.get_by_text("Berbahaya: orang kedua harus menyetujui")).to_be_visible()
        await expect(page.get_by_role("heading", name="Menjadi tidak berlaku")).to_be_visible()
        assert await violations(page) == []
        await page.get_by_label("Mengapa?").fill("SK-nya milik daerah lain.")
        await page.get_by_role("button", name="Usulkan kepada orang kedua").click()
        await expect(page.get_by_text("jadi orang lain yang menyetujui")).to_be_visible()
        await expect(page.get_by_role("button", name="Setujui")).to_have_count(0)
        assert await violations(page) == []

        other = await second.new_page()
        await other.goto("/operations/repairs")
        assert await violations(other) == [] and await fits(other)
        await other.get_by_role("link", name="Kembalikan ke tahap sebelumnya: persiapan").first.click()
        await expect(other.get_by_text("“SK-nya milik daerah lain.”")).to_be_visible()
        await grant_time(world, tmp_path, CILEGON)
        await other.get_by_role("button", name="Setujui dan kerjakan").click()
        await expect(other.get_by_role("alert")).to_contain_text("Akibatnya sudah berubah")
        await expect(other.get_by_text("baru", exact=True).first).to_be_visible()
        assert await violations(other) == [] and await fits(other)
        await other.get_by_role("button", name="Setujui dan kerjakan").click()
        await expect(other.get_by_role("heading", name="Selesai")).to_be_visible()
        await other.goto(f"/journeys/{CILEGON}")
        await expect(other.locator("[aria-current=step]")).to_have_text("Persiapan (kickoff)")


async def corrects(page: Page) -> None:
    """A fact that was recorded: its form has it, and what is corrected is rehearsed before a reason is asked for."""
    await page.goto(f"{NEW}?kind=correct&journey={CILEGON}")
    await page.get_by_label("Nota kesepahaman").check()
    await page.get_by_role("button", name="Lanjut").click()
    assert await violations(page) == []
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await expect(page.get_by_role("alert")).to_contain_text("Belum ada yang diubah")
    await page.locator("input[type=date]").first.fill("2026-11-02")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await expect(page.get_by_label("Mengapa?")).to_be_visible()
    await expect(page.get_by_role("heading", name="Tercatat di riwayat")).to_be_visible()


async def grant_time(world: World, folder: Path, journey: str) -> None:
    """The programme manager gives more time for the turn at hand."""
    act = folder / "grant.json"
    act.write_text(json.dumps({"act": {"kind": "grant_time", "days": 3, "reason": "Banjir (contoh)."}}))
    done = await world.office.bimtek(
        "journey", "act", journey, str(act), "--person", MANAGER, "--role", "programme_manager"
    )
    assert done.code == 0, done.err


async def test_a_repair_of_many_is_stopped_and_goes_on(world: World, browser: Browser) -> None:
    """Each region has its result; stopped, nothing more is begun, and afterwards it is finished without a new start."""
    async with signed_in(browser, world.address, "operator") as context:
        page = await context.new_page()
        await page.goto(NEW)
        assert await violations(page) == []
        await page.get_by_label("Angkatan").select_option("2019")
        await page.get_by_label("Tahap").select_option("kickoff")
        await page.get_by_role("button", name="Lihat daerahnya").click()
        await expect(page.get_by_text("daerah; hapus centang")).to_be_visible()
        assert await violations(page) == []
        await page.goto(f"{NEW}?{'&'.join(f'journey={journey}' for journey in TWO)}")
        await page.get_by_role("button", name="Susun ulang tabel baca").click()
        await expect(page.get_by_role("link", name="Kota Jayapura")).to_have_count(0)
        assert await violations(page) == []
        await page.get_by_label("Seberapa cepat?").select_option("12")
        await page.get_by_label("Mengapa?").fill("Setelah pemulihan cadangan.")
        await page.get_by_role("button", name="Kerjakan sekarang").click()
        await page.get_by_role("button", name="Hentikan sementara").click()
        await expect(page.get_by_role("heading", name="Dihentikan sementara")).to_be_visible()
        assert await violations(page) == []
        await page.get_by_role("button", name="Lanjutkan").click()
        await expect(page.get_by_role("heading", name="Sedang dikerjakan")).to_be_visible()
        # The page goes on by itself.
        await expect(page.get_by_role("heading", name="Selesai")).to_be_visible(timeout=40_000)
        await expect(page.get_by_text("2 dari 2 daerah")).to_be_visible()


async def test_a_repair_is_undone(world: World, browser: Browser) -> None:
    """What takes it back is rehearsed and given a reason too; each of the two names the other."""
    async with signed_in(browser, world.address, "operator") as context:
        page = await context.new_page()
        await page.goto(f"{NEW}?kind=other_version&journey={JAYAPURA}")
        await page.get_by_label("Hanya").first.check()
        await page.get_by_role("button", name="Lihat akibatnya").click()
        await page.get_by_label("Mengapa?").fill("Versi baru belum dipercaya.")
        await page.get_by_role("button", name="Kerjakan sekarang").click()
        await expect(page.get_by_role("heading", name="Selesai")).to_be_visible()
        await page.get_by_role("link", name="Batalkan perbaikan ini").click()
        assert await violations(page) == []
        await page.get_by_role("button", name="Kerjakan sekarang").click()
        await expect(page.get_by_role("alert")).to_contain_text("Tulis alasannya")
        await page.get_by_label("Mengapa?").fill("Versi baru sudah diuji.")
        await page.get_by_role("button", name="Kerjakan sekarang").click()
        await expect(page.get_by_text("Membatalkan")).to_be_visible()
        await page.get_by_role("link", name="Perbaikan ").last.click()
        await expect(page.get_by_text("Dibatalkan oleh")).to_be_visible()


async def test_who_oversees_looks_and_confirms_only(world: World, browser: Browser) -> None:
    """A manager sees how a journey stands and no way to propose; a region sees none of it."""
    async with signed_in(browser, world.address, MANAGER) as context:
        page = await context.new_page()
        await page.goto(f"/journeys/{BONTANG}")
        await page.get_by_role("link", name="Di balik layar").click()
        await page.get_by_role("link", name="Bandingkan tabel, jurnal, dan riwayat").click()
        await expect(page.get_by_text("Tabel, jurnal, dan riwayat sama")).to_be_visible()
        await expect(page.get_by_role("link", name="Pilih perbaikan")).to_have_count(0)
        assert await violations(page) == []
        assert (await context.request.get(f"{NEW}?journey={BONTANG}")).status == 403
    async with signed_in(browser, world.address, "kota-bontang.coordinator") as context:
        for path in (f"/operations/journeys/{BONTANG}", "/operations/repairs", "/operations/repairs/1"):
            assert (await context.request.get(path)).status == 403
