"""Reads the text of a PDF in a process of its own: `chapters_pdf_process.py FILE MADE SECONDS MEMORY`.

It imports nothing of this project. What it finds is written to MADE as JSON; the exit status says why it found nothing.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from pathlib import Path
from typing import Any

DAMAGED = 3
LOCKED = 4
TOO_MANY_PAGES = 5
TOO_LARGE = 6
MOST_PAGES = 1_500
MOST_CHARACTERS = 10_000_000


def main(file: str, made: str, seconds: str, memory: str) -> int:
    """Read `file` under the limits and return the exit status."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            return LOCKED
        if len(reader.pages) > MOST_PAGES:
            return TOO_MANY_PAGES
        pages: list[dict[str, Any]] = []
        characters = 0
        for page in reader.pages:
            text = page.extract_text()
            characters += len(text)
            if characters > MOST_CHARACTERS:
                return TOO_LARGE
            pages.append({"lines": text.splitlines(), "images": _images(page)})
    except MemoryError:
        return TOO_LARGE
    except pypdf.errors.DependencyError:
        return LOCKED
    except Exception:
        # A damaged file makes the library fail in any way it likes; here that can only mean one thing.
        return DAMAGED
    # Half characters occur in what PDFs call text; they are replaced when the text is cleaned.
    Path(made).write_text(json.dumps({"pages": pages}), encoding="ascii")
    return 0


def _images(page: Any) -> int:
    """How many pictures a page draws, without unpacking any."""
    objects = page.get("/Resources", {}).get_object().get("/XObject", {})
    found = [item.get_object() for item in objects.get_object().values()] if objects else []
    return sum(item.get("/Subtype") == "/Image" for item in found)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
