"""One region from kickoff to publication through the pages alone, with everybody signed in at once."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.async_api import Browser, Page, expect
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.cast.plays import next_play
from api.cast.scene import Play
from api.cast.traits import Traits
from api.forms.layout import parts_of
from api.forms.wanted import choices_of, forms_for
from domain.messages import Act, AnswerComments, HandIn, SaveChapters, SavePlan
from domain.model import Journey
from domain.vocabulary import Task
from tests.pages.browser import signed_in
from tests.pages.filling import fill_in, form_for
from tests.pages.world import World
from workers.connections import connect_temporal
from workflows.region_journey import RegionJourney

JOURNEY = "journey-2019-kota-banda-aceh"
ROOM = f"/journeys/{JOURNEY}"
MANAGER = "pengelola-program"
TRAITS = Traits(0)
WITHIN = 360
"""Seconds for all of it."""


@dataclass
class People:
    """Everybody who has signed in, each with a page of his own."""

    browser: Browser
    address: str
    stack: AsyncExitStack
    pages: dict[str, Page] = field(default_factory=dict)

    async def page_of(self, person: str) -> Page:
        """A person's page; he signs in when he is first needed."""
        if person not in self.pages:
            context = await self.stack.enter_async_context(signed_in(self.browser, self.address, person))
            self.pages[person] = await context.new_page()
        return self.pages[person]


@asynccontextmanager
async def everybody(world: World, browser: Browser) -> AsyncIterator[People]:
    """Nobody yet; who is needed signs in, and all are signed out together."""
    async with AsyncExitStack() as stack:
        yield People(browser, world.address, stack)


async def test_from_kickoff_to_publication(world: World, browser: Browser) -> None:
    """Each act is typed into its form by its person; time is moved by the sample's clock; who watches sees it come."""
    client = await connect_temporal(world.office.settings)
    async with asyncio.timeout(WITHIN), everybody(world, browser) as people:
        watching = await people.page_of(MANAGER)
        await watching.goto(ROOM)
        watched = await watching.evaluate("window.opened = performance.timeOrigin")
        acts = 0
        while (state := await _state(client)).publication is None:
            play = next_play(state, TRAITS)
            if play is None:
                assert state.turn.task is Task.PUBLISH, state.turn
                await asyncio.sleep(0.5)  # the books are made, in real time
                continue
            if await _waited(client, people, play):
                continue
            acts += await _do(people, state, play)
        assert acts > 25
        await expect(watching.locator(".stages .now")).to_have_count(0, timeout=30_000)
        assert await watching.evaluate("window.opened") == watched, "the watching page was never loaded again"
        public = await (await browser.new_context(base_url=world.address)).new_page()
        await public.goto("/catalogue/kota-banda-aceh")
        await expect(public.locator("h1")).to_contain_text("Banda Aceh")
        await public.context.close()


async def _state(client: Client) -> Journey:
    return await client.get_workflow_handle(JOURNEY).query(RegionJourney.state)


async def _waited(client: Client, people: People, play: Play) -> bool:
    """Move the journey's clock, by the form in its room, to the day of the play; False when it is there."""
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    now = await skipper.get_current_time(client.get_workflow_handle(JOURNEY))
    if (left := play.at - now) <= timedelta(0):
        return False
    page = await people.page_of(MANAGER)
    clock = await page.context.new_page()
    await clock.goto(ROOM)
    await clock.locator("#simulated-time > summary").click()
    await clock.locator("#days").fill(str(math.ceil(left / timedelta(days=1))))
    await clock.get_by_role("button", name="Majukan", exact=True).click()
    await expect(clock.locator(".note").first).to_contain_text("SIMULASI", timeout=40_000)
    await clock.close()
    return True


async def _do(people: People, state: Journey, play: Play) -> int:
    """Do what the cast would: chapters in the editor, the rest in the form of its act. Gives how many acts it were."""
    act, person = play.command.act, play.command.actor.person
    papers = {paper.reference.sha256: paper.content for paper in play.papers}
    page = await people.page_of(person)
    done = 0
    if isinstance(act, SaveChapters | HandIn | AnswerComments):
        for save in act.saves:
            await page.goto(f"{ROOM}/books/{save.name.book}/{save.name.chapter}")
            await page.locator("#text").fill(papers[save.document.sha256].decode())
            await page.get_by_role("button", name="Simpan", exact=True).click()
            await expect(page.locator(".note.good").first).to_be_visible()
            done += 1
        if isinstance(act, SaveChapters):
            return done
        act = act.model_copy(update={"saves": ()})
    for single in _forms_of(act):
        await _send(page, state, person, single, papers)
        done += 1
    return done


def _forms_of(act: Act) -> list[Act]:
    """An act, or the acts of its several forms."""
    if not isinstance(act, SavePlan):
        return [act]
    parts = ("action_plan", "quick_wins", "distinctiveness")
    return [SavePlan(**{name: getattr(act, name)}) for name in parts if getattr(act, name) is not None]


async def _send(page: Page, state: Journey, person: str, act: Act, papers: dict[str, bytes]) -> None:
    form = form_for(forms_for(state, person), act)
    await page.goto(f"{ROOM}/do/{form.packed.key}")
    await fill_in(page, form, parts_of(form.packed, choices_of(state, {}, form.wanted)), act, papers)
    await page.locator("main form button:not([name])").first.click()
    await expect(page.locator(".note").first).to_be_visible()
    said = await page.locator(".note").first.inner_text()
    assert page.url.endswith(ROOM), f"{act.kind} as {person}: {said}"
