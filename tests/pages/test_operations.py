"""The operations desk: an incident resolved with a reason, a message passed on, and words for all that is reported."""

from __future__ import annotations

import time

from playwright.async_api import Browser, expect

from activities.notify.kinds import Kind
from api.incidents.names import SYSTEM
from api.pages.operations import temporal_page, without_addresses, workflow_of
from api.pages.operations_words import STATES
from api.words.purposes import PURPOSES
from domain.vocabulary import Role
from records.incidents import Incidents
from records.operations import MessageState
from records.outbox import Outbox
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World
from workers.connections import connect_records
from workers.settings import Settings

JOURNEY = "journey-2019-kota-tanjung-pinang"


def test_what_an_incident_is_about_has_a_workflow() -> None:
    """A link to Temporal's own pages leads to it, where these are known; the system as a whole has none."""
    assert workflow_of(JOURNEY, cohort=False) == JOURNEY
    assert workflow_of("2019", cohort=True) == "cohort-2019"
    assert workflow_of(SYSTEM, cohort=False) is None
    known = Settings(temporal_ui="http://temporal.example/", temporal_namespace="bimtek")
    assert temporal_page(known, JOURNEY) == f"http://temporal.example/namespaces/bimtek/workflows/{JOURNEY}"
    assert temporal_page(Settings(temporal_ui=None), JOURNEY) is None


def test_an_address_in_a_servers_words_is_not_shown() -> None:
    """As in the ledger of messages."""
    assert without_addresses("550 <a.b@example.go.id>: unknown") == "550 <(…)>: unknown"


async def reported(world: World, detail: str) -> int:
    """An incident of our region that was just reported; gives its number."""
    async with await connect_records(world.office.settings) as pool:
        incidents = Incidents(pool)
        await incidents.report(JOURNEY, "MentorBookedElsewhere", detail)
        found = await incidents.page(kind="MentorBookedElsewhere", journey=JOURNEY)
    return next(each.id for each in found if each.detail == detail)


async def test_an_operator_resolves_an_incident(world: World, browser: Browser) -> None:
    """From the overview to the reason in the audit; without a reason nothing is done."""
    number = await reported(world, f"uji {time.time()}")
    why = f"Jadwal dipindah ({number})."
    async with signed_in(browser, world.address, "operator") as context:
        page = await context.new_page()
        await page.goto("/operations")
        await expect(page.get_by_role("link", name="insiden terbuka")).to_be_visible()
        assert await violations(page) == []
        await page.goto(f"/operations/incidents?journey={JOURNEY}&kind=MentorBookedElsewhere")
        assert await violations(page) == []
        await page.locator(f"a[href='/operations/incidents/{number}']").click()
        await expect(page.get_by_role("heading", name="Pembimbing terpakai dua kali")).to_be_visible()
        await expect(page.locator("#affected")).to_contain_text("Kota Tanjung Pinang")
        repair = page.get_by_role("link", name="Siapkan perbaikan ini")
        there = f"/operations/repairs/new?kind=release_claim&journey={JOURNEY}"
        await expect(repair).to_have_attribute("href", there)
        await page.get_by_role("button", name="Saya tangani").click()
        await expect(page.get_by_text("ditangani operator")).to_be_visible()
        await expect(page.get_by_role("button", name="Saya tangani")).to_have_count(0)
        await page.get_by_role("button", name="Nyatakan selesai").click()
        await expect(page.get_by_role("alert")).to_contain_text("Tulis alasannya")
        assert await violations(page) == []
        await page.get_by_label("Alasan").fill(why)
        await page.get_by_role("button", name="Nyatakan selesai").click()
        await expect(page.get_by_text(f"Insiden {number} selesai")).to_be_visible()
        await page.goto(f"/operations/audit?subject={JOURNEY}&person=operator")
        line = page.get_by_role("row").filter(has_text=why)
        await expect(line).to_contain_text(f"resolve incident {number} (MentorBookedElsewhere)")
        assert await violations(page) == []
        await page.goto(f"/operations/incidents/{number}")
        await expect(page.get_by_text("Selesai pada")).to_be_visible()


async def test_a_message_is_passed_on_without_scripts(world: World, browser: Browser) -> None:
    """On a phone; who did it and how is kept, and it waits no longer."""
    key = f"{JOURNEY}.9{int(time.time())}.1"
    async with await connect_records(world.office.settings) as pool:
        await pool.execute(
            "insert into messages (key, journey_id, seq, person, role, template, facts, state) "
            "values ($1, $2, 1, 'kota-tanjung-pinang.coordinator', 'coordinator', 'your_turn', '{}', 'refused')",
            key,
            JOURNEY,
        )
        await Outbox(pool).ask_by_hand(key, [Role.PROGRAMME_MANAGER], "550")
    async with signed_in(browser, world.address, "operator", phone=True, script=False) as context:
        page = await context.new_page()
        await page.goto(f"/operations/messages?journey={JOURNEY}")
        await page.get_by_role("link", name=key).click()
        await page.get_by_label("Bagaimana").fill("Lewat telepon.")
        await page.get_by_label("Siapa yang menyampaikan").fill("bukan-siapa-siapa")
        await page.get_by_role("button", name="Catat").click()
        await expect(page.get_by_text("Orang dengan id ini tidak dikenal.").first).to_be_visible()
        await page.get_by_label("Siapa yang menyampaikan").fill("pengelola-program")
        await page.get_by_role("button", name="Catat").click()
        await expect(page.get_by_text("Tercatat: pesan sudah disampaikan.")).to_be_visible()
        await page.goto(f"/operations/messages/{key}")
        await expect(page.get_by_text("Pesan ini sudah disampaikan orang.")).to_be_visible()


async def test_a_manager_looks_and_does_not_operate(world: World, browser: Browser) -> None:
    """Every page of the desk, without a form that is the operator's, and without addresses of servers."""
    number = await reported(world, f"uji {time.time()}")
    async with signed_in(browser, world.address, "pengelola-program") as context:
        page = await context.new_page()
        for path in ("messages?view=all", "documents", "health"):
            await page.goto(f"/operations/{path}")
            await expect(page.get_by_role("navigation", name="Meja operasi")).to_be_visible()
            assert await violations(page) == []
        await expect(page.get_by_role("row", name="Temporal")).to_contain_text("baik")
        await expect(page.get_by_role("columnheader", name="Yang terlihat")).to_have_count(0)
        await page.goto(f"/operations/incidents/{number}")
        await expect(page.get_by_text("Hanya operator")).to_be_visible()
        await expect(page.get_by_role("button", name="Nyatakan selesai")).to_have_count(0)
    async with signed_in(browser, world.address, "kab-klaten.coordinator") as context:
        assert (await context.request.get("/operations")).status == 403


def test_every_state_and_purpose_of_a_message_has_words() -> None:
    """A state or a kind of letter without words fails here."""
    assert set(STATES) == set(MessageState)
    assert set(PURPOSES) == set(Kind)
