"""Makes the pictures of the pages that the documents show: `python -m tests.docs.screenshots [NAME …]`, all or some.

It opens a world of its own, as the tests of the pages do, or looks at the one at `--address`; everything in the
pictures is made up.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.pages.browser import open_browser, signed_in
from tests.pages.world import open_world

FOLDER = Path("docs/pictures")
COLOURS = 128


@dataclass(frozen=True)
class Shot:
    """A picture: its name, who looks at which page, and how."""

    name: str
    person: str | None
    path: str
    phone: bool = False
    dark: bool = False
    whole: bool = False


SHOTS = (
    Shot("inbox", "kab-gunungkidul.coordinator", "/inbox"),
    Shot("region", "kota-magelang.coordinator", "/journeys/journey-2019-kota-magelang"),
    Shot("plan", "kota-madiun.coordinator", "/journeys/journey-2019-kota-madiun/plan"),
    Shot("review-phone", "pembimbing-06", "/journeys/journey-2019-kota-magelang/review", phone=True),
    Shot("programme", "pengelola-program", "/programme?as_of=2027-02-10#table"),
    Shot(
        "repair",
        "operator",
        "/operations/repairs/new?kind=back_to_stage&journey=journey-2019-kota-madiun&stage=mentor_review",
        whole=True,
    ),
    Shot("catalogue", None, "/catalogue"),
    Shot("inbox-phone", "kab-gunungkidul.coordinator", "/inbox", phone=True, dark=True),
)


async def main(address: str | None, names: Sequence[str]) -> None:
    """Take the pictures named, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with _somewhere(address) as found, open_browser() as browser:
        for shot in (shot for shot in SHOTS if not names or shot.name in names):
            async with signed_in(browser, found, shot.person, phone=shot.phone, dark=shot.dark) as context:
                page = await context.new_page()
                answer = await page.goto(shot.path)
                assert answer is not None and answer.ok, f"{shot.path}: {answer and answer.status}"
                content = await page.screenshot(full_page=shot.whole)
            _keep(content, FOLDER / f"{shot.name}.png")
            print(f"{FOLDER / shot.name}.png")


@contextlib.asynccontextmanager
async def _somewhere(address: str | None) -> AsyncIterator[str]:
    if address is not None:
        yield address
        return
    with tempfile.TemporaryDirectory() as folder:
        async with open_world(Path(folder) / "world") as world:
            yield world.address


def _keep(content: bytes, path: Path) -> None:
    """Keep a picture with few colours: pages have few, and a repository keeps every version."""
    picture = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", choices=[*(shot.name for shot in SHOTS), []], help="which; all by default")
    parser.add_argument("--address", help="where a world is running")
    asked = parser.parse_args()
    asyncio.run(main(asked.address, asked.name))
