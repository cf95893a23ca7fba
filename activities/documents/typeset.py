"""Typesetting: a template and data become a PDF/A, in a process of its own under limits of time, memory and size."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from activities.documents import typeset_process

TEMPLATES = Path(__file__).parent / "templates"
DATA = "data.json"
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.[a-z0-9]+")


class TypesettingFailed(Exception):
    """The document cannot be made from this input; the message says why, in a line for an operator."""


class TypesettingTooLarge(TypesettingFailed):
    """Making the document took more time or memory, or came out larger, than is allowed."""


@dataclass(frozen=True)
class Limits:
    """What one document may take: seconds of wall time, bytes of memory, bytes of the finished file."""

    seconds: float = 30.0
    memory: int = 1_500_000_000
    size: int = 100_000_000


async def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    at: datetime,
    files: Mapping[str, bytes] = {},
    limits: Limits = Limits(),
) -> bytes:
    """The PDF/A-2a that `template` (a file name in `templates/`) draws from `data`.

    The template reads `data` with `json("data.json")`, and `files` by their names. `at` is the date in the file: the
    same input gives the same bytes. Raises TypesettingFailed; an unknown template or a bad file name is a ValueError.
    """
    if not (FILE_NAME.fullmatch(template) and (TEMPLATES / template).is_file()):
        raise ValueError(f"no template {template!r}")
    for name in files:
        if not FILE_NAME.fullmatch(name) or name.endswith(".typ") or name in _KEPT:
            raise ValueError(f"a file of a document may not be called {name!r}")
    with tempfile.TemporaryDirectory(prefix="typeset-") as folder:
        root = Path(folder)
        await asyncio.to_thread(_prepare, root, data, files)
        status = await _run(root, template, at, limits)
        return await asyncio.to_thread(_outcome, root, template, status, limits)


_KEPT = (DATA, typeset_process.MADE, typeset_process.PROBLEM)


def _prepare(root: Path, data: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    for source in TEMPLATES.glob("*.typ"):
        shutil.copyfile(source, root / source.name)
    (root / typeset_process.PACKAGES).mkdir()
    written = json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False)
    try:
        (root / DATA).write_bytes(written.encode())
    except UnicodeEncodeError as error:
        raise TypesettingFailed("a text holds half a character (a lone surrogate)") from error
    for name, content in files.items():
        (root / name).write_bytes(content)


async def _run(root: Path, template: str, at: datetime, limits: Limits) -> int:
    """Run the process to its end, or kill it at the time limit or when this task is cancelled."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        typeset_process.__file__,
        template,
        str(int(at.timestamp())),
        str(math.ceil(limits.seconds * 2)),
        str(limits.memory),
        str(limits.size),
        cwd=root,
        # Nothing of the worker's environment, where addresses and passwords may stand. Two threads are enough, and keep
        # the address space, which is limited, the same on machines with many cores.
        env={"PATH": os.defpath, "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(limits.seconds):
            return await process.wait()
    except TimeoutError as error:
        raise TypesettingTooLarge(f"{template} took more than {limits.seconds:g} seconds") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _outcome(root: Path, template: str, status: int, limits: Limits) -> bytes:
    if status == 0:
        return (root / typeset_process.MADE).read_bytes()
    if status == typeset_process.FAILED:
        problem = json.loads((root / typeset_process.PROBLEM).read_text(encoding="utf-8"))
        said = " ".join([problem["message"], *problem["hints"]])
        raise TypesettingFailed(f"{template}: {' '.join(said.split())[:500]}")
    if status < 0 or status == typeset_process.TOO_LARGE:
        # Ended by a signal: the system refused memory or processor time, which the typesetter does not survive.
        raise TypesettingTooLarge(
            f"{template} took more than {limits.memory} bytes of memory, or is larger than {limits.size} bytes"
        )
    raise TypesettingFailed(f"{template}: the typesetter ended with status {status}")
