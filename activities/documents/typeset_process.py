"""One typesetting, in a process that may be killed: `typeset_process.py TEMPLATE TIMESTAMP SECONDS MEMORY SIZE`.

It runs in the folder prepared by `typeset`, imports nothing of this project, and leaves `made.pdf` or `problem.json`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

FAILED = 3
"""Exit status: the typesetter refused; `problem.json` says why."""
TOO_LARGE = 4
"""Exit status: what was made, or what it took to make it, is over the limit."""

NICE = 10
"""Whoever waits for an answer goes first."""

FONTS = Path(__file__).parent / "fonts"
MADE = "made.pdf"
PROBLEM = "problem.json"
PACKAGES = "packages"


def main(template: str, timestamp: str, seconds: str, memory: str, size: str) -> int:
    """Typeset `template` of the present folder under the limits, and return the exit status."""
    os.nice(NICE)
    import typst  # before the limits: a library that does not load is another failure than a document too large

    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    root = Path.cwd()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    try:
        made = typst.Compiler(
            str(root / template),
            root=str(root),
            font_paths=fonts,
            # An empty folder in both places: no template uses a package, and none is ever looked for elsewhere.
            package_path=str(root / PACKAGES),
            package_cache_path=str(root / PACKAGES),
        ).compile(format="pdf", pdf_standards=["a-2a"], timestamp=int(timestamp))
    except typst.TypstError as error:
        (root / PROBLEM).write_text(json.dumps({"message": error.message, "hints": error.hints}), encoding="utf-8")
        return FAILED
    except MemoryError:
        return TOO_LARGE
    assert isinstance(made, bytes)
    if len(made) > int(size):
        return TOO_LARGE
    (root / MADE).write_bytes(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
