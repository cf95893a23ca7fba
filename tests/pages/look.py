"""Looks at pages of a running stack: a picture of each, what axe finds, how many bytes it has.

`python -m tests.pages.look ADDRESS FOLDER PERSON PATH …`, with --phone, --dark, --en, --print; PERSON `-`: the public.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.pages.browser import open_browser, signed_in

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


async def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page, one line for each place."""
    found = await Axe().run(page, options=AXE)
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


async def main(asked: argparse.Namespace) -> None:
    """Look at every page that is asked for."""
    asked.folder.mkdir(parents=True, exist_ok=True)
    person = None if asked.person == "-" else asked.person
    async with (
        open_browser() as browser,
        signed_in(browser, asked.address, person, phone=asked.phone, dark=asked.dark) as context,
    ):
        if asked.en:
            await context.add_cookies([{"name": "bimtek_language", "value": "en", "url": asked.address}])
        page = await context.new_page()
        page.on("console", lambda said: print(f"  console {said.type}: {said.text}"))
        page.on("pageerror", lambda error: print(f"  script: {error}"))
        for path in asked.paths:
            answer = await page.goto(path)
            assert answer is not None
            await page.emulate_media(media="print" if asked.print else "screen")
            called = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")
            name = "-".join(part for part in (asked.person, called, *_kinds(asked)) if part)
            await page.screenshot(path=asked.folder / f"{name}.png", full_page=True)
            wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            print(f"{answer.status} {path} {len(await answer.body())} bytes → {asked.folder / f'{name}.png'}")
            if wide > 0:
                print(f"  wider than the screen by {wide} px")
            for violation in await violations(page):
                print(f"  {violation}")


def _kinds(asked: argparse.Namespace) -> list[str]:
    return [kind for kind in ("phone", "dark", "en", "print") if getattr(asked, kind)]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("folder", type=Path)
    parser.add_argument("person")
    parser.add_argument("paths", nargs="+")
    for kind in ("phone", "dark", "en", "print"):
        parser.add_argument(f"--{kind}", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main(_asked()))
