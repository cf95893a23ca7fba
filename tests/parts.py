"""Runs all tests in parts side by side, each part with servers of its own: `python -m tests.parts [PYTEST ARGUMENT …]`.

Most tests wait for a server, so more parts run at once than there are processors. What a part says is printed when it
ends, and kept in `var/tests/`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path


def _half(folder: str, half: int) -> tuple[str, ...]:
    """Every other file of a folder whose tests mostly wait, so that two parts wait at once."""
    return tuple(str(path) for path in sorted(Path(folder).glob("test_*.py"))[half::2])


PARTS: dict[str, tuple[str, ...]] = {
    "pages": ("tests/pages",),
    "commands": ("tests/api",),
    "http": _half("tests/http", 0),
    "http-2": _half("tests/http", 1),
    "faults": ("tests/faults",),
    "rules": ("tests/domain", "tests/replay", "tests/records", "tests/activities"),
    "workflows": ("tests/workflows",),
}
"""The parts by name: those first that take longest, so that none is alone at the end.

A last one, `others`, has everything that is in none of them.
"""
AT_ONCE = (os.cpu_count() or 2) * 3
KEPT = Path("var/tests")
ENDS_WITHIN = 60.0
"""Seconds that a part has to clear away what it started, when it is asked to end."""


def parts() -> dict[str, list[str]]:
    """The arguments of pytest for each part."""
    found = {name: list(folders) for name, folders in PARTS.items()}
    elsewhere = [f"--ignore={folder}" for folders in PARTS.values() for folder in folders]
    return {**found, "others": ["tests", *elsewhere]}


async def run(name: str, words: list[str], turns: asyncio.Semaphore) -> bool:
    """Run one part and print what it said; gives whether nothing failed."""
    async with turns:
        began = time.monotonic()
        log = KEPT / f"{name}.txt"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "pytest", *words, *sys.argv[1:], stdout=output, stderr=asyncio.subprocess.STDOUT
            )
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                process.send_signal(signal.SIGINT)
                await asyncio.wait_for(process.wait(), ENDS_WITHIN)
                raise
    said = log.read_text(encoding="utf-8", errors="replace")
    print(f"== {name}: {time.monotonic() - began:.0f} s\n{said}", flush=True)
    return code == 0


async def main() -> int:
    """Run every part; gives 0 when nothing failed."""
    KEPT.mkdir(parents=True, exist_ok=True)
    turns = asyncio.Semaphore(AT_ONCE)
    running = asyncio.gather(*(run(name, words, turns) for name, words in parts().items()))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, running.cancel)
    try:
        fine = await running
    except asyncio.CancelledError:
        return 130
    failed = [name for name, good in zip(parts(), fine, strict=True) if not good]
    print(f"failed: {', '.join(failed)}" if failed else "every part passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
