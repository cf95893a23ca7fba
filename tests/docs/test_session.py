"""The session with curl that the front page shows works as it is printed."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.office import Office
from tests.api.typed import BIMTEK
from tests.conftest import remove_folder
from tests.docs.pages import ROOT
from tests.docs.session import Step, steps
from tests.http.door import COHORT, PEOPLE
from workers.local.stack import local_stack
from workers.settings import Settings

PRINTED_ADDRESS = "http://127.0.0.1:8080"
STEPS = list(steps(ROOT / "README.md", "## Over HTTP"))
MARK = "=== next ==="


@pytest.fixture(scope="module")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Path, str]]:
    """A stack with its door, and the cohort that the page starts before; its folder and its address."""
    folder = tmp_path_factory.mktemp("session")
    try:
        async with local_stack(Settings(data_dir=folder), with_http=True) as stack:
            office = Office(folder)
            started = await office.bimtek("cohort", "start", COHORT, "--people", PEOPLE, "--simulated")
            assert started.code == 0, started.err
            await office.shown("2019", 25)
            yield folder, stack.http_address
    finally:
        remove_folder(folder)


async def _typed(folder: Path, address: str) -> list[str]:
    """What each command prints, typed one after the other into one shell."""
    script = "\n".join(f"{step.command}\necho '{MARK}'" for step in STEPS).replace(PRINTED_ADDRESS, address)
    path = f"{BIMTEK.parent}:{os.environ['PATH']}"
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        script,
        cwd=ROOT,
        env={**os.environ, "PATH": path, "BIMTEK_DATA_DIR": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await shell.communicate()
    return said.decode().split(f"{MARK}\n")[:-1]


async def test_the_session_works_as_printed(address: tuple[Path, str]) -> None:
    """Every command prints what the page says it does."""
    if shutil.which("curl") is None:  # a bare Debian has none
        install = await asyncio.create_subprocess_exec("apt-get", "install", "-y", "-qq", "curl")
        assert await install.wait() == 0, "curl is needed for this test: install it"
    printed = await _typed(*address)
    assert len(printed) == len(STEPS) >= 7
    wrong = [(step, text) for step, text in zip(STEPS, printed, strict=True) if not step.matches(text)]
    assert wrong == []


@pytest.mark.parametrize(
    ("printed", "text", "fits"),
    [("a…c", "abc", True), ("a…c", "abd", False), ("a b", "a\n b", True), ("", "x", False)],
    ids=["anything between", "another end", "broken lines", "nothing said"],
)
def test_what_is_said_is_compared(printed: str, text: str, fits: bool) -> None:
    """A step that prints something else is noticed."""
    assert Step("x", printed).matches(text) is fits
