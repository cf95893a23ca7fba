"""Another time of day for one process: a small library, made from `shifted_clock.c`, that is loaded before all others.

The machine's own clock stays as it is. Temporal's server cannot be treated so: it is linked statically and asks the
kernel itself.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

SOURCE = Path(__file__).with_name("shifted_clock.c")


@contextmanager
def clock_library() -> Iterator[Path | None]:
    """The library, in a folder that every user can read; None where there is no C compiler to make it."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="bimtek-clock-") as folder:
        Path(folder).chmod(0o755)
        library = Path(folder) / "shifted_clock.so"
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE)], check=True)
        library.chmod(0o755)
        yield library


def shifted(library: Path, by: timedelta) -> Mapping[str, str]:
    """The environment of a process whose time of day is to be off by so much."""
    return {"LD_PRELOAD": str(library), "SHIFTED_BY": str(round(by.total_seconds()))}
