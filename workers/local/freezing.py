"""Holding a worker still for a moment, so that Temporal and PostgreSQL can be copied as of one instant."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

AT_MOST = 600
"""Seconds after which a worker goes on by itself, should whoever holds it be killed."""


@contextlib.contextmanager
def held_still(ready_file: Path) -> Iterator[bool]:
    """Hold the worker still that wrote its process id into this file; gives whether there is one.

    While it stands no act is taken and nothing is recorded: both wait, and go on afterwards.
    """
    pid = _worker(ready_file)
    if pid is None:
        yield False
        return
    # Ends with us at the latest; it is there for the case that we are killed, and then the worker must not stand still.
    guard = subprocess.Popen(
        ["/bin/sh", "-c", 'sleep "$1"; kill -CONT "$2"', "guard", str(AT_MOST), str(pid)], start_new_session=True
    )
    try:
        os.kill(pid, signal.SIGSTOP)
        yield True
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
        os.killpg(guard.pid, signal.SIGKILL)
        guard.wait()


def _worker(ready_file: Path) -> int | None:
    """The process id in a worker's ready file, if that process is one of our workers still."""
    try:
        pid = int(ready_file.read_text(encoding="ascii"))
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if b"workers" in words else None
