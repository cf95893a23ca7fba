"""A real browser for tests: Debian's Chromium, driven by Playwright; installed when it is missing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator

from playwright.async_api import Browser, BrowserContext, ViewportSize, async_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)


async def chromium() -> str:
    """The path of Chromium. Raises `AssertionError` where it is missing and cannot be installed."""
    found = shutil.which("chromium")
    if found is None:
        for words in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "chromium")):
            sudo = () if os.getuid() == 0 else ("sudo", "-n")
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            process = await asyncio.create_subprocess_exec(
                *sudo, "apt-get", *words, env=environment, stdout=asyncio.subprocess.DEVNULL
            )
            await process.wait()
        found = shutil.which("chromium")
    assert found is not None, "The browser tests need Debian's package chromium: install it, then run them again."
    return found


@contextlib.asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A headless browser, ended afterwards."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=await chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def signed_in(
    browser: Browser, address: str, person: str | None, *, phone: bool = False, dark: bool = False, script: bool = True
) -> AsyncIterator[BrowserContext]:
    """A browser profile of its own in which a sample person is signed in; None is the public."""
    context = await browser.new_context(
        base_url=address,
        viewport=PHONE if phone else DESKTOP,
        has_touch=phone,
        locale="id-ID",
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    context.set_default_timeout(20_000)
    try:
        if person is not None:
            answer = await context.request.post("/sign-in", form={"person": person}, max_redirects=0)
            assert answer.status == 303, f"{person}: {answer.status} {await answer.text()}"
        yield context
    finally:
        await context.close()
