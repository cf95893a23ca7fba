"""Pandoc as a process of its own: no file but those handed to it, no network, limits of time, memory and size."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

HEAP_EXHAUSTED = 251
"""Pandoc's exit status when its heap limit is reached; 2 is a stack that grew too large."""
STACK_EXHAUSTED = 2
CHUNK = 1 << 16


class PandocFailed(Exception):
    """Pandoc refused what it was given; the message is the first line of what it said."""


class PandocTooLarge(PandocFailed):
    """Pandoc needed more time or memory than it may take, or its answer is larger than is allowed."""


@dataclass(frozen=True)
class PandocLimits:
    """What one run may take: seconds of wall time, megabytes of heap, bytes of answer."""

    seconds: float = 60.0
    heap: int = 1024
    answer: int = 64_000_000


@cache
def pandoc_binary() -> str:
    """The path of the pandoc that comes with the package."""
    spec = find_spec("pypandoc")
    assert spec is not None, "pypandoc_binary is a dependency"
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "files" / "pandoc")


async def pandoc(
    arguments: Sequence[str],
    given: bytes,
    *,
    files: Mapping[str, bytes] = {},
    sandbox: bool = True,
    limits: PandocLimits = PandocLimits(),
) -> bytes:
    """What pandoc answers to `given` on its standard input, in a folder that holds `files` and nothing else.

    In the sandbox it reads no file named in a text. Leave it only for a document tree of our own making, which names
    no file but those in `files`. Raises PandocFailed.
    """
    with tempfile.TemporaryDirectory(prefix="pandoc-") as folder:
        await asyncio.to_thread(_lay_out, Path(folder), files)
        return await _run(_command(arguments, sandbox, limits), given, folder, limits)


def _command(arguments: Sequence[str], sandbox: bool, limits: PandocLimits) -> list[str]:
    heap = ["+RTS", f"-M{limits.heap}M", "-RTS"]
    return [pandoc_binary(), *(["--sandbox"] if sandbox else []), *arguments, *heap]


def _lay_out(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if Path(name).name != name or name.startswith("."):
            raise ValueError(f"a file for pandoc may not be called {name!r}")
        (folder / name).write_bytes(content)


async def _run(command: Sequence[str], given: bytes, folder: str, limits: PandocLimits) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        # Nothing of the worker's environment; the fixed date makes the same input give the same bytes.
        env={"PATH": os.defpath, "HOME": folder, "LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": "946684800"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(limits.seconds), asyncio.TaskGroup() as group:
            group.create_task(_feed(process, given))
            answer = group.create_task(_collect(process.stdout, limits.answer))
            said = group.create_task(_collect(process.stderr, limits.answer))
        status = await process.wait()
    except TimeoutError as error:
        raise PandocTooLarge(f"pandoc took more than {limits.seconds:g} seconds") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    content = answer.result()
    if content is None or status in (HEAP_EXHAUSTED, STACK_EXHAUSTED):
        raise PandocTooLarge(
            f"pandoc took more than {limits.heap} MB, or answered with more than {limits.answer} bytes"
        )
    if status != 0:
        lines = (said.result() or b"").decode(errors="replace").strip().splitlines()
        raise PandocFailed(lines[0][:300] if lines else f"pandoc ended with status {status}")
    return content


async def _feed(process: asyncio.subprocess.Process, given: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(given)
        await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        return  # it ended without reading to the end; its exit status says why


async def _collect(stream: asyncio.StreamReader | None, most: int) -> bytes | None:
    """All that a stream gives; None if it is more than `most`, the rest being thrown away so that nobody blocks."""
    assert stream is not None
    found: list[bytes] = []
    size = 0
    while chunk := await stream.read(CHUNK):
        size += len(chunk)
        if size <= most:
            found.append(chunk)
    return b"".join(found) if size <= most else None
