"""Commands as a person types them, each in a process of its own.

The process is forked from one that has read in the libraries, which takes longer than most commands.
`tests/api/test_command_line.py` starts the installed program instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import pty
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BIMTEK = Path(sys.executable).parent / "bimtek"
"""The installed program."""
READ_IN = "tests.api.read_in"
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([READ_IN])


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


async def typed(*words: str | Path, answer: str | None = None) -> Said:
    """Run `bimtek` with these words; with an `answer` at a terminal where it is typed."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as open_here:
        out, err = Path(folder, "out"), Path(folder, "err")
        stdin = os.devnull
        if answer is not None:
            person, terminal = pty.openpty()
            open_here.callback(os.close, person)
            open_here.callback(os.close, terminal)
            os.write(person, f"{answer}\n".encode())
            stdin = os.ttyname(terminal)
        process = _PROCESSES.Process(target=_run, args=([*map(str, words)], stdin, out, err, dict(os.environ)))
        process.start()
        try:
            await asyncio.to_thread(process.join)
        finally:
            process.kill()  # does nothing once it has ended
            process.join()
        return Said(process.exitcode or 0, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _run(words: Sequence[str], stdin: str, out: Path, err: Path, environment: dict[str, str]) -> None:
    """The command, in its own process; ends it."""
    streams: list[tuple[str | Path, int]] = [(stdin, os.O_RDWR), (out, _NEW), (err, _NEW)]
    for number, (path, flags) in enumerate(streams):
        opened = os.open(path, flags | os.O_NOCTTY, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - until the process ends
    if READ_IN not in sys.modules:
        raise RuntimeError(f"{READ_IN} was not read in before the fork")
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["bimtek", *words]
    from api.cli import main

    main()


_NEW = os.O_WRONLY | os.O_CREAT | os.O_APPEND
